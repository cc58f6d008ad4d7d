"""Peak memory of a render of eight hours beside one of five minutes, with the fake voice.

    python -m benchmarks.memory [--long 8h] [--bed ocean]

Each render is a process of its own; the encoders it starts, two at a time, are not counted. Prints both
peaks and their ratio. Eight hours take some minutes.
"""

from __future__ import annotations

import argparse
import json
import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path

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


def render(folder: Path, length: str, bed: str) -> None:
    """What the child does: render, and say its own peak and its children's."""
    import quietude

    session = quietude.render(
        folder / "night.md", folder / "night.mp3", length=length, voice=str(folder / "tone.toml"), bed=bed
    )
    own = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    print(json.dumps({"duration_s": session.duration_s, "own_kb": own}))


def peak_mb(length: str, bed: str) -> float:
    """The peak of one render in megabytes; prints it with its time."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        (folder / "night.md").write_text(SCRIPT)
        (folder / "tone.toml").write_text(VOICE)
        started = time.monotonic()
        command = [sys.executable, "-m", "benchmarks.memory", "--child", name, "--long", length, "--bed", bed]
        told = json.loads(subprocess.run(command, check=True, capture_output=True).stdout)
        took_s = time.monotonic() - started
    own_mb = float(told["own_kb"]) / 1024
    print(
        f"{told['duration_s'] / 60:7.1f} min: {own_mb:6.0f} MB, "
        f"{took_s:.0f} s ({told['duration_s'] / took_s:.0f} x real time)"
    )
    return own_mb


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--long", default="8h")
    parser.add_argument("--bed", default="ocean")
    parser.add_argument("--child", type=Path, help=argparse.SUPPRESS)
    given = parser.parse_args()
    if given.child is not None:
        render(given.child, given.long, given.bed)
        return
    short = peak_mb("5m", given.bed)
    long = peak_mb(given.long, given.bed)
    print(f"ratio {long / short:.2f}")


if __name__ == "__main__":
    main()
