"""The words on a cover: the font in its optical sizes, the title's size and lines, and where they stand.

The font is Source Serif 4 (Adobe, OFL-1.1), a variable one: large letters are drawn finer than small ones.
All lengths are in pixels of a picture of `SIDE`.
"""

from __future__ import annotations

import functools
from dataclasses import dataclass
from importlib.resources import files
from pathlib import Path
from typing import Final

from PIL import Image, ImageDraw, ImageFont

from quietude.cover.key import COVER_SIDE
from quietude.cover.words import broken, clean, cut, settable

SIDE: Final = COVER_SIDE
MARGIN: Final = 112
"""Left free on every side, 8 %."""
_FONT_PACKAGE: Final = "fontpkg_source_serif_4"
_FONT_FILE: Final = "files/SourceSerif4[opsz,wght].ttf"
_LIMIT: Final = SIDE - 2 * MARGIN
_STEPS: Final = ((172, 2), (152, 3), (132, 3), (116, 4), (102, 4), (90, 4), (80, 4))
"""Sizes, from the largest, and how many lines of each leave the picture its room."""
_LOWEST: Final = 645
"""Where the words end at the latest, so that they stand above what the picture shows."""
_LEADING: Final = 1.10
"""From baseline to baseline, in sizes."""
_CAPITAL: Final = 0.67
"""How high a capital stands, in sizes: by the font's own figures."""
_SMALL: Final = 54
_SMALL_GAP: Final = 104
"""From the title's last baseline to that of the small line."""
_TITLE_AXES: Final = {"Weight": 420.0, "Optical Size": 60.0}
_SMALL_AXES: Final = {"Weight": 480.0, "Optical Size": 24.0}
_MEASURED_AT: Final = 200
_NOT_A_CHARACTER: Final = "\uffff"


@dataclass(frozen=True, slots=True, kw_only=True)
class Setting:
    """Words that are ready to be drawn."""

    size: int
    """Of the title's letters."""
    lines: tuple[str, ...]
    """The title's; none: it cannot be set in this font."""
    small: str = ""
    """The line below; empty: there is none."""

    @property
    def bottom(self) -> int:
        """Where the last line's descenders end."""
        last = self._baseline(len(self.lines) - 1)
        return last + (_SMALL_GAP + _SMALL // 3 if self.small else self.size // 3)

    def _baseline(self, index: int) -> int:
        return round(MARGIN + self.size * (_CAPITAL + _LEADING * index))

    def mask(self) -> Image.Image:
        """The words as coverage, 0 to 255, on a picture of the cover's width and of height `bottom`."""
        image = Image.new("L", (SIDE, self.bottom))
        draw = ImageDraw.Draw(image)
        for index, line in enumerate(self.lines):
            _write(draw, line, self._baseline(index), _title_font(self.size))
        if self.small:
            _write(draw, self.small, self._baseline(len(self.lines) - 1) + _SMALL_GAP, _small_font())
        return image


def set_words(title: str, small: str = "") -> Setting | None:
    """The largest step in which the title fits; None where nothing of it can be set.

    A title with letters that the font has not (it has Latin, Greek and Cyrillic ones) is not set at all, for
    empty boxes and half a title are worse than a picture without words; neither is the line under it then.
    Signs and pictures that it has not are left out. ``small`` without a title is not set either.
    """
    text = settable(clean(title), _has)
    if not text:
        return None
    words = text.split(" ")
    font = _title_font(_MEASURED_AT)
    widths = [font.getlength(word) / _MEASURED_AT for word in words]
    space = font.getlength(" ") / _MEASURED_AT
    below = _small_line(small)
    for size, most_lines in _STEPS:
        lines = broken(words, widths, space, _LIMIT / size, most_lines)
        if lines is not None:
            setting = Setting(size=size, lines=lines, small=below)
            if setting.bottom <= _LOWEST:
                return setting
    size, most_lines = _STEPS[-1]

    def width(part: str) -> float:
        return font.getlength(part) * size / _MEASURED_AT

    return Setting(size=size, lines=cut(text, width, _LIMIT, most_lines), small=below)


def _small_line(text: str) -> str:
    fit = settable(clean(text), _has)
    lines = cut(fit, _small_font().getlength, _LIMIT, 1)
    return lines[0] if lines else ""


def _write(draw: ImageDraw.ImageDraw, text: str, baseline: int, font: ImageFont.FreeTypeFont) -> None:
    # What is flush is the ink: a "T" begins further right of its origin than a "W".
    left = font.getbbox(text, anchor="ls")[0]
    draw.text((MARGIN - left, baseline), text, fill=255, font=font, anchor="ls")


def _has(character: str) -> bool:
    """Whether the font can draw it: what it has not, it draws as what is no character."""
    font = _small_font()
    drawn, missing = font.getmask(character), font.getmask(_NOT_A_CHARACTER)
    return drawn.size != missing.size or bytes(drawn) != bytes(missing)


@functools.lru_cache(maxsize=len(_STEPS) + 1)
def _title_font(size: int) -> ImageFont.FreeTypeFont:
    return _font(size, _TITLE_AXES)


@functools.cache
def _small_font() -> ImageFont.FreeTypeFont:
    return _font(_SMALL, _SMALL_AXES)


def _font(size: int, axes: dict[str, float]) -> ImageFont.FreeTypeFont:
    path = Path(str(files(_FONT_PACKAGE))) / _FONT_FILE
    font = ImageFont.truetype(path, size)
    known = [bytes(axis["name"] or b"").decode() for axis in font.get_variation_axes()]
    font.set_variation_by_axes([axes[name] for name in known])
    return font
