"""The Info frame in front of an MP3: how long it is to the sample, where to seek, and its checksums.

It is a frame of silence whose body players read as a table (the "Xing" header, named "Info" in a file of
constant bit rate) with LAME's extension behind it. Layout and checksums: the "Mp3 Info Tag rev 1
specification" of the LAME project, and VbrTag.c of LAME 3.100. Numbers are big-endian.

What we cannot know of LAME's inner choices (its low-pass, noise shaping, replay gain) stays zero, which
means "not stated".
"""

from __future__ import annotations

import functools
import struct
from dataclasses import dataclass
from typing import Final

import numpy as np
import numpy.typing as npt

from quietude.errors import EncodeError
from quietude.export.frames import ENCODER_DELAY, FRAME_SAMPLES, Encoding, frames_for

_ENCODER: Final = b"LAME3.100"
"""Players take the delay and the padding on trust only after a name they know."""
_HAS_FRAMES_BYTES_TOC_QUALITY: Final = 0x0F
_QUALITY: Final = 57
"""As LAME computes it: 100 - 10 * 4 (the VBR level, at its default) - 3 (its default effort)."""
_REVISION_0_CONSTANT_RATE: Final = 0x01
_SOURCE_48_KHZ: Final = 2 << 6
_STEREO_MODE_JOINT: Final = 3 << 2
_TABLE_BYTES: Final = 156
"""120 of the Xing header and 36 of LAME's extension. The last two are the checksum of all before them, from
the start of the frame on."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Info:
    """What an Info frame says."""

    frames: int
    """Frames of sound, without the Info frame."""
    size_bytes: int
    """From the Info frame to the end of the file."""
    delay: int
    """Samples before the sound."""
    padding: int
    """Samples after it."""
    music_crc: int
    """CRC-16 of every byte after the Info frame."""

    @property
    def duration(self) -> int:
        """Length of the sound in samples."""
        return self.frames * FRAME_SAMPLES - self.delay - self.padding


def info_frame(encoding: Encoding, duration: int, music_crc: int) -> bytes:
    """The Info frame of a file with ``duration`` samples of sound, as long as the file's other frames."""
    frames = frames_for(duration)
    size_bytes = (frames + 1) * encoding.frame_bytes
    padding = frames * FRAME_SAMPLES - ENCODER_DELAY - duration
    # Where in the file (in 256ths) the sound is that lies at each hundredth of its time.
    toc = bytes(
        min(255, (1 + frames * percent // 100) * encoding.frame_bytes * 256 // size_bytes)
        for percent in range(100)
    )
    head = encoding.header + bytes(encoding.side_info_bytes)
    xing = struct.pack(">4sIII", b"Info", _HAS_FRAMES_BYTES_TOC_QUALITY, frames, size_bytes)
    lame = struct.pack(
        ">9sBB4x2x2xBB3sBxHIH",
        _ENCODER,
        _REVISION_0_CONSTANT_RATE,
        0,  # low-pass
        0,  # flags and kind of hearing threshold
        min(255, encoding.bitrate_kbps),
        (ENCODER_DELAY << 12 | padding).to_bytes(3, "big"),
        _SOURCE_48_KHZ | (0 if encoding.mono else _STEREO_MODE_JOINT),
        0,  # preset
        size_bytes,
        music_crc,
    )
    covered = head + xing + toc + struct.pack(">I", _QUALITY) + lame
    return (covered + struct.pack(">H", crc16(covered))).ljust(encoding.frame_bytes, b"\0")


def read_info(frame: bytes, encoding: Encoding) -> Info:
    """Read an Info frame back.

    Raises:
        EncodeError: it is none, or its own checksum does not fit.
    """
    at = 4 + encoding.side_info_bytes
    if len(frame) < at + _TABLE_BYTES or frame[at : at + 4] != b"Info":
        raise EncodeError("the file has no Info frame in front of its sound")
    end = at + _TABLE_BYTES - 2
    (tag_crc,) = struct.unpack_from(">H", frame, end)
    if crc16(frame[:end]) != tag_crc:
        raise EncodeError("the checksum of the Info frame does not fit")
    frames, size_bytes = struct.unpack_from(">II", frame, at + 8)
    delays = int.from_bytes(frame[at + 141 : at + 144], "big")
    (music_crc,) = struct.unpack_from(">H", frame, at + 152)
    return Info(
        frames=frames, size_bytes=size_bytes, delay=delays >> 12, padding=delays & 0xFFF, music_crc=music_crc
    )


def crc16(data: bytes) -> int:
    """CRC-16/ARC (polynomial 0x8005 with its bits reversed, starting at 0) of a few bytes.

    >>> hex(crc16(b"123456789"))
    '0xbb3d'
    """
    crc = 0
    # A zero in front changes nothing, as it starts at 0.
    for word in np.frombuffer(b"\0" * (len(data) % 2) + data, dtype="<u2"):
        crc = int(_two_bytes_on()[crc ^ int(word)])
    return crc


def crc16_of_frames(frames: bytes, frame_bytes: int, start: int = 0) -> int:
    """The CRC of many frames of one even size, going on from ``start``, the CRC of what came before.

    An eight-hour session has half a gigabyte, too much for a loop over its bytes. The CRC is linear, so the
    frames' own CRCs are computed side by side, column by column, and then chained.
    """
    columns = np.ascontiguousarray(np.frombuffer(frames, dtype="<u2").reshape(-1, frame_bytes // 2).T)
    each = np.zeros(columns.shape[1], dtype=np.uint16)
    step = _two_bytes_on()
    for column in columns:
        each = step[each ^ column]
    over_a_frame = _frame_on(frame_bytes)
    crc = start
    for own in each.tolist():
        crc = int(over_a_frame[crc]) ^ own
    return crc


@functools.cache
def _two_bytes_on() -> npt.NDArray[np.uint16]:
    """For each of the 65,536 states, the state two zero bytes later."""
    crc = np.arange(1 << 16, dtype=np.uint16)
    for _ in range(16):
        crc = np.where(crc & 1, (crc >> 1) ^ 0xA001, crc >> 1).astype(np.uint16)
    return crc


@functools.cache
def _frame_on(frame_bytes: int) -> npt.NDArray[np.uint16]:
    """For each of the 65,536 states, the state a whole frame of zeros later."""
    step = _two_bytes_on()
    crc = np.arange(1 << 16, dtype=np.uint16)
    for _ in range(frame_bytes // 2):
        crc = step[crc]
    return crc
