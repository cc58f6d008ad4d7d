"""The master: the mix at its loudness, under its true-peak ceiling, with the figures that prove it."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from typing import Final

import numpy as np

from quietude.audio import SAMPLE_RATE_HZ, Block, Source
from quietude.loudness import STEP, Energies, integrated_lufs
from quietude.mix.gain import Gain, find_gain
from quietude.mix.grid import CELL, Gridded, gridded
from quietude.mix.limiter import FRAME, Limiter
from quietude.mix.pages import PAGE, PageFigures, cells_in, page_figures, pages_in
from quietude.mix.survey import Progress
from quietude.mix.true_peak import Peak, true_peak_dbtp

TARGET_LUFS: Final = -16.0
"""Stereo speech as podcast platforms and AES TD1008 have it."""

TRUE_PEAK_LIMIT_DBTP: Final = -1.0
"""What the file a listener decodes must stay under (EBU R 128, AES TD1008)."""

CEILING_DBTP: Final = -2.0
"""What the limiter keeps, so that the decoded MP3 stays under `TRUE_PEAK_LIMIT_DBTP`. Measured on speech over
beds, LAME overshoots by 0.1 to 0.6 dB at 128 kbit/s and by up to 1.1 dB at 96; at a rare single plosive by
nearly 2 dB under any ceiling, which `Master.relieved` answers at that place alone."""

_MP3_FRAME: Final = 1152
_RELIEF_MARGIN_DB: Final = 0.3


@dataclass(frozen=True, slots=True, kw_only=True)
class MasterFigures:
    """What was measured on the master, before encoding."""

    target_lufs: float
    loudness_lufs: float
    """Integrated; -inf for silence."""
    mix_loudness_lufs: float
    """As `Gain.mix_loudness_lufs`."""
    gain_db: float
    """What the whole mix was raised by; hundredths of a decibel."""
    gain_bounded: bool
    """The target would have taken more gain than a voice can bear; the session stays under it."""
    ceiling_dbtp: float
    most_reduction_db: float
    """The most that the limiter took off anywhere, 0 or more."""
    limited_s: float
    """Length of all seconds in which the limiter did anything."""


class Master(Gridded):
    """The mastered session: a Source, and its figures."""

    def __init__(
        self,
        limiter: Limiter,
        duration: int,
        *,
        gain: Gain,
        target_lufs: float,
        pages: dict[int, PageFigures] | None = None,
    ) -> None:
        super().__init__()
        self.limiter = limiter
        self.duration = duration
        """In samples."""
        self.gain = gain
        self.target_lufs = target_lufs
        self._pages = {} if pages is None else pages

    def make(self, start: int) -> Block:
        """See `Gridded.make`."""
        return self.limiter.cell(start // CELL)

    def page(self, number: int, *, around: Block | None = None) -> PageFigures:
        """The figures of a page; measured where nobody has told them (`tell`) or asked before.

        ``around``: its sound, as `page_figures` takes it.
        """
        if number not in self._pages:
            self._pages[number] = page_figures(self.limiter, self.duration, number, around=around)
        return self._pages[number]

    def tell(self, number: int, figures: PageFigures) -> None:
        """What was measured on a page of the same sound before."""
        self._pages[number] = figures

    @property
    def energies(self) -> Energies:
        """K-weighted energy of every 100 ms, for the curves of `quietude.loudness`."""
        pages = [self.page(number).energies for number in range(pages_in(self.duration))]
        return np.concatenate([np.zeros(0), *pages])

    def loudness_lufs(self, pages: Collection[int]) -> float:
        """Integrated, of these pages alone; -inf for silence."""
        energies = self.energies
        per_page = PAGE // STEP
        for number in range(pages_in(self.duration)):
            if number not in pages:
                energies[number * per_page : (number + 1) * per_page] = 0.0
        return integrated_lufs(energies)

    def true_peak_dbtp(self) -> float:
        """Of the whole, before encoding, which is read for it from end to end; -inf for silence."""
        cells = (
            self.cell(number)[: self.duration - number * CELL] for number in range(cells_in(self.duration))
        )
        return true_peak_dbtp(cells)

    @property
    def figures(self) -> MasterFigures:
        """What is measured on the whole of it."""
        pages = [self.page(number) for number in range(pages_in(self.duration))]
        return MasterFigures(
            target_lufs=self.target_lufs,
            loudness_lufs=integrated_lufs(self.energies),
            mix_loudness_lufs=self.gain.mix_loudness_lufs,
            gain_db=self.gain.gain_db,
            gain_bounded=self.gain.bounded,
            ceiling_dbtp=self.limiter.ceiling_dbtp,
            most_reduction_db=max((page.most_reduction_db for page in pages), default=0.0),
            limited_s=sum(page.limited_cells for page in pages) * CELL / SAMPLE_RATE_HZ,
        )

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
        return Master(limiter, self.duration, gain=self.gain, target_lufs=self.target_lufs, pages=self._pages)

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
    gain: Gain | None = None,
    pages: Collection[int] | None = None,
    progress: Progress | None = None,
) -> Master:
    """Bring a mix of ``duration`` samples to an integrated loudness of ``target_lufs``.

    Where the ``gain`` is known, nothing is read until somebody reads the master; else see `find_gain`.
    """
    mix = gridded(mix)
    if gain is None:
        gain = find_gain(
            mix, duration, target_lufs=target_lufs, ceiling_dbtp=ceiling_dbtp, pages=pages, progress=progress
        )
    limiter = Limiter(mix, gain_db=gain.gain_db, ceiling_dbtp=ceiling_dbtp)
    return Master(limiter, duration, gain=gain, target_lufs=target_lufs)
