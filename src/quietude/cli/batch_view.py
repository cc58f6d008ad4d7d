"""How a batch is shown while it runs: a table that lives on a terminal, a line a minute elsewhere."""

from __future__ import annotations

import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Final

from quietude.batch.running.progress import Event, EventKind, Tally, Watch
from quietude.cli import console
from quietude.units import format_clock

if TYPE_CHECKING:
    from rich.console import RenderableType

EVERY_S: Final = 60.0
"""Between two lines in a pipe."""
_SHOWN_RUNNING: Final = 8
_SHOWN_FAILED: Final = 8
_REFRESH_HZ: Final = 4


@contextmanager
def batch_shown(tally: Tally, *, quiet: bool) -> Iterator[Watch]:
    """A watcher that shows what ``tally`` counts; quiet: it only counts."""
    if quiet:
        yield tally
    elif sys.stderr.isatty():
        with _live(tally) as watch:
            yield watch
    else:
        yield _Lines(tally)


class _Lines:
    """Says how far it is once a minute, and each failure when it happens."""

    def __init__(self, tally: Tally) -> None:
        self.tally = tally
        self.next_s = EVERY_S

    def __call__(self, event: Event) -> None:
        self.tally(event)
        if event.kind is EventKind.FAILED:
            console.warn(f"failed: {event.file}: {event.reason}")
        if self.tally.elapsed_s >= self.next_s:
            self.next_s = self.tally.elapsed_s + EVERY_S
            console.warn(how_far(self.tally))


def how_far(tally: Tally) -> str:
    """All figures in one line."""
    done = tally.made + tally.kept
    parts = [f"{done} of {tally.total} files"]
    if tally.kept:
        parts.append(f"{tally.kept} of them there already")
    if tally.failed:
        parts.append(f"{len(tally.failed)} failed")
    if tally.made:
        parts.append(f"{_figure(tally.files_a_minute)} a minute")
        parts.append(f"{_figure(tally.times_real_time)} times real time")
    if tally.running and tally.left_s is not None:
        parts.append(f"{_time(tally.left_s)} left")
    return ", ".join(parts)


@contextmanager
def _live(tally: Tally) -> Iterator[Watch]:
    from rich.console import Console
    from rich.live import Live

    guard = threading.Lock()  # a thread of its own draws the table

    def watch(event: Event) -> None:
        with guard:
            tally(event)

    def drawn() -> RenderableType:
        with guard:
            return _table(tally)

    with Live(
        console=Console(stderr=True),
        get_renderable=drawn,
        refresh_per_second=_REFRESH_HZ,
        transient=True,
        redirect_stdout=False,
    ):
        yield watch


def _table(tally: Tally) -> RenderableType:
    from rich.console import Group
    from rich.progress_bar import ProgressBar
    from rich.table import Table
    from rich.text import Text

    done = tally.made + tally.kept
    table = Table.grid(padding=(0, 2))
    table.add_column(style="bold", justify="right", no_wrap=True)
    table.add_column(overflow="fold")
    table.add_row("done", Text(f"{done} of {tally.total}"))
    if tally.kept:
        table.add_row("kept", Text(f"{tally.kept}, there already"))
    now = tally.now()
    running = [f"{file} ({_time(now - since)})" for file, since in tally.running.items()]
    table.add_row("running", Text(_few(running, _SHOWN_RUNNING)))
    speed = (
        f"{_figure(tally.files_a_minute)} files a minute, {_figure(tally.times_real_time)} times real time"
    )
    table.add_row("speed", Text(speed if tally.made else "..."))
    left = "..." if tally.left_s is None else _time(tally.left_s)
    table.add_row("left", Text(f"{left}  (running for {_time(tally.elapsed_s)})"))
    for failure in tally.failed[-_SHOWN_FAILED:]:
        table.add_row(Text("failed", style="red"), Text(f"{failure.file}: {failure.reason}"))
    if (more := len(tally.failed) - _SHOWN_FAILED) > 0:
        table.add_row("", Text(f"and {more} before them"))
    bar = ProgressBar(total=max(1, tally.total), completed=done + len(tally.failed), width=60)
    return Group(bar, table)


def _few(names: list[str], most: int) -> str:
    more = len(names) - most
    return ", ".join(names[:most]) + (f" and {more} more" if more > 0 else "")


def _time(seconds: float) -> str:
    """A time that is about to pass; nobody needs its tenths."""
    return format_clock(round(seconds))


def _figure(value: float) -> str:
    return f"{value:.0f}" if value >= 10 else f"{value:.1f}"
