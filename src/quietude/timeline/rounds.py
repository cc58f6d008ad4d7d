"""How many rounds of phrases a session may have, and how many suit a length: whole rounds before rests."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from quietude.audio import SAMPLE_RATE_HZ
from quietude.timeline.layout import Layout, Lengths

MOST_ROUNDS: Final = 2000
"""Of one set of phrases: more than a night of them."""
_LEAST_GRADUAL: Final = 2
"""Phrases that change their form on the way need a round in either."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Option:
    """One number of rounds for each set of phrases, and how long the whole is with it."""

    counts: tuple[int, ...]
    lengths: Lengths


def options(layout: Layout) -> list[Option]:
    """Every combination of rounds that a session may have, from the shortest to the longest.

    With one set of phrases these are all the counts its author allows. With several, rounds are added
    one at a time to the set that has, in proportion to its ideal, the fewest, so that no practice
    outgrows the others.
    """
    bounds = [_allowed(layout, index) for index in range(len(layout.rounds))]
    counts = [fewest for fewest, _, _ in bounds]
    found = [_option(layout, counts)]
    while True:
        open_sets = [index for index, (_, _, most) in enumerate(bounds) if counts[index] < most]
        if not open_sets:
            return found
        chosen = min(open_sets, key=lambda index: ((counts[index] + 1) / bounds[index][1], index))
        counts[chosen] += 1
        found.append(_option(layout, counts))


def ideal_option(layout: Layout) -> Option:
    """The rounds of a session that nobody asked to be longer or shorter."""
    return _option(layout, [_allowed(layout, index)[1] for index in range(len(layout.rounds))])


def _option(layout: Layout, counts: Sequence[int]) -> Option:
    return Option(counts=tuple(counts), lengths=layout.lengths(counts))


def _allowed(layout: Layout, index: int) -> tuple[int, int, int]:
    """Fewest, ideal and most rounds of the i-th set of phrases."""
    rounds = layout.rounds[index]
    if rounds.times is not None:
        fewest, most = rounds.times
        return fewest, (fewest + most) // 2, most
    low_s, high_s = rounds.for_s or (0.0, 0.0)
    ideal = _count_near(layout, index, (low_s + high_s) / 2)
    least_s = rounds.least_s if rounds.least_s is not None else low_s
    most_s = rounds.most_s if rounds.most_s is not None else high_s
    fewest = ideal
    while fewest > 1 and _ideal_s(layout, index, fewest - 1) >= least_s:
        fewest -= 1
    most = ideal
    while most < MOST_ROUNDS and _ideal_s(layout, index, most + 1) <= most_s:
        most += 1
    least = _LEAST_GRADUAL if any(forms.first != forms.last for forms in rounds.phrases) else 1
    return max(least, fewest), max(least, ideal), max(least, most)


def _count_near(layout: Layout, index: int, wanted_s: float) -> int:
    count = 1
    while count < MOST_ROUNDS and abs(_ideal_s(layout, index, count + 1) - wanted_s) < abs(
        _ideal_s(layout, index, count) - wanted_s
    ):
        count += 1
    return count


def _ideal_s(layout: Layout, index: int, count: int) -> float:
    return layout.rounds_lengths(index, count).ideal / SAMPLE_RATE_HZ
