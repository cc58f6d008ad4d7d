"""Programs that are timed in turns: each a process of its own, on cores of its own choice. Linux only."""

from __future__ import annotations

import contextlib
import os
import resource
import statistics
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final, Self

CORES: Final = 2
"""What a piece of work may use unless it says otherwise."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Took:
    """What a piece of work took, in seconds."""

    wall_s: float
    cpu_s: float | None = None
    """Of the process and of all that it started and waited for, on all cores; None: not measured."""

    def __add__(self, other: Self) -> Took:
        """One after the other."""
        known = self.cpu_s is not None and other.cpu_s is not None
        return Took(
            wall_s=self.wall_s + other.wall_s,
            cpu_s=(self.cpu_s or 0.0) + (other.cpu_s or 0.0) if known else None,
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Work:
    """A program to be timed."""

    command: Sequence[str]
    folder: Path
    """Where it runs, and what it writes beside; its last words are in ``log`` there."""
    cores: int = CORES
    """How many it may use; as many as there are, where there are fewer."""
    environment: Mapping[str, str] = field(default_factory=dict)
    """On top of this process's own."""
    before: Callable[[], object] | None = None
    """Done each time before it, and not timed."""


def contest(works: Mapping[str, Work], times: int) -> dict[str, Took]:
    """Medians of each work's times. They take turns, so that all meet the same busy machine.

    Raises:
        SystemExit: one of them failed; with its last words.
    """
    taken: dict[str, list[Took]] = {who: [] for who in works}
    for turn in range(1, times + 1):
        for who, work in works.items():
            took = run(work)
            taken[who].append(took)
            print(f"  {turn}/{times} {who}: {took.wall_s:.2f} s", file=sys.stderr, flush=True)
    return {who: median(each) for who, each in taken.items()}


def median(taken: Sequence[Took]) -> Took:
    """The median of the times by the clock, and that of the processors' own."""
    cpu = [took.cpu_s for took in taken if took.cpu_s is not None]
    return Took(
        wall_s=statistics.median(took.wall_s for took in taken),
        cpu_s=statistics.median(cpu) if cpu else None,
    )


def run(work: Work) -> Took:
    """Do a piece of work once."""
    if work.before is not None:
        work.before()
    log = work.folder / "log"
    environment = {**os.environ, **work.environment}
    with log.open("wb") as words, at_most(work.cores):
        cpu_s, began = _children_s(), time.perf_counter()
        code = subprocess.run(
            work.command,
            cwd=work.folder,
            env=environment,
            check=False,
            stdin=subprocess.DEVNULL,
            stdout=words,
            stderr=subprocess.STDOUT,
        ).returncode
        took = Took(wall_s=time.perf_counter() - began, cpu_s=_children_s() - cpu_s)
    if code:
        said = log.read_text(encoding="utf-8", errors="replace")
        raise SystemExit(f"{' '.join(work.command)}\nended with {code}:\n{said}")
    return took


@contextlib.contextmanager
def at_most(cores: int) -> Iterator[None]:
    """What is started meanwhile may use no more cores than these."""
    usable = os.sched_getaffinity(0)
    os.sched_setaffinity(0, sorted(usable)[:cores])
    try:
        yield
    finally:
        os.sched_setaffinity(0, usable)


def _children_s() -> float:
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime
