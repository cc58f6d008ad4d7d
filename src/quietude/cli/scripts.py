"""``quietude scripts``: the scripts that came with quietude."""

from __future__ import annotations

import typer

from quietude.cli import console
from quietude.cli.options import JsonOption, ScriptArgument

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
def show(script: ScriptArgument, as_json: JsonOption = False) -> None:
    """Print a script as its author wrote it, to read or to begin one's own from.

    [bold]Example[/bold]

      quietude scripts show self-compassion > my-script.md
    """
    from quietude.files import read_text
    from quietude.script.library import find_script
    from quietude.script.parser import load_script

    path = find_script(script)
    if as_json:
        console.show_json(load_script(path).metadata.model_dump(mode="json"))
    else:
        typer.echo(read_text(path, "script"), nl=False)
