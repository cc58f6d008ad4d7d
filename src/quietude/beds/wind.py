"""Wind in tall trees: long gusts that pass from one side to the other."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import numpy as np

from quietude.audio import CHANNELS, Source
from quietude.beds.bed import BedKind, parameter
from quietude.beds.curves import above, below, hill, product, slope
from quietude.beds.motion import Drift
from quietude.beds.texture import Wide, noise
from quietude.beds.woven import Woven
from quietude.units import db_to_amplitude

if TYPE_CHECKING:
    from numpy.typing import NDArray


@dataclass(frozen=True, slots=True, kw_only=True)
class Wind:
    """What can be set about the wind."""

    gusts: float = parameter(0.5, "How far it swells and sinks: 0 is an even breeze.", low=0.0, high=1.0)
    leaves: float = parameter(
        0.5, "How much of the leaves' rustle there is: 0 is bare branches.", low=0.0, high=1.0
    )


_PERIODS_S: Final = (9.7, 15.1, 26.9, 43.3)
_CROSSING_S: Final = 0.9
"""How long a gust takes from one ear to the other."""


def _build(parameters: Wind, seed: int) -> Source:
    air = noise(product(slope(-4.0), above(90.0, 2), below(420.0, 2)), (seed, 1))
    # A broad resonance, as a gap between trunks has it; narrower, it would howl.
    trunks = noise(product(slope(-4.0), above(250.0, 2), hill(430.0, 0.5, 6.0), below(1500.0, 2)), (seed, 2))
    leaves = noise(product(slope(-2.5), above(1400.0, 2), below(5200.0, 1)), (seed, 3))
    leaf_gain = db_to_amplitude(-19.0 + 16.0 * parameters.leaves) if parameters.leaves else 0.0

    blowing, crossing = Drift(_PERIODS_S, seed, 10), Drift((61.1, 97.3), seed, 11)
    reach = (1.0 + parameters.gusts) / 1.5

    def strength(times_s: NDArray[np.float64]) -> NDArray[np.float64]:
        """How hard it blows, 0 to 1."""
        wander = 0.5 + 0.9 * blowing(times_s)
        smooth: NDArray[np.float64] = 0.5 + 0.5 * np.tanh(2.0 * (wander - 0.5))
        return 0.5 + (smooth - 0.5) * min(1.0, 2.0 * parameters.gusts)

    def gains(times_s: NDArray[np.float64]) -> NDArray[np.float64]:
        late_s = 0.5 * _CROSSING_S * crossing(times_s)
        # The logarithm is taken once: a power is then one exponential.
        ears = np.log([strength(times_s - late_s), strength(times_s + late_s)])
        points = np.empty((3, CHANNELS, len(times_s)))
        # What is higher needs more wind to sound at all.
        for number, (gain, power) in enumerate(((1.0, 0.8), (0.9, 1.3), (leaf_gain, 1.9))):
            points[number] = gain * (0.22 + 0.78 * np.exp((power * reach) * ears))
        return points

    return Woven([Wide(air, 0.3), Wide(trunks, 0.6), Wide(leaves, 0.8)], gains)


WIND: Final = BedKind(
    name="wind",
    title="Wind",
    description=(
        "Wind in tall trees: a low breath of air that is always there, and gusts that gather over ten "
        "or twenty seconds, stir the leaves, pass over from one side to the other and die down. It does"
        " not howl."
    ),
    parameters=Wind,
    build=_build,
)
