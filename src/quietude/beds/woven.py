"""A bed of several sounds, each swelling and sinking in its own time: most beds are woven like this."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Protocol, TypeAlias

import numpy as np

from quietude.audio import CHANNELS, Block, Samples
from quietude.beds.cells import CELL_FRAMES, CONTROL_FRAMES, Cells, control_times, interleaved, spread
from quietude.beds.texture import Stereo

if TYPE_CHECKING:
    from numpy.typing import NDArray

Gains: TypeAlias = "Callable[[NDArray[np.float64]], NDArray[np.float64]]"
"""The amplitudes of some sounds in each ear at times in seconds: shape (times,) to (sounds, 2, times)."""


class Sprinkled(Protocol):
    """Small sounds that are added to a second."""

    @property
    def energy(self) -> float:
        """K-weighted mean square of what they add, over both ears and in the long run."""
        ...

    def add(self, ears: Samples, index: int) -> None:
        """Add to second ``index``, shape (2, CELL_FRAMES)."""
        ...


class Woven(Cells):
    """A Source of ``sounds`` under ``gains``, which are asked for every ``step`` samples, with what is
    ``sprinkled`` over them.
    """

    def __init__(
        self,
        sounds: Sequence[Stereo],
        gains: Gains,
        sprinkled: Sequence[Sprinkled] = (),
        *,
        step: int = CONTROL_FRAMES,
    ) -> None:
        super().__init__(self._cell)
        self._sounds = tuple(sounds)
        self._gains = gains
        self._sprinkled = tuple(sprinkled)
        self._step = step

    def energies(self, times_s: NDArray[np.float64]) -> NDArray[np.float64]:
        """See `quietude.beds.level.Reckoned`."""
        squares = np.square(self._gains(times_s)).sum(axis=1)
        total = np.full(len(times_s), sum((each.energy for each in self._sprinkled), 0.0))
        for sound, square in zip(self._sounds, squares, strict=True):
            total += sound.energy * square
        return total

    def _cell(self, index: int) -> Block:
        total = np.zeros((CHANNELS, CELL_FRAMES), dtype=np.float32)
        for sound, points in zip(self._sounds, self._gains(control_times(index, self._step)), strict=True):
            ears = sound.stereo(index)
            ears *= spread(points, self._step)
            total += ears
        for sprinkled in self._sprinkled:
            sprinkled.add(total, index)
        return interleaved(total)
