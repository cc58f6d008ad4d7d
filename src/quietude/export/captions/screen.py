"""Cues as a screen holds them: two lines at most, long enough to read, never two at once.

Broadcasters and streaming services ask for captions of five sixths of a second to seven seconds and at most
two lines. A sentence that is longer is cut between its breaths, whose times are exact; inside a breath only
where it is known when its words are said.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import Final

from quietude.audio import SAMPLE_RATE_HZ
from quietude.export.captions.cue import Breath, Cue, WordTime
from quietude.export.captions.lines import MOST_LINES, broken, columns_for, fits, penalty, width

LEAST: Final = SAMPLE_RATE_HZ
"""A cue stays this long where the silence after it lets it: a little more than five sixths of a second."""
MOST: Final = 7 * SAMPLE_RATE_HZ
"""A longer one is cut, where it can be."""

_A_CUE: Final = 20.0
_TOO_LONG: Final = 100.0
_TOO_SHORT: Final = 15.0
_TOO_SLOW: Final = 40.0
_UNEVEN: Final = 10.0
_NOTHING: Final = 1000.0
"""For a cue that does not last: of a sign that is not spoken, say."""
_SURELY_TOO_WIDE: Final = 4.0
"""In screens."""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Piece:
    """What cannot be cut: a breath, or a word of one."""

    text: str
    start: int
    end: int
    words: tuple[WordTime, ...]
    ends_breath: bool


def on_screen(found: Iterable[Cue]) -> tuple[Cue, ...]:
    """Cues of words as a screen shows them; their lines are broken in the text.

    A sentence that is too long becomes several cues. A short one stays until it can be read, where the next
    leaves room. What cannot be cut keeps as many lines as it needs.
    """
    shown = [part for cue in found for part in _parts(cue)]
    nexts = [after.start for _, after in pairwise(shown)]
    return tuple(
        replace(
            cue,
            text="\n".join(broken(cue.text, cue.language)),
            end=max(cue.end, min(cue.start + LEAST, until)),
        )
        for cue, until in zip(shown, [*nexts, *(cue.end for cue in shown[-1:])], strict=True)
    )


def aligned(text: str, words: Sequence[WordTime]) -> list[int] | None:
    """Where in a text each word begins; None where the words are not the text's own.

    >>> aligned("Let it be.", [WordTime(text=word, start=0, end=1) for word in ("let", "it", "be")])
    [0, 4, 7]
    """
    tokens = [match.start() for match in re.finditer(r"\S+", text)]
    if len(tokens) == len(words):
        return tokens
    found, at = [], 0
    for word in words:
        bare = re.sub(r"^\W+|\W+$", "", word.text)
        pattern = r"\s+".join(map(re.escape, bare.split()))
        match = re.compile(pattern, re.IGNORECASE).search(text, at) if pattern else None
        if match is None:
            return None
        found.append(match.start())
        at = match.end()
    return found or None


def _parts(cue: Cue) -> Iterator[Cue]:
    if not cue.breaths or (fits(cue.text) and cue.end - cue.start <= MOST):
        yield cue
        return
    pieces = [piece for breath in cue.breaths for piece in _pieces(breath)]
    start = 0
    for end in _cuts(pieces, cue.language):
        yield _joined(cue, pieces[start:end])
        start = end


def _pieces(breath: Breath) -> Iterator[_Piece]:
    """A breath whole where it can be shown, or cannot be cut; else its words."""
    places = None
    if breath.words and not (fits(breath.text) and breath.end - breath.start <= MOST):
        places = aligned(breath.text, breath.words)
    if places is None:
        yield _Piece(
            text=breath.text, start=breath.start, end=breath.end, words=breath.words, ends_breath=True
        )
        return
    last = len(places) - 1
    for number, (word, end) in enumerate(zip(breath.words, [*places[1:], len(breath.text)], strict=True)):
        yield _Piece(
            text=breath.text[places[number] if number else 0 : end],
            start=word.start if number else breath.start,
            end=word.end if number < last else breath.end,
            words=(word,),
            ends_breath=number == last,
        )


def _cuts(pieces: Sequence[_Piece], language: str) -> list[int]:
    """Where each cue of a sentence ends: as few as hold it, cut where it reads best, of like lengths."""
    best: list[tuple[float, list[int]]] = [(0.0, [])]
    for end in range(1, len(pieces) + 1):
        border = 0.0
        if end < len(pieces) and not pieces[end - 1].ends_breath:
            border = penalty(pieces[end - 1].text, pieces[end].text, language)
        ways = []
        for start in range(end - 1, -1, -1):
            cost, wide = _cost(pieces[start:end])
            ways.append((best[start][0] + cost + border, [*best[start][1], end]))
            if wide > _SURELY_TOO_WIDE:
                break  # with more in it, it costs more still
        best.append(min(ways, key=lambda way: way[0]))
    return best[-1][1]


def _cost(pieces: Sequence[_Piece]) -> tuple[float, float]:
    """What a cue of these pieces costs, and how much of the screen it fills."""
    text = _text(pieces)
    room = MOST_LINES * columns_for(text)
    filled = width(text) / room
    duration = pieces[-1].end - pieces[0].start
    cost = _A_CUE + _UNEVEN * filled**2
    if not fits(text):
        cost += _TOO_LONG * max(1.0, filled)
    if duration > MOST:
        cost += _TOO_SLOW * duration / MOST
    if duration < LEAST:
        cost += _TOO_SHORT if duration > 0 else _NOTHING
    return cost, filled


def _joined(cue: Cue, pieces: Sequence[_Piece]) -> Cue:
    words = tuple(word for piece in pieces for word in piece.words)
    text = _text(pieces)
    start, end = pieces[0].start, pieces[-1].end
    known = all(piece.words for piece in pieces)
    breath = Breath(start=start, end=end, text=text, words=words if known else ())
    return replace(cue, start=start, end=end, text=text, breaths=(breath,))


def _text(pieces: Sequence[_Piece]) -> str:
    """The pieces' text; a breath that ends has no space behind it, and words have their own."""
    text = ""
    for piece in pieces:
        text += piece.text + (" " if piece.ends_breath else "")
    return text.strip()
