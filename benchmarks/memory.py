"""Peak memory: of a render of eight hours beside one of five minutes, and of five minutes with heart.

    python -m benchmarks.memory [--long 8h] [--bed ocean] [--stages]

Each render is a process of its own, with an empty cache; the peak is the program's. Eight hours (with a
tone for a voice) may take a fifth more than five minutes; five minutes of self-compassion with heart, under
400 MB. Prints the figures, and whether that is so; eight hours take some ten minutes. With ``--stages``, also
how much is held at the end of each stage of those five minutes, and the most that was. Linux only.
"""

from __future__ import annotations

import argparse
import json
import os
import re
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Final

from benchmarks.program import run_program

MOST_GROWTH: Final = 1.2
MOST_MB: Final = 400.0

SCRIPT = """---
title: A long night
---
# Settling
You might let your body be heavy, and the day be over.

# Sleeping
- There is nothing to do.
- There is nowhere to be.
[repeat phrases for 1 min, at most 12h, 20s apart]
"""

VOICE = """title = "Tone"
engine = "tone"
model = "tone"
language = "mul"
rate = 130.0
licence = "CC0-1.0"
"""


def peak_mb(script: str, length: str, voice: str, *bed: str) -> float:
    """The peak of one render in MB; prints it with its time. ``script``: a name, or ``night.md``."""
    with tempfile.TemporaryDirectory(prefix="quietude-memory-") as name:
        folder = Path(name)
        (folder / "night.md").write_text(SCRIPT)
        (folder / "tone.toml").write_text(VOICE)
        ran = run_program(
            ["render", script, "-o", "out.mp3", "--length", length, "--voice", voice, *bed, "--quiet"], folder
        )
    print(f"{length:>4} {Path(voice).stem:6} {ran.main_mb:6.0f} MB, {ran.wall_s:.0f} s", flush=True)
    return ran.main_mb


def show_stages(folder: Path) -> None:
    """What the child does: render five minutes with heart, and look at its memory as stages go by."""
    import quietude
    from quietude.memory import share_one_heap
    from quietude.progress import Stage

    share_one_heap()  # as the program does
    last: Stage | None = None

    def look(name: str) -> None:
        status = Path("/proc/self/status").read_text()
        most, held = (int(re.findall(rf"{each}:\s+(\d+)", status)[0]) / 1024 for each in ("VmHWM", "VmRSS"))
        print(f"{name:20}{held:8.0f} MB held{most:8.0f} MB at most", flush=True)
        Path("/proc/self/clear_refs").write_text("5")  # the next peak counts from here

    def seen(stage: Stage, _fraction: float) -> None:
        nonlocal last
        if stage is not last:
            look("to the first word" if last is None else last.value)
            last = stage

    quietude.render("self-compassion", folder / "out.mp3", length="5m", voice="heart", progress=seen)
    look("at the end")


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--long", default="8h")
    parser.add_argument("--bed", default="ocean")
    parser.add_argument("--stages", action="store_true")
    parser.add_argument("--json", type=Path, help="write the figures there, too")
    parser.add_argument("--child", type=Path, help=argparse.SUPPRESS)
    given = parser.parse_args()
    if given.child is not None:
        show_stages(given.child)
        return
    if given.stages:
        with tempfile.TemporaryDirectory(prefix="quietude-memory-") as name:
            command = [sys.executable, "-m", "benchmarks.memory", "--child", name]
            subprocess.run(command, check=True, env={**os.environ, "QUIETUDE_CACHE_DIR": f"{name}/cache"})
    heart = peak_mb("self-compassion", "5m", "heart")
    print(f"five minutes with heart: {heart:.0f} MB, at most {MOST_MB:.0f}: {met(heart <= MOST_MB)}")
    short, long = (
        peak_mb("night.md", length, "tone.toml", "--bed", given.bed) for length in ("5m", given.long)
    )
    growth = long / short
    print(f"{given.long} to five minutes: {growth:.2f}, at most {MOST_GROWTH}: {met(growth <= MOST_GROWTH)}")
    if given.json is not None:
        figures = {"heart_5m_mb": heart, "short_mb": short, "long_mb": long, "growth": growth}
        given.json.write_text(json.dumps(figures, indent=1) + "\n", encoding="utf-8")


def met(so: bool) -> str:
    """In words."""
    return "met" if so else "NOT MET"


if __name__ == "__main__":
    main()
