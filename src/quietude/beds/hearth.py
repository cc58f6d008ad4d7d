"""A wood fire in a hearth: low flames, and crackles that are never sharp enough to startle."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np

from quietude.audio import CHANNELS, SAMPLE_RATE_HZ, Block, Samples, Source
from quietude.beds.bed import BedKind, parameter
from quietude.beds.cells import CELL_FRAMES, Cells, control_times, spread
from quietude.beds.curves import above, below, product, slope
from quietude.beds.grains import Grains, Scatter, ping, tick
from quietude.beds.loops import LENGTHS, lay, noise
from quietude.beds.motion import drift, generator
from quietude.units import db_to_amplitude


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
    roar = noise(product(slope(-5.0), above(70.0, 2), below(700.0, 2)), LENGTHS[0], (seed, 1))
    hiss = noise(product(slope(-3.0), above(900.0, 2), below(4500.0, 1)), LENGTHS[1], (seed, 2))
    rate = 3.0 + 16.0 * parameters.crackle

    def draw(numbers: np.random.Generator, cell: int) -> Scatter:
        # The wood is restless for some seconds and quiet for some.
        mood = float(drift(np.array([cell + 0.5]), (6.7, 13.3, 29.1), seed, 20)[0])
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

    crackles = Grains(_crackles(generator(seed, 4)), draw, seed, 5)
    roar_gain = db_to_amplitude(-8.0 + 10.0 * parameters.flames)
    hiss_gain = db_to_amplitude(-20.0 + 4.0 * parameters.flames)

    def cell(index: int) -> Block:
        out = np.zeros((CELL_FRAMES, CHANNELS), dtype=np.float32)
        times_s = control_times(index)
        start = index * CELL_FRAMES
        # Flames flutter a few times a second over a slow rise and fall of the whole fire.
        slow_db = 1.5 * drift(times_s, (21.7, 43.3), seed, 10)
        for number, (loop, width, gain, reach_db) in enumerate(
            ((roar, 0.35, roar_gain, 5.0), (hiss, 0.7, hiss_gain, 4.0))
        ):
            gains = []
            for side in range(CHANNELS):
                shared = drift(times_s, (0.29, 0.47, 0.83, 1.9), seed, 11 + number)
                own = drift(times_s, (0.37, 0.71, 2.3), seed, 13 + 2 * number + side)
                gains.append(
                    spread(gain * 10.0 ** ((slow_db + reach_db * (0.7 * shared + 0.3 * own)) / 20.0))
                )
            lay(out, start, loop, width, gains[0], gains[1])
        crackles.add(out, index)
        return out

    return Cells(cell)


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
