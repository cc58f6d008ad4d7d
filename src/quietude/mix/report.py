"""The mix measured on its own stems, so that a session that is not as promised says so."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Final

import numpy as np

from quietude.audio import SAMPLE_RATE_HZ
from quietude.mix.depth import BED_UNDER_VOICE_DB
from quietude.mix.grid import CELL, SILENCE
from quietude.mix.master import Master
from quietude.mix.mix import Mix
from quietude.timeline.timeline import Timeline
from quietude.units import amplitude_to_db, format_clock

LOUDNESS_TOLERANCE_LU: Final = 0.5
"""How far the master may lie from its target (AES TD1008's own tolerance for a programme)."""

_PEAK_TOLERANCE_DB: Final = 0.05
_WINDOW: Final = 3 * SAMPLE_RATE_HZ
"""Least speech that is judged on its own: WCAG 1.4.7 excepts sounds of one or two seconds."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """A stretch of speech, and how far the bed lies under it."""

    title: str
    """Of the chapter it lies in; empty before the first."""
    start_s: float
    """Where it begins, in seconds."""
    bed_under_voice_db: float


@dataclass(frozen=True, slots=True, kw_only=True)
class MixReport:
    """Figures of a mastered session before encoding. Levels are unweighted RMS over the spoken samples."""

    target_lufs: float
    loudness_lufs: float | None
    """Integrated, BS.1770-4; None for silence."""
    ceiling_dbtp: float
    true_peak_dbtp: float | None
    """None for silence."""
    gain_db: float
    gain_bounded: bool
    """As in `quietude.mix.master.MasterFigures`."""
    most_reduction_db: float
    """The most that the limiter took off anywhere."""
    limited_s: float
    """Length of all seconds in which the limiter did anything."""
    speech_s: float
    """Length of all clips together."""
    voice_rms_dbfs: float | None
    """In the mix, before the master's gain; None where nobody speaks."""
    bed_rms_dbfs: float | None
    """While the voice speaks; None where no bed sounds then."""
    pacer_rms_dbfs: float | None
    """While the voice speaks; None where no pacer sounds then."""
    bed_under_voice_db: float | None
    """Over the whole session; None without a voice or a bed."""
    worst_chapter: Place | None
    """The chapter in which the bed comes nearest."""
    worst_passage: Place | None
    """The passage of at least 3 s of speech in which it does."""

    def problems(self) -> list[str]:
        """What is not as it should be, a sentence each; empty for a good mix."""
        found = []
        if (
            self.loudness_lufs is not None
            and abs(self.loudness_lufs - self.target_lufs) > LOUDNESS_TOLERANCE_LU
        ):
            why = (
                ": there is too little speech in it to raise it further without shouting"
                if self.gain_bounded
                else ""
            )
            found.append(
                f"the session's loudness is {self.loudness_lufs:.1f} LUFS, not {self.target_lufs:.1f}{why}"
            )
        if self.true_peak_dbtp is not None and self.true_peak_dbtp > self.ceiling_dbtp + _PEAK_TOLERANCE_DB:
            found.append(
                f"the true peak is {self.true_peak_dbtp:.2f} dBTP, over its ceiling, {self.ceiling_dbtp:.2f}"
            )
        if self.speech_s > 0.0 and self.voice_rms_dbfs is None:
            found.append("the voice is silent in the mix")
        if self.bed_under_voice_db is not None and self.bed_under_voice_db < BED_UNDER_VOICE_DB:
            found.append(_too_loud("over the whole session", self.bed_under_voice_db))
        elif self.worst_chapter is not None and self.worst_chapter.bed_under_voice_db < BED_UNDER_VOICE_DB:
            where = f'in the chapter "{self.worst_chapter.title}"'
            found.append(_too_loud(where, self.worst_chapter.bed_under_voice_db))
        elif self.worst_passage is not None and self.worst_passage.bed_under_voice_db < BED_UNDER_VOICE_DB:
            where = f"at {format_clock(self.worst_passage.start_s)}"
            found.append(_too_loud(where, self.worst_passage.bed_under_voice_db))
        return found


def measure(mix: Mix, master: Master) -> MixReport:
    """Measure a session on its stems; reads them once, wherever somebody speaks."""
    timeline = mix.timeline
    powers = _powers(mix)
    lengths = np.array([clip.duration for clip in timeline.clips], dtype=np.float64)
    speech = float(lengths.sum())
    voice, bed, pacer = (_level(float(column.sum()), speech) for column in powers.T)
    chapters = _places(timeline, powers, _by_chapter(timeline))
    passages = _places(timeline, powers, _by_passage(timeline))
    figures = master.figures
    return MixReport(
        target_lufs=figures.target_lufs,
        loudness_lufs=_finite(figures.loudness_lufs),
        ceiling_dbtp=figures.ceiling_dbtp,
        true_peak_dbtp=_finite(master.true_peak_dbtp()),
        gain_db=figures.gain_db,
        gain_bounded=figures.gain_bounded,
        most_reduction_db=figures.most_reduction_db,
        limited_s=figures.limited_s,
        speech_s=speech / SAMPLE_RATE_HZ,
        voice_rms_dbfs=voice,
        bed_rms_dbfs=bed,
        pacer_rms_dbfs=pacer,
        bed_under_voice_db=None if voice is None or bed is None else voice - bed,
        worst_chapter=min(chapters, key=_nearness, default=None),
        worst_passage=min(passages, key=_nearness, default=None),
    )


def _powers(mix: Mix) -> np.ndarray[tuple[int, int], np.dtype[np.float64]]:
    """The sum over each clip's samples of the mean square of the channels; shape (clips, stems)."""
    powers = np.zeros((len(mix.timeline.clips), len(mix.stems)))
    for at, clip in enumerate(mix.timeline.clips):
        for number in range(clip.start // CELL, -(-clip.end // CELL)):
            low, high = max(clip.start - number * CELL, 0), min(clip.end - number * CELL, CELL)
            for which, stem in enumerate(mix.stems.values()):
                cell = stem.cell(number)
                if cell is not SILENCE:
                    powers[at, which] += float(np.square(cell[low:high]).sum(dtype=np.float64)) / 2.0
    return powers


def _by_chapter(timeline: Timeline) -> list[list[int]]:
    """The numbers of the clips in each chapter."""
    return [
        [at for at, clip in enumerate(timeline.clips) if chapter.start <= clip.start < chapter.end]
        for chapter in timeline.chapters
    ]


def _by_passage(timeline: Timeline) -> list[list[int]]:
    """The numbers of clips in a row that are long enough to be judged; a short rest joins the last."""
    passages: list[list[int]] = []
    length = _WINDOW
    for at, clip in enumerate(timeline.clips):
        if length >= _WINDOW:
            passages.append([])
            length = 0
        passages[-1].append(at)
        length += clip.duration
    if len(passages) > 1 and length < _WINDOW:
        last = passages.pop()
        passages[-1] += last
    return passages


def _places(
    timeline: Timeline, powers: np.ndarray[tuple[int, int], np.dtype[np.float64]], groups: list[list[int]]
) -> list[Place]:
    places = []
    for group in groups:
        voice, bed = float(powers[group, 0].sum()), float(powers[group, 1].sum())
        if voice > 0.0 and bed > 0.0:
            start = timeline.clips[group[0]].start
            title = next((c.title for c in timeline.chapters if c.start <= start < c.end), "")
            places.append(
                Place(
                    title=title,
                    start_s=start / SAMPLE_RATE_HZ,
                    bed_under_voice_db=10.0 * math.log10(voice / bed),
                )
            )
    return places


def _nearness(place: Place) -> float:
    return place.bed_under_voice_db


def _level(power: float, samples: float) -> float | None:
    return amplitude_to_db(math.sqrt(power / samples)) if power > 0.0 else None


def _finite(level: float) -> float | None:
    return level if math.isfinite(level) else None


def _too_loud(where: str, under_db: float) -> str:
    return (
        f"the bed lies only {under_db:.1f} dB under the voice {where}; at least {BED_UNDER_VOICE_DB:.0f} dB"
        " keep every word clear: take a softer bed or lower its gain"
    )
