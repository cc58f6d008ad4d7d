"""A title made fit to be set in a font, and broken into lines that are about as long as each other."""

from __future__ import annotations

import functools
import re
import unicodedata
from collections.abc import Callable, Sequence
from typing import Final

MOST_LETTERS: Final = 240
"""No more than this is looked at; four lines of the smallest letters hold less than half of it."""
_MARKS_A_LETTER: Final = 2
"""How many combining marks a letter keeps: Vietnamese has two; more is a prank."""
_NO_BREAK: Final = "\u00a0"
_DROPPED: Final = frozenset({"Cc", "Cf", "Cs", "Co", "Cn"})
_ELLIPSIS: Final = "…"
_SHORT_WORD: Final = 3
_INF: Final = float("inf")


def clean(text: str) -> str:
    r"""One line of visible characters, with real apostrophes and dashes, at most `MOST_LETTERS` long.

    Control characters, marks of direction, lone surrogates and what Unicode does not know are left out.

    >>> clean("  S'ouvrir\n à l'autocompassion ... \u202e")
    'S’ouvrir à l’autocompassion …'
    """
    text = "".join(
        character if character != "\u202f" else _NO_BREAK
        for character in text[: MOST_LETTERS * 20]
        if character.isspace() or unicodedata.category(character) not in _DROPPED
    )
    text = unicodedata.normalize("NFC", text)
    text = re.sub(rf"[^\S{_NO_BREAK}]+", " ", text).strip()
    text = text.replace("...", _ELLIPSIS).replace(" - ", " – ")
    text = re.sub(r"(?<=\w)'|'(?=\w)", "’", text)
    kept: list[str] = []
    marks = 0
    for character in text:
        marks = marks + 1 if unicodedata.category(character).startswith("M") else 0
        if marks <= _MARKS_A_LETTER:
            kept.append(character)
    return "".join(kept[:MOST_LETTERS]) + (_ELLIPSIS if len(kept) > MOST_LETTERS else "")


def settable(text: str, has: Callable[[str], bool]) -> str:
    """The text without the signs and pictures that a font lacks; empty where it lacks a letter.

    A title without its emoji is still the title; one without some of its letters is another word.
    """
    lacking = {character for character in set(text) if not character.isspace() and not has(character)}
    if any(unicodedata.category(character)[0] in "LMN" for character in lacking):
        return ""
    kept = "".join(character for character in text if character not in lacking)
    return re.sub(r" +", " ", kept).strip()


def broken(
    words: Sequence[str], widths: Sequence[float], space: float, limit: float, most_lines: int
) -> tuple[str, ...] | None:
    """The words in as few lines as hold them (at most ``most_lines``), none wider than ``limit``.

    Of all ways the one whose lines are the most alike, where a line rather ends at a comma than at a short
    word. None: they do not fit. ``widths`` and ``space`` are in the unit of ``limit``.
    """
    for count in range(1, most_lines + 1):
        ends = _best(words, widths, space, limit, count)
        if ends is not None:
            starts = (0, *ends[:-1])
            return tuple(" ".join(words[start:end]) for start, end in zip(starts, ends, strict=True))
    return None


def _best(
    words: Sequence[str], widths: Sequence[float], space: float, limit: float, count: int
) -> tuple[int, ...] | None:
    """Where each of ``count`` lines ends; None: they do not fit."""
    ideal = (sum(widths) + space * (len(words) - count)) / count

    def cost(start: int, end: int) -> float:
        width = sum(widths[start:end]) + space * (end - start - 1)
        if width > limit:
            return _INF
        total = ((width - ideal) / limit) ** 2
        last = words[end - 1]
        if end < len(words):
            if last[-1] in ",;:.!?–—":
                total -= 0.05
            elif len(last) <= _SHORT_WORD:
                total += 0.04
        elif start == end - 1 and len(last) <= _SHORT_WORD:
            total += 0.06
        return total

    @functools.cache
    def rest(start: int, lines: int) -> tuple[float, tuple[int, ...]]:
        if lines == 1:
            return cost(start, len(words)), (len(words),)
        best: tuple[float, tuple[int, ...]] = (_INF, ())
        for end in range(start + 1, len(words) - lines + 2):
            here = cost(start, end)
            if here == _INF:
                break
            after, ends = rest(end, lines - 1)
            best = min(best, (here + after, (end, *ends)))
        return best

    best, ends = rest(0, count) if count <= len(words) else (_INF, ())
    return None if best == _INF else ends


def cut(text: str, width: Callable[[str], float], limit: float, lines: int) -> tuple[str, ...]:
    """The text in ``lines`` lines of at most ``limit``; what does not fit is cut, and three dots say so."""
    made: list[str] = []
    left = text
    while left and len(made) < lines:
        if width(left) <= limit:
            return (*made, left)
        last = len(made) == lines - 1
        end = _fitting(left, width, limit, _ELLIPSIS if last else "")
        at_space = left.rfind(" ", 0, end + 1)
        end = at_space if at_space > end // 2 else end
        piece = left[:end].rstrip(" ,;:–—-…")
        made.append(piece + _ELLIPSIS if last else piece)
        left = left[end:].lstrip()
    return tuple(made)


def _fitting(text: str, width: Callable[[str], float], limit: float, ending: str) -> int:
    """How many letters of it fit with the ending: at least one."""
    low, high = 1, len(text)
    while low < high:
        middle = (low + high + 1) // 2
        if width(text[:middle] + ending) <= limit:
            low = middle
        else:
            high = middle - 1
    return low
