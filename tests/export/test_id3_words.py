"""The words in an MP3's tag, as mutagen reads them; and no player's reader stumbles over them."""

from __future__ import annotations

import io
import shutil
import subprocess
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from mutagen.id3 import ID3

from quietude.export.id3 import syncsafe
from quietude.export.id3_words import timed_words_frame, words_frame
from quietude.export.tags import TimedLine

LINES = (
    TimedLine(start=480_024, end=520_000, text="Willkommen. 静かに 🌿"),
    TimedLine(start=600_000, end=700_000, text="Zwei\nZeilen\0hier."),
    TimedLine(start=600_000, end=700_000, text=" "),
    TimedLine(start=24 * 3600 * 48_000, end=24 * 3600 * 48_000 + 9, text="Nach einem Tag."),
)
SHOWN = ["Willkommen. 静かに 🌿", "Zwei Zeilenhier.", "Nach einem Tag."]


def _tag(*frames: bytes) -> bytes:
    body = b"".join(frames)
    return b"ID3\x03\x00\x00" + syncsafe(len(body)) + body


def _read(*frames: bytes) -> Any:
    return ID3(  # type: ignore[no-untyped-call]  # mutagen carries no types
        io.BytesIO(_tag(*frames) + bytes(4096)), translate=False
    )


def test_another_reader_reads_the_words() -> None:
    read = _read(words_frame(LINES, "de-AT"), timed_words_frame(LINES, "de-AT"))
    [plain] = read.getall("USLT")
    assert (plain.lang, plain.desc, plain.text) == ("deu", "", "\n".join(SHOWN))
    [timed] = read.getall("SYLT")
    assert (timed.lang, timed.desc, timed.format, timed.type) == ("deu", "", 2, 1)
    assert [(text.lstrip("\n"), ms) for text, ms in timed.text] == [
        (SHOWN[0], 10_001),
        (SHOWN[1], 12_500),
        (SHOWN[2], 86_400_000),
    ]
    assert [text.startswith("\n") for text, _ in timed.text] == [False, True, True]
    assert not read.unknown_frames


@given(st.lists(st.tuples(st.integers(0, 4_000_000), st.text(max_size=60)), max_size=12))
def test_any_words_come_back(spoken: list[tuple[int, str]]) -> None:
    lines = [TimedLine(start=start, end=start + 1, text=text) for start, text in sorted(spoken)]
    kept = [
        (text, (line.start + 24) // 48)
        for line in lines
        if (text := " ".join(line.text.replace("\0", "").split()))
    ]
    read = _read(words_frame(lines, "en"), timed_words_frame(lines, "en"))
    assert [frame.text for frame in read.getall("USLT")] == (
        ["\n".join(text for text, _ in kept)] if kept else []
    )
    timed = [(text.removeprefix("\n"), ms) for frame in read.getall("SYLT") for text, ms in frame.text]
    assert timed == kept


def test_no_words_make_no_frame() -> None:
    silent = [TimedLine(start=0, end=1, text=" \0")]
    for lines in ([], silent):
        assert words_frame(lines, "en") == timed_words_frame(lines, "en") == b""


def test_half_a_pair_of_surrogates_does_not_stop_it() -> None:
    lines = [TimedLine(start=0, end=1, text="a\ud83cb")]
    assert _read(words_frame(lines, "en")).getall("USLT")[0].text == "a?b"
    assert _read(timed_words_frame(lines, "en")).getall("SYLT")[0].text == [("a?b", 0)]


def test_lines_out_of_order_are_a_mistake() -> None:
    with pytest.raises(ValueError, match="comes after"):
        timed_words_frame(LINES[::-1], "en")


@pytest.mark.skipif(shutil.which("ffprobe") is None, reason="there is no ffprobe on this machine")
def test_ffprobe_has_nothing_to_complain_of(tmp_path: Path) -> None:
    silence = bytes.fromhex("fffb9444") + bytes(384 - 4)  # a frame of 128 kbit/s at 48 kHz
    path = tmp_path / "x.mp3"
    path.write_bytes(_tag(words_frame(LINES, "de"), timed_words_frame(LINES, "de")) + silence * 50)
    command = ["ffprobe", "-v", "warning", "-show_format", str(path)]
    done = subprocess.run(command, check=True, capture_output=True, text=True)
    told = [line for line in done.stderr.splitlines() if "bitrate" not in line]  # it has no Info frame
    assert told == []
    assert "TAG:lyrics-deu=Willkommen." in done.stdout
