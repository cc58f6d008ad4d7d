"""A wood fire in a hearth: low flames, and crackles that are never sharp enough to startle."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import numpy as np

from quietude.audio import CHANNELS, SAMPLE_RATE_HZ, Samples, Source
from quietude.beds.bed import BedKind, parameter
from quietude.beds.cells import CELL_FRAMES, FINE_FRAMES
from quietude.beds.curves import above, below, product, slope
from quietude.beds.grains import Grains, Scatter, ping, tick
from quietude.beds.motion import Drift, generator
from quietude.beds.texture import Wide, noise
from quietude.beds.woven import Woven
from quietude.units import db_to_amplitude

if TYPE_CHECKING:
    from numpy.typing import NDArray


@dataclass(frozen=True, slots=True, kw_only=True)
class Hearth:
    """What can be set about the fire."""

    crackle: float = parameter(
        0.4, "How much the wood crackles: 0 is embers, 1 is dry logs.", low=0.0, high=1.0
    )
    flames: float = parameter(0.5, "How much of the flames' low flutter there is.", low=0.0, high=1.0)


_SOUNDS: Final = 48
_POPS: Final = 6
_LOUDEST: Final = 2.4
"""A crackle stays within 14 dB of the softest one: real wood bangs, and one bang ends a meditation."""


def _crackles(numbers: np.random.Generator) -> list[Samples]:
    sounds = []
    for number in range(_SOUNDS):
        if number < _POPS:  # a knot: rounder and lower, with some wood in it
            pop = ping(numbers.uniform(180.0, 420.0), numbers.uniform(0.03, 0.06), attack_s=0.002)
            snap = tick(numbers.uniform(900.0, 1800.0), 0.012, numbers, attack_s=0.0008)
            pop[: len(snap)] += np.float32(0.5) * snap
            sounds.append(np.float32(0.8) * pop)
        else:
            sounds.append(tick(numbers.uniform(1100.0, 3800.0), numbers.uniform(0.004, 0.014), numbers))
    return sounds


def _build(parameters: Hearth, seed: int) -> Source:
    roar = noise(product(slope(-5.0), above(70.0, 2), below(700.0, 2)), (seed, 1))
    hiss = noise(product(slope(-3.0), above(900.0, 2), below(4500.0, 1)), (seed, 2))
    mood_of = Drift((6.7, 13.3, 29.1), seed, 20)
    rate = 3.0 + 16.0 * parameters.crackle

    def draw(numbers: np.random.Generator, cell: int) -> Scatter:
        # The wood is restless for some seconds and quiet for some.
        mood = float(mood_of(np.array([cell + 0.5]))[0])
        bursts = int(numbers.poisson(0.4 * rate * 3.0**mood))
        # A crackle seldom comes alone: a few follow within a tenth of a second.
        lengths = 1 + numbers.poisson(1.5, bursts)
        burst = np.repeat(np.arange(bursts), lengths)
        after_s = numbers.exponential(0.05, len(burst))
        starts = numbers.integers(0, CELL_FRAMES, bursts)[burst] + np.round(after_s * SAMPLE_RATE_HZ)
        # Few are loud: the higher the level, the rarer, up to a ceiling.
        loud = np.minimum(_LOUDEST, 0.45 * numbers.pareto(1.6, len(burst)) + 0.25)
        return Scatter(
            starts=np.minimum(starts, 1.9 * CELL_FRAMES).astype(np.int64),
            which=numbers.integers(0, _SOUNDS, len(burst)),
            amplitudes=loud * db_to_amplitude(5.5),
            pans=np.clip(numbers.normal(0.0, 0.25, bursts)[burst], -0.7, 0.7),
        )

    roar_gain = db_to_amplitude(-8.0 + 10.0 * parameters.flames)
    hiss_gain = db_to_amplitude(-20.0 + 4.0 * parameters.flames)

    # Flames flutter a few times a second over a slow rise and fall of the whole fire.
    slow = Drift((21.7, 43.3), seed, 10)
    shared = [Drift((0.29, 0.47, 0.83, 1.9), seed, 11 + number) for number in range(2)]
    own = [Drift((0.37, 0.71, 2.3), seed, 13 + each) for each in range(2 * CHANNELS)]
    reaches = ((roar_gain, 5.0), (hiss_gain, 4.0))

    def gains(times_s: NDArray[np.float64]) -> NDArray[np.float64]:
        points = np.empty((2, CHANNELS, len(times_s)))
        slow_db = 1.5 * slow(times_s)
        for number, (gain, reach_db) in enumerate(reaches):
            together = shared[number](times_s)
            for side in range(CHANNELS):
                flutter = 0.7 * together + 0.3 * own[2 * number + side](times_s)
                points[number, side] = gain * 10.0 ** ((slow_db + reach_db * flutter) / 20.0)
        return points

    crackles = Grains(_crackles(generator(seed, 4)), draw, seed, 5)
    return Woven([Wide(roar, 0.35), Wide(hiss, 0.7)], gains, [crackles], step=FINE_FRAMES)


HEARTH: Final = BedKind(
    name="hearth",
    title="Hearth",
    description=(
        "A wood fire that has burned for an hour: the low flutter of flames, a breath of hiss, and "
        "crackles that come in small flurries from the middle of the room. Nothing bangs."
    ),
    parameters=Hearth,
    build=_build,
)
