"""Steady noise in colours. Nothing happens in it, which is its use: it covers what goes on around."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import numpy as np

from quietude.audio import CHANNELS, Source
from quietude.beds.bed import BedKind, parameter
from quietude.beds.curves import above, below, hill, product, slope, stereo_width
from quietude.beds.motion import Drift
from quietude.beds.spectra import Curve
from quietude.beds.texture import StereoNoise
from quietude.beds.woven import Woven

if TYPE_CHECKING:
    from numpy.typing import NDArray

_MOVEMENT_DB: Final = 2.0
_PERIODS_S: Final = (19.7, 31.3, 47.9)
"""Slower than a breath, so that nobody starts to breathe with it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Noise:
    """What can be set about noise of any colour."""

    width: float = parameter(0.7, "How differently the two ears hear it; 0 is mono.", low=0.0, high=0.95)
    movement: float = parameter(
        0.2,
        "How far its level wanders, over half a minute; 0 is perfectly steady, 1 is 2 dB.",
        low=0.0,
        high=1.0,
    )


def coloured(curve: Curve, parameters: Noise, seed: int) -> Source:
    """Stereo noise with this spectrum, wandering a little."""
    steady = StereoNoise(curve, stereo_width(parameters.width), seed)
    reach_db = _MOVEMENT_DB * parameters.movement
    apart = 0.4 * parameters.width
    both = Drift(_PERIODS_S, seed, 10)
    own = [Drift(_PERIODS_S, seed, 11 + channel) for channel in range(CHANNELS)]

    def gains(times_s: NDArray[np.float64]) -> NDArray[np.float64]:
        # The ears share most of the movement and differ in the rest: it turns a little in the room.
        shared = (1.0 - apart) * both(times_s)
        gain_db = [reach_db * (shared + apart * channel(times_s)) for channel in own]
        return np.asarray(10.0 ** (np.array([gain_db]) / 20.0))

    return Woven([steady], gains)


# Every colour keeps clear of what is not heard: under 30 Hz it would only cost headroom, and the last octave
# is rounded off, which takes the edge from white noise and changes no colour under 10 kHz by more than 1 dB.
_ROUNDED: Final = product(above(30.0, 3), below(16_000.0, 2))


def _brown(parameters: Noise, seed: int) -> Source:
    return coloured(product(slope(-6.0206), _ROUNDED), parameters, seed)


def _pink(parameters: Noise, seed: int) -> Source:
    return coloured(product(slope(-3.0103), _ROUNDED), parameters, seed)


def _white(parameters: Noise, seed: int) -> Source:
    return coloured(_ROUNDED, parameters, seed)


def _green(parameters: Noise, seed: int) -> Source:
    # There is no standard for green noise; what is sold as such is the middle of the spectrum, around 500 Hz.
    curve = product(slope(-3.0103), hill(580.0, 1.5, 9.0), above(150.0, 1), below(8_000.0, 2))
    return coloured(curve, parameters, seed)


BROWN_NOISE: Final = BedKind(
    name="brown-noise",
    title="Brown noise",
    description=(
        "A deep, soft rumble like a far waterfall or the cabin of a plane at night: its level falls by "
        "6 dB an octave, so that nothing hisses. Steady and without events; it covers sounds from next "
        "door."
    ),
    parameters=Noise,
    build=_brown,
)

PINK_NOISE: Final = BedKind(
    name="pink-noise",
    title="Pink noise",
    description=(
        "An even, natural rush like steady rain or a tap next door: its level falls by 3 dB an octave, "
        "so that every octave is equally strong. Steady and without events."
    ),
    parameters=Noise,
    build=_pink,
)

WHITE_NOISE: Final = BedKind(
    name="white-noise",
    title="White noise",
    description=(
        "A bright hiss, equally strong at every frequency, as from an untuned radio. It covers speech "
        "and traffic best and is the least soft; pink and brown noise are gentler."
    ),
    parameters=Noise,
    build=_white,
)

GREEN_NOISE: Final = BedKind(
    name="green-noise",
    title="Green noise",
    description=(
        "Noise from the middle of the spectrum, around 500 Hz, like a broad river heard from its bank: "
        "neither rumble nor hiss. Steady and without events."
    ),
    parameters=Noise,
    build=_green,
)
