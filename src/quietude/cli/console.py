"""How the command line speaks: results to standard output, progress and warnings to standard error."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

import typer

from quietude.progress import Progress, Stage, silent

if TYPE_CHECKING:
    from rich.progress import TaskID


def show_json(data: Any) -> None:
    """Print plain data for machines."""
    typer.echo(json.dumps(data, ensure_ascii=False, indent=2))


def show_table(headings: Sequence[str], rows: Sequence[Sequence[str]], *, title: str | None = None) -> None:
    """Print a table: drawn on a terminal, separated by tabs in a pipe, so that it can be cut and sorted."""
    if not sys.stdout.isatty():
        for row in rows:
            typer.echo("\t".join(row))
        return
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    table = Table(title=title, box=None, pad_edge=False, header_style="bold", title_justify="left")
    for index, heading in enumerate(headings):
        table.add_column(heading, no_wrap=index == 0, overflow="fold")
    for row in rows:
        table.add_row(*(Text(cell) for cell in row))
    Console().print(table)


def warn(message: str) -> None:
    """Print a line to standard error."""
    typer.echo(message, err=True)


@contextmanager
def progress_shown(*, quiet: bool) -> Iterator[Progress]:
    """A progress bar on a terminal, a line a stage elsewhere, nothing when quiet."""
    if quiet:
        yield silent
    elif sys.stderr.isatty():
        with _bars() as progress:
            yield progress
    else:
        yield _Lines()


class _Lines:
    """Says each stage once, when it begins."""

    def __init__(self) -> None:
        self.told: set[Stage] = set()

    def __call__(self, stage: Stage, fraction: float) -> None:
        del fraction  # a pipe gets no bars
        if stage not in self.told:
            self.told.add(stage)
            warn(f"{stage} ...")


@contextmanager
def _bars() -> Iterator[Progress]:
    from rich.console import Console
    from rich.progress import BarColumn, TaskProgressColumn, TextColumn, TimeElapsedColumn
    from rich.progress import Progress as Bars

    tasks: dict[Stage, TaskID] = {}
    columns = (TextColumn("{task.description:>9}"), BarColumn(), TaskProgressColumn(), TimeElapsedColumn())
    with Bars(*columns, console=Console(stderr=True), transient=True) as bars:

        def progress(stage: Stage, fraction: float) -> None:
            if stage not in tasks:
                tasks[stage] = bars.add_task(str(stage), total=1.0)
            bars.update(tasks[stage], completed=fraction)

        yield progress
