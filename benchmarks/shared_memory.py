"""What the processes of a running batch hold, and how much of it they share.

    python -m benchmarks.shared_memory [--rows 40] [--workers 2] [--voice heart]

Of each process: what it has in memory (RSS), the same with shared pages divided by those that share them
(PSS), and what nobody shares with it (USS). Looked at five times a second; of each kind of process the moment
is told at which all of that kind held most together. Linux only.
"""

from __future__ import annotations

import argparse
import csv
import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any, Final

from benchmarks.batch import QUIETUDE, people

_EVERY_S: Final = 0.2
_NAMES: Final = {"espeak_child": "eSpeak, for names", "ffmpeg": "encoders", "spawn_main": "workers"}
"""What stands in a command line, and what the process is."""


def workers_memory(
    script: str, length: str, *, rows: int = 40, workers: int = 2, voice: str = "heart"
) -> list[dict[str, Any]]:
    """Of each kind of process ``what`` and ``count``; ``rss_mb``, ``pss_mb``, ``uss_mb`` of all together."""
    with tempfile.TemporaryDirectory(prefix="quietude-shared-") as name:
        folder = Path(name)
        with (folder / "people.csv").open("w", encoding="utf-8", newline="") as file:
            csv.writer(file).writerows([("id", "name"), *people(rows)])
        order = ["batch", script, "--roster", "people.csv", "--length", length, "--voice", voice, "-o", "out"]
        child = subprocess.Popen(
            [*QUIETUDE, *order, "--workers", str(workers), "--quiet"],
            cwd=folder,
            env={**os.environ, "QUIETUDE_CACHE_DIR": name + "/cache", "QUIETUDE_DATA_DIR": name + "/data"},
            start_new_session=True,
        )
        most: dict[str, dict[str, Any]] = {}
        while child.poll() is None:
            for row in _look(child.pid):
                if row["pss_mb"] > most.get(row["what"], {"pss_mb": 0.0})["pss_mb"]:
                    most[row["what"]] = row
            time.sleep(_EVERY_S)
        if child.returncode:
            raise SystemExit(f"the batch ended with {child.returncode}")
    return sorted(most.values(), key=lambda row: -row["pss_mb"])


def _look(session: int) -> list[dict[str, Any]]:
    """All processes of a session, by kind."""
    processes: dict[int, tuple[int, str, str]] = {}
    for folder in Path("/proc").iterdir():
        if not folder.name.isdigit():
            continue
        try:
            if os.getsid(int(folder.name)) != session:
                continue
            command = (folder / "cmdline").read_bytes().decode(errors="replace")
            parent = int((folder / "stat").read_text().rpartition(")")[2].split()[1])
            told = (folder / "smaps_rollup").read_text()
        except OSError:
            continue  # it has ended meanwhile
        if "Pss:" in told and "resource_tracker" not in command:
            what = next((name for part, name in _NAMES.items() if part in command), "the one that hands out")
            processes[int(folder.name)] = (parent, what, told)
    found: dict[str, dict[str, Any]] = {}
    for parent, what, told in processes.values():
        if processes.get(parent, (0, "", ""))[1] == what:
            continue  # a copy of its parent, about to become an encoder
        row = found.setdefault(what, {"what": what, "count": 0, "rss_mb": 0.0, "pss_mb": 0.0, "uss_mb": 0.0})
        row["count"] += 1
        row["rss_mb"] += _mb(told, "Rss")
        row["pss_mb"] += _mb(told, "Pss")
        row["uss_mb"] += _mb(told, "Private_Clean") + _mb(told, "Private_Dirty")
    return list(found.values())


def _mb(told: str, what: str) -> float:
    return int(told.split(f"\n{what}:")[1].split()[0]) / 1024


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--rows", type=int, default=40)
    parser.add_argument("--workers", type=int, default=2)
    parser.add_argument("--voice", default="heart")
    parser.add_argument("--length", default="5m")
    given = parser.parse_args()
    rows = workers_memory(
        "self-compassion", given.length, rows=given.rows, workers=given.workers, voice=given.voice
    )
    print(f"{'MB, each':26}{'count':>6}{'RSS':>8}{'PSS':>8}{'USS':>8}", file=sys.stdout)
    for row in rows:
        each = "".join(f"{row[of] / row['count']:8.0f}" for of in ("rss_mb", "pss_mb", "uss_mb"))
        print(f"{row['what']:26}{row['count']:6}{each}")


if __name__ == "__main__":
    main()
