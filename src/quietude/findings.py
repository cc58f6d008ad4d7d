"""Places in a script, and what there is to say about them: the words of every message to an author."""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

LONGEST_BEFORE: Final = 120
"""Characters of a line that are shown before the place a finding is about."""
LONGEST_AFTER: Final = 160
"""And after it."""


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

    @classmethod
    def error(cls, code: str, message: str, span: Span, source_line: str) -> Finding:
        """What stops a render; where a `Script` is at hand, its `finding` knows the line."""
        return cls(severity=Severity.ERROR, code=code, message=message, span=span, source_line=source_line)

    def show(self) -> str:
        """The finding as text: place and message, the line itself, and a caret under the place."""
        at = self.span.column - 1
        start = max(0, at - LONGEST_BEFORE)  # a very long line is shown around the place only
        source = _printable(self.source_line[start : at + LONGEST_AFTER])
        source = ("…" if start else "") + source[bool(start) :]
        source += "…" if len(self.source_line) > at + LONGEST_AFTER else ""
        at -= start
        caret = "^" * max(1, min(self.span.length, len(source) - at))
        before = "".join("\t" if char == "\t" else " " for char in source[:at])
        return (
            f"{self.span}: {self.severity}: {self.message} ({self.code})\n"
            f"{self.span.line:>5} | {source}\n      | {before}{caret}"
        )


def _printable(line: str) -> str:
    # Control characters and those that turn the writing around would garble a terminal.
    return "".join(
        char if char == "\t" or unicodedata.category(char) not in ("Cc", "Cf", "Zl", "Zp") else "\ufffd"
        for char in line
    )
