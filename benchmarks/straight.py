"""A straight line through measured figures."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Self

import numpy as np


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """A value that grows evenly with a size."""

    start: float
    """The value at size 0."""
    slope: float
    """By how much it grows with each one of size."""
    departure: float
    """The largest distance of a figure from the line, as a part of what the line says there."""

    @classmethod
    def through(cls, sizes: Sequence[float], values: Sequence[float]) -> Self:
        """By least squares of the *relative* distances: sizes span a factor of thousands, and a line that
        only looked at seconds would follow the largest one alone.

        Args:
            sizes: at least two, not all the same.
            values: all over 0.
        """
        at, value = np.asarray(sizes, dtype=float), np.asarray(values, dtype=float)
        weighed = np.column_stack((1.0 / value, at / value))
        start, slope = np.linalg.lstsq(weighed, np.ones(len(value)), rcond=None)[0]
        on_line = start + slope * at
        return cls(
            start=float(start), slope=float(slope), departure=float(np.max(np.abs(value / on_line - 1.0)))
        )

    def at(self, size: float) -> float:
        """What it says for a size."""
        return self.start + self.slope * size
