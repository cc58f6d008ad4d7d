"""JPEG and PNG files without what they hold besides the picture. The pixels' own bytes are not touched."""

from __future__ import annotations

import struct
import zlib
from typing import Final

_PNG: Final = b"\x89PNG\r\n\x1a\n"
_PNG_KEPT: Final = frozenset({b"IHDR", b"PLTE", b"tRNS", b"gAMA", b"cHRM", b"sRGB", b"IDAT", b"IEND"})
"""What the pixels need to look as they should. All else is text, times, places or other pictures."""
_START, _END, _SCAN = 0xD8, 0xD9, 0xDA
_JFIF, _ADOBE, _COMMENT = 0xE0, 0xEE, 0xFE
_APPLICATION: Final = range(0xE0, 0xF0)
_RESTARTS: Final = range(0xD0, 0xD8)


class UnknownBuildError(Exception):
    """The file is not built as such files are; it must be decoded and encoded instead."""


def stripped_jpeg(raw: bytes) -> bytes:
    """The file with its tables, frames and scans, a plain JFIF header, and the note how colours are coded.

    Raises:
        UnknownBuildError: it is not built as a JPEG file is.
    """
    if raw[:2] != b"\xff\xd8":
        raise UnknownBuildError
    kept = [raw[:2]]
    at = 2
    while True:
        at, marker = _marker(raw, at)
        if marker == _END:
            return b"".join((*kept, b"\xff\xd9"))
        length = int.from_bytes(raw[at : at + 2], "big")
        end = at + length
        if length < 2 or end > len(raw) or marker in (_START, *_RESTARTS):
            raise UnknownBuildError
        body = raw[at:end]
        if marker == _SCAN:
            end = _scan_end(raw, end)
            body = raw[at:end]
        elif marker == _JFIF:
            # The first 14 bytes are the header; a small picture of the whole may follow them.
            if body[2:7] != b"JFIF\0" or length < 16:
                at = end
                continue
            body = b"\x00\x10" + body[2:14] + b"\x00\x00"
        elif marker == _COMMENT or (marker in _APPLICATION and marker != _ADOBE):
            at = end
            continue
        elif marker == _ADOBE and (body[2:7] != b"Adobe" or length != 14):
            raise UnknownBuildError
        kept.append(bytes((0xFF, marker)) + body)
        at = end


def _marker(raw: bytes, at: int) -> tuple[int, int]:
    """Where the segment at ``at`` has its length, and which it is; any number of 0xFF may stand before it."""
    if at >= len(raw) or raw[at] != 0xFF:
        raise UnknownBuildError
    while at < len(raw) and raw[at] == 0xFF:
        at += 1
    if at >= len(raw) or raw[at] == 0:
        raise UnknownBuildError
    return at + 1, raw[at]


def _scan_end(raw: bytes, at: int) -> int:
    """Where the coded pixels end: at the first 0xFF that neither stands for itself nor restarts the coder."""
    while True:
        at = raw.find(b"\xff", at)
        if at < 0 or at + 1 >= len(raw):
            raise UnknownBuildError
        if raw[at + 1] != 0 and raw[at + 1] not in _RESTARTS:
            return at
        at += 2


def stripped_png(raw: bytes) -> bytes:
    """The file with the chunks that its pixels need, up to its end.

    Raises:
        UnknownBuildError: it is not built as a PNG file is.
    """
    if not raw.startswith(_PNG):
        raise UnknownBuildError
    kept = [_PNG]
    at = len(_PNG)
    while at + 12 <= len(raw):
        length, name = struct.unpack_from(">I4s", raw, at)
        end = at + 12 + length
        if end > len(raw) or zlib.crc32(raw[at + 4 : end - 4]) != int.from_bytes(raw[end - 4 : end], "big"):
            raise UnknownBuildError
        if name in _PNG_KEPT:
            kept.append(raw[at:end])
        elif not name[0] & 0x20:
            raise UnknownBuildError  # one that a reader must understand
        if name == b"IEND":
            return b"".join(kept)
        at = end
    raise UnknownBuildError
