"""Wind in tall trees: long gusts that pass from one side to the other."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import numpy as np

from quietude.audio import CHANNELS, Block, Source
from quietude.beds.bed import BedKind, parameter
from quietude.beds.cells import CELL_FRAMES, Cells, control_times, spread
from quietude.beds.curves import above, below, hill, product, slope
from quietude.beds.loops import LENGTHS, lay, noise
from quietude.beds.motion import drift
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
    air = noise(product(slope(-4.0), above(90.0, 2), below(420.0, 2)), LENGTHS[0], (seed, 1))
    # A broad resonance, as a gap between trunks has it; narrower, it would howl.
    trunks = noise(
        product(slope(-4.0), above(250.0, 2), hill(430.0, 0.5, 6.0), below(1500.0, 2)), LENGTHS[1], (seed, 2)
    )
    leaves = noise(product(slope(-2.5), above(1400.0, 2), below(5200.0, 1)), LENGTHS[2], (seed, 3))
    leaf_gain = db_to_amplitude(-19.0 + 16.0 * parameters.leaves) if parameters.leaves else 0.0

    def strength(times_s: NDArray[np.float64]) -> NDArray[np.float64]:
        """How hard it blows, 0 to 1."""
        wander = 0.5 + 0.9 * drift(times_s, _PERIODS_S, seed, 10)
        smooth: NDArray[np.float64] = 0.5 + 0.5 * np.tanh(2.0 * (wander - 0.5))
        return 0.5 + (smooth - 0.5) * min(1.0, 2.0 * parameters.gusts)

    def cell(index: int) -> Block:
        out = np.zeros((CELL_FRAMES, CHANNELS), dtype=np.float32)
        times_s = control_times(index)
        start = index * CELL_FRAMES
        late_s = 0.5 * _CROSSING_S * drift(times_s, (61.1, 97.3), seed, 11)
        ears = [strength(times_s - late_s), strength(times_s + late_s)]
        reach = 1.0 + parameters.gusts
        # What is higher needs more wind to sound at all.
        for loop, width, gain, power in (
            (air, 0.3, 1.0, 0.8),
            (trunks, 0.6, 0.9, 1.3),
            (leaves, 0.8, leaf_gain, 1.9),
        ):
            gains = [spread(gain * (0.22 + 0.78 * ear ** (power * reach / 1.5))) for ear in ears]
            lay(out, start, loop, width, gains[0], gains[1])
        return out

    return Cells(cell)


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
