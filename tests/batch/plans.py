"""Small batches for tests: a script of a second or two, a tone for a voice, and plans made by hand."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from pathlib import Path

from quietude.batch.task import BatchPlan, Task
from quietude.job import Job
from quietude.score.listener import Listener

from ..conftest import TONE

SCRIPT = """---
title: Tiny
ask:
  name: { prompt: "Who?", optional: true }
---
Rest{, name}.
"""


def written_script(folder: Path, text: str = SCRIPT) -> str:
    path = folder / "tiny.md"
    path.write_text(text, encoding="utf-8")
    return str(path)


def task_of(script: str, id_: str, name: str = "", *, shared: str = "one", voice: str = TONE) -> Task:
    values = {"name": name} if name else {}
    told = f"{Path(script).read_text()} {id_} {name} {voice}"
    return Task(
        id=id_,
        file=f"{id_}.mp3",
        job=Job(script=script, listener=Listener(values=values), voices=(voice,), beds=()),
        inputs=hashlib.sha256(told.encode()).hexdigest(),
        shared=hashlib.sha256(shared.encode()).hexdigest(),
        expected_s=2.0,
    )


def plan_of(script: str, ids: Iterable[str], **more: str) -> BatchPlan:
    return BatchPlan(tasks=tuple(task_of(script, id_, f"Name{id_}", **more) for id_ in ids))
