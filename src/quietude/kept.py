"""A folder of files under keys, bounded in size: what was made once need not be made again.

Any number of processes may use one at once: files appear whole, a file's content follows from its key (so it
does not matter who writes it), and what is damaged its reader counts as missing.
"""

from __future__ import annotations

import contextlib
import hashlib
import os
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import platformdirs

from quietude.errors import FileError
from quietude.files import ensure_folder, reason, whole_file

FOLDER_VARIABLE: Final = "QUIETUDE_CACHE_DIR"
"""Environment variable that names the cache folder of this user or machine."""
SHARDS: Final = tuple(f"{number:02x}" for number in range(256))
_ABANDONED_S: Final = 3600.0
"""Nothing here takes an hour to write: a part file this old is what a crash left."""
_LOOKS: Final = 16
"""How often a subfolder is looked at while as much as it may hold is put in, in the mean: so it may hold a
sixteenth more. Where one file alone is that much, each new one is a look, and there is little to look at."""
_SEAL_BYTES: Final = 32


@dataclass(frozen=True, slots=True, kw_only=True)
class KeptInfo:
    """What a folder holds."""

    folder: Path
    files: int
    size_bytes: int
    max_bytes: int


class KeptFiles:
    """Files by key, the least recently used going first.

    The bound is kept in each of the 256 subfolders for itself, which hashing fills evenly: so there is no
    book-keeping between processes. A new file costs a look at its subfolder only now and then (`_LOOKS`), as
    a look is dear where there are many files: 1 ms at 400, where the whole holds 100,000. The newest file
    always stays.
    """

    def __init__(self, folder: Path, *, ending: str, max_bytes: int) -> None:
        self.folder = folder
        """Made when the first file is put in."""
        self.ending = ending
        """Such as ``".wav"``; files of another name are not ours and stay."""
        self.max_bytes = max_bytes

    def get(self, key: str) -> bytes | None:
        """The content of that key; None where it is missing or cannot be read."""
        try:
            return self._path(key).read_bytes()
        except OSError:
            return None

    def touch(self, key: str) -> None:
        """Mark a file as just used."""
        with contextlib.suppress(OSError):  # a cache that only others may write to is still worth reading
            os.utime(self._path(key))

    def put(self, key: str, content: bytes) -> None:
        """Keep a content, and drop the longest unused ones of its subfolder where that is full.

        Raises:
            FileError: the folder cannot be written or the disk is full.
        """
        path = self._path(key)
        ensure_folder(path.parent)
        with whole_file(path, durable=False) as temporary:
            temporary.write_bytes(content)
        if self._due(key, len(content)):
            self._drop_beyond_bound(path)

    def info(self) -> KeptInfo:
        """How many files it holds and how large they are."""
        found = [entry for shard in SHARDS for entry in self._entries(self.folder / shard)]
        return KeptInfo(
            folder=self.folder,
            files=sum(entry.name.endswith(self.ending) for entry, _ in found),
            size_bytes=sum(stat.st_size for _, stat in found),
            max_bytes=self.max_bytes,
        )

    def clear(self) -> int:
        """Remove every file; how many there were. The folder itself, and what is not ours in it, stays.

        Raises:
            FileError: one cannot be removed.
        """
        removed = 0
        for shard in SHARDS:
            for entry, _ in self._entries(self.folder / shard):
                path = Path(entry.path)
                try:
                    path.unlink(missing_ok=True)
                except OSError as error:
                    message = f"cannot remove {path}: {reason(error)}"
                    raise FileError(message, path=path, cause=error) from error
                removed += path.suffix == self.ending
            with contextlib.suppress(OSError):
                (self.folder / shard).rmdir()
        return removed

    def _path(self, key: str) -> Path:
        return self.folder / key[:2] / f"{key}{self.ending}"

    def _share(self) -> float:
        """Of the bound, for one subfolder."""
        return self.max_bytes / len(SHARDS)

    def _due(self, key: str, size: int) -> bool:
        """Whether a new file is one that its subfolder is looked at for: the key itself draws the lot."""
        lot = int(hashlib.sha256(key.encode()).hexdigest()[:8], 16) / 2**32
        return lot * self._share() < _LOOKS * size

    def _drop_beyond_bound(self, newest: Path) -> None:
        entries = self._entries(newest.parent)
        size = sum(stat.st_size for _, stat in entries)
        now = time.time()
        for entry, stat in sorted(entries, key=lambda each: each[1].st_mtime):
            part = entry.name.endswith(".part")
            if part and now - stat.st_mtime < _ABANDONED_S:
                continue  # another process is writing it
            if part or (size > self._share() and entry.name != newest.name):
                with contextlib.suppress(OSError):  # another process was faster, or reads it on Windows
                    Path(entry.path).unlink()
                    size -= stat.st_size

    def _entries(self, folder: Path) -> list[tuple[os.DirEntry[str], os.stat_result]]:
        """Our files in a subfolder, with what is known of them; those that vanish meanwhile are left out."""
        found = []
        with contextlib.suppress(OSError), os.scandir(folder) as listing:
            for entry in listing:
                if entry.name.endswith((self.ending, ".part")):
                    with contextlib.suppress(OSError):
                        found.append((entry, entry.stat()))
        return found


def cache_folder() -> Path:
    """The folder that ``QUIETUDE_CACHE_DIR`` names, or else the user's cache for quietude."""
    chosen = os.environ.get(FOLDER_VARIABLE)
    return Path(chosen or platformdirs.user_cache_dir("quietude", appauthor=False))


def sealed(content: bytes) -> bytes:
    """A content with its digest before it, so that a file cut short by a crash is known for what it is."""
    return hashlib.sha256(content).digest() + content


def unsealed(kept: bytes | None) -> bytes | None:
    """The content that was `sealed`; None where it is missing or not as it was.

    >>> unsealed(sealed(b"sound")), unsealed(sealed(b"sound")[:-1]), unsealed(None)
    (b'sound', None, None)
    """
    if kept is None or len(kept) < _SEAL_BYTES:
        return None
    content = kept[_SEAL_BYTES:]
    return content if hashlib.sha256(content).digest() == kept[:_SEAL_BYTES] else None
