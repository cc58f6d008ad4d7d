"""Clips as bytes: the WAV in which they are kept, with a checksum, and the AIFF in which macOS speaks."""

from __future__ import annotations

import io
import struct
import wave
import zlib
from collections.abc import Iterator
from typing import TYPE_CHECKING, Final

import numpy as np

from quietude.audio import Audio, Samples
from quietude.units import db_to_amplitude

if TYPE_CHECKING:
    from numpy.typing import NDArray

_PEAK: Final = db_to_amplitude(-1.0)
"""Clips are kept as loud as they go, whatever the engine's level: 16 bits then lie 90 dB under the peak."""
_CHECK: Final = b"qchk"
"""A chunk of our own behind the sound: CRC-32 of all before it. Players skip chunks that they do not know."""
_FULL_SCALE: Final = 32_767


def clip_to_bytes(audio: Audio) -> bytes:
    """A mono clip as 16-bit WAV at its own rate, brought to a peak of -1 dBFS, with a checksum at the end."""
    peak = float(np.max(np.abs(audio.samples), initial=0.0))
    scaled = audio.samples.astype(np.float64) * (_PEAK / peak if peak > 0 else 0.0)
    written = io.BytesIO()
    with wave.open(written, "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(audio.sample_rate_hz)
        file.writeframes(np.round(scaled * _FULL_SCALE).astype("<i2").tobytes())
    body = written.getvalue()
    body = body[:4] + struct.pack("<I", len(body) - 8 + 12) + body[8:]
    return body + _CHECK + struct.pack("<II", 4, zlib.crc32(body))


def clip_from_bytes(data: bytes) -> Audio | None:
    """What `clip_to_bytes` wrote; None where a single bit of it is wrong or missing."""
    body, check = data[:-12], data[-12:]
    if check != _CHECK + struct.pack("<II", 4, zlib.crc32(body)):
        return None
    return read_wav(body)


def read_wav(data: bytes) -> Audio | None:
    """A 16-bit WAV as mono (channels are averaged); None where it is none, or holds no sound."""
    try:
        with wave.open(io.BytesIO(data), "rb") as file:
            if file.getsampwidth() != 2:
                return None
            raw = np.frombuffer(file.readframes(file.getnframes()), dtype="<i2")
            return _mono(raw / (_FULL_SCALE + 1), file.getnchannels(), file.getframerate())
    except (wave.Error, EOFError, ValueError):
        return None


def read_aiff(data: bytes) -> Audio | None:
    """A 16-bit AIFF, or AIFF-C without compression, as mono; None where it is none, or holds no sound.

    Python's own reader left with 3.13. Source: Apple, "Audio Interchange File Format AIFF-C", 1991.
    """
    if data[:4] != b"FORM" or data[8:12] not in {b"AIFF", b"AIFC"}:
        return None
    chunks = dict(_chunks(data[12:]))
    common, sound = chunks.get(b"COMM", b""), chunks.get(b"SSND", b"")
    if len(common) < 18 or len(sound) < 8:
        return None
    channels, _, bits = struct.unpack(">hLh", common[:8])
    if bits != 16 or channels < 1:
        return None
    order = "<i2" if common[18:22] == b"sowt" else ">i2"
    if common[18:22] not in {b"", b"NONE", b"twos", b"sowt"}:
        return None
    body = sound[8 + struct.unpack(">L", sound[:4])[0] :]
    raw = np.frombuffer(body[: len(body) - len(body) % (2 * channels)], dtype=order)
    return _mono(raw / (_FULL_SCALE + 1), channels, _extended(common[8:18]))


def _chunks(data: bytes) -> Iterator[tuple[bytes, bytes]]:
    at = 0
    while at + 8 <= len(data):
        (size,) = struct.unpack(">L", data[at + 4 : at + 8])
        yield data[at : at + 4], data[at + 8 : at + 8 + size]
        at += 8 + size + size % 2


def _extended(ten: bytes) -> int:
    """AIFF's 80-bit float, for the whole numbers that sample rates are."""
    exponent, mantissa = struct.unpack(">HQ", ten)
    return round(float(mantissa) * 2.0 ** ((int(exponent) & 0x7FFF) - 16_383 - 63))


def _mono(samples: NDArray[np.float64], channels: int, sample_rate_hz: int) -> Audio | None:
    if not len(samples) or sample_rate_hz <= 0:
        return None
    mixed: Samples = samples.reshape(-1, channels).mean(axis=1).astype(np.float32)
    return Audio(samples=mixed, sample_rate_hz=sample_rate_hz)
