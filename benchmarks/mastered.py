"""Mastered sound of real sessions, as it goes into the encoder."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np

from quietude.audio import SAMPLE_RATE_HZ, Block
from quietude.job import Job
from quietude.kept_sound import KeptSound
from quietude.mix.master import master
from quietude.pipeline import mix_of, plan
from quietude.units import parse_time


@dataclass(frozen=True, slots=True, kw_only=True)
class Piece:
    """A stretch of a session."""

    label: str
    script: str
    bed: str
    start: str = "0s"
    """Where in the session it begins."""


PIECES: Final = (
    Piece(label="speech over a drone", script="self-compassion", bed="drone"),
    Piece(label="speech over the sea", script="self-compassion", bed="ocean"),
    Piece(label="speech in the rain", script="grounding", bed="rain"),
    Piece(label="speech and singing bowls", script="loving-kindness", bed="singing-bowls"),
    Piece(label="speech and bells over silence", script="self-compassion", bed="none"),
)
"""The founding exercise with its own bed first. In the last, what stands between the words needs next to
nothing, so there a reservoir has most to give."""


def mastered(piece: Piece, seconds: int, voice: str) -> Block:
    """Its sound at -16 LUFS, shape (frames, 2), 48 kHz; shorter where the session ends before."""
    job = Job(script=piece.script, voices=(voice,), beds=(piece.bed,))
    with plan(job) as planned, KeptSound(lasting=False) as kept:
        mix, _ = mix_of(planned, kept)
        duration = planned.timeline.duration
        source = master(mix, duration)
        start = round(parse_time(piece.start) * SAMPLE_RATE_HZ)
        frames = min(seconds * SAMPLE_RATE_HZ, duration - start)
        return np.ascontiguousarray(source.read(start, frames))
