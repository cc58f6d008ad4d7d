"""Whether the files of a batch are still as they were made: their bytes, their lengths, and that they play.

What is told names ids and files, never a listener.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor, as_completed
from dataclasses import dataclass
from fnmatch import fnmatch
from pathlib import Path
from typing import TypeAlias

from quietude.batch.made.look import Fault, Look, Problem
from quietude.batch.made.manifest import MANIFEST, Line, Manifest, read_manifest
from quietude.batch.places.place import DONE, LEFTOVERS, LocalPlace, Place, open_place
from quietude.errors import NONE_MADE_EXIT_CODE, SOME_FAILED_EXIT_CODE, FileError
from quietude.export.segments import usable_cores
from quietude.ffmpeg import executable
from quietude.narration.private import PrivateFolder

Told: TypeAlias = Callable[[int, int], None]
"""Told how many files were looked at, and of how many."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Verified:
    """What was found."""

    files: int
    """Sessions that the manifest knows."""
    well: int
    """Those of them with which, and beside which, nothing is wrong."""
    problems: tuple[Problem, ...]
    """In the manifest's order; what is about none of its sessions comes last."""
    unknown: tuple[str, ...]
    """Files in the folder that the manifest does not know. Nothing is wrong with that."""
    unfinished: bool
    """A batch is at work in the folder, or was cut off there."""

    @property
    def exit_code(self) -> int:
        """0: all is as it was made; `SOME_FAILED_EXIT_CODE`; or `NONE_MADE_EXIT_CODE`: no session is."""
        if not self.problems:
            return 0
        return SOME_FAILED_EXIT_CODE if self.well else NONE_MADE_EXIT_CODE


def verify(
    folder: str | Path, *, quick: bool = False, workers: int | None = None, progress: Told | None = None
) -> Verified:
    """Look at every file that a folder's manifest names. Nothing is written there.

    Args:
        folder: of a batch, or its address (``s3://bucket/folder``), from which every file is fetched.
        quick: leave the playing out; bytes and headers are read.
        workers: files that are looked at side by side; None: one for each usable core.
        progress: told of every file that was looked at, by the calling thread.

    Raises:
        FileError: there is no manifest, or the folder cannot be read.
        InputError: the address needs a package that is not installed.
        EncodeError: there is no ffmpeg.
    """
    place = _opened(folder)
    raw = place.read(MANIFEST)
    if raw is None:
        raise FileError(
            f"there is no {MANIFEST} in {place.shown}; give the output folder of quietude batch",
            path=Path(place.shown),
        )
    if not quick:
        executable()
    manifest = read_manifest(raw)
    with PrivateFolder() as fetched:
        look = Look(place, manifest, fetched.path, quick=quick)
        sessions = _side_by_side(look, manifest.lines, workers or usable_cores(), progress)
        archives = look.archives()
    well = [line for line in manifest.lines if not sessions[line.file]]
    return Verified(
        files=len(manifest.lines),
        well=len(well),
        problems=(
            *(problem for line in manifest.lines for problem in sessions[line.file]),
            *archives,
            *_of_manifest(manifest),
        ),
        unknown=look.unknown(),
        unfinished=any(
            name.startswith(DONE) or fnmatch(name.rpartition("/")[2], LEFTOVERS) for name in look.sizes
        ),
    )


def _opened(folder: str | Path) -> Place:
    text = str(folder)
    if "://" in text or "::" in text:
        return open_place(text)
    path = Path(folder).absolute()
    if not path.is_dir():  # `open_place` would make it
        raise FileError(f"there is no folder {folder}", path=path)
    return LocalPlace(path=path)


def _side_by_side(
    look: Look, lines: Sequence[Line], workers: int, progress: Told | None
) -> dict[str, list[Problem]]:
    found: dict[str, list[Problem]] = {}
    pool = ThreadPoolExecutor(workers)  # the work is ffmpeg's, and reading
    try:
        waiting = {pool.submit(look.session, line): line.file for line in lines}
        for future in as_completed(waiting):
            found[waiting[future]] = future.result()
            if progress is not None:
                progress(len(found), len(lines))
    finally:
        look.children.kill()
        pool.shutdown(wait=True, cancel_futures=True)
    return found


def _of_manifest(manifest: Manifest) -> Iterator[Problem]:
    messages = list(manifest.remarks)
    if manifest.torn:
        messages.append("its last line is cut off; the batch's own command, run again, mends it")
    if not manifest.lines:
        messages.append("it names no file")
    for message in messages:
        yield Problem(file=MANIFEST, id=None, fault=Fault.MANIFEST, message=message)
