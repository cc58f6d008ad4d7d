"""Time stamps become pauses that reach them, by the session's own measure of words and rests."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from quietude.importing.importer import import_script


def pauses_s(text: str) -> list[float]:
    written = import_script(text.encode(), Path("a.txt")).text
    return [float(pause) for pause in re.findall(r"\[pause ([\d.]+)s\]", written)]


def test_a_pause_fills_what_the_words_leave() -> None:
    # 25 words last 12 s at 125 words a minute.
    words = " ".join(["rest"] * 24)
    assert pauses_s(f"[0:00] Now {words}.\n[1:00] Now.\n") == [pytest.approx(48, abs=0.1)]


def test_a_pause_that_is_written_counts() -> None:
    words = " ".join(["rest"] * 24)
    assert pauses_s(f"[0:00] Now {words}. [pause 10s]\n[1:00] Now.\n") == [10, pytest.approx(38, abs=0.1)]


def test_a_paragraphs_rest_counts_between_words_and_not_before_the_pause() -> None:
    words = " ".join(["rest"] * 24)
    text = f"[0:00] Now {words}.\n\nNow {words}.\n\n[1:20] Now.\n"
    assert pauses_s(text) == [pytest.approx(80 - 12 - 6 - 12, abs=0.1)]


def test_words_that_overrun_a_stamp_are_told() -> None:
    words = " ".join(["rest"] * 50)
    converted = import_script(f"0:00 Now {words}.\n0:05 Now.\n0:02 Here.\n".encode(), Path("a.txt"))
    assert [(left.line, left.what[:25]) for left in converted.left] == [
        (2, "the words before 0:05 las"),
        (3, "the time 0:02 comes after"),
    ]


def test_one_line_that_begins_with_a_time_is_a_sentence() -> None:
    assert "5:30 is early" in import_script(b"5:30 is early.", Path("a.txt")).text
