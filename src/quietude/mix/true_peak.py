"""True peak: how high the sound rises between its samples, after BS.1770-4 annex 2 (4 x oversampling).

The oversampled values are the samples themselves and three more after each, by a polyphase windowed sinc.
No value between samples can exceed the largest sample under the filter times the sum of the filter's
absolute coefficients; so where all samples near by are small, nothing is computed, and the result is still
that of the full computation (the tests hold both against each other).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from itertools import chain
from typing import Final

import numpy as np

from quietude.audio import CHANNELS, SAMPLE_RATE_HZ, Block, Samples
from quietude.mix.grid import stretches
from quietude.units import amplitude_to_db, db_to_amplitude

OVERSAMPLING: Final = 4
TAPS: Final = 24
"""Coefficients of each phase. Annex 2 shows 12; twice as many keep it flat within 0.1 dB up to 20 kHz."""

REACH: Final = TAPS // 2
"""Samples on either side that the values around a sample depend on."""

_KAISER_BETA: Final = 7.0
_BRIDGE: Final = 1000
"""To filter so many samples that need not be costs less than to begin anew after them."""

_SPAN: Final = SAMPLE_RATE_HZ // 100


@dataclass(frozen=True, slots=True, kw_only=True)
class Peak:
    """A true peak at its place."""

    place: int
    """The sample it stands at or just after."""
    level_dbtp: float


@lru_cache(maxsize=1)
def phases() -> Samples:
    """The interpolating filter, shape (3, TAPS): row p gives the value (p + 1) / 4 after the middle sample.

    A window of ``TAPS`` samples from n - REACH + 1 to n + REACH belongs to sample n.
    """
    shift = np.arange(1, OVERSAMPLING) / OVERSAMPLING
    at = np.arange(-REACH + 1, REACH + 1)[np.newaxis, :] - shift[:, np.newaxis]
    window = np.i0(_KAISER_BETA * np.sqrt(1.0 - (at / REACH) ** 2)) / np.i0(_KAISER_BETA)
    taps = np.sinc(at) * window
    unity: Samples = (taps / taps.sum(axis=1, keepdims=True)).astype(np.float32)
    return unity


@lru_cache(maxsize=1)
def overshoot_bound() -> float:
    """No value between samples exceeds the largest sample under the filter by more than this factor."""
    return float(np.abs(phases()).sum(axis=1).max()) * 1.0001


def peaks(padded: Block, floor: float) -> Samples:
    """The highest magnitude at and just after every sample, both channels taken together; shape (frames,).

    ``padded`` holds `REACH` samples more on either side, shape (frames + 2 * REACH, 2). Element n covers
    sample n and the three values between it and the next. Elements that cannot exceed ``floor`` may hold the
    sample alone; so everything over ``floor`` is exact and nothing else is over it.
    """
    size = np.maximum(np.abs(padded[:, 0]), np.abs(padded[:, 1]))
    found: Samples = size[REACH:-REACH].copy()
    loud = np.flatnonzero(size * np.float32(overshoot_bound()) > floor)
    if not loud.size:
        return found
    # Padded sample i lies in the windows of elements i - TAPS to i - 1.
    edges = np.zeros(len(size) + TAPS, dtype=np.int32)
    edges[loud] += 1
    edges[loud + TAPS] -= 1
    runs = stretches(np.cumsum(edges)[TAPS : TAPS + len(found)] > 0, bridge=_BRIDGE)
    for channel in range(padded.shape[1]):
        line = np.ascontiguousarray(padded[1:, channel])
        for first, end in runs:
            here = found[first:end]
            for phase in phases():
                np.maximum(here, _between(line[first : end + TAPS - 1], phase), out=here)
    return found


def _between(line: Samples, phase: Samples) -> Samples:
    """The magnitudes of one phase, shape (len(line) - TAPS + 1,).

    Tap after tap, not by a product of matrices: a BLAS may round differently on another number of cores, and
    then so would the limiter.
    """
    count = len(line) - TAPS + 1
    total = line[:count] * phase[0]
    term = np.empty_like(total)
    for tap in range(1, TAPS):
        np.multiply(line[tap : tap + count], phase[tap], out=term)
        total += term
    magnitude: Samples = np.abs(total, out=total)
    return magnitude


def heights(sound: Block, *, floor: float) -> Samples:
    """`peaks` of a sound with silence on both sides, shape (frames,), made a second at a time."""
    padded = np.pad(sound, ((REACH, REACH), (0, 0)))
    parts = [
        peaks(padded[at : at + SAMPLE_RATE_HZ + 2 * REACH], floor)
        for at in range(0, len(sound), SAMPLE_RATE_HZ)
    ]
    return np.concatenate(parts)


def true_peak_dbtp(blocks: Iterable[Block]) -> float:
    """The true peak of sound that comes block by block, shape (frames, 2) each; -inf for silence."""
    highest = 0.0
    for _, padded in _padded(blocks):
        highest = max(highest, float(peaks(padded, highest).max(initial=0.0)))
    return amplitude_to_db(highest)


def peaks_over(blocks: Iterable[Block], limit_dbtp: float) -> list[Peak]:
    """The highest true peak of every 10 ms in which one is over a limit, in order.

    ``blocks`` are as for `true_peak_dbtp`.
    """
    return highest_and_over(blocks, limit_dbtp)[1]


def highest_and_over(blocks: Iterable[Block], limit_dbtp: float) -> tuple[float, list[Peak]]:
    """`true_peak_dbtp` and `peaks_over` of sound that can be read only once."""
    limit = db_to_amplitude(limit_dbtp)
    highest = 0.0
    found: dict[int, Peak] = {}
    for start, padded in _padded(blocks):
        heights = peaks(padded, min(limit, highest))
        highest = max(highest, float(heights.max(initial=0.0)))
        for at in np.flatnonzero(heights > limit).tolist():
            peak = Peak(place=start + at, level_dbtp=amplitude_to_db(float(heights[at])))
            span = peak.place // _SPAN
            if span not in found or peak.level_dbtp > found[span].level_dbtp:
                found[span] = peak
    return amplitude_to_db(highest), list(found.values())


def _padded(blocks: Iterable[Block]) -> Iterator[tuple[int, Block]]:
    """Blocks with what `peaks` needs on both sides, each with the number of its first sample."""
    start = -REACH
    held = np.zeros((2 * REACH, CHANNELS), dtype=np.float32)
    for block in chain(blocks, [np.zeros((REACH, CHANNELS), dtype=np.float32)]):
        padded = np.concatenate([held, block])
        yield start, padded
        start += len(block)
        held = padded[-2 * REACH :]
