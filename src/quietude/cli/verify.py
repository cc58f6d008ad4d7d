"""``quietude verify``: whether the files of a batch are still as they were made."""

from __future__ import annotations

import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Annotated, Final

import typer

from quietude.cli import console
from quietude.cli.options import JsonOption, QuietOption

if TYPE_CHECKING:
    from quietude.batch.made.verify import Verified

_EVERY_S: Final = 60.0
"""How often a pipe hears how far it is."""
_UNKNOWN_AT_MOST: Final = 10


def verify(
    folder: Annotated[
        str, typer.Argument(metavar="FOLDER", help="A batch's output folder or address.", show_default=False)
    ],
    quick: Annotated[
        bool, typer.Option("--quick", help="Compare bytes and headers only; do not play the files.")
    ] = False,
    workers: Annotated[
        int | None,
        typer.Option("--workers", min=1, help="Files looked at side by side; usual: one for each core."),
    ] = None,
    as_json: JsonOption = False,
    quiet: QuietOption = False,
) -> None:
    """Compare the files of a batch with its manifest: sizes, digests, lengths; and play each to its end.

    Hand-outs and archives are compared, too. Leaves with 0 where all is as it was made, 11 where some of it
    is not, 12 where no session is.

    [bold]Example[/bold]

      quietude verify output/
    """
    from quietude.batch.made.verify import verify as verify_files

    with _progress_shown(quiet=quiet or as_json) as progress:
        found = verify_files(folder, quick=quick, workers=workers, progress=progress)
    if as_json:
        console.show_json(
            {
                "files": found.files,
                "well": found.well,
                "problems": [
                    {
                        "file": problem.file,
                        "id": problem.id,
                        "fault": str(problem.fault),
                        "message": problem.message,
                    }
                    for problem in found.problems
                ],
                "unknown": list(found.unknown),
                "unfinished": found.unfinished,
            }
        )
    else:
        _tell(found, quick=quick, quiet=quiet)
    raise typer.Exit(found.exit_code)


def _tell(found: Verified, *, quick: bool, quiet: bool) -> None:
    from quietude.batch.made.summary import shown

    for problem in found.problems:
        whose = "" if problem.id is None else f" (id {shown(problem.id)})"
        typer.echo(f"{shown(problem.file)}{whose}: {shown(problem.message)}")
    if quiet:
        return
    if found.unknown:
        console.warn(f"note: {_counted(len(found.unknown), 'file')} here that the manifest does not know:")
        for file in found.unknown[:_UNKNOWN_AT_MOST]:
            console.warn(f"  {shown(file)}")
        if len(found.unknown) > _UNKNOWN_AT_MOST:
            console.warn(f"  and {len(found.unknown) - _UNKNOWN_AT_MOST} more (--json lists them all)")
    if found.unfinished:
        console.warn("note: a batch is at work here or was cut off; its own command, run again, goes on")
    how = "not played" if quick else "played to the end"
    if not found.problems:
        typer.echo(f"{_counted(found.files, 'session')}, all as made ({how})")
        return
    typer.echo(
        f"{found.well} of {_counted(found.files, 'session')} as made ({how}); "
        f"{_counted(len(found.problems), 'problem')}"
    )
    console.warn(
        "remove what is not as it was made, and run the batch's command again: it makes what is missing"
    )


def _counted(count: int, what: str) -> str:
    return f"{count:,} {what}{'s' if count != 1 else ''}"


@contextmanager
def _progress_shown(*, quiet: bool) -> Iterator[Callable[[int, int], None] | None]:
    """A bar on a terminal, a line a minute elsewhere, nothing when quiet."""
    if quiet:
        yield None
    elif not sys.stderr.isatty():
        yield _Lines()
    else:
        from rich.console import Console
        from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

        columns = (TextColumn("verifying"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
        with Progress(*columns, console=Console(stderr=True), transient=True) as bar:
            task = bar.add_task("verifying", total=None)

            def progress(done: int, total: int) -> None:
                bar.update(task, completed=done, total=total)

            yield progress


class _Lines:
    """Says now and then how far it is."""

    def __init__(self) -> None:
        self.last = time.monotonic()

    def __call__(self, done: int, total: int) -> None:
        now = time.monotonic()
        if now - self.last >= _EVERY_S:
            self.last = now
            console.warn(f"{done:,} of {total:,} verified")
