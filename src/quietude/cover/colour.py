"""Colours by lightness, chroma and hue as the eye sees them (OKLCH), and the harmonies of covers.

OKLab and its matrices: Björn Ottosson, "A perceptual color space for image processing" (2020). Contrast:
WCAG 2.2.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float32]
Lch = tuple[float, float, float]
"""Lightness 0 to 1, chroma 0 to about 0.3, hue in degrees."""

LEAST_CONTRAST: Final = 4.5
"""Of text to its ground, WCAG 2.2 level AA (1.4.3)."""
_TO_CONES: Final = np.array(
    [
        [1.0, 0.3963377774, 0.2158037573],
        [1.0, -0.1055613458, -0.0638541728],
        [1.0, -0.0894841775, -1.2914855480],
    ]
)
_TO_LINEAR: Final = np.array(
    [
        [4.0767416621, -3.3077115913, 0.2309699292],
        [-1.2684380046, 2.6097574011, -0.3413193965],
        [-0.0041960863, -0.7034186147, 1.7076147010],
    ]
)
_LUMINANCE: Final = np.array([0.2126, 0.7152, 0.0722])


@dataclass(frozen=True, slots=True, kw_only=True)
class Palette:
    """One harmony: a sky from its top to the horizon, a land from far to near, and a light."""

    sky: tuple[Lch, Lch, Lch]
    far: Lch
    near: Lch
    light: Lch

    def turned(self, degrees: float) -> Palette:
        """The same harmony with every hue turned."""

        def turn(colour: Lch) -> Lch:
            return colour[0], colour[1], colour[2] + degrees

        return Palette(
            sky=(turn(self.sky[0]), turn(self.sky[1]), turn(self.sky[2])),
            far=turn(self.far),
            near=turn(self.near),
            light=turn(self.light),
        )


def _palette(*colours: Lch) -> Palette:
    return Palette(
        sky=(colours[0], colours[1], colours[2]), far=colours[3], near=colours[4], light=colours[5]
    )


PALETTES: Final = {
    "dawn": _palette(
        (0.86, 0.030, 300), (0.90, 0.034, 20), (0.92, 0.052, 62), (0.78, 0.048, 350), (0.44, 0.062, 300),
        (0.97, 0.040, 85),
    ),
    "mist": _palette(
        (0.87, 0.020, 235), (0.90, 0.016, 215), (0.93, 0.016, 150), (0.79, 0.028, 215), (0.42, 0.044, 225),
        (0.975, 0.012, 110),
    ),
    "sage": _palette(
        (0.89, 0.024, 165), (0.915, 0.026, 130), (0.935, 0.036, 100), (0.78, 0.042, 150), (0.42, 0.048, 170),
        (0.97, 0.040, 98),
    ),
    "sand": _palette(
        (0.885, 0.020, 220), (0.91, 0.016, 90), (0.925, 0.040, 75), (0.81, 0.058, 68), (0.52, 0.074, 45),
        (0.97, 0.034, 85),
    ),
    "rose": _palette(
        (0.87, 0.026, 320), (0.90, 0.032, 10), (0.93, 0.042, 48), (0.79, 0.056, 12), (0.46, 0.068, 345),
        (0.97, 0.030, 70),
    ),
    "dusk": _palette(
        (0.36, 0.062, 280), (0.46, 0.072, 305), (0.72, 0.086, 40), (0.46, 0.066, 310), (0.22, 0.042, 285),
        (0.88, 0.078, 70),
    ),
    "lagoon": _palette(
        (0.34, 0.048, 225), (0.44, 0.054, 210), (0.68, 0.058, 175), (0.46, 0.054, 205), (0.20, 0.036, 225),
        (0.91, 0.042, 98),
    ),
    "forest": _palette(
        (0.33, 0.040, 175), (0.42, 0.044, 165), (0.66, 0.058, 125), (0.44, 0.046, 165), (0.20, 0.030, 175),
        (0.90, 0.058, 92),
    ),
    "night": _palette(
        (0.20, 0.044, 270), (0.28, 0.050, 262), (0.47, 0.056, 235), (0.33, 0.048, 255), (0.13, 0.026, 265),
        (0.93, 0.034, 90),
    ),
    "aubergine": _palette(
        (0.23, 0.044, 315), (0.32, 0.058, 330), (0.54, 0.078, 10), (0.36, 0.058, 335), (0.15, 0.030, 310),
        (0.90, 0.052, 60),
    ),
    "ember": _palette(
        (0.20, 0.026, 25), (0.27, 0.048, 30), (0.48, 0.096, 42), (0.40, 0.088, 36), (0.14, 0.024, 25),
        (0.86, 0.110, 72),
    ),
    "umber": _palette(
        (0.25, 0.024, 55), (0.33, 0.036, 55), (0.55, 0.062, 65), (0.40, 0.046, 58), (0.17, 0.020, 50),
        (0.89, 0.060, 82),
    ),
}  # fmt: skip
"""Five light ones and seven deep ones, all muted: chroma stays below what a poster would take."""


def lab(colour: Lch) -> NDArray[np.float64]:
    """OKLab of a colour, shape (3,)."""
    turn = np.radians(colour[2])
    return np.array([colour[0], colour[1] * np.cos(turn), colour[1] * np.sin(turn)])


def srgb(oklab: NDArray[np.float64]) -> Floats:
    """OKLab to sRGB as it is stored, 0 to 1; shape (..., 3) both. What sRGB has not is clipped."""
    linear = np.clip(((oklab @ _TO_CONES.T) ** 3) @ _TO_LINEAR.T, 0.0, 1.0)
    encoded = np.where(linear <= 0.0031308, 12.92 * linear, 1.055 * linear ** (1 / 2.4) - 0.055)
    return np.asarray(encoded, dtype=np.float32)


def between(one: Lch, other: Lch, share: float) -> Floats:
    """The sRGB colour at ``share`` of the straight way from one to the other, shape (3,)."""
    return srgb(lab(one) + (lab(other) - lab(one)) * share)


def ramp(colours: Sequence[Lch], stops: Sequence[float], at: NDArray[np.floating]) -> Floats:
    """A smooth way through colours, in sRGB: ``at`` of shape (n,) gives (3, n, 1), a column of a picture.

    ``stops`` rise; before the first and after the last the colour stays.
    """
    labs = np.array([lab(colour) for colour in colours])
    position = np.interp(at, stops, np.arange(len(colours), dtype=np.float64))
    index = np.minimum(position.astype(np.intp), len(colours) - 2)
    share = position - index
    share = share * share * (3.0 - 2.0 * share)  # no corner where one pair of colours meets the next
    mixed = labs[index] + (labs[index + 1] - labs[index]) * share[:, None]
    return np.ascontiguousarray(srgb(mixed).T[:, :, None])


def luminance(pixels: NDArray[np.uint8]) -> NDArray[np.float64]:
    """Relative luminance, 0 to 1, as WCAG defines it; of shape (..., 3) gives (...)."""
    return np.asarray(_LINEAR[pixels] @ _LUMINANCE)


def contrast(one: float, other: float) -> float:
    """WCAG's ratio of two luminances, 1 to 21.

    >>> round(contrast(1.0, 0.0), 1), contrast(0.25, 0.25)
    (21.0, 1.0)
    """
    darker, lighter = sorted((one, other))
    return (lighter + 0.05) / (darker + 0.05)


def _linear_table() -> NDArray[np.float64]:
    share = np.arange(256) / 255
    return np.where(share <= 0.04045, share / 12.92, ((share + 0.055) / 1.055) ** 2.4)


_LINEAR: Final = _linear_table()
"""Of each of the 256 values of a channel."""
