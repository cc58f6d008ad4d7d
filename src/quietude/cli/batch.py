"""``quietude batch``: a session for each row of a roster."""

from __future__ import annotations

import csv
from dataclasses import asdict
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from quietude.cli import console
from quietude.cli.options import (
    BedOption,
    ChooseOption,
    CoverOption,
    JsonOption,
    LengthOption,
    LoudnessOption,
    NoCoverOption,
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
from quietude.job import DEFAULT_BITRATE_KBPS, OUTPUT_FOLDER
from quietude.units import format_clock

if TYPE_CHECKING:
    from quietude.batch.running.runner import Outcome
    from quietude.batch.task import BatchPlan


def batch(
    script: ScriptArgument,
    roster: Annotated[
        Path | None,
        typer.Option(
            "--roster",
            "-r",
            metavar="FILE",
            help="A table with a row for each listener: CSV as any spreadsheet writes it, or XLSX.",
        ),
    ] = None,
    output: Annotated[
        str | None,
        typer.Option(
            "--output",
            "-o",
            metavar="FOLDER|URL",
            help="Where it goes; output/SCRIPT-batch if left out. Or an address: s3://bucket/folder.",
        ),
    ] = None,
    vary: Annotated[
        list[str] | None,
        typer.Option(
            "--vary",
            metavar="COLUMN=VALUE,...",
            help="Make every row with each of these, or these alone without a roster. Repeat to combine.",
        ),
    ] = None,
    length: LengthOption = None,
    choose: ChooseOption = None,
    phrasing: PhrasingOption = None,
    phrases: PhrasesOption = None,
    set_: SetOption = None,
    voice: VoiceOption = None,
    bed: BedOption = None,
    recordings: RecordingsOption = None,
    encoding: Annotated[
        str | None,
        typer.Option("--encoding", metavar="NAME", help="The CSV's, where it cannot be told from its bytes."),
    ] = None,
    ignore_column: Annotated[
        list[str] | None,
        typer.Option("--ignore-column", metavar="NAME", help="A column that means nothing here. Repeatable."),
    ] = None,
    days: Annotated[
        int | None, typer.Option("--days", help="A programme of so many days for each listener: 1 to 60.")
    ] = None,
    length_from: Annotated[
        str | None, typer.Option("--length-from", metavar="TIME", help="A programme's first length.")
    ] = None,
    length_to: Annotated[
        str | None, typer.Option("--length-to", metavar="TIME", help="A programme's last length.")
    ] = None,
    start: Annotated[
        datetime | None,
        typer.Option(
            "--start", metavar="DATE", formats=["%Y-%m-%d"], help="A programme's first day: 2026-12-01."
        ),
    ] = None,
    title: Annotated[str | None, typer.Option("--title", help="A programme's title.")] = None,
    name_in_tags: Annotated[
        bool, typer.Option("--name-in-tags", help="Let the listener's name stand in the MP3's tags.")
    ] = False,
    cover: CoverOption = None,
    no_cover: NoCoverOption = False,
    lyrics: Annotated[
        bool,
        typer.Option("--lyrics", help="Put the words into the MP3s too, without anybody's name."),
    ] = False,
    handout: Annotated[
        bool, typer.Option("--handout", help="Write a page to play and a sheet to print beside each MP3.")
    ] = False,
    name_in_handout: Annotated[
        bool, typer.Option("--name-in-handout", help="Let the listener's name stand on those.")
    ] = False,
    clinic: Annotated[
        Path | None,
        typer.Option("--clinic", metavar="FILE", help="Your header, logo and footer for them, in TOML."),
    ] = None,
    zip_: Annotated[
        bool, typer.Option("--zip", help="Write an archive for each listener, too, with all of their files.")
    ] = False,
    workers: Annotated[
        int | None,
        typer.Option("--workers", min=1, help="How many files are made at once; usual: one for each core."),
    ] = None,
    cluster: Annotated[
        str | None,
        typer.Option(
            "--cluster",
            metavar="ADDRESS",
            help="Make them on a Dask cluster: tcp://scheduler:8786; or local:4, one that is begun here.",
        ),
    ] = None,
    bitrate: Annotated[
        int, typer.Option("--bitrate", help="Kilobits a second of the MP3s.")
    ] = DEFAULT_BITRATE_KBPS,
    loudness: LoudnessOption = "podcast",
    cache: Annotated[
        bool, typer.Option("--cache/--no-cache", help="Keep what rows share for the next run.")
    ] = True,
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="Check every row, print what would be made; write nothing.")
    ] = False,
    as_json: JsonOption = False,
    quiet: QuietOption = False,
) -> None:
    """Make a session for every row of a roster, each under its id and never under a name.

    Columns are the script's fields and choices, and id, length, phrasing, phrases, language, voice and bed.
    Whatever is wrong in any row is told before anything is made. After an interrupt, a power cut or a full
    disk the same command goes on; what is unchanged is kept.

    Exit codes: 0 all are made, 11 some could not be, 12 none could be.

    [bold]Examples[/bold]

      quietude batch self-compassion --roster clients.csv --dry-run

      quietude batch self-compassion --roster clients.xlsx -o output/march --handout --zip

      quietude batch self-compassion --roster clients.csv --days 14 --length-from 5m --length-to 12m

      quietude batch body-scan --vary length=5m,10m,20m --vary voice=heart,espeak-de
    """
    from quietude.batch.places.place import open_place
    from quietude.batch.planning.plan import plan_batch
    from quietude.batch.running.progress import Tally
    from quietude.batch.running.runner import run_batch
    from quietude.batch.task import BatchRequest
    from quietude.batch.workers.executors import open_workers
    from quietude.cli.batch_view import batch_shown, how_far
    from quietude.presets import parse_loudness
    from quietude.script.library import find_script
    from quietude.script.parser import load_script

    if roster is None and not vary:
        raise InputError(
            "a batch is made from a table of listeners, --roster clients.csv, or from variants, "
            "--vary length=5m,10m; for one session there is quietude render"
        )
    given = read_listener(
        load_script(find_script(script)).metadata,
        name=None,
        settings=set_,
        choices=choose,
        phrasing=None,
        length=None,
    )
    level = parse_loudness(loudness)
    request = BatchRequest(
        script=script,
        roster=roster,
        vary=tuple(_vary(each) for each in vary or ()),
        encoding=encoding,
        ignore=tuple(ignore_column or ()),
        length=length,
        phrasing=phrasing,
        choices=given.choices,
        values=given.values,
        phrases=tuple(phrases or ()),
        voices=tuple(voice or ()),
        beds=tuple(bed) if bed is not None else None,
        recordings=recordings,
        bitrate_kbps=bitrate,
        loudness_lufs=level.loudness_lufs,
        further_back_db=level.further_back_db,
        keep_clips=cache,
        days=days,
        length_from=length_from,
        length_to=length_to,
        start=None if start is None else start.date(),
        title=title,
        name_in_tags=name_in_tags,
        cover=cover,
        with_cover=not no_cover,
        with_words=lyrics,
        handout=handout,
        name_in_handout=name_in_handout,
        clinic=clinic,
        zipped=zip_,
    )
    silenced = quiet or as_json
    with console.progress_shown(quiet=silenced) as progress:
        plan = plan_batch(request, progress=progress)
    for note in () if silenced else plan.notes:
        console.warn(f"note: {note}")
    target = output if output is not None else OUTPUT_FOLDER / f"{Path(script).stem}-batch"
    if dry_run:
        folder = None if "://" in str(target) else Path(target)
        _show_plan(plan, folder=folder, workers=workers, zipped=zip_, as_json=as_json)
        return
    place = open_place(target)
    tally = Tally(plan)
    try:
        with open_workers(cluster, workers) as crew, batch_shown(tally, quiet=silenced) as watch:
            outcome = run_batch(plan, place, crew, zipped=zip_, watch=watch)
    except KeyboardInterrupt:
        done = tally.made + tally.kept
        console.warn(f"{done} of {tally.total} files are made; the same command goes on with the others")
        raise
    if as_json:
        console.show_json({**_facts(outcome), "folder": place.shown})
    elif not quiet:
        console.warn(how_far(tally))
        typer.echo(f"{place.shown}  {len(outcome.lines)} files")
    if silenced:
        for failure in outcome.failed:
            console.warn(f"failed: {failure.file}: {failure.reason}")
    raise typer.Exit(outcome.exit_code)


def _show_plan(
    plan: BatchPlan, *, folder: Path | None, workers: int | None, zipped: bool, as_json: bool
) -> None:
    """What would be made, and what it takes. Files are named after ids; nothing of a listener is shown."""
    from quietude.batch.planning.estimate import figures

    found = figures(plan, folder=folder, workers=workers, zipped=zipped)
    if as_json:
        files = [
            {"id": task.id, "file": task.file, "duration_s": round(task.expected_s, 3)} for task in plan.tasks
        ]
        console.show_json({**asdict(found), "time_s": round(found.time_s), "plan": files})
        return
    console.show_table(
        ("id", "file", "length"),
        [(task.id, task.file, format_clock(round(task.expected_s))) for task in plan.tasks],
    )
    console.warn(
        f"{found.files} files of {found.kinds} {'kind' if found.kinds == 1 else 'kinds'}, "
        f"{format_clock(found.sound_s)} of sound: some {format_clock(found.time_s)} on this machine, "
        f"{found.bytes / 1e6:.1f} MB"
    )
    if found.free_bytes is not None and found.bytes > found.free_bytes:
        console.warn(f"there is no room for it: {found.free_bytes / 1e6:.0f} MB are free; choose another -o")


def _vary(text: str) -> tuple[str, tuple[str, ...]]:
    column, equals, values = text.partition("=")
    if not equals or not column.strip() or not values.strip():
        raise InputError("--vary is written COLUMN=VALUE,VALUE, such as --vary length=5m,10m")
    # A value with a comma in it stands in quotation marks, as in a roster.
    cells = next(csv.reader([values], skipinitialspace=True))
    return column.strip(), tuple(cell.strip() for cell in cells)


def _facts(outcome: Outcome) -> dict[str, Any]:
    return {
        "made": list(outcome.made),
        "kept": list(outcome.kept),
        "failed": [asdict(failure) for failure in outcome.failed],
        "beside": list(outcome.beside),
    }
