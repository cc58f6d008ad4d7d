"""Every error that quietude raises on purpose, and the exit code each one ends the program with.

    QuietudeError                      1
    ├── InputError                     what the user gave cannot be used
    │   ├── ScriptError                3  the script's text (file:line:column, one or many findings)
    │   ├── ListenerError              4  a value, a choice or a phrasing that does not fit the script
    │   │   └── RosterError            4  cells of a roster (row and column, one or many findings)
    │   ├── LengthError                5  a length that this script cannot have
    │   ├── VoiceError                 6  a voice profile or its engine
    │   ├── BedError                   7  a bed, its parameters or a music file
    │   └── UnitError                  2  a time, level or size that cannot be read
    ├── EngineError                    8  an engine that is installed failed while speaking
    ├── EncodeError                    9  the encoder failed, or made what it should not
    └── FileError                      10 a file or folder cannot be read or written (holds path and cause)

A message says what is wrong, where, and what to do, in one piece; the command line prints it as it is.
Exit code 2 is also the command line's own for wrong usage, and 130 is an interrupt (Ctrl-C). A batch of which
some files could not be made ends with 11, one of which none could be made with 12.

No message may hold a listener's value: a name is private, and messages end up in logs.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import ClassVar

from quietude.findings import Finding

INTERRUPTED_EXIT_CODE = 130
SOME_FAILED_EXIT_CODE = 11
"""Of a batch, some files could not be made (or, for `verify`, are not as they were made)."""
NONE_MADE_EXIT_CODE = 12
"""Of a batch, no file could be made."""


class QuietudeError(Exception):
    """The root: catch this to catch everything that quietude raises on purpose."""

    exit_code: ClassVar[int] = 1


class InputError(QuietudeError):
    """What the user gave cannot be used; the message says what to change."""

    exit_code = 2


class ScriptError(InputError):
    """The script cannot be read as a script. Holds every finding, so that all are shown at once."""

    exit_code = 3

    def __init__(self, findings: Sequence[Finding]) -> None:
        self.findings = tuple(findings)
        super().__init__("\n\n".join(finding.show() for finding in self.findings))


class ListenerError(InputError):
    """A field, a choice or a phrasing that the script does not know, or one it needs and did not get."""

    exit_code = 4


@dataclass(frozen=True, slots=True, kw_only=True)
class RosterFinding:
    """One thing that is wrong with a roster. Never holds a cell: it might be a name in the wrong column."""

    message: str
    """What is wrong and what to do."""
    row: int | None = None
    """As the spreadsheet counts, the header being row 1; None: it is about all of them."""
    column: str | None = None

    def __str__(self) -> str:
        row = "" if self.row is None else f"row {self.row}"
        column = "" if self.column is None else f'column "{self.column}"'
        place = ", ".join(part for part in (row, column) if part)
        return f"{place}: {self.message}" if place else self.message


class RosterError(ListenerError):
    """Cells of a roster that cannot be used. Holds every finding, so that all are shown at once."""

    def __init__(self, path: Path | None, findings: Sequence[RosterFinding]) -> None:
        self.path = path
        self.findings = tuple(findings)
        where = "" if path is None else f"{path}: "
        super().__init__("\n".join(f"{where}{finding}" for finding in self.findings))


class LengthError(InputError):
    """The length asked for lies outside what this script can have.

    ``shortest_s`` and ``longest_s`` are the ends of the feasible range, in seconds.
    """

    exit_code = 5

    def __init__(self, message: str, *, shortest_s: float, longest_s: float) -> None:
        super().__init__(message)
        self.shortest_s = shortest_s
        self.longest_s = longest_s


class VoiceError(InputError):
    """A voice profile that does not exist or cannot be read, or an engine that is not installed."""

    exit_code = 6


class BedError(InputError):
    """A bed that does not exist, a parameter it does not have, or a music file that is no sound."""

    exit_code = 7


class UnitError(InputError):
    """A time, level or size that cannot be read, such as ``2,5 min`` or ``-3s``."""

    exit_code = 2


class EngineError(QuietudeError):
    """An engine that is installed failed while speaking."""

    exit_code = 8


class EncodeError(QuietudeError):
    """The encoder failed, or its output does not have the shape that was asked for."""

    exit_code = 9


class FileError(QuietudeError):
    """A file or folder cannot be read or written.

    ``path`` is the file, ``cause`` the operating system's own error where there was one.
    """

    exit_code = 10

    def __init__(self, message: str, *, path: Path, cause: OSError | None = None) -> None:
        super().__init__(message)
        self.path = path
        self.cause = cause
