"""A warm pad of held tones: root, fifth and octave, each a small choir slightly out of tune with itself."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import numpy as np

from quietude.audio import CHANNELS, Block, Samples, Source
from quietude.beds.bed import BedKind, parameter
from quietude.beds.cells import Cells, interleaved, spread
from quietude.beds.curves import above, below, product, slope
from quietude.beds.loops import LENGTHS, energies, from_lines
from quietude.beds.motion import Drift, generator
from quietude.beds.quarter import MARGIN, QUARTER_CELL, QUARTER_HZ, quarter_spread, quarter_times, raised
from quietude.beds.texture import Wide, noise
from quietude.units import db_to_amplitude

if TYPE_CHECKING:
    from numpy.typing import NDArray


@dataclass(frozen=True, slots=True, kw_only=True)
class Drone:
    """What can be set about the drone."""

    root_hz: float = parameter(
        110.0, "The lowest strong tone; the default is the A below the bass clef's top.", unit="Hz",
        low=55.0, high=220.0,
    )  # fmt: skip
    brightness: float = parameter(
        0.35, "How many overtones there are: 0 is a hum, 1 is a harmonium.", low=0.0, high=1.0
    )
    movement: float = parameter(
        0.5, "How far the tones rise and sink against each other; 0 holds still.", low=0.0, high=1.0
    )


@dataclass(frozen=True, slots=True)
class _Voice:
    """One tone of the chord, with its overtones."""

    ratio: float
    """Its frequency over the root's; whole-number ratios, so that only what is meant to beat does."""
    level_db: float
    overtones: int
    width: float


_CHOIR: Final = (
    (  # always there, and in the middle
        _Voice(0.5, -8.0, 2, 0.15),
        _Voice(1.0, 0.0, 14, 0.15),
    ),
    (_Voice(1.5, -4.0, 10, 0.55),),
    (_Voice(2.0, -5.0, 8, 0.75), _Voice(2.25, -14.0, 4, 0.75)),
)
"""Voices that move together share a circle."""
_SWAYS: Final = ((2.0, (41.3, 67.9)), (6.0, (29.3, 47.1)), (9.0, (37.7, 59.3)))
"""How far each circle sinks at full movement (dB), and over which times it rises and sinks (s)."""
_TURN: Final = 0.35
_BEAT_HZ: Final = (0.07, 0.19)
"""How far apart the strings of one tone are: a beat takes 5 to 14 s, as long as a breath."""
_CHORUS_CENTS: Final = 5.0
_CHORUS_SHARE: Final = 0.28
_AIR_DB: Final = -30.0
"""A breath of air around the highest voices, against the root: without it a pad sounds made."""


class _Group:
    """The circle of some voices, and how they sway together."""

    def __init__(self, number: int, parameters: Drone, seed: int) -> None:
        length = LENGTHS[number]
        lines = np.zeros(length // 2 + 1, dtype=np.complex64)
        for voice in _CHOIR[number]:
            for overtone in range(1, voice.overtones + 1):
                key = (seed, number, round(voice.ratio * 4), overtone)
                _add_partial(lines, length, voice, overtone, parameters, key)
        self._width = _CHOIR[number][0].width
        self._loud = float(np.sqrt(np.sum(np.square(lines.real) + np.square(lines.imag), dtype=np.float64)))
        self.energies = energies(lines, length, self._width)
        self._loop = from_lines(lines, length)
        movement = 2.0 * parameters.movement
        reach_db, periods_s = _SWAYS[number]
        self._reach_db = 0.5 * movement * reach_db
        self._reach = _TURN * min(1.0, movement) * self._width
        self._sway, self._turn = Drift(periods_s, seed, 20 + number), Drift((53.9, 83.3), seed, 30 + number)

    def gains(self, times_s: NDArray[np.float64]) -> NDArray[np.float64]:
        """The amplitude in each ear, shape (2, times)."""
        level = 10.0 ** ((self._reach_db / 20.0) * (self._sway(times_s) - 1.0))
        turn = self._reach * self._turn(times_s)
        return np.asarray(level * np.sqrt(np.stack((1.0 - turn, 1.0 + turn))))

    def lay(self, ears: Samples, index: int, gains: NDArray[np.float64]) -> None:
        """Add a cell with its margins at 12 kHz, under gains at `quarter_times`."""
        sound = self._loop.ears(index * QUARTER_CELL - MARGIN, ears.shape[1], self._width)
        sound *= quarter_spread(gains * self._loud)
        ears += sound

    def energy(self, gains: NDArray[np.float64]) -> NDArray[np.float64]:
        """The K-weighted mean square over both ears under such gains, shape (times,)."""
        heard: NDArray[np.float64] = (self.energies[:, None] * np.square(gains * self._loud)).sum(axis=0)
        return heard


class _Choir(Cells):
    def __init__(self, parameters: Drone, seed: int) -> None:
        super().__init__(self._cell)
        self._groups = [_Group(number, parameters, seed) for number in range(len(_CHOIR))]
        curve = product(slope(-4.0), above(300.0, 2), below(1000.0 + 3000.0 * parameters.brightness, 2))
        self._air = Wide(noise(curve, (seed, 99)), _CHOIR[-1][0].width)
        self._breath = db_to_amplitude(_AIR_DB)

    def energies(self, times_s: NDArray[np.float64]) -> NDArray[np.float64]:
        """See `quietude.beds.level.Reckoned`."""
        gains = [group.gains(times_s) for group in self._groups]
        total = self._air.energy * np.square(gains[-1] * self._breath).sum(axis=0)
        for group, each in zip(self._groups, gains, strict=True):
            total = total + group.energy(each)
        return np.asarray(total)

    def _cell(self, index: int) -> Block:
        times_s = quarter_times(index)
        tones = np.zeros((CHANNELS, QUARTER_CELL + 2 * MARGIN), dtype=np.float32)
        for group in self._groups:
            gains = group.gains(times_s)
            group.lay(tones, index, gains)
        # The air moves with the highest voices.
        ears = self._air.stereo(index)
        ears *= spread(gains[:, 1:-1] * self._breath)
        ears += raised(tones)
        return interleaved(ears)


def _add_partial(
    lines: NDArray[np.complex64],
    length: int,
    voice: _Voice,
    overtone: int,
    parameters: Drone,
    key: tuple[int, ...],
) -> None:
    per_hz = length / QUARTER_HZ
    centre_hz = parameters.root_hz * voice.ratio * overtone
    # Overtones fall by 5 (bright) to 13 dB an octave, and once more above 1.2 kHz: warmth is a low-pass.
    fall_db = 13.0 - 8.0 * parameters.brightness
    level_db = voice.level_db - fall_db * np.log2(overtone) - 6.0 * max(0.0, np.log2(centre_hz / 1200.0))
    amplitude = db_to_amplitude(float(level_db))
    numbers = generator(*key)
    # Three strings nearly in tune carry the tone and beat slowly ...
    apart_hz = numbers.uniform(*_BEAT_HZ, 2)
    for offset_hz, share in ((0.0, 0.85), (apart_hz[0], 0.26), (-apart_hz[1], 0.20)):
        line = round((centre_hz + offset_hz) * per_hz)
        lines[line] += amplitude * share * np.exp(2j * np.pi * numbers.random())
    # ... and a choir around them, a narrow hill of noise, takes the edge off.
    spread_hz = max(0.2, centre_hz * (2.0 ** (_CHORUS_CENTS / 1200.0) - 1.0))
    middle, reach = round(centre_hz * per_hz), round(4.0 * spread_hz * per_hz)
    around = np.arange(middle - reach, middle + reach + 1)
    hill = np.exp(-0.5 * ((around - middle) / (spread_hz * per_hz)) ** 2)
    hill *= amplitude * _CHORUS_SHARE / np.sqrt(np.sum(hill**2))
    lines[around] += hill * np.exp(2j * np.pi * numbers.random(len(around)))


def _build(parameters: Drone, seed: int) -> Source:
    return _Choir(parameters, seed)


DRONE: Final = BedKind(
    name="drone",
    title="Drone",
    description=(
        "A warm pad of held tones, root, fifth and octave, like a small choir humming far away. The "
        "tones beat slowly within themselves and rise and sink against each other over half a minute; "
        "nothing begins or ends."
    ),
    parameters=Drone,
    build=_build,
)
