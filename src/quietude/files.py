"""Files that appear under their final name only when they are whole."""

from __future__ import annotations

import contextlib
import os
import tempfile
from collections.abc import Iterator
from pathlib import Path

from quietude.errors import FileError


@contextlib.contextmanager
def whole_file(path: Path) -> Iterator[Path]:
    """Give a temporary path beside ``path``; on success it takes that name, on any failure it is removed.

    The file is flushed to the disk before it is renamed, so that after a power cut the name holds either
    the old content or all of the new. Works across processes: the last one to finish wins, whole.

    Raises:
        FileError: the folder does not exist or cannot be written, ``path`` is a folder, or the disk is full.
    """
    if path.is_dir():
        raise FileError(f"{path} is a folder; give the name of a file", path=path)
    temporary: Path | None = None
    try:
        handle, name = tempfile.mkstemp(prefix=".quietude-", suffix=".part", dir=path.parent)
        os.close(handle)
        temporary = Path(name)
        yield temporary
        with temporary.open("rb+") as written:
            os.fsync(written.fileno())
        temporary.chmod(0o666 & ~_umask())
        temporary.replace(path)
        temporary = None
    except OSError as error:
        raise FileError(f"cannot write {path}: {reason(error)}", path=path, cause=error) from error
    finally:
        if temporary is not None:
            temporary.unlink(missing_ok=True)


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


def reason(error: OSError) -> str:
    """The operating system's words for an error, in lower case and without the path."""
    return (error.strerror or str(error)).lower()


def _umask() -> int:
    # The only portable way to read it is to set it; renders do not run threads that create files here.
    mask = os.umask(0)
    os.umask(mask)
    return mask
