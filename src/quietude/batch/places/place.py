"""Where a batch's files go: a folder of this machine, or an address such as ``s3://bucket/folder``.

Both do the same, so that nothing else in a batch asks which one it has. A `Place` can be sent to another
process; names in it are relative, with ``/``. What a place shows of itself in a message is `shown`, which
holds no credentials.
"""

from __future__ import annotations

import contextlib
import errno
import os
import re
import shutil
from collections.abc import Iterator
from contextlib import AbstractContextManager
from dataclasses import dataclass
from pathlib import Path
from typing import Final, Protocol
from urllib.parse import unquote, urlsplit

from filelock import FileLock, Timeout

from quietude.batch.places.names_in_places import checked
from quietude.errors import FileError
from quietude.files import ensure_folder, reason, whole_file

PRIVATE: Final = ".quietude"
"""The folder, in a place, of what a batch needs only while it runs."""
DONE: Final = f"{PRIVATE}/done/"
"""What the names of records begin with, which workers leave for files that are finished."""

LEFTOVERS: Final = ".quietude-*.part"
"""What `files.whole_file` calls a file that is not whole yet."""

_LOCK: Final = f"{PRIVATE}/lock"


class Place(Protocol):
    """Where files go. Every method raises `FileError` where the place does not do as it is asked."""

    @property
    def path(self) -> Path | None:
        """The folder, where it is one of this machine."""
        ...

    @property
    def shown(self) -> str:
        """For messages: no user, no password, no query."""
        ...

    def read(self, name: str) -> bytes | None:
        """All of a file, or None where there is none."""
        ...

    def size(self, name: str) -> int | None:
        """A file's length in bytes, or None where there is none."""
        ...

    def sizes(self, prefix: str = "") -> dict[str, int]:
        """Every file whose name starts so, in order, with its length in bytes. One listing."""
        ...

    def names(self, prefix: str = "") -> list[str]:
        """Every file whose name starts so, in order."""
        ...

    def put(self, name: str, data: bytes) -> None:
        """Write a file. It appears whole or not at all, and takes the place of an older one."""
        ...

    def put_file(self, name: str, path: Path) -> None:
        """As `put`, from a file of this machine."""
        ...

    def append_line(self, name: str, text: str) -> None:
        """Add a line to a file. Should all end in the middle of it, no line before it is harmed."""
        ...

    def flush(self) -> None:
        """Have every line that was added so far really lie there."""
        ...

    def remove(self, name: str) -> None:
        """Remove a file, after the lines that were added before it lie there."""
        ...

    def lock(self) -> AbstractContextManager[None]:
        """Keep other batches out while it is open. An address cannot be locked; there it flushes."""
        ...

    def sweep(self) -> None:
        """Remove what a batch that was cut off left half-written. Only while the place is locked."""
        ...


def open_place(text: str | Path) -> Place:
    r"""The place of that name; a folder is made where it is missing.

    ``text``: a folder, a ``file:`` URL, or an address that fsspec knows. ``C:\out`` is a folder.

    Raises:
        InputError: the address needs a package that is not installed, or cannot be an address.
        FileError: the folder cannot be made.
    """
    scheme = _scheme(text)
    if scheme not in {None, "file", "local"}:
        from quietude.batch.places.remote_place import open_remote  # fsspec is an extra

        return open_remote(str(text))
    folder = Path(text) if scheme is None else _path_of_url(str(text))
    ensure_folder(folder)
    return LocalPlace(path=folder.absolute())


def _scheme(text: str | Path) -> str | None:
    """What stands before ``://``, or None for a path. A single letter is a Windows drive."""
    if isinstance(text, Path):
        return None
    found = re.match(r"([A-Za-z][A-Za-z0-9+.-]+)(?:://|::)", text)
    return found.group(1).lower() if found else None


def _path_of_url(url: str) -> Path:
    parts = urlsplit(url)
    path = unquote(parts.path)
    if re.match(r"/[A-Za-z]:", path):
        path = path[1:]
    return Path(path)


@dataclass(frozen=True, slots=True, kw_only=True)
class LocalPlace:
    """A folder of this machine."""

    path: Path

    @property
    def shown(self) -> str:
        """The folder as it is."""
        return str(self.path)

    def read(self, name: str) -> bytes | None:
        """All of a file, or None where there is none."""
        path = self._at(name)
        with _failing("read", path):
            try:
                return path.read_bytes()
            except FileNotFoundError:
                return None

    def size(self, name: str) -> int | None:
        """A file's length in bytes, or None where there is none."""
        path = self._at(name)
        with _failing("read", path):
            try:
                return path.stat().st_size if path.is_file() else None
            except FileNotFoundError:
                return None

    def sizes(self, prefix: str = "") -> dict[str, int]:
        """Every file whose name starts so, in order, with its length in bytes."""
        with _failing("read", self.path):
            found = (
                (path.relative_to(self.path).as_posix(), path)
                for path in self.path.rglob("*")
                if path.is_file()
            )
            return dict(
                sorted((name, path.stat().st_size) for name, path in found if name.startswith(prefix))
            )

    def names(self, prefix: str = "") -> list[str]:
        """Every file whose name starts so, in order."""
        return list(self.sizes(prefix))

    def put(self, name: str, data: bytes) -> None:
        """Write a file, whole."""
        path = self._at(name)
        ensure_folder(path.parent)
        with whole_file(path) as temporary:
            temporary.write_bytes(data)

    def put_file(self, name: str, path: Path) -> None:
        """Copy a file here, whole."""
        target = self._at(name)
        ensure_folder(target.parent)
        with whole_file(target) as temporary:
            shutil.copyfile(path, temporary)

    def append_line(self, name: str, text: str) -> None:
        """Add a line in one write, and have it on the disk. A torn line before it is ended first."""
        path = self._at(name)
        ensure_folder(path.parent)
        with _failing("write", path):
            descriptor = os.open(
                path, os.O_RDWR | os.O_CREAT | os.O_APPEND | getattr(os, "O_BINARY", 0), 0o666
            )
            try:
                _append(descriptor, text)
            finally:
                os.close(descriptor)

    def flush(self) -> None:
        """Nothing to do: every line lies there as soon as it is added."""

    def remove(self, name: str) -> None:
        """Remove a file. Its folder stays until the lock goes: a worker may be about to write there."""
        path = self._at(name)
        with _failing("remove", path):
            path.unlink(missing_ok=True)

    @contextlib.contextmanager
    def lock(self) -> Iterator[None]:
        """Keep other batches out of the folder while it is open."""
        path = self._at(_LOCK)
        held = None
        while held is None:
            ensure_folder(path.parent)
            held = _held(path)
        try:
            yield
        finally:
            with contextlib.suppress(OSError):  # Windows removes it by itself
                path.unlink()
            held.release()
            _remove_empty(path.parent)

    def sweep(self) -> None:
        """Remove the temporary files that were left when a process ended in the middle of a write."""
        with _failing("remove", self.path):
            for path in self.path.rglob(LEFTOVERS):
                path.unlink(missing_ok=True)

    def _at(self, name: str) -> Path:
        return self.path / checked(name)


def _held(path: Path) -> FileLock | None:
    """The lock at ``path``; None where the batch before removed it, or its folder, just now: try again."""
    lock = FileLock(path, blocking=False)
    try:
        lock.acquire()
    except Timeout:
        folder = path.parent.parent
        raise FileError(
            f"another batch is writing to {folder}; wait until it has ended, or choose another folder "
            "with -o",
            path=folder,
        ) from None
    except OSError as error:
        if not path.parent.exists():
            return None
        raise FileError(f"cannot write {path}: {reason(error)}", path=path, cause=error) from error
    if path.exists():
        return lock
    lock.release()  # it guards no name any more
    return None


def _append(descriptor: int, text: str) -> None:
    before = os.fstat(descriptor).st_size
    line = text.encode() + b"\n"
    if before:
        os.lseek(descriptor, -1, os.SEEK_END)
        if os.read(descriptor, 1) != b"\n":
            line = b"\n" + line
    written = os.write(descriptor, line)
    if written != len(line):  # the disk is full
        os.ftruncate(descriptor, before)
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
    os.fsync(descriptor)


def _remove_empty(folder: Path) -> None:
    """Remove a folder and those in it, as far as no file is in them."""
    with contextlib.suppress(OSError):  # what cannot be removed is in nobody's way
        for inner in folder.iterdir():
            if inner.is_dir():
                _remove_empty(inner)
        folder.rmdir()


@contextlib.contextmanager
def _failing(what: str, path: Path) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        raise FileError(f"cannot {what} {path}: {reason(error)}", path=path, cause=error) from error
