"""Waves on a gentle shore: a swell that gathers, breaks softly, and draws back over the sand."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import numpy as np

from quietude.audio import CHANNELS, Block, Source
from quietude.beds.bed import BedKind, parameter
from quietude.beds.cells import CELL_FRAMES, Cells, control_times, spread
from quietude.beds.curves import above, below, product, slope
from quietude.beds.loops import LENGTHS, Loop, frequencies, from_lines, lay, noise
from quietude.beds.motion import drift, generator, raised_cosine
from quietude.units import db_to_amplitude

if TYPE_CHECKING:
    from numpy.typing import NDArray


@dataclass(frozen=True, slots=True, kw_only=True)
class Ocean:
    """What can be set about the ocean."""

    period: float = parameter(
        8.5, "Time from one wave to the next, on average.", unit="s", low=5.0, high=20.0
    )
    brightness: float = parameter(
        0.4, "How much of the foam's hiss there is: 0 is waves heard from a house, 1 from the waterline.",
        low=0.0, high=1.0,
    )  # fmt: skip
    variety: float = parameter(
        0.5, "How much waves differ in time, size and place; 0 is a metronome.", low=0.0, high=1.0
    )


@dataclass(frozen=True, slots=True)
class _Shape:
    """How one layer of a wave comes and goes; times in wave periods, from the moment it breaks."""

    peak: float
    rise: float
    fall: float
    lean: float
    """Exponent of the fall: above 1 it sinks early and trails long."""

    def at(self, phase: NDArray[np.float64]) -> NDArray[np.float64]:
        away = phase - self.peak
        up = raised_cosine(1.0 + away / self.rise) ** 1.5
        down = raised_cosine(1.0 - away / self.fall) ** self.lean
        return np.where(away < 0.0, up, down)


# A wave is heard as three things, each with its own time: the weight of the water (first, and mono: it comes
# from everywhere), the wash as it breaks, and the foam that runs up the sand and sinks in (last, and wide).
_WEIGHT: Final = _Shape(peak=-0.08, rise=0.48, fall=0.60, lean=1.5)
_WASH: Final = _Shape(peak=0.0, rise=0.30, fall=0.90, lean=3.0)
_FOAM: Final = _Shape(peak=0.07, rise=0.24, fall=1.20, lean=4.5)
_REACH: Final = 2
"""Waves further away than this many periods are over, or have not begun."""

_FLOOR_DB: Final = (-17.0, -19.0, -24.0)
"""What remains of weight, wash and foam between waves, against their peaks: the sea further out."""
_WIDTHS: Final = (0.25, 0.6, 0.85)
_TIME_JITTER: Final = 0.16
_SIZE_JITTER_DB: Final = 4.0
_PAN: Final = 0.5
"""How far to one side a wave breaks at most (1 would be one ear alone)."""


class _Waves:
    def __init__(self, parameters: Ocean, seed: int) -> None:
        self._set = parameters
        self._seed = seed
        foam_db = -16.0 + 16.0 * parameters.brightness
        self._layers: tuple[tuple[Loop, _Shape, float], ...] = (
            (_weight(seed), _WEIGHT, db_to_amplitude(-1.5)),
            (_wash(seed, parameters.brightness), _WASH, db_to_amplitude(1.5)),
            (_foam(seed), _FOAM, db_to_amplitude(foam_db)),
        )

    def cell(self, index: int) -> Block:
        times_s = control_times(index)
        start = index * CELL_FRAMES
        gains = self._gains(times_s)
        out = np.zeros((CELL_FRAMES, CHANNELS), dtype=np.float32)
        for number, (loop, _shape, _gain) in enumerate(self._layers):
            lay(out, start, loop, _WIDTHS[number], spread(gains[number, 0]), spread(gains[number, 1]))
        return out

    def _gains(self, times_s: NDArray[np.float64]) -> NDArray[np.float64]:
        """The amplitude of every layer in each ear, shape (3, 2, points)."""
        period_s = self._set.period
        first = int(np.floor(times_s[0] / period_s)) - _REACH
        last = int(np.floor(times_s[-1] / period_s)) + _REACH
        # The far sea swells too, slower than the waves.
        far = 1.0 + 0.25 * drift(times_s, (23.9, 37.1), self._seed, 1)
        gains = np.empty((3, CHANNELS, len(times_s)))
        for number, floor_db in enumerate(_FLOOR_DB):
            gains[number] = db_to_amplitude(floor_db) * far
        for wave in range(first, last + 1):
            self._add_wave(wave, times_s, gains)
        for number, (_loop, _shape, gain) in enumerate(self._layers):
            gains[number] *= gain
        return gains

    def _add_wave(self, wave: int, times_s: NDArray[np.float64], gains: NDArray[np.float64]) -> None:
        variety = 2.0 * self._set.variety
        late, size, place, travel, breadth = generator(self._seed, 2, wave).uniform(-1.0, 1.0, 5)
        breaks_s = self._set.period * (wave + 0.5 + _TIME_JITTER * variety * late)
        phase = (times_s - breaks_s) / self._set.period / (1.0 + 0.1 * variety * breadth)
        amplitude = db_to_amplitude(-0.5 * _SIZE_JITTER_DB * variety * (size + 1.0) / 2.0)
        # It breaks on one side and runs along the shore.
        pan = _PAN * np.clip(place * 0.7 + travel * phase, -1.0, 1.0) * min(1.0, variety)
        for number, (_loop, shape, _gain) in enumerate(self._layers):
            envelope = amplitude * shape.at(phase)
            if envelope.any():
                turn = (1.0 + pan * (0.3, 0.8, 1.0)[number]) * (np.pi / 4.0)
                gains[number, 0] += envelope * np.cos(turn) * np.sqrt(2.0)
                gains[number, 1] += envelope * np.sin(turn) * np.sqrt(2.0)


def _weight(seed: int) -> Loop:
    return noise(product(slope(-4.5), above(45.0, 2), below(280.0, 1)), LENGTHS[0], (seed, 1))


def _wash(seed: int, brightness: float) -> Loop:
    edge_hz = 1200.0 + 2400.0 * brightness
    return noise(product(slope(-3.0), above(180.0, 1), below(edge_hz, 1)), LENGTHS[1], (seed, 2))


def _foam(seed: int) -> Loop:
    # Foam is a great many small bubbles: half of it is noise, half are grains that one can almost count.
    length = LENGTHS[2]
    curve = product(slope(-1.5), above(1300.0, 1), below(7000.0, 1))(frequencies(length))
    smooth = noise(lambda _at: curve, length, (seed, 3))
    numbers = np.random.default_rng((seed, 4))
    grains = np.zeros(length, dtype=np.float32)
    count = length // 40  # 1,200 bubbles a second
    grains[numbers.integers(0, length, count)] = numbers.standard_normal(count, dtype=np.float32)
    grainy = from_lines((np.fft.rfft(grains) * curve).astype(np.complex64), length)
    smooth.samples[:] = np.float32(0.8) * smooth.samples + np.float32(0.6) * grainy.samples
    return smooth


def _build(parameters: Ocean, seed: int) -> Source:
    return Cells(_Waves(parameters, seed).cell)


OCEAN: Final = BedKind(
    name="ocean",
    title="Ocean",
    description=(
        "Slow waves on a gentle shore. Each one gathers, breaks softly somewhere between left and "
        "right, and draws back over the sand; no two are alike, and the sea further out never quite "
        "falls silent."
    ),
    parameters=Ocean,
    build=_build,
)
