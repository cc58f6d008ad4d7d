"""The user's own files that a task is made from, for workers on machines that do not have them.

They are laid out below a folder of the worker's as they lie here, each under the whole of its path, so that
what a script names from its own folder on is found. The worker then works in its copy of this process's
working folder, so that relative names mean (and warnings and manifests show) the same as here; absolute ones
are moved. What comes with quietude is not sent: the workers have it.
"""

from __future__ import annotations

import contextlib
import os
import tomllib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path

from quietude import shipped
from quietude.batch.task import HandoutWish, Task
from quietude.beds.spec import parse_bed
from quietude.casting import choose_cast
from quietude.files import read_text
from quietude.job import Job
from quietude.narration.takes import recordings_folder
from quietude.script.library import find_script
from quietude.script.nodes import Script, Sound, VoiceChange
from quietude.script.parser import load_script
from quietude.script.passages import walk
from quietude.soundscape import choose_beds
from quietude.voices.lexicon import own_folder


def files_of(job: Job, handout: HandoutWish | None) -> tuple[Path, ...]:
    """Every file of the user's that decides what a job sounds like and what lies beside it, absolute.

    Raises:
        QuietudeError: the script, a voice, a bed or the clinic's file cannot be read.
    """
    path = find_script(job.script)
    script = load_script(path)
    found = [
        path,
        *_voices(script, job),
        *_beds(script, job),
        *_in(recordings_folder(script, job.recordings)),
        *_in(own_folder()),
        *(_clinic(handout.clinic) if handout is not None and handout.clinic is not None else ()),
    ]
    ours = [shipped.folder(name).resolve() for name in ("scripts", "voices")]
    own = [
        Path(os.path.abspath(path))  # noqa: PTH100  resolves "..", but no link: names must stay as they are
        for path in found
        if not any(path.resolve().is_relative_to(folder) for folder in ours)
    ]
    return tuple(dict.fromkeys(own))


def below(root: Path, path: Path) -> Path:
    """Where an absolute path of the sender's lies under the worker's ``root``."""
    drive = path.drive.replace(":", "").strip("\\/")
    return root.joinpath(*([drive] if drive else []), *path.parts[1:])


@dataclass(frozen=True, slots=True, kw_only=True)
class Home:
    """What a worker has to know of the sender's machine."""

    working_folder: Path
    lexicon: Path
    """The folder of the user's own words, absolute."""

    @classmethod
    def here(cls) -> Home:
        """Of this process."""
        return cls(working_folder=Path.cwd(), lexicon=own_folder().absolute())


def moved(task: Task, root: Path) -> tuple[Task, dict[str, str]]:
    """A task whose absolute paths lead below ``root``, and each bed's new text with the one that it had."""
    job = task.job
    beds = {_moved_bed(bed, root): bed for bed in job.beds or ()}
    there = replace(
        job,
        script=_moved_text(job.script, root),
        voices=tuple(_moved_text(voice, root) for voice in job.voices),
        beds=None if job.beds is None else tuple(beds),
        recordings=None if job.recordings is None else _moved_path(job.recordings, root),
    )
    handout = task.handout
    if handout is not None and handout.clinic is not None:
        handout = replace(handout, clinic=_moved_path(handout.clinic, root))
    return replace(task, job=there, handout=handout), beds


def _moved_path(path: Path, root: Path) -> Path:
    return below(root, path) if path.is_absolute() else path


def _moved_text(name: str, root: Path) -> str:
    return str(_moved_path(Path(name), root))


def _moved_bed(bed: str, root: Path) -> str:
    return " + ".join(_moved_text(layer.strip(), root) for layer in bed.split(" + "))


def _voices(script: Script, job: Job) -> Iterator[Path]:
    folder = Path(script.path).parent
    named = [heard.node for heard in walk(script)]
    yield from (Path(voice) for voice in job.voices if Path(voice).is_file())
    for node in named:
        name = node.name if isinstance(node, VoiceChange) else getattr(node, "answered_by", None)
        if name and name.endswith(".toml"):
            yield folder / name
    for profile in choose_cast(script, job.voices).voices:
        model = Path(profile.model.partition("#")[0])
        yield from (file for file in (model, Path(f"{model}.json")) if file.is_file())


def _beds(script: Script, job: Job) -> Iterator[Path]:
    beds = choose_beds(script, job.beds)
    changes = [heard.node.bed for heard in walk(script) if isinstance(heard.node, Sound)]
    for text in (*beds.from_start, *(changes if beds.follow_script else ())):
        for spec in parse_bed(text or "none", base_folder=beds.folder):
            if spec.path is not None:
                yield spec.path


def _in(folder: Path | None) -> Iterable[Path]:
    """The files of a folder; not those of the folders in it."""
    if folder is None or not folder.is_dir():
        return ()
    return sorted(path for path in folder.iterdir() if path.is_file())


def _clinic(path: Path) -> Iterator[Path]:
    yield path
    with contextlib.suppress(tomllib.TOMLDecodeError):  # told clearly by whoever reads it
        given = tomllib.loads(read_text(path, "clinic file"))
        named = (given.get(key) for key in ("logo", "page", "sheet"))
        yield from (path.parent / name for name in named if isinstance(name, str))
