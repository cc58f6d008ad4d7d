"""``quietude voices audition``: hear every name of a roster before anyone else does."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from quietude.cli import console
from quietude.cli.options import JsonOption, QuietOption
from quietude.units import format_time


def audition(
    roster: Annotated[
        Path, typer.Option("--roster", help="A CSV file or workbook whose first row names its columns.")
    ],
    column: Annotated[str, typer.Option("--column", help="The column that holds the names.")] = "name",
    encoding: Annotated[
        str | None,
        typer.Option(
            "--encoding", help='Of a CSV file that does not say it, such as "cp1252" or "mac_roman".'
        ),
    ] = None,
    voice: Annotated[
        str | None, typer.Option("--voice", "-v", help="Who reads them; the usual voice if left out.")
    ] = None,
    language: Annotated[
        str, typer.Option("--language", help="The language that the names are met in.")
    ] = "en",
    output: Annotated[
        Path | None, typer.Option("--output", "-o", help="The MP3; output/audition.mp3 if left out.")
    ] = None,
    sheet: Annotated[
        Path | None,
        typer.Option("--sheet", help="Where respellings are written and read; beside the MP3 if left out."),
    ] = None,
    keep: Annotated[
        bool, typer.Option("--keep", help="Keep the sheet's respellings for every session from now on.")
    ] = False,
    as_json: JsonOption = False,
    quiet: QuietOption = False,
) -> None:
    """Read every name of a roster into one MP3, its row's number before it.

    Write into the sheet how a name is said ("shi-VAWN"), and run it again: it will be said so. What the
    voice cannot say is told by row.

    [bold]Example[/bold]

      quietude voices audition --roster clients.csv
    """
    from quietude import audition as auditions
    from quietude.voices.kept_words import keep as keep_word

    with console.progress_shown(quiet=quiet or as_json) as progress:
        made = auditions.audition(
            roster,
            column=column,
            encoding=encoding,
            voice=voice,
            language=language,
            output=output,
            sheet=sheet,
            progress=progress,
        )
    kept = 0
    for one in made.heard if keep else ():
        if one.respelling and not one.problem:
            keep_word(one.name, one.respelling, language)
            kept += 1
    if as_json:
        console.show_json(
            {
                "path": str(made.path),
                "sheet": str(made.sheet),
                "duration_s": round(made.duration_s, 3),
                "said": len(made.heard) - len(made.unsaid),
                "unsaid": [{"row": one.row, "problem": one.problem} for one in made.unsaid],
                "kept": kept,
                "remarks": list(made.remarks),
            }
        )
        return
    for remark in made.remarks:
        console.warn(remark)
    for one in made.unsaid:
        console.warn(f"row {one.row}: {one.problem}")
    if not quiet:
        typer.echo(f"{made.path}  {format_time(made.duration_s)}, {len(made.heard) - len(made.unsaid)} names")
        typer.echo(f"{made.sheet}  write respellings into it and run this again")
        if kept:
            typer.echo(f"{kept} respellings are kept for every session from now on")
