"""What is rendered for the table, and the names of the files that the pieces of work share."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Final

SCRIPT: Final = "self-compassion"
"""The founding exercise, at its own length of 7 minutes."""
VOICE: Final = "heart"
CONTRAST: Final = "espeak-en"

FACTS: Final = "material.json"
"""``texts`` (each once), ``rate`` and ``contrast_rate`` of the voices, ``duration_s``."""
MASTER: Final = "master.f32"
"""Raw: 32-bit float, 48 kHz, stereo."""
BED: Final = "bed.wav"
"""All that is not voice, as it stands in the master: 16 bits, 48 kHz, stereo."""
CLIPS: Final = "clips.json"
"""In order: ``[file, milliseconds of silence before it]``; the last has no file, only the silence."""


def importable() -> dict[str, str]:
    """The environment in which a program of ours that runs in another folder finds these modules."""
    before = os.environ.get("PYTHONPATH")
    return {"PYTHONPATH": os.pathsep.join([str(Path(__file__).parents[2]), *([before] if before else [])])}
