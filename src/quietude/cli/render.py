"""``quietude render``: a script to a sound file."""

from __future__ import annotations

from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, NoReturn

import typer

from quietude.cli import console
from quietude.cli.options import (
    AskOption,
    BedOption,
    BitrateOption,
    ChooseOption,
    CoverOption,
    FormatOption,
    JsonOption,
    LengthOption,
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
from quietude.cli.plan_view import plan_facts, show_plan
from quietude.errors import FileError, QuietudeError
from quietude.job import Job, Wanted, check_output
from quietude.units import format_clock

if TYPE_CHECKING:
    from quietude.mix.report import MixReport
    from quietude.session import Session


def render(
    script: ScriptArgument,
    length: LengthOption = None,
    name: NameOption = None,
    set_: SetOption = None,
    choose: ChooseOption = None,
    phrasing: PhrasingOption = None,
    phrases: PhrasesOption = None,
    phrase: PhraseOption = None,
    ask: AskOption = False,
    voice: VoiceOption = None,
    bed: BedOption = None,
    recordings: RecordingsOption = None,
    output: Annotated[
        Path | None,
        typer.Option(
            "--output",
            "-o",
            help="The file to write; output/SCRIPT.mp3 if left out.",
        ),
    ] = None,
    format_: FormatOption = None,
    bitrate: BitrateOption = None,
    mono: MonoOption = False,
    loudness: LoudnessOption = "podcast",
    cache: Annotated[
        bool, typer.Option("--cache/--no-cache", help="Keep spoken clips for the next render.")
    ] = True,
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="Print the plan with its times; write nothing.")
    ] = False,
    report: Annotated[
        bool, typer.Option("--report", help="Measure the mix, print the figures, and write them beside it.")
    ] = False,
    stems: Annotated[
        bool,
        typer.Option(
            "--stems",
            help="Write voice, bed and pacers beside it, as WAV, and timelines for editors.",
        ),
    ] = False,
    voice_only: Annotated[
        bool, typer.Option("--voice-only", help="Write a twin beside it in which only the voice sounds.")
    ] = False,
    plot: Annotated[
        Path | None, typer.Option("--plot", help="Draw it: a light picture there, and a dark one.")
    ] = None,
    captions: Annotated[
        str | None,
        typer.Option(
            "--captions",
            metavar="KINDS",
            help="Write captions beside it: vtt, srt, lrc, txt (a transcript), json, chapters; "
            "with commas between, or all.",
        ),
    ] = None,
    sound_cues: Annotated[
        bool, typer.Option("--sound-cues", help="Captions tell of sounds too: a bell, a soft ocean.")
    ] = False,
    word_times: Annotated[
        bool, typer.Option("--word-times", help="VTT and LRC captions have the moment of each word.")
    ] = False,
    name_in_captions: Annotated[
        bool,
        typer.Option("--name-in-captions", help="Captions have every word that is heard, also the name."),
    ] = False,
    cover: CoverOption = None,
    no_cover: NoCoverOption = False,
    lyrics: Annotated[
        bool, typer.Option("--lyrics/--no-lyrics", help="The words are in the file, for players to show.")
    ] = True,
    name_in_tags: Annotated[
        bool, typer.Option("--name-in-tags", help="The file's title and words may say the name.")
    ] = False,
    watch: Annotated[
        bool, typer.Option("--watch", help="Render again whenever the script changes, until Ctrl-C.")
    ] = False,
    as_json: JsonOption = False,
    quiet: QuietOption = False,
) -> None:
    """Turn a script into a finished MP3, or another sound file.

    [bold]Examples[/bold]

      quietude render self-compassion

      quietude render self-compassion --length 12m --name Siobhan --phrasing what-if

      quietude render self-compassion --phrases worthiness --phrase "I am doing what I can."

      quietude render self-compassion --choose no-touch --bed "ocean:-3dB" -o evening.mp3

      quietude render self-compassion -o evening.m4b --loudness hearing --captions vtt --sound-cues

      quietude render my-script.md --voice espeak-de --bed none --dry-run
    """
    from quietude.export.captions.write import parse_kinds
    from quietude.presets import parse_loudness
    from quietude.script.library import find_script
    from quietude.script.parser import load_script

    metadata = load_script(find_script(script)).metadata
    listener = read_listener(
        metadata,
        name=name,
        settings=set_,
        choices=choose,
        phrasing=phrasing,
        length=length,
        phrases=phrases,
        phrase=phrase,
        ask=ask,
    )
    level = parse_loudness(loudness)
    job = Job(
        script=script,
        listener=listener,
        voices=tuple(voice or ()),
        beds=tuple(bed) if bed is not None else None,
        recordings=recordings,
        output=output,
        format=format_,
        bitrate_kbps=bitrate,
        mono=mono,
        loudness_lufs=level.loudness_lufs,
        further_back_db=level.further_back_db,
        keep_clips=cache,
        wanted=Wanted(
            stems=stems,
            voice_only=voice_only,
            report=report,
            plot=plot,
            captions=() if captions is None else parse_kinds(captions),
            sound_cues=sound_cues,
            word_times=word_times,
            name_in_captions=name_in_captions,
        ),
        name_in_tags=name_in_tags,
        cover=cover,
        with_cover=not no_cover,
        with_words=lyrics,
    )
    if watch:
        _watch(job, dry_run=dry_run, as_json=as_json, quiet=quiet)
    _render(job, dry_run=dry_run, as_json=as_json, quiet=quiet)


def _render(job: Job, *, dry_run: bool, as_json: bool, quiet: bool) -> None:
    """Render a job, or plan it, and say what came of it."""
    from quietude import memory, pipeline

    if dry_run:
        check_output(job.output_path(), make_folder=job.output is None)
        with (
            console.progress_shown(quiet=quiet or as_json) as progress,
            pipeline.plan(job, progress=progress) as planned,
        ):
            facts = plan_facts(planned)
            warnings = planned.takes.warnings
        for warning in () if quiet or as_json else warnings:
            console.warn(f"note: {warning}")
        console.show_json(facts) if as_json else show_plan(facts)
        return
    memory.share_one_heap()
    with console.progress_shown(quiet=quiet or as_json) as progress:
        session = pipeline.render(job, progress=progress)
    for warning in () if quiet or as_json else session.warnings:
        console.warn(f"note: {warning}")
    for problem in session.report.problems() if session.report is not None else ():
        console.warn(f"problem: {problem}")
    if as_json:
        console.show_json(session.facts())
    elif not quiet:
        _show(session)
        if session.report is not None:
            _show_report(session.report)


def _watch(job: Job, *, dry_run: bool, as_json: bool, quiet: bool) -> NoReturn:
    """Render, wait until the script or a voice's file changes, and render again; only an interrupt ends it.

    Clips are kept from one round to the next, so that only what changed is spoken anew.
    """
    from quietude.cli.watching import Watch, changed_chapters
    from quietude.files import read_text
    from quietude.script.library import find_script

    path = find_script(job.script)
    text = read_text(path, "script")
    watched = Watch(lambda: [path, *(Path(name) for name in job.voices if name.endswith(".toml"))])
    while True:
        try:
            _render(job, dry_run=dry_run, as_json=as_json, quiet=quiet)
        except QuietudeError as error:
            console.warn(str(error))
        console.warn("watching; Ctrl-C ends it")
        changed = watched.wait()
        before = text
        with suppress(FileError):  # gone, or half saved: the next render says so
            text = read_text(path, "script")
        console.warn(f"changed: {', '.join(changed_chapters(before, text) or map(str, changed))}")


def _show(session: Session) -> None:
    typer.echo(
        f"{session.path}  {format_clock(round(session.duration_s))}, {session.bytes / 1e6:.1f} MB, "
        f"{session.loudness_lufs:.1f} LUFS, peak {session.true_peak_dbtp:.1f} dBTP"
    )
    for path in session.beside:
        typer.echo(str(path))


def _show_report(found: MixReport) -> None:
    def level(value: float | None, unit: str) -> str:
        return "none" if value is None else f"{value:.1f} {unit}"

    rows = [
        ("voice while it speaks", level(found.voice_rms_dbfs, "dBFS RMS")),
        ("bed while the voice speaks", level(found.bed_rms_dbfs, "dBFS RMS")),
        ("pacers while the voice speaks", level(found.pacer_rms_dbfs, "dBFS RMS")),
        ("bed under the voice", level(found.bed_under_voice_db, "dB")),
    ]
    if found.worst_passage is not None:
        place = found.worst_passage
        rows.append(
            (f"  at its nearest, {format_clock(place.start_s)}", level(place.bed_under_voice_db, "dB"))
        )
    rows += [
        ("loudness", level(found.loudness_lufs, f"LUFS (asked: {found.target_lufs:g})")),
        ("true peak before encoding", level(found.true_peak_dbtp, "dBTP")),
        ("most taken off by the limiter", level(found.most_reduction_db, "dB")),
    ]
    console.show_table(("measured", "figure"), rows)
