"""What a worker makes of one task, and what it tells when it cannot."""

from __future__ import annotations

import errno
import hashlib
import pickle
from dataclasses import replace
from pathlib import Path

import pytest

from quietude.batch.made.made import Made
from quietude.batch.made.manifest import Line
from quietude.batch.places.place import open_place
from quietude.batch.running import worker
from quietude.batch.running.resume import record_name
from quietude.batch.running.troubles import Trouble, TroubleKind, trouble_of, without_values
from quietude.batch.running.worker import make
from quietude.errors import EncodeError, EngineError, FileError, ListenerError, QuietudeError
from quietude.score.listener import Listener
from quietude.score.own_phrases import choose_phrases

from ..plans import task_of, written_script

ADA = Listener(values={"name": "Ada Lovelace"})


@pytest.fixture
def script(tmp_path: Path) -> str:
    return written_script(tmp_path)


def test_a_worker_writes_the_file_and_then_its_record(script: str, tmp_path: Path) -> None:
    place = open_place(tmp_path / "out")
    task = task_of(script, "a", "Ada")
    made = make(task, place, 1)
    assert isinstance(made, Made)
    assert made.contents == ()
    data = place.read("a.mp3")
    assert data is not None
    assert (made.line.id, made.line.file, made.line.inputs) == ("a", "a.mp3", task.inputs)
    assert made.line.sha256 == hashlib.sha256(data).hexdigest()
    assert made.line.script_sha256 == hashlib.sha256(Path(script).read_bytes()).hexdigest()
    record = place.read(record_name(task.inputs))
    assert record is not None
    assert Line.from_json(record.decode()) == made.line


def test_without_a_place_the_contents_come_back(script: str, tmp_path: Path) -> None:
    place = open_place(tmp_path / "out")
    task = task_of(script, "a", "Ada")
    there, here = make(task, place, 1), make(task, None, 1)
    assert isinstance(there, Made)
    assert isinstance(here, Made)
    assert here.line == there.line
    assert dict(here.contents) == {"a.mp3": place.read("a.mp3")}
    assert pickle.loads(pickle.dumps(here)) == here  # noqa: S301  # our own
    assert "Ada" not in repr(here)


@pytest.mark.parametrize(
    ("error", "kind"),
    [
        (ListenerError("no such option"), TroubleKind.LASTING),
        (EngineError("it failed"), TroubleKind.PASSING),
        (EncodeError("it failed"), TroubleKind.PASSING),
        (MemoryError(), TroubleKind.PASSING),
        (OSError(errno.EIO, "input/output error"), TroubleKind.PASSING),
        (FileError("not text", path=Path("x")), TroubleKind.LASTING),
        (FileError("gone", path=Path("x"), cause=OSError(errno.EIO, "io")), TroubleKind.PASSING),
        (OSError(errno.ENOSPC, "no space"), TroubleKind.FULL),
        (ZeroDivisionError(), TroubleKind.LASTING),
    ],
)
def test_what_a_failure_means(
    error: Exception, kind: TroubleKind, script: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*arguments: object, **more: object) -> None:
        raise error

    monkeypatch.setattr("quietude.pipeline.render", fail)
    trouble = make(task_of(script, "a"), open_place(tmp_path / "out"), 1)
    assert isinstance(trouble, Trouble)
    assert trouble.kind is kind
    assert pickle.loads(pickle.dumps(trouble)) == trouble  # noqa: S301  # our own


def test_a_full_disk_is_found_behind_other_errors() -> None:
    error = EngineError("it cannot speak")
    error.__cause__ = OSError(errno.ENOSPC, "No space left on device")
    assert trouble_of(error, ADA).kind is TroubleKind.FULL


def test_no_trouble_tells_a_value() -> None:
    assert "Ada" not in trouble_of(ListenerError('"ADA lovelace" is no option'), ADA).reason
    assert "Ada" not in trouble_of(ValueError("Ada Lovelace"), ADA).reason
    assert "KeyError at" in trouble_of(KeyError("Ada Lovelace"), ADA).reason
    listener = replace(ADA, phrases=choose_phrases((), ("I am here, Mother.",)))
    assert "Mother" not in without_values('nobody speaks "I am here, Mother."', listener)
    assert (
        without_values("a voice that Adam has", Listener(values={"name": "Ada"})) == "a voice that Adam has"
    )


def test_a_failure_leaves_nothing_behind(
    script: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*arguments: object) -> None:
        raise QuietudeError("no")

    place = open_place(tmp_path / "out")
    monkeypatch.setattr(worker, "public_digests", fail)
    assert isinstance(make(task_of(script, "a"), place, 1), Trouble)
    assert place.names() == ["a.mp3"]  # whole, and made anew next time: nobody has told of it
