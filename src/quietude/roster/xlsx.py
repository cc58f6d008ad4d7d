"""What an XLSX workbook says of itself before it is read: how far its cells reach, and how they are shown."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from quietude.errors import RosterFinding
from quietude.roster.extent import Extent
from quietude.roster.package import damaged
from quietude.roster.shown import matters
from quietude.roster.table import MOST_FINDINGS, column_letters
from quietude.roster.xml_walk import Walker, walk

_WORKBOOK: Final = "xl/workbook.xml"
_RELATIONS: Final = "xl/_rels/workbook.xml.rels"
_STYLES: Final = "xl/styles.xml"
_TEXTS: Final = "xl/sharedStrings.xml"
_NEEDED: Final = ("[Content_Types].xml", "_rels/.rels", _WORKBOOK, _RELATIONS, _STYLES, _TEXTS)
_REFERENCE: Final = re.compile(r"([A-Z]{1,3})([1-9][0-9]{0,6})")
_BUILT_IN: Final = {
    9: "0%", 10: "0.00%", 18: "h:mm", 19: "h:mm:ss", 20: "h:mm", 21: "h:mm:ss", 32: "h:mm", 33: "h:mm:ss",
    45: "mm:ss", 46: "[h]:mm:ss", 47: "mm:ss.0", 55: "h:mm", 56: "h:mm:ss",
}  # fmt: skip
"""Number formats that no file spells out (ECMA-376, part 1, 18.8.30); those that matter here."""


@dataclass(slots=True, kw_only=True)
class Looked:
    """What was seen in one sheet."""

    extent: Extent
    codes: dict[tuple[int, int], str] = field(default_factory=dict)
    """Row and column, from 0, to the number format, where it decides which text a cell has."""
    faults: list[RosterFinding] = field(default_factory=list)
    hidden: int = 0
    """Rows that are not shown and hold something."""


def look(parts: Mapping[str, bytes], path: Path) -> tuple[dict[str, Looked], dict[str, bytes]]:
    """Sheet name to what was seen in it; and the parts that this was seen in, for nothing else may be read.

    Raises:
        FileError: a part is missing or damaged, or a sheet reaches too far to be read.
    """
    if _WORKBOOK not in parts or _RELATIONS not in parts:
        raise damaged(path)
    used = {name: parts[name] for name in _NEEDED if name in parts}
    sheets, targets, formats, texts = _Sheets(), _Targets(), _Formats(), _Texts()
    walkers: dict[str, Walker] = {
        _WORKBOOK: sheets, _RELATIONS: targets, _STYLES: formats, _TEXTS: texts,
    }  # fmt: skip
    for name, walker in walkers.items():
        if name in parts:
            walk(parts[name], walker, path)
    looked = {}
    for name, relation in sheets.found:
        part = targets.found.get(relation, "")
        if part in parts:
            used[part] = parts[part]
            cells = _Cells(path, formats.codes(), texts.longest)
            walk(parts[part], cells, path)
            looked[name] = cells.looked
    return looked, used


class _Sheets(Walker):
    """The sheets' names and relations, in order."""

    def __init__(self) -> None:
        self.found: list[tuple[str, str]] = []

    def start(self, name: str, attributes: dict[str, str]) -> None:
        if name == "sheet":
            self.found.append((attributes.get("name", ""), attributes.get("id", "")))


class _Targets(Walker):
    """Relation to the part that it leads to."""

    def __init__(self) -> None:
        self.found: dict[str, str] = {}

    def start(self, name: str, attributes: dict[str, str]) -> None:
        if name == "Relationship":
            target = posixpath.normpath(posixpath.join("/xl", attributes.get("Target", "")))
            self.found[attributes.get("Id", "")] = target.lstrip("/")


class _Formats(Walker):
    """The number formats of the cells' styles."""

    def __init__(self) -> None:
        self._written: dict[str, str] = {}
        self._styles: list[str] = []
        self._in_styles = False

    def start(self, name: str, attributes: dict[str, str]) -> None:
        if name == "numFmt":
            self._written[attributes.get("numFmtId", "")] = attributes.get("formatCode", "")
        elif name == "cellXfs":
            self._in_styles = True
        elif name == "xf" and self._in_styles:
            self._styles.append(attributes.get("numFmtId", "0"))

    def end(self, name: str) -> None:
        if name == "cellXfs":
            self._in_styles = False

    def codes(self) -> dict[str, str]:
        """A cell's style to its format, of those that decide which text it has."""
        built_in = {str(number): code for number, code in _BUILT_IN.items()}
        known = {**built_in, **{number: code for number, code in self._written.items() if matters(code)}}
        return {str(at): known[number] for at, number in enumerate(self._styles) if number in known}


class _Texts(Walker):
    """The length of the longest text that cells share."""

    def __init__(self) -> None:
        self.longest = 0
        self._letters = 0

    def end(self, name: str) -> None:
        if name == "si":
            self.longest, self._letters = max(self.longest, self._letters), 0

    def text(self, text: str) -> None:
        self._letters += len(text)


class _Cells(Walker):
    """Every cell of one sheet, as it passes."""

    def __init__(self, path: Path, codes: Mapping[str, str], longest: int) -> None:
        self.looked = Looked(extent=Extent(path=path))
        self._path, self._codes, self._longest = path, codes, longest
        self._row = self._column = -1
        self._type = self._style = ""
        self._hidden = self._filled = self._works_out = False
        self._letters = 0

    def start(self, name: str, attributes: dict[str, str]) -> None:
        if name == "c":
            self._begin_cell(attributes)
        elif name == "row":
            number = attributes.get("r")
            if number is not None and not number.isdecimal():
                raise damaged(self._path)
            self._row, self._column = self._row + 1 if number is None else int(number) - 1, -1
            self._hidden = attributes.get("hidden") in ("1", "true")
        elif name in ("v", "is"):
            self._filled = True
        elif name == "f":
            self._works_out = True

    def end(self, name: str) -> None:
        if name == "c":
            self._end_cell()
        elif name == "row" and self._hidden and self._column >= 0:
            self.looked.hidden += 1

    def text(self, text: str) -> None:
        self._letters += len(text)

    def _begin_cell(self, attributes: Mapping[str, str]) -> None:
        reference = attributes.get("r")
        if reference is None:
            self._column += 1
        elif place := _REFERENCE.fullmatch(reference):
            self._row, self._column = int(place[2]) - 1, column_number(place[1])
        else:
            raise damaged(self._path)
        self._type, self._style = attributes.get("t", "n"), attributes.get("s", "")
        self._filled = self._works_out = False
        self._letters = 0

    def _end_cell(self) -> None:
        if not self._filled and not self._works_out:
            return
        letters = self._longest if self._type == "s" else self._letters
        self.looked.extent.add(self._row, self._column, letters)
        if self._type == "n" and self._style in self._codes:
            self.looked.codes[self._row, self._column] = self._codes[self._style]
        if self._type == "e":
            self._fault("an error of the spreadsheet, such as #N/A; mend it there")
        elif not self._filled:
            self._fault("a formula that was never worked out; open the workbook and save it")

    def _fault(self, what: str) -> None:
        if len(self.looked.faults) < MOST_FINDINGS:
            place = f"column {column_letters(self._column + 1)} holds {what}"
            self.looked.faults.append(RosterFinding(row=self._row + 1, message=place))


def column_number(letters: str) -> int:
    """A column's place, from 0.

    >>> column_number("A"), column_number("AA")
    (0, 26)
    """
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter) - ord("A") + 1
    return number - 1
