"""The program ``quietude``: its verbs, and what happens when one fails."""

from __future__ import annotations

import os
import signal
import sys
from collections.abc import Sequence
from typing import Annotated, NoReturn

import typer

from quietude import __version__
from quietude.cli.verbs import VerbGroup
from quietude.errors import INTERRUPTED_EXIT_CODE, QuietudeError

app = typer.Typer(
    cls=VerbGroup,
    help="Turn a plain-text meditation script into a produced, personal audio session.",
    epilog="Begin with: quietude render self-compassion",
    no_args_is_help=True,
    pretty_exceptions_enable=False,  # a traceback with local variables would show a listener's name
    rich_markup_mode=None,  # drawing help with Rich would take longer than all else that starts
    context_settings={"help_option_names": ["-h", "--help"]},
)


def _show_version(wanted: bool) -> None:
    if wanted:
        typer.echo(f"quietude {__version__}")
        raise typer.Exit


@app.callback()
def _program(
    _version: Annotated[
        bool,
        typer.Option("--version", help="Show the version and leave.", is_eager=True, callback=_show_version),
    ] = False,
) -> None:
    pass  # the options above act by themselves


def run(arguments: Sequence[str]) -> int:
    """Run one command line and return its exit code (see `quietude.errors` for their meanings)."""
    try:
        result = app(list(arguments), standalone_mode=False, prog_name="quietude")
    except (typer.Abort, KeyboardInterrupt):
        return _interrupted()
    except QuietudeError as error:
        typer.echo(str(error), err=True)
        return error.exit_code
    except BrokenPipeError:
        # Whoever read our output has left; there is nobody to tell.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0
    except Exception as error:
        if (shown := _wrong_usage(error)) is not None:
            return shown
        if os.environ.get("QUIETUDE_DEBUG"):
            raise
        return _our_fault(error)
    if result == INTERRUPTED_EXIT_CODE:  # some versions of Typer turn Ctrl-C into this by themselves
        return _interrupted()
    return result if isinstance(result, int) else 0


def main() -> NoReturn:
    """What the ``quietude`` command calls."""
    # Being told to end is an interrupt like any other: what is open is closed, and nothing is left behind.
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    sys.exit(run(sys.argv[1:]))


def _wrong_usage(error: Exception) -> int | None:
    # Typer's own errors about the command line. Their class is click's in some versions of Typer and a copy
    # of it in others, so they are known by what they can do.
    show, code = getattr(error, "show", None), getattr(error, "exit_code", None)
    if not callable(show) or not isinstance(code, int):
        return None
    show()
    return code


def _interrupted() -> int:
    typer.echo("stopped; nothing unfinished was left behind", err=True)
    return INTERRUPTED_EXIT_CODE


def _our_fault(error: Exception) -> int:
    # Only the kind and the place: the message of an unforeseen error might hold a listener's words.
    frame, place = error.__traceback__, ""
    while frame is not None:
        place = f"{frame.tb_frame.f_globals.get('__name__', '?')}:{frame.tb_lineno}"
        frame = frame.tb_next
    typer.echo(
        f"quietude itself failed ({type(error).__name__} at {place}). This is a mistake of ours, not yours; "
        "set QUIETUDE_DEBUG=1 to see the whole traceback, which may show a listener's values",
        err=True,
    )
    return QuietudeError.exit_code
