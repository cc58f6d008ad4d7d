"""A zip for each listener: all of their files in one, to send or to put on a stick.

It holds no clock, and sound is stored as it is, so that the same files give the same bytes.
"""

from __future__ import annotations

import hashlib
import io
import shutil
import zipfile
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import IO, Final

from quietude.batch.made.manifest import Line
from quietude.batch.names import file_names
from quietude.batch.places.place import Place
from quietude.batch.task import BatchPlan, Task
from quietude.files import ensure_folder, whole_file
from quietude.narration.private import PrivateFolder

_WHEN: Final = (1980, 1, 1, 0, 0, 0)
"""The first moment that a zip can tell."""
_RIGHTS: Final = 0o100644 << 16
_UNIX: Final = 3


def write_archives(
    plan: BatchPlan, place: Place, lines: Mapping[str, Line], pages: Sequence[str]
) -> list[str]:
    """An archive for each listener whose files are all there; their names. One that is right is kept.

    ``lines``: file to line, of all that lies there. ``pages``: what was written for series, by name.

    Raises:
        FileError: the place cannot be read or written.
    """
    listeners: dict[str, list[Task]] = {}
    for task in plan.tasks:
        listeners.setdefault(task.id, []).append(task)
    written = []
    for stem, tasks in zip(file_names(tuple(listeners)), listeners.values(), strict=True):
        if any(task.file not in lines for task in tasks):
            continue
        folder = tasks[0].file.rpartition("/")[0]
        made = [lines[task.file] for task in tasks]
        files = [each for line in made for each in (line.file, *(more.file for more in line.beside))]
        files += [page for page in pages if folder and page.rpartition("/")[0] == folder]
        _write(place, f"{stem}.zip", files, _mark(place, made, files))
        written.append(f"{stem}.zip")
    return written


def _mark(place: Place, lines: Sequence[Line], files: Sequence[str]) -> bytes:
    """What stands in an archive as its comment: a digest of all that is in it, by which it is known again."""
    told = {line.file: line.sha256 for line in lines}
    told |= {each.file: each.sha256 for line in lines for each in line.beside}
    digests = [told.get(file) or hashlib.sha256(place.read(file) or b"").hexdigest() for file in files]
    text = "\n".join(f"{digest} {file}" for digest, file in zip(digests, files, strict=True))
    return hashlib.sha256(text.encode("utf-8")).hexdigest().encode("ascii")


def _write(place: Place, name: str, files: Sequence[str], mark: bytes) -> None:
    if place.path is not None:
        target = place.path / name
        if target.is_file() and _comment(target) == mark:
            return
        ensure_folder(target.parent)
        with whole_file(target) as temporary:
            _fill(place, temporary, files, mark)
        return
    # Only its end is wanted, but an address gives all or nothing.
    if (there := place.read(name)) is not None and _comment(io.BytesIO(there)) == mark:
        return
    with PrivateFolder() as private:
        temporary = private.path / "archive.zip"
        _fill(place, temporary, files, mark)
        place.put_file(name, temporary)


def _fill(place: Place, target: Path, files: Sequence[str], mark: bytes) -> None:
    with zipfile.ZipFile(target, "w", zipfile.ZIP_STORED) as archive:
        archive.comment = mark
        for file in files:
            entry = zipfile.ZipInfo(file, date_time=_WHEN)
            entry.create_system, entry.external_attr = _UNIX, _RIGHTS
            entry.file_size = place.size(file) or 0  # by which it knows whether it needs 64 bits
            with archive.open(entry, "w") as stored, _opened(place, file) as content:
                shutil.copyfileobj(content, stored)


def _opened(place: Place, file: str) -> IO[bytes]:
    # A night's session has half a gigabyte; a folder's files need not be held in memory.
    return io.BytesIO(place.read(file) or b"") if place.path is None else (place.path / file).open("rb")


def _comment(file: Path | io.BytesIO) -> bytes:
    try:
        with zipfile.ZipFile(file) as archive:
            return archive.comment
    except (zipfile.BadZipFile, OSError):
        return b""
