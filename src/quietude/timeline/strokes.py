"""The strokes of a touch: in its own period, and with the out-breath where breaths are paced."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from quietude.timeline.timeline import BreathSpan, TouchSpan, TouchStroke


def touch_span(
    start: int, end: int, stroke: int, *, alternating: bool, breaths: Sequence[BreathSpan]
) -> TouchSpan:
    """A touch and its strokes. Only whole strokes are made; hands that take turns begin with the left.

    Args:
        start: first sample.
        end: first sample after it.
        stroke: the length of a stroke, in samples.
        alternating: the hands take turns.
        breaths: those of the session so far, in order, none of which reaches over ``start`` or ``end``.
    """
    inside = [breath for breath in breaths if breath.start >= start and breath.end <= end]
    strokes = [
        TouchStroke(
            start=at,
            duration=duration,
            left=not alternating or number % 2 == 0,
            right=not alternating or number % 2 == 1,
        )
        for number, (at, duration) in enumerate(_places(start, end, stroke, inside))
    ]
    return TouchSpan(start=start, end=end, stroke=stroke, strokes=tuple(strokes))


def _places(start: int, end: int, stroke: int, breaths: Sequence[BreathSpan]) -> Iterator[tuple[int, int]]:
    at = start
    for breath in breaths:
        yield from _steadily(at, breath.start, stroke)
        yield breath.let_go, breath.exhale
        at = breath.end
    yield from _steadily(at, end, stroke)


def _steadily(start: int, end: int, stroke: int) -> Iterator[tuple[int, int]]:
    for at in range(start, end - stroke + 1, stroke):
        yield at, stroke
