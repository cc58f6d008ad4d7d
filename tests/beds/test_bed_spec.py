"""What --bed and [sound ...] take."""

from __future__ import annotations

import contextlib
import string
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from quietude.beds.cells import layers
from quietude.beds.spec import BedSpec, kinds, make_bed, make_bed_from_text, parse_bed
from quietude.errors import BedError
from tests.beds.bed_checks import write_wav

KINDS = kinds()


def one(text: str, **kwargs: Any) -> BedSpec:
    (spec,) = parse_bed(text, **kwargs)
    return spec


def name_of(spec: BedSpec) -> str:
    assert spec.kind is not None
    return spec.kind.name


def test_a_name_alone() -> None:
    spec = one(" Ocean ")
    assert name_of(spec) == "ocean"
    assert spec.gain_db == 0.0
    assert spec.parameters.period == 8.5


def test_parameters_and_gain_in_any_order() -> None:
    spec = one("ocean:period=9s,brightness=0.3")
    assert (spec.parameters.period, spec.parameters.brightness) == (9.0, 0.3)
    assert one("drone:-6dB").gain_db == -6.0
    assert one("ocean: -3 dB , period = 9 s") == one("ocean:period=9s,-3dB")
    assert one("drone:root_hz=98Hz") == one("drone:root_hz=98")


def test_none_is_no_bed() -> None:
    assert parse_bed("none") == ()
    assert make_bed_from_text(" None ", 1) is None


def test_layers() -> None:
    specs = parse_bed("ocean + drone:-6dB")
    assert [name_of(spec) for spec in specs] == ["ocean", "drone"]
    tones = "monaural + isochronic:-6dB"
    both = make_bed_from_text(tones, 5)
    assert both is not None
    apart = [make_bed(spec, 5 + number) for number, spec in enumerate(parse_bed(tones))]
    expected = apart[0].read(99, 500) + apart[1].read(99, 500)
    assert np.array_equal(both.read(99, 500), expected)
    assert np.array_equal(layers(apart).read(99, 500), expected)
    assert not layers([]).read(0, 5).any()


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("ocaen", r'there is no bed "ocaen"; did you mean "ocean"\?'),
        ("ocean:perod=9s", r'no parameter of ocean "perod"; did you mean "period"\?'),
        (
            "ocean:period=99s",
            r"ocean: period=99s is out of bounds; it lies between 5s and 20s \(usually 8.5s\)",
        ),
        ("ocean:period=9", r"ocean: period: .*has no unit"),
        ("ocean:brightness=lots", r'ocean: brightness: "lots" is not a number; it lies between 0 and 1'),
        ("ocean:brightness=nan", r'"nan" is not a number'),
        ("ocean:quiet", r'ocean: "quiet" is not a gain.*parameters are written "name=value": period=8.5s'),
        ("ocean:-6dB,-3dB", "the gain is given twice"),
        ("ocean:period=8s,period=9s", "period is given twice"),
        ("ocean:,", "nothing between two commas"),
        ("ocean:-500dB", "out of range"),
        ("", "a bed is missing"),
        ("ocean + ", "a bed is missing"),
        ("ocean\0", "there is no bed"),
        ("no/such/file.mp3", r"there is no music file no.such.file\.mp3"),
        ("no/such/file.mp3:-6dB", r"there is no music file no.such.file\.mp3"),
    ],
)
def test_what_is_wrong_is_said(text: str, message: str) -> None:
    with pytest.raises(BedError, match=message):
        parse_bed(text)


def test_music_files_are_found_from_the_base_folder(tmp_path: Path) -> None:
    music = write_wav(tmp_path / "a + b, calm.wav", np.zeros(10))
    write_wav(tmp_path / "lake.wav", np.zeros(10))
    (tmp_path / "song").write_bytes(b"")
    assert one(music.name, base_folder=tmp_path) == BedSpec(path=music)
    assert one(f"{music.name}:-6dB", base_folder=tmp_path) == BedSpec(path=music, gain_db=-6.0)
    assert one(str(music)).path == music
    assert one("song", base_folder=tmp_path).path == tmp_path / "song"
    with pytest.raises(BedError, match=r'did you mean "lake.wav"\?'):
        parse_bed("laek.wav", base_folder=tmp_path)


@st.composite
def specs(draw: st.DrawFn) -> BedSpec:
    kind = draw(st.sampled_from(KINDS))
    values = {
        known.name: draw(st.floats(known.low, known.high).map(lambda value: round(value, 6)))
        for known in kind.describe()
    }
    gain_db = draw(st.floats(-120.0, 24.0).map(lambda value: round(value, 3) + 0.0))
    return BedSpec(kind=kind, parameters=kind.parameters(**values), gain_db=gain_db)


@given(specs())
@settings(deadline=None, max_examples=60)
def test_a_spec_reads_back_as_it_is_written(spec: BedSpec) -> None:
    assert parse_bed(str(spec)) == (spec,)


@given(
    st.text(alphabet=string.printable + "é\0", max_size=30)
    | st.from_regex(r"(ocean|drone):[a-z=0-9.,dBs+ -]*")
)
@settings(deadline=None, max_examples=150)
def test_any_text_is_a_bed_or_a_clear_error(text: str) -> None:
    with contextlib.suppress(BedError):
        assert all(isinstance(spec, BedSpec) for spec in parse_bed(text))
