"""Cells to rows: the first line names the columns, and whatever is wrong is told by row, all at once."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import chain, islice
from pathlib import Path
from typing import Final

from quietude.errors import InputError, RosterError, RosterFinding
from quietude.plugins import unknown_message

MOST_FINDINGS: Final = 500
"""More than that is not a slip but another kind of file; the rest is told as a number."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One person."""

    number: int
    """As the spreadsheet counts: the header is row 1."""
    values: Mapping[str, str] = field(repr=False)
    """Column (lower case) to cell, stripped. Private: kept out of ``repr``."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Roster:
    """All rows that hold anything."""

    path: Path
    columns: tuple[str, ...]
    """Lower case, in order."""
    delimiter: str
    """What stands between cells; of a workbook a comma."""
    rows: tuple[Row, ...]
    remarks: tuple[str, ...] = ()
    """What had to be guessed or was left out, a sentence each. Holds no cell."""

    def column(self, name: str) -> str:
        """The column of that name, whatever its case.

        Raises:
            InputError: there is none.
        """
        folded = _folded(name)
        if folded not in self.columns:
            raise InputError(f"{self.path}: {unknown_message('column', name, self.columns)}")
        return folded


def make_roster(
    path: Path,
    lines: Iterable[Sequence[str]],
    *,
    delimiter: str = ",",
    remarks: Sequence[str] = (),
    faults: Sequence[RosterFinding] = (),
    gaps: bool = False,
) -> Roster:
    """The table of those lines of cells, which begin at row 1.

    Args:
        path: of which the messages speak.
        lines: the cells of each row, whether it holds any or not.
        delimiter: what stood between them.
        remarks: what there is to know about how they were read.
        faults: what was found in the cells already.
        gaps: empty rows between filled ones are passed over instead of being told.

    Raises:
        RosterError: there is no header, a column has no name or two have one, a row has too many cells, or
            there is an empty row between filled ones. Holds all of that, in order of rows.
    """
    numbered = enumerate(lines, start=1)
    filled = ((number, [cell.strip() for cell in line]) for number, line in numbered)
    filled = ((number, cells) for number, cells in filled if any(cells))
    top = next(filled, None)
    if top is None:
        message = 'there is nothing in it; it begins with a line of column names, such as "name,length"'
        raise RosterError(path, [RosterFinding(message=message)])
    columns = _columns(top[1])
    rows: list[Row] = []
    found = chain(_column_findings(top[0], columns), _rows(filled, top[0], columns, rows, gaps=gaps), faults)
    findings = list(islice(found, MOST_FINDINGS))
    findings.sort(key=lambda finding: finding.row or 0)
    if more := sum(1 for _ in found):
        findings.append(RosterFinding(message=f"and {more} more faults; is it the right file?"))
    if findings:
        raise RosterError(path, findings)
    return Roster(path=path, columns=columns, delimiter=delimiter, rows=tuple(rows), remarks=tuple(remarks))


def _columns(cells: Sequence[str]) -> tuple[str, ...]:
    width = max(place for place, cell in enumerate(cells, start=1) if cell)
    return tuple(_folded(cell) for cell in cells[:width])  # spreadsheets write a delimiter too many


def _column_findings(row: int, columns: Sequence[str]) -> Iterator[RosterFinding]:
    # By place and not by name: where the header is missing, the first person stands in its place.
    first: dict[str, int] = {}
    for place, name in enumerate(columns, start=1):
        if not name:
            yield RosterFinding(
                row=row,
                message=f"column {column_letters(place)} has no name; the first line names every column",
            )
        elif first.setdefault(name, place) != place:
            both = f"columns {column_letters(first[name])} and {column_letters(place)}"
            message = f"{both} have the same name; rename one"
            yield RosterFinding(row=row, message=message)


def _rows(
    filled: Iterable[tuple[int, list[str]]],
    header: int,
    columns: Sequence[str],
    rows: list[Row],
    *,
    gaps: bool,
) -> Iterator[RosterFinding]:
    """Put the rows that can be used into ``rows``; what is wrong with the others."""
    last = header
    for number, cells in filled:
        if not gaps:
            for empty in range(last + 1, number):
                yield RosterFinding(row=empty, message="the row is empty; delete it, or fill it in")
        last = number
        if any(cells[len(columns) :]):
            last_filled = max(place for place, cell in enumerate(cells, start=1) if cell)
            yield RosterFinding(
                row=number,
                message=f"there are {_counted(last_filled, 'cell')}, and {_counted(len(columns), 'column')};"
                " a cell that holds the mark between cells stands in quotation marks",
            )
            continue
        padded = [*cells[: len(columns)], *[""] * (len(columns) - len(cells))]
        rows.append(Row(number=number, values=dict(zip(columns, padded, strict=True))))


def column_letters(place: int) -> str:
    """A column as spreadsheets name it, counted from 1.

    >>> column_letters(1), column_letters(28)
    ('A', 'AB')
    """
    letters = ""
    while place:
        place, letter = divmod(place - 1, 26)
        letters = chr(ord("A") + letter) + letters
    return letters


def _counted(number: int, what: str) -> str:
    return f"{number} {what}" if number == 1 else f"{number} {what}s"


def _folded(name: str) -> str:
    return " ".join(name.lower().split())
