"""The days of a script and a voice: what each session says first, and lengths that can be had."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from pathlib import Path
from types import MappingProxyType
from typing import Final

from quietude import pipeline
from quietude.errors import FileError, InputError, ListenerError, ScriptError
from quietude.export.formats import choose_form
from quietude.job import DEFAULT_LOUDNESS_LUFS, OUTPUT_FOLDER, Job, Series
from quietude.programme.days import GUIDANCE, WHY, Day, Offer, Ranges, plan_days
from quietude.progress import Progress, silent
from quietude.score.builder import build_score
from quietude.score.listener import Listener
from quietude.score.score import Phrasing, Rest, Rounds, Score, Utterance
from quietude.script.front_matter import Metadata
from quietude.script.library import find_script
from quietude.script.nodes import Script
from quietude.script.parser import load_script
from quietude.tagging import check_cover
from quietude.timeline.builder import feasible_ranges

LONGEST_TITLE: Final = 80
"""Characters of a title in a file's name: with its number and in any script it stays under 255 bytes."""
NO_VALUE: Final = "…"
"""Stands in the printed plan where a session speaks a value of the listener's."""
_NOT_IN_NAMES: Final = re.compile(r'[<>:"/\\|?*]')
"""What a file's name may not hold on Windows, and so on a stick that is carried about."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ProgrammeJob:
    """All that decides a programme."""

    script: str
    """The name of a script that came with quietude, or a path."""
    days: int
    listener: Listener = field(default_factory=Listener)
    """Their choices and phrasing hold on every day; the programme decides the rest."""
    voices: tuple[str, ...] = ()
    """As `Job.voices`."""
    beds: tuple[str, ...] | None = None
    """As `Job.beds`."""
    recordings: Path | None = None
    """As `Job.recordings`."""
    from_s: float | None = None
    """Length of the first session, in seconds; None: the script's own."""
    to_s: float | None = None
    """Length of the last; None: half as much again as the script's own, as far as that can be had."""
    start: date | None = None
    """The first day's date, for the printed plan."""
    title: str | None = None
    """The programme's, and so the files' album; None: the script's."""
    folder: Path | None = None
    """Where everything goes; None: ``output/<script>-<days>-days``."""
    format: str | None = None
    """As `Job.format`; None: MP3."""
    bitrate_kbps: int | None = None
    mono: bool = False
    loudness_lufs: float = DEFAULT_LOUDNESS_LUFS
    further_back_db: float = 0.0
    """As `Job.further_back_db`."""
    keep_clips: bool = True
    cover: Path | None = None
    """As `Job.cover`; each day's own is drawn if left out."""
    with_cover: bool = True
    """As `Job.with_cover`."""

    def output_folder(self) -> Path:
        """Where everything goes. Never named after a listener."""
        return self.folder or OUTPUT_FOLDER / f"{Path(self.script).stem}-{self.days}-days"


@dataclass(frozen=True, slots=True, kw_only=True)
class PlannedDay:
    """A day, and what is known of its session before it is made."""

    day: Day
    file: str
    """The file's name, without its folder."""
    duration_s: float
    phrase: str
    """What its rounds begin with, without any listener's value; empty where nothing is repeated."""
    on: date | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Programme:
    """A whole programme, without a word of its listener."""

    title: str
    metadata: Metadata
    voice: str
    """The voice profile's name."""
    days: tuple[PlannedDay, ...]
    notes: tuple[str, ...] = ()
    """What there is to know about it, a sentence each."""


def plan_programme(job: ProgrammeJob, *, progress: Progress = silent) -> Programme:
    """The days of a programme. Every line is spoken once (and kept), to know how long each day can be.

    Raises:
        QuietudeError: whatever stands in the way of its sessions; see `quietude.errors` for the kinds.
    """
    _check_folder(job.output_folder())
    check_cover(job.cover)
    form = choose_form(job.format, None, kbps=job.bitrate_kbps, mono=job.mono)
    if job.listener.target_s is not None:
        raise InputError("a programme's sessions grow; give --length-from and --length-to")
    script = load_script(find_script(job.script))
    offer = offer_of(script, job.listener)
    measured = _Measured(job, progress)
    usual_s = measured(_plain_day(offer)).natural_s
    days = plan_days(
        job.days,
        offer,
        lambda day: measured(day).ranges,
        usual_s=usual_s,
        from_s=job.from_s,
        to_s=job.to_s,
    )
    title = " ".join((job.title or "").split()) or " ".join(script.metadata.title.split())
    planned = tuple(
        PlannedDay(
            day=day,
            file=file_name(day.number, len(days), script.metadata.title, form.format.ending),
            duration_s=day.length_s if day.length_s is not None else measured(day).natural_s,
            phrase=phrase_of(script, job.listener, day),
            on=_on(job.start, day),
        )
        for day in days
    )
    notes: tuple[str, ...] = ()
    if offer.why and WHY[0] not in days[0].choices:
        notes = ("no day has room for the chapter on why; give a longer --length-from and --length-to",)
    return Programme(title=title, metadata=script.metadata, voice=measured.voice, days=planned, notes=notes)


def offer_of(script: Script, listener: Listener) -> Offer:
    """What a script has for a programme, beside what this listener has chosen for every day."""
    choices = {name: tuple(choice.options) for name, choice in script.metadata.choices.items()}
    rounds = _rounds(_score(script, replace(listener, phrasing=Phrasing.STATEMENT)))
    why, with_why = WHY
    return Offer(
        asks=listener.phrasing is None and _asks(script, listener),
        phrases=len(rounds[0].phrases) if rounds else 0,
        guidance=() if GUIDANCE in listener.choices else choices.get(GUIDANCE, ()),
        why=why not in listener.choices and with_why in choices.get(why, ()),
    )


def listener_of(listener: Listener, day: Day) -> Listener:
    """The listener, as one day's session has them."""
    return replace(
        listener,
        choices={**day.choices, **listener.choices},
        phrasing=listener.phrasing or day.phrasing,
        first_phrase=day.first_phrase,
        target_s=day.length_s,
    )


def job_of(job: ProgrammeJob, programme: Programme, planned: PlannedDay) -> Job:
    """The render of one day."""
    return Job(
        script=job.script,
        listener=listener_of(job.listener, planned.day),
        voices=job.voices,
        beds=job.beds,
        recordings=job.recordings,
        output=job.output_folder() / planned.file,
        format=job.format,
        bitrate_kbps=job.bitrate_kbps,
        mono=job.mono,
        loudness_lufs=job.loudness_lufs,
        further_back_db=job.further_back_db,
        keep_clips=job.keep_clips,
        cover=job.cover,
        with_cover=job.with_cover,
        series=Series(title=programme.title, number=planned.day.number, of=len(programme.days)),
    )


def phrase_of(script: Script, listener: Listener, day: Day) -> str:
    """What a day's rounds begin with: its question, or its statement where they end in that.

    Empty where the script repeats nothing, and where the listener typed it, which is private.
    """
    rounds = _rounds(_score(script, listener_of(listener, day)))
    if not rounds:
        return ""
    forms = rounds[0].phrases[0]
    parts = forms.last if (listener.phrasing or day.phrasing) is Phrasing.GRADUAL else forms.first
    if listener.phrases and any(isinstance(part, Utterance) and part.private for part in parts):
        return ""
    return _said(parts)


def file_name(number: int, of: int, title: str, ending: str = ".mp3") -> str:
    """A name that any system takes, and that sorts by day.

    >>> file_name(3, 14, 'Sleep: "deeper"?')
    '03 Sleep deeper.mp3'
    """
    kept = "".join(
        " " if unicodedata.category(char)[0] == "C" else char
        for char in _NOT_IN_NAMES.sub(" ", unicodedata.normalize("NFC", title))
    )
    short = " ".join(kept.split())[:LONGEST_TITLE]
    while len(short.encode("utf-8")) > 240:  # letters of several bytes
        short = short[:-1]
    digits = max(2, len(str(of)))
    return f"{number:0{digits}d} {short.strip(' .')}".rstrip() + ending


def _on(start: date | None, day: Day) -> date | None:
    try:
        return None if start is None else start + timedelta(days=day.number - 1)
    except OverflowError as error:
        raise InputError(f"no calendar goes on for {day.number} days after {start}; start earlier") from error


def _check_folder(folder: Path) -> None:
    if folder.exists() and not folder.is_dir():
        raise FileError(f"{folder} is a file; give the name of a folder with -o", path=folder)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Lengths:
    natural_s: float
    ranges: Ranges


class _Measured:
    """How long a day's session is and can be. Days that differ in nothing that sounds are measured once."""

    def __init__(self, job: ProgrammeJob, progress: Progress) -> None:
        self.job, self.progress = job, progress
        self.known: dict[tuple[object, ...], _Lengths] = {}
        self.voice = ""

    def __call__(self, day: Day) -> _Lengths:
        key = (day.phrasing, day.first_phrase, *sorted(day.choices.items()))
        if key not in self.known:
            job = Job(
                script=self.job.script,
                listener=listener_of(self.job.listener, replace(day, length_s=None)),
                voices=self.job.voices,
                beds=self.job.beds,
                recordings=self.job.recordings,
                keep_clips=self.job.keep_clips,
            )
            with pipeline.plan(job, progress=self.progress) as plan:
                self.voice = plan.cast.lead.name
                self.known[key] = _Lengths(
                    natural_s=plan.timeline.duration_s,
                    ranges=feasible_ranges(plan.score, plan.clips.duration, has_bed=bool(plan.timeline.beds)),
                )
        return self.known[key]


def _plain_day(offer: Offer) -> Day:
    """The first day as it is without the chapter on why: what the script's own length is meant for."""
    choices: Mapping[str, str] = {GUIDANCE: offer.guidance[0]} if offer.guidance else {}
    phrasing = Phrasing.WHAT_IF if offer.asks else None
    return Day(number=1, stage=0, phrasing=phrasing, choices=MappingProxyType(choices), first_phrase=0)


def _asks(script: Script, listener: Listener) -> bool:
    """Whether its phrases can all be asked, and any of them changes by it."""
    said = _rounds(_score(script, replace(listener, phrasing=Phrasing.STATEMENT)))
    try:
        asked = _rounds(_score(script, replace(listener, phrasing=Phrasing.WHAT_IF)))
    except (ScriptError, ListenerError):  # a phrase has no question: all are said as they stand, every day
        return False
    return [[_said(forms.first) for forms in each.phrases] for each in said] != [
        [_said(forms.first) for forms in each.phrases] for each in asked
    ]


def _score(script: Script, listener: Listener) -> Score:
    """The score without any value of the listener's, for what may be printed."""
    needed = {
        name: NO_VALUE for name, ask in script.metadata.ask.items() if not ask.optional and not ask.default
    }
    return build_score(script, replace(listener, values=needed))


def _rounds(score: Score) -> list[Rounds]:
    return [item for item in score.items if isinstance(item, Rounds)]


def _said(parts: Iterable[Utterance | Rest]) -> str:
    return " ".join(part.text for part in parts if isinstance(part, Utterance))
