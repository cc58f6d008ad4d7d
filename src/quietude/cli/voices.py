"""``quietude voices``: the voices, and a taste of each."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from quietude.cli import console
from quietude.cli.options import JsonOption, QuietOption

app = typer.Typer(help="The voices that can speak a script.", no_args_is_help=True)


@app.command("list")
def list_(
    language: Annotated[
        str | None, typer.Option("--language", help="Only those that speak it: en, de ...")
    ] = None,
    as_json: JsonOption = False,
) -> None:
    """List the voice profiles, with what speaks them and whether it works on this machine."""
    from quietude.narration.engine import load_engine
    from quietude.voices import library

    profiles = [
        profile
        for profile in library.load_all()
        if language is None or profile.language.split("-")[0] == language.lower().split("-")[0]
    ]
    problems = {engine: load_engine(engine).problem() for engine in {profile.engine for profile in profiles}}
    if as_json:
        console.show_json(
            [
                {
                    "name": profile.name,
                    "title": profile.title,
                    "engine": profile.engine,
                    "language": profile.language,
                    "licence": profile.licence,
                    "problem": problems[profile.engine],
                }
                for profile in profiles
            ]
        )
        return
    console.show_table(
        ("name", "language", "engine", "title", "licence", "works here"),
        [
            (
                profile.name,
                profile.language,
                profile.engine,
                profile.title,
                profile.licence,
                problems[profile.engine] or "yes",
            )
            for profile in profiles
        ],
    )


@app.command("try")
def try_(
    voice: Annotated[str, typer.Argument(help="A voice profile's name, or the path of one.")],
    text: Annotated[
        str | None, typer.Option("--text", help="What to say; a few calm sentences if left out.")
    ] = None,
    output: Annotated[
        Path | None,
        typer.Option("--output", "-o", help="The file to write; output/voice-NAME.mp3 if left out."),
    ] = None,
    quiet: QuietOption = False,
) -> None:
    """Make a short sample of a voice.

    [bold]Example[/bold]

      quietude voices try heart-slow --text "Welcome. You might let your shoulders soften."
    """
    from quietude.samples import voice_sample

    with console.progress_shown(quiet=quiet) as progress:
        session = voice_sample(voice, text=text, output=output, progress=progress)
    if not quiet:
        rate = f", {session.speech_rate_wpm:.0f} words a minute" if session.speech_rate_wpm else ""
        typer.echo(f"{session.path}  {session.duration_s:.1f} s{rate}")
