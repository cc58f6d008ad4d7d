"""Beds beside generators of others: ffmpeg's, sox's and those of the package binaural-generator."""

from __future__ import annotations

import importlib.util
import shutil
import sys
from pathlib import Path
from typing import Final

from benchmarks.beds import FFMPEG, SOX, ffmpeg_command, sox_command
from benchmarks.speed.bed_alone import NOISES, PACKAGE, TONE
from benchmarks.speed.names import importable
from benchmarks.speed.table import Row
from benchmarks.speed.timing import Work, contest

SECONDS: Final = 600
_GET: Final = {"sox": "apt install sox", PACKAGE: f"pip install {PACKAGE}"}


def rows(folder: Path, times: int) -> list[Row]:
    """A row for each bed and each program that makes something like it; one core for everyone."""
    beds = dict.fromkeys((*FFMPEG, *SOX, TONE, *NOISES))
    return [row for bed in beds for row in _rows_of(bed, folder, times)]


def _rows_of(bed: str, folder: Path, times: int) -> list[Row]:
    commands = {"quietude": _alone("quietude", bed), **_others(bed)}
    works = {
        who: Work(command=command, folder=folder, cores=1, environment=importable())
        for who, command in commands.items()
        if command
    }
    took = contest({f"{bed}, {who}": work for who, work in works.items()}, times)
    return [
        Row(
            what=f"{bed}, {SECONDS // 60} min",
            ours=took[f"{bed}, quietude"],
            against=who,
            theirs=took.get(f"{bed}, {who}"),
            note="" if command else f"not installed: {_GET[who]}",
        )
        for who, command in commands.items()
        if who != "quietude"
    ]


def _others(bed: str) -> dict[str, list[str]]:
    """Who makes something like it, and by which command; an empty one where it is not installed."""
    others: dict[str, list[str]] = {}
    if bed in FFMPEG:
        others["ffmpeg"] = ffmpeg_command(bed, SECONDS)
    if bed in SOX:
        sox = shutil.which("sox")
        others["sox"] = sox_command(sox, bed, SECONDS) if sox else []
    if bed == TONE or bed in NOISES:
        there = importlib.util.find_spec(PACKAGE.replace("-", "_")) is not None
        others[PACKAGE] = _alone(PACKAGE, bed) if there else []
    return others


def _alone(who: str, bed: str) -> list[str]:
    return [sys.executable, "-m", "benchmarks.speed.bed_alone", who, bed, str(SECONDS)]
