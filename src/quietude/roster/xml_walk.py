"""XML read from its first tag to its last, without ever holding it as a tree."""

from __future__ import annotations

from pathlib import Path
from typing import Final
from xml.parsers import expat

from quietude.roster.package import damaged

_BLOCK: Final = 2**20


class Walker:
    """Told what there is, in its order. Names come without their prefix: ``c``, not ``x:c``."""

    def start(self, name: str, attributes: dict[str, str]) -> None:
        """A tag begins."""

    def end(self, name: str) -> None:
        """A tag ends."""

    def text(self, text: str) -> None:
        """What stands between tags, in pieces."""


def walk(content: bytes, walker: Walker, path: Path) -> None:
    """Tell a walker what a part of a workbook holds.

    Raises:
        FileError: it is no XML, or has a document type, which no spreadsheet writes and bombs are made of.
    """
    parser = expat.ParserCreate()
    parser.buffer_text = True

    def start(name: str, attributes: dict[str, str]) -> None:
        # Millions of tags pass here, and few have prefixes.
        for key in attributes:
            if ":" in key:
                attributes = {_local(key): value for key, value in attributes.items()}
                break
        walker.start(_local(name) if ":" in name else name, attributes)

    def doctype(*_: object) -> None:
        raise damaged(path)

    parser.StartDoctypeDeclHandler = doctype
    parser.StartElementHandler = start
    parser.EndElementHandler = lambda name: walker.end(_local(name) if ":" in name else name)
    parser.CharacterDataHandler = walker.text
    try:
        for at in range(0, len(content), _BLOCK):
            parser.Parse(content[at : at + _BLOCK], False)
        parser.Parse(b"", True)
    except (expat.ExpatError, ValueError, LookupError):
        raise damaged(path) from None  # whose own words may hold a cell


def _local(name: str) -> str:
    return name.rpartition(":")[2]
