"""``quietude scripts``: the scripts that came with quietude."""

from __future__ import annotations

from typing import Annotated

import typer

from quietude.cli import console
from quietude.cli.options import (
    ChooseOption,
    JsonOption,
    LengthOption,
    NameOption,
    PhraseOption,
    PhrasesOption,
    PhrasingOption,
    ScriptArgument,
    SetOption,
    VoiceOption,
    read_listener,
)
from quietude.cli.plan_view import plan_facts, show_plan
from quietude.errors import InputError

app = typer.Typer(help="The scripts that came with quietude.", no_args_is_help=True)


@app.command("list")
def list_(as_json: JsonOption = False) -> None:
    """List them with what they are for."""
    from quietude.script.library import find_script, names
    from quietude.script.parser import load_script

    found = [(name, load_script(find_script(name)).metadata) for name in names()]
    if as_json:
        console.show_json(
            [
                {
                    "name": name,
                    "title": metadata.title,
                    "language": metadata.language,
                    "length_s": metadata.length,
                    "description": metadata.description,
                }
                for name, metadata in found
            ]
        )
        return
    console.show_table(
        ("name", "length", "language", "title", "description"),
        [
            (name, metadata.length_text, metadata.language, metadata.title, metadata.description or "")
            for name, metadata in found
        ],
    )


@app.command("show")
def show(
    script: ScriptArgument,
    spoken: Annotated[
        bool,
        typer.Option("--spoken", help="Print instead what will be said, with times, to the listener below."),
    ] = False,
    length: LengthOption = None,
    name: NameOption = None,
    set_: SetOption = None,
    choose: ChooseOption = None,
    phrasing: PhrasingOption = None,
    phrases: PhrasesOption = None,
    phrase: PhraseOption = None,
    voice: VoiceOption = None,
    with_values: Annotated[
        bool,
        typer.Option("--with-values", help="Print the listener's values, too; usual: {name} for a name."),
    ] = False,
    as_json: JsonOption = False,
) -> None:
    """Print a script as its author wrote it, or, with --spoken, what one listener will hear of it.

    [bold]Examples[/bold]

      quietude scripts show self-compassion > my-script.md

      quietude scripts show self-compassion --spoken --choose no-touch --phrasing what-if --length 10m
    """
    from quietude.files import read_text
    from quietude.script.library import find_script
    from quietude.script.parser import load_script

    path = find_script(script)
    wishes = (length, name, set_, choose, phrasing, phrases, phrase, voice)
    if not spoken:
        if with_values or any(wish is not None for wish in wishes):
            raise InputError("options about a listener go with --spoken; add it, or leave them out")
        if as_json:
            console.show_json(load_script(path).metadata.model_dump(mode="json"))
        else:
            typer.echo(read_text(path, "script"), nl=False)
        return
    from quietude import pipeline
    from quietude.job import Job

    listener = read_listener(
        load_script(path).metadata,
        name=name,
        settings=set_,
        choices=choose,
        phrasing=phrasing,
        length=length,
        phrases=phrases,
        phrase=phrase,
    )
    job = Job(script=script, listener=listener, voices=tuple(voice or ()))
    with pipeline.plan(job) as planned:
        facts = plan_facts(planned, with_values=with_values)
    console.show_json(facts) if as_json else show_plan(facts)


@app.command("language")
def language() -> None:
    """Print the script language, one example to a line (as in docs/language.md)."""
    from quietude.script.language import page

    typer.echo(page())


@app.command("schema")
def schema_() -> None:
    """Print what front matter may hold, as a JSON Schema for editors.

    [bold]Example[/bold]

      quietude scripts schema > front-matter.schema.json
    """
    from quietude.checking.front_matter_schema import schema

    console.show_json(schema())
