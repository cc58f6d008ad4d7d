"""A folder that only this user can open and that goes when its owner does: for clips that speak a name."""

from __future__ import annotations

import atexit
import contextlib
import hashlib
import os
import platform
import re
import shutil
import sys
import tempfile
from pathlib import Path
from types import TracebackType
from typing import Final, Self

_PREFIX: Final = "quietude-private-"
_NAME: Final = re.compile(_PREFIX + r"([0-9a-f]{8})-(\d+)-.+")


class PrivateFolder:
    """A folder of mode 0700 in the system's temporary folder; `close`, or the process's end, removes it.

    Its name says which machine and process it belongs to, so that `remove_leftovers` can tell those that a
    crash left behind. A forked child that inherits it never removes it.
    """

    def __init__(self) -> None:
        self._owner = os.getpid()
        self.path = Path(tempfile.mkdtemp(prefix=f"{_PREFIX}{_machine()}-{self._owner}-"))
        """The folder."""
        atexit.register(self.close)

    def close(self) -> None:
        """Remove the folder and all in it. Safe to call again."""
        if os.getpid() != self._owner:
            return
        atexit.unregister(self.close)
        shutil.rmtree(self.path, ignore_errors=True)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()


def remove_leftovers() -> int:
    """Remove the private folders whose process died on this machine without removing them; how many."""
    removed = 0
    with contextlib.suppress(OSError):
        for folder in Path(tempfile.gettempdir()).glob(f"{_PREFIX}*"):
            named = _NAME.fullmatch(folder.name)
            if named is None or named.group(1) != _machine() or _alive(int(named.group(2))):
                continue
            if folder.is_symlink() or not folder.is_dir():
                continue
            shutil.rmtree(folder, ignore_errors=True)  # another user's stays: it cannot be removed
            removed += not folder.exists()
    return removed


def _machine() -> str:
    # A temporary folder may be shared between machines, whose process numbers mean nothing here.
    return hashlib.sha256(platform.node().encode("utf-8", "surrogateescape")).hexdigest()[:8]


def _alive(pid: int) -> bool:
    if sys.platform == "win32":
        import ctypes

        # Signal 0 would interrupt the process here. 0x1000 asks for the least a handle can do.
        handle = ctypes.windll.kernel32.OpenProcess(0x1000, False, pid)
        if handle:
            ctypes.windll.kernel32.CloseHandle(handle)
        return bool(handle)
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except (PermissionError, OverflowError):
        return True  # someone else's, or no process number at all: not ours to remove
    return True
