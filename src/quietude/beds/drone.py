"""A warm pad of held tones: root, fifth and octave, each a small choir slightly out of tune with itself."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import numpy as np

from quietude.audio import CHANNELS, SAMPLE_RATE_HZ, Block, Source
from quietude.beds.bed import BedKind, parameter
from quietude.beds.cells import CELL_FRAMES, Cells, control_times, spread
from quietude.beds.curves import above, below, product, slope
from quietude.beds.loops import LENGTHS, Loop, frequencies, from_lines, lay
from quietude.beds.motion import drift, generator
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


class _Choir:
    def __init__(self, parameters: Drone, seed: int) -> None:
        self._movement = 2.0 * parameters.movement
        self._seed = seed
        self._groups = [
            (_group(voices, parameters, LENGTHS[number], (seed, number)), voices[0].width)
            for number, voices in enumerate(_CHOIR)
        ]

    def cell(self, index: int) -> Block:
        times_s = control_times(index)
        start = index * CELL_FRAMES
        out = np.zeros((CELL_FRAMES, CHANNELS), dtype=np.float32)
        for number, ((loop, power), width) in enumerate(self._groups):
            reach_db, periods_s = _SWAYS[number]
            sway_db = (
                self._movement * reach_db * (drift(times_s, periods_s, self._seed, 20 + number) - 1.0) / 2.0
            )
            turn = (
                _TURN
                * min(1.0, self._movement)
                * width
                * drift(times_s, (53.9, 83.3), self._seed, 30 + number)
            )
            gain = power * 10.0 ** (sway_db / 20.0)
            left, right = spread(gain * np.sqrt(1.0 - turn)), spread(gain * np.sqrt(1.0 + turn))
            lay(out, start, loop, width, left, right)
        return out


def _group(
    voices: Sequence[_Voice], parameters: Drone, length: int, key: tuple[int, ...]
) -> tuple[Loop, float]:
    """The circle of some voices, and its amplitude against the other circles."""
    lines = np.zeros(length // 2 + 1, dtype=np.complex64)
    for voice in voices:
        for overtone in range(1, voice.overtones + 1):
            _add_partial(lines, length, voice, overtone, parameters, (*key, round(voice.ratio * 4), overtone))
    if voices is _CHOIR[-1]:
        _add_air(lines, length, parameters, (*key, 99))
    power = float(np.sqrt(np.sum(np.abs(lines) ** 2)))
    return from_lines(lines, length), power


def _add_partial(
    lines: NDArray[np.complex64],
    length: int,
    voice: _Voice,
    overtone: int,
    parameters: Drone,
    key: tuple[int, ...],
) -> None:
    per_hz = length / SAMPLE_RATE_HZ
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


def _add_air(lines: NDArray[np.complex64], length: int, parameters: Drone, key: tuple[int, ...]) -> None:
    at_hz = frequencies(length)
    curve = product(slope(-4.0), above(300.0, 2), below(1000.0 + 3000.0 * parameters.brightness, 2))(at_hz)
    curve *= np.float32(db_to_amplitude(_AIR_DB) / np.sqrt(np.sum(np.square(curve, dtype=np.float64))))
    phases = generator(*key).random(len(lines), dtype=np.float32) * np.float32(2.0 * np.pi)
    lines += curve * (np.cos(phases) + 1j * np.sin(phases))


def _build(parameters: Drone, seed: int) -> Source:
    return Cells(_Choir(parameters, seed).cell)


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
