"""Interval bells: where each of ``[bell every 5 min]`` rings, and where it waits for the voice."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from quietude.audio import SAMPLE_RATE_HZ
from quietude.timeline.edges import BELL_RINGS_S
from quietude.timeline.timeline import BellStroke, Clip

BEFORE_WORD: Final = 4 * SAMPLE_RATE_HZ
"""An interval bell rings at least this long before a word: its stroke has then bloomed and sunk."""
AFTER_WORD: Final = SAMPLE_RATE_HZ
"""And at least this long after one."""
BESIDE_BELL: Final = 10 * SAMPLE_RATE_HZ
"""One that falls this near to a bell that is written is that bell."""
MOST_MOVED: Final = 30 * SAMPLE_RATE_HZ
"""No interval bell is further from its time, nor by more than a fourth of the interval; it is left out."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Intervals:
    """A stretch with a bell at each multiple of ``every`` after ``start``, as far as ``end``. In samples."""

    start: int
    end: int
    every: int
    kind: str


def interval_bells(
    stretches: Sequence[Intervals], clips: Sequence[Clip], struck: Sequence[BellStroke], duration: int
) -> list[BellStroke]:
    """The strokes of all stretches, in order.

    One that would fall on words, or just before or after them, moves to the nearest moment that is free; it
    is left out where none is near, where a written bell rings anyway, and where it could not ring to its end.

    Args:
        stretches: in order, not overlapping.
        clips: what is spoken, in order.
        struck: the bells that are written.
        duration: of the session, in samples.
    """
    talk = list(_talk(clips))
    written = sorted(bell.start for bell in struck)
    found = []
    for stretch in stretches:
        last = min(stretch.end, duration - round(BELL_RINGS_S[stretch.kind] * SAMPLE_RATE_HZ))
        for due in range(stretch.start + stretch.every, last + 1, stretch.every):
            at = _free(due, talk, stretch, last)
            if at is not None and not _beside(at, written):
                found.append(BellStroke(start=at, kind=stretch.kind))
    return found


def _talk(clips: Sequence[Clip]) -> Iterator[tuple[int, int]]:
    """The stretches in which no interval bell may ring, both ends not included, merged and in order."""
    begun, ended = None, 0
    for clip in clips:
        start, end = clip.start - BEFORE_WORD, clip.end + AFTER_WORD
        if begun is None or start > ended:
            if begun is not None:
                yield begun, ended
            begun = start
        ended = end
    if begun is not None:
        yield begun, ended


def _free(due: int, talk: Sequence[tuple[int, int]], stretch: Intervals, last: int) -> int | None:
    """The free moment nearest to ``due``, the earlier of two; None where none is near enough."""
    index = bisect_right(talk, due, key=lambda one: one[0]) - 1
    if index < 0 or not talk[index][0] < due < talk[index][1]:
        return due
    most = min(MOST_MOVED, stretch.every // 4)
    near = [at for at in talk[index] if abs(at - due) <= most and stretch.start < at <= last]
    return min(near, key=lambda at: abs(at - due), default=None)


def _beside(at: int, written: Sequence[int]) -> bool:
    index = bisect_right(written, at)
    return any(abs(at - other) < BESIDE_BELL for other in written[max(0, index - 1) : index + 1])
