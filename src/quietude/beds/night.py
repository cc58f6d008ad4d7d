"""A summer night: still air, and a few crickets far apart."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, Final

import numpy as np

from quietude.audio import CHANNELS, SAMPLE_RATE_HZ, Samples, Source
from quietude.beds.bed import BedKind, parameter
from quietude.beds.cells import CELL_FRAMES
from quietude.beds.curves import above, below, hill, product, slope
from quietude.beds.motion import Drift, generator, raised_cosine
from quietude.beds.spectra import k_energy
from quietude.beds.texture import Wide, noise
from quietude.beds.woven import Woven
from quietude.units import db_to_amplitude

if TYPE_CHECKING:
    from numpy.typing import NDArray


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

_LATE: Final = 0.06
"""How much earlier or later than its rhythm a chirp comes, in periods."""
_UNEVEN: Final = 0.2
"""How much stronger or weaker than usual a chirp is."""
_LONG_S: Final = 600.0


class _Cricket:
    """One animal: its pitch, its place, its rhythm, and when it sings at all."""

    def __init__(self, seed: int, number: int, nearness: float) -> None:
        numbers = generator(seed, 30, number)
        # A little under a real cricket's pitch: on headphones 3.9 kHz is less insistent than 4.7.
        self._chirp = _chirp(numbers.uniform(3300.0, 4200.0), int(numbers.integers(3, 5)))
        self._period = round(numbers.uniform(0.85, 1.6) * SAMPLE_RATE_HZ)
        self._mood = Drift(numbers.uniform(23.0, 71.0, 2).tolist(), seed, 40 + number)
        # How late and how strong each chirp is; a second asks for those around it, too.
        self._draw = lru_cache(maxsize=16)(
            lambda chirp: generator(seed, 31, number, chirp).uniform(-1.0, 1.0, 2)
        )
        distance_db = numbers.uniform(0.0, 9.0)
        self._amplitude = db_to_amplitude(-5.0 + 9.0 * nearness - distance_db)
        turn = (1.0 + numbers.uniform(-0.7, 0.7)) * np.pi / 4.0
        self._sides = (np.array([np.cos(turn), np.sin(turn)]) * np.sqrt(2.0)).astype(np.float32)

    @property
    def energy(self) -> float:
        """See `quietude.beds.woven.Sprinkled`: on average over some minutes."""
        at_s = np.arange(0.0, _LONG_S, 1.0)
        # A strength that is drawn evenly from 0.8 to 1.2 has a mean square of 1 + 0.04 / 3.
        power = float(np.mean(np.square(self._singing(at_s)))) * (1.0 + _UNEVEN**2 / 3.0)
        return 2.0 * self._amplitude**2 * power * k_energy(self._chirp) / self._period

    def add(self, ears: Samples, index: int) -> None:
        """See `quietude.beds.woven.Sprinkled`."""
        start = index * CELL_FRAMES
        jitter = round(self._period * _LATE) + 1
        first = (start - len(self._chirp) - jitter) // self._period
        last = (start + CELL_FRAMES + jitter) // self._period
        for number in range(first, last + 1):
            begins = round(self._period * (number + _LATE * self._draw(number)[0])) - start
            begin, end = max(0, begins), min(CELL_FRAMES, begins + len(self._chirp))
            if begin < end:
                gain = self._sides * np.float32(self._gain(number))
                ears[:, begin:end] += self._chirp[begin - begins : end - begins] * gain[:, None]

    def _gain(self, number: int) -> float:
        singing = float(self._singing(np.array([self._period * number / SAMPLE_RATE_HZ]))[0])
        return self._amplitude * singing * (1.0 + _UNEVEN * float(self._draw(number)[1]))

    def _singing(self, at_s: NDArray[np.float64]) -> NDArray[np.float64]:
        # It sings for some tens of seconds, coming up and fading as if the air turned, and rests as long.
        return raised_cosine(0.5 + 1.6 * self._mood(at_s))


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
    air = noise(product(slope(-4.0), above(140.0, 2), below(1100.0, 1)), (seed, 1))
    # The meadow: crickets beyond counting, so far off that they are one shimmer.
    meadow = noise(product(above(2500.0, 2), hill(4100.0, 0.25, 14.0), below(5500.0, 3)), (seed, 2))
    crickets = [_Cricket(seed, number, parameters.nearness) for number in range(round(parameters.crickets))]
    meadow_gain = db_to_amplitude(-25.0) if crickets else 0.0

    periods_s = ((19.3, 37.7, 61.9), (2.3, 5.9, 31.1))
    drifts = [Drift(periods_s[each // 2], seed, 10 + each) for each in range(2 * CHANNELS)]
    reaches = ((1.0, 2.5), (1.0, 2.5), (meadow_gain, 4.0), (meadow_gain, 4.0))

    def gains(times_s: NDArray[np.float64]) -> NDArray[np.float64]:
        points = [
            gain * 10.0 ** (reach_db * drift(times_s) / 20.0)
            for (gain, reach_db), drift in zip(reaches, drifts, strict=True)
        ]
        return np.stack(points).reshape(2, CHANNELS, -1)

    return Woven([Wide(air, 0.6), Wide(meadow, 0.85)], gains, crickets)


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
