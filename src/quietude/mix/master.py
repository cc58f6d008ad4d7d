"""The master: the mix at its loudness, under its true-peak ceiling, with the figures that prove it."""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from quietude.audio import SAMPLE_RATE_HZ, Block, Source
from quietude.loudness import Energies, integrated_lufs
from quietude.mix.grid import CELL, Gridded, gridded
from quietude.mix.limiter import FRAME, Limiter
from quietude.mix.survey import Passages, Progress, limited, survey
from quietude.mix.true_peak import Peak
from quietude.narration.clips import VOICE_LEVEL_LUFS
from quietude.units import amplitude_to_db

TARGET_LUFS: Final = -16.0
"""Stereo speech as podcast platforms and AES TD1008 have it."""

TRUE_PEAK_LIMIT_DBTP: Final = -1.0
"""What the file a listener decodes must stay under (EBU R 128, AES TD1008)."""

CEILING_DBTP: Final = -2.0
"""What the limiter keeps, so that the decoded MP3 stays under `TRUE_PEAK_LIMIT_DBTP`. Measured on speech over
beds, LAME overshoots by 0.1 to 0.6 dB at 128 kbit/s and by up to 1.1 dB at 96; at a rare single plosive by
nearly 2 dB under any ceiling, which `Master.relieved` answers at that place alone."""

MOST_ABOVE_TARGET_LU: Final = 6.0
"""The voice is not raised further than this above the target, whatever the programme measures."""

_MP3_FRAME: Final = 1152
_RELIEF_MARGIN_DB: Final = 0.3

_TRIES: Final = 5
_FORESEEN_LU: Final = 0.03
_CLOSE_ENOUGH_LU: Final = 0.1
"""A whole pass more is not worth less than nobody could hear or a meter's display would show."""


@dataclass(frozen=True, slots=True, kw_only=True)
class MasterFigures:
    """What was measured on the master, before encoding."""

    target_lufs: float
    loudness_lufs: float
    """Integrated; -inf for silence."""
    mix_loudness_lufs: float
    """Integrated, before gain and limiter."""
    gain_db: float
    """What the whole mix was raised by; hundredths of a decibel."""
    gain_bounded: bool
    """The target would have taken more gain than a voice can bear; the session stays under it."""
    ceiling_dbtp: float
    true_peak_dbtp: float
    """-inf for silence."""
    most_reduction_db: float
    """The most that the limiter took off anywhere, 0 or more."""
    limited_s: float
    """Length of all seconds in which the limiter did anything."""


class Master(Gridded):
    """The mastered session: a Source, and its figures."""

    def __init__(self, limiter: Limiter, duration: int, figures: MasterFigures, energies: Energies) -> None:
        super().__init__()
        self.limiter = limiter
        self.duration = duration
        """In samples."""
        self.figures = figures
        self.energies = energies
        """K-weighted energy of every 100 ms, for the curves of `quietude.loudness`."""

    def make(self, start: int) -> Block:
        """See `Gridded.make`."""
        return self.limiter.cell(start // CELL)

    def relieved(self, peaks: Iterable[Peak], *, limit_dbtp: float = TRUE_PEAK_LIMIT_DBTP) -> Master:
        """The same master, softer for a moment wherever an encoder has made a peak over ``limit_dbtp`` of it.

        A codec now and then overshoots by 1 or 2 dB at a single plosive, whatever the ceiling is; so the
        answer is there, not everywhere. ``peaks`` are those of the decoded file, at the master's own
        places; 24 ms on both sides, an MP3 frame, are taken down with each. The figures stay as they were: a
        moment's decibel does not move them.
        """
        relief = dict(self.limiter.relief)
        lowered: dict[int, float] = {}
        for peak in peaks:
            excess_db = peak.level_dbtp - limit_dbtp + _RELIEF_MARGIN_DB
            first, last = (peak.place - _MP3_FRAME) // FRAME, (peak.place + _MP3_FRAME) // FRAME
            for frame in range(first, last + 1):
                lowered[frame] = max(lowered.get(frame, 0.0), excess_db)
        for frame, excess_db in lowered.items():
            relief[frame] = relief.get(frame, 0.0) + excess_db
        limiter = Limiter(
            self.limiter.source,
            gain_db=self.limiter.gain_db,
            ceiling_dbtp=self.limiter.ceiling_dbtp,
            relief=relief,
        )
        return Master(limiter, self.duration, self.figures, self.energies)

    def stem(self, source: Source) -> MasteredStem:
        """A stem of the mix with the master's gain; the stems of a mix sum to the master."""
        return MasteredStem(self.limiter, source)


class MasteredStem(Gridded):
    """A Source under the gain of a master, sample by sample."""

    def __init__(self, limiter: Limiter, source: Source) -> None:
        super().__init__()
        self._limiter = limiter
        self._source = gridded(source)

    def make(self, start: int) -> Block:
        """See `Gridded.make`."""
        return self._limiter.over(self._source, start)


def master(
    mix: Source,
    duration: int,
    *,
    target_lufs: float = TARGET_LUFS,
    ceiling_dbtp: float = CEILING_DBTP,
    gain_db: float | None = None,
    progress: Progress | None = None,
) -> Master:
    """Bring a mix of ``duration`` samples to an integrated loudness of ``target_lufs``.

    The mix is read once from end to end for its loudness, then only where the limiter is at work; where
    limiting has made it softer, the gain is corrected. The voice (which arrives at `VOICE_LEVEL_LUFS`) is
    raised to at most `MOST_ABOVE_TARGET_LU` over the target: a session of a few words in an hour of rain, or
    of rain alone, stays under the target and says so in its figures. Silence stays silence.

    ``gain_db`` fixes the gain (one for a whole batch); then nothing is corrected, only measured.
    ``progress`` is told the fraction of the first pass that is done.
    """
    mix = gridded(mix)
    found = survey(mix, duration, progress)
    before = integrated_lufs(found.energies)
    most = target_lufs + MOST_ABOVE_TARGET_LU - VOICE_LEVEL_LUFS
    fixed = gain_db is not None
    gain = gain_db if gain_db is not None else _bounded(target_lufs - before, most)
    hot = found.hot(gain + 1.0, ceiling_dbtp)
    if hot and not fixed:
        passages = Passages(mix, found, hot)
        for _ in range(_TRIES):
            foreseen = integrated_lufs(passages.foreseen(gain, ceiling_dbtp))
            gain = _bounded(gain + target_lufs - foreseen, most)
            if abs(target_lufs - foreseen) <= _FORESEEN_LU:
                break
    for left in reversed(range(_TRIES)):
        limiter = Limiter(mix, gain_db=gain, ceiling_dbtp=ceiling_dbtp)
        after = limited(found, limiter)
        loudness = integrated_lufs(after.energies)
        missing = target_lufs - loudness
        better = _bounded(gain + missing, most)
        if fixed or abs(missing) <= _CLOSE_ENOUGH_LU or better == gain or not left:
            break
        gain = better
    figures = MasterFigures(
        target_lufs=target_lufs,
        loudness_lufs=loudness,
        mix_loudness_lufs=before,
        gain_db=gain,
        gain_bounded=not fixed and gain >= most and missing > _CLOSE_ENOUGH_LU,
        ceiling_dbtp=ceiling_dbtp,
        true_peak_dbtp=amplitude_to_db(after.true_peak),
        most_reduction_db=after.most_reduction_db,
        limited_s=len(after.cells) * CELL / SAMPLE_RATE_HZ,
    )
    return Master(limiter, duration, figures, after.energies)


def _bounded(gain_db: float, most_db: float) -> float:
    """A gain in hundredths of a decibel, at most ``most_db``; 0.0 where there is no loudness to raise."""
    return round(min(gain_db, most_db), 2) if math.isfinite(gain_db) else 0.0
