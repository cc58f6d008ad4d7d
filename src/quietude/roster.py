"""A list of people from a spreadsheet: CSV as Excel, LibreOffice, Numbers and databases write it."""

from __future__ import annotations

import csv
import io
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from quietude.errors import FileError, InputError
from quietude.files import reason
from quietude.plugins import unknown_message

_DELIMITERS: Final = (",", ";", "\t", "|")
"""Excel writes the semicolon where the comma is the decimal mark."""
_WORKBOOK: Final = b"PK\x03\x04"
"""How a zip archive begins, and so every .xlsx and .ods."""
_LONGEST_CELL: Final = 131_072
"""Characters; more is a quotation mark that was never closed."""


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
    rows: tuple[Row, ...]

    def column(self, name: str) -> str:
        """The column of that name, whatever its case.

        Raises:
            InputError: there is none.
        """
        folded = _folded(name)
        if folded not in self.columns:
            raise InputError(f"{self.path}: {unknown_message('column', name, self.columns)}")
        return folded


def read_roster(path: Path) -> Roster:
    """Read a roster: a header line, then a line for each person.

    UTF-8, or UTF-16 with its mark; commas, semicolons, tabs or bars between cells. No message holds a cell.

    Raises:
        FileError: the file cannot be read, or is no such text.
        InputError: there is no header, a column has no name or two have one, or a row has too many cells.
    """
    text = _text(path)
    first, _, rest = text.partition("\n")
    if first.lower().startswith("sep=") and len(first.strip()) == 5:  # Excel's own note about the delimiter
        text = rest
    header = text.lstrip().partition("\n")[0]
    delimiter = max(_DELIMITERS, key=header.count)
    csv.field_size_limit(_LONGEST_CELL)
    try:
        lines = list(csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True))
    except csv.Error as error:
        raise InputError(f"{path}: this is no CSV file ({error}); is a quotation mark left open?") from error
    filled = [(number, [cell.strip() for cell in line]) for number, line in enumerate(lines, start=1)]
    filled = [(number, cells) for number, cells in filled if any(cells)]
    if not filled:
        raise InputError(f'{path} is empty; it begins with a line of column names, such as "name,length"')
    columns = _columns(path, filled[0][1])
    return Roster(
        path=path,
        columns=columns,
        delimiter=delimiter,
        rows=tuple(_row(path, number, cells, columns) for number, cells in filled[1:]),
    )


def _text(path: Path) -> str:
    try:
        raw = path.read_bytes()
    except OSError as error:
        raise FileError(f"cannot read the roster {path}: {reason(error)}", path=path, cause=error) from error
    if raw.startswith(_WORKBOOK):
        message = f'{path} is a workbook; save the sheet as "CSV UTF-8" and give that file'
        raise FileError(message, path=path)
    encoding = "utf-16" if raw.startswith((b"\xff\xfe", b"\xfe\xff")) else "utf-8-sig"
    try:
        text = raw.decode(encoding)
    except UnicodeDecodeError as error:
        message = f'{path} is not UTF-8 text (byte {error.start}); save the sheet as "CSV UTF-8"'
        raise FileError(message, path=path) from None  # whose own words hold the whole file
    return text.replace("\r\n", "\n").replace("\r", "\n")


def _columns(path: Path, cells: list[str]) -> tuple[str, ...]:
    while cells and not cells[-1]:
        cells = cells[:-1]  # spreadsheets write a delimiter too many
    columns = tuple(_folded(cell) for cell in cells)
    for place, name in enumerate(columns, start=1):
        if not name:
            raise InputError(f"{path}: column {place} has no name; its first line names every column")
        if columns.count(name) > 1:
            raise InputError(f'{path}: two columns are called "{name}"; rename one')
    return columns


def _row(path: Path, number: int, cells: list[str], columns: tuple[str, ...]) -> Row:
    if any(cells[len(columns) :]):
        raise InputError(
            f"{path}: row {number} has {len(cells)} cells, and there are {len(columns)} columns; a cell"
            " that holds the mark between cells stands in quotation marks"
        )
    padded = [*cells[: len(columns)], *[""] * (len(columns) - len(cells))]
    return Row(number=number, values=dict(zip(columns, padded, strict=True)))


def _folded(name: str) -> str:
    return " ".join(name.lower().split())
