"""What passes between the parts of a batch: what was asked for, and the files that it comes to."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

from quietude.job import DEFAULT_BITRATE_KBPS, DEFAULT_LOUDNESS_LUFS, Job
from quietude.programme.planned import Programme


@dataclass(frozen=True, slots=True, kw_only=True)
class BatchRequest:
    """All that was asked for, as it was typed. What a row's own cells say goes before it."""

    script: str
    """The name of a script that came with quietude, or a path."""
    roster: Path | None = None
    """None: the variants stand alone."""
    vary: tuple[tuple[str, tuple[str, ...]], ...] = ()
    """Column to values; every row is made with each of them, and with each combination of several."""
    encoding: str | None = None
    """The roster's, where it cannot be told from its bytes."""
    ignore: tuple[str, ...] = ()
    """Columns of the roster that mean nothing here."""
    length: str | None = None
    phrasing: str | None = None
    choices: Mapping[str, str] = field(default_factory=dict)
    values: Mapping[str, str] = field(default_factory=dict, repr=False)
    """The same for every listener, such as a clinic's name. Private all the same."""
    phrases: tuple[str, ...] = ()
    voices: tuple[str, ...] = ()
    beds: tuple[str, ...] | None = None
    recordings: Path | None = None
    bitrate_kbps: int = DEFAULT_BITRATE_KBPS
    loudness_lufs: float = DEFAULT_LOUDNESS_LUFS
    further_back_db: float = 0.0
    """As `Job.further_back_db`."""
    keep_clips: bool = True
    days: int | None = None
    """A programme of so many days for every listener; None: one session each."""
    length_from: str | None = None
    length_to: str | None = None
    start: date | None = None
    title: str | None = None
    """A programme's."""
    name_in_tags: bool = False
    cover: Path | None = None
    """A picture for every file; None: one is drawn."""
    with_cover: bool = True
    with_words: bool = False
    """The words are in the files' tags. How long they are is known only when they are said, so the size that
    is told of a batch is without them."""
    handout: bool = False
    name_in_handout: bool = False
    clinic: Path | None = None
    """A TOML file with the clinic's header, logo and footer for the hand-outs."""
    zipped: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class HandoutWish:
    """What a worker writes beside a session."""

    clinic: Path | None = None
    with_name: bool = False
    """The listener's name may stand on it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Task:
    """One session to make. Goes to workers as it is; what may be printed of it is its id."""

    id: str
    """The row's, or its running number. Not a name, unless the roster's id column holds names."""
    file: str
    """Below the output folder, with ``/``: ``anna-7.mp3``, in a programme ``anna-7/03 Sleep.mp3``."""
    job: Job = field(repr=False)
    """Its ``output`` is not set: that is the worker's affair."""
    inputs: str
    """64 hexadecimal digits: a keyed digest of all that decides the file, by which it is known again."""
    shared: str
    """64 hexadecimal digits: a digest of all that decides the file but the listener's values. Tasks that have
    the same share most of their sound; the first of them goes ahead and the others find it."""
    expected_s: float
    """How long the session will be, in seconds."""
    handout: HandoutWish | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Series:
    """A listener's programme: the files of one folder, and what is written when all of them are there."""

    id: str
    folder: str
    """Below the output folder."""
    programme: Programme
    files: tuple[str, ...]
    """Its tasks' files, in the order of days."""


@dataclass(frozen=True, slots=True, kw_only=True)
class BatchPlan:
    """What a batch comes to, before anything is made."""

    tasks: tuple[Task, ...]
    """In the roster's order."""
    series: tuple[Series, ...] = ()
    notes: tuple[str, ...] = ()
    """What there is to know about it, a sentence each."""
