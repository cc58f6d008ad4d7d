"""How far the cells of a sheet reach, watched while they are counted."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Final

from quietude.roster.package import too_large

MOST_CELLS: Final = 4_000_000
"""Of the rectangle around all that is filled, empty ones included: a reader may hold each of them."""
MOST_LETTERS: Final = 200_000_000
"""In all cells together; a text that many cells share counts for each."""


@dataclass(slots=True, kw_only=True)
class Extent:
    """The rectangle around the filled cells."""

    path: Path
    """Of which the message speaks."""
    rows: int = 0
    columns: int = 0
    """From the sheet's first row and column to the last that holds something."""
    letters: int = 0

    def add(self, row: int, column: int, letters: int, *, down: int = 1, across: int = 1) -> None:
        """Count a filled cell, and those below and beside it that hold the same; rows and columns from 0.

        Raises:
            FileError: the sheet reaches too far, or holds too much text.
        """
        self.rows = max(self.rows, row + down)
        self.columns = max(self.columns, column + across)
        self.letters += letters * down * across
        if self.rows * self.columns > MOST_CELLS or self.letters > MOST_LETTERS:
            raise too_large(self.path)
