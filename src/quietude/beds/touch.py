"""The sound of hands that stroke downwards over soft cloth and lift again, one stroke after the other."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Final

import numpy as np

from quietude.audio import CHANNELS, SAMPLE_RATE_HZ, Block
from quietude.beds.breath import PACER_LEVEL_LUFS
from quietude.beds.cells import CELL_FRAMES, Sparse, control_times, spread
from quietude.beds.curves import above, below, hill, product, slope
from quietude.beds.level import loudness
from quietude.beds.loops import LENGTHS, noise
from quietude.beds.motion import raised_cosine
from quietude.units import db_to_amplitude

_DOWN: Final = 0.86
"""The share of a stroke for which the hand lies on; in the rest it goes back up unheard."""
_CONTACT: Final = 0.22
_RELEASE: Final = 0.45
_TEXTURE: Final = 0.35
"""How much the weave is felt."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Stroke:
    """One stroke from ``start`` on, for ``duration`` samples (more than none)."""

    start: int
    duration: int
    left: bool = True
    """Whether the left hand strokes, which is heard on the left."""
    right: bool = True

    @property
    def end(self) -> int:
        """First sample after it."""
        return self.start + self.duration


class TouchPacer:
    """A Source of ``strokes``, which do not overlap; silence elsewhere.

    Each hand has its own rustle in its own ear.
    """

    def __init__(self, strokes: Sequence[Stroke], *, seed: int = 0) -> None:
        self._seed = seed
        self._sounding = Sparse(strokes, self._cell)

    def read(self, start: int, frames: int) -> Block:
        """The samples from ``start`` to ``start + frames``, shape (frames, 2)."""
        return self._sounding.read(start, frames)

    def _cell(self, index: int, strokes: Sequence[Stroke]) -> Block:
        return self._cloth.sound(index, strokes)

    @cached_property
    def _cloth(self) -> _Cloth:
        return _Cloth(self._seed)


class _Cloth:
    """Cloth under a palm: a body of low rustle, fine fibres above it, and the weave that both pass over."""

    def __init__(self, seed: int) -> None:
        body = product(slope(-4.0), above(380.0, 2), hill(900.0, 1.0, 4.0), below(3000.0, 2))
        fibres = product(slope(-3.0), above(1200.0, 2), hill(2600.0, 0.9, 4.0), below(6500.0, 2))
        self._body = noise(body, LENGTHS[0], (seed, 11))
        self._fibres = noise(fibres, LENGTHS[1], (seed, 12))
        self._weave = noise(product(above(4.0, 1), below(28.0, 2)), LENGTHS[2], (seed, 13))
        self._amplitude = 1.0
        usual = Stroke(start=0, duration=6 * SAMPLE_RATE_HZ)
        heard = loudness(np.concatenate([self.sound(index, [usual]) for index in range(6)]))
        self._amplitude = db_to_amplitude(PACER_LEVEL_LUFS - heard)

    def sound(self, index: int, strokes: Sequence[Stroke]) -> Block:
        """One cell of these strokes."""
        at = control_times(index) * SAMPLE_RATE_HZ
        strength = np.zeros((CHANNELS, len(at)))
        fineness = np.zeros_like(at)
        for stroke in strokes:
            sounding = (at >= stroke.start) & (at < stroke.end)
            done = (at - stroke.start) / stroke.duration / _DOWN
            # The hand comes to rest on the arm, goes down, and is taken away without haste.
            shape = raised_cosine(done / _CONTACT) * raised_cosine((1.0 - done) / _RELEASE) * sounding
            for channel, strokes_here in enumerate((stroke.left, stroke.right)):
                strength[channel] += shape * strokes_here
            fineness += np.clip(1.0 - 0.6 * done, 0.0, 1.0) * sounding
        out = np.empty((CELL_FRAMES, CHANNELS), dtype=np.float32)
        start = index * CELL_FRAMES
        for channel in range(CHANNELS):
            # Each ear reads the circles at a place of its own: two hands, two rustles.
            away = [channel * len(loop.samples) * 3 // 7 for loop in (self._body, self._fibres, self._weave)]
            sound = self._body.take(start + away[0], CELL_FRAMES) * spread(
                strength[channel] * self._amplitude
            )
            fine = spread(strength[channel] * fineness * (0.9 * self._amplitude))
            sound += self._fibres.take(start + away[1], CELL_FRAMES) * fine
            weave = np.tanh(self._weave.take(start + away[2], CELL_FRAMES))
            out[:, channel] = sound * (np.float32(1.0) + np.float32(_TEXTURE) * weave)
        return out
