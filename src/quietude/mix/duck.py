"""How far the bed steps back for the voice, at every sample, from the timeline alone.

The timeline knows where the words are, so nothing is detected and nothing comes late: the bed starts down
before a word and is down when it begins. The curve is a raised cosine in decibels, which has no corner to
hear. Between two clips that lie closer together than the shortest gap worth a lift the bed stays down.
"""

from __future__ import annotations

import math
from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from quietude.audio import SAMPLE_RATE_HZ, Samples
from quietude.timeline.timeline import Clip
from quietude.units import db_to_amplitude, seconds_to_samples


@dataclass(frozen=True, slots=True, kw_only=True)
class DuckShape:
    """The times of the curve, in seconds. The defaults are the strongest direct peer's."""

    attack_s: float = 0.45
    """The bed starts down this long before a word (0.3-0.6 s)."""
    release_s: float = 1.5
    """And takes this long to come back after it."""
    least_gap_s: float = 1.5
    """In a gap shorter than this the bed stays down."""


class Duck:
    """The share of the full depth at every sample: 0 where the bed is at its own level, 1 under the voice."""

    def __init__(self, clips: Sequence[Clip], shape: DuckShape | None = None) -> None:
        shape = shape or DuckShape()
        self._attack = max(1, seconds_to_samples(shape.attack_s, SAMPLE_RATE_HZ))
        self._release = max(1, seconds_to_samples(shape.release_s, SAMPLE_RATE_HZ))
        least_gap = seconds_to_samples(shape.least_gap_s, SAMPLE_RATE_HZ)
        self._starts: list[int] = []
        self._ends: list[int] = []
        for clip in clips:
            if self._ends and clip.start - self._ends[-1] < least_gap:
                self._ends[-1] = max(self._ends[-1], clip.end)
            else:
                self._starts.append(clip.start)
                self._ends.append(clip.end)

    @property
    def ducks(self) -> bool:
        """Whether there is any word to step back for."""
        return bool(self._starts)

    def passages(self, start: int, end: int) -> tuple[tuple[int, int], ...]:
        """The passages of words that decide `depth` from ``start`` to ``end``, cut to what matters there."""
        low, high = start - self._release, end + self._attack
        return tuple(
            (max(begin, low), min(stop, high))
            for begin, stop in zip(self._starts, self._ends, strict=True)
            if stop > low and begin < high
        )

    def depth(self, start: int, frames: int) -> Samples | float:
        """Shape (frames,), 0 to 1; or one number where it is the same over the whole range.

        What lifts is multiplied where a release and the next attack meet, so that the top is round.
        """
        end = start + frames
        at = max(0, bisect_right(self._starts, start) - 1)
        while at > 0 and self._ends[at - 1] + self._release > start:
            at -= 1
        lift: Samples | None = None
        while at < len(self._starts) and self._starts[at] - self._attack < end:
            if self._ends[at] + self._release > start:
                if self._starts[at] <= start and self._ends[at] >= end:
                    return 1.0
                if lift is None:
                    lift = np.ones(frames, dtype=np.float32)
                self._press(lift, start, at)
            at += 1
        return 0.0 if lift is None else np.float32(1.0) - lift

    def gain(self, start: int, frames: int, depth_db: float) -> Samples | float:
        """The factor for a bed that steps back by ``depth_db`` (positive); shape as `depth`."""
        depth = self.depth(start, frames)
        if isinstance(depth, float):
            return db_to_amplitude(-depth_db * depth)
        factor = np.float32(-depth_db * math.log(10.0) / 20.0)
        gain: Samples = np.exp(factor * depth)
        return gain

    def _press(self, lift: Samples, start: int, at: int) -> None:
        """Multiply into ``lift`` (which begins at sample ``start``) what passage ``at`` leaves of it."""
        word, after = self._starts[at] - start, self._ends[at] - start
        _scale(lift, word - self._attack, self._attack, falling=True)
        lift[max(0, word) : max(0, after)] = 0.0
        _scale(lift, after, self._release, falling=False)


def _scale(lift: Samples, begin: int, length: int, *, falling: bool) -> None:
    """Multiply a raised cosine of ``length`` samples into ``lift`` from index ``begin``, where inside it."""
    low, high = max(0, begin), min(len(lift), begin + length)
    if low < high:
        phase = np.arange(low - begin, high - begin, dtype=np.float32) * np.float32(math.pi / length)
        lift[low:high] *= 0.5 + (0.5 if falling else -0.5) * np.cos(phase)
