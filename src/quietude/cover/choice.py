"""Which scene stands for a background sound, and in which harmonies it may be drawn."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np

from quietude.beds.schedule import EXTENSION
from quietude.beds.spec import MUSIC_EXTENSIONS
from quietude.cover.band import Scene
from quietude.cover.colour import Palette
from quietude.cover.scenes import land, light, water


@dataclass(frozen=True, slots=True, kw_only=True)
class Subject:
    """What a cover shows."""

    name: str
    scene: Callable[[np.random.Generator, Palette], Scene]
    palettes: tuple[str, ...]
    """Those of `colour.PALETTES` that suit it."""


_SCENES: Final[dict[str, tuple[Callable[[np.random.Generator, Palette], Scene], str]]] = {
    "ocean": (land.ocean, "dawn mist dusk lagoon night rose sage"),
    "rain": (water.rain, "mist lagoon forest night sage dusk"),
    "drone": (light.rings, "dawn mist sand rose dusk lagoon aubergine forest"),
    "singing-bowls": (water.rings_on_water, "dawn mist sage dusk lagoon night"),
    "wind": (land.dunes, "sand dawn rose dusk umber mist"),
    "stream": (water.stream, "sage forest lagoon mist dawn"),
    "hearth": (light.hearth, "ember umber aubergine"),
    "night": (land.night, "night dusk lagoon aubergine forest"),
    "white-noise": (light.fog, "mist night"),
    "pink-noise": (light.fog, "rose dawn aubergine"),
    "brown-noise": (light.fog, "sand umber"),
    "green-noise": (light.fog, "sage forest"),
    "tones": (light.two_circles, "dusk lagoon night aubergine mist rose"),
    "music": (light.ribbons, "dawn rose dusk lagoon aubergine sage mist"),
    "still": (land.still, "dawn mist sage rose dusk lagoon forest night"),
}
"""What is drawn for a kind of background, and the names of the harmonies that suit it."""
SUBJECTS: Final = {
    name: Subject(name=name, scene=scene, palettes=tuple(palettes.split()))
    for name, (scene, palettes) in _SCENES.items()
}
_TONES: Final = ("binaural", "monaural", "isochronic")
_FILE: Final = re.compile(r"\.\w+(?=:|$)")
"""A file's extension, before its parameters or at the end."""


def subject(beds: Sequence[str]) -> Subject:
    """What stands for these backgrounds: the first of them that has a scene of its own, else the plain one.

    Each is as ``--bed`` takes it: a kind or a file, with or without parameters, alone or joined by `` + ``.

    >>> [subject([bed]).name for bed in ("ocean:period=9s,-3dB", "a b/my.MP3:-6dB", "its-own + rain", "none")]
    ['ocean', 'music', 'rain', 'still']
    """
    for bed in (layer.strip() for text in beds for layer in text.split(" + ")):
        kind = bed.partition(":")[0].strip()
        if kind in SUBJECTS:
            return SUBJECTS[kind]
        endings = {ending.lower() for ending in _FILE.findall(bed)}
        if endings & MUSIC_EXTENSIONS:
            return SUBJECTS["music"]
        if kind in _TONES or EXTENSION in endings:
            return SUBJECTS["tones"]
    return SUBJECTS["still"]
