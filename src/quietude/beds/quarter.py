"""Sound without treble, made at a quarter of the rate and raised to the whole one at the end.

A choir's or a bowl's tones end under 3.6 kHz. Made at 12 kHz they cost a quarter of the time and the memory,
and raising them costs the same for one tone as for a hundred.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Final

import numpy as np

from quietude.audio import CHANNELS, SAMPLE_RATE_HZ, Samples
from quietude.beds.cells import CELL_FRAMES, CONTROL_FRAMES, control_times, spread

if TYPE_CHECKING:
    from numpy.typing import NDArray

QUARTER_HZ: Final = SAMPLE_RATE_HZ // 4
"""The rate of sound without treble: 12 kHz."""
TREBLE_HZ: Final = 3_600.0
"""What lies under this is raised as it is, to within 0.002 dB; mirror tones, from 8.4 kHz up, lie 77 dB
under it."""

QUARTER_STEP: Final = CONTROL_FRAMES // 4
"""Samples between control points (20 ms)."""
QUARTER_CELL: Final = CELL_FRAMES // 4
MARGIN: Final = QUARTER_STEP
"""Raising a cell takes so many samples of what lies on either side of it (8 are heard)."""

# A sample half-way between others is the sum of the nearest pairs around it, times these. They make the
# largest error from 0 to `TREBLE_HZ` as small as it can be with so few (by iterated least squares): -77 and
# -78 dB.
_TO_HALF: Final = (
    0.6221844439942865,
    -0.17220394552486262,
    0.07022932761768305,
    -0.026954190574730766,
    0.008237419324269748,
    -0.0015640698300177364,
)
_TO_WHOLE: Final = (0.5923445949509678, -0.10780941898631125, 0.015524735866945069)


def quarter_times(index: int) -> NDArray[np.float64]:
    """The times in seconds of the control points of a cell at 12 kHz, margins included, shape (53,)."""
    inner = control_times(index)
    step_s = CONTROL_FRAMES / SAMPLE_RATE_HZ
    return np.concatenate([[inner[0] - step_s], inner, [inner[-1] + step_s]])


def quarter_spread(points: NDArray[np.float64]) -> Samples:
    """As `quietude.beds.cells.spread`, for the points of `quarter_times`: (..., 53) to (..., 12480)."""
    return spread(points, QUARTER_STEP)


def raised(quarter: Samples) -> Samples:
    """A cell with its margins at 12 kHz, shape (2, 12480), as a cell at 48 kHz, shape (2, CELL_FRAMES)."""
    # Each doubling needs as many samples on either side as it has pairs, but for one.
    after = len(_TO_WHOLE) // 2 + 1
    begin = MARGIN - after - len(_TO_HALF) + 1
    half = _doubled(quarter[:, begin : quarter.shape[1] - begin + 1], _TO_HALF)
    begin = 2 * after - len(_TO_WHOLE) + 1
    return _doubled(half[:, begin : begin + CELL_FRAMES // 2 + 2 * len(_TO_WHOLE) - 1], _TO_WHOLE)


def _doubled(sound: Samples, taps: Sequence[float]) -> Samples:
    """Twice the rate, from the first sample that has enough of the others around it to the last."""
    pairs = len(taps)
    count = sound.shape[1] - 2 * pairs + 1
    out = np.empty((CHANNELS, 2 * count), dtype=np.float32)
    out[:, 0::2] = sound[:, pairs - 1 : pairs - 1 + count]
    between = np.zeros((CHANNELS, count), dtype=np.float32)
    for away, tap in enumerate(taps):
        first, last = pairs - 1 - away, pairs + away
        pair = sound[:, first : first + count] + sound[:, last : last + count]
        pair *= np.float32(tap)
        between += pair
    out[:, 1::2] = between
    return out
