"""Sound from a spectrum: the inverse Fourier transform of lines with given magnitudes and random phases.

What comes out is a circle: its last sample leads into its first as any sample leads into the next.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache
from typing import Final, TypeAlias

import numpy as np
from numpy.typing import NDArray

from quietude.audio import SAMPLE_RATE_HZ, Samples
from quietude.loudness import k_weighting

Curve: TypeAlias = Callable[[NDArray[np.float32]], NDArray[np.float32]]
"""A property of a sound over frequency: takes frequencies in Hz, gives as many values."""

_POINTS: Final = 1 << 14
"""A curve is computed at so many frequencies, 1.5 Hz apart, and joined by straight lines in between: curves
made of slopes, edges and hills bend over octaves, and miss that line by less than 0.1 dB from 20 Hz on."""


def frequencies(length: int, rate_hz: float = SAMPLE_RATE_HZ) -> NDArray[np.float32]:
    """The frequencies in Hz of a circle's spectral lines, from 0 up; shape (length // 2 + 1,)."""
    return np.arange(length // 2 + 1, dtype=np.float32) * np.float32(rate_hz / length)


def magnitudes(curve: Curve, length: int) -> tuple[NDArray[np.float32], float]:
    """The magnitudes of the lines of a circle at 48 kHz with an RMS of 1, and its K-weighted energy.

    ``length`` is a power of 2, and at least 65,536.
    """
    at_hz = frequencies(2 * _POINTS)
    points = curve(at_hz)
    points[0] = 0.0  # no DC
    squares = np.square(points, dtype=np.float64)
    energy = float(np.sum(squares * k_response(2 * _POINTS, SAMPLE_RATE_HZ)) / np.sum(squares))
    step = length // (2 * _POINTS)
    ramp = np.arange(step, dtype=np.float32) / np.float32(step)
    lines = np.empty(length // 2 + 1, dtype=np.float32)
    between = lines[:-1].reshape(_POINTS, step)
    np.multiply(np.diff(points)[:, None], ramp, out=between)
    between += points[:-1, None]
    lines[-1] = 0.0  # nothing at half the sample rate, where a line has no phase
    lines *= np.float32(length / np.sqrt(2.0 * np.sum(np.square(lines, dtype=np.float64))))
    return lines, energy


def random_lines(magnitudes: NDArray[np.float32], key: tuple[int, ...]) -> NDArray[np.complex64]:
    """Lines with these magnitudes and random phases (from ``key``).

    With random phases each sample is a sum of very many independent lines: Gaussian noise, whose long-term
    spectrum is the one asked for exactly and not by chance.
    """
    phases = np.random.default_rng(key).random(len(magnitudes), dtype=np.float32)
    phases *= np.float32(2.0 * np.pi)
    lines = np.empty(len(magnitudes), dtype=np.complex64)
    lines.real = np.cos(phases)
    lines.imag = np.sin(phases, out=phases)
    lines *= magnitudes
    return lines


@lru_cache(maxsize=8)
def k_response(length: int, rate_hz: float) -> NDArray[np.float32]:
    """What the K-weighting of BS.1770 makes of the power of a circle's lines; shape (length // 2 + 1,)."""
    cosine = np.cos(np.arange(length // 2 + 1) * (2.0 * np.pi * rate_hz / length / SAMPLE_RATE_HZ))
    power = np.ones(len(cosine))
    for section in k_weighting().astype(np.float64):
        power *= _power(section[:3], cosine) / _power(section[3:], cosine)
    return power.astype(np.float32)


def lines_of(circle: Samples) -> NDArray[np.complex64]:
    """The spectral lines of a circle, shape (length,) to (length // 2 + 1,), for a length that 4 divides.

    As `numpy.fft.rfft`, which reckons in double precision, with half of its memory: every other sample first,
    then those between.
    """
    half = len(circle) // 4
    even, odd = np.fft.rfft(circle[0::2]), np.fft.rfft(circle[1::2])
    angles = np.arange(half + 1, dtype=np.float32) * np.float32(-2.0 * np.pi / len(circle))
    turns = np.empty(half + 1, dtype=np.complex64)
    turns.real = np.cos(angles)
    turns.imag = np.sin(angles)
    odd *= turns
    lines = np.empty(2 * half + 1, dtype=np.complex64)
    np.add(even, odd, out=lines[: half + 1])
    np.conjugate(np.subtract(even, odd, out=even), out=lines[half:][::-1])
    return lines


def k_energy(sound: Samples) -> float:
    """The K-weighted energy of a short sound: the sum of its squares. Shape (frames,), at most 2 s long."""
    length = 1 << 16 if len(sound) > 1 << 13 else 1 << 13
    lines = np.fft.rfft(sound, length)
    power = np.square(lines.real) + np.square(lines.imag)
    return float(np.sum(power * k_response(length, SAMPLE_RATE_HZ))) * 2.0 / length


def _power(terms: NDArray[np.float64], cosine: NDArray[np.float64]) -> NDArray[np.float64]:
    """The squared magnitude of a + b/z + c/z² at points of the unit circle, as a polynomial in 1 - cosine."""
    a, b, c = (float(term) for term in terms)
    away = 1.0 - cosine
    slope, bend = -2.0 * (b * (a + c) + 4.0 * a * c), 4.0 * a * c
    power: NDArray[np.float64] = (a + b + c) ** 2 + away * (slope + bend * away)
    return power
