"""A cover drawn from a session: its title, its background sound, and a digest that makes it its own."""

from __future__ import annotations

import hashlib
import io
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from quietude.cover.band import paint
from quietude.cover.choice import Subject, subject
from quietude.cover.colour import PALETTES, Palette, contrast, lab, luminance, srgb
from quietude.cover.lettering import SIDE, Setting, set_words
from quietude.export.tags import Picture

MOST_BYTES: Final = 250_000
"""Larger pictures make some players slow, and some car radios show none."""
_QUALITIES: Final = (92, 89, 86, 82, 76)
_TURN_DEGREES: Final = 9.0
"""How far a harmony's hues may turn for one session."""
_SURE_CONTRAST: Final = 5.0
"""What is aimed at: the JPEG, and one grain of the paper, may take a little."""
_UNSEEN_SHARE: Final = 0.002
"""Of the ground behind the words may be worse: a star, a grain."""
_SEEN: Final = 50
"""From here on, of 255, a pixel counts as one of a letter."""
_VEIL_STEP: Final = 0.08
_FADE: Final = 220
"""How far below the words a veil takes to end, in pixels."""


def draw_cover(*, title: str, beds: Sequence[str], digest: str, line: str = "") -> Picture:
    """Draw it: a square JPEG, always the same for the same arguments and the same installation.

    Args:
        title: stands at the upper left; what the font cannot write is left out (`set_words`).
        beds: as ``--bed`` takes them; they choose what is shown (`subject`).
        digest: of what the session is, and nothing of who listens: it chooses colours and composition.
        line: a small line under the title, such as a series and a day; empty: none.
    """
    shown, palette, rng = _chosen(beds, digest)
    pixels = paint(shown.scene(rng, palette), SIDE, rng)
    setting = set_words(title, line)
    image = Image.fromarray(pixels) if setting is None else _written(pixels, setting, palette)
    return Picture(data=_jpeg(image), mime="image/jpeg", width=SIDE, height=SIDE)


def _chosen(beds: Sequence[str], digest: str) -> tuple[Subject, Palette, np.random.Generator]:
    shown = subject(beds)
    seed = hashlib.sha256(f"{shown.name}\0{digest}".encode("utf-8", "backslashreplace")).digest()
    rng = np.random.default_rng(int.from_bytes(seed, "big"))
    name = shown.palettes[int(rng.integers(len(shown.palettes)))]
    return shown, PALETTES[name].turned(float(rng.uniform(-_TURN_DEGREES, _TURN_DEGREES))), rng


@dataclass(frozen=True, slots=True, kw_only=True)
class _Ink:
    """A colour for words, shape (3,) uint8, with its luminance."""

    colour: NDArray[np.uint8]
    light: float

    def contrast(self, ground: NDArray[np.float64]) -> float:
        """To the worst of the ground (luminances), but for what nobody sees."""
        ends = np.quantile(ground, (_UNSEEN_SHARE, 1.0 - _UNSEEN_SHARE))
        return min(contrast(self.light, float(end)) for end in ends)


def _written(pixels: NDArray[np.uint8], setting: Setting, palette: Palette) -> Image.Image:
    """The words put on it, in the ink that is read best there; where neither is, on a veiled ground."""
    mask = setting.mask()
    under = np.asarray(mask) > _SEEN
    behind = pixels[: setting.bottom + _FADE]
    inks = [_ink((0.975, 0.012, palette.light[2])), _ink((0.25, 0.035, palette.near[2]))]
    lights = luminance(behind[: setting.bottom][under])
    ink = max(inks, key=lambda one: one.contrast(lights))
    veil = 0.0
    ground = behind
    while ink.contrast(lights) < _SURE_CONTRAST and veil < 1.0:
        veil += _VEIL_STEP
        ground = _veiled(behind, veil, dark=ink is inks[0], palette=palette)
        lights = luminance(ground[: setting.bottom][under])
    behind[:] = ground
    image = Image.fromarray(pixels)
    red, green, blue = (int(channel) for channel in ink.colour)
    image.paste((red, green, blue), (0, 0), mask)
    return image


def _ink(colour: tuple[float, float, float]) -> _Ink:
    values = np.round(srgb(lab(colour)) * 255).astype(np.uint8)
    return _Ink(colour=values, light=float(luminance(values)))


def _veiled(behind: NDArray[np.uint8], strength: float, *, dark: bool, palette: Palette) -> NDArray[np.uint8]:
    """The ground behind the words mixed with a darker or lighter one, which fades out below them."""
    top = palette.sky[0]
    tone = (min(top[0], 0.34), top[1], top[2]) if dark else (max(top[0], 0.9), top[1] / 2, top[2])
    veil = srgb(lab(tone)) * np.float32(255)
    down = np.minimum(1.0, np.linspace(len(behind) / _FADE, 0.0, len(behind), dtype=np.float32))
    fade = (down * down * (3 - 2 * down))[:, None, None]
    mixed = behind + np.float32(min(strength, 1.0)) * fade * (veil - behind) + np.float32(0.5)
    return np.asarray(mixed.astype(np.uint8))


def _jpeg(image: Image.Image) -> bytes:
    """Baseline and with whole colour, as fine as `MOST_BYTES` allows."""
    for quality in _QUALITIES:
        file = io.BytesIO()
        image.save(file, "JPEG", quality=quality, subsampling=0, optimize=True, progressive=False)
        if file.tell() <= MOST_BYTES:
            break
    return file.getvalue()
