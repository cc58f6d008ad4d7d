"""A workbook to cells, in a process of its own; run by `workbook`.

python-calamine is quick and reads everything, and a damaged XLS file can end the whole program in it, or have
it ask for more memory than there is: so each workbook gets a fresh process. Nothing that this process says in
its trouble is heard, since it might be a cell.

    standard input   the path, as one line of JSON; the workbook
    standard output  {"lines": [[cell]], "faults": [[row, message]], "remarks": [text]} or {"failed": message}
"""

from __future__ import annotations

import contextlib
import io
import json
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Final

from python_calamine import (
    CalamineError,
    CalamineSheet,
    CalamineWorkbook,
    PasswordError,
    SheetTypeEnum,
    SheetVisibleEnum,
)

from quietude.errors import FileError
from quietude.roster import ods, xlsx
from quietude.roster.package import damaged, locked, packed, too_large, unpacked
from quietude.roster.shown import is_guessed, shown
from quietude.roster.workbook import ZIP, Sheet

_LOCKED: Final = "EncryptedPackage".encode("utf-16-le")
"""What the inside of an XLSX with a password is called."""
_MEMORY: Final = 2 * 2**30
"""Bytes of address space, of which python-calamine needs some hundred megabytes for the largest roster."""
_ODS: Final = "content.xml"


_TIMES: Final = (
    "some cells hold times of day, which spreadsheets make of what is typed like 12:30; where a length comes"
    ' out wrong, write it like "90 min"'
)


def main() -> None:
    """Read what comes on standard input and say on standard output what it holds."""
    _limit_memory()
    path, raw = Path(json.loads(sys.stdin.buffer.readline())), sys.stdin.buffer.read()
    try:
        sheet = read_sheet(raw, path)
        answer: dict[str, object] = {
            "lines": sheet.lines,
            "faults": [[fault.row, fault.message] for fault in sheet.faults],
            "remarks": sheet.remarks,
        }
    except FileError as error:
        answer = {"failed": str(error)}
    except MemoryError:
        answer = {"failed": str(too_large(path))}
    sys.stdout.write(json.dumps(answer))


def _limit_memory() -> None:
    # Windows has no such limit; what the parts of a workbook say of themselves is looked at there, too.
    with contextlib.suppress(ImportError, OSError, ValueError):
        import resource

        resource.setrlimit(resource.RLIMIT_AS, (_MEMORY, _MEMORY))


def read_sheet(raw: bytes, path: Path) -> Sheet:
    """The first sheet that holds anything; one that is not hidden, if there is one.

    Args:
        raw: the whole workbook: XLSX, XLS or ODS.
        path: of which the message speaks.

    Raises:
        FileError: it is damaged, locked with a password, or larger than any roster.
    """
    looked: Mapping[str, xlsx.Looked] = {}
    if raw.startswith(ZIP):
        parts = unpacked(raw, path)
        if _ODS in parts:
            parts = ods.look(parts, path)
        else:
            looked, parts = xlsx.look(parts, path)
        content = packed(parts)
    elif _LOCKED in raw:
        raise locked(path)
    else:
        content = io.BytesIO(raw)
    with _told_plainly(path), CalamineWorkbook.from_filelike(content) as workbook:
        return _first(workbook, looked)


@contextlib.contextmanager
def _told_plainly(path: Path) -> Iterator[None]:
    try:
        yield
    except PasswordError:
        raise locked(path) from None
    except (CalamineError, OSError, ValueError):
        raise damaged(path) from None  # whose own words may hold a cell


def _first(workbook: CalamineWorkbook, looked: Mapping[str, xlsx.Looked]) -> Sheet:
    sheets = [meta for meta in workbook.sheets_metadata if meta.typ == SheetTypeEnum.WorkSheet]
    sheets.sort(key=lambda meta: meta.visible != SheetVisibleEnum.Visible)
    first, others = None, 0
    for meta in sheets:
        sheet = workbook.get_sheet_by_name(meta.name)
        if sheet.start is not None:
            first, others = first or sheet, others + (first is not None)
    return Sheet(lines=[]) if first is None else _read(first, looked.get(first.name), others=others)


def _read(sheet: CalamineSheet, looked: xlsx.Looked | None, *, others: int) -> Sheet:
    codes = {} if looked is None else looked.codes
    lines: list[list[str]] = []
    guessed = False
    for row, cells in enumerate(sheet.to_python(skip_empty_area=False)):
        line = []
        for column, cell in enumerate(cells):
            code = codes.get((row, column))
            line.append(shown(cell, code))
            guessed = guessed or is_guessed(cell, code)
        lines.append(line)
    return Sheet(
        lines=lines,
        faults=() if looked is None else tuple(looked.faults),
        remarks=tuple(_remarks(others, 0 if looked is None else looked.hidden, guessed=guessed)),
    )


def _remarks(others: int, hidden: int, *, guessed: bool) -> Iterator[str]:
    if others:
        sheets = "another sheet holds" if others == 1 else f"{others} other sheets hold"
        yield f"{sheets} something, too; only the first was read"
    if hidden:
        rows = "a row is" if hidden == 1 else f"{hidden} rows are"
        yield f"{rows} hidden in the sheet, and read all the same"
    if guessed:
        yield _TIMES


if __name__ == "__main__":
    main()
