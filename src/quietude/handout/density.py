"""How large the sheet's text can be so that all of it stands on one page, by an estimate of its lines."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

TEXT_SIZES_PT: Final = (10.6, 10.3, 10.0, 9.7, 9.4, 9.1)
"""From the roomiest to the densest, which is as large to the eye as 9.5 pt of Times."""
TOO_LONG_PT: Final = 10.0
"""What stands on two pages in any case need not be small."""
_HEIGHT_MM: Final = 255.0
"""Of Letter between the sheet's margins, the lower of the two papers."""
_WIDTH_MM: Final = 180.0
"""Of A4 there, the narrower of the two."""
_NOTES_MM: Final = 22.0
_LOGO_MM: Final = 13.0
_MM_A_POINT: Final = 0.3528
_LETTER_EM: Final = 0.468
"""The mean width of a letter in a serif whose small letters are .48 em high; rather too wide than too narrow,
as measured on sheets in seven languages."""
_LINE_EM: Final = 1.4
_HEAD_EM: Final = 1.7
_GAP_EM: Final = 1.0
_PAIR: Final = (0.34, 0.6)
"""The shares of the width that a pair of columns has."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SheetText:
    """All that stands on a sheet, as plain text."""

    clinic: tuple[str, ...]
    """The header's lines; empty: there is none."""
    title: str
    purpose: str
    why: str
    steps: tuple[tuple[str, str], ...]
    """Title and text."""
    phrases: tuple[tuple[str, str], ...]
    """As `Told.phrases`."""
    own_phrases: int
    chosen: tuple[str, ...]
    how: tuple[str, ...]
    foot: tuple[str, ...]
    """Crisis line, safety, footer."""


def text_size_pt(text: SheetText) -> float | None:
    """The first of `TEXT_SIZES_PT` with which it stands on one page of A4 and of Letter; None: with none."""
    return next((size for size in TEXT_SIZES_PT if _height_mm(text, size) <= _HEIGHT_MM), None)


def _height_mm(text: SheetText, size_pt: float) -> float:
    em_mm = size_pt * _MM_A_POINT
    width_em = _WIDTH_MM / em_mm

    def lines(said: str, share: float = 1.0, scale: float = 1.0) -> int:
        return max(1, math.ceil(len(said) * _LETTER_EM * scale / (width_em * share))) if said else 0

    def pair(left: Sequence[str], right: Sequence[str]) -> float:
        if not any((*left, *right)):
            return 0.0
        heights = [
            sum(lines(said, share) for said in side) for side, share in zip((left, right), _PAIR, strict=True)
        ]
        return _GAP_EM + _HEAD_EM + (_LINE_EM + 0.15) * max(heights)

    header_em = max(1.25 * len(text.clinic), _LOGO_MM / em_mm) + 1.8 if text.clinic else 0.0
    title_em = 2.3 * lines(text.title, 1.0, 2.1) + 1.7
    steps_em = (
        _GAP_EM
        + _HEAD_EM
        + sum(_LINE_EM * lines(f"{title} 0:00 {step}", 0.94) + 0.35 for title, step in text.steps)
    )
    rows = [max(lines(form, 0.43 if pair[1] else 0.9, 1.16) for form in pair) for pair in text.phrases]
    phrases_em = sum(1.51 * row + 0.35 for row in rows) + 2.0 * text.own_phrases
    if phrases_em:
        phrases_em += _GAP_EM + _HEAD_EM + _LINE_EM + 2.0
    foot_em = 1.8 + sum(1.28 * lines(said, 1.0, 0.95) + 0.35 for said in text.foot)
    total_em = (
        header_em
        + title_em
        + pair((text.purpose,), (text.why,))
        + steps_em
        + phrases_em
        + pair(text.chosen, text.how)
        + _GAP_EM
        + foot_em
    )
    return total_em * em_mm + _NOTES_MM
