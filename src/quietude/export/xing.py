"""The table in front of an MP3 of variable bit rate, put right: how much of it is sound, to the sample.

ffmpeg's muxer writes the table (frames, bytes, where to seek), but of the silence at the end only what lies
in the last frame: a session that ended in the first 46 samples of a frame played up to 46 samples too long.
And it names no encoder that players know, without which some do not believe the rest. Layout: as in
`quietude.export.info`.
"""

from __future__ import annotations

import struct
from typing import Final

from quietude.errors import EncodeError
from quietude.export.frames import ENCODER_DELAY, FRAME_SAMPLES
from quietude.export.info import crc16

TABLE_AT_MOST: Final = 4 + 32 + 156
"""Bytes of the file that are enough for `exact_table`: header, side information and table."""
_ENCODER_AT: Final = 120
_DELAYS_AT: Final = 141
_CRC_AT: Final = 154
_ENCODER: Final = b"LAME3.100"
_MOST_PADDING: Final = 0xFFF


def exact_table(head: bytes, duration: int, *, mono: bool) -> bytes:
    """The beginning of an MP3, `TABLE_AT_MOST` bytes of it, with a table that says ``duration`` samples.

    Raises:
        EncodeError: there is no table in it, or its frames do not hold so many samples.
    """
    at = 4 + (17 if mono else 32)
    if len(head) < TABLE_AT_MOST or head[at : at + 4] not in (b"Xing", b"Info"):
        raise EncodeError("the encoder wrote no table of contents in front of its sound")
    (frames,) = struct.unpack_from(">I", head, at + 8)
    padding = frames * FRAME_SAMPLES - ENCODER_DELAY - duration
    if not 0 <= padding <= _MOST_PADDING:
        raise EncodeError(f"the encoder made {frames} frames of {duration} samples")
    table = bytearray(head)
    table[at + _ENCODER_AT : at + _ENCODER_AT + len(_ENCODER)] = _ENCODER
    table[at + _DELAYS_AT : at + _DELAYS_AT + 3] = (ENCODER_DELAY << 12 | padding).to_bytes(3, "big")
    crc = crc16(bytes(table[: at + _CRC_AT]))
    table[at + _CRC_AT : at + _CRC_AT + 2] = struct.pack(">H", crc)
    return bytes(table)
