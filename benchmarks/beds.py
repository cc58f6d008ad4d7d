"""How fast each bed is made, in times real time, beside ffmpeg's and sox's own generators.

    python -m benchmarks.beds [--seconds 60] [--rounds 3] [--only ocean] [--json]

One process, one thread: each bed is made once (which is timed apart), then read in blocks of a second.
ffmpeg and sox make as much of the nearest thing they have, in stereo at 48 kHz, on one thread, written to
nowhere; their start-up, some hundredths of a second, is in their time. All times are medians.
A ratio over 1 says that the bed is made faster than theirs. Nothing is judged: a bed's noise is read from
circles that making it has filled, theirs is drawn as it goes.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import shutil
import statistics
import subprocess
import time
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Final

import numpy as np

from quietude import ffmpeg
from quietude.audio import SAMPLE_RATE_HZ, Source
from quietude.beds.schedule_parser import parse_schedule
from quietude.beds.schedule_sound import open_schedule
from quietude.beds.spec import kinds

SCHEDULE: Final = "a: pink/40 150+10/30\nb: pink/40 150+6/30\nNOW == a ->\n+1:00 == b"

_PULSE: Final = "sin(2*PI*200*t)*(0.55-0.45*cos(2*PI*8*t))"
FFMPEG: Final = {
    "white-noise": "anoisesrc=color=white",
    "pink-noise": "anoisesrc=color=pink",
    "brown-noise": "anoisesrc=color=brown",
    "binaural": "aevalsrc=sin(2*PI*195*t)|sin(2*PI*205*t)",
    "monaural": "aevalsrc=0.6*sin(2*PI*195*t)+0.4*sin(2*PI*205*t)",
    "isochronic": f"aevalsrc={_PULSE}",
}
"""The nearest thing that ffmpeg makes by itself; it knows no weather, no bowls and no fire."""
SOX: Final = {
    "white-noise": ["whitenoise"],
    "pink-noise": ["pinknoise"],
    "brown-noise": ["brownnoise"],
    "binaural": ["sine", "195", "sine", "205"],
    "monaural": ["sine", "195", "+", "sine", "mix", "205"],
}
"""The same of sox, whose generators follow each other at a plus."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """What was measured of one bed; speeds are in times real time, None where there is no counterpart."""

    bed: str
    start_s: float
    """Making it, its level included."""
    speed: float
    ffmpeg: float | None
    sox: float | None


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--seconds", type=int, default=60, help="how much of each is made")
    parser.add_argument("--rounds", type=int, default=3, help="how often each is measured")
    parser.add_argument("--only", action="append", default=[], metavar="BED")
    parser.add_argument("--json", action="store_true")
    given = parser.parse_args()
    makers: dict[str, Callable[[], Source]] = {
        kind.name: lambda kind=kind: kind.make(kind.parameters(), 1)  # type: ignore[misc]  # the default binds it
        for kind in kinds()
    }
    makers["schedule.sbg"] = lambda: open_schedule(parse_schedule(SCHEDULE, "schedule.sbg"), 1)
    # glibc asks the system anew for every large array until one was given back; in a session, many were.
    np.zeros(3_500_000)
    names = [name for name in makers if not given.only or name in given.only]
    sox = shutil.which("sox")
    if not given.json:
        print(f"{machine()}; {given.seconds} s of each, median of {given.rounds}")
        print(
            "sox: "
            + (
                version([sox, "--version"]).rpartition(":")[2].strip()
                if sox
                else "not installed; its column stays empty"
            )
        )
        print(f"ffmpeg: {version([ffmpeg.executable(), '-version'])}\n")
        print(f"{'bed':<14}{'made in':>9}{'speed':>9}{'ffmpeg':>9}{'ratio':>7}{'sox':>9}{'ratio':>7}")
    rows = []
    for name in names:
        rows.append(measure(name, makers[name], given.seconds, given.rounds, sox))
        if not given.json:
            show(rows[-1])
    if given.json:
        told = {"machine": machine(), "seconds": given.seconds, "rounds": given.rounds, "sox": bool(sox)}
        print(json.dumps(told | {"beds": [asdict(row) for row in rows]}, indent=2))


def measure(name: str, make: Callable[[], Source], seconds: int, rounds: int, sox: str | None) -> Row:
    """One bed and its counterparts."""
    began = time.perf_counter()
    source = make()
    start_s = time.perf_counter() - began

    def read(turn: int) -> None:
        # Each round is another minute, so that no cell is one that was kept.
        for second in range(seconds):
            source.read((1 + turn * seconds + second) * SAMPLE_RATE_HZ, SAMPLE_RATE_HZ)

    works: dict[str, Callable[[int], None]] = {"quietude": read}
    if name in FFMPEG:
        works["ffmpeg"] = program(ffmpeg_command(name, seconds))
    if sox and name in SOX:
        works["sox"] = program(sox_command(sox, name, seconds))
    speeds = {who: seconds / time_s for who, time_s in medians_s(works, rounds).items()}
    return Row(
        bed=name,
        start_s=start_s,
        speed=speeds["quietude"],
        ffmpeg=speeds.get("ffmpeg"),
        sox=speeds.get("sox"),
    )


def medians_s(works: dict[str, Callable[[int], None]], rounds: int) -> dict[str, float]:
    """How long each piece of work takes, in seconds; they take turns, so that all meet a busy machine."""
    times: dict[str, list[float]] = {who: [] for who in works}
    for turn in range(rounds):
        for who, work in works.items():
            began = time.perf_counter()
            work(turn)
            times[who].append(time.perf_counter() - began)
    return {who: statistics.median(taken) for who, taken in times.items()}


def program(command: Sequence[str]) -> Callable[[int], None]:
    """Running a program as a piece of work."""

    def run(_turn: int) -> None:
        subprocess.run(command, check=True, capture_output=True)

    return run


def ffmpeg_command(name: str, seconds: int) -> list[str]:
    """Its generator for two channels: noise needs one for each, or both ears would hear the same."""
    rate = f"sample_rate={SAMPLE_RATE_HZ}"
    graph = FFMPEG[name]
    if graph.startswith("anoisesrc"):
        graph = f"{graph}:{rate}:seed=1[l];{graph}:{rate}:seed=2[r];[l][r]join=inputs=2:channel_layout=stereo"
    else:
        graph = f"{graph}:{rate}" + ("" if "|" in graph else ",pan=stereo|c0=c0|c1=c0")
    return [
        *(ffmpeg.executable(), "-hide_banner", "-nostdin", "-loglevel", "error", "-threads", "1"),
        *("-filter_threads", "1", "-filter_complex_threads", "1", "-filter_complex", graph),
        *("-t", str(seconds), "-c:a", "pcm_f32le", "-f", "null", "-"),
    ]


def sox_command(sox: str, name: str, seconds: int) -> list[str]:
    """Its synth for two channels."""
    effects: list[str] = []
    for word in ["+", *SOX[name]]:
        effects += ["synth", str(seconds)] if word == "+" else [word]
    null = ["-n", "-r", str(SAMPLE_RATE_HZ), "-c", "2", "-t", "raw", "-e", "floating-point", "-b", "32"]
    return [sox, *null, os.devnull, *effects]


def show(row: Row) -> None:
    """One line of the table."""

    def pair(theirs: float | None) -> str:
        return f"{'-':>9}{'-':>7}" if theirs is None else f"{theirs:8.0f}x{row.speed / theirs:7.2f}"

    print(f"{row.bed:<14}{row.start_s:7.2f} s{row.speed:8.0f}x{pair(row.ffmpeg)}{pair(row.sox)}", flush=True)


def machine() -> str:
    """What it ran on, in one line."""
    named = platform.processor() or platform.machine()
    info = Path("/proc/cpuinfo")
    if info.is_file():
        models = [
            line.partition(":")[2].strip() for line in info.read_text().splitlines() if "model name" in line
        ]
        named = models[0] if models else named
    return (
        f"{named}, {os.cpu_count()} cores, {platform.system()}, "
        f"Python {platform.python_version()}, numpy {np.__version__}"
    )


def version(command: Sequence[str]) -> str:
    """What a program says it is."""
    told = subprocess.run(command, check=False, capture_output=True, text=True).stdout
    return told.splitlines()[0].partition(" Copyright")[0] if told else "?"


if __name__ == "__main__":
    main()
