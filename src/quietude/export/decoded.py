"""Frames of ours, decoded: the sound that a player makes of a stretch of a file."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import numpy as np

from quietude.audio import CHANNELS, SAMPLE_RATE_HZ, Block, Samples
from quietude.errors import EncodeError
from quietude.export.frames import DECODER_DELAY, ENCODER_DELAY, FRAME_SAMPLES, Encoding
from quietude.export.segments import LEAD_FRAMES, POSTROLL_FRAMES, PREROLL_FRAMES, Segment
from quietude.ffmpeg import Children
from quietude.units import db_to_amplitude

if TYPE_CHECKING:
    from collections.abc import Iterator

JOIN_FRAMES: Final = 2
"""On either side of a join, the frames whose sound it may change."""

_QUIET_DBTP: Final = -6.0
"""5 dB under the limit of the decoded file."""

_NEARLY_DB: Final = 3.0
"""Frames this near the highest of a segment may come out as its highest."""


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
            str(encoding.channels),
            "-ar",
            str(SAMPLE_RATE_HZ),
            "-f",
            "f32le",
            "pipe:1",
        ],
        stdin=frames,
    )
    sound = np.frombuffer(raw, dtype="<f4").reshape(-1, encoding.channels)
    if encoding.mono:  # which plays on both sides
        sound = np.repeat(sound, CHANNELS, axis=1)
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


@dataclass(frozen=True, slots=True, kw_only=True)
class Run:
    """Frames that stand one after another in a file, with what a decoder must have heard before them."""

    first_frame: int
    """The file's number of the first that is to be heard."""
    frames: bytes
    """The `LEAD_FRAMES` before that one, or as many as there are, and all that are to be heard."""
    lead: int = LEAD_FRAMES
    """How many are before it."""


def decode_runs(runs: Sequence[Run], encoding: Encoding, children: Children) -> Iterator[tuple[int, Block]]:
    """The sound of some runs of frames, each with the session's sample that it begins at.

    They are decoded in one go, since starting a decoder costs more than a thousand frames do.

    Raises:
        EncodeError: as `decode_frames`.
    """
    if not runs:
        return
    sound = decode_frames(b"".join(run.frames for run in runs), encoding, children)
    at = 0
    for run in runs:
        length = len(run.frames) // encoding.frame_bytes
        heard = sound[(at + run.lead) * FRAME_SAMPLES : (at + length) * FRAME_SAMPLES]
        yield place_of(run.first_frame), heard
        at += length


def loud_frames(heights: Samples, segment: Segment) -> list[range]:
    """Which frames of a segment have to be decoded to know its true peak, as runs counted from its first.

    ``heights`` are the true peaks of its window (`quietude.mix.true_peak.heights`), shape (samples,). A frame
    comes out of the encoder higher than what went into it and the frames beside it by at most 2.9 dB: that
    was the most in 64 minutes of speech, touch, drones and bells at 64 to 192 kbit/s, where 7 to 25 % of the
    frames were within 4 dB of the limit; hard-clipped noise overshot by 3.9 dB. So what went in lower than
    `_QUIET_DBTP` cannot come out over the limit, and is not decoded, unless it is about as loud as the
    segment becomes.
    """
    frames = PREROLL_FRAMES + segment.frames + POSTROLL_FRAMES
    sizes = heights[: frames * FRAME_SAMPLES].reshape(frames, -1).max(axis=1)
    highest = float(sizes[PREROLL_FRAMES : PREROLL_FRAMES + segment.frames].max())
    if highest == 0.0:
        return []
    loud = sizes >= min(db_to_amplitude(_QUIET_DBTP), highest * db_to_amplitude(-_NEARLY_DB))
    # A frame's decoded sound begins before its own samples, and its window reaches over both neighbours.
    near = np.convolve(loud, np.ones(5, dtype=int), mode="same") > 0
    heard = near[PREROLL_FRAMES : PREROLL_FRAMES + segment.frames]
    edges = np.flatnonzero(np.diff(np.concatenate(([False], heard, [False])).astype(np.int8)))
    runs: list[range] = []
    for first, end in edges.reshape(-1, 2).tolist():
        if runs and first - runs[-1].stop <= LEAD_FRAMES:
            runs[-1] = range(runs[-1].start, end)
        else:
            runs.append(range(first, end))
    return runs
