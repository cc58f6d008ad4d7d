"""Frames of ours, decoded: the sound that a player makes of a stretch of a file."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Final

import numpy as np

from quietude.audio import CHANNELS, SAMPLE_RATE_HZ, Block
from quietude.errors import EncodeError
from quietude.export.frames import DECODER_DELAY, ENCODER_DELAY, FRAME_SAMPLES, Encoding
from quietude.export.segments import LEAD_FRAMES
from quietude.ffmpeg import Children

if TYPE_CHECKING:
    from collections.abc import Iterator

JOIN_FRAMES: Final = 2
"""On either side of a join, the frames whose sound it may change."""


def decode_frames(frames: bytes, encoding: Encoding, children: Children) -> Block:
    """The sound of some frames, shape (frames * 1152, 2): what a decoder gives that begins with the first.

    The first `LEAD_FRAMES` of it are not as they sound in their file.

    Raises:
        EncodeError: ffmpeg failed, or gave another length.
    """
    raw = children.run(
        [
            "-f",
            "mp3",
            "-i",
            "pipe:0",
            "-ac",
            str(CHANNELS),
            "-ar",
            str(SAMPLE_RATE_HZ),
            "-f",
            "f32le",
            "pipe:1",
        ],
        stdin=frames,
    )
    sound = np.frombuffer(raw, dtype="<f4").reshape(-1, CHANNELS)
    wanted = len(frames) // encoding.frame_bytes * FRAME_SAMPLES
    if len(sound) != wanted:
        raise EncodeError(f"{wanted} samples of MP3 were decoded to {len(sound)}")
    return sound


def place_of(frame: int) -> int:
    """The session's sample that the first decoded sample of a frame stands at; negative before its start.

    >>> place_of(0)
    -1105
    """
    return frame * FRAME_SAMPLES - ENCODER_DELAY - DECODER_DELAY


def decode_joins(
    joins: Sequence[tuple[int, bytes, bytes]], encoding: Encoding, children: Children
) -> Iterator[tuple[int, Block]]:
    """The sound around some joins, each with the session's sample that it begins at.

    Each join is its first frame's number, the end of what stands before it and the beginning of what follows:
    `LEAD_FRAMES` + `JOIN_FRAMES` frames and `JOIN_FRAMES` (or, at the session's ends, as many as there are).
    They are decoded in one go, since starting a decoder costs more than a thousand frames do.

    Raises:
        EncodeError: as `decode_frames`.
    """
    if not joins:
        return
    sound = decode_frames(b"".join(before + after for _, before, after in joins), encoding, children)
    at = 0
    for first, before, after in joins:
        lead, length = len(before) // encoding.frame_bytes, (len(before) + len(after)) // encoding.frame_bytes
        heard = min(LEAD_FRAMES, lead)
        yield (
            place_of(first - lead + heard),
            sound[(at + heard) * FRAME_SAMPLES : (at + length) * FRAME_SAMPLES],
        )
        at += length
