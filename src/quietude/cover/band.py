"""The surface that a cover is painted on, some rows at a time, and the soft shapes that scenes are made of.

A scene is a function of the place alone, so it is painted in bands that fit the processor's cache: the whole
picture never stands in memory as floats, and a small one for a look costs little.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from quietude.cover.colour import Floats

_TILE: Final = 256
_FINE: Final = 0.5
"""How far the dither reaches from pixel to pixel, in steps of 8 bit, to either side."""
_GRAIN: Final = 1.0
"""How far the paper's grain reaches, two pixels wide: a JPEG keeps it, and drops what is finer."""
_TINT: Final = 1.1
"""How far each colour strays by itself, four pixels wide: of hues a JPEG keeps still less."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Band:
    """Some rows of the picture: ``x`` (1, w) and ``y`` (h, 1) run from 0 to 1 over the whole of it."""

    x: Floats
    y: Floats
    rgb: Floats
    """Shape (3, h, w), sRGB as it is stored, 0 to 1; scenes change it in place."""

    @property
    def pixel(self) -> float:
        """How wide a pixel is, as a share of the picture."""
        return 1.0 / int(self.rgb.shape[2])

    def fill(self, column: Floats) -> None:
        """Set every row to its colour: shape (3, h, 1)."""
        self.rgb[:] = column

    def lay(self, colour: Floats, cover: Floats | float) -> None:
        """Lay a colour over it.

        ``colour`` has shape (3,) or (3, h, 1); ``cover``, 0 to 1, has (h, w), (h, 1) or (1, w).
        """
        for channel, value in zip(self.rgb, colour, strict=True):
            channel += cover * (value - channel)

    def below(self, edge: Floats) -> Floats:
        """What lies below a line ``edge`` (w,) of heights, with a soft step of one pixel: shape (h, w)."""
        return np.asarray(np.clip((self.y - edge) * self.rgb.shape[2] + np.float32(0.5), 0.0, 1.0))

    def reaches(self, edge: Floats) -> bool:
        """Whether any of it lies below the line."""
        return bool(self.y[-1, 0] + self.pixel > edge.min())


Scene = Callable[[Band], None]
"""Paints a band; the same place gets the same colour whichever band it lies in."""


def smooth(low: float, high: float, at: Floats) -> Floats:
    """0 below ``low``, 1 above ``high`` (which may be the smaller), and a soft step between."""
    share = np.clip((at - np.float32(low)) / np.float32(high - low), 0.0, 1.0)
    return np.asarray(share * share * (np.float32(3.0) - np.float32(2.0) * share))


def sway(
    rng: np.random.Generator, *, cycles: float, octaves: int = 3, fall: float = 0.5
) -> Callable[[Floats], Floats]:
    """A quiet curve about 0, of height about 1: some sines of rising frequency (from ``cycles`` over the
    picture's width) and falling height.
    """
    parts = []
    for octave in range(octaves):
        frequency = cycles * 1.9**octave * rng.uniform(0.85, 1.15)
        parts.append((2 * np.pi * frequency, rng.uniform(0, 2 * np.pi), fall**octave))
    whole = sum(height for _, _, height in parts)

    def curve(at: Floats) -> Floats:
        total = np.zeros_like(at)
        for frequency, phase, height in parts:
            total += np.float32(height / whole) * np.sin(np.float32(frequency) * at + np.float32(phase))
        return total

    return curve


def clouds(rng: np.random.Generator, *, across: int, down: int) -> Callable[[Floats, Floats], Floats]:
    """A soft field, 0 to 1, without direction: random values on a grid of that many cells, joined by cubics.

    Takes columns (1, w) and rows (h, 1), 0 to 1, and gives (h, w).
    """
    grid = rng.random((down + 3, across + 3), dtype=np.float32)

    def field(x: Floats, y: Floats) -> Floats:
        columns, column_weights = _cubic(x[0], across)
        rows, row_weights = _cubic(y[:, 0], down)
        along = grid[:, columns] * column_weights[0]
        for tap in (1, 2, 3):
            along += grid[:, columns + tap] * column_weights[tap]
        field = along[rows] * row_weights[0][:, None]
        for tap in (1, 2, 3):
            field += along[rows + tap] * row_weights[tap][:, None]
        return np.asarray(field)

    return field


def _cubic(at: Floats, cells: int) -> tuple[NDArray[np.intp], list[Floats]]:
    """The first of the four values that each place draws on, and their weights (a cubic B-spline's)."""
    place = np.clip(at, 0.0, 1.0) * np.float32(cells - 1e-3)
    first = place.astype(np.intp)
    t = (place - first).astype(np.float32)
    left = 1 - t
    weights = (left**3, 3 * t**3 - 6 * t * t + 4, 3 * left**3 - 6 * left * left + 4, t**3)
    return first, [(weight / 6).astype(np.float32) for weight in weights]


def paint(scene: Scene, side: int, rng: np.random.Generator, *, rows: int = 50) -> NDArray[np.uint8]:
    """The picture, shape (side, side, 3): painted by bands of ``rows`` and dithered to 8 bit."""
    tile = np.tile(_grain(rng), (1, 1, -(-side // _TILE)))[:, :, :side] + np.float32(0.5)
    centres = ((np.arange(side) + 0.5) / side).astype(np.float32)
    picture = np.empty((side, side, 3), dtype=np.uint8)
    for start in range(0, side, rows):
        y = centres[start : start + rows, None]
        band = Band(x=centres[None, :], y=y, rgb=np.empty((3, len(y), side), dtype=np.float32))
        scene(band)
        at = np.arange(start, start + len(y)) % _TILE
        for channel, values in enumerate(band.rgb):
            values *= np.float32(255.0)
            values += tile[channel, at]
            np.clip(values, 0.0, 255.0, out=values)
            picture[start : start + rows, :, channel] = values
    return picture


def _grain(rng: np.random.Generator) -> Floats:
    """Noise that hides the steps of 8 bit, for each colour: shape (3, `_TILE`, `_TILE`).

    Noise from pixel to pixel would do for a file without loss. A JPEG drops it, and a slow gradient is in
    bands again: of lightness, and in dark pictures of hue. So most of it is wider than a pixel.
    """

    def wide(noise: Floats, width: int) -> Floats:
        return np.asarray(noise.repeat(width, axis=-2).repeat(width, axis=-1))

    # Two uniform numbers make a triangle: the error then has neither a mean nor a size that moves.
    fine, grain = (rng.random((2, n, n), dtype=np.float32).sum(axis=0) - 1 for n in (_TILE, _TILE // 2))
    tint = 2 * rng.random((3, _TILE // 4, _TILE // 4), dtype=np.float32) - 1
    mixed = np.float32(_FINE) * fine + np.float32(_GRAIN) * wide(grain, 2) + np.float32(_TINT) * wide(tint, 4)
    return np.asarray(mixed, dtype=np.float32)
