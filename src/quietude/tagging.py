"""What a session's file says of itself: its title and the like, its cover, and the words that are said."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from quietude.cover.key import COVER_SIDE, cover_key
from quietude.export.captions.cue import cues, timed_lines
from quietude.export.captions.printable import Printable
from quietude.export.tags import Picture, Tags, TimedLine
from quietude.job import Job, Series
from quietude.kept_sound import KeptSound
from quietude.score.listener import cleaned
from quietude.script.front_matter import Metadata
from quietude.script.nodes import Script
from quietude.timeline.timeline import Timeline


def tags_for(metadata: Metadata, series: Series | None = None, *, name: str = "") -> Tags:
    """The file's tags from the script's front matter. None of them holds a listener's value but ``name``.

    In a ``series`` the title begins with the file's number, since many players show and sort by titles alone.
    With a ``name`` it ends in it.
    """
    title = metadata.title if series is None else f"{series.number}. {metadata.title}"
    return Tags(
        title=f"{title} – {name}" if name else title,
        artist=metadata.author,
        album=metadata.album if series is None else series.title,
        track=None if series is None else f"{series.number}/{series.of}",
        disc=None if series is None else "1/1",
        genre=metadata.genre,
        language=metadata.language,
        year=metadata.year,
        comment=metadata.safety,
    )


def tags_of(job: Job, script: Script, timeline: Timeline, *, beds: Sequence[str], kept: KeptSound) -> Tags:
    """All that a job's file says: `tags_for`, the cover and the words.

    Raises:
        FileError, InputError: the user's picture cannot be read or used.
    """
    tags = tags_for(script.metadata, job.series, name=name_in_tags(job))
    lines: tuple[TimedLine, ...] = ()
    if job.with_words:
        lines = timed_lines(cues(timeline, Printable(script, job.listener, with_values=job.name_in_tags)))
    return replace(tags, cover=cover_of(job, script.metadata, beds, kept), lines=lines)


def name_in_tags(job: Job) -> str:
    """What the tags of a job call its listener; empty where they do not."""
    return cleaned(job.listener.values.get("name", "")) if job.name_in_tags else ""


def check_cover(path: Path | None) -> None:
    """See early that the user's picture can be used; None: there is none to look at.

    Raises:
        FileError, InputError: it cannot.
    """
    if path is not None:
        from quietude.cover.reading import read_cover

        read_cover(path)


def cover_of(job: Job, metadata: Metadata, beds: Sequence[str], kept: KeptSound) -> Picture | None:
    """A job's cover: the user's picture, or one that is drawn, where ``kept`` has none; None: without.

    A drawn one follows from what the script says of itself, from the beds (as ``--bed`` takes them) and from
    the day in a series; so all listeners of a session have the same, and nothing of one is in it.

    Raises:
        FileError, InputError: the user's picture cannot be read or used.
    """
    if job.cover is not None:
        from quietude.cover.reading import read_cover

        return read_cover(job.cover)
    if not job.with_cover:
        return None
    series = job.series
    told = (metadata.title, metadata.author, metadata.album, metadata.language, series)
    digest = hashlib.sha256(repr(told).encode("utf-8", "backslashreplace")).hexdigest()
    line = "" if series is None else f"{series.title} · {series.number} / {series.of}"
    key = cover_key(title=metadata.title, beds=beds, digest=digest, line=line)
    data = kept.get(key, private=False)
    if data is None:
        from quietude.cover.drawing import draw_cover

        data = draw_cover(title=metadata.title, beds=beds, digest=digest, line=line).data
        kept.put(key, data, private=False)
    return Picture(data=data, mime="image/jpeg", width=COVER_SIDE, height=COVER_SIDE)
