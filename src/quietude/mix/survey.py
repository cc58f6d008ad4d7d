"""What the master must know of a mix before it can set its gain: two passes, of which the second is short.

The first goes over the mix for its loudness and its peaks. The second measures what the limiter makes of it,
and only where the limiter is at work: a gain alone moves every figure by itself.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator
from dataclasses import dataclass
from typing import Final

import numpy as np

from quietude.audio import Samples
from quietude.loudness import STEP, Energies, LoudnessMeter
from quietude.mix import true_peak
from quietude.mix.grid import CELL, Gridded, Kept, sample_peak
from quietude.mix.limiter import Limiter
from quietude.mix.pages import PAGE_CELLS, RUN_UP, STEPS_PER_CELL, cells_in
from quietude.units import db_to_amplitude

Progress = Callable[[float], None]
"""Told the fraction that is done, 0 to 1."""

_PASSAGES: Final = 6
_PASSAGE_CELLS: Final = 5


@dataclass(frozen=True, slots=True, kw_only=True)
class Survey:
    """What one pass over a mix finds. Pages that do not count are silent in it."""

    energies: Energies
    """K-weighted energy of every 100 ms, shape (steps,)."""
    heights: Samples
    """The sample peak of every cell, an amplitude, shape (cells,)."""

    def hot(self, gain_db: float, ceiling_dbtp: float) -> list[int]:
        """The cells in which the true peak may be over the ceiling after a gain, in order."""
        least = db_to_amplitude(ceiling_dbtp - gain_db) / true_peak.overshoot_bound()
        return [int(number) for number in np.flatnonzero(self.heights > least)]

    def raised(self, gain_db: float) -> Energies:
        """The energies after a gain."""
        return self.energies * db_to_amplitude(gain_db) ** 2


def survey(
    mix: Gridded, duration: int, progress: Progress | None = None, *, pages: Collection[int] | None = None
) -> Survey:
    """One pass over the first ``duration`` samples of a mix, or over some of its pages (see pages.py)."""
    count = cells_in(duration)
    heights = np.zeros(count, dtype=np.float32)
    steps: list[Energies] = []
    meter, last = LoudnessMeter(), -1
    for number in range(count):
        cell = mix.cell(number)[: duration - number * CELL] if _counts(number, pages) else None
        if cell is None:
            steps.append(np.zeros(min(CELL, duration - number * CELL) // STEP))
        else:
            if number != last + 1:
                meter = LoudnessMeter()
                meter.push(mix.cell(number - 1)[-RUN_UP:])
            steps.append(meter.push(cell))
            heights[number] = sample_peak(cell)
            last = number
        if progress is not None:
            progress((number + 1) / count)
    return Survey(energies=np.concatenate([np.zeros(0), *steps]), heights=heights)


def limited(found: Survey, limiter: Limiter) -> Energies:
    """The energies of what the limiter makes of the mix that was surveyed, shape (steps,)."""
    energies = found.raised(limiter.gain_db)
    hot = found.hot(limiter.gain_db, limiter.ceiling_dbtp)
    # A peak between two cells counts for the first of them; a request reaches into both neighbours.
    near = {number + step for number in hot for step in (-2, -1, 0, 1, 2)}
    near.intersection_update(int(number) for number in np.flatnonzero(found.heights))
    for number, measured in _measured(limiter, sorted(near), limiter.touches):
        place = energies[number * STEPS_PER_CELL : (number + 1) * STEPS_PER_CELL]
        place[:] = measured[: len(place)]
    return energies


def _counts(cell: int, pages: Collection[int] | None) -> bool:
    return pages is None or cell // PAGE_CELLS in pages


class Passages:
    """A few passages of a mix, from among those in which a limiter may work, kept in memory (some 25 MB).

    A limiter's loss of loudness in a second goes with how far the peak of that second is over the ceiling.
    The passages tell by what factor, the survey knows every peak: so a gain can be tried at the cost of half
    a minute of sound, however long the session is.
    """

    def __init__(self, mix: Gridded, found: Survey, hot: list[int]) -> None:
        picked = {
            hot[len(hot) * passage // _PASSAGES] + step
            for passage in range(_PASSAGES)
            for step in range(_PASSAGE_CELLS)
        }
        self._picked = sorted(picked & set(hot))
        self._mix = Kept(mix, kept=_PASSAGES * (_PASSAGE_CELLS + 6))
        self._found = found

    def foreseen(self, gain_db: float, ceiling_dbtp: float) -> Energies:
        """What the energies of the whole session are likely to be after a gain and a limiter."""
        limiter = Limiter(self._mix, gain_db=gain_db, ceiling_dbtp=ceiling_dbtp)
        raised = self._found.raised(gain_db)
        heights_db = 20.0 * np.log10(np.maximum(self._found.heights, 1e-9).astype(np.float64)) + gain_db
        over_db = np.maximum(heights_db - ceiling_dbtp, 0.0)
        lost = weight = 0.0
        picked = set(self._picked)
        for number, measured in _measured(limiter, self._picked, picked.__contains__):
            whole = raised[number * STEPS_PER_CELL : (number + 1) * STEPS_PER_CELL]
            lost += float(whole.sum() - measured[: len(whole)].sum())
            weight += float(whole.sum() * over_db[number])
        if weight <= 0.0:
            return raised
        kept = np.clip(1.0 - lost / weight * over_db, 0.1, 1.0)
        return raised * np.repeat(kept, STEPS_PER_CELL)[: len(raised)]


def _measured(
    sound: Gridded, numbers: Iterable[int], wanted: Callable[[int], bool]
) -> Iterator[tuple[int, Energies]]:
    """The energies of the wanted ones among some cells, in order, and of the cell after each, which still
    rings with it.
    """
    meter, last, ringing = LoudnessMeter(), -2, -2
    for number in numbers:
        changed = wanted(number)
        if changed or number == ringing:
            if number != last + 1:
                meter = LoudnessMeter()
                meter.push(sound.cell(number - 1)[-RUN_UP:])
            yield number, meter.push(sound.cell(number))
            last = number
        if changed:
            ringing = number + 1
