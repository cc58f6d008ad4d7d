"""Tones as long circles of samples, which have no seam because they were never cut.

A circle is the inverse Fourier transform of a spectrum whose lines each fit a whole number of times into
its length, so its last sample leads into its first as any sample leads into the next. All circles are
longer than a minute, and a bed adds circles of lengths that share no short multiple: together they come
round after days. (Noise needs no such length: see texture.py.)
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import numpy as np

from quietude.audio import Samples
from quietude.beds.quarter import QUARTER_HZ
from quietude.beds.spectra import k_response

if TYPE_CHECKING:
    from numpy.typing import NDArray

LENGTHS: Final = (786_432, 823_200, 810_000)
"""Lengths of circles in samples at 12 kHz (65.5 to 68.6 s). They are products of 2, 3, 5 and 7, which makes
the transform fast, and any two of them come round together after eight hours or more."""


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

    def ears(self, start: int, frames: int, width: float) -> Samples:
        """The same in both ears, shape (2, frames): the circle is its own side signal, read half a round
        away, and ``width`` (0 to 1) says how much of it there is. The caller's own.
        """
        mid = self.take(start, frames)
        side = self.take(start + len(self.samples) // 2, frames) * np.float32(width)
        return np.stack((mid + side, mid - side))


def from_lines(lines: NDArray[np.complex64], length: int) -> Loop:
    """A circle with this spectrum, without DC and with an RMS of 1; silence where the spectrum is empty."""
    lines[0] = 0.0  # no DC
    lines[-1] = 0.0  # nothing at half the sample rate, where a line has no phase
    samples = np.fft.irfft(lines, length).astype(np.float32, copy=False)
    rms = float(np.sqrt(np.mean(np.square(samples), dtype=np.float64)))
    if rms > 0.0:
        samples /= np.float32(rms)
    return Loop(samples)


def energies(lines: NDArray[np.complex64], length: int, width: float) -> NDArray[np.float64]:
    """The K-weighted mean square in each ear (see `Loop.ears`) of the circle of these lines at 12 kHz:
    shape (2,).
    """
    power = np.square(lines.real) + np.square(lines.imag)
    heard = power * k_response(length, QUARTER_HZ)
    # Half a round away, every other line stands the other way up.
    even, odd = float(np.sum(heard[0::2])), float(np.sum(heard[1::2]))
    near, far = (1.0 + width) ** 2, (1.0 - width) ** 2
    total: NDArray[np.float64] = np.array([near * even + far * odd, far * even + near * odd])
    return total / float(np.sum(power))
