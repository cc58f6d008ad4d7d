"""What a worker does with one task: make the file and what lies beside it, and tell what came of it.

A worker may be a process of this machine or one on another, so all that goes in and comes out can be pickled,
and no exception leaves it: its cause and its traceback might hold a listener's value.
"""

from __future__ import annotations

import hashlib
from dataclasses import replace
from pathlib import Path
from typing import TypeAlias

from quietude import pipeline
from quietude.batch.made.made import Made
from quietude.batch.made.manifest import Beside, Line
from quietude.batch.places.place import Place
from quietude.batch.planning.digests import bed_told, public_digests, sha256_of
from quietude.batch.running.resume import record_name
from quietude.batch.running.troubles import Trouble, trouble_of, without_values
from quietude.batch.task import HandoutWish, Task
from quietude.files import ensure_folder, file_sha256
from quietude.handout.clinic import load_clinic
from quietude.handout.making import make_handout
from quietude.narration.private import PrivateFolder
from quietude.script.library import find_script
from quietude.script.parser import load_script
from quietude.session import Session
from quietude.soundscape import choose_beds

Result: TypeAlias = Made | Trouble


def make(task: Task, place: Place | None, cores: int | None) -> Result:
    """Make a task's file, and put it and what is beside it under their final names, each whole.

    ``place``: where they go, and a record of them when they are there; None: they come back with the result.
    ``cores``: how many encoders run at once; None: one for each usable core.
    """
    try:
        return _made(task, place, cores)
    except Exception as error:  # noqa: BLE001  # whatever it is, one bad row fails alone
        return trouble_of(error, task.job.listener)


def _made(task: Task, place: Place | None, cores: int | None) -> Result:
    if place is not None and place.path is not None:
        output = place.path / task.file
        ensure_folder(output.parent)
        line, beside = _rendered(task, output, cores)
        for name, data in beside:
            place.put(name, data)
        place.put(record_name(task.inputs), line.to_json().encode())
        return Made(line=line)
    with PrivateFolder() as private:  # what is said in it is private, and this machine may be shared
        output = private.path / "session.mp3"
        line, beside = _rendered(task, output, cores)
        if place is None:
            return Made(line=line, contents=(*beside, (task.file, output.read_bytes())))
        for name, data in beside:
            place.put(name, data)
        place.put_file(task.file, output)
    place.put(record_name(task.inputs), line.to_json().encode())
    return Made(line=line)


def _rendered(task: Task, output: Path, cores: int | None) -> tuple[Line, list[tuple[str, bytes]]]:
    """The MP3 at ``output``; the manifest's line, and the name and content of each file beside it."""
    session = pipeline.render(replace(task.job, output=output), cores=cores, keep_voices=True)
    beside = [] if task.handout is None else _handouts(task, task.handout, session)
    origin = public_digests(task.job)
    folder = choose_beds(load_script(find_script(task.job.script)), task.job.beds).folder
    line = Line(
        id=task.id,
        file=task.file,
        inputs=task.inputs,
        sha256=file_sha256(output),
        bytes=session.bytes,
        title=session.title,
        language=session.language,
        voice=session.voice,
        beds=session.beds,
        duration_s=session.duration_s,
        loudness_lufs=session.loudness_lufs,
        true_peak_dbtp=session.true_peak_dbtp,
        script_sha256=origin.script_sha256,
        voice_sha256=origin.voice_sha256,
        beds_sha256=tuple(sha256_of(bed_told(bed, folder)) for bed in session.beds),
        versions=origin.versions,
        warnings=tuple(without_values(warning, task.job.listener) for warning in session.warnings),
        beside=tuple(
            Beside(file=name, sha256=hashlib.sha256(data).hexdigest(), bytes=len(data))
            for name, data in beside
        ),
    )
    return line, beside


def _handouts(task: Task, wish: HandoutWish, session: Session) -> list[tuple[str, bytes]]:
    """The page and the sheet, under the MP3's name. No id has a dot in its name, so no two of these meet."""
    handout = make_handout(
        load_script(find_script(task.job.script)),
        task.job.listener,
        session,
        mp3=session.path.read_bytes(),
        cover=session.cover,
        clinic=None if wish.clinic is None else load_clinic(wish.clinic),
        with_name=wish.with_name,
    )
    stem = task.file.removesuffix(".mp3")
    return [(f"{stem}.html", handout.page), (f"{stem}.sheet.html", handout.sheet)]
