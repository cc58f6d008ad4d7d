"""Scenes of water: rain that falls in veils, rings that a bowl makes on it, and a stream."""

from __future__ import annotations

import numpy as np

from quietude.cover.band import Band, Scene, clouds, smooth, sway
from quietude.cover.colour import Palette, between, ramp


def rain(rng: np.random.Generator, palette: Palette) -> Scene:
    """Fine rain in veils before grey hills, with a little light behind."""
    light_x = rng.uniform(0.55, 0.85)
    veil = clouds(rng, across=9, down=2)
    fine = clouds(rng, across=260, down=9)
    finer = clouds(rng, across=420, down=14)
    ridges = [
        (sway(rng, cycles=rng.uniform(0.6, 1.1), octaves=3, fall=0.4), base, near)
        for base, near in ((0.66, 0.0), (0.76, 0.45), (0.88, 0.9))
    ]
    light = between(palette.light, palette.sky[2], 0.3)

    def paint(band: Band) -> None:
        band.fill(ramp(palette.sky, (0.0, 0.40, 0.78), band.y[:, 0]))
        glow = np.exp(
            -(((band.x - np.float32(light_x)) / np.float32(0.4)) ** 2)
            - ((band.y - np.float32(0.64)) / np.float32(0.22)) ** 2
        )
        band.lay(light, glow * np.float32(0.5))
        for curve, base, near in ridges:
            edge = np.float32(base) + np.float32(0.035) * curve(band.x[0])
            if band.reaches(edge):
                # A hill in the rain has no line: it comes out of the grey.
                depth = band.y - edge
                cover = smooth(-0.004 - 0.01 * (1 - near), 0.012, depth) * (
                    1 - np.float32(0.55) * smooth(0.0, 0.16, depth)
                )
                band.lay(between(palette.far, palette.near, 0.15 + 0.6 * near), cover * np.float32(0.75))
        falls = smooth(0.30, 0.85, veil(band.x, band.y))
        band.lay(light, falls * np.float32(0.30) * smooth(0.1, 0.6, band.y))
        streaks = smooth(0.60, 0.92, fine(band.x, band.y)) + smooth(0.64, 0.95, finer(band.x, band.y))
        band.lay(light, streaks * (np.float32(0.16) + np.float32(0.24) * falls) * smooth(0.05, 0.75, band.y))

    return paint


def rings_on_water(rng: np.random.Generator, palette: Palette) -> Scene:
    """Rings that spread on still water, seen from the shore."""
    sources = [(rng.uniform(0.56, 0.74), rng.uniform(0.68, 0.76), 1.0)]
    if rng.random() < 0.6:
        sources.append((rng.uniform(0.12, 0.34), rng.uniform(0.84, 0.92), 0.6))
    flat = rng.uniform(2.5, 3.0)
    wave = rng.uniform(0.052, 0.066)
    light = between(palette.light, palette.sky[2], 0.15)
    shade = between(palette.near, palette.far, 0.35)

    def paint(band: Band) -> None:
        colours = (*palette.sky, palette.far, palette.near)
        band.fill(
            ramp(
                (colours[0], colours[1], colours[2], colours[3], colours[4]),
                (0.0, 0.30, 0.56, 0.80, 1.18),
                band.y[:, 0],
            )
        )
        slope = np.zeros((len(band.y), band.x.shape[1]), dtype=np.float32)
        for x, y, strength in sources:
            down = (band.y - np.float32(y)) * np.float32(flat)
            distance = np.sqrt((band.x - np.float32(x)) ** 2 + down * down)
            # Longer and fainter as they go, as rings are.
            phase = np.sqrt(distance + np.float32(0.02)) * np.float32(2 * np.pi * 0.36 / wave)
            fade = np.exp(distance * np.float32(-3.4)) * smooth(0.0, 0.03, distance)
            slope += np.sin(phase) * fade * np.float32(strength)
        quiet = smooth(0.44, 0.62, band.y)
        band.lay(light, np.clip(slope, 0.0, 1.0) * quiet * np.float32(0.85))
        band.lay(shade, np.clip(-slope, 0.0, 1.0) * quiet * np.float32(0.55))

    return paint


def stream(rng: np.random.Generator, palette: Palette) -> Scene:
    """A stream that comes from afar between two banks, in lines that part and meet again."""
    side = 1.0 if rng.random() < 0.5 else -1.0
    bend = sway(rng, cycles=rng.uniform(0.75, 1.05), octaves=2, fall=0.35)
    other = sway(rng, cycles=rng.uniform(0.6, 0.9), octaves=2, fall=0.35)
    lines = rng.uniform(9, 12)
    horizon = rng.uniform(0.57, 0.61)
    hill = sway(rng, cycles=rng.uniform(0.6, 0.9), octaves=3, fall=0.4)
    drift = clouds(rng, across=5, down=4)
    shine = clouds(rng, across=7, down=9)
    light = between(palette.light, palette.sky[2], 0.1)

    def paint(band: Band) -> None:
        band.fill(ramp(palette.sky, (0.0, 0.34, 0.64), band.y[:, 0]))
        x = band.x[0]
        # 0 where the water comes from, 1 where it goes.
        along = x if side > 0 else 1 - x
        back = np.float32(horizon) + np.float32(0.03) * hill(x)
        if not band.reaches(back):
            return
        cover = band.below(back)
        band.lay(between(palette.far, palette.near, 0.05), cover)
        band.lay(
            between(palette.far, palette.near, 0.6),
            cover * smooth(0.0, 0.42, band.y - back) * np.float32(0.9),
        )
        upper = np.float32(0.665) + np.float32(0.075) * along**2 + np.float32(0.022) * bend(x)
        width = np.float32(0.018) + np.float32(0.30) * along**1.7 + np.float32(0.02) * along * other(x)
        at = (band.y - upper) / width
        water = band.below(upper) * (1 - band.below(upper + width))
        band.lay(between(palette.sky[2], palette.far, 0.20), water)
        band.lay(between(palette.sky[0], palette.far, 0.65), water * smooth(0.0, 1.1, at) * np.float32(0.75))
        turned = at + np.float32(0.30) * (drift(band.x, band.y) - np.float32(0.5))
        crest = np.float32(0.5) + np.float32(0.5) * np.cos(turned * np.float32(2 * np.pi * lines))
        crest *= crest
        strength = smooth(0.30, 0.75, shine(band.x, band.y)) * smooth(0.0, 0.25, along)
        band.lay(light, water * crest * crest * strength * np.float32(0.62))
        band.lay(
            between(palette.far, palette.near, 0.8), water * (1 - crest) ** 3 * strength * np.float32(0.16)
        )

    return paint
