"""How far a bed has to step back: its measured level against the voice's.

Loudness does not tell. Brown noise levelled to the same loudness as pink noise has 5 dB more RMS, and a
wave of an ocean 6 dB more than the ocean. So the bed is measured, and so is the voice.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np

from quietude.audio import SAMPLE_RATE_HZ, Samples, Source

BED_UNDER_VOICE_DB: Final = 20.0
"""The bed's RMS lies at least this far under the voice's while it speaks (WCAG 1.4.7, AAA)."""

MARGIN_DB: Final = 1.5
"""Kept on top over the whole session, because bed and voice are measured on samples of each."""

LEAST_DEPTH_DB: Final = 8.0
"""A bed soft enough to stay still gives way to the words by this much, so that they come forward."""

_SOFTEST_CLIP_DB: Final = 3.0
"""A clip further than this under the others (a sigh, one short word) does not drag the bed down for all."""

_WINDOWS: Final = 64
"""Most windows of a bed that are measured, 1 s each."""

_GOLDEN: Final = (math.sqrt(5.0) - 1.0) / 2.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Level:
    """An unweighted RMS in dBFS; the mean power of both channels counts. -inf for silence."""

    whole_dbfs: float
    """Of everything that was measured."""
    extreme_dbfs: float
    """Of a bed's loudest second, or of a voice's softest clip."""


def bed_level(bed: Source, duration: int) -> Level:
    """The level of the first ``duration`` samples of a bed.

    Between 32 and 64 windows of a second are read (fewer in under half a minute), at multiples of the golden
    section of the time: they fall in step with no wave, breath or loop. The places depend on the length only
    by its power of two, so two listeners' sessions of nearly the same length get the same depth.
    """
    frames = min(SAMPLE_RATE_HZ, duration)
    within = SAMPLE_RATE_HZ
    while within < duration:
        within *= 2
    count = min(_WINDOWS, within // SAMPLE_RATE_HZ)
    # Whole seconds, because beds are made by the second.
    seconds = {int(number * _GOLDEN % 1.0 * within) // SAMPLE_RATE_HZ for number in range(count)}
    starts = [second * SAMPLE_RATE_HZ for second in sorted(seconds)]
    starts = [start for start in starts if start + frames <= duration]
    powers = [mean_power(bed.read(start, frames)) for start in starts]
    return Level(whole_dbfs=power_to_db(sum(powers) / len(powers)), extreme_dbfs=power_to_db(max(powers)))


def layers(levels: Sequence[Level]) -> Level:
    """The level of beds that sound together: their powers add up."""
    whole, extreme = (
        power_to_db(sum(10.0 ** (level / 10.0) for level in kind))
        for kind in zip(*((level.whole_dbfs, level.extreme_dbfs) for level in levels), strict=True)
    )
    return Level(whole_dbfs=whole, extreme_dbfs=extreme)


def depth_db(bed: Level, voice: Level | None) -> float:
    """By how many decibels a bed steps back while the voice speaks, at least `LEAST_DEPTH_DB`.

    The whole of it is kept `BED_UNDER_VOICE_DB` + `MARGIN_DB` under the voice, and its loudest second
    `BED_UNDER_VOICE_DB` under the softest clip. Rounded up to half a decibel, so that a voice that measures a
    trifle differently for another listener does not change every sample of the bed.
    """
    if voice is None:
        return LEAST_DEPTH_DB
    softest = max(voice.extreme_dbfs, voice.whole_dbfs - _SOFTEST_CLIP_DB)
    over = BED_UNDER_VOICE_DB + max(bed.whole_dbfs + MARGIN_DB - voice.whole_dbfs, bed.extreme_dbfs - softest)
    return max(LEAST_DEPTH_DB, math.ceil(over * 2.0) / 2.0) if math.isfinite(over) else LEAST_DEPTH_DB


def mean_power(block: Samples) -> float:
    """The mean square over all samples and channels of a block; 0.0 for an empty one."""
    return float(np.square(block).mean(dtype=np.float64)) if block.size else 0.0


def power_to_db(power: float) -> float:
    """A mean square to its RMS level in dBFS; -inf for 0."""
    return 10.0 * math.log10(power) if power > 0.0 else -math.inf
