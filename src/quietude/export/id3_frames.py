"""What the frames of an ID3v2.3 tag are made of."""

from __future__ import annotations

import struct
from typing import Final

UTF16_WITH_BOM: Final = b"\x01"
"""The encoding that all our texts have."""
END: Final = b"\0\0"
"""What ends a text that something follows."""
_BOM: Final = b"\xff\xfe"


def frame(name: str, body: bytes) -> bytes:
    """A whole frame; ``name`` has four letters."""
    # In version 2.3 a frame's size is a plain number; only the whole tag's has seven bits a byte.
    return name.encode("ascii") + struct.pack(">I2x", len(body)) + body


def utf16(text: str) -> bytes:
    """A text with its byte order mark. Half of a surrogate pair becomes a question mark."""
    return _BOM + text.encode("utf-16-le", errors="replace")
