"""Beds beside the generators of sox and ffmpeg: as much of the nearest thing that these have."""

from __future__ import annotations

import shutil
import sys
from typing import Any

from benchmarks import beds
from benchmarks.speed.table import Row
from benchmarks.speed.timing import Took
from quietude.beds.bed import BedKind
from quietude.beds.spec import kinds


def rows(times: int, seconds: int) -> list[Row]:
    """A row for each bed and each program that makes something like it."""
    sox = shutil.which("sox")
    known = {kind.name: kind for kind in kinds()}
    listed: list[Row] = []
    for name in dict.fromkeys((*beds.FFMPEG, *beds.SOX)):
        print(f"  {name}", file=sys.stderr, flush=True)
        listed += _rows_of(known[name], times, seconds, sox)
    return listed


def _rows_of(kind: BedKind[Any], times: int, seconds: int, sox: str | None) -> list[Row]:
    got = beds.measure(kind.name, lambda: kind.make(kind.parameters(), 1), seconds, times, sox)
    ours = Took(wall_s=got.start_s + seconds / got.speed)  # making it counts: theirs have to start, too
    what = f"{kind.name}, {seconds // 60} min"
    listed = []
    if kind.name in beds.FFMPEG and got.ffmpeg:
        listed.append(
            Row(what=what, ours=ours, against="ffmpeg's generator", theirs=Took(wall_s=seconds / got.ffmpeg))
        )
    if kind.name in beds.SOX:
        listed.append(
            Row(
                what=what,
                ours=ours,
                against="sox's generator",
                theirs=Took(wall_s=seconds / got.sox) if got.sox else None,
                note="" if got.sox else "not installed: apt install sox",
            )
        )
    return listed
