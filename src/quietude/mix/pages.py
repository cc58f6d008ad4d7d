"""The figures of a mastered session, page by page: 15 s, whose figures follow from its sound alone.

So what was measured once on a page is true of every session that has the same sound there.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Final, Self

import numpy as np

from quietude.audio import Samples
from quietude.loudness import STEP, Energies, LoudnessMeter
from quietude.mix.grid import CELL
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
    limited_cells: int
    """In how many of its seconds the limiter did anything."""
    most_reduction_db: float
    """The most it took off, 0 or more."""

    def facts(self) -> dict[str, Any]:
        """As plain data, from which `from_facts` makes the same figures to the last bit."""
        return {
            "energies": self.energies.tolist(),
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


def page_figures(
    limiter: Limiter, duration: int, number: int, *, around: Samples | None = None
) -> PageFigures:
    """Measure page ``number`` of a mastered session of ``duration`` samples.

    ``around`` is its sound where somebody has it already, from `RUN_UP` samples before it, shape (frames, 2),
    silent outside the session.
    """
    first = number * PAGE_CELLS
    cells = range(first, min(first + PAGE_CELLS, cells_in(duration)))
    length = min(PAGE, duration - number * PAGE)
    if around is None:
        around = limiter.read(number * PAGE - RUN_UP, RUN_UP + PAGE)
        around[RUN_UP + length :] = 0.0
    meter = LoudnessMeter()
    meter.push(around[:RUN_UP])
    energies = [meter.push(around[at : at + CELL]) for at in range(RUN_UP, RUN_UP + length, CELL)]
    reductions_db = [db for at in cells if (db := limiter.reduction_db(at)) is not None]
    return PageFigures(
        energies=np.concatenate([np.zeros(0), *energies])[: length // STEP],
        limited_cells=len(reductions_db),
        most_reduction_db=max(reductions_db, default=0.0),
    )
