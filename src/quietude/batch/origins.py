"""What a file was made from, as its manifest tells it: digests that whoever has the originals can compare."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from importlib.metadata import version
from pathlib import Path

from quietude.batch.task import Task
from quietude.beds.spec import parse_bed
from quietude.casting import choose_cast
from quietude.errors import FileError
from quietude.files import reason
from quietude.narration.engine import load_engine
from quietude.script.library import find_script
from quietude.script.parser import load_script
from quietude.soundscape import choose_beds


@dataclass(frozen=True, slots=True, kw_only=True)
class Origin:
    """What a file was made from. Holds no value of its listener."""

    script_sha256: str
    """Of the script's file."""
    voice_sha256: str
    """Of all voices' profiles, as JSON."""
    beds_sha256: tuple[str, ...]
    """Of each bed: its music file, or where it is made here, its text."""
    versions: Mapping[str, str]
    """quietude's, and each engine's by its name."""


def origin_of(task: Task, beds: Sequence[str]) -> Origin:
    """The origin of a task's file, in which these ``beds`` sound.

    Raises:
        QuietudeError: the script, a voice or a bed's file has gone, or cannot be read.
    """
    path = find_script(task.job.script)
    script = load_script(path)
    voices = choose_cast(script, task.job.voices).voices
    told = json.dumps([asdict(voice) for voice in voices], sort_keys=True, ensure_ascii=False, default=str)
    engines = {voice.engine: load_engine(voice.engine).version(voice.model) for voice in voices}
    folder = choose_beds(script, task.job.beds).folder
    return Origin(
        script_sha256=file_sha256(path),
        voice_sha256=hashlib.sha256(told.encode("utf-8")).hexdigest(),
        beds_sha256=tuple(_bed_sha256(bed, folder) for bed in beds),
        versions={"quietude": version("quietude"), **engines},
    )


def file_sha256(path: Path) -> str:
    """A file's SHA-256, 64 hexadecimal digits.

    Raises:
        FileError: it cannot be read.
    """
    try:
        with path.open("rb") as file:
            return hashlib.file_digest(file, "sha256").hexdigest()
    except OSError as error:
        raise FileError(f"cannot read {path}: {reason(error)}", path=path, cause=error) from error


def _bed_sha256(bed: str, folder: Path | None) -> str:
    specs = parse_bed(bed, base_folder=folder)
    told = [str(spec) if spec.path is None else file_sha256(spec.path) for spec in specs]
    if len(specs) == 1 and specs[0].path is not None:
        return told[0]
    return hashlib.sha256(" + ".join(told).encode("utf-8")).hexdigest()
