"""What sound is, between the stages: `Audio` (a clip, whole), and `Source` (a session, read piecewise).

A session is never held whole. Everything that makes sound over its length (a bed, a pacer, the mix, the
master) is a `Source`: it answers "which samples lie from here to there?" for any place, in any order,
always with the same samples. So memory is flat, a piece can be made on any core or machine, and the
pieces join without a trace.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final, Protocol, TypeAlias

import numpy as np
from numpy.typing import NDArray

SAMPLE_RATE_HZ: Final = 48_000
"""The session's sample rate. An MP3 frame is then exactly 24 ms, and cuts need no padding pattern."""

CHANNELS: Final = 2
"""A session is stereo."""

Samples: TypeAlias = NDArray[np.float32]
"""Mono: shape (frames,). Stereo: shape (frames, 2). Full scale is 1.0."""

Block: TypeAlias = NDArray[np.float32]
"""A piece of a session: shape (frames, 2), at `SAMPLE_RATE_HZ`, full scale 1.0."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Audio:
    """Sound that is held whole: one utterance, one bell, one decoded file."""

    samples: Samples
    """Shape (frames,) for mono or (frames, 2) for stereo; float32, full scale 1.0."""
    sample_rate_hz: int
    """Frames a second."""

    @property
    def duration_s(self) -> float:
        """Length in seconds."""
        return len(self.samples) / self.sample_rate_hz


class Source(Protocol):
    """Sound over a session's whole length that can be read anywhere, as often as one likes."""

    def read(self, start: int, frames: int) -> Block:
        """The samples from ``start`` to ``start + frames``, shape (frames, 2).

        A pure function of its arguments: neither the order of the calls nor their sizes may show in
        the sound. Reading before 0 or past the end gives whatever is natural there (mostly silence).
        """
        ...
