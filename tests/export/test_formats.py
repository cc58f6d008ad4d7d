from __future__ import annotations

from pathlib import Path

import pytest

from quietude.errors import FileError, InputError
from quietude.export.formats import FORMATS, MP3, Form, choose_form, endings, format_of, or_list
from quietude.export.frames import Encoding


@pytest.mark.parametrize(
    ("file", "name"),
    [
        ("a.mp3", "mp3"),
        ("a.MP3", "mp3"),
        ("a.m4a", "m4a"),
        ("a.m4b", "m4b"),
        ("a.opus", "opus"),
        ("a.ogg", "opus"),
        ("a.b.flac", "flac"),
        ("a.Wav", "wav"),
    ],
)
def test_an_ending_says_the_format(file: str, name: str) -> None:
    assert format_of(Path(file)) is FORMATS[name]
    assert choose_form(None, Path(file)).format is FORMATS[name]


@pytest.mark.parametrize("file", ["a", "a.aac", ".mp3", "mp3", "a.mp3.txt", "a.mp3 "])
def test_any_other_ending_is_refused_with_those_there_are(file: str) -> None:
    with pytest.raises(
        FileError, match=r"does not end in \.mp3, \.m4a, \.m4b, \.opus, \.ogg, \.flac or \.wav"
    ):
        choose_form(None, Path(file))


def test_without_a_name_and_a_file_it_is_an_mp3() -> None:
    assert choose_form(None, None) == Form() == Form(format=MP3, kbps=160)


def test_a_name_and_an_ending_that_differ_are_refused() -> None:
    with pytest.raises(FileError, match=r"x\.mp3 does not end in \.m4a, as m4a does; change one of the two"):
        choose_form("m4a", Path("x.mp3"))
    with pytest.raises(FileError, match=r"does not end in \.opus or \.ogg"):
        choose_form("opus", Path("x.mp3"))
    assert choose_form("mp3-vbr", Path("x.mp3")).format.name == "mp3-vbr"


def test_an_unknown_name_is_refused_with_the_nearest() -> None:
    with pytest.raises(InputError, match="m4a"):
        choose_form("m4", None)


@pytest.mark.parametrize("name", FORMATS)
@pytest.mark.parametrize("mono", [False, True])
def test_what_is_taken_by_default_can_be_chosen_too(name: str, mono: bool) -> None:
    form = choose_form(name, None, mono=mono)
    assert form.channels == (1 if mono else 2)
    assert list(form.format.kbps) == sorted(set(form.format.kbps))
    if form.format.kbps:
        assert form.kbps in form.format.kbps
        assert choose_form(name, None, kbps=form.needed_kbps, mono=mono) == form
    else:
        assert form.kbps is None
        with pytest.raises(ValueError, match="no bit rate"):
            _ = form.needed_kbps


@pytest.mark.parametrize("name", [name for name, each in FORMATS.items() if each.kbps])
@pytest.mark.parametrize("kbps", [-1, 0, 1, 100_000])
def test_a_bit_rate_it_does_not_have_is_refused_with_those_it_has(name: str, kbps: int) -> None:
    listed = ", ".join(map(str, FORMATS[name].kbps))
    with pytest.raises(
        InputError, match=f"{kbps} kbit/s is no bit rate of {name} here; choose from {listed}"
    ):
        choose_form(name, None, kbps=kbps)


@pytest.mark.parametrize("name", ["flac", "wav"])
def test_what_loses_nothing_has_no_bit_rate(name: str) -> None:
    with pytest.raises(InputError, match="loses nothing and has no bit rate; leave out --bitrate"):
        choose_form(name, None, kbps=160)


def test_lame_s_qualities_fall_as_bit_rates_rise() -> None:
    rates = FORMATS["mp3-vbr"].kbps
    assert [Form(format=FORMATS["mp3-vbr"], kbps=rate).vbr_quality for rate in rates] == [
        7,
        6,
        5,
        4,
        3,
        2,
        1,
        0,
    ]


def test_every_mp3_bit_rate_can_be_framed() -> None:
    for kbps in MP3.kbps:
        assert Encoding(bitrate_kbps=kbps).frame_bytes > 0


def test_endings_and_rows_of_words() -> None:
    assert endings() == [".mp3", ".m4a", ".m4b", ".opus", ".ogg", ".flac", ".wav"]
    assert or_list([]) == ""
    assert or_list(["a"]) == "a"
    assert or_list(["a", "b", "c"]) == "a, b or c"
