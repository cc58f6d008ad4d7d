"""``quietude beds``: the sounds that lie under a voice, their parameters, and a taste of each."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from quietude.cli import console
from quietude.cli.options import JsonOption, QuietOption

app = typer.Typer(help="The sounds that can lie under the voice.", no_args_is_help=True)


@app.command("list")
def list_(as_json: JsonOption = False) -> None:
    """List the beds."""
    from quietude.beds.spec import kinds

    found = kinds()
    if as_json:
        console.show_json([{"name": kind.name, "title": kind.title} for kind in found])
        return
    console.show_table(
        ("name", "what it is", "played on"),
        [(kind.name, kind.title, "headphones" if kind.needs_headphones else "anything") for kind in found],
    )


@app.command("show")
def show(
    bed: Annotated[str, typer.Argument(help="A bed's name.")],
    as_json: JsonOption = False,
) -> None:
    """Describe a bed and the parameters it takes.

    [bold]Example[/bold]

      quietude beds show ocean
    """
    from quietude.beds.spec import parse_bed
    from quietude.errors import BedError

    kind = next((spec.kind for spec in parse_bed(bed)), None)
    if kind is None:
        raise BedError(f'"{bed}" has nothing to show; for the names of beds: quietude beds list')
    parameters = kind.describe()
    if as_json:
        console.show_json(
            {
                "name": kind.name,
                "title": kind.title,
                "description": kind.description,
                "needs_headphones": kind.needs_headphones,
                "note": kind.note,
                "parameters": [
                    {
                        "name": known.name,
                        "doc": known.doc,
                        "default": known.default,
                        "low": known.low,
                        "high": known.high,
                        "unit": known.unit,
                    }
                    for known in parameters
                ],
            }
        )
        return
    typer.echo(f"{kind.name}: {kind.title}\n\n{kind.description}\n")
    if kind.note:
        typer.echo(f"{kind.note}\n")
    console.show_table(
        ("parameter", "default", "from", "to", "what it does"),
        [
            (known.name, known.show(known.default), known.show(known.low), known.show(known.high), known.doc)
            for known in parameters
        ],
    )


@app.command("try")
def try_(
    bed: Annotated[
        str, typer.Argument(help='A bed as --bed takes it: ocean, "ocean:period=9s,-3dB", a music file.')
    ],
    length: Annotated[str, typer.Option("--length", "-l", metavar="TIME", help="How long.")] = "30s",
    output: Annotated[
        Path | None,
        typer.Option("--output", "-o", help="The file to write; output/bed-NAME.mp3 if left out."),
    ] = None,
    quiet: QuietOption = False,
) -> None:
    """Make a short sample of a bed, at the loudness it would be listened to alone.

    [bold]Example[/bold]

      quietude beds try "ocean:period=9s" --length 1m
    """
    from quietude.samples import bed_sample
    from quietude.units import parse_time

    with console.progress_shown(quiet=quiet) as progress:
        session = bed_sample(bed, length_s=parse_time(length), output=output, progress=progress)
    if not quiet:
        typer.echo(f"{session.path}  {session.duration_s:.1f} s")
