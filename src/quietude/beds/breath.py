"""A breath to follow: air that swells and brightens, waits, and is let go."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Final

import numpy as np

from quietude.audio import CHANNELS, SAMPLE_RATE_HZ, Block
from quietude.beds.cells import CELL_FRAMES, Cells, control_times, spread
from quietude.beds.curves import above, below, hill, product, slope
from quietude.beds.level import loudness
from quietude.beds.loops import LENGTHS, lay, noise
from quietude.beds.motion import raised_cosine
from quietude.units import db_to_amplitude

if TYPE_CHECKING:
    from numpy.typing import NDArray

PACER_LEVEL_LUFS: Final = -35.0
"""Loudness of a pacer while it sounds: 15 LU under the voice, just over a bed, so that it can be followed."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Breath:
    """One breath, all in samples."""

    start: int
    inhale: int
    hold: int
    exhale: int
    rest: int

    @property
    def end(self) -> int:
        """First sample after it."""
        return self.start + self.inhale + self.hold + self.exhale + self.rest


class BreathPacer:
    """A Source that breathes along ``breaths``, which do not overlap; silence elsewhere."""

    def __init__(self, breaths: Sequence[Breath], *, seed: int = 0) -> None:
        self._breaths = sorted(breaths, key=lambda breath: breath.start)
        self._starts = [breath.start for breath in self._breaths]
        self._ends = [breath.end for breath in self._breaths]
        self._seed = seed
        self._cells = Cells(self._cell)

    def read(self, start: int, frames: int) -> Block:
        """The samples from ``start`` to ``start + frames``, shape (frames, 2)."""
        if not self._within(start, start + frames):
            return np.zeros((frames, CHANNELS), dtype=np.float32)
        return self._cells.read(start, frames)

    def _within(self, start: int, end: int) -> Sequence[Breath]:
        return self._breaths[bisect_right(self._ends, start) : bisect_left(self._starts, end)]

    def _cell(self, index: int) -> Block:
        start = index * CELL_FRAMES
        breaths = self._within(start, start + CELL_FRAMES)
        if not breaths:
            return np.zeros((CELL_FRAMES, CHANNELS), dtype=np.float32)
        return self._air.sound(index, breaths)

    @cached_property
    def _air(self) -> _Air:
        return _Air(self._seed)


class _Air:
    """The sound of air: a dark circle and a bright one, mixed by how open the breath is."""

    def __init__(self, seed: int) -> None:
        # Whispered vowels lie at 500 and 1500 Hz; around them, noise is heard as breath and not as wind.
        dark = product(slope(-5.0), above(160.0, 2), hill(480.0, 0.8, 6.0), below(1500.0, 2))
        bright = product(slope(-4.0), above(600.0, 2), hill(1500.0, 0.8, 5.0), below(4500.0, 2))
        self._circles = (
            (noise(dark, LENGTHS[0], (seed, 1)), 0.45),
            (noise(bright, LENGTHS[2], (seed, 2)), 0.7),
        )
        self._amplitude = 1.0
        usual = Breath(start=0, inhale=4 * SAMPLE_RATE_HZ, hold=0, exhale=6 * SAMPLE_RATE_HZ, rest=0)
        heard = loudness(np.concatenate([self.sound(index, [usual]) for index in range(10)]))
        self._amplitude = db_to_amplitude(PACER_LEVEL_LUFS - heard)

    def sound(self, index: int, breaths: Sequence[Breath]) -> Block:
        """One cell of these breaths."""
        at = control_times(index) * SAMPLE_RATE_HZ
        strength, openness = np.zeros_like(at), np.zeros_like(at)
        for breath in breaths:
            level, opened = _shape(breath, at)
            strength += level
            openness += opened
        gains = (strength * np.sqrt(1.0 - 0.5 * openness**2), strength * openness * 0.5)
        out = np.zeros((CELL_FRAMES, CHANNELS), dtype=np.float32)
        start = index * CELL_FRAMES
        for (loop, width), gain in zip(self._circles, gains, strict=True):
            envelope = spread(gain * self._amplitude)
            lay(out, start, loop, width, envelope, envelope)
        return out


_TURN: Final = 0.3
"""What is left of the air at the top of a breath, where in turns into out: one hears the turn, not a gap."""
_HELD: Final = 0.12
_TURN_SHARE: Final = 0.16
_SETTLE_S: Final = 0.8


def _shape(breath: Breath, at: NDArray[np.float64]) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """How strong and how open a breath is, both 0 to 1, at control points given in samples."""
    full = breath.start + breath.inhale
    let_go = full + breath.hold
    inhaled = (at - breath.start) / max(1, breath.inhale)
    exhaled = (at - let_go) / max(1, breath.exhale)
    # In: a swell to its top just before the end, then the turn.
    swell = raised_cosine(inhaled / (1.0 - _TURN_SHARE)) ** 1.2
    inward = swell * (1.0 - (1.0 - _TURN) * raised_cosine((inhaled - 1.0 + _TURN_SHARE) / _TURN_SHARE))
    # Held: next to nothing, sinking from the turn and never cut off.
    sunk = raised_cosine((at - full) / (_SETTLE_S * SAMPLE_RATE_HZ))
    held = _TURN - (_TURN - _HELD) * sunk
    # Out: opens from where the hold has left it, and sinks for the rest of its time.
    settled = raised_cosine(np.array([breath.hold / (_SETTLE_S * SAMPLE_RATE_HZ)]))
    left = _TURN - (_TURN - _HELD) * settled
    opening = left + (1.0 - left) * raised_cosine(exhaled / _TURN_SHARE)
    outward = opening * raised_cosine((1.0 - exhaled) / (1.0 - _TURN_SHARE)) ** 1.3
    strength = np.where(at < full, inward, np.where(at < let_go, held, outward))
    # Brighter while it comes in, darker while it goes.
    openness = np.where(at < full, swell, np.where(at < let_go, 1.0 - 0.3 * sunk, 0.7 * (1.0 - exhaled)))
    inside = (at >= breath.start) & (at < let_go + breath.exhale)
    return strength * inside, np.clip(openness, 0.0, 1.0) * inside
