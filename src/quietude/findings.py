"""Places in a script, and what there is to say about them: the words of every message to an author."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


@dataclass(frozen=True, slots=True, kw_only=True)
class Span:
    """A place in a script."""

    path: str
    """The file as the user named it."""
    line: int
    """From 1."""
    column: int
    """From 1, counted in characters."""
    length: int = 1
    """How many characters the caret underlines; at least 1."""

    def __str__(self) -> str:
        return f"{self.path}:{self.line}:{self.column}"


class Severity(StrEnum):
    """How much a finding weighs: an error stops a render, a warning does not."""

    ERROR = "error"
    WARNING = "warning"
    NOTE = "note"


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """One thing to tell the author about one place."""

    severity: Severity
    code: str
    """A short name that stays the same between versions, such as ``unknown-directive``."""
    message: str
    """What is wrong and what to do, one sentence or two."""
    span: Span
    source_line: str
    """The line as it was written."""

    def show(self) -> str:
        """The finding as text: place and message, the line itself, and a caret under the place."""
        margin = f"{self.span.line:>5} | "
        room = max(1, len(self.source_line) - self.span.column + 1)
        caret = "^" * max(1, min(self.span.length, room))
        before = "".join("\t" if char == "\t" else " " for char in self.source_line[: self.span.column - 1])
        blank = " " * (len(margin) - 2) + "| "
        return (
            f"{self.span}: {self.severity}: {self.message} ({self.code})\n"
            f"{margin}{self.source_line}\n{blank}{before}{caret}"
        )
