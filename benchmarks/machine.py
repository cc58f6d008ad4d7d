"""What the figures were measured on, in one line."""

from __future__ import annotations

import datetime
import os
import platform
import re
import subprocess
from collections.abc import Sequence
from pathlib import Path

import numpy as np

from quietude import ffmpeg


def machine_line() -> str:
    """Processor, cores, Python, numpy, ffmpeg and the day."""
    return (
        f"{processor()}, {cores()}, {platform.system()}, Python {platform.python_version()}, "
        f"numpy {np.__version__}, ffmpeg {ffmpeg_version()}, {datetime.datetime.now(datetime.UTC):%Y-%m-%d}"
    )


def processor() -> str:
    """The processor's name, as the system tells it."""
    info = Path("/proc/cpuinfo")
    if info.is_file():
        for line in info.read_text(encoding="utf-8", errors="replace").splitlines():
            if line.startswith("model name"):
                return line.partition(":")[2].strip()
    return platform.processor() or platform.machine()


def cores() -> str:
    """How many cores this process may use, and how many there are where these are more."""
    there = os.cpu_count() or 1
    usable = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else there
    return f"{usable} core{'s' * (usable != 1)}" + (f" of {there}" if usable != there else "")


def ffmpeg_version() -> str:
    """Of the ffmpeg that encodes."""
    told = version([ffmpeg.executable(), "-version"])
    found = re.match(r"ffmpeg version n?([\d.]+)", told)
    return found[1] if found else told


def version(command: Sequence[str]) -> str:
    """What a program says it is; ``?`` where it says nothing."""
    told = subprocess.run(command, check=False, capture_output=True, text=True).stdout
    return told.splitlines()[0].partition(" Copyright")[0] if told else "?"
