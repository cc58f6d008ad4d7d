"""Noise and tones as long circles of samples, which have no seam because they were never cut.

A circle is the inverse Fourier transform of a spectrum whose lines each fit a whole number of times into
its length, so its last sample leads into its first as any sample leads into the next. All circles are
longer than a minute, and a bed adds circles of lengths that share no short multiple: together they come
round after days.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final, TypeAlias

import numpy as np
from numpy.typing import NDArray

from quietude.audio import CHANNELS, SAMPLE_RATE_HZ, Block, Samples

Curve: TypeAlias = Callable[[NDArray[np.float32]], NDArray[np.float32]]
"""A property of a sound over frequency: takes frequencies in Hz, gives as many values."""

LENGTHS: Final = (3_145_728, 3_188_646, 3_240_000, 3_281_250)
"""Lengths of circles in samples (65.5 to 68.4 s). They are products of 2, 3 and 5, which makes the
transform fast, and any two of them come round together after eight hours or more."""


@dataclass(frozen=True, slots=True)
class Loop:
    """A circle of mono samples, readable anywhere."""

    samples: Samples
    """Shape (length,)."""

    def take(self, start: int, frames: int) -> Samples:
        """The samples from ``start`` on, round and round; shape (frames,). Not to be written to."""
        length = len(self.samples)
        offset = start % length
        if offset + frames <= length:
            return self.samples[offset : offset + frames]
        pieces = [self.samples[offset:]]
        missing = frames - (length - offset)
        while missing > 0:
            pieces.append(self.samples[:missing])
            missing -= length
        return np.concatenate(pieces)


def frequencies(length: int) -> NDArray[np.float32]:
    """The frequencies in Hz of a circle's spectral lines, from 0 up; shape (length // 2 + 1,)."""
    step = np.float32(SAMPLE_RATE_HZ / length)
    return np.arange(length // 2 + 1, dtype=np.float32) * step


def from_magnitudes(magnitudes: NDArray[np.float32], length: int, key: tuple[int, ...]) -> Loop:
    """A circle with these magnitudes, random phases (from ``key``) and an RMS of 1.

    With random phases each sample is a sum of very many independent lines: Gaussian noise, whose long-term
    spectrum is the one asked for exactly and not by chance.
    """
    phases = np.random.default_rng(key).random(len(magnitudes), dtype=np.float32)
    phases *= np.float32(2.0 * np.pi)
    lines = np.empty(len(magnitudes), dtype=np.complex64)
    lines.real = np.cos(phases)
    lines.imag = np.sin(phases)
    lines *= magnitudes
    return from_lines(lines, length)


def from_lines(lines: NDArray[np.complex64], length: int) -> Loop:
    """A circle with this spectrum, without DC and with an RMS of 1; silence where the spectrum is empty."""
    lines[0] = 0.0  # no DC
    lines[-1] = 0.0  # nothing at half the sample rate, where a line has no phase
    samples = np.fft.irfft(lines, length).astype(np.float32, copy=False)
    rms = float(np.sqrt(np.mean(np.square(samples, dtype=np.float64))))
    if rms > 0.0:  # the side of a mono noise is silent, and stays so
        samples /= np.float32(rms)
    return Loop(samples)


def noise(curve: Curve, length: int, key: tuple[int, ...]) -> Loop:
    """A circle of Gaussian noise whose magnitude over frequency follows ``curve``; RMS 1."""
    return from_magnitudes(curve(frequencies(length)), length, key)


def lay(out: Block, start: int, loop: Loop, width: float, left: Samples, right: Samples) -> None:
    """Add one circle to a stereo block, with a gain of its own for each ear and each sample.

    The circle is its own side signal, read half a round away: ``width`` (0 to 1) says how much there is.
    """
    frames = len(out)
    mid = loop.take(start, frames)
    side = loop.take(start + len(loop.samples) // 2, frames) * np.float32(width)
    out[:, 0] += (mid + side) * left
    out[:, 1] += (mid - side) * right


class StereoNoise:
    """Stationary stereo noise: what both ears share (mid) and how they differ (side), each a circle.

    ``curve`` is the magnitude of either channel; ``width`` (0 to 1 over frequency) how much of it is side:
    at 0 both ears hear the same, at 1 they have nothing in common. Folded down to mono, it loses
    10 log10(1 + width²) dB: 3 dB at most.
    """

    def __init__(self, curve: Curve, width: Curve, seed: int, *, stream: int = 0) -> None:
        mid_length, side_length = LENGTHS[0], LENGTHS[1]
        at, at_side = frequencies(mid_length), frequencies(side_length)
        share, share_side = width(at), width(at_side)
        mid = curve(at) / np.sqrt(1.0 + share**2)
        side = curve(at_side) * share_side / np.sqrt(1.0 + share_side**2)
        # Circles come out with an RMS of 1 each; their true proportion is that of their magnitudes.
        mid_power, side_power = _power(mid), _power(side)
        self._mid = from_magnitudes(mid, mid_length, (seed, stream, 0))
        self._side = from_magnitudes(side, side_length, (seed, stream, 1))
        total = mid_power + side_power
        self._mid.samples[:] *= np.float32(np.sqrt(mid_power / total))
        self._side.samples[:] *= np.float32(np.sqrt(side_power / total))

    def read(self, start: int, frames: int) -> Block:
        """The samples from ``start`` to ``start + frames``, shape (frames, 2), RMS 1 a channel."""
        mid, side = self._mid.take(start, frames), self._side.take(start, frames)
        out = np.empty((frames, CHANNELS), dtype=np.float32)
        np.add(mid, side, out=out[:, 0])
        np.subtract(mid, side, out=out[:, 1])
        return out


def _power(magnitudes: NDArray[np.float32]) -> float:
    # The mean over a spectrum's lines is the power, whatever the number of lines.
    return float(np.mean(np.square(magnitudes[1:-1], dtype=np.float64)))
