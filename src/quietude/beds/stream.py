"""A brook over stones: water that runs, and bubbles that speak in it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import numpy as np

from quietude.audio import CHANNELS, SAMPLE_RATE_HZ, Samples, Source
from quietude.beds.bed import BedKind, parameter
from quietude.beds.cells import CELL_FRAMES
from quietude.beds.curves import above, below, hill, product, slope
from quietude.beds.grains import Grains, Scatter, ping
from quietude.beds.motion import Drift, generator
from quietude.beds.texture import Wide, noise
from quietude.beds.woven import Woven
from quietude.units import db_to_amplitude

if TYPE_CHECKING:
    from numpy.typing import NDArray


@dataclass(frozen=True, slots=True, kw_only=True)
class Stream:
    """What can be set about the stream."""

    flow: float = parameter(0.4, "How much water there is: 0 is a trickle, 1 is a brook.", low=0.0, high=1.0)
    brightness: float = parameter(
        0.4, "How light it sounds: 0 is deep and slow, 1 is shallow over pebbles.", low=0.0, high=1.0
    )


_SOUNDS: Final = 72
_LOWEST_HZ: Final = 280.0
_OCTAVES: Final = 3.0
"""A bubble sings at 3.3 m/s over its radius (Minnaert, 1933): 12 mm give 280 Hz, 1.5 mm 2.2 kHz."""
_LONGEST_TRAIN: Final = 6


def _bubbles(numbers: np.random.Generator) -> list[Samples]:
    """Bubbles from the largest to the smallest; small ones die away sooner and are quieter."""
    sounds = []
    for number in range(_SOUNDS):
        height = number / (_SOUNDS - 1)
        pitch_hz = _LOWEST_HZ * 2.0 ** (_OCTAVES * height)
        decay_s = (0.11 - 0.075 * height) * numbers.uniform(0.7, 1.3)
        loud = (1.0 - 0.55 * height) * numbers.uniform(0.6, 1.0)
        sounds.append(
            ping(pitch_hz, decay_s, rise=numbers.uniform(0.05, 0.35), attack_s=0.003) * np.float32(loud)
        )
    return sounds


def _build(parameters: Stream, seed: int) -> Source:
    body = noise(
        product(
            slope(-3.5), above(260.0, 2), hill(700.0, 1.0, 2.0), below(1600.0 + 1600.0 * parameters.flow, 1)
        ),
        (seed, 1),
    )
    spray = noise(
        product(slope(-3.0), above(1500.0, 2), below(4000.0 + 4000.0 * parameters.brightness, 1)),
        (seed, 2),
    )
    trains = 9.0 + 9.0 * parameters.flow
    middle = 0.32 + 0.4 * parameters.brightness

    def draw(numbers: np.random.Generator, _cell: int) -> Scatter:
        # Bubbles come in short trains, one after the other off the same stone, mostly upwards in pitch.
        count = int(numbers.poisson(trains))
        lengths = numbers.integers(1, _LONGEST_TRAIN + 1, count)
        train = np.repeat(np.arange(count), lengths)
        step = (
            np.concatenate([np.arange(length) for length in lengths])
            if count
            else np.zeros(0, dtype=np.int64)
        )
        gaps = numbers.uniform(0.025, 0.075, count)[train] * numbers.uniform(0.7, 1.3, len(train))
        starts = numbers.integers(0, CELL_FRAMES, count)[train] + np.round(step * gaps * SAMPLE_RATE_HZ)
        heights = np.clip(numbers.normal(middle, 0.22, count)[train] + 0.035 * step, 0.0, 1.0)
        loud = np.minimum(2.5, np.exp(numbers.normal(0.0, 0.5, count)))[train] * 0.85**step
        # A train may run on a little into the next second, never beyond the one that is looked back on.
        return Scatter(
            starts=np.minimum(starts, 1.8 * CELL_FRAMES).astype(np.int64),
            which=np.round(heights * (_SOUNDS - 1)).astype(np.int64),
            amplitudes=loud,
            pans=numbers.uniform(-0.7, 0.7, count)[train],
        )

    bubbles = Grains(_bubbles(generator(seed, 4)), draw, seed, 5)
    body_gain = db_to_amplitude(-21.0 + 10.0 * parameters.flow)
    spray_gain = db_to_amplitude(-31.0 + 9.0 * parameters.flow + 6.0 * parameters.brightness)

    # Running water is never even: it swirls from second to second, differently on each side.
    swirls = [Drift((1.3, 2.9, 5.3, 13.7), seed, 10 + each) for each in range(2 * CHANNELS)]
    loud = (body_gain, body_gain, spray_gain, spray_gain)

    def gains(times_s: NDArray[np.float64]) -> NDArray[np.float64]:
        points = [
            gain * 10.0 ** (2.2 * swirl(times_s) / 20.0) for gain, swirl in zip(loud, swirls, strict=True)
        ]
        return np.stack(points).reshape(2, CHANNELS, -1)

    return Woven([Wide(body, 0.6), Wide(spray, 0.8)], gains, [bubbles])


STREAM: Final = BedKind(
    name="stream",
    title="Stream",
    description=(
        "A small brook over stones in a wood: soft running water, and in it the bubbles that make a "
        "stream sound as if it talked, low and high, left and right."
    ),
    parameters=Stream,
    build=_build,
)
