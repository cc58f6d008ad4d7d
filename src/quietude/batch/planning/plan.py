"""A request and its roster to tasks; everything that is wrong is told at once, before anything is made."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from functools import partial
from typing import TypeVar

from quietude.batch.names import file_names
from quietude.batch.planning.columns import Findings, check_columns, check_names, folded, names_of
from quietude.batch.planning.digests import written
from quietude.batch.planning.estimate import mp3_bytes
from quietude.batch.planning.kinds import Kind, Kinds, Once, Settings
from quietude.batch.planning.lengths import Lengths
from quietude.batch.planning.rows import check_vary, read_entries
from quietude.batch.planning.series import USUAL_VALUE, Programmes
from quietude.batch.planning.sisters import sisters
from quietude.batch.planning.wishes import Wish, Wishes, fault
from quietude.batch.task import BatchPlan, BatchRequest, HandoutWish, Series, Task
from quietude.casting import licence_notes
from quietude.errors import InputError, QuietudeError, RosterError
from quietude.export.frames import Encoding
from quietude.handout.clinic import load_clinic
from quietude.handout.making import check_size
from quietude.progress import Progress, silent
from quietude.roster import Roster, read_roster
from quietude.secret import account_secret, keyed_digest
from quietude.tagging import check_cover

T = TypeVar("T")


def plan_batch(request: BatchRequest, *, progress: Progress = silent) -> BatchPlan:
    """What a batch comes to. What its sessions share is spoken here (and kept): so long can they be.

    Raises:
        RosterError: cells that cannot be used: all of them, by row and column. No message holds a cell.
        QuietudeError: something that was asked for all rows cannot be had, or the roster cannot be read.
    """
    Encoding(bitrate_kbps=request.bitrate_kbps)  # refuses a wrong bit rate before anything is read
    check_cover(request.cover)
    _check_series(request)
    return _Planner(request, progress).plan()


class _Planner:
    """One plan while it is made."""

    def __init__(self, request: BatchRequest, progress: Progress) -> None:
        self.request, self.progress = request, progress
        self.findings = Findings()
        self.handout = (
            HandoutWish(clinic=request.clinic, with_name=request.name_in_handout) if request.handout else None
        )
        self.kinds = Kinds(_settings(request))
        self.secret = account_secret()
        self.page = Once(self._page)
        """Whether a hand-out's page can hold a session of a kind and a length; raises where it cannot."""

    def plan(self) -> BatchPlan:
        roster = self._roster()
        wishes = self._wishes(roster)
        if self.request.days is None:
            return self._singly(wishes, roster)
        return self._in_series(wishes, roster, self.request.days)

    def _roster(self) -> Roster | None:
        path = self.request.roster
        if path is None:
            return None
        try:
            return read_roster(path, encoding=self.request.encoding)
        except RosterError as error:
            try:  # so that what is wrong with the filled rows is told in the same breath as the empty ones
                roster = read_roster(path, encoding=self.request.encoding, gaps=True)
            except RosterError:
                raise error from None
            self.findings.take(error.findings)
            return roster

    def _wishes(self, roster: Roster | None) -> list[Wish]:
        """What can be used of the roster; the findings have the rest."""
        request = self.request
        script = self.kinds.script(request.script)
        columns = [] if roster is None else [*roster.columns]
        ignored = {folded(name) for name in request.ignore}
        many = "language" in {*columns, *(folded(name) for name, _ in request.vary)} - ignored
        scripts = sisters(request.script) if many else {script.metadata.language: request.script}
        known: dict[str, None] = {}
        fields: dict[str, None] = {}
        for name in (request.script, *scripts.values()):
            metadata = self.kinds.script(name).metadata
            check_names(metadata, self.findings)
            names = names_of(metadata)
            known |= dict.fromkeys(names.columns)
            fields |= dict.fromkeys(names.fields)
        if roster is not None:
            check_columns(columns, known, request.ignore, script.metadata.title, self.findings)
        check_vary(request.vary, list(fields), list(known), self.findings)
        entries = read_entries(roster, request.vary, request.ignore, self.findings)
        wishes = Wishes(request, self.kinds, scripts, set(columns) - ignored, self.findings)
        return [wish for entry in entries if (wish := wishes.read(entry)) is not None and wishes.check(wish)]

    def _singly(self, wishes: Sequence[Wish], roster: Roster | None) -> BatchPlan:
        kinds = dict.fromkeys(wish.kind for wish in wishes)
        with Lengths(keep_clips=self.request.keep_clips) as lengths:
            lengths.speak((self.kinds.template(kind) for kind in kinds), self.progress)
            expected = {
                wish.entry.id: length_s
                for wish in wishes
                if (length_s := self._had(wish, partial(lengths.expected_s, wish.kind))) is not None
                and self._had(wish, partial(self.page, (wish.kind, length_s)))
            }
        self.findings.raise_any(self.request.roster, () if roster is None else roster.columns)
        names = file_names([wish.entry.id for wish in wishes])
        tasks = tuple(
            self._task(wish, wish.kind, f"{name}.mp3", expected[wish.entry.id])
            for wish, name in zip(wishes, names, strict=True)
        )
        return BatchPlan(tasks=tasks, notes=self._notes(roster, kinds))

    def _in_series(self, wishes: Sequence[Wish], roster: Roster | None, days: int) -> BatchPlan:
        programmes = Programmes(self.request, days, self.kinds, self.progress)

        def pages(kind: Kind) -> bool:
            return all(self.page((own, day.duration_s)) for day, own in programmes.sessions(kind))

        had = [wish for wish in wishes if self._had(wish, partial(pages, wish.kind))]
        self.findings.raise_any(self.request.roster, () if roster is None else roster.columns)
        tasks: list[Task] = []
        series: list[Series] = []
        for wish, folder in zip(had, file_names([wish.entry.id for wish in had]), strict=True):
            own = [
                self._task(wish, kind, f"{folder}/{day.file}", day.duration_s)
                for day, kind in programmes.sessions(wish.kind)
            ]
            files = tuple(task.file for task in own)
            programme = programmes.of(wish.kind)
            series.append(Series(id=wish.entry.id, folder=folder, programme=programme, files=files))
            tasks += own
        kinds = dict.fromkeys(wish.kind for wish in had)
        notes = [note for kind in kinds for note in programmes.of(kind).notes]
        return BatchPlan(
            tasks=tuple(tasks),
            series=tuple(series),
            notes=(*self._notes(roster, kinds), *dict.fromkeys(notes)),
        )

    def _had(self, wish: Wish, have: Callable[[], T]) -> T | None:
        """What could be had; None where it cannot, which the findings tell."""
        try:
            return have()
        except QuietudeError as error:
            message, column = fault(error, wish.entry)
            self.findings.add(message, row=wish.entry.row_of(column), column=column)
            return None

    def _page(self, session: tuple[Kind, float]) -> bool:
        kind, expected_s = session
        if self.handout is not None:
            job = self.kinds.job(kind, dict.fromkeys(kind.fields, USUAL_VALUE))
            check_size(mp3_bytes(job, expected_s))
        return True

    def _task(self, wish: Wish, kind: Kind, file: str, expected_s: float) -> Task:
        template = self.kinds.template(kind)
        texts, words = template.said_by(wish.values)
        # A hand-out or a tag may tell values that nobody speaks.
        told = (
            sorted(wish.values.items()) if self.request.name_in_tags or self.request.name_in_handout else []
        )
        return Task(
            id=wish.entry.id,
            file=file,
            job=self.kinds.job(kind, wish.values),
            inputs=keyed_digest(self.secret, written([template.shared, file, texts, words, told])),
            shared=template.shared,
            expected_s=expected_s,
            handout=self.handout,
        )

    def _notes(self, roster: Roster | None, kinds: Iterable[Kind]) -> tuple[str, ...]:
        remarks = () if roster is None else roster.remarks
        casts = dict.fromkeys((kind.script, kind.voices) for kind in kinds)
        licences = [note for cast in casts for note in licence_notes(self.kinds.cast(cast))]
        takes = [
            note
            for script in dict.fromkeys(script for script, _ in casts)
            for note in self.kinds.takes(script).warnings
        ]
        return tuple(dict.fromkeys((*remarks, *licences, *takes)))


def _settings(request: BatchRequest) -> Settings:
    extra = [f"name in tags: {request.name_in_tags}"]
    if request.handout:
        clinic = None if request.clinic is None else load_clinic(request.clinic)
        extra.append(f"hand-out: {clinic!r}, name: {request.name_in_handout}")
    return Settings(
        recordings=request.recordings,
        bitrate_kbps=request.bitrate_kbps,
        loudness_lufs=request.loudness_lufs,
        further_back_db=request.further_back_db,
        keep_clips=request.keep_clips,
        extra=tuple(extra),
        handout=request.handout,
        name_in_tags=request.name_in_tags,
        cover=request.cover,
        with_cover=request.with_cover,
        with_words=request.with_words,
    )


def _check_series(request: BatchRequest) -> None:
    if request.days is None:
        if request.length_from is not None or request.length_to is not None:
            raise InputError("--length-from and --length-to are for a series; give --days too, or --length")
    elif request.length is not None:
        raise InputError("a series' sessions grow; give --length-from and --length-to in place of --length")
