"""How long the silences are that nobody wrote down, and how far each may give way. All in seconds."""

from __future__ import annotations

from typing import Final

from quietude.findings import Span
from quietude.score.score import Rest, RestKind
from quietude.script.defaults import ELASTIC

_BOUNDS: Final = {
    RestKind.BREATH: (0.25, 0.4, 0.7),
    RestKind.SENTENCE: (0.7, 1.5, 3.0),
    RestKind.PARAGRAPH: (4.0, 6.0, 10.0),
    RestKind.CHAPTER: (5.0, 8.0, 14.0),
}
"""Shortest, ideal, longest. A paragraph's is the pause after a line: 6 s, 4 to 10 (medians of two public
script collections); the smaller ones are ours, chosen so that a paragraph still sounds like one."""

REPEAT_LEAST_S: Final = 5.0
REPEAT_SHARE: Final = 1.5
REPEAT_EXTRA_S: Final = 2.0
"""Room to repeat a phrase: its own spoken length x 1.5 plus 2 s, at least 5 s."""


def rest(kind: RestKind, span: Span) -> Rest:
    """The usual rest of a kind."""
    shortest, ideal, longest = _BOUNDS[kind]
    return elastic(kind, shortest, ideal, longest, span)


def elastic(kind: RestKind, shortest: float, ideal: float, longest: float, span: Span) -> Rest:
    """A rest between bounds. It weighs what it ideally lasts, so that all give way in proportion."""
    stretch = ideal if longest > shortest else 0.0
    return Rest(kind=kind, min_s=shortest, ideal_s=ideal, max_s=longest, stretch=stretch, span=span)


def room_to_repeat(apart_s: float | None, span: Span) -> Rest:
    """The silence after a phrase: ``apart_s`` where the author said, else enough to say it again."""
    if apart_s is not None:
        shortest = min(apart_s, max(REPEAT_LEAST_S, apart_s * ELASTIC[0]))
        return elastic(RestKind.REPEAT, shortest, apart_s, apart_s * ELASTIC[1], span)
    return Rest(
        kind=RestKind.REPEAT,
        min_s=REPEAT_LEAST_S,
        ideal_s=REPEAT_EXTRA_S,
        max_s=REPEAT_EXTRA_S + 4.0,
        stretch=2 * REPEAT_LEAST_S,
        spoken_share=REPEAT_SHARE,
        span=span,
    )
