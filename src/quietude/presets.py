"""How loud a session is made, by the name of what it is for."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Final

from quietude.errors import InputError

_RANGE_LUFS: Final = (-40.0, -10.0)


@dataclass(frozen=True, slots=True, kw_only=True)
class Loudness:
    """Integrated loudness, and how far the sounds beside the voice stand back."""

    loudness_lufs: float
    further_back_db: float = 0.0
    """How much further than the usual 20 dB the bed steps back for the voice."""
    about: str = ""
    """Whose figure it is."""


PRESETS: Final = {
    "podcast": Loudness(
        loudness_lufs=-16.0,
        about="podcasts and most players (Apple Podcasts asks for -16, a decibel up or down)",
    ),
    "app-store": Loudness(
        loudness_lufs=-18.0, about="apps and streams, with speech as the anchor (AES TD1008, 2021)"
    ),
    "ebu-r128": Loudness(loudness_lufs=-23.0, about="radio and television in Europe (EBU R 128)"),
    "hearing": Loudness(
        loudness_lufs=-16.0,
        further_back_db=6.0,
        about="for the hard of hearing: as podcast, and all that is not voice is half as high under it",
    ),
}
"""By the name that ``--loudness`` takes. The decoded file stays under -1 dBTP with each of them, as all these
documents ask; a bed 20 dB under the voice is what WCAG 1.4.7 asks for, and ``hearing`` gives 26."""


def parse_loudness(text: str) -> Loudness:
    """A preset's name, or a figure in LUFS.

    Raises:
        InputError: it is neither, or louder or softer than anything is made.

    >>> parse_loudness("-18").loudness_lufs, parse_loudness("hearing").further_back_db
    (-18.0, 6.0)
    """
    if text in PRESETS:
        return PRESETS[text]
    try:
        level = float(text.removesuffix("LUFS").strip())
    except ValueError:
        level = math.nan
    low, high = _RANGE_LUFS
    if not low <= level <= high:
        raise InputError(
            f'"{text}" is no loudness: give {", ".join(PRESETS)}, or LUFS from {low:g} to {high:g}'
        )
    return Loudness(loudness_lufs=level)
