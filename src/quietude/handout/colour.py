"""A clinic's accent colour, made readable: WCAG's contrast, and the nearest shade that has enough of it.

Colours are ``#rrggbb``.
"""

from __future__ import annotations

import re
from typing import Final

LEAST_CONTRAST: Final = 4.5
"""Of text to its ground, WCAG 2.2 level AA (1.4.3)."""
_HEX: Final = re.compile(r"#([0-9a-fA-F]{3}|[0-9a-fA-F]{6})")
_STEPS: Final = 100
_WHITE: Final = (255, 255, 255)
_BLACK: Final = (0, 0, 0)


def parse_colour(text: str) -> str | None:
    """A colour as six small digits; None where the text is none.

    >>> parse_colour("#2F6"), parse_colour("#2f6b5e"), parse_colour("green")
    ('#22ff66', '#2f6b5e', None)
    """
    match = _HEX.fullmatch(text.strip())
    if match is None:
        return None
    digits = match[1].lower()
    return "#" + (digits if len(digits) == 6 else "".join(digit * 2 for digit in digits))


def contrast(one: str, other: str) -> float:
    """WCAG's contrast ratio of two colours, 1 to 21.

    >>> round(contrast("#000000", "#ffffff"), 2), round(contrast("#777777", "#ffffff"), 2)
    (21.0, 4.48)
    """
    darker, lighter = sorted((_luminance(one), _luminance(other)))
    return (lighter + 0.05) / (darker + 0.05)


def readable(colour: str, *grounds: str, darker: bool) -> str:
    """The colour itself where it can be read on every ground, else the nearest shade of it that can.

    ``darker``: towards black (for light grounds); else towards white. The mixture goes in hundredths.

    >>> readable("#2f6b5e", "#ffffff", darker=True), readable("#ffcc00", "#ffffff", darker=True)
    ('#2f6b5e', '#8f7200')
    """
    end = _BLACK if darker else _WHITE
    start = _channels(colour)
    for step in range(_STEPS + 1):
        mixed = tuple(round(a + (b - a) * step / _STEPS) for a, b in zip(start, end, strict=True))
        shade = "#{:02x}{:02x}{:02x}".format(*mixed)
        if all(contrast(shade, ground) >= LEAST_CONTRAST for ground in grounds):
            return shade
    return "#000000" if darker else "#ffffff"


def _channels(colour: str) -> tuple[int, int, int]:
    red, green, blue = (int(colour[at : at + 2], 16) for at in (1, 3, 5))
    return red, green, blue


def _luminance(colour: str) -> float:
    """Relative luminance, 0 to 1, as WCAG defines it."""
    linear = [
        share / 12.92 if share <= 0.04045 else float(((share + 0.055) / 1.055) ** 2.4)
        for share in (channel / 255 for channel in _channels(colour))
    ]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]
