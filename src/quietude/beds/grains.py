"""Small sounds by the thousand, drops, bubbles, crackles: placed by chance, the same chance every time."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache
from typing import TYPE_CHECKING, Final, TypeAlias

import numpy as np

from quietude.audio import SAMPLE_RATE_HZ, Samples
from quietude.beds.cells import CELL_FRAMES
from quietude.beds.motion import generator, raised_cosine
from quietude.beds.spectra import k_energy

if TYPE_CHECKING:
    from numpy.typing import NDArray


@dataclass(frozen=True, slots=True)
class Scatter:
    """Where the grains of one cell lie and how loud they are; all arrays have one value a grain."""

    starts: NDArray[np.int64]
    """Samples from the start of the cell."""
    which: NDArray[np.int64]
    """Number of the grain's sound."""
    amplitudes: NDArray[np.float64]
    pans: NDArray[np.float64]
    """-1 (left) to 1 (right)."""


Draw: TypeAlias = Callable[[np.random.Generator, int], Scatter]
"""Decides the grains of a cell, by its random numbers and its index."""

_LOOKS: Final = 100


class Grains:
    """Grains over a whole session: every cell draws its own, so that nothing ever comes round.

    ``sounds`` are mono and none is longer than a cell (1 s).
    """

    def __init__(self, sounds: Sequence[Samples], draw: Draw, seed: int, stream: int) -> None:
        self._sounds = list(sounds)
        self._lengths = np.array([len(sound) for sound in sounds])
        # Each cell is drawn once for itself and once for what it leaves to the next.
        self._drawn = lru_cache(maxsize=8)(lambda cell: draw(generator(seed, stream, cell), cell))

    @cached_property
    def energy(self) -> float:
        """K-weighted mean square of what they add, over both ears, on average over a hundred seconds."""
        each = np.array([k_energy(sound) for sound in self._sounds])
        # Whatever its place, a grain's gains in the two ears have squares whose sum is 2.
        drawn = [self._drawn(cell) for cell in range(_LOOKS)]
        total = sum(float(np.sum(each[look.which] * np.square(look.amplitudes))) for look in drawn)
        return 2.0 * total / (_LOOKS * CELL_FRAMES)

    def add(self, ears: Samples, index: int) -> None:
        """Add to a cell, shape (2, CELL_FRAMES), its own grains, and what still sounds of the cell before."""
        for cell, shift in ((index - 1, -CELL_FRAMES), (index, 0)):
            drawn = self._drawn(cell)
            begins = drawn.starts + shift
            ends = begins + self._lengths[drawn.which]
            turn = (1.0 + drawn.pans) * (np.pi / 4.0)
            sides = np.stack([np.cos(turn), np.sin(turn)], axis=1) * np.sqrt(2.0)
            gains = (sides * drawn.amplitudes[:, None]).astype(np.float32)[:, :, None]
            here = np.flatnonzero((ends > 0) & (begins < CELL_FRAMES))
            rows = zip(begins[here].tolist(), drawn.which[here].tolist(), gains[here], strict=True)
            for begin, which, gain in rows:
                sound = self._sounds[which][max(0, -begin) : CELL_FRAMES - begin]
                at = max(0, begin)
                ears[:, at : at + len(sound)] += sound * gain


def ping(frequency_hz: float, decay_s: float, *, rise: float = 0.0, attack_s: float = 0.001) -> Samples:
    """A damped tone, as a bubble makes it: ``decay_s`` is the time to fall by 60 dB; the peak is about 1.

    ``rise`` is by how much its pitch goes up over that time (0.2: by a fifth of itself), which is how a
    bubble near the surface is told from a bell.
    """
    times_s = np.arange(round(decay_s * SAMPLE_RATE_HZ)) / SAMPLE_RATE_HZ
    turns = frequency_hz * times_s * (1.0 + 0.5 * rise * times_s / decay_s)
    shape = 10.0 ** (-3.0 * times_s / decay_s) * raised_cosine(times_s / attack_s)
    shape *= raised_cosine((decay_s - times_s) / (0.3 * decay_s))
    return _without_dc(np.sin(2.0 * np.pi * turns) * shape, shape)


def tick(
    centre_hz: float, decay_s: float, numbers: np.random.Generator, *, attack_s: float = 0.0004
) -> Samples:
    """A short burst of noise around a frequency; its peak is 1."""
    frames = round(decay_s * SAMPLE_RATE_HZ)
    spectrum = np.fft.rfft(numbers.standard_normal(frames))
    at_hz = np.fft.rfftfreq(frames, 1.0 / SAMPLE_RATE_HZ)
    spectrum *= np.exp(-np.square(np.log2(np.maximum(at_hz, 1.0) / centre_hz)))
    times_s = np.arange(frames) / SAMPLE_RATE_HZ
    shape = 10.0 ** (-3.0 * times_s / decay_s) * raised_cosine(times_s / attack_s)
    shape *= raised_cosine((decay_s - times_s) / (0.3 * decay_s))
    burst = _without_dc(np.fft.irfft(spectrum, frames) * shape, shape)
    burst /= np.abs(burst).max()
    return burst


def _without_dc(sound: NDArray[np.float64], shape: NDArray[np.float64]) -> Samples:
    # Taken away in the sound's own shape, so that it still begins and ends at nothing.
    return np.asarray(sound - shape * (sound.sum() / shape.sum()), dtype=np.float32)
