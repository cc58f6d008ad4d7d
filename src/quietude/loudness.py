"""Loudness by ITU-R BS.1770-4, measured as the sound streams by.

The meter keeps one number for each 100 ms (the K-weighted energy), 8 bytes: 2.3 MB for eight hours. All
loudness figures come from these numbers: blocks of 400 ms overlapping by 75 % with the two gates for the
integrated loudness, 400 ms for the momentary, 3 s for the short-term.
"""

from __future__ import annotations

import math
from functools import lru_cache
from typing import Final, TypeAlias

import numpy as np
from numpy.typing import NDArray

from quietude.audio import CHANNELS, SAMPLE_RATE_HZ, Block

STEP: Final = SAMPLE_RATE_HZ // 10
"""Samples in a step of the meter: 100 ms."""

ABSOLUTE_GATE_LUFS: Final = -70.0
"""Blocks under this count as silence."""

RELATIVE_GATE_LU: Final = -10.0
"""Blocks this far under the mean of the others do not count."""

_OFFSET: Final = -0.691
"""Makes a full-scale 997 Hz sine in one channel read -3.01 LUFS."""

_MEMORY: Final = 2 * STEP
"""Samples after which the K-weighting has forgotten what it heard: its memory fades by 400 dB in 0.2 s."""

_AT_ONCE: Final = SAMPLE_RATE_HZ
"""Samples that are filtered in one go: with the memory before them 57,600, which has small factors only."""

_MOMENTARY_STEPS: Final = 4
_SHORT_TERM_STEPS: Final = 30

Energies: TypeAlias = NDArray[np.float64]
"""K-weighted energy of each step of 100 ms: the mean square, summed over the channels. Shape (steps,)."""


@lru_cache(maxsize=4)
def k_weighting(sample_rate_hz: int = SAMPLE_RATE_HZ) -> NDArray[np.float64]:
    """The K-weighting as two second-order sections, shape (2, 6): b0, b1, b2, a0, a1, a2.

    The standard tabulates 48 kHz only; these are the analogue filters behind its table (a shelf of 4 dB at
    1682 Hz, a high-pass at 38 Hz), taken to any rate by the bilinear transform. At 48 kHz they are the table
    to seven places.
    """
    shelf_db, shelf_hz, shelf_q = 3.999843853973347, 1681.974450955533, 0.7071752369554196
    k = math.tan(math.pi * shelf_hz / sample_rate_hz)
    high = 10.0 ** (shelf_db / 20.0)
    band = high**0.4996667741545416
    a0 = 1.0 + k / shelf_q + k * k
    shelf = [
        (high + band * k / shelf_q + k * k) / a0,
        2.0 * (k * k - high) / a0,
        (high - band * k / shelf_q + k * k) / a0,
        1.0,
        2.0 * (k * k - 1.0) / a0,
        (1.0 - k / shelf_q + k * k) / a0,
    ]
    cut_hz, cut_q = 38.13547087602444, 0.5003270373238773
    k = math.tan(math.pi * cut_hz / sample_rate_hz)
    a0 = 1.0 + k / cut_q + k * k
    # The table leaves the high-pass's numerator at 1, -2, 1, without the division by a0; so do all meters.
    cut = [1.0, -2.0, 1.0, 1.0, 2.0 * (k * k - 1.0) / a0, (1.0 - k / cut_q + k * k) / a0]
    return np.array([shelf, cut])


@lru_cache(maxsize=8)
def _response(length: int) -> NDArray[np.complex128]:
    """The K-weighting at the frequencies of a real FFT of ``length`` samples, shape (length // 2 + 1,)."""
    delay = np.exp(-2j * np.pi * np.arange(length // 2 + 1) / length)
    response = np.ones(len(delay), dtype=np.complex128)
    for b0, b1, b2, a0, a1, a2 in k_weighting():
        response *= (b0 + b1 * delay + b2 * delay**2) / (a0 + a1 * delay + a2 * delay**2)
    return response


@lru_cache(maxsize=64)
def _fast_length(least: int) -> int:
    """The smallest length from ``least`` on that an FFT takes apart into 2, 3 and 5."""
    length = least
    while True:
        rest = length
        for factor in (2, 3, 5):
            while rest % factor == 0:
                rest //= factor
        if rest == 1:
            return length
        length += 1


class LoudnessMeter:
    """Takes blocks of any size, in order, and keeps the energy of every 100 ms.

    The weighting is a product of spectra, each of a stretch of sound with its past of `_MEMORY` before it,
    by which it is exact to the precision of float64. A recursive filter would be a little faster, but
    scipy's takes longer to import than seven minutes of sound take to measure.
    """

    def __init__(self, *, channels: int = CHANNELS) -> None:
        self._past = np.zeros((channels, _MEMORY))
        self._steps: list[Energies] = []
        self._rest = np.zeros((channels, 0))

    def push(self, block: Block) -> Energies:
        """Hear the next samples, shape (frames, channels); return the energies of the steps they end."""
        if not len(block):
            return np.zeros(0)
        weighted = np.concatenate(
            [self._weight(block[at : at + _AT_ONCE]) for at in range(0, len(block), _AT_ONCE)], axis=1
        )
        if self._rest.shape[1]:
            weighted = np.concatenate((self._rest, weighted), axis=1)
        whole = weighted.shape[1] // STEP
        steps = weighted[:, : whole * STEP].reshape(len(weighted), whole, STEP)
        energies: Energies = np.einsum("csk,csk->s", steps, steps) / STEP
        self._steps.append(energies)
        self._rest = weighted[:, whole * STEP :]
        return energies

    def _weight(self, block: Block) -> NDArray[np.float64]:
        """The next samples K-weighted, shape (channels, frames)."""
        sound: NDArray[np.float64] = np.concatenate((self._past, block.T), axis=1)
        self._past = sound[:, -_MEMORY:]
        if not sound.any():
            return np.zeros((len(sound), len(block)))
        length = _fast_length(sound.shape[1])
        spectrum = np.fft.rfft(sound, length) * _response(length)
        # What wraps around the end of the spectrum's circle falls into the past, which is dropped.
        weighted: NDArray[np.float64] = np.fft.irfft(spectrum, length)[:, _MEMORY : sound.shape[1]]
        return weighted

    def energies(self) -> Energies:
        """The energy of every whole step heard so far, shape (steps,)."""
        return np.concatenate([np.zeros(0), *self._steps])


def loudness_lufs(energy: float) -> float:
    """K-weighted energy to loudness; -inf for silence."""
    return _OFFSET + 10.0 * math.log10(energy) if energy > 0.0 else -math.inf


def integrated_lufs(energies: Energies) -> float:
    """The integrated loudness of a programme; -inf where no block passes the absolute gate.

    ``energies`` is the energy of each 100 ms, as `LoudnessMeter.energies` gives it. A last block that is not
    whole does not count, as the standard has it; so nothing under 400 ms has a loudness.
    """
    return gated_lufs(_sliding_mean(energies, _MOMENTARY_STEPS))


def gated_lufs(blocks: Energies) -> float:
    """Loudness over the energies of blocks, through the standard's two gates; -inf where none passes."""
    heard = blocks[blocks > _energy(ABSOLUTE_GATE_LUFS)]
    if not heard.size:
        return -math.inf
    gate = float(heard.mean()) * 10.0 ** (RELATIVE_GATE_LU / 10.0)
    return loudness_lufs(float(heard[heard > gate].mean()))


def momentary_lufs(energies: Energies) -> Energies:
    """Momentary loudness (400 ms) at the end of every step from the fourth on, shape (steps - 3,)."""
    return _curve(_sliding_mean(energies, _MOMENTARY_STEPS))


def short_term_lufs(energies: Energies) -> Energies:
    """Short-term loudness (3 s) at the end of every step from the thirtieth on, shape (steps - 29,)."""
    return _curve(_sliding_mean(energies, _SHORT_TERM_STEPS))


def _curve(energies: Energies) -> Energies:
    curve = np.full(len(energies), -math.inf)
    np.log10(energies, out=curve, where=energies > 0.0)
    return _OFFSET + 10.0 * curve


def _energy(loudness: float) -> float:
    return float(10.0 ** ((loudness - _OFFSET) / 10.0))


def _sliding_mean(energies: Energies, steps: int) -> Energies:
    if len(energies) < steps:
        return np.zeros(0)
    means: Energies = np.lib.stride_tricks.sliding_window_view(energies, steps).mean(axis=1)
    return means
