"""Rain on leaves, without thunder: a soft sheet of it far off, and single drops nearby."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import numpy as np

from quietude.audio import CHANNELS, Samples, Source
from quietude.beds.bed import BedKind, parameter
from quietude.beds.cells import CELL_FRAMES
from quietude.beds.curves import above, below, hill, product, slope
from quietude.beds.grains import Grains, Scatter, ping, tick
from quietude.beds.motion import Drift, generator
from quietude.beds.texture import Texture, Wide, grainy, noise
from quietude.beds.woven import Woven
from quietude.units import db_to_amplitude

if TYPE_CHECKING:
    from numpy.typing import NDArray


@dataclass(frozen=True, slots=True, kw_only=True)
class Rain:
    """What can be set about the rain."""

    density: float = parameter(
        0.5, "How hard it rains: 0 is single drops, 1 is a steady downpour.", low=0.0, high=1.0
    )
    brightness: float = parameter(
        0.4, "How open it sounds: 0 is rain behind a window, 1 is rain around you.", low=0.0, high=1.0
    )


_SOUNDS: Final = 40


def _drops(numbers: np.random.Generator, brightness: float) -> list[Samples]:
    sounds = []
    for number in range(_SOUNDS):
        if number % 3 == 0:  # on water: a plink
            sounds.append(
                ping(numbers.uniform(1500.0, 3400.0), numbers.uniform(0.012, 0.030), rise=0.15) * 0.5
            )
        else:  # on a leaf: a pat
            centre_hz = numbers.uniform(900.0, 2200.0 + 2400.0 * brightness)
            sounds.append(tick(centre_hz, numbers.uniform(0.008, 0.022), numbers))
    return sounds


def _patter(seed: int, brightness: float) -> Texture:
    """Drops too many to be told apart, yet not quite noise: some 2,400 a second, coloured together."""
    curve = product(
        slope(-1.0), above(900.0, 1), hill(2600.0, 1.2, 4.0), below(4500.0 + 6000.0 * brightness, 1)
    )
    return grainy(curve, 2_400, (seed, 3))


def _build(parameters: Rain, seed: int) -> Source:
    edge_hz = 2500.0 + 8000.0 * parameters.brightness
    sheet = noise(product(slope(-1.5), above(420.0, 1), below(edge_hz, 1)), (seed, 1))
    patter = _patter(seed, parameters.brightness)
    rate = 18.0 + 60.0 * parameters.density
    close = db_to_amplitude(12.0 - 4.0 * parameters.density)

    def draw(numbers: np.random.Generator, _cell: int) -> Scatter:
        count = int(numbers.poisson(rate))
        return Scatter(
            starts=numbers.integers(0, CELL_FRAMES, count),
            which=numbers.integers(0, _SOUNDS, count),
            # Most drops fall far off; the nearest stay within 12 dB of the usual one, so that none startles.
            amplitudes=close * np.minimum(4.0, np.exp(numbers.normal(0.0, 0.6, count))),
            pans=numbers.uniform(-0.75, 0.75, count),
        )

    drops = Grains(_drops(generator(seed, 4), parameters.brightness), draw, seed, 5)
    far_gain = db_to_amplitude(-9.0 + 9.0 * parameters.density)
    near_gain = db_to_amplitude(-6.0 + 4.0 * parameters.density)

    # The rain comes a little harder and softer, over half a minute, not at once on both sides.
    both = [Drift((23.3, 41.9, 67.1), seed, 10 + number) for number in range(2)]
    sides = [Drift((17.9, 31.7), seed, 20 + each) for each in range(2 * CHANNELS)]

    def gains(times_s: NDArray[np.float64]) -> NDArray[np.float64]:
        points = np.empty((2, CHANNELS, len(times_s)))
        for number, gain in enumerate((far_gain, near_gain)):
            shared_db = 2.0 * both[number](times_s)
            for side in range(CHANNELS):
                own_db = 0.8 * sides[2 * number + side](times_s)
                points[number, side] = gain * 10.0 ** ((shared_db + own_db) / 20.0)
        return points

    return Woven([Wide(sheet, 0.75), Wide(patter, 0.8)], gains, [drops])


RAIN: Final = BedKind(
    name="rain",
    title="Rain",
    description=(
        "Steady summer rain on leaves and puddles, with no thunder and no wind: a soft sheet of it all "
        "around, and single drops close by, a little harder and softer over half a minute."
    ),
    parameters=Rain,
    build=_build,
)
