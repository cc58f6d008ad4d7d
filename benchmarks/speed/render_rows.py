"""One render beside what it cannot do without: the voice engine alone, and the encoder alone."""

from __future__ import annotations

import json
import shutil
import sys
from pathlib import Path
from typing import Final

from benchmarks.batch import QUIETUDE
from benchmarks.speed.names import FACTS, MASTER, SCRIPT, VOICE, importable
from benchmarks.speed.table import Row
from benchmarks.speed.timing import Work, contest, run
from quietude import ffmpeg
from quietude.export.frames import Encoding
from quietude.export.segments import encoder_arguments
from quietude.job import DEFAULT_BITRATE_KBPS
from quietude.kept import FOLDER_VARIABLE

COLD_LIMIT: Final = 1.25
"""Of the engine and the encoder, one after the other."""
WARM_LIMIT: Final = 1.25
"""Of the encoder, both on one core."""
TWO_CORES_LIMIT: Final = 0.75
"""Of the encoder, both on two cores, of which it can use hardly more than one."""
_EDIT: Final = ("Perhaps something has softened", "Perhaps something has eased")
_SIZES_APART: Final = 0.02
"""Files of one length and bit rate are of one size, but for tags."""


def rows(folder: Path, times: int) -> list[Row]:
    """Sections 1 to 3 of the table: floors, one render, and a naive script."""
    print("taking a session apart", file=sys.stderr)
    kept = _environment(folder, "kept")
    make = [sys.executable, "-m", "benchmarks.speed.material", str(folder)]
    run(Work(command=make, folder=folder, environment={**kept, **importable()}))
    works = _works(folder, kept)
    took = contest(works, times)
    _see_that_they_made_the_same(folder)
    minutes = json.loads((folder / FACTS).read_text(encoding="utf-8"))["duration_s"] / 60
    left = sorted(each.name for each in (folder / "warm").iterdir() if each.name != "sound")
    warm = f"warm ({' and '.join(left)} kept, no sound)"
    lame, one_lame = took["LAME"], took["LAME, one core"]
    alone = f"LAME alone, the same {minutes:g} min"
    return [
        Row(what="hibari alone", ours=took["hibari"], against="eSpeak alone", theirs=took["eSpeak"]),
        Row(
            what="render, cold",
            ours=took["cold"],
            against="hibari alone + LAME alone",
            theirs=took["hibari"] + lame,
            limit=COLD_LIMIT,
        ),
        Row(
            what=f"render, {warm}, one core",
            ours=took["warm, one core"],
            against=f"{alone}, one core",
            theirs=one_lame,
            limit=WARM_LIMIT,
        ),
        Row(
            what=f"render, {warm}, two cores",
            ours=took["warm"],
            against=f"{alone}, two cores",
            theirs=lame,
            limit=TWO_CORES_LIMIT,
        ),
        Row(what="render again, everything kept", ours=took["again"], against=alone, theirs=lame),
        Row(what="render after a word was changed", ours=took["edited"], against=alone, theirs=lame),
        Row(
            what=f"render, {warm}, two cores",
            ours=took["warm"],
            against="naive pydub script, clips and bed made before",
            theirs=took["pydub"],
        ),
    ]


def _works(folder: Path, kept: dict[str, str]) -> dict[str, Work]:
    """What takes turns: whatever is compared stands near each other."""
    warm, cold, edited = (_environment(folder, name) for name in ("warm", "cold", "edited"))
    shutil.copytree(folder / "kept", folder / "warm")
    script = _edited_script(folder)

    def alone(engine: str) -> Work:
        command = [sys.executable, "-m", "benchmarks.speed.engine_alone", engine, str(folder)]
        return Work(command=command, folder=folder, cores=1, environment=importable())

    def lame(cores: int) -> Work:
        return Work(command=encoder_alone(folder), folder=folder, cores=cores)

    def render(name: str, own: dict[str, str], cores: int = 2) -> Work:
        return Work(
            command=[*QUIETUDE, "render", script if own is edited else SCRIPT, "-v", VOICE, "-o", name],
            folder=folder,
            cores=cores,
            environment=own,
            before={
                "cold": lambda: _remove(folder / "cold"),
                "warm": lambda: _remove(folder / "warm" / "sound"),
                "edited": lambda: _copy(folder / "kept", folder / "edited"),
            }.get(Path(own[FOLDER_VARIABLE]).name),
        )

    naive = [sys.executable, "-m", "benchmarks.naive_pydub", str(folder)]
    return {
        "hibari": alone("hibari"),
        "eSpeak": alone("espeak"),
        "LAME": lame(2),
        "cold": render("cold.mp3", cold),
        "LAME, one core": lame(1),
        "warm, one core": render("warm.mp3", warm, cores=1),
        "warm": render("warm.mp3", warm),
        "pydub": Work(command=naive, folder=folder, environment=importable()),
        "again": render("again.mp3", kept),
        "edited": render("edited.mp3", edited),
    }


def encoder_alone(folder: Path) -> list[str]:
    """The master through ffmpeg in one go, with the settings that the program encodes its segments with."""
    settings = encoder_arguments(Encoding(bitrate_kbps=DEFAULT_BITRATE_KBPS))
    places = {"pipe:0": str(folder / MASTER), "pipe:1": str(folder / "lame.mp3")}
    return [
        *(ffmpeg.executable(), "-hide_banner", "-nostdin", "-loglevel", "error", "-y"),
        *(places.get(setting, setting) for setting in settings),
    ]


def _edited_script(folder: Path) -> str:
    """The founding exercise with one other word, in a folder of its own."""
    text = (Path(__file__).parents[2] / "scripts" / f"{SCRIPT}.md").read_text(encoding="utf-8")
    if text.count(_EDIT[0]) != 1:
        raise SystemExit(f'{SCRIPT}.md does not hold the words "{_EDIT[0]}" once: choose others')
    path = folder / "changed" / f"{SCRIPT}.md"
    path.parent.mkdir()
    path.write_text(text.replace(*_EDIT), encoding="utf-8")
    return str(path)


def _see_that_they_made_the_same(folder: Path) -> None:
    expected = (folder / "lame.mp3").stat().st_size
    for name in ("cold", "warm", "again", "edited", "naive"):
        size = (folder / f"{name}.mp3").stat().st_size
        if abs(size / expected - 1) > _SIZES_APART:
            raise SystemExit(
                f"{name}.mp3 has {size} bytes, where LAME alone made {expected}: not the same work"
            )


def _environment(folder: Path, cache: str) -> dict[str, str]:
    """A cache of its own, and nothing of this user's."""
    return {FOLDER_VARIABLE: str(folder / cache), "QUIETUDE_DATA_DIR": str(folder), "TMPDIR": str(folder)}


def _remove(folder: Path) -> None:
    shutil.rmtree(folder, ignore_errors=True)


def _copy(source: Path, target: Path) -> None:
    _remove(target)
    shutil.copytree(source, target)
