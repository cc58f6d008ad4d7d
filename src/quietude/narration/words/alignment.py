"""The words of a page beside the words that were said for them.

A page has "7:30" where "seven thirty" is said, and a lexicon's "Siobhan" may be "shiv-AWN". So each shown
word is first spelled as it would be said alone, and those spellings are laid beside what was really said; the
few that differ for their neighbours' sake ("1." before "Mai") are found by what stands around them.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Final

import numpy as np

_SAME: Final = 3.0
"""For two words that agree letter by letter, against one for two that begin alike. A pair of words that agree
in nothing is worth less than nothing: they are never laid together."""
_ALIKE: Final = 1.0
_ALIKE_PART: Final = 0.5
"""Two words are alike where this part of the longer one's letters is the beginning of both."""


def letters(text: str) -> str:
    """A word for comparing: its letters and digits alone, whatever their case.

    >>> letters("It’s,") == letters("it's")
    True
    """
    return "".join(char for char in text.casefold() if char.isalnum())


def owners(
    shown: Sequence[str], said: Sequence[str], spelled: Callable[[str], str]
) -> tuple[int | None, ...]:
    """For each said word the number of the shown one that it is said for; None where that is not plain.

    The numbers never fall.

    Args:
        shown: the words of the page.
        said: the words that were spoken, in order.
        spelled: how one shown word is said, alone.

    >>> owners(["At", "7:30,", "rest."], ["at", "seven", "thirty,", "rest."],
    ...        lambda word: "seven thirty" if word == "7:30," else word)
    (0, 1, 1, 2)
    """
    units = [
        (letters(word), number)
        for number, piece in enumerate(shown)
        for word in spelled(piece).split()
        if letters(word)
    ]
    pairs = _best_pairs([unit for unit, _ in units], [letters(word) for word in said])
    found: list[int | None] = [None] * len(said)
    for unit, word in pairs:
        found[word] = units[unit][1]
    return _between(found, len(shown), {number for _, number in units})


def _between(found: list[int | None], shown: int, worded: set[int]) -> tuple[int | None, ...]:
    """The said words that agree with no spelling, given to the shown word that they can only belong to."""
    filled = list(found)
    place = 0
    while place < len(filled):
        if filled[place] is not None:
            place += 1
            continue
        end = place
        while end < len(filled) and filled[end] is None:
            end += 1
        before = filled[place - 1] if place else None
        after = filled[end] if end < len(filled) else None
        first = -1 if before is None else before
        last = shown if after is None else after
        missing = [number for number in range(first + 1, last) if number in worded]
        if len(missing) == 1:
            filled[place:end] = [missing[0]] * (end - place)
        elif not missing and before is not None and before == after:
            filled[place:end] = [before] * (end - place)
        place = end
    return tuple(filled)


def _best_pairs(units: Sequence[str], words: Sequence[str]) -> list[tuple[int, int]]:
    """Pairs that rise on both sides, with the greatest worth in all (Needleman and Wunsch, gaps are free)."""
    best = np.zeros((len(units) + 1, len(words) + 1))
    for row in range(len(units) - 1, -1, -1):
        for column in range(len(words) - 1, -1, -1):
            together = best[row + 1, column + 1] + _worth(units[row], words[column])
            best[row, column] = max(best[row + 1, column], best[row, column + 1], together)
    pairs: list[tuple[int, int]] = []
    row = column = 0
    while row < len(units) and column < len(words):
        worth = _worth(units[row], words[column])
        if worth > 0 and best[row, column] == best[row + 1, column + 1] + worth:
            pairs.append((row, column))
            row, column = row + 1, column + 1
        elif best[row, column] == best[row + 1, column]:
            row += 1
        else:
            column += 1
    return pairs


def _worth(one: str, other: str) -> float:
    if one == other:
        return _SAME if one else -1.0
    longer = max(len(one), len(other))
    alike = next(
        (at for at, (a, b) in enumerate(zip(one, other, strict=False)) if a != b), min(len(one), len(other))
    )
    return _ALIKE if alike and alike >= _ALIKE_PART * longer else -1.0
