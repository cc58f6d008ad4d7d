"""The program, run in a process of its own: what it took, and its peak of memory. Linux only."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

_CHILD: Final = """
import os, re, sys, time
from pathlib import Path
cores = int(sys.argv[1])
if cores:
    os.sched_setaffinity(0, sorted(os.sched_getaffinity(0))[:cores])
from quietude.cli.main import run
code = run(sys.argv[2:])
peak = re.search(r"VmHWM:\\s+(\\d+)", Path("/proc/self/status").read_text())
print(time.process_time(), peak[1], flush=True)
sys.exit(code)
"""
"""Says its own time and its own peak (kB) at the end, as the last of what it prints."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Ran:
    """From the start of the process to its end, children and all."""

    wall_s: float
    cpu_s: float
    main_cpu_s: float
    """Of that, the program's own process, without those that it started."""
    main_mb: float
    """Peak of the program's own process."""
    largest_mb: float
    """Peak of the largest of its processes. One that it has just started counts as a copy of it, until it
    has become what it is to be: so for a single render this is `main_mb` again."""


def run_program(arguments: Sequence[str], folder: Path, *, cores: int | None = None) -> Ran:
    """Run ``quietude`` in a folder, with a cache and data of its own below it.

    ``cores``: on so many, it and what it starts; None: on all.

    Raises:
        SystemExit: it ended with another code than 0.
    """
    environment = {
        **os.environ,
        "QUIETUDE_CACHE_DIR": str(folder / "cache"),
        "QUIETUDE_DATA_DIR": str(folder / "data"),
    }
    began = time.monotonic()
    child = subprocess.Popen(
        [sys.executable, "-c", _CHILD, str(cores or 0), *arguments],
        cwd=folder,
        env=environment,
        stdout=subprocess.PIPE,
    )
    assert child.stdout is not None  # noqa: S101  # it was asked for
    with child.stdout:
        told = child.stdout.read()
    _, status, usage = os.wait4(child.pid, 0)
    took_s = time.monotonic() - began
    child.returncode = os.waitstatus_to_exitcode(status)
    if child.returncode:
        raise SystemExit(f"quietude {' '.join(arguments)} ended with {child.returncode}")
    return Ran(
        wall_s=took_s,
        cpu_s=usage.ru_utime + usage.ru_stime,
        main_cpu_s=float(told.split()[-2]),
        main_mb=int(told.split()[-1]) / 1024,
        largest_mb=usage.ru_maxrss / 1024,
    )
