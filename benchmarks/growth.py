"""How time and memory grow: of one render with its length, of a batch with its rows.

    python -m benchmarks.growth --json growth.json [--most-minutes 480] [--most-rows 10000] [--times 3]
    python -m benchmarks.growth --json growth.json --draw docs/pictures/growth.png

One render says a short sentence every minute, each of other words, over the bed ocean, into an empty cache:
with a tone for a voice, and for some lengths with heart. A batch makes sessions of one minute that differ in
a name, with the tone, into an empty cache. Every figure is of a process of its own, from its start to its
end, children and all: seconds by the clock, seconds of the processors, the peak of the program itself and of
the largest of its processes.

Results are written down as they come; the same command goes on where a run was broken off. Small ones are
made three times, and their medians count. All takes about an hour on two cores, and 10 GB of the temporary
folder. Linux only.
"""

from __future__ import annotations

import argparse
import csv
import json
import statistics
import sys
import tempfile
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from itertools import product
from pathlib import Path
from typing import Any, Final

from benchmarks.batch import people
from benchmarks.growth_figure import draw
from benchmarks.machine import machine_line
from benchmarks.memory import VOICE
from benchmarks.program import run_program
from benchmarks.straight import Line

MINUTES: Final = (3, 7, 15, 30, 60, 120, 240, 480)
HEART_MINUTES: Final = (3, 7, 15, 30, 60)
ROWS: Final = (1, 10, 100, 1000, 10_000)
ROW_LENGTH: Final = "1m"
OFTEN_S: Final = 60.0
"""What takes longer is made once."""
WORDS: Final = tuple(
    product(
        ("the breath", "the weight of your hands", "a sound from outside", "the ground", "the air"),
        ("as it comes", "as it goes", "for a moment", "once more", "from far away", "a little closer"),
        ("softly", "calmly", "kindly", "slowly", "lightly", "freely", "quietly", "evenly", "gladly",
         "warmly", "gently", "patiently", "openly", "simply", "tenderly", "steadily", "easily"),
    )
)  # fmt: skip
"""Enough for 510 minutes without saying anything twice."""

ROW_SCRIPT: Final = """---
title: A moment
ask:
  name: { prompt: "What should the voice call you?", optional: true }
---
Welcome{, name}. You might let your shoulders soften.
[pause 10s]
If you like, follow one breath all the way in.
[pause 15s]
And all the way out again.
[pause 15s]
Whenever it suits you, come back to the room.
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Point:
    """What one size took."""

    kind: str
    """``render`` or ``batch``."""
    voice: str
    size: int
    """Minutes of sound, or rows."""
    wall_s: float
    cpu_s: float
    main_cpu_s: float
    """Of that, the program's own process; in a batch the one that hands out and writes down."""
    main_mb: float
    """Peak of the program's own process."""
    largest_mb: float
    """Peak of the largest process: for a batch one of its workers."""


def script(minutes: int) -> str:
    """A session with a sentence for every minute."""
    said = [f"You might notice {what} {when}, {how}.\n[pause 40-70s]" for what, when, how in WORDS[:minutes]]
    return "---\ntitle: Growing\n---\n# Resting\n" + "\n".join(said) + "\n"


def measured(kind: str, voice: str, size: int) -> Point:
    """Do it once, in a folder and a cache of its own."""
    with tempfile.TemporaryDirectory(prefix="quietude-growth-") as name:
        folder = Path(name)
        (folder / "tone.toml").write_text(VOICE)
        speaker = str(folder / "tone.toml") if voice == "tone" else voice
        if kind == "render":
            (folder / "long.md").write_text(script(size))
            order = ["render", "long.md", "-o", "long.mp3", "--length", f"{size}m"]
        else:
            (folder / "moment.md").write_text(ROW_SCRIPT)
            with (folder / "people.csv").open("w", encoding="utf-8", newline="") as file:
                csv.writer(file).writerows([("id", "name"), *people(size)])
            order = ["batch", "moment.md", "--roster", "people.csv", "-o", "out", "--length", ROW_LENGTH]
        ran = run_program([*order, "--voice", speaker, "--bed", "ocean", "--quiet"], folder)
    return Point(kind=kind, voice=voice, size=size, **asdict(ran))


def wanted(most_minutes: int, most_rows: int) -> Iterator[tuple[str, str, int]]:
    """What is to be measured, the quick ones first."""
    yield from (("render", "tone", minutes) for minutes in MINUTES if minutes <= most_minutes)
    yield from (("render", "heart", minutes) for minutes in HEART_MINUTES if minutes <= most_minutes)
    yield from (("batch", "tone", rows) for rows in ROWS if rows <= most_rows)


def taken(points: list[Point], kind: str, voice: str) -> list[Point]:
    """Of each size one point, the medians of what was measured; the smallest first."""
    found = []
    for size in sorted({each.size for each in points if (each.kind, each.voice) == (kind, voice)}):
        same = [each for each in points if (each.kind, each.voice, each.size) == (kind, voice, size)]
        figures = {
            name: statistics.median(getattr(each, name) for each in same)
            for name in ("wall_s", "cpu_s", "main_cpu_s", "main_mb", "largest_mb")
        }
        found.append(Point(kind=kind, voice=voice, size=size, **figures))
    return found


def told(points: list[Point]) -> Iterator[str]:
    """The table, and what the lines through it say, line by line."""
    for kind, voice, unit in (
        ("render", "tone", "minute"), ("render", "heart", "minute"), ("batch", "tone", "row")
    ):  # fmt: skip
        each = taken(points, kind, voice)
        if not each:
            continue
        yield f"\n{kind}, {voice}: {unit}s, seconds, seconds of the processors, peak in MB, largest process"
        for point in each:
            yield (
                f"{point.size:8} {point.wall_s:9.1f} {point.cpu_s:9.1f}"
                f" {point.main_mb:6.0f} {point.largest_mb:6.0f}"
            )
        if len(each) < 3:  # any line goes through two
            continue
        sizes = [point.size for point in each]
        for what, of in (("by the clock", "wall_s"), ("of the processors", "cpu_s")):
            line = Line.through(sizes, [getattr(point, of) for point in each])
            yield (
                f"  {line.slope * 1000:.1f} ms a {unit} {what}, and {line.start:.2f} s once;"
                f" the line is left by {line.departure:.1%} at most"
            )
        if kind == "batch":
            own = Line.through(sizes, [point.main_cpu_s for point in each])
            yield f"  {own.slope * 1000:.2f} ms a row of that in the process that hands out"
        peaks = Line.through(sizes, [point.largest_mb for point in each])
        per, many = ("an hour", 60) if kind == "render" else ("for 1000 rows", 1000)
        yield (
            f"  {peaks.slope * many:.2f} MB {per}, over {peaks.start:.0f} MB;"
            f" the largest's to the smallest's {each[-1].largest_mb / each[0].largest_mb:.2f}"
        )


def read(path: Path) -> list[Point]:
    """What was measured before."""
    if not path.exists():
        return []
    kept: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    return [Point(**each) for each in kept["points"]]


def write(path: Path, points: list[Point], machine: str) -> None:
    """Keep what was measured."""
    text = json.dumps({"machine": machine, "points": [asdict(each) for each in points]}, indent=1)
    path.write_text(text + "\n", encoding="utf-8")


def main() -> None:
    """Measure what is missing, print all, and draw it where that was asked for."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--json", type=Path, required=True, help="what was measured; goes on from it")
    parser.add_argument("--most-minutes", type=int, default=MINUTES[-1])
    parser.add_argument("--most-rows", type=int, default=ROWS[-1])
    parser.add_argument("--times", type=int, default=3, help="of what takes less than a minute")
    parser.add_argument("--draw", type=Path, help="a picture, and a dark one beside it; measures nothing")
    given = parser.parse_args()
    points = read(given.json)
    if given.draw is None:
        machine = machine_line()
        for kind, voice, size in wanted(given.most_minutes, given.most_rows):
            before = [each for each in points if (each.kind, each.voice, each.size) == (kind, voice, size)]
            while len(before) < given.times and all(each.wall_s < OFTEN_S for each in before):
                before.append(measured(kind, voice, size))
                points.append(before[-1])
                write(given.json, points, machine)
                print(f"{kind} {voice} {size}: {before[-1].wall_s:.1f} s", file=sys.stderr, flush=True)
    print("\n".join(told(points)))
    if given.draw is not None:
        draw(
            {(kind, voice): taken(points, kind, voice) for kind, voice, _ in wanted(480, 10_000)}, given.draw
        )


if __name__ == "__main__":
    main()
