"""A workbook to cells: the first sheet that holds anything, each cell as a person sees it."""

from __future__ import annotations

import json
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from quietude.errors import FileError, RosterFinding
from quietude.roster.package import damaged, too_large

ZIP: Final = b"PK\x03\x04"
"""How XLSX and ODS begin."""
_COMPOUND: Final = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
"""How XLS begins, and every XLSX with a password."""
_CHILD: Final = "quietude.roster.workbook_child"
_PATIENCE_S: Final = 120.0
"""Some ten times what the largest roster takes."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Sheet:
    """What was read of a workbook."""

    lines: list[list[str]]
    """The cells of each row, from the sheet's first row and column on."""
    faults: tuple[RosterFinding, ...] = ()
    """What is wrong with single cells."""
    remarks: tuple[str, ...] = ()
    """What had to be guessed or was left out, a sentence each."""


def is_workbook(raw: bytes) -> bool:
    """Whether a file begins as workbooks do."""
    return raw.startswith((ZIP, _COMPOUND))


def read_sheet(raw: bytes, path: Path) -> Sheet:
    """The first sheet that holds anything; one that is not hidden, if there is one.

    Args:
        raw: the whole workbook: XLSX, XLS or ODS.
        path: of which the message speaks.

    Raises:
        FileError: it is damaged, locked with a password, or larger than any roster.
    """
    # -P keeps the current folder out of the child's imports: a stray json.py would be taken for Python's.
    command = [sys.executable, "-P", "-m", _CHILD]
    try:
        child = subprocess.run(  # noqa: S603  # this program's own module, no shell, nothing of the user's
            command,
            input=json.dumps(str(path)).encode() + b"\n" + raw,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,  # the last words of a process that broke, which may hold a cell
            timeout=_PATIENCE_S,
            check=False,
        )
    except subprocess.TimeoutExpired:
        raise too_large(path) from None  # without its cause, which holds the workbook
    except OSError as error:
        message = f"cannot start the process that reads the workbook {path}: {error.strerror}"
        raise FileError(message, path=path, cause=error) from error
    try:
        answer = json.loads(child.stdout)
    except ValueError:
        raise damaged(path) from None
    if "failed" in answer:
        raise FileError(answer["failed"], path=path)
    return Sheet(
        lines=answer["lines"],
        faults=tuple(RosterFinding(row=row, message=message) for row, message in answer["faults"]),
        remarks=tuple(answer["remarks"]),
    )
