"""Programmes for the listeners of a batch: planned once for all who differ in nothing but values."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Final

from quietude.batch.planning.kinds import Kind, Kinds, Once
from quietude.batch.task import BatchRequest
from quietude.job import Series
from quietude.programme.planned import PlannedDay, Programme, ProgrammeJob, listener_of, plan_programme
from quietude.progress import Progress
from quietude.units import parse_time

USUAL_VALUE: Final = "Maria"
"""Stands for every value while a programme is planned, so that it is the same for all: a name that most
voices can say, and as long as most."""


class Programmes:
    """The programme of each kind of listener."""

    def __init__(self, request: BatchRequest, days: int, kinds: Kinds, progress: Progress) -> None:
        """``request.days`` is ``days``.

        Raises:
            UnitError: a length cannot be read.
        """
        self._request, self._days, self._kinds, self._progress = request, days, kinds, progress
        self._from_s = None if request.length_from is None else parse_time(request.length_from)
        self._to_s = None if request.length_to is None else parse_time(request.length_to)
        self.of: Once[Kind, Programme] = Once(self._planned)
        """The programme of a kind; raises what keeps it from being had."""

    def sessions(self, kind: Kind) -> Iterator[tuple[PlannedDay, Kind]]:
        """Each day of a kind's programme, and the kind of session that it is."""
        programme = self.of(kind)
        for planned in programme.days:
            listener = listener_of(kind.listener({}), planned.day)
            series = Series(title=programme.title, number=planned.day.number, of=len(programme.days))
            yield (
                planned,
                replace(
                    kind,
                    choices=tuple(sorted(listener.choices.items())),
                    phrasing=listener.phrasing,
                    target_s=listener.target_s,
                    first_phrase=listener.first_phrase,
                    series=series,
                ),
            )

    def _planned(self, kind: Kind) -> Programme:
        settings = self._kinds.settings
        job = ProgrammeJob(
            script=kind.script,
            days=self._days,
            listener=kind.listener(dict.fromkeys(kind.fields, USUAL_VALUE)),
            voices=kind.voices,
            beds=kind.beds,
            recordings=settings.recordings,
            from_s=self._from_s,
            to_s=self._to_s,
            start=self._request.start,
            title=self._request.title,
            folder=Path(),  # nothing is written while it is planned
            bitrate_kbps=settings.bitrate_kbps,
            loudness_lufs=settings.loudness_lufs,
            keep_clips=settings.keep_clips,
        )
        return plan_programme(job, progress=self._progress)
