"""``quietude voices``: the voices, and a taste of each."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from quietude.cli import console
from quietude.cli.audition import audition
from quietude.cli.options import JsonOption, QuietOption

app = typer.Typer(help="The voices that can speak a script.", no_args_is_help=True)
app.command("audition")(audition)


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
    problems = {profile.name: load_engine(profile.engine).problem(profile.model) for profile in profiles}
    if as_json:
        console.show_json(
            [
                {
                    "name": profile.name,
                    "title": profile.title,
                    "engine": profile.engine,
                    "language": profile.language,
                    "licence": profile.licence,
                    "commercial": profile.commercial,
                    "problem": problems[profile.name],
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
                profile.terms,
                "no" if problems[profile.name] else "yes",
            )
            for profile in profiles
        ],
    )
    for engine in dict.fromkeys(profile.engine for profile in profiles):
        lacking = [
            name for profile in profiles if profile.engine == engine and problems[name := profile.name]
        ]
        if lacking:
            more = f" (and {len(lacking) - 1} more)" if len(lacking) > 1 else ""
            console.warn(f"{lacking[0]}{more}: {problems[lacking[0]]}")


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


@app.command("say")
def say(
    word: Annotated[str, typer.Argument(help="A name, or any word or words.")],
    voice: Annotated[
        str | None,
        typer.Option("--voice", help="A voice profile's name or path; the language's if left out."),
    ] = None,
    said_as: Annotated[
        str | None, typer.Option("--as", help='Try another way: "shi-VAWN", or IPA as in "/ʃɪˈvɔːn/".')
    ] = None,
    keep: Annotated[
        bool, typer.Option("--keep", help="Say it as in --as from now on, in every voice.")
    ] = False,
    language: Annotated[
        str | None, typer.Option("--language", help="The language it is said in: en, de ...")
    ] = None,
    output: Annotated[
        Path | None, typer.Option("--output", "-o", help="The file to write; output/say.mp3 if left out.")
    ] = None,
    quiet: QuietOption = False,
) -> None:
    """Hear how a word is said, try another way, and keep it.

    A name is private: it is in no file name, in no tag and not in the cache. With --keep it is written into
    your own lexicon, a text file that only you can read.

    [bold]Example[/bold]

      quietude voices say Siobhan --as shi-VAWN --keep
    """
    from quietude.samples import word_sample

    if keep and said_as is None:
        raise typer.BadParameter("--keep keeps what --as says: give that too", param_hint="--keep")
    with console.progress_shown(quiet=quiet) as progress:
        session, reading = word_sample(
            word, voice=voice, language=language, said_as=said_as, output=output, progress=progress
        )
    if not quiet:
        how = " ".join(part for part in (reading.spelled, reading.sounds and f"/{reading.sounds}/") if part)
        typer.echo(f"{session.path}  {how or 'as it is spelled'}  (from {reading.source})")
    if keep and said_as is not None:
        from quietude.voices.kept_words import keep as keep_word

        path = keep_word(word, said_as, session.language)
        if not quiet:
            typer.echo(f"kept in {path}")


@app.command("forget")
def forget(
    word: Annotated[str, typer.Argument(help="The word, as it was kept.")],
    language: Annotated[str, typer.Option("--language", help="The language it was kept for.")] = "en",
    quiet: QuietOption = False,
) -> None:
    """Take a word out of your own lexicon again.

    [bold]Example[/bold]

      quietude voices forget Siobhan
    """
    from quietude.errors import VoiceError
    from quietude.voices.kept_words import forget as forget_word
    from quietude.voices.lexicon import own_file

    path = forget_word(word, language)
    if path is None:
        raise VoiceError(f"the word is not kept in {own_file(language)}")
    if not quiet:
        typer.echo(f"taken out of {path}")
