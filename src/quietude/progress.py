"""How far a render is: what the pipeline says, and the command line shows."""

from __future__ import annotations

from collections.abc import Callable
from enum import StrEnum
from typing import TypeAlias


class Stage(StrEnum):
    """What a render is busy with, in order."""

    SPEAK = "speaking"
    MEASURE = "mixing"
    ENCODE = "encoding"
    CHECK = "checking"
    STEMS = "stems"


Progress: TypeAlias = Callable[[Stage, float], None]
"""Told the stage and the fraction of it that is done, 0 to 1."""


def silent(stage: Stage, fraction: float) -> None:
    """Tell nobody."""
