"""The lasting cache of clips: what was said once in a voice need not be said again.

A clip lies under its request's SHA-256 as a small WAV file, in one of sixteen subfolders. Any number of
processes may use the folder at once: files appear whole, a clip's content follows from its key (so it
does not matter who writes it), and a damaged file counts as missing.
"""

from __future__ import annotations

import contextlib
import logging
import os
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import platformdirs

from quietude.audio import Audio
from quietude.errors import FileError
from quietude.files import ensure_folder, reason, whole_file
from quietude.narration.sound_files import clip_from_bytes, clip_to_bytes

FOLDER_VARIABLE: Final = "QUIETUDE_CACHE_DIR"
"""Environment variable that names the cache folder of this user or machine."""
MAX_BYTES: Final = 1_000_000_000
"""About six hours of different sentences."""
_SHARDS: Final = tuple("0123456789abcdef")
_ABANDONED_S: Final = 3600.0
"""No clip takes an hour to write: a part file this old is what a crash left."""

_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True, kw_only=True)
class CacheInfo:
    """What a cache holds."""

    folder: Path
    clips: int
    size_bytes: int
    max_bytes: int


class ClipCache:
    """A folder of clips, bounded in size; the least recently used go first.

    The bound is kept in each of the sixteen subfolders for itself, which hashing fills evenly: so a new
    clip costs a look at one subfolder and no book-keeping between processes. The newest clip always stays.
    """

    def __init__(self, folder: Path | None = None, *, max_bytes: int = MAX_BYTES) -> None:
        self.folder = folder if folder is not None else default_folder()
        """Made when the first clip is put in."""
        self.max_bytes = max_bytes

    def get(self, key: str) -> Audio | None:
        """The clip of that key, marked as just used; None where it is missing or damaged."""
        path = self._path(key)
        try:
            audio = clip_from_bytes(path.read_bytes())
        except OSError:
            return None
        if audio is None:
            _log.debug("the cached clip %s is damaged; it will be made anew", key)
            return None
        with contextlib.suppress(OSError):  # a cache that only others may write to is still worth reading
            os.utime(path)
        return audio

    def put(self, key: str, audio: Audio) -> None:
        """Keep a clip, and drop the longest unused ones of its subfolder where that is full.

        Raises:
            FileError: the folder cannot be written or the disk is full.
        """
        path = self._path(key)
        ensure_folder(path.parent)
        with whole_file(path) as temporary:
            temporary.write_bytes(clip_to_bytes(audio))
        self._drop_beyond_bound(path)

    def info(self) -> CacheInfo:
        """How many clips it holds and how large they are."""
        found = [entry for shard in _SHARDS for entry in _entries(self.folder / shard)]
        return CacheInfo(
            folder=self.folder,
            clips=sum(path.suffix == ".wav" for path, _ in found),
            size_bytes=sum(stat.st_size for _, stat in found),
            max_bytes=self.max_bytes,
        )

    def clear(self) -> int:
        """Remove every clip; how many there were. The folder itself, and what is not ours in it, stays.

        Raises:
            FileError: a clip cannot be removed.
        """
        removed = 0
        for shard in _SHARDS:
            for path, _ in _entries(self.folder / shard):
                try:
                    path.unlink(missing_ok=True)
                except OSError as error:
                    message = f"cannot remove {path}: {reason(error)}"
                    raise FileError(message, path=path, cause=error) from error
                removed += path.suffix == ".wav"
            with contextlib.suppress(OSError):
                (self.folder / shard).rmdir()
        return removed

    def _path(self, key: str) -> Path:
        return self.folder / key[0] / f"{key}.wav"

    def _drop_beyond_bound(self, newest: Path) -> None:
        entries = _entries(newest.parent)
        size = sum(stat.st_size for _, stat in entries)
        now = time.time()
        for path, stat in sorted(entries, key=lambda entry: entry[1].st_mtime):
            part = path.suffix == ".part"
            if part and now - stat.st_mtime < _ABANDONED_S:
                continue  # another process is writing it
            if part or (size > self.max_bytes / len(_SHARDS) and path != newest):
                with contextlib.suppress(OSError):  # another process was faster, or reads it on Windows
                    path.unlink()
                    size -= stat.st_size


def default_folder() -> Path:
    """``clips`` in the folder that ``QUIETUDE_CACHE_DIR`` names, or else in the user's cache for quietude."""
    chosen = os.environ.get(FOLDER_VARIABLE)
    return Path(chosen or platformdirs.user_cache_dir("quietude", appauthor=False)) / "clips"


def _entries(folder: Path) -> list[tuple[Path, os.stat_result]]:
    """Our files in a subfolder, with what is known of them; those that vanish meanwhile are left out."""
    found = []
    with contextlib.suppress(OSError), os.scandir(folder) as listing:
        for entry in listing:
            if entry.name.endswith((".wav", ".part")):
                with contextlib.suppress(OSError):
                    found.append((Path(entry.path), entry.stat()))
    return found
