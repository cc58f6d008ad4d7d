"""What each bed and each pacer costs, and how fast a bed is made beside ffmpeg's and sox's own generators.

    python -m benchmarks.beds [--seconds 60] [--rounds 3] [--only ocean] [--costs] [--json]

First what they cost, in CPU time, which a busy machine changes little: everything up to the first second
that can be read ("start"), each further second of sound, and the most memory that any of it takes while a
minute is read (as tracemalloc sees it). ``--costs`` stops there.

Then the speed, in times real time. One process, one thread: each bed is read in blocks of a second. ffmpeg
and sox make as much of the nearest thing they have, in stereo at 48 kHz, on one thread, written to nowhere;
their start-up, some hundredths of a second, is in their time. All times are medians. A ratio over 1 says that
the bed is made faster than theirs. Nothing is judged: a bed's noise is read from a stretch that making it has
filled, theirs is drawn as it goes.
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
import tracemalloc
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Final

import numpy as np

from quietude import ffmpeg
from quietude.audio import SAMPLE_RATE_HZ, Source
from quietude.beds import bell
from quietude.beds.breath import SHAPES, Breath, BreathPacer
from quietude.beds.schedule_parser import parse_schedule
from quietude.beds.schedule_sound import open_schedule
from quietude.beds.spec import kinds
from quietude.beds.touch import Stroke, TouchPacer

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
    speed: float
    ffmpeg: float | None
    sox: float | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Cost:
    """What a bed or a pacer takes."""

    name: str
    start_ms: float
    """CPU time until its first second can be read."""
    second_ms: float
    """CPU time of each further second."""
    peak_mb: float
    """The most memory, of which a part is needed only while it is made."""


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--seconds", type=int, default=60, help="how much of each is made")
    parser.add_argument("--rounds", type=int, default=3, help="how often each is measured")
    parser.add_argument("--only", action="append", default=[], metavar="BED")
    parser.add_argument("--costs", action="store_true", help="only what they cost")
    parser.add_argument("--json", action="store_true")
    given = parser.parse_args()
    beds, pacers = bed_makers(), pacer_makers()
    makers = beds | pacers
    # glibc asks the system anew for every large array until one was given back; in a session, many were.
    np.zeros(3_500_000)
    names = [name for name in makers if not given.only or name in given.only]
    sox = shutil.which("sox")
    if not given.json:
        print(f"{machine()}; {given.seconds} s of each, median of {given.rounds}")
        print(f"\n{'':<14}{'start':>9}{'a second':>12}{'memory':>10}")
    costs = []
    for name in names:
        costs.append(cost(name, makers[name], given.seconds, given.rounds))
        if not given.json:
            show_cost(costs[-1])
    if given.costs:
        names = []
    elif not given.json:
        found = version([sox, "--version"]).rpartition(":")[2].strip() if sox else ""
        print(f"\nsox: {found or 'not installed; its column stays empty'}")
        print(f"ffmpeg: {version([ffmpeg.executable(), '-version'])}\n")
        print(f"{'bed':<14}{'speed':>9}{'ffmpeg':>9}{'ratio':>7}{'sox':>9}{'ratio':>7}")
    rows = []
    for name in (name for name in names if name in beds):
        rows.append(measure(name, makers[name], given.seconds, given.rounds, sox))
        if not given.json:
            show(rows[-1])
    if given.json:
        told = {"machine": machine(), "seconds": given.seconds, "rounds": given.rounds, "sox": bool(sox)}
        tables = {"costs": [asdict(each) for each in costs], "beds": [asdict(row) for row in rows]}
        print(json.dumps(told | tables, indent=2))


def bed_makers() -> dict[str, Callable[[], Source]]:
    """Every bed, by name, and a schedule."""
    makers: dict[str, Callable[[], Source]] = {
        kind.name: lambda kind=kind: kind.make(kind.parameters(), 1)  # type: ignore[misc]  # the default binds it
        for kind in kinds()
    }
    makers["schedule.sbg"] = lambda: open_schedule(parse_schedule(SCHEDULE, "schedule.sbg"), 1)
    return makers


def pacer_makers() -> dict[str, Callable[[], Source]]:
    """The pacers, sounding without a rest for an hour; a bell every 20 s."""
    second = SAMPLE_RATE_HZ
    strokes = [Stroke(start=start * second, duration=6 * second) for start in range(0, 3600, 6)]

    def breaths(shape: str) -> Source:
        each = {"inhale": 4 * second, "hold": 0, "exhale": 6 * second, "rest": 0}
        starts = range(0, 3600, 10)
        return BreathPacer([Breath(start=start * second, shape=shape, **each) for start in starts])

    def bells() -> Source:
        bell.stroke.cache_clear()
        return bell.BellStrokes([start * second for start in range(0, 3600, 20)])

    shapes: dict[str, Callable[[], Source]] = {
        f"breath: {shape}": lambda shape=shape: breaths(shape)  # type: ignore[misc]  # the default binds it
        for shape in SHAPES
    }
    return {"touch": lambda: TouchPacer(strokes), **shapes, "bell": bells}


def cost(name: str, make: Callable[[], Source], seconds: int, rounds: int) -> Cost:
    """What one of them takes."""
    starts_s, seconds_s = [], []
    for turn in range(rounds):
        began = time.process_time()
        source = make()
        source.read(0, SAMPLE_RATE_HZ)
        starts_s.append(time.process_time() - began)
        began = time.process_time()
        read_seconds(source, range(1 + turn * seconds, 1 + (turn + 1) * seconds))
        seconds_s.append((time.process_time() - began) / seconds)
        del source
    tracemalloc.start()
    read_seconds(make(), range(60))
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    return Cost(
        name=name,
        start_ms=1e3 * statistics.median(starts_s),
        second_ms=1e3 * statistics.median(seconds_s),
        peak_mb=peak / 1e6,
    )


def read_seconds(source: Source, seconds: range) -> None:
    """Read whole seconds, one after the other."""
    for second in seconds:
        source.read(second * SAMPLE_RATE_HZ, SAMPLE_RATE_HZ)


def measure(name: str, make: Callable[[], Source], seconds: int, rounds: int, sox: str | None) -> Row:
    """One bed and its counterparts."""
    source = make()

    def read(turn: int) -> None:
        # Each round is another minute, so that no cell is one that was kept.
        read_seconds(source, range(1 + turn * seconds, 1 + (turn + 1) * seconds))

    works: dict[str, Callable[[int], None]] = {"quietude": read}
    if name in FFMPEG:
        works["ffmpeg"] = program(ffmpeg_command(name, seconds))
    if sox and name in SOX:
        works["sox"] = program(sox_command(sox, name, seconds))
    speeds = {who: seconds / time_s for who, time_s in medians_s(works, rounds).items()}
    return Row(
        bed=name,
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


def show_cost(told: Cost) -> None:
    """One line of the first table."""
    print(f"{told.name:<14}{told.start_ms:6.0f} ms{told.second_ms:9.3f} ms{told.peak_mb:7.1f} MB", flush=True)


def show(row: Row) -> None:
    """One line of the second table."""

    def pair(theirs: float | None) -> str:
        return f"{'-':>9}{'-':>7}" if theirs is None else f"{theirs:8.0f}x{row.speed / theirs:7.2f}"

    print(f"{row.bed:<14}{row.speed:8.0f}x{pair(row.ffmpeg)}{pair(row.sox)}", flush=True)


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
