"""The inside of a directive: its comma-separated arguments, each of which knows its column."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from quietude.errors import UnitError
from quietude.units import parse_time, parse_time_range

MOST_TIMES: Final = 1000
"""The largest count in a directive."""


class DirectiveError(ValueError):
    """A directive that cannot be read. ``offset`` and ``length`` tell where, from its opening bracket (0)."""

    def __init__(self, code: str, message: str, offset: int, length: int) -> None:
        super().__init__(message)
        self.code, self.offset, self.length = code, offset, max(1, length)


@dataclass(frozen=True, slots=True, kw_only=True)
class Argument:
    """One comma-separated part of a directive."""

    text: str
    """Stripped; inner white space folded."""
    offset: int
    """Of its first character, from the opening bracket's own (0)."""

    def fail(self, message: str) -> DirectiveError:
        """The error that points at this argument."""
        return DirectiveError("directive-argument", message, self.offset, len(self.text))

    def time(self, text: str) -> float:
        """A time that stands in this argument."""
        try:
            return parse_time(text)
        except UnitError as error:
            raise self.fail(str(error)) from error

    def time_range(self, text: str) -> tuple[float, float]:
        """A time or a range of times that stands in this argument."""
        try:
            return parse_time_range(text)
        except UnitError as error:
            raise self.fail(str(error)) from error

    def times(self, text: str) -> int:
        """A count between 1 and `MOST_TIMES`."""
        # The length is looked at first: int() refuses thousands of digits in words of its own.
        count = int(text) if len(text) <= len(str(MOST_TIMES)) else MOST_TIMES + 1
        if not 1 <= count <= MOST_TIMES:
            raise self.fail(f'"{text} times" is out of range: 1 to {MOST_TIMES}')
        return count


def split_arguments(inside: str, at: int) -> list[Argument]:
    """What stands in a directive after its name, which ends at offset ``at`` inside the brackets."""
    found = []
    # A comma between digits is a decimal comma, which the time's own reader refuses by name.
    for match in re.finditer(r"(?:[^,]|(?<=\d),(?=\d))+", inside[at:]):
        text = match[0].strip()
        if text:
            lead = len(match[0]) - len(match[0].lstrip())
            found.append(Argument(text=" ".join(text.split()), offset=1 + at + match.start() + lead))
    return found


def split_at_or(arguments: Sequence[Argument]) -> list[Argument]:
    """The same arguments, with those of the form ``a or b`` taken apart."""
    found = []
    for argument in arguments:
        at = 0
        for part in re.split(r"( or )", argument.text, flags=re.IGNORECASE):
            if part.strip() and part.lower() != " or ":
                found.append(Argument(text=part.strip(), offset=argument.offset + at))
            at += len(part)
    return found


def no_second(seen: set[str], what: str, argument: Argument) -> None:
    """Refuse a part that is given twice; ``seen`` collects the parts."""
    if what in seen:
        raise argument.fail(f'"{what}" is given twice; keep one')
    seen.add(what)
