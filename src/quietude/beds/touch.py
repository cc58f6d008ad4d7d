"""The sound of hands that stroke downwards over soft cloth and lift again, one stroke after the other."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Final

import numpy as np

from quietude.audio import CHANNELS, SAMPLE_RATE_HZ, Block
from quietude.beds.breath import PACER_LEVEL_LUFS
from quietude.beds.cells import CELL_FRAMES, Sparse, interleaved, spread
from quietude.beds.curves import above, below, hill, product, slope
from quietude.beds.level import reckon
from quietude.beds.loops import Loop, from_lines
from quietude.beds.motion import raised_cosine
from quietude.beds.spectra import frequencies, random_lines
from quietude.beds.texture import Apart, noise
from quietude.units import db_to_amplitude

if TYPE_CHECKING:
    from numpy.typing import NDArray

_DOWN: Final = 0.86
"""The share of a stroke for which the hand lies on; in the rest it goes back up unheard."""
_CONTACT: Final = 0.22
_RELEASE: Final = 0.45
_TEXTURE: Final = 0.35
"""How much the weave is felt."""
_STEP: Final = 96
"""Control points lie 2 ms apart, since the weave passes by up to some thirty times a second."""
_POINTS: Final = np.arange(0, CELL_FRAMES + 1, _STEP, dtype=np.float64)
_WEAVE_HZ: Final = CELL_FRAMES // _STEP
_WEAVE_POINTS: Final = 1 << 17


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
        # Each ear hears a place of its own: two hands, two rustles.
        self._rustles = (Apart(noise(body, (seed, 11))), Apart(noise(fibres, (seed, 12))))
        self._weave = _weave(seed)
        usual = Stroke(start=0, duration=6 * SAMPLE_RATE_HZ)
        heard = reckon(lambda times_s: self._energies(times_s * SAMPLE_RATE_HZ, usual), 6.0)
        self._amplitude = db_to_amplitude(PACER_LEVEL_LUFS - heard)

    def sound(self, index: int, strokes: Sequence[Stroke]) -> Block:
        """One cell of these strokes."""
        gains = _gains(index * CELL_FRAMES + _POINTS, strokes)
        for channel in range(CHANNELS):
            away = index * _WEAVE_HZ + channel * len(self._weave.samples) * 3 // 7
            gains[:, channel] *= self._amplitude * self._weave.take(away, _WEAVE_HZ + 1)
        ears = np.zeros((CHANNELS, CELL_FRAMES), dtype=np.float32)
        for rustle, points in zip(self._rustles, gains, strict=True):
            sound = rustle.stereo(index)
            sound *= spread(points, _STEP)
            ears += sound
        return interleaved(ears)

    def _energies(self, at: NDArray[np.float64], stroke: Stroke) -> NDArray[np.float64]:
        each = np.array([rustle.energy for rustle in self._rustles])[:, None]
        felt = float(np.mean(np.square(self._weave.samples)))
        energies: NDArray[np.float64] = (each * np.square(_gains(at, [stroke])).sum(axis=1)).sum(axis=0)
        return energies * felt


def _weave(seed: int) -> Loop:
    """What both rustles are multiplied by: 1 on average, in points of `_STEP`, four minutes of them."""
    curve = product(above(4.0, 1), below(28.0, 2))(frequencies(_WEAVE_POINTS, _WEAVE_HZ))
    weave = from_lines(random_lines(curve, (seed, 13)), _WEAVE_POINTS).samples
    return Loop(np.float32(1.0) + np.float32(_TEXTURE) * np.tanh(weave))


def _gains(at: NDArray[np.float64], strokes: Sequence[Stroke]) -> NDArray[np.float64]:
    """How strong body and fibres are in each ear, at points given in samples: shape (2, 2, points)."""
    strength = np.zeros((CHANNELS, len(at)))
    fineness = np.zeros_like(at)
    for stroke in strokes:
        sounding = (at >= stroke.start) & (at < stroke.end)
        done = (at - stroke.start) / (stroke.duration * _DOWN)
        # The hand comes to rest on the arm, goes down, and is taken away without haste.
        shape = raised_cosine(done / _CONTACT) * raised_cosine((1.0 - done) / _RELEASE) * sounding
        strength += shape * np.array([[stroke.left], [stroke.right]])
        fineness += np.minimum(np.maximum(1.0 - 0.6 * done, 0.0), 1.0) * sounding
    return np.stack((strength, 0.9 * strength * fineness))
