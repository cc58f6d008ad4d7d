"""A roster from a file, whatever kind of table it holds."""

from __future__ import annotations

from pathlib import Path
from typing import Final

from quietude.errors import FileError
from quietude.files import reason
from quietude.roster import encodings, separated, workbook
from quietude.roster.table import Roster, make_roster

_LARGEST_FILE: Final = 64 * 2**20
"""Bytes: a million rows of the usual width."""


def read_roster(path: Path, *, encoding: str | None = None, gaps: bool = False) -> Roster:
    """Read a roster: a header line, then a line for each person.

    Text with commas, semicolons, tabs or bars between cells, in UTF-8, UTF-16 or an older encoding; or the
    first sheet of an XLSX, XLS or ODS workbook that holds anything. No message holds a cell.

    Args:
        path: the file.
        encoding: of text, by the name Python has for it, such as "cp1252"; None: told by its bytes.
        gaps: empty rows between filled ones are passed over instead of being faults.

    Raises:
        FileError: the file cannot be read, or it cannot be told which letters it holds; a workbook is
            damaged, locked with a password, or larger than any roster.
        RosterError: there is no header, a column has no name or two have one, a row has too many cells or
            none; all of that at once.
        InputError: it is no table: a quotation mark is left open.
    """
    raw = _bytes(path)
    if workbook.is_workbook(raw):
        sheet = workbook.read_sheet(raw, path)
        return make_roster(path, sheet.lines, remarks=sheet.remarks, faults=sheet.faults, gaps=gaps)
    text, remarks = encodings.decode(raw, path, encoding)
    lines, delimiter = separated.cells(text, path)
    return make_roster(path, lines, delimiter=delimiter, remarks=remarks, gaps=gaps)


def _bytes(path: Path) -> bytes:
    try:
        with path.open("rb") as file:
            raw = file.read(_LARGEST_FILE + 1)
    except OSError as error:
        raise FileError(f"cannot read the roster {path}: {reason(error)}", path=path, cause=error) from error
    if len(raw) > _LARGEST_FILE:
        raise FileError(f"{path} is larger than any roster (64 MB); is it the right file?", path=path)
    return raw
