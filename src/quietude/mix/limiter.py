"""A true-peak limiter that looks ahead; its gain at a sample depends on the half second around it alone.

Every 1/3 ms asks for the reduction (in dB) that brings its true peak under the ceiling. Each request is held
a little to both sides and then released; the largest one wins; a smoothing window no wider than the hold
rounds the corners. So the gain is never above what any peak asks for, arrives before the peak, and leaves
slowly enough not to be heard. Both channels get the same gain.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from functools import lru_cache
from types import MappingProxyType
from typing import TYPE_CHECKING, Final

import numpy as np

from quietude.audio import SAMPLE_RATE_HZ, Block, Samples, Source
from quietude.mix import true_peak
from quietude.mix.grid import CELL, SILENCE, Gridded, Recent, gridded, padded_cell, sample_peak
from quietude.units import db_to_amplitude

if TYPE_CHECKING:
    from numpy.typing import NDArray

FRAME: Final = 16
"""Samples that share one request: 1/3 ms."""

SMOOTHING: Final = 8
"""Half-width of the smoothing window in frames; the gain goes down over 2 x 8 frames, 5.3 ms."""

RELEASE_S: Final = (0.05, 0.25)
"""A request lets go in two steps: the larger part fast, so that one plosive does not push down the vowel
after it, the rest slowly, so that the gain does not follow the single periods of a low voice (12 ms)."""

_FAST_SHARE: Final = 0.6

_TOGETHER: Final = 4
"""Neighbouring frames whose requests count as one, the largest, which is held over all of them: 1.3 ms."""

_FRAMES_PER_CELL: Final = CELL // FRAME
_KEPT: Final = 64
"""Requests are 12 kB a cell where there are any, and curves 192 kB."""
_NO_RELIEF: Final[Mapping[int, float]] = MappingProxyType({})


@lru_cache(maxsize=1)
def _release() -> Samples:
    """How much of a request is still held, by frames after it: 1 over the hold, then falling to 0."""
    fast, slow = (round(length_s * SAMPLE_RATE_HZ / FRAME) for length_s in RELEASE_S)
    after = np.arange(1, slow)
    fall = _FAST_SHARE * _fall(after, fast) + (1.0 - _FAST_SHARE) * _fall(after, slow)
    held: Samples = np.concatenate((np.ones(SMOOTHING + 1), fall)).astype(np.float32)
    return held


def _fall(after: NDArray[np.int_], length: int) -> NDArray[np.float64]:
    """A raised cosine from 1 down to 0 over ``length``."""
    return 0.5 + 0.5 * np.cos(np.minimum(after / length, 1.0) * math.pi)


@lru_cache(maxsize=1)
def _smoothing() -> Samples:
    window = np.hanning(2 * SMOOTHING + 3)[1:-1]
    scaled: Samples = (window / window.sum()).astype(np.float32)
    return scaled


class Limiter(Gridded):
    """A Source times a gain, with its true peaks kept under a ceiling.

    Cells with no peak over the ceiling near them are the source times ``gain_db`` and nothing else.
    """

    def __init__(
        self,
        source: Source,
        *,
        gain_db: float,
        ceiling_dbtp: float,
        relief: Mapping[int, float] = _NO_RELIEF,
    ) -> None:
        super().__init__()
        self.relief = relief
        """What is taken off besides, in dB (positive), by the number of the frame of `FRAME` samples."""
        self._relieved = {frame // _FRAMES_PER_CELL for frame in relief}
        self.gain_db = gain_db
        self.ceiling_dbtp = ceiling_dbtp
        self.source = gridded(source)
        self._gain = np.float32(db_to_amplitude(gain_db))
        self._ceiling = db_to_amplitude(ceiling_dbtp)
        self._curves: Recent[Samples | None] = Recent(_KEPT // 4)
        self._asked: Recent[Samples | None] = Recent(_KEPT)
        self._reductions_db: dict[int, float | None] = {}

    def make(self, start: int) -> Block:
        """See `Gridded.make`."""
        return self.over(self.source, start)

    def over(self, source: Gridded, start: int) -> Block:
        """Any sound with this limiter's gain, for the cell at ``start``: so stems can follow the mix."""
        cell = source.cell(start // CELL)
        if cell is SILENCE:
            return SILENCE
        curve = self._curve(start // CELL)
        return cell * self._gain if curve is None else cell * (curve * self._gain)[:, np.newaxis]

    def touches(self, number: int) -> bool:
        """Whether a cell is changed by more than the gain."""
        near = (number - 1, number, number + 1)
        return not self._relieved.isdisjoint(near) or any(self._requests(at) is not None for at in near)

    def reduction_db(self, number: int) -> float | None:
        """The largest reduction in a cell, in decibels, 0 or more; None where it is left alone."""
        if number not in self._reductions_db:
            self._curve(number)
        return self._reductions_db[number]

    def curve(self, number: int) -> Samples | None:
        """What the limiter does to a cell: factors up to 1, shape (CELL,), read-only; None for nothing."""
        return self._curve(number)

    def _curve(self, number: int) -> Samples | None:
        return self._curves.get(number, self._make_curve)

    def _requests(self, number: int) -> Samples | None:
        return self._asked.get(number, self._make_requests)

    def _make_curve(self, number: int) -> Samples | None:
        curve = self._curve_of(number) if self.touches(number) else None
        reduction_db = None if curve is None else max(0.0, -20.0 * math.log10(float(curve.min())))
        self._reductions_db[number] = reduction_db  # a few bytes a second, for whoever asks later
        return curve

    def _curve_of(self, number: int) -> Samples:
        none = np.zeros(_FRAMES_PER_CELL, dtype=np.float32)
        asked = [self._requests(number + step) for step in (-1, 0, 1)]
        curve = _curve(np.concatenate([none if part is None else part for part in asked]))
        if not self._relieved.isdisjoint((number - 1, number, number + 1)):
            first = (number - 1) * _FRAMES_PER_CELL
            wanted = [self.relief.get(frame, 0.0) for frame in range(first, first + 3 * _FRAMES_PER_CELL)]
            curve *= _curve(np.array(wanted, dtype=np.float32))
        curve.flags.writeable = False
        return curve

    def _make_requests(self, number: int) -> Samples | None:
        """The reduction each frame of a cell asks for, in dB, shape (CELL / FRAME,); None for none."""
        padded = padded_cell(self.source, number, true_peak.REACH) * self._gain
        if sample_peak(padded) * true_peak.overshoot_bound() <= self._ceiling:
            return None
        peaks = true_peak.peaks(padded, self._ceiling).reshape(_FRAMES_PER_CELL, FRAME).max(axis=1)
        if float(peaks.max()) <= self._ceiling:
            return None
        over: Samples = 20.0 * np.log10(np.maximum(peaks, self._ceiling) / np.float32(self._ceiling))
        return over


def _curve(requests: Samples) -> Samples:
    """The factors of a cell from the requests of the cell before, itself and the cell after."""
    release, lead = _release(), SMOOTHING + 1
    shape = np.concatenate((np.ones(lead + _TOGETHER - 1, dtype=np.float32), release))
    loudest = requests.reshape(-1, _TOGETHER).max(axis=1)
    # Room on both sides, so that every request can lay its whole shape down.
    held = np.zeros(len(requests) + len(shape), dtype=np.float32)
    for group in np.flatnonzero(loudest).tolist():
        under = held[group * _TOGETHER :][: len(shape)]
        np.maximum(under, shape * loudest[group], out=under)
    # Of these, the cell's own frames and what the smoothing and the knots see on either side.
    first = lead + _FRAMES_PER_CELL - SMOOTHING - 1
    seen = held[first : first + _FRAMES_PER_CELL + 2 * SMOOTHING + 2]
    smooth = np.convolve(seen, _smoothing(), mode="valid")
    knots = 10.0 ** (np.maximum(smooth[:-1], smooth[1:]) * np.float32(-1.0 / 20.0))
    steps = np.arange(FRAME, dtype=np.float32) / np.float32(FRAME)
    curve: Samples = (knots[:-1, np.newaxis] + np.diff(knots)[:, np.newaxis] * steps).ravel()
    return curve
