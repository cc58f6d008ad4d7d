"""What of this installation decides samples, so that what is kept does not outlive a change of it."""

from __future__ import annotations

import hashlib
import sys
from functools import cache
from importlib.metadata import version
from pathlib import Path
from typing import Final

_LIBRARIES: Final = ("numpy", "scipy", "imageio-ffmpeg", "quietude")


@cache
def state_of(packages: tuple[str, ...]) -> str:
    """A digest of Python, the libraries and some of our packages, given as paths below our own.

    Code is known by its files' sizes and times.
    """
    here = Path(__file__).parent
    files = sorted(path for package in packages for path in (here / package).rglob("*.py"))
    found = [(path.relative_to(here).as_posix(), path.stat()) for path in files]
    states = [(name, stat.st_size, stat.st_mtime_ns) for name, stat in found]
    libraries = [(name, version(name)) for name in _LIBRARIES]
    return hashlib.sha256(repr((sys.version, libraries, states)).encode()).hexdigest()
