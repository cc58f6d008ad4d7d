"""Scenes with a horizon: the sea, hills at night, dunes, and a plain disc of light over mist."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from quietude.cover.band import Band, Scene, smooth, sway
from quietude.cover.colour import Floats, Palette, between, ramp


def _sky(palette: Palette, horizon: float) -> Callable[[Band], None]:
    def paint(band: Band) -> None:
        band.fill(ramp(palette.sky, (0.0, horizon * 0.55, horizon), band.y[:, 0]))

    return paint


def _glow(
    band: Band, colour: Floats, x: float, y: float, width: float, height: float, strength: float
) -> None:
    """A light without an edge: it falls as a bell curve."""
    across = np.exp(-(((band.x - np.float32(x)) / np.float32(width)) ** 2))
    along = np.exp(-(((band.y - np.float32(y)) / np.float32(height)) ** 2))
    band.lay(colour, np.float32(strength) * across * along)


def _disc(band: Band, colour: Floats, x: float, y: float, radius: float, strength: float) -> None:
    if band.y[0, 0] > y + radius + 0.01 or band.y[-1, 0] < y - radius - 0.01:
        return
    distance = np.hypot(band.x - np.float32(x), band.y - np.float32(y))
    band.lay(colour, np.float32(strength) * smooth(radius + band.pixel, radius - band.pixel, distance))


def ocean(rng: np.random.Generator, palette: Palette) -> Scene:
    """A horizon, and long swells that come nearer and grow."""
    horizon = rng.uniform(0.60, 0.66)
    light_x = rng.uniform(0.58, 0.84)
    sky = _sky(palette, horizon)
    light = between(palette.light, palette.sky[2], 0.1)
    disc = rng.uniform(0.035, 0.06)
    disc_y = horizon - disc * rng.uniform(0.2, 2.2)
    count = 7
    swells = []
    for index in range(count):
        near = index / (count - 1)
        base = horizon + (1.0 - horizon) * (0.04 + 0.80 * near**1.35)
        height = 0.002 + 0.022 * near
        swells.append((sway(rng, cycles=2.4 - 1.5 * near, octaves=2), base, height, near))

    def paint(band: Band) -> None:
        sky(band)
        _glow(band, light, light_x, horizon, 0.42, 0.13, 0.70)
        _disc(band, between(palette.light, palette.light, 0), light_x, disc_y, disc, 0.92)
        if not band.reaches(np.full(1, horizon, dtype=np.float32)):
            return
        far = between(palette.far, palette.sky[2], 0.35)
        band.lay(far, band.below(np.full(band.x.shape[1], horizon, dtype=np.float32)))
        _path(band, light, light_x, horizon, 0.055)
        for curve, base, height, near in swells:
            edge = np.float32(base) + np.float32(height) * curve(band.x[0])
            if not band.reaches(edge):
                break
            cover = band.below(edge)
            depth = np.maximum(band.y - edge, 0.0)
            band.lay(between(palette.far, palette.near, 0.10 + 0.90 * near), cover * np.float32(0.85))
            crest = np.exp(depth * np.float32(-1.0 / (0.012 + 0.035 * near)))
            band.lay(light, cover * crest * np.float32(0.36 - 0.14 * near))

    return paint


def _path(band: Band, colour: Floats, x: float, top: float, width: float) -> None:
    """The light on the water: it widens towards the one who looks."""
    down = np.maximum(band.y - np.float32(top), 0.0)
    spread = np.float32(width) + down * np.float32(0.55)
    across = np.exp(-(((band.x - np.float32(x)) / spread) ** 2))
    band.lay(colour, across * np.exp(down * np.float32(-5.0)) * np.float32(0.6) * (down > 0))


def night(rng: np.random.Generator, palette: Palette) -> Scene:
    """Stars over hills that stand one behind the other."""
    horizon = rng.uniform(0.74, 0.80)
    sky = _sky(palette, horizon)
    count = 260
    stars = np.stack(
        [rng.random(count), horizon * rng.random(count) ** 1.1, rng.random(count) ** 3, rng.random(count)]
    ).astype(np.float32)
    light = between(palette.light, palette.light, 0)
    moon = rng.random() < 0.55
    moon_x, moon_y, radius = rng.uniform(0.68, 0.84), rng.uniform(0.50, 0.60), rng.uniform(0.045, 0.065)
    hills = _hills(rng, horizon=horizon - 0.09, count=4, height=0.055)

    def paint(band: Band) -> None:
        sky(band)
        _stars(band, light, stars)
        if moon:
            _glow(band, light, moon_x, moon_y, 0.20, 0.20, 0.30)
            _disc(band, light, moon_x, moon_y, radius, 0.95)
        _land(band, palette, hills, haze=0.45)

    return paint


def _stars(band: Band, colour: Floats, stars: Floats) -> None:
    for x, y, size, bright in stars.T:
        radius = 0.0009 + 0.0019 * float(size)
        if not band.y[0, 0] - 4 * radius < y < band.y[-1, 0] + 4 * radius:
            continue
        # Behind the words they are faint, so that nothing there competes with a dot of a letter.
        veil = float(smooth(0.42, 0.66, np.asarray(y))) * 0.75 + 0.25
        near = np.abs(band.x[0] - x) < 4 * radius
        distance = ((band.x[:, near] - x) ** 2 + (band.y - y) ** 2) / np.float32(radius * radius)
        cover = np.exp(-distance) * np.float32((0.45 + 0.55 * float(bright)) * veil)
        for channel, value in zip(band.rgb, colour, strict=True):
            channel[:, near] += cover * (value - channel[:, near])


Hill = tuple[Callable[[Floats], Floats], float, float, float]
"""Its curve, how high it stands, how tall it is, and how near (0 to 1)."""


def _hills(rng: np.random.Generator, *, horizon: float, count: int, height: float) -> list[Hill]:
    hills: list[Hill] = []
    for index in range(count):
        near = index / (count - 1)
        base = horizon + (1.0 - horizon) * (0.12 + 0.66 * near)
        hills.append(
            (
                sway(rng, cycles=rng.uniform(0.7, 1.3), octaves=3, fall=0.42),
                base,
                height * (0.8 + 0.5 * near),
                near,
            )
        )
    return hills


def _land(band: Band, palette: Palette, hills: list[Hill], *, haze: float) -> None:
    """Hills from the farthest; the foot of each is in mist, so that the next stands out."""
    for curve, base, height, near in hills:
        edge = np.float32(base) + np.float32(height) * curve(band.x[0])
        if not band.reaches(edge):
            continue
        cover = band.below(edge)
        band.lay(between(palette.far, palette.near, near), cover)
        if near < 1.0:
            depth = np.maximum(band.y - edge, 0.0)
            mist = smooth(0.0, 0.17, depth) * cover
            band.lay(between(palette.far, palette.sky[2], 0.55), mist * np.float32(haze * (1.0 - 0.6 * near)))


def dunes(rng: np.random.Generator, palette: Palette) -> Scene:
    """Dunes: each has a ridge with a light side, and a shade that fades from it."""
    horizon = rng.uniform(0.54, 0.60)
    sky = _sky(palette, horizon)
    light = between(palette.light, palette.sky[2], 0.15)
    side = 1.0 if rng.random() < 0.5 else -1.0
    count = 5
    ridges = []
    for index in range(count):
        near = index / (count - 1)
        base = horizon + (1.0 - horizon) * (0.10 + 0.72 * near)
        tilt = side * rng.uniform(0.06, 0.13) * (1 if index % 2 else -1)
        ridges.append(
            (
                sway(rng, cycles=rng.uniform(0.55, 0.95), octaves=2, fall=0.35),
                base,
                0.045 + 0.03 * near,
                tilt,
                near,
            )
        )

    def paint(band: Band) -> None:
        sky(band)
        _glow(band, light, 0.5 + 0.24 * side, horizon + 0.04, 0.5, 0.16, 0.6)
        x = band.x[0]
        for curve, base, height, tilt, near in ridges:
            edge = np.float32(base) + np.float32(height) * curve(x) + np.float32(tilt) * (x - np.float32(0.5))
            if not band.reaches(edge):
                continue
            cover = band.below(edge)
            depth = np.maximum(band.y - edge, 0.0)
            band.lay(between(palette.far, palette.near, 0.08 + 0.80 * near), cover)
            lit = np.exp(depth * np.float32(-1.0 / (0.05 + 0.07 * near)))
            # The wind's side of a ridge takes the light where it turns towards it.
            turn = np.float32(0.55) + np.float32(0.45) * np.sin(x * np.float32(3.1) + np.float32(base * 40))
            band.lay(light, cover * lit * turn * np.float32(0.50 - 0.22 * near))

    return paint


def still(rng: np.random.Generator, palette: Palette) -> Scene:
    """A disc of light over layers of mist; for sounds that nobody here knows, and for none."""
    horizon = rng.uniform(0.72, 0.78)
    sky = _sky(palette, horizon)
    light = between(palette.light, palette.light, 0)
    x, radius = rng.uniform(0.60, 0.74), rng.uniform(0.13, 0.17)
    y = horizon - radius * rng.uniform(0.25, 0.65)
    hills = _hills(rng, horizon=horizon - 0.02, count=3, height=0.028)

    def paint(band: Band) -> None:
        sky(band)
        _glow(band, light, x, y, 0.34, 0.30, 0.45)
        _disc(band, light, x, y, radius, 0.85)
        _land(band, palette, hills, haze=0.6)

    return paint
