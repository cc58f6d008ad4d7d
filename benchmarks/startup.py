"""How soon the program answers: `--version`, `--help` and `check`, beside the bare import of Typer.

    python -m benchmarks.startup [--times 15] [--json]

Each is a process of its own, from its start to its end, with what the command ``quietude`` runs. They take
turns, so that all meet a busy machine; times are medians. CPU time is the child's, user and system. The
ratios hold better than the seconds: they are to ``import typer``, below which nothing made with Typer comes.
"""

from __future__ import annotations

import argparse
import json
import resource
import statistics
import subprocess
import sys
import time
from pathlib import Path
from typing import Any, Final

from benchmarks.beds import machine

ROOT: Final = Path(__file__).resolve().parents[1]
AGAINST: Final = "import typer"
_PROGRAM: Final = "from quietude.cli.main import main; main()"
WORKS: Final = {
    "python alone": ("pass",),
    AGAINST: ("import typer",),
    "quietude --version": (_PROGRAM, "--version"),
    "quietude --help": (_PROGRAM, "--help"),
    "quietude check": (_PROGRAM, "check", "scripts/self-compassion.md"),
}
"""What is timed: a program for ``python -c``, and its arguments."""


def measure(times: int = 15) -> list[dict[str, Any]]:
    """How long each takes, a row each, in the order of `WORKS`.

    Returns:
        Rows of ``what``, ``seconds`` and ``cpu_seconds`` (medians of ``times`` runs), ``against`` (what the
        ratios are to), ``ratio`` (of seconds) and ``cpu_ratio``.

    Raises:
        subprocess.CalledProcessError: one of them failed.
    """
    for arguments in WORKS.values():
        _once(arguments)  # not counted: the first run may compile modules, and fills the page cache
    taken: dict[str, list[tuple[float, float]]] = {what: [] for what in WORKS}
    for turn in range(times):
        first = turn % len(WORKS)  # nobody always runs after the same other
        for what in (*list(WORKS)[first:], *list(WORKS)[:first]):
            taken[what].append(_once(WORKS[what]))
    wall_s = {what: statistics.median(wall for wall, _ in runs) for what, runs in taken.items()}
    cpu_s = {what: statistics.median(cpu for _, cpu in runs) for what, runs in taken.items()}
    return [
        {
            "what": what,
            "seconds": wall_s[what],
            "cpu_seconds": cpu_s[what],
            "against": AGAINST,
            "ratio": wall_s[what] / wall_s[AGAINST],
            "cpu_ratio": cpu_s[what] / cpu_s[AGAINST],
        }
        for what in WORKS
    ]


def _once(arguments: tuple[str, ...]) -> tuple[float, float]:
    """One run from start to end: seconds by the clock, and of the child's CPU."""
    before, started = _children_s(), time.perf_counter()
    subprocess.run([sys.executable, "-c", *arguments], cwd=ROOT, check=True, stdout=subprocess.DEVNULL)
    took_s = time.perf_counter() - started
    return took_s, _children_s() - before


def _children_s() -> float:
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--times", type=int, default=15, help="How often each is run.")
    parser.add_argument("--json", action="store_true", help="Print the rows as JSON.")
    given = parser.parse_args()
    rows = measure(given.times)
    if given.json:
        print(json.dumps({"machine": machine(), "times": given.times, "rows": rows}, indent=2))
        return
    print(f"{machine()}; medians of {given.times}")
    print(f"{'':20} {'wall ms':>8} {'CPU ms':>8}   {'wall':>6} {'CPU':>6}  x {AGAINST}")
    for row in rows:
        print(
            f"{row['what']:20} {row['seconds'] * 1e3:8.0f} {row['cpu_seconds'] * 1e3:8.0f}   "
            f"{row['ratio']:6.2f} {row['cpu_ratio']:6.2f}"
        )


if __name__ == "__main__":
    main()
