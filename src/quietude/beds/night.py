"""A summer night: still air, and a few crickets far apart."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np

from quietude.audio import CHANNELS, SAMPLE_RATE_HZ, Block, Samples, Source
from quietude.beds.bed import BedKind, parameter
from quietude.beds.cells import CELL_FRAMES, Cells, control_times, spread
from quietude.beds.curves import above, below, hill, product, slope
from quietude.beds.loops import LENGTHS, lay, noise
from quietude.beds.motion import drift, generator, raised_cosine
from quietude.units import db_to_amplitude


@dataclass(frozen=True, slots=True, kw_only=True)
class Night:
    """What can be set about the night."""

    crickets: float = parameter(4.0, "How many crickets there are, at most.", low=0.0, high=12.0)
    nearness: float = parameter(
        0.4, "How near they sit: 0 is across the meadow, 1 is in the garden.", low=0.0, high=1.0
    )


_PULSE_S: Final = 0.021
_PULSE_GAP_S: Final = 0.013
"""A field cricket's chirp is three or four pulses of some 20 ms, 30 a second, near 4.5 kHz."""


class _Cricket:
    """One animal: its pitch, its place, its rhythm, and when it sings at all."""

    def __init__(self, seed: int, number: int, nearness: float) -> None:
        numbers = generator(seed, 30, number)
        self._key = (seed, 31, number)
        self._seed, self._stream = seed, 40 + number
        # A little under a real cricket's pitch: on headphones 3.9 kHz is less insistent than 4.7.
        self._chirp = _chirp(numbers.uniform(3300.0, 4200.0), int(numbers.integers(3, 5)))
        self._period = round(numbers.uniform(0.85, 1.6) * SAMPLE_RATE_HZ)
        self._rests_s = tuple(numbers.uniform(23.0, 71.0, 2))
        distance_db = numbers.uniform(0.0, 9.0)
        self._amplitude = db_to_amplitude(-5.0 + 9.0 * nearness - distance_db)
        turn = (1.0 + numbers.uniform(-0.7, 0.7)) * np.pi / 4.0
        self._sides = (np.array([np.cos(turn), np.sin(turn)]) * np.sqrt(2.0)).astype(np.float32)

    def add(self, out: Block, index: int) -> None:
        start = index * CELL_FRAMES
        first = (start - len(self._chirp)) // self._period - 1
        last = (start + CELL_FRAMES) // self._period + 1
        for number in range(first, last + 1):
            late, strength = generator(*self._key, number).uniform(-1.0, 1.0, 2)
            begins = round(self._period * (number + 0.06 * late)) - start
            begin, end = max(0, begins), min(CELL_FRAMES, begins + len(self._chirp))
            if begin >= end:
                continue
            # It sings for some tens of seconds, coming up and fading as if the air turned, and rests as long.
            at_s = np.array([self._period * number / SAMPLE_RATE_HZ])
            singing = float(
                raised_cosine(0.5 + 1.6 * drift(at_s, self._rests_s, self._seed, self._stream))[0]
            )
            gain = self._sides * np.float32(self._amplitude * singing * (1.0 + 0.2 * strength))
            out[begin:end] += self._chirp[begin - begins : end - begins, None] * gain


def _chirp(pitch_hz: float, pulses: int) -> Samples:
    step = round((_PULSE_S + _PULSE_GAP_S) * SAMPLE_RATE_HZ)
    pulse = np.arange(round(_PULSE_S * SAMPLE_RATE_HZ)) / SAMPLE_RATE_HZ
    shape = np.sin(np.pi * pulse / _PULSE_S) ** 2
    sound = np.zeros(step * pulses, dtype=np.float64)
    for number in range(pulses):
        # Each pulse sinks in pitch by a hundredth, as a wing slows; the first is the softest.
        turns = pitch_hz * pulse * (1.0 - 0.005 * pulse / _PULSE_S)
        loud = (0.5, 0.85, 1.0, 0.9)[number]
        sound[number * step : number * step + len(pulse)] += loud * shape * np.sin(2.0 * np.pi * turns)
    return sound.astype(np.float32)


def _build(parameters: Night, seed: int) -> Source:
    air = noise(product(slope(-4.0), above(140.0, 2), below(1100.0, 1)), LENGTHS[0], (seed, 1))
    # The meadow: crickets beyond counting, so far off that they are one shimmer.
    meadow = noise(
        product(above(2500.0, 2), hill(4100.0, 0.25, 14.0), below(5500.0, 3)), LENGTHS[1], (seed, 2)
    )
    crickets = [_Cricket(seed, number, parameters.nearness) for number in range(round(parameters.crickets))]
    meadow_gain = db_to_amplitude(-25.0) if crickets else 0.0

    def cell(index: int) -> Block:
        out = np.zeros((CELL_FRAMES, CHANNELS), dtype=np.float32)
        times_s = control_times(index)
        start = index * CELL_FRAMES
        for number, (loop, width, gain, reach_db, periods_s) in enumerate((
            (air, 0.6, 1.0, 2.5, (19.3, 37.7, 61.9)),
            (meadow, 0.85, meadow_gain, 4.0, (2.3, 5.9, 31.1)),
        )):  # fmt: skip
            gains = [
                spread(
                    gain * 10.0 ** (reach_db * drift(times_s, periods_s, seed, 10 + 2 * number + side) / 20.0)
                )
                for side in range(CHANNELS)
            ]
            lay(out, start, loop, width, gains[0], gains[1])
        for cricket in crickets:
            cricket.add(out, index)
        return out

    return Cells(cell)


NIGHT: Final = BedKind(
    name="night",
    title="Night",
    description=(
        "A warm night in the open: soft still air, a meadow's shimmer far away, and a few crickets, "
        "each in its own place, who sing for a while and rest for a while. Sparse; nothing calls or "
        "flies."
    ),
    parameters=Night,
    build=_build,
)
