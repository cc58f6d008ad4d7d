"""``quietude cache``: what is kept for the next render, and how to empty it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import typer

from quietude.cli import console
from quietude.cli.options import JsonOption

if TYPE_CHECKING:
    from quietude.kept import KeptInfo

app = typer.Typer(
    help="What was spoken, mixed and encoded already. A listener's value is heard in none of it.",
    no_args_is_help=True,
)


@app.command("info")
def info(as_json: JsonOption = False) -> None:
    """Say where the cache is and how much it holds."""
    from quietude.kept_sound import kept_sound_files
    from quietude.narration.cache import ClipCache

    clips, sound = ClipCache().info(), kept_sound_files().info()
    if as_json:
        console.show_json({"clips": _facts(clips), "sound": _facts(sound)})
    else:
        for what, found in (("clips", clips), ("pieces of sound", sound)):
            typer.echo(
                f"{found.folder}\n{found.files} {what}, "
                f"{found.size_bytes / 1e6:.1f} MB of at most {found.max_bytes / 1e6:.0f} MB"
            )


@app.command("clear")
def clear() -> None:
    """Remove all of it. The next render speaks, mixes and encodes anew."""
    from quietude.kept_sound import kept_sound_files
    from quietude.narration.cache import ClipCache

    clips, pieces = ClipCache().clear(), kept_sound_files().clear()
    typer.echo(
        f"removed {clips} clip{'s' if clips != 1 else ''} "
        f"and {pieces} other piece{'s' if pieces != 1 else ''}"
    )


def _facts(found: KeptInfo) -> dict[str, str | int]:
    return {
        "folder": str(found.folder),
        "files": found.files,
        "bytes": found.size_bytes,
        "max_bytes": found.max_bytes,
    }
