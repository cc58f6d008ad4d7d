"""Breaks as speech markup has them: a time, or one of six strengths."""

from __future__ import annotations

from typing import Final

from quietude.importing.imported import Paused
from quietude.importing.times import pause_of, read_time

STRENGTHS_S: Final = {
    "none": 0.0,
    "x-weak": 0.25,
    "weak": 0.5,
    "medium": 0.75,
    "strong": 1.0,
    "x-strong": 1.25,
}
"""Seconds for each strength, as Azure's documentation of ``<break>`` gives them; others only name them."""


def read_break(text: str) -> Paused | bool:
    """The pause of ``500ms``, ``+2s`` or ``strong``; True for no silence at all, False where it is neither.

    >>> read_break("strong").directive, read_break("none"), read_break("soon")
    ('pause 1s', True, False)
    """
    word = text.strip().lower()
    if word in STRENGTHS_S:
        seconds = STRENGTHS_S[word]
    elif (time := read_time(word.removeprefix("+"))) is not None:
        seconds = time[0]
    else:
        return False
    if seconds == 0:
        return True
    return pause_of(seconds, seconds) or False
