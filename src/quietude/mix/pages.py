"""The figures of a mastered session, page by page: 15 s, whose figures follow from its sound alone.

So what was measured once on a page is true of every session that has the same sound there.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Final, Self

import numpy as np

from quietude.loudness import STEP, Energies, LoudnessMeter
from quietude.mix import true_peak
from quietude.mix.grid import CELL, padded_cell, sample_peak
from quietude.mix.limiter import Limiter

PAGE_CELLS: Final = 15
PAGE: Final = PAGE_CELLS * CELL
"""Samples in a page."""

STEPS_PER_CELL: Final = CELL // STEP

RUN_UP: Final = 2 * STEP
"""The K-weighting's memory fades by 400 dB within 0.2 s: as good as the whole past."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PageFigures:
    """What was measured on a page after gain and limiter."""

    energies: Energies
    """K-weighted energy of every 100 ms, shape (steps,)."""
    true_peak: float
    """The highest, an amplitude."""
    limited_cells: int
    """In how many of its seconds the limiter did anything."""
    most_reduction_db: float
    """The most it took off, 0 or more."""

    def facts(self) -> dict[str, Any]:
        """As plain data, from which `from_facts` makes the same figures to the last bit."""
        return {
            "energies": self.energies.tolist(),
            "true_peak": self.true_peak,
            "limited_cells": self.limited_cells,
            "most_reduction_db": self.most_reduction_db,
        }

    @classmethod
    def from_facts(cls, facts: dict[str, Any]) -> Self:
        """The figures again."""
        return cls(**{**facts, "energies": np.array(facts["energies"], dtype=np.float64)})


def cells_in(duration: int) -> int:
    """How many cells so many samples reach into."""
    return -(-duration // CELL)


def pages_in(duration: int) -> int:
    """How many pages so many samples reach into.

    >>> pages_in(0), pages_in(1), pages_in(PAGE), pages_in(PAGE + 1)
    (0, 1, 1, 2)
    """
    return -(-duration // PAGE)


def page_figures(limiter: Limiter, duration: int, number: int) -> PageFigures:
    """Measure page ``number`` of a mastered session of ``duration`` samples."""
    first = number * PAGE_CELLS
    cells = range(first, min(first + PAGE_CELLS, cells_in(duration)))
    meter = LoudnessMeter()
    meter.push(limiter.cell(first - 1)[-RUN_UP:] if first else limiter.cell(first)[:0])
    reduction_db, changed = 0.0, 0
    heights: dict[int, float] = {}
    steps = [np.zeros(0)]
    for at in cells:
        cell = limiter.cell(at)[: duration - at * CELL]
        steps.append(meter.push(cell))
        heights[at] = sample_peak(cell)
        if limiter.curve(at) is not None:
            changed += 1
            reduction_db = max(reduction_db, limiter.reduction_db(at))
    highest = 0.0
    for at in sorted(cells, key=lambda at: -heights[at]):
        if heights[at] * true_peak.overshoot_bound() <= highest:
            break
        padded = padded_cell(limiter, at, true_peak.REACH)
        highest = max(highest, float(true_peak.peaks(padded, highest).max()))
    return PageFigures(
        energies=np.concatenate(steps),
        true_peak=highest,
        limited_cells=changed,
        most_reduction_db=reduction_db,
    )
