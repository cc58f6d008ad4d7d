"""A further row of a batch, which differs in a name, beside a render of its own."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import Final

from benchmarks.batch import QUIETUDE, people, write_roster
from benchmarks.memory import VOICE as TONE
from benchmarks.speed.names import SCRIPT, VOICE
from benchmarks.speed.table import Row
from benchmarks.speed.timing import CORES, Took, Work, contest, run
from quietude.kept import FOLDER_VARIABLE

LIMIT: Final = 0.1
"""Of a render of its own whose words are spoken already and whose sound is not kept."""
FEW: Final = 4
"""Rows of the batch that the larger one is compared with, so that what a batch costs once drops out."""


def rows(folder: Path, times: int, further: int) -> list[Row]:
    """A row for the fake voice and one for the real one; ``further`` rows are added to a batch of `FEW`."""
    (folder / "tone.toml").write_text(TONE, encoding="utf-8")
    return [
        _row(folder, voice, told, times, further)
        for voice, told in (("tone.toml", "fake voice"), (VOICE, f"voice {VOICE}"))
    ]


def _row(folder: Path, voice: str, told: str, times: int, further: int) -> Row:
    place = folder / f"batch-{Path(voice).stem}"
    place.mkdir()
    shutil.copy(folder / "tone.toml", place)
    for count in (FEW, FEW + further):
        write_roster(place / f"{count}.csv", people(count))

    def environment(cache: str) -> dict[str, str]:
        return {
            FOLDER_VARIABLE: str(place / cache),
            "QUIETUDE_DATA_DIR": str(place),
            "TMPDIR": str(place),
        }

    def batch(count: int) -> Work:
        command = [*QUIETUDE, "batch", SCRIPT, "-v", voice, "--roster", f"{count}.csv", "-o", f"out-{count}"]
        return Work(
            command=command,
            folder=place,
            environment=environment("batch"),
            before=lambda: shutil.rmtree(place / f"out-{count}", ignore_errors=True),
        )

    alone = Work(
        command=[*QUIETUDE, "render", SCRIPT, "-v", voice, "--name", "Ada", "-o", "alone.mp3"],
        folder=place,
        environment=environment("alone"),
        before=lambda: shutil.rmtree(place / "alone" / "sound", ignore_errors=True),
    )
    few, many = batch(FEW), batch(FEW + further)
    for first in (few, alone):
        run(first)  # what is the same for everyone is made and kept from here on
    took = contest({f"{FEW} rows, {told}": few, "one render": alone, f"{FEW + further} rows": many}, times)
    small, own, large = took.values()
    for count in (FEW, FEW + further):
        made = len(list((place / f"out-{count}").rglob("*.mp3")))
        if made != count:
            raise SystemExit(f"the batch of {count} made {made} files")
    each = each_further(small, large, further)
    for used in (*place.glob("out-*"), place / "batch"):
        shutil.rmtree(used)
    return Row(
        what=f"a further row of a batch, {told}",
        ours=each,
        against="a render of its own, warm",
        theirs=own,
        note="" if each else "the machine was too busy to tell: give more --times",
        limit=LIMIT,
    )


def each_further(small: Took, large: Took, further: int) -> Took | None:
    """What each further row took; None where noise has made it less than the processors' time allows."""
    if small.cpu_s is None or large.cpu_s is None:
        return None
    wall_s, cpu_s = (large.wall_s - small.wall_s) / further, (large.cpu_s - small.cpu_s) / further
    return Took(wall_s=wall_s, cpu_s=cpu_s) if wall_s > 0 and CORES * wall_s >= cpu_s else None
