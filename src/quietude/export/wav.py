"""A session, or one stem of it, to a WAV file in 32-bit float: nothing is lost, so stems still add up."""

from __future__ import annotations

import struct
from collections.abc import Callable
from pathlib import Path
from typing import Final

from quietude.audio import CHANNELS, SAMPLE_RATE_HZ, Source
from quietude.files import whole_file

_BLOCK_FRAMES: Final = SAMPLE_RATE_HZ
_FRAME_BYTES: Final = 4 * CHANNELS
_FLOAT: Final = 3
"""WAVE_FORMAT_IEEE_FLOAT."""
_LARGEST_RIFF: Final = 0xFFFFFFFF
"""A RIFF file counts its bytes in 32 bits: some three hours at 48 kHz, stereo, float."""


def write_wav(
    source: Source, duration: int, path: Path, *, progress: Callable[[float], None] | None = None
) -> None:
    """Write ``duration`` samples of ``source``: 48 kHz, stereo, 32-bit float; RF64 where RIFF is too small.

    Raises:
        FileError: it cannot be written. Nothing half-written is left behind.
    """
    with whole_file(path) as temporary, temporary.open("wb") as file:
        file.write(wav_header(duration))
        for start in range(0, duration, _BLOCK_FRAMES):
            frames = min(_BLOCK_FRAMES, duration - start)
            file.write(source.read(start, frames).astype("<f4").tobytes())
            if progress is not None:
                progress((start + frames) / duration)


def wav_header(duration: int) -> bytes:
    """What stands before the samples of a file of ``duration`` samples.

    Source: EBU Tech 3306 for RF64, whose ``ds64`` chunk holds the sizes that 32 bits cannot.
    """
    size = duration * _FRAME_BYTES
    form = struct.pack(
        "<HHIIHHH", _FLOAT, CHANNELS, SAMPLE_RATE_HZ, SAMPLE_RATE_HZ * _FRAME_BYTES, _FRAME_BYTES, 32, 0
    )
    fmt = b"fmt " + struct.pack("<I", len(form)) + form
    fact = b"fact" + struct.pack("<II", 4, min(duration, _LARGEST_RIFF))
    whole = 4 + len(fmt) + len(fact) + 8 + size
    if whole <= _LARGEST_RIFF:
        return b"RIFF" + struct.pack("<I", whole) + b"WAVE" + fmt + fact + b"data" + struct.pack("<I", size)
    sizes = struct.pack("<QQQI", whole + 8 + 28, size, duration, 0)
    ds64 = b"ds64" + struct.pack("<I", len(sizes)) + sizes
    unknown = struct.pack("<I", _LARGEST_RIFF)
    return b"RF64" + unknown + b"WAVE" + ds64 + fmt + fact + b"data" + unknown
