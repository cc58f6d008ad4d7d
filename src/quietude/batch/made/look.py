"""A batch's files looked at one by one, each beside what the manifest says of it."""

from __future__ import annotations

import hashlib
import unicodedata
import zipfile
import zlib
from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from functools import partial
from pathlib import Path
from typing import Final, TypeAlias

from quietude.batch.made.inspection import played_length_s, told_length_s
from quietude.batch.made.manifest import MANIFEST, Beside, Line, Manifest
from quietude.batch.made.summary import SUMMARY_CSV, SUMMARY_HTML
from quietude.batch.places.place import Place
from quietude.errors import EncodeError, FileError
from quietude.ffmpeg import Children
from quietude.files import file_sha256
from quietude.programme.making import PLAN_HTML, PLAN_MARKDOWN, PLAYLIST

TOLERANCE_S: Final = 0.05
"""How far a length may lie from the manifest's: as far as a length asked for may be missed."""

_PIECE_BYTES: Final = 1 << 20
_OF_SYSTEMS: Final = {"Thumbs.db", "desktop.ini"}
"""What Windows leaves in folders, unasked."""


class Fault(StrEnum):
    """What is wrong with a file."""

    MISSING = "missing"
    CHANGED = "changed"
    """Its bytes are not those that were made."""
    SWAPPED = "swapped"
    """They are those of another file of the batch."""
    LENGTH = "length"
    """They are, and yet it is not as long as the manifest says."""
    SOUND = "sound"
    """They are, and yet it does not play from end to end."""
    UNREADABLE = "unreadable"
    MANIFEST = "manifest"
    """It is the manifest that is damaged."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Problem:
    """One thing that is not as it was made."""

    file: str
    """Below the folder, with ``/``: an MP3, something beside it, an archive, the manifest."""
    id: str | None
    """Of the session; None for archives and the manifest."""
    fault: Fault
    message: str
    """What is wrong, without the file's name."""


_Found: TypeAlias = tuple[Fault, str] | None
"""What is wrong, and in words; None: nothing."""


class Look:
    """A look at the files of one place; its methods may run side by side."""

    def __init__(self, place: Place, manifest: Manifest, fetched: Path, *, quick: bool) -> None:
        """``fetched``: a private folder for what has no path here."""
        self.children = Children()
        """To be killed when nobody waits any more."""
        self.sizes = place.sizes()
        """Every file of the place, with its length in bytes."""
        self._place, self._fetched, self._quick = place, fetched, quick
        self._lines = manifest.lines
        self._by_digest = {line.sha256: line for line in reversed(manifest.lines)}
        self._known: dict[str, Line | Beside] = {line.file: line for line in manifest.lines}
        self._known |= {each.file: each for line in manifest.lines for each in line.beside}
        self._archives: set[str] = set()

    def session(self, line: Line) -> list[Problem]:
        """What is wrong with a session, and with what lies beside it."""
        found = [self._problem(line.file, line.id, partial(self._mp3, line))]
        found += [self._problem(each.file, line.id, partial(self._same_bytes, each)) for each in line.beside]
        return [problem for problem in found if problem is not None]

    def archives(self) -> list[Problem]:
        """What is wrong with the archives of listeners."""
        zips = [name for name in self.sizes if name.endswith(".zip") and "/" not in name]
        others = (name for name in zips if name not in self._known)
        found = (self._problem(name, None, partial(self._archive, name)) for name in others)
        return [problem for problem in found if problem is not None]

    def unknown(self) -> tuple[str, ...]:
        """Files that no batch wrote here, as far as can be told; hidden ones are passed over."""
        folders = {line.file.rpartition("/")[0] for line in self._lines}
        known = {unicodedata.normalize("NFC", file) for file in self._known}  # some disks keep NFD
        known |= {MANIFEST, SUMMARY_CSV, SUMMARY_HTML, *self._archives}
        known |= {f"{folder}/{page}" for folder in folders for page in (PLAYLIST, PLAN_HTML, PLAN_MARKDOWN)}
        return tuple(
            name
            for name in self.sizes
            if unicodedata.normalize("NFC", name) not in known
            and not any(part.startswith(".") or part in _OF_SYSTEMS for part in name.split("/"))
        )

    def _problem(self, file: str, owner: str | None, look: Callable[[Path], _Found]) -> Problem | None:
        try:
            found = self._there(file) or self._at(file, look)
        except FileError as error:
            found = Fault.UNREADABLE, str(error)
        return None if found is None else Problem(file=file, id=owner, fault=found[0], message=found[1])

    def _there(self, file: str) -> _Found:
        if file in self.sizes or self._place.size(file) is not None:  # some disks list names as NFD
            return None
        return Fault.MISSING, "it is not there"

    def _at(self, file: str, look: Callable[[Path], _Found]) -> _Found:
        """Look at a file; where it lies elsewhere, it is fetched for as long as that takes."""
        if self._place.path is not None:
            return look(self._place.path / file)
        copy = self._fetched / hashlib.sha256(file.encode("utf-8", "surrogatepass")).hexdigest()
        try:
            copy.write_bytes(self._place.read(file) or b"")
            return look(copy)
        finally:
            copy.unlink(missing_ok=True)

    def _mp3(self, line: Line, path: Path) -> _Found:
        if (changed := self._same_bytes(line, path)) is not None:
            fault, message = changed
            return fault, message + (self._how_it_plays(line, path) if fault is Fault.CHANGED else "")
        try:
            told_s = told_length_s(path)
        except EncodeError as error:
            return Fault.SOUND, f"it is as it was made, but is no whole MP3: {error}"
        if not _fits(told_s, line):
            return Fault.LENGTH, f"it is {told_s:.2f} s long; the manifest says {line.duration_s:.2f} s"
        if not self._quick:
            try:
                played_s = played_length_s(path, self.children)
            except EncodeError as error:
                return Fault.SOUND, f"it is as it was made, but does not play to its end: {error}"
            if not _fits(played_s, line):
                return Fault.SOUND, f"{played_s:.2f} s of it play, not {line.duration_s:.2f} s"
        return None

    def _same_bytes(self, made: Line | Beside, path: Path) -> _Found:
        digest, size = file_sha256(path), path.stat().st_size
        if digest == made.sha256:
            if size != made.bytes:
                return Fault.MANIFEST, "its bytes are those that were made, but the manifest has another size"
            return None
        if (other := self._by_digest.get(digest)) is not None:
            return Fault.SWAPPED, f"it is the file that was made as {other.file}; were they swapped?"
        if size != made.bytes:
            return Fault.CHANGED, f"it has {size:,} bytes; {made.bytes:,} were made"
        return Fault.CHANGED, "its bytes are not those that were made"

    def _how_it_plays(self, line: Line, path: Path) -> str:
        if self._quick:
            return ""
        try:
            played_s = played_length_s(path, self.children)
        except EncodeError:
            return " (it does not play to its end)"
        if _fits(played_s, line):
            return " (it plays to its end)"
        return f" (it plays {played_s:.1f} s; {line.duration_s:.1f} s were made)"

    def _archive(self, name: str, path: Path) -> _Found:
        try:
            with zipfile.ZipFile(path) as archive:
                members = [each for each in archive.infolist() if each.filename in self._known]
                if members:
                    self._archives.add(name)
                for member in members:
                    made = self._known[member.filename]
                    if member.file_size != made.bytes or _member_sha256(archive, member) != made.sha256:
                        return Fault.CHANGED, f"what it holds as {member.filename} is not what was made"
        except (zipfile.BadZipFile, zlib.error, EOFError, RuntimeError):  # the last for one with a password
            ours = {line.file.partition("/")[0].removesuffix(".mp3") for line in self._lines}
            if name.removesuffix(".zip") in ours:
                self._archives.add(name)
                return Fault.CHANGED, "it cannot be unpacked"
        return None


def _fits(length_s: float, line: Line) -> bool:
    return abs(length_s - line.duration_s) <= TOLERANCE_S


def _member_sha256(archive: zipfile.ZipFile, member: zipfile.ZipInfo) -> str:
    digest = hashlib.sha256()
    with archive.open(member) as content:
        while piece := content.read(_PIECE_BYTES):
            digest.update(piece)
    return digest.hexdigest()
