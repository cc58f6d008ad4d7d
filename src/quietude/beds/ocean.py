"""Waves on a gentle shore: a swell that gathers, breaks softly, and draws back over the sand."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, Final

import numpy as np

from quietude.audio import CHANNELS, Source
from quietude.beds.bed import BedKind, parameter
from quietude.beds.curves import above, below, product, slope
from quietude.beds.motion import Drift, generator, raised_cosine
from quietude.beds.texture import Wide, grainy, noise
from quietude.beds.woven import Woven
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

    def table(self) -> NDArray[np.float64]:
        """Its strength at `_PHASES`."""
        away = _PHASES - self.peak
        up = raised_cosine(1.0 + away / self.rise) ** 1.5
        down = raised_cosine(1.0 - away / self.fall) ** self.lean
        return np.where(away < 0.0, up, down)


_PHASES: Final = np.linspace(-0.7, 1.5, 1101)
"""From before the first layer of a wave is heard until after the last; at the ends, all are silent."""


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
_PANS: Final = (0.3, 0.8, 1.0)
"""How far each layer goes along to the side on which the wave breaks."""
_PAN: Final = 0.5
"""How far to one side a wave breaks at most (1 would be one ear alone)."""


class _Waves:
    def __init__(self, parameters: Ocean, seed: int) -> None:
        self._set = parameters
        self._far = Drift((23.9, 37.1), seed, 1)
        # A wave is asked for by every second that it sounds in.
        self._wave = lru_cache(maxsize=32)(lambda wave: generator(seed, 2, wave).uniform(-1.0, 1.0, 5))
        self._tables = [shape.table() for shape in (_WEIGHT, _WASH, _FOAM)]
        foam_db = -16.0 + 16.0 * parameters.brightness
        self._loud = np.array([db_to_amplitude(level_db) for level_db in (-1.5, 1.5, foam_db)])
        self._floor = np.array([db_to_amplitude(floor_db) for floor_db in _FLOOR_DB])

    def gains(self, times_s: NDArray[np.float64]) -> NDArray[np.float64]:
        """The amplitude of every layer in each ear, shape (3, 2, times)."""
        period_s = self._set.period
        first = int(np.floor(times_s[0] / period_s)) - _REACH
        last = int(np.floor(times_s[-1] / period_s)) + _REACH
        variety = 2.0 * self._set.variety
        waves = range(first, last + 1)
        late, size, place, travel, breadth = np.array([self._wave(wave) for wave in waves]).T[:, :, None]
        breaks_s = period_s * (np.array(waves)[:, None] + 0.5 + _TIME_JITTER * variety * late)
        phase = (times_s - breaks_s) / (period_s * (1.0 + 0.1 * variety * breadth))
        amplitude = 10.0 ** (-_SIZE_JITTER_DB * variety * (size + 1.0) / 80.0)
        # It breaks on one side and runs along the shore.
        pan = np.minimum(np.maximum(place * 0.7 + travel * phase, -1.0), 1.0) * (_PAN * min(1.0, variety))
        # The far sea swells too, slower than the waves.
        far = 1.0 + 0.25 * self._far(times_s)
        gains = np.empty((3, CHANNELS, len(times_s)))
        for number, table in enumerate(self._tables):
            envelope = np.interp(phase, _PHASES, table) * amplitude
            turn = (1.0 + pan * _PANS[number]) * (np.pi / 4.0)
            gains[number] = self._floor[number] * far
            gains[number, 0] += np.sqrt(2.0) * (envelope * np.cos(turn)).sum(axis=0)
            gains[number, 1] += np.sqrt(2.0) * (envelope * np.sin(turn)).sum(axis=0)
            gains[number] *= self._loud[number]
        return gains


def _build(parameters: Ocean, seed: int) -> Source:
    edge_hz = 1200.0 + 2400.0 * parameters.brightness
    # Foam is a great many small bubbles: a third of it is grains that one can almost count.
    foam = grainy(product(slope(-1.5), above(1300.0, 1), below(7000.0, 1)), 1_200, (seed, 3), smooth=0.64)
    wash = noise(product(slope(-3.0), above(180.0, 1), below(edge_hz, 1)), (seed, 2))
    weight = noise(product(slope(-4.5), above(45.0, 2), below(280.0, 1)), (seed, 1))
    sounds = [Wide(sound, width) for sound, width in zip((weight, wash, foam), _WIDTHS, strict=True)]
    return Woven(sounds, _Waves(parameters, seed).gains)


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
