"""Singing bowls in a quiet room: soft strokes far apart, and the air that goes on ringing."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache, partial
from typing import TYPE_CHECKING, Final

import numpy as np

from quietude.audio import CHANNELS, Block, Source
from quietude.beds.bed import BedKind, parameter
from quietude.beds.bell import bowl, ring_at
from quietude.beds.cells import Cells, interleaved
from quietude.beds.level import step_energies
from quietude.beds.loops import LENGTHS, energies, from_lines
from quietude.beds.motion import Drift, generator
from quietude.beds.quarter import MARGIN, QUARTER_CELL, QUARTER_HZ, quarter_spread, quarter_times, raised
from quietude.units import db_to_amplitude

if TYPE_CHECKING:
    from numpy.typing import NDArray


@dataclass(frozen=True, slots=True, kw_only=True)
class SingingBowls:
    """What can be set about the bowls."""

    interval: float = parameter(
        9.0, "Time from one stroke to the next, on average.", unit="s", low=4.0, high=60.0
    )
    hum: float = parameter(
        0.5, "How much the bowls sing on between strokes, as if rubbed; 0 is silence.", low=0.0, high=1.0
    )


_ROOT_HZ: Final = 131.0
_BOWLS: Final = tuple(
    bowl(f"bowl-{number}", _ROOT_HZ * ratio, 18.0, decay=length, softness=2.5)
    for number, (ratio, length) in enumerate(((1.0, 1.15), (3 / 2, 1.1), (2.0, 1.0), (9 / 4, 0.95)))
)
"""Root, fifth, octave and ninth: any of them may follow any other, and all sound together."""
_FRAMES: Final = round(_BOWLS[0].length_s * QUARTER_HZ)
_ROUND: Final = LENGTHS[2]
_JITTER: Final = 0.28


_WIDTH: Final = 0.5
"""How far the hum is apart in the two ears."""
_STEP_S: Final = 0.1


def _hum(seed: int) -> NDArray[np.complex64]:
    """Three bowls rubbed very softly: pairs of lines close together, which beat as slowly as a breath."""
    lines = np.zeros(_ROUND // 2 + 1, dtype=np.complex64)
    numbers = generator(seed, 7)
    for ratio, level_db in ((1.0, 0.0), (1.5, -5.0), (2.0, -8.0), (2.71, -18.0), (4.065, -24.0)):
        for offset_hz, share in (
            (0.0, 0.8),
            (numbers.uniform(0.08, 0.2), 0.4),
            (-numbers.uniform(0.08, 0.2), 0.3),
        ):
            line = round((_ROOT_HZ * ratio + offset_hz) * _ROUND / QUARTER_HZ)
            lines[line] += share * db_to_amplitude(level_db) * np.exp(2j * np.pi * numbers.random())
    return lines


@dataclass(frozen=True, slots=True)
class _Strike:
    begins: int
    """In samples at 12 kHz."""
    which: int
    gains: NDArray[np.float32]
    """Of the ears, shape (2,)."""


class _Bowls(Cells):
    def __init__(self, parameters: SingingBowls, seed: int) -> None:
        super().__init__(self._cell)
        self._rings = [ring_at(each, QUARTER_HZ) for each in _BOWLS]
        self._heard = [step_energies(sound, QUARTER_HZ) for sound in self._rings]
        self._interval = parameters.interval * QUARTER_HZ
        # A stroke is asked for by every second that it rings in.
        self._strike = lru_cache(maxsize=32)(partial(self._draw, seed))
        lines = _hum(seed)
        self._hum_energies = energies(lines, _ROUND, _WIDTH)[:, None]
        self._hum = from_lines(lines, _ROUND)
        self._hum_gain = db_to_amplitude(-46.0 + 14.0 * parameters.hum) if parameters.hum else 0.0
        self._drifts = [Drift((27.1, 43.9), seed, 10 + side) for side in range(CHANNELS)]

    def energies(self, times_s: NDArray[np.float64]) -> NDArray[np.float64]:
        """See `quietude.beds.level.Reckoned`."""
        total: NDArray[np.float64] = (self._hum_energies * np.square(self._gains(times_s))).sum(axis=0)
        for strike in self._strikes(times_s[0] * QUARTER_HZ, times_s[-1] * QUARTER_HZ):
            steps = np.floor((times_s - strike.begins / QUARTER_HZ) / _STEP_S).astype(int)
            heard = self._heard[strike.which]
            rings = (steps >= 0) & (steps < heard.shape[1])
            total[rings] += (heard[:, steps[rings]] * np.square(strike.gains)[:, None]).sum(axis=0)
        return total

    def _cell(self, index: int) -> Block:
        start, frames = index * QUARTER_CELL - MARGIN, QUARTER_CELL + 2 * MARGIN
        ears = self._hum.ears(start, frames, _WIDTH)
        ears *= quarter_spread(self._gains(quarter_times(index)))
        for strike in self._strikes(start, start + frames):
            begins = strike.begins - start
            begin, end = max(0, begins), min(frames, begins + _FRAMES)
            if begin < end:
                sound = self._rings[strike.which][:, begin - begins : end - begins]
                ears[:, begin:end] += sound * strike.gains[:, None]
        return interleaved(raised(ears))

    def _gains(self, times_s: NDArray[np.float64]) -> NDArray[np.float64]:
        return np.stack([self._hum_gain * 10.0 ** (3.0 * drift(times_s) / 20.0) for drift in self._drifts])

    def _strikes(self, start: float, end: float) -> list[_Strike]:
        """All that may sound between two places, in samples at 12 kHz."""
        first = int((start - _FRAMES) // self._interval) - 1
        last = int(end // self._interval) + 1
        return [self._strike(number) for number in range(first, last + 1)]

    def _draw(self, seed: int, number: int) -> _Strike:
        numbers = generator(seed, 3, number)
        late, loud, place = numbers.uniform(-1.0, 1.0, 3)
        # The low bowls are struck more often than the high ones.
        which = int(numbers.choice(len(_BOWLS), p=(0.36, 0.30, 0.20, 0.14)))
        turn = (1.0 + 0.45 * place) * np.pi / 4.0
        gains = np.array([np.cos(turn), np.sin(turn)]) * db_to_amplitude(3.0 * loud - 3.0)
        begins = round(self._interval * (number + 0.5 + _JITTER * late))
        return _Strike(begins, which, gains.astype(np.float32))


def _build(parameters: SingingBowls, seed: int) -> Source:
    return _Bowls(parameters, seed)


SINGING_BOWLS: Final = BedKind(
    name="singing-bowls",
    title="Singing bowls",
    description=(
        "Four bowls, root, fifth, octave and ninth, stroked softly one at a time and left to ring; each"
        " beats slowly with itself, turns a little in the room, and is gone before it is missed. A "
        "faint hum joins them."
    ),
    parameters=SingingBowls,
    build=_build,
)
