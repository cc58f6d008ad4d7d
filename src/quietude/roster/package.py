"""A workbook unpacked within bounds: XLSX and ODS are zip archives of XML, and an archive may be a bomb."""

from __future__ import annotations

import io
import zipfile
import zlib
from collections.abc import Mapping
from pathlib import Path
from typing import Final

from quietude.errors import FileError

LARGEST_CONTENT: Final = 256 * 2**20
"""Bytes of XML: a million cells of the usual length, several times over."""
_MOST_PARTS: Final = 10_000
_READ: Final = (".xml", ".rels", "mimetype")
"""How the names of what is read end; pictures and macros stay where they are."""
_BLOCK: Final = 2**20
_LOCKED: Final = 0x1
"""The flag of an archive's entry that a password locks."""


def unpacked(raw: bytes, path: Path) -> dict[str, bytes]:
    """Name to content of the parts of a workbook that can hold text.

    Raises:
        FileError: it is damaged, locked with a password, or far too large unpacked.
    """
    parts: dict[str, bytes] = {}
    try:
        with zipfile.ZipFile(io.BytesIO(raw)) as archive:
            entries = archive.infolist()
            if len(entries) > _MOST_PARTS:
                raise too_large(path)
            left = LARGEST_CONTENT
            for entry in entries:
                if not entry.filename.endswith(_READ):
                    continue
                if entry.flag_bits & _LOCKED:
                    raise locked(path)
                with archive.open(entry) as part:
                    # What the archive says of its sizes may be a lie; what comes out is counted.
                    content = part.read(left + 1)
                left -= len(content)
                if left < 0:
                    raise too_large(path)
                parts[entry.filename] = content
    except (zipfile.BadZipFile, zlib.error, NotImplementedError, EOFError, OSError, ValueError) as error:
        raise damaged(path) from error
    return parts


def packed(parts: Mapping[str, bytes]) -> io.BytesIO:
    """An archive of those parts and nothing else: what was looked at is what will be read."""
    archive = io.BytesIO()
    with zipfile.ZipFile(archive, "w", zipfile.ZIP_STORED) as file:
        for name, content in parts.items():
            file.writestr(zipfile.ZipInfo(name), content)
    archive.seek(0)
    return archive


def damaged(path: Path) -> FileError:
    """The error for a workbook that cannot be read."""
    return FileError(
        f"{path} is no workbook that can be read, or it is damaged; open it in the program that made it and"
        ' save it as XLSX, ODS or "CSV UTF-8"',
        path=path,
    )


def locked(path: Path) -> FileError:
    """The error for a workbook that needs a password."""
    return FileError(
        f"{path} is locked with a password; open it and save it without one, as XLSX or as a CSV file",
        path=path,
    )


def too_large(path: Path) -> FileError:
    """The error for a workbook that would fill the memory."""
    return FileError(
        f"{path} is larger than any roster; copy the cells that are meant into a new workbook, or save it as"
        ' "CSV UTF-8"',
        path=path,
    )
