"""What a batch would take on more machines: constants measured here, a formula, and the formula tried out.

    python -m benchmarks.scale --json scale.json [--rows 60] [--times 3] [--voice tone] [--length 5m]
    python -m benchmarks.scale --json scale.json --page

Measures (on one core, with one worker) what a batch of one session takes of that core, one of two kinds, and
one of many rows; foretells what twice as many rows take with one worker on one core and with two on two, and
measures that, too: by the processors' time, which other work hardly moves, and by the clock. Besides: what a
Dask scheduler and its client carry, and what of a worker's memory is its own. `benchmarks.capacity` has the
formula. ``--page`` writes the tables of docs/scale.md out of the JSON, and measures nothing. Some ten minutes
where nothing else runs. Linux only.
"""

from __future__ import annotations

import argparse
import csv
import json
import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import asdict
from pathlib import Path
from typing import Any, Final

from benchmarks.batch import people
from benchmarks.capacity import Fleet, Paces, batch_s
from benchmarks.machine import machine_line
from benchmarks.memory import VOICE
from benchmarks.program import Ran, run_program
from benchmarks.scale_page import tables
from benchmarks.shared_memory import workers_memory
from benchmarks.speed.table import write_page

PAGE: Final = Path(__file__).parent.parent / "docs" / "scale.md"
TASKS: Final = 2000
CARRIED: Final = 60
CARRIED_MB: Final = 5


class Batches:
    """Batches of one script, each in a folder and a cache of its own."""

    def __init__(self, script: str, voice: str, length: str) -> None:
        self._shared = (script, "--length", length, "--quiet", "-o", "out")
        self._voice = voice
        self.file_mb = 0.0
        """Of the last batch that was made."""

    def ran(self, rows: int, *more: str, workers: int) -> Ran:
        """A batch of so many rows, by so many workers on as many cores."""
        with tempfile.TemporaryDirectory(prefix="quietude-scale-") as name:
            folder = Path(name)
            (folder / "tone.toml").write_text(VOICE)
            voice = "tone.toml" if self._voice == "tone" else self._voice
            with (folder / "people.csv").open("w", encoding="utf-8", newline="") as file:
                csv.writer(file).writerows([("id", "name"), *people(rows)])
            roster = ["--roster", "people.csv", "--voice", voice, "--workers", str(workers)]
            ran = run_program(["batch", *self._shared, *roster, *more], folder, cores=workers)
            made = list((folder / "out").glob("*.mp3"))
            self.file_mb = sum(path.stat().st_size for path in made) / len(made) / 1e6
        return ran


def measured_paces(batches: Batches, rows: int, times: int) -> tuple[Paces, list[dict[str, float]]]:
    """The constants, and the formula beside what was measured: all in turns, medians of so many."""
    runs: dict[str, Callable[[], Ran]] = {
        "one": lambda: batches.ran(1, workers=1),
        "two kinds": lambda: batches.ran(1, "--vary", "bed=drone,ocean", workers=1),
        "rows": lambda: batches.ran(1 + rows, workers=1),
        "one worker": lambda: batches.ran(1 + 2 * rows, workers=1),
        "two workers": lambda: batches.ran(1 + 2 * rows, workers=2),
    }
    took: dict[str, list[Ran]] = {what: [] for what in runs}
    for _ in range(times):
        for what, run in runs.items():
            took[what].append(run())
            print(f"{what}: {took[what][-1].wall_s:.1f} s", file=sys.stderr, flush=True)
    cpu_s, wall_s, own_s = (
        {what: statistics.median(getattr(each, of) for each in all_of) for what, all_of in took.items()}
        for of in ("cpu_s", "wall_s", "main_cpu_s")
    )
    whole_s = cpu_s["two kinds"] - cpu_s["one"]
    further_s = (cpu_s["rows"] - cpu_s["one"]) / rows
    if min(whole_s, further_s) <= 0.0:
        raise SystemExit("the figures make no sense: the machine is too busy, or --rows too few")
    task_s, home_s_per_mb = carried()
    paces = Paces(
        start_s=max(0.0, cpu_s["one"] - whole_s),
        whole_s=whole_s,
        further_s=further_s,
        handed_out_s=max(0.0, own_s["one worker"] - own_s["one"]) / (2 * rows),
        file_mb=batches.file_mb,
        task_s=task_s,
        home_s_per_mb=home_s_per_mb,
    )
    checks = []
    for workers, what in ((1, "one worker"), (2, "two workers")):
        fleet = Fleet(name=what, machines=1, workers_each=workers, cluster=False)
        checks.append(
            {
                "workers": workers,
                "rows": 1 + 2 * rows,
                "foretold_cpu_s": workers * paces.start_s + paces.whole_s + 2 * rows * paces.further_s,
                "foretold_s": batch_s(paces, fleet, rows=1 + 2 * rows),
                "cpu_s": cpu_s[what],
                "wall_s": wall_s[what],
            }
        )
    return paces, checks


def carried() -> tuple[float, float]:
    """Seconds for a task that does nothing, and for each MB that comes back, through Dask on this machine.

    Scheduler, client and two workers share its cores, so a scheduler with a core of its own carries more.
    """
    from quietude.batch.workers.executors import open_workers

    with open_workers("local:2") as workers:
        workers.executor.submit(_some, 0).result()
        began = time.monotonic()
        for future in [workers.executor.submit(_some, 0) for _ in range(TASKS)]:
            future.result()
        task_s = (time.monotonic() - began) / TASKS
        began = time.monotonic()
        for future in [workers.executor.submit(_some, CARRIED_MB * 1_000_000) for _ in range(CARRIED)]:
            future.result()
        home_s = (time.monotonic() - began) / CARRIED - task_s
    return task_s, max(0.0, home_s / CARRIED_MB)


def _some(size: int) -> bytes:
    return bytes(size)


def main() -> None:
    """Measure and keep; or write the page."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--json", type=Path, required=True)
    parser.add_argument("--page", action="store_true", help="docs/scale.md out of the JSON")
    parser.add_argument("--rows", type=int, default=60)
    parser.add_argument("--times", type=int, default=3)
    parser.add_argument("--script", default="self-compassion")
    parser.add_argument("--voice", default="tone")
    parser.add_argument("--length", default="5m")
    given = parser.parse_args()
    if not given.page:
        batches = Batches(given.script, given.voice, given.length)
        paces, checks = measured_paces(batches, given.rows, given.times)
        found: dict[str, Any] = {
            "machine": machine_line(),
            "what": f"{given.script}, {given.length}, voice {given.voice}",
            "paces": asdict(paces),
            "checks": checks,
            "memory": workers_memory(given.script, given.length),
        }
        given.json.write_text(json.dumps(found, indent=1) + "\n", encoding="utf-8")
    text = tables(json.loads(given.json.read_text(encoding="utf-8")))
    print(text)
    if given.page:
        write_page(text, PAGE)


if __name__ == "__main__":
    main()
