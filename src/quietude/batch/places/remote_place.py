"""An address that fsspec knows, such as ``s3://bucket/folder``, as a place for a batch's files.

Credentials are the backend's affair: it finds them in its own environment variables and settings, on this
machine and on each worker. Nothing can be locked there, and a line cannot be added to what lies there: the
process that adds lines keeps them, and puts the whole again.
"""

from __future__ import annotations

import contextlib
import secrets
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Final
from urllib.parse import urlsplit

from quietude.batch.places.names_in_places import checked
from quietude.errors import FileError, InputError
from quietude.files import reason

if TYPE_CHECKING:
    from fsspec import AbstractFileSystem  # type: ignore[import-untyped]  # carries no types

FLUSH_EVERY_S: Final = 10.0
"""How long added lines may wait before the whole is put again."""

WHOLE: Final = frozenset({"s3", "s3a", "gs", "gcs", "az", "abfs", "abfss", "adl", "oci", "oss", "memory"})
"""Protocols that show an object only when it is whole; elsewhere it is written beside and then renamed."""

PACKAGES: Final = {
    **dict.fromkeys(("s3", "s3a"), "s3fs"),
    **dict.fromkeys(("gs", "gcs"), "gcsfs"),
    **dict.fromkeys(("az", "abfs", "abfss"), "adlfs"),
    **dict.fromkeys(("sftp", "ssh"), "paramiko"),
    **dict.fromkeys(("smb",), "smbprotocol"),
}
"""What to install for the commonest protocols."""


def open_remote(address: str) -> RemotePlace:
    """The place at an address; nothing is asked of it yet.

    Raises:
        InputError: fsspec or the package for this protocol is not installed, or it knows no such protocol.
    """
    shown = without_credentials(address)
    scheme = address.partition(":")[0].lower()
    try:
        import fsspec
    except ImportError as error:
        raise InputError(
            f"{shown} needs fsspec, which is not installed; install it with: pip install 'quietude[cluster]'"
        ) from error
    try:
        fsspec.get_filesystem_class(scheme)
    except ImportError:
        package = PACKAGES.get(scheme)
        what = f"the package {package}" if package else "a package of its own"
        command = f"; install it with: pip install {package}" if package else ""
        raise InputError(f"{shown} needs {what}, which is not installed{command}") from None
    except ValueError:
        raise InputError(
            f"{shown}: nothing is known that stores files at {scheme}://; give a folder, or an address such "
            "as s3://bucket/folder"
        ) from None
    return RemotePlace(address=address, shown=shown)


def without_credentials(address: str) -> str:
    """An address as it may be shown: without user, password, query and fragment.

    >>> without_credentials("sftp://me:secret@host:22/out?key=1")
    'sftp://host:22/out'
    """
    parts = urlsplit(address)
    return f"{parts.scheme}://{parts.netloc.rpartition('@')[2]}{parts.path}"


@dataclass(slots=True)
class _Lines:
    """Lines that were added to a file and do not all lie there yet."""

    text: bytes
    dirty: bool = False


@dataclass(slots=True, kw_only=True)
class RemotePlace:
    """A folder behind an address. Only one process at a time may add lines."""

    address: str = field(repr=False)
    shown: str
    _system: AbstractFileSystem | None = field(default=None, init=False, repr=False)
    _root: str = field(default="", init=False, repr=False)
    _lines: dict[str, _Lines] = field(default_factory=dict, init=False, repr=False)
    _to_remove: list[str] = field(default_factory=list, init=False, repr=False)
    _flushed_s: float = field(default=0.0, init=False, repr=False)

    @property
    def path(self) -> Path | None:
        """None: it is no folder of this machine."""
        return None

    def __reduce__(self) -> tuple[Callable[[str], RemotePlace], tuple[str]]:
        return open_remote, (self.address,)

    def read(self, name: str) -> bytes | None:
        """All of a file, or None where there is none."""
        self._settle()
        with self._failing("read", name):
            try:
                return bytes(self._opened().cat_file(self._at(name)))
            except FileNotFoundError:
                return None

    def size(self, name: str) -> int | None:
        """A file's length in bytes, or None where there is none."""
        self._settle()
        with self._failing("read", name):
            try:
                found = self._opened().info(self._at(name))
            except FileNotFoundError:
                return None
            return int(found["size"]) if found["type"] == "file" else None

    def sizes(self, prefix: str = "") -> dict[str, int]:
        """Every file whose name starts so, in order, with its length in bytes."""
        self._settle()
        with self._failing("read", None):
            system = self._opened()
            try:
                found = system.find(self._root, detail=True)
            except FileNotFoundError:
                return {}
            below = ((path[len(self._root) :].lstrip("/"), about["size"]) for path, about in found.items())
            return dict(sorted((name, int(size)) for name, size in below if name.startswith(prefix)))

    def names(self, prefix: str = "") -> list[str]:
        """Every file whose name starts so, in order."""
        return list(self.sizes(prefix))

    def put(self, name: str, data: bytes) -> None:
        """Write a file; it appears whole."""
        self._lines.pop(name, None)
        self._put(name, data)

    def put_file(self, name: str, path: Path) -> None:
        """Send a file of this machine; it appears whole."""
        self._lines.pop(name, None)
        with self._failing("write", name):
            self._whole(name, lambda system, target: system.put_file(str(path), target))

    def append_line(self, name: str, text: str) -> None:
        """Add a line. It lies there after `FLUSH_EVERY_S`, when more are added, or after `flush`."""
        if name not in self._lines:
            before = self.read(name) or b""
            self._lines[name] = _Lines(before if before.endswith(b"\n") or not before else before + b"\n")
        lines = self._lines[name]
        lines.text += text.encode() + b"\n"
        lines.dirty = True
        if time.monotonic() - self._flushed_s >= FLUSH_EVERY_S:
            self.flush()

    def flush(self) -> None:
        """Put what lines were added to, then remove what waited for it."""
        for name, lines in self._lines.items():
            if lines.dirty:
                self._put(name, lines.text)
                lines.dirty = False
        self._flushed_s = time.monotonic()
        waiting, self._to_remove = self._to_remove, []
        for name in waiting:
            self._remove(name)

    def remove(self, name: str) -> None:
        """Remove a file, after the lines that were added before."""
        self._lines.pop(name, None)
        if self._unsettled():
            self._to_remove.append(name)
        else:
            self._remove(name)

    @contextlib.contextmanager
    def lock(self) -> Iterator[None]:
        """Flush at the end. Nothing is locked: see that no other batch writes there."""
        try:
            yield
        finally:
            self.flush()

    def sweep(self) -> None:
        """Remove what was written beside and not renamed."""
        for name in self.names():
            if name.rpartition("/")[2].startswith(".quietude-") and name.endswith(".part"):
                self._remove(name)

    def _unsettled(self) -> bool:
        return any(lines.dirty for lines in self._lines.values())

    def _settle(self) -> None:
        if self._unsettled():
            self.flush()

    def _put(self, name: str, data: bytes) -> None:
        with self._failing("write", name):
            self._whole(name, lambda system, target: system.pipe_file(target, data))

    def _whole(self, name: str, write: Callable[[AbstractFileSystem, str], object]) -> None:
        system, target = self._opened(), self._at(name)
        folder = target.rpartition("/")[0]
        if self._shows_whole():
            write(system, target)
            return
        system.makedirs(folder, exist_ok=True)
        temporary = f"{folder}/.quietude-{secrets.token_hex(8)}.part"
        try:
            write(system, temporary)
            system.mv(temporary, target)
        except BaseException:
            with contextlib.suppress(Exception):
                system.rm_file(temporary)
            raise

    def _remove(self, name: str) -> None:
        with self._failing("remove", name), contextlib.suppress(FileNotFoundError):
            self._opened().rm_file(self._at(name))

    def _shows_whole(self) -> bool:
        protocol = self._opened().protocol
        return not WHOLE.isdisjoint({protocol} if isinstance(protocol, str) else protocol)

    def _at(self, name: str) -> str:
        self._opened()
        return f"{self._root}/{checked(name)}"

    def _opened(self) -> AbstractFileSystem:
        if self._system is None:
            from fsspec.core import url_to_fs  # type: ignore[import-untyped]  # as above

            # Another process writes there too, so what was listed before says nothing.
            system, root = url_to_fs(self.address, use_listings_cache=False)
            self._system, self._root = system, root.rstrip("/")
        return self._system

    @contextlib.contextmanager
    def _failing(self, what: str, name: str | None) -> Iterator[None]:
        where = self.shown if name is None else f"{self.shown.rstrip('/')}/{checked(name)}"
        try:
            yield
        except FileError:
            raise
        except OSError as error:
            raise _file_error(what, where, self._words(error), error) from None
        except Exception as error:  # noqa: BLE001  each backend has exceptions of its own
            raise _file_error(what, where, type(error).__name__, None) from None

    def _words(self, error: OSError) -> str:
        # A server may repeat what it was given.
        words, parts = reason(error), urlsplit(self.address)
        given = {part for part in (parts.username, parts.password, parts.query) if part}
        return type(error).__name__ if any(part.lower() in words for part in given) else words


def _file_error(what: str, where: str, why: str, cause: OSError | None) -> FileError:
    return FileError(f"cannot {what} {where}: {why}", path=Path(where), cause=cause)
