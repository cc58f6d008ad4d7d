"""Noise that does not come round: a stretch of it, read a second at a time from ever other places.

A stretch is a circle of 22 seconds: it begins and ends nowhere. Each second is read from a place of its own,
which follows from the second's number alone, and fades in over the end of the second before; two places
that meet are never near each other, so their sum is as steady as either. A circle that was simply played
would have to be minutes long not to be heard to repeat.
"""

from __future__ import annotations

from functools import lru_cache
from typing import Final, Protocol

import numpy as np

from quietude.audio import CHANNELS, Samples
from quietude.beds.cells import CELL_FRAMES
from quietude.beds.motion import chance
from quietude.beds.spectra import Curve, frequencies, lines_of, magnitudes, random_lines

STRETCH: Final = 1 << 20
"""Length of the circle in samples: 21.8 s."""

_FADE: Final = CELL_FRAMES // 8
"""How long a second fades in: 125 ms, many times as long as noise that can be heard is like itself."""

_GOLDEN: Final = 0x9E37_79B9_7F4A_7C15
"""The golden section of 2**64: its multiples spread evenly over a circle, and neighbours lie far apart."""
_TURN: Final = (1 << 64) - 1
_JITTER: Final = 3
"""Places are moved at random by up to 2**-3 of the circle, so that no two distances are the same."""


class Stereo(Protocol):
    """Sound for both ears, by the second, steady enough for its energy to be known beforehand."""

    @property
    def energy(self) -> float:
        """K-weighted mean square of one ear."""
        ...

    def stereo(self, index: int) -> Samples:
        """Second ``index`` in each ear, shape (2, CELL_FRAMES); the caller's own."""
        ...


class Texture:
    """Mono noise without end, in seconds, with an RMS of 1.

    ``lines`` is the spectrum of a circle of `STRETCH` samples with that RMS; ``energy`` its K-weighted mean
    square; ``key`` decides from where its seconds are read.
    """

    def __init__(self, lines: np.typing.NDArray[np.complex64], energy: float, key: tuple[int, ...]) -> None:
        self.energy = energy
        self._key = key
        # What a second reads over the circle's end stands there again, so that it is one piece.
        self._samples = np.empty(STRETCH + CELL_FRAMES + _FADE, dtype=np.float32)
        np.fft.irfft(lines, STRETCH, out=self._samples[:STRETCH])  # type: ignore[arg-type]  # float32 is fine
        self._samples[STRETCH:] = self._samples[: CELL_FRAMES + _FADE]

    def second(self, index: int, lane: int = 0, out: Samples | None = None) -> Samples:
        """Second ``index``, shape (CELL_FRAMES,); another one, which has nothing in common with it, for each
        ``lane`` (0 or 1). It is written to ``out``, or the caller's own.
        """
        here = self._place(index, lane)
        before = self._place(index - 1, lane) + CELL_FRAMES
        rising, falling = _fades()
        if out is None:
            out = np.empty(CELL_FRAMES, dtype=np.float32)
        out[:] = self._samples[here : here + CELL_FRAMES]
        out[:_FADE] *= rising
        out[:_FADE] += self._samples[before : before + _FADE] * falling
        return out

    def _place(self, index: int, lane: int) -> int:
        away = chance(*self._key, index, lane) >> _JITTER
        turn = (index * _GOLDEN + (lane << 63) + away) & _TURN
        return (turn * STRETCH) >> 64


@lru_cache(maxsize=1)
def _fades() -> tuple[Samples, Samples]:
    # Sine and cosine: the powers of sounds that have nothing in common add up to 1 throughout.
    turn = (np.arange(_FADE) + 0.5) * (0.5 * np.pi / _FADE)
    return np.sin(turn).astype(np.float32), np.cos(turn).astype(np.float32)


def noise(curve: Curve, key: tuple[int, ...]) -> Texture:
    """Gaussian noise whose magnitude over frequency follows ``curve``."""
    lines, energy = magnitudes(curve, STRETCH)
    return Texture(random_lines(lines, key), energy, key)


def grainy(curve: Curve, per_second: int, key: tuple[int, ...], *, smooth: float = 0.0) -> Texture:
    """Noise of so many small sounds a second that they cannot be told apart and yet are not quite noise.

    ``smooth`` (0 to 1) is the share of its power that is Gaussian noise after all.
    """
    lines, energy = magnitudes(curve, STRETCH)
    numbers = np.random.default_rng(key)
    impulses = np.zeros(STRETCH, dtype=np.float32)
    count = STRETCH * per_second // CELL_FRAMES
    impulses[numbers.integers(0, STRETCH, count)] = numbers.standard_normal(count, dtype=np.float32)
    spectrum = lines_of(impulses)
    del impulses
    # Impulses have a flat spectrum, with a power of 1 for each of them.
    spectrum *= lines
    spectrum *= np.float32(np.sqrt((1.0 - smooth) / count))
    if smooth:
        spectrum += random_lines(lines * np.float32(np.sqrt(smooth)), (*key, 1))
    return Texture(spectrum, energy, key)


class Wide:
    """A texture for both ears: in the middle with an RMS of 1, and ``width`` (0 to 1) of it apart."""

    def __init__(self, texture: Texture, width: float) -> None:
        self._texture = texture
        self._width = np.float32(width)

    @property
    def energy(self) -> float:
        """See `Stereo`."""
        return self._texture.energy * (1.0 + float(self._width) ** 2)

    def stereo(self, index: int) -> Samples:
        """See `Stereo`."""
        side = self._texture.second(index, 1)
        side *= self._width
        return _ears(self._texture.second(index), side)


class Apart:
    """A texture in each ear that has nothing in common with that in the other, with an RMS of 1."""

    def __init__(self, texture: Texture) -> None:
        self._texture = texture

    @property
    def energy(self) -> float:
        """See `Stereo`."""
        return self._texture.energy

    def stereo(self, index: int) -> Samples:
        """See `Stereo`."""
        ears = np.empty((CHANNELS, CELL_FRAMES), dtype=np.float32)
        for ear in range(CHANNELS):
            self._texture.second(index, ear, ears[ear])
        return ears


class StereoNoise:
    """Stationary stereo noise: what both ears share (mid) and how they differ (side), each a texture.

    ``curve`` is the magnitude of either channel; ``width`` (0 to 1 over frequency) how much of it is side:
    at 0 both ears hear the same, at 1 they have nothing in common. Folded down to mono, it loses
    10 log10(1 + width²) dB: 3 dB at most. Each channel has an RMS of 1.
    """

    def __init__(self, curve: Curve, width: Curve, seed: int, *, stream: int = 0) -> None:
        lines, self.energy = magnitudes(curve, STRETCH)
        at_hz = frequencies(STRETCH)
        share = width(at_hz)
        self._mid = self._part(lines / np.sqrt(1.0 + share**2), (seed, stream, 0))
        self._side = self._part(lines * share / np.sqrt(1.0 + share**2), (seed, stream, 1))

    @staticmethod
    def _part(lines: np.typing.NDArray[np.float32], key: tuple[int, ...]) -> Texture:
        return Texture(random_lines(lines, key), 0.0, key)

    def stereo(self, index: int) -> Samples:
        """See `Stereo`."""
        return _ears(self._mid.second(index), self._side.second(index))


def _ears(mid: Samples, side: Samples) -> Samples:
    ears = np.empty((CHANNELS, CELL_FRAMES), dtype=np.float32)
    np.add(mid, side, out=ears[0])
    np.subtract(mid, side, out=ears[1])
    return ears
