"""What a drawn cover follows from; without what draws it, which need not be loaded where it is known."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from importlib.metadata import version
from typing import Final

from quietude.program import state_of

COVER_SIDE: Final = 1400
"""Pixels: the least that podcast directories take (Apple Podcasts asks for 1400 to 3000)."""
FONT_DISTRIBUTION: Final = "fontpkg-source-serif-4"
"""The package that holds the font."""


def cover_key(*, title: str, beds: Sequence[str], digest: str, line: str = "") -> str:
    """What decides `drawing.draw_cover`'s bytes, as 64 hexadecimal digits: arguments, code, libraries."""
    libraries = [version(name) for name in ("pillow", "numpy", FONT_DISTRIBUTION)]
    told = ("cover-1", title, tuple(beds), digest, line, state_of(("cover",)), libraries)
    return hashlib.sha256(repr(told).encode("utf-8", "backslashreplace")).hexdigest()
