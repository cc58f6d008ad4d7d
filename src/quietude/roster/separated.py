"""Text to cells: commas, semicolons, tabs or bars between them, quotation marks around those that need it."""

from __future__ import annotations

import csv
import io
import re
from pathlib import Path
from typing import Final

from quietude.errors import InputError

_DELIMITERS: Final = (",", ";", "\t", "|")
"""Excel writes the semicolon where the comma is the decimal mark."""
_LONGEST_CELL: Final = 131_072
"""Characters; more is a quotation mark that was never closed."""
_QUOTED: Final = re.compile(r'"[^"]*"')


def cells(text: str, path: Path) -> tuple[list[list[str]], str]:
    r"""The cells of each row, as the spreadsheet counts rows, and the mark between them.

    A cell in quotation marks may hold line breaks; it is part of one row all the same. Excel's own first line
    ("sep=;") is no row.

    Args:
        text: the whole table, line ends as ``\n``.
        path: of which the message speaks.

    Raises:
        InputError: a quotation mark is left open, or stands where none can.
    """
    delimiter = None
    first, _, rest = text.partition("\n")
    if noted := re.fullmatch(r'"?sep=(.)"?', first, re.IGNORECASE):
        delimiter, text = noted[1], rest
    if delimiter not in _DELIMITERS:
        # Letters between quotation marks do not count: a column may be called "Name, first".
        header = _QUOTED.sub("", text[:_LONGEST_CELL]).lstrip("\n ").partition("\n")[0]
        delimiter = max(_DELIMITERS, key=header.count)
    csv.field_size_limit(_LONGEST_CELL)
    try:
        lines = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
        return list(lines), delimiter
    except csv.Error as error:
        raise InputError(f"{path}: this is no CSV file ({error}); is a quotation mark left open?") from None
