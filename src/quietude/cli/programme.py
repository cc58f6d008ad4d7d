"""``quietude programme``: a script to a numbered series of sessions, one a day."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from quietude.cli import console
from quietude.cli.options import (
    BedOption,
    BitrateOption,
    ChooseOption,
    CoverOption,
    FormatOption,
    JsonOption,
    LoudnessOption,
    MonoOption,
    NameOption,
    NoCoverOption,
    PhraseOption,
    PhrasesOption,
    PhrasingOption,
    QuietOption,
    RecordingsOption,
    ScriptArgument,
    SetOption,
    VoiceOption,
    read_listener,
)
from quietude.errors import InputError
from quietude.units import format_clock, parse_time

if TYPE_CHECKING:
    from quietude.programme.planned import PlannedDay, Programme


def programme(
    script: ScriptArgument,
    days: Annotated[int, typer.Option("--days", help="How many sessions, one a day: 1 to 60.")] = 14,
    name: NameOption = None,
    set_: SetOption = None,
    choose: ChooseOption = None,
    phrasing: PhrasingOption = None,
    phrases: PhrasesOption = None,
    phrase: PhraseOption = None,
    length_from: Annotated[
        str | None,
        typer.Option(
            "--length-from", metavar="TIME", help="The first session's length; usual: the script's."
        ),
    ] = None,
    length_to: Annotated[
        str | None,
        typer.Option("--length-to", metavar="TIME", help="The last one's; usual: half as much again."),
    ] = None,
    voice: VoiceOption = None,
    bed: BedOption = None,
    recordings: RecordingsOption = None,
    start: Annotated[
        str | None,
        typer.Option("--start", metavar="DATE", help="The first day, for the plan: 2026-12-01."),
    ] = None,
    title: Annotated[
        str | None, typer.Option("--title", help="The programme's title and album; usual: the script's.")
    ] = None,
    output: Annotated[
        Path | None,
        typer.Option(
            "--output", "-o", metavar="FOLDER", help="Where it goes; output/SCRIPT-14-days if left out."
        ),
    ] = None,
    format_: FormatOption = None,
    bitrate: BitrateOption = None,
    mono: MonoOption = False,
    loudness: LoudnessOption = "podcast",
    cover: CoverOption = None,
    no_cover: NoCoverOption = False,
    anew: Annotated[
        bool, typer.Option("--anew", help="Make also those days again that are there already.")
    ] = False,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Print the plan; write nothing.")] = False,
    as_json: JsonOption = False,
    quiet: QuietOption = False,
) -> None:
    """Make a series of sessions that goes from question to statement and from much guidance to little.

    Sessions grow, and each begins its phrases with another one. Beside the numbered MP3s (an album) come a
    playlist and a plan on one page to print, with a box for each day. After Ctrl-C the same command goes on.

    [bold]Example[/bold]

      quietude programme self-compassion --days 14 --length-from 5m --length-to 12m --start 2026-12-01
    """
    from quietude import memory
    from quietude.presets import parse_loudness
    from quietude.programme.making import make_programme
    from quietude.programme.planned import ProgrammeJob, plan_programme
    from quietude.script.library import find_script
    from quietude.script.parser import load_script

    listener = read_listener(
        load_script(find_script(script)).metadata,
        name=name,
        settings=set_,
        choices=choose,
        phrasing=phrasing,
        length=None,
        phrases=phrases,
        phrase=phrase,
    )
    level = parse_loudness(loudness)
    job = ProgrammeJob(
        script=script,
        days=days,
        listener=listener,
        voices=tuple(voice or ()),
        beds=tuple(bed) if bed is not None else None,
        recordings=recordings,
        from_s=None if length_from is None else parse_time(length_from),
        to_s=None if length_to is None else parse_time(length_to),
        start=None if start is None else _date(start),
        title=title,
        folder=output,
        format=format_,
        bitrate_kbps=bitrate,
        mono=mono,
        loudness_lufs=level.loudness_lufs,
        further_back_db=level.further_back_db,
        cover=cover,
        with_cover=not no_cover,
    )
    planned = plan_programme(job)
    silenced = quiet or as_json
    for note in () if silenced else planned.notes:
        console.warn(f"note: {note}")
    if dry_run:
        console.show_json(_facts(planned)) if as_json else _show(planned)
        return

    def begins(day: PlannedDay) -> None:
        if not silenced:
            length = format_clock(day.duration_s)
            console.warn(f"day {day.day.number} of {len(planned.days)}, {length}: {day.file}")

    memory.share_one_heap()
    with console.progress_shown(quiet=silenced) as progress:
        made = make_programme(job, planned, anew=anew, begins=begins, progress=progress)
    for warning in () if silenced else made.warnings:
        console.warn(f"note: {warning}")
    if as_json:
        console.show_json(
            {
                **_facts(planned),
                "folder": str(made.folder),
                "kept": made.kept,
                "playlist": str(made.playlist),
                "plan": str(made.plan),
            }
        )
    elif not quiet:
        there = f", {made.kept} of them there already" if made.kept else ""
        typer.echo(f"{made.folder}  {len(made.sessions)} sessions{there}")
        typer.echo(f"{made.playlist}\n{made.plan}")


def _date(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError as error:
        raise InputError(
            f'"{text}" is not a date; write --start as year, month and day: 2026-12-01'
        ) from error


def _facts(planned: Programme) -> dict[str, Any]:
    return {
        "title": planned.title,
        "language": planned.metadata.language,
        "voice": planned.voice,
        "days": [
            {
                "day": each.day.number,
                "date": None if each.on is None else each.on.isoformat(),
                "file": each.file,
                "duration_s": round(each.duration_s, 3),
                "phrasing": None if each.day.phrasing is None else str(each.day.phrasing),
                "choices": dict(each.day.choices),
                "begins_with": each.phrase,
            }
            for each in planned.days
        ],
    }


def _show(planned: Programme) -> None:
    console.show_table(
        ("day", "date", "length", "phrasing", "choices", "begins with"),
        [
            (
                str(each.day.number),
                "" if each.on is None else each.on.isoformat(),
                format_clock(each.duration_s),
                str(each.day.phrasing or ""),
                ", ".join(each.day.choices.values()),
                each.phrase,
            )
            for each in planned.days
        ],
        title=f"{planned.title}, voice {planned.voice}",
    )
