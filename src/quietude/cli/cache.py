"""``quietude cache``: what the clip cache holds, and how to empty it."""

from __future__ import annotations

import typer

from quietude.cli import console
from quietude.cli.options import JsonOption

app = typer.Typer(
    help="The clips that were spoken already. None of them speaks a listener's value.", no_args_is_help=True
)


@app.command("info")
def info(as_json: JsonOption = False) -> None:
    """Say where the cache is and how much it holds."""
    from quietude.narration.cache import ClipCache

    found = ClipCache().info()
    if as_json:
        console.show_json(
            {
                "folder": str(found.folder),
                "clips": found.files,
                "bytes": found.size_bytes,
                "max_bytes": found.max_bytes,
            }
        )
    else:
        typer.echo(
            f"{found.folder}\n{found.files} clips, "
            f"{found.size_bytes / 1e6:.1f} MB of at most {found.max_bytes / 1e6:.0f} MB"
        )


@app.command("clear")
def clear() -> None:
    """Remove every clip. The next render speaks them anew."""
    from quietude.narration.cache import ClipCache

    removed = ClipCache().clear()
    typer.echo(f"removed {removed} clip{'s' if removed != 1 else ''}")
