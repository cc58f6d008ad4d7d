"""Scenes of light alone: rings, a fire's warmth, two circles of waves, ribbons, and fog."""

from __future__ import annotations

from typing import Final

import numpy as np

from quietude.cover.band import Band, Scene, clouds, smooth, sway
from quietude.cover.colour import Palette, between, ramp

_GRAINS: Final = 700
"""How many grains of fog lie side by side: each is two pixels wide."""


def rings(rng: np.random.Generator, palette: Palette) -> Scene:
    """Soft rings about a point below the words, like paper laid on paper; for a drone."""
    x, y = rng.uniform(0.58, 0.80), rng.uniform(0.88, 1.0)
    count = int(rng.integers(6, 9))
    outermost = rng.uniform(0.52, 0.60)
    radii = [outermost * (1 - index / count) ** 1.15 for index in range(count)]
    shade = between(palette.near, palette.near, 0)

    def paint(band: Band) -> None:
        band.fill(ramp(palette.sky, (0.0, 0.55, 1.5), band.y[:, 0]))
        distance = np.hypot(band.x - np.float32(x), band.y - np.float32(y))
        for index, radius in enumerate(radii):
            if band.y[-1, 0] < y - radius - 0.08:
                break
            share = (index + 1) / count
            inside = smooth(radius + band.pixel, radius - band.pixel, distance)
            shadow = np.exp(np.minimum(np.float32(radius) - distance, 0.0) * np.float32(30.0)) * (1 - inside)
            band.lay(shade, shadow * np.float32(0.16))
            band.lay(between(palette.far, palette.light, share**1.2), inside * np.float32(0.62))

    return paint


def hearth(rng: np.random.Generator, palette: Palette) -> Scene:
    """Low flames without an edge, the warmth they throw on a dark wall, and a few sparks."""
    x = rng.uniform(0.46, 0.66)
    breath = clouds(rng, across=5, down=4)
    flames = []
    for offset in np.linspace(-0.20, 0.20, 7):
        middle = 1.0 - abs(float(offset)) / 0.30
        flames.append(
            (
                x + float(offset) + rng.uniform(-0.02, 0.02),
                rng.uniform(0.055, 0.085),
                middle * rng.uniform(0.30, 0.50),
                sway(rng, cycles=rng.uniform(0.9, 1.4), octaves=2),
            )
        )
    sparks = [
        (x + rng.normal(0, 0.15), rng.uniform(0.46, 0.84), rng.uniform(0.0014, 0.0030), rng.uniform(0.3, 0.9))
        for _ in range(24)
    ]
    glow = between(palette.sky[2], palette.far, 0.5)
    warm = between(palette.far, palette.light, 0.40)
    hot = between(palette.light, palette.light, 0)

    def paint(band: Band) -> None:
        band.fill(ramp((*palette.sky[:2], palette.near), (0.0, 0.5, 1.05), band.y[:, 0]))
        lift = np.float32(0.08) * (breath(band.x, band.y) - np.float32(0.5))
        down = np.float32(1.04) - band.y
        distance = np.sqrt(((band.x - np.float32(x)) * np.float32(0.82)) ** 2 + down * down) + lift
        band.lay(glow, np.exp(-((distance / np.float32(0.60)) ** 2)) * np.float32(0.80))
        for colour, share, strength in ((warm, 1.0, 0.50), (hot, 0.62, 0.55)):
            for root, width, height, lean in flames:
                up = down / np.float32(height * share)
                if up[-1, 0] > 1.0:
                    continue
                # It narrows towards its tip, and leans the more the higher it is.
                half = np.float32(width * (0.6 + 0.4 * share)) * np.sqrt(np.clip(1.0 - up, 0.0, 1.0))
                axis = np.float32(root) + np.float32(0.035) * up * lean(band.y)
                near = np.abs(band.x - axis) / np.maximum(half, np.float32(1e-4))
                flame = np.exp(-near * near * np.float32(1.3)) * smooth(1.0, 0.25, up)
                band.lay(colour, flame * np.float32(strength))
        band.lay(hot, np.exp(-((distance / np.float32(0.21)) ** 2)) * np.float32(0.80))
        for spark_x, spark_y, size, bright in sparks:
            if abs(float(band.y.mean()) - spark_y) < 0.1:
                apart = (band.x - np.float32(spark_x)) ** 2 + (band.y - np.float32(spark_y)) ** 2
                band.lay(hot, np.exp(apart * np.float32(-1.0 / size**2)) * np.float32(bright * 0.8))

    return paint


def two_circles(rng: np.random.Generator, palette: Palette) -> Scene:
    """Two circles of waves that meet, and what they make between them; for tones that beat."""
    centre_x, centre_y = rng.uniform(0.50, 0.62), rng.uniform(0.74, 0.80)
    apart = rng.uniform(0.15, 0.19)
    lean = rng.uniform(-0.5, 0.5)
    radius = rng.uniform(0.27, 0.31)
    rate = rng.uniform(20, 26)
    centres = [
        (centre_x + side * apart * np.cos(lean), centre_y + side * apart * np.sin(lean)) for side in (-1, 1)
    ]
    # Light circles on a deep ground, deep ones on a light ground.
    deep = palette.sky[0][0] < 0.6
    ink, second = (palette.light, palette.far) if deep else (palette.near, palette.far)
    colours = [between(ink, second, 0.10), between(ink, second, 0.5 if deep else 0.7)]
    light = between(ink, ink, 0)

    def paint(band: Band) -> None:
        band.fill(ramp(palette.sky, (0.0, 0.5, 1.0), band.y[:, 0]))
        both = np.ones((len(band.y), band.x.shape[1]), dtype=np.float32)
        for (x, y), colour in zip(centres, colours, strict=True):
            distance = np.hypot(band.x - np.float32(x), band.y - np.float32(y))
            inside = smooth(radius + band.pixel, radius - band.pixel, distance)
            fill = np.float32(0.25) + np.float32(0.5) * np.clip(distance / np.float32(radius), 0, 1) ** 2
            wave = np.float32(0.5) + np.float32(0.5) * np.cos(distance * np.float32(2 * np.pi * rate))
            band.lay(colour, inside * (fill * np.float32(0.45) + wave * np.float32(0.16)))
            both *= inside * (np.float32(0.35) + np.float32(0.65) * wave)
        band.lay(light, both * np.float32(0.5))

    return paint


def ribbons(rng: np.random.Generator, palette: Palette) -> Scene:
    """Ribbons like silk that cross in the lower half; for music."""
    count = 6
    bands = []
    for index in range(count):
        share = index / (count - 1)
        middle = sway(rng, cycles=rng.uniform(0.45, 0.8), octaves=2, fall=0.35)
        width = sway(rng, cycles=rng.uniform(0.5, 0.9), octaves=2, fall=0.4)
        bands.append((middle, width, 0.60 + 0.36 * share, between(palette.far, palette.near, share), share))
    light = between(palette.light, palette.sky[2], 0.1)

    def paint(band: Band) -> None:
        band.fill(ramp(palette.sky, (0.0, 0.45, 0.9), band.y[:, 0]))
        x = band.x[0]
        for middle, width, base, colour, _ in bands:
            half = np.float32(0.085) + np.float32(0.055) * width(x)
            top = np.float32(base) + np.float32(0.085) * middle(x) - half
            if not band.reaches(top):
                continue
            inside = band.below(top) * (1 - band.below(top + 2 * half))
            at = np.clip((band.y - top) / (2 * half), 0.0, 1.0)
            band.lay(colour, inside * (np.float32(0.88) - np.float32(0.62) * at))
            band.lay(light, inside * (1 - at) ** 5 * np.float32(0.42))

    return paint


def fog(rng: np.random.Generator, palette: Palette) -> Scene:
    """Fog in soft banks; for noise, whose colour it takes."""
    banks = clouds(rng, across=3, down=7)
    wisps = clouds(rng, across=6, down=16)
    grains = rng.random((_GRAINS // 2, _GRAINS // 2), dtype=np.float32) - np.float32(0.5)
    light = between(palette.light, palette.sky[2], 0.2)
    deep = between(palette.far, palette.near, 0.35)

    def paint(band: Band) -> None:
        band.fill(ramp((*palette.sky, palette.far), (0.0, 0.40, 0.66, 1.05), band.y[:, 0]))
        mass = np.float32(0.68) * banks(band.x, band.y) + np.float32(0.32) * wisps(band.x, band.y)
        low = smooth(0.36, 0.80, band.y)
        band.lay(deep, smooth(0.50, 0.72, mass) * low * np.float32(0.75))
        band.lay(light, smooth(0.52, 0.32, mass) * low * np.float32(0.70))
        rows, columns = ((at * _GRAINS).astype(np.intp) % len(grains) for at in (band.y[:, 0], band.x[0]))
        band.rgb[:] += grains[rows][:, columns] * (np.float32(0.035) * low)
        np.clip(band.rgb, 0.0, 1.0, out=band.rgb)

    return paint
