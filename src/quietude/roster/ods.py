"""What an ODS workbook says of itself before it is read: how far its cells reach."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Final

from quietude.roster.extent import Extent
from quietude.roster.package import damaged, locked, too_large
from quietude.roster.xml_walk import Walker, walk

_CONTENT: Final = "content.xml"
_MANIFEST: Final = "META-INF/manifest.xml"
_NEEDED: Final = ("mimetype", _MANIFEST, _CONTENT)
_MOST_ROWS: Final = 2**20
_MOST_COLUMNS: Final = 2**14
"""Of any spreadsheet program."""


def look(parts: Mapping[str, bytes], path: Path) -> dict[str, bytes]:
    """The parts that may be read, after a look at how far the sheets reach.

    Raises:
        FileError: it is damaged or locked with a password, or a sheet reaches too far to be read.
    """
    if _CONTENT not in parts:
        raise damaged(path)
    if b"encryption-data" in parts.get(_MANIFEST, b""):
        raise locked(path)
    walk(parts[_CONTENT], _Cells(path), path)
    return {name: parts[name] for name in _NEEDED if name in parts}


class _Cells(Walker):
    """Every cell of every sheet, as it passes."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._extent = Extent(path=path)
        self._row = self._column = self._down = self._across = 0
        self._letters = 0
        self._filled = False

    def start(self, name: str, attributes: dict[str, str]) -> None:
        if name == "table":
            self._extent, self._row = Extent(path=self._path), 0
        elif name == "table-row":
            self._down, self._column = self._times(attributes, "number-rows-repeated", _MOST_ROWS), 0
        elif name in ("table-cell", "covered-table-cell"):
            self._across = self._times(attributes, "number-columns-repeated", _MOST_COLUMNS)
            self._filled, self._letters = "value-type" in attributes, 0
        elif name == "s":
            self._letters += self._times(attributes, "c", _MOST_ROWS)

    def end(self, name: str) -> None:
        if name == "table-row":
            self._row += self._down
        elif name in ("table-cell", "covered-table-cell"):
            if self._filled or self._letters:
                self._extent.add(self._row, self._column, self._letters, down=self._down, across=self._across)
            self._column += self._across

    def text(self, text: str) -> None:
        self._letters += len(text)

    def _times(self, attributes: Mapping[str, str], name: str, most: int) -> int:
        times = attributes.get(name, "1")
        if not times.isdecimal():
            raise damaged(self._path)
        if len(times) > 9 or int(times) > most:
            raise too_large(self._path)
        return int(times)
