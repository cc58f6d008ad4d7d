"""Files that appear under their final name only when they are whole."""

from __future__ import annotations

import contextlib
import hashlib
import os
import secrets
import stat
from collections.abc import Iterator
from pathlib import Path

from quietude.errors import FileError


@contextlib.contextmanager
def whole_file(path: Path, *, durable: bool = True) -> Iterator[Path]:
    """Give a temporary path beside ``path``; on success it takes that name, on any failure it is removed.

    The file is flushed to the disk before it is renamed, so that after a power cut the name holds either
    the old content or all of the new (not ``durable``: or, after a power cut, anything; for what can be made
    again and is known when it is damaged). Works across processes: the last one to finish wins, whole.

    Raises:
        FileError: the folder does not exist or cannot be written, ``path`` is a folder, or the disk is full.
    """
    temporary: Path | None = None
    try:
        _refuse_folder(path)
        temporary = _new_file(path.parent)
        yield temporary
        if durable:
            with temporary.open("rb+") as written:
                os.fsync(written.fileno())
        temporary.replace(path)
        temporary = None
    except OSError as error:
        raise FileError(f"cannot write {path}: {_why(path, error)}", path=path, cause=error) from error
    except FileError as error:
        # Whoever wrote here may have used this too; the message must not name a file that is gone.
        if temporary is None or error.path != temporary or error.cause is None:
            raise
        raise FileError(
            f"cannot write {path}: {reason(error.cause)}", path=path, cause=error.cause
        ) from error
    finally:
        if temporary is not None:
            temporary.unlink(missing_ok=True)


@contextlib.contextmanager
def scratch_file(folder: Path) -> Iterator[Path]:
    """A file in a folder for as long as it is worked on; it is gone afterwards.

    Raises:
        FileError: the folder cannot be written.
    """
    try:
        path = _new_file(folder)
    except OSError as error:
        raise FileError(f"cannot write in {folder}: {reason(error)}", path=folder, cause=error) from error
    try:
        yield path
    finally:
        path.unlink(missing_ok=True)


def _refuse_folder(path: Path) -> None:
    # Asks the system, so that a name that cannot be (too long, under a file) is found before the work and
    # not after it.
    with contextlib.suppress(FileNotFoundError):
        if stat.S_ISDIR(path.stat().st_mode):
            raise FileError(f"{path} is a folder; give the name of a file", path=path)


def _new_file(folder: Path) -> Path:
    """An empty file of a new name, with the permissions that files have here (as the umask has it)."""
    while True:
        path = folder / f".quietude-{secrets.token_hex(8)}.part"
        with contextlib.suppress(FileExistsError):
            os.close(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o666))
            return path


def _why(path: Path, error: OSError) -> str:
    if isinstance(error, FileNotFoundError) and not path.parent.is_dir():
        return f"there is no folder {path.parent}"
    return reason(error)


def ensure_folder(folder: Path) -> None:
    """Make a folder and its parents where they are missing.

    Raises:
        FileError: it cannot be made, or a file has its name.
    """
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise FileError(
            f"cannot make the folder {folder}: {reason(error)}", path=folder, cause=error
        ) from error


def read_text(path: Path, what: str) -> str:
    r"""The whole of a UTF-8 text file; ``what`` names it in messages ("script", "voice profile").

    A byte order mark is dropped and line ends become ``\n``.

    Raises:
        FileError: it is missing, unreadable, a folder, or not UTF-8 text.
    """
    try:
        raw = path.read_bytes()
    except OSError as error:
        raise FileError(f"cannot read the {what} {path}: {reason(error)}", path=path, cause=error) from error
    try:
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise FileError(
            f"the {what} {path} is not UTF-8 text (byte {error.start}); save it as plain text, UTF-8",
            path=path,
        ) from error
    if "\0" in text:
        raise FileError(f"the {what} {path} is not text: it holds binary data", path=path)
    return text.replace("\r\n", "\n").replace("\r", "\n")


def file_sha256(path: Path) -> str:
    """Of a file's content, 64 hexadecimal digits.

    Raises:
        FileError: it cannot be read.
    """
    try:
        with path.open("rb") as file:
            return hashlib.file_digest(file, "sha256").hexdigest()
    except OSError as error:
        raise FileError(f"cannot read {path}: {reason(error)}", path=path, cause=error) from error


def reason(error: OSError) -> str:
    """The operating system's words for an error, in lower case and without the path."""
    return (error.strerror or str(error)).lower()
