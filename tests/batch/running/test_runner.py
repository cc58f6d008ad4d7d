"""A batch from its plan to its folder: what is made, kept, given up, adopted and tried again."""

from __future__ import annotations

import hashlib
import os
import shutil
import signal
import sys
import zipfile
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from quietude.batch.made.manifest import MANIFEST, Line, read_manifest
from quietude.batch.places.place import Place, open_place
from quietude.batch.running.progress import Event, EventKind
from quietude.batch.running.resume import record_name
from quietude.batch.running.runner import run_batch
from quietude.batch.task import BatchPlan
from quietude.batch.workers.executors import Workers, open_workers
from quietude.errors import NONE_MADE_EXIT_CODE, SOME_FAILED_EXIT_CODE, FileError

from ...conftest import TONE
from ..plans import plan_of, task_of, written_script

NO_SPACE = "no space left on device"


@pytest.fixture(scope="module")
def workers(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Workers]:
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("QUIETUDE_CACHE_DIR", str(tmp_path_factory.mktemp("clips")))
        with open_workers(None, 2) as opened:
            yield opened


@pytest.fixture
def script(tmp_path: Path) -> str:
    return written_script(tmp_path)


@pytest.fixture
def out(tmp_path: Path) -> Place:
    return open_place(tmp_path / "out")


def folder_of(place: Place) -> Path:
    assert place.path is not None
    return place.path


def contents(folder: Path) -> dict[str, str]:
    """Name to digest of every file, hidden ones too."""
    return {
        str(path.relative_to(folder)): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }


def stamps(folder: Path) -> dict[str, int]:
    return {path.name: path.stat().st_mtime_ns for path in folder.iterdir()}


def lines_of(place: Place) -> dict[str, Line]:
    return {line.file: line for line in read_manifest(place.read(MANIFEST) or b"").lines}


class Heard:
    """Remembers what it was told."""

    def __init__(self) -> None:
        self.events: list[Event] = []

    def __call__(self, event: Event) -> None:
        self.events.append(event)

    def files(self, kind: EventKind) -> list[str]:
        return [event.file for event in self.events if event.kind is kind]


def test_every_row_is_made(script: str, out: Place, workers: Workers) -> None:
    heard = Heard()
    plan = plan_of(script, ["a", "b", "c", "d"])
    outcome = run_batch(plan, out, workers, watch=heard)
    assert outcome.made == ("a.mp3", "b.mp3", "c.mp3", "d.mp3")
    assert (outcome.kept, outcome.failed, outcome.exit_code) == ((), (), 0)
    assert heard.files(EventKind.STARTED)[0] == "a.mp3"
    assert sorted(heard.files(EventKind.MADE)) == list(outcome.made)
    folder = folder_of(out)
    assert sorted(contents(folder)) == [*outcome.made, MANIFEST, "summary.csv", "summary.html"]
    assert not (folder / ".quietude").exists()
    for line in lines_of(out).values():
        data = (folder / line.file).read_bytes()
        assert (line.bytes, line.sha256) == (len(data), hashlib.sha256(data).hexdigest())
        assert line.voice == "tone"
        assert line.versions["quietude"]
    assert list(lines_of(out)) == list(outcome.made)


def test_a_second_run_makes_and_writes_nothing(script: str, out: Place, workers: Workers) -> None:
    plan = plan_of(script, ["a", "b", "c"])
    run_batch(plan, out, workers, zipped=True)
    before = stamps(folder_of(out))
    heard = Heard()
    outcome = run_batch(plan, out, workers, zipped=True, watch=heard)
    assert outcome.kept == ("a.mp3", "b.mp3", "c.mp3")
    assert {event.kind for event in heard.events} == {EventKind.KEPT}
    assert stamps(folder_of(out)) == before


def test_one_other_name_makes_one_file_again(script: str, out: Place, workers: Workers) -> None:
    plan = plan_of(script, ["a", "b", "c"])
    run_batch(plan, out, workers, zipped=True)
    before = stamps(folder_of(out))
    changed = replace(plan, tasks=(plan.tasks[0], task_of(script, "b", "Beatrix"), plan.tasks[2]))
    outcome = run_batch(changed, out, workers, zipped=True)
    assert (outcome.made, outcome.kept) == (("b.mp3",), ("a.mp3", "c.mp3"))
    after = stamps(folder_of(out))
    differ = {name for name in before if before[name] != after[name]}
    assert {"b.mp3", "b.zip"} <= differ <= {"b.mp3", "b.zip", MANIFEST, "summary.csv", "summary.html"}


def test_a_bad_row_fails_alone(script: str, tmp_path: Path, out: Place, workers: Workers) -> None:
    gone = tmp_path / "gone.toml"  # it was there when the batch was planned
    plan = plan_of(script, ["a", "b", "c"])
    bad = task_of(script, "bad", "Siobhan", voice=str(gone))
    plan = replace(plan, tasks=(bad, *plan.tasks))
    heard = Heard()
    outcome = run_batch(plan, out, workers, watch=heard)
    assert outcome.made == ("a.mp3", "b.mp3", "c.mp3")
    assert [(failure.id, failure.file) for failure in outcome.failed] == [("bad", "bad.mp3")]
    assert "gone.toml" in outcome.failed[0].reason
    assert heard.files(EventKind.AGAIN) == []
    assert outcome.exit_code == SOME_FAILED_EXIT_CODE
    assert "bad.mp3" in (folder_of(out) / "summary.csv").read_text(encoding="utf-8-sig")

    shutil.copy(TONE, gone)
    mended = run_batch(plan, out, workers)
    assert (mended.made, mended.exit_code) == (("bad.mp3",), 0)


def test_where_no_row_can_be_made_the_exit_code_says_so(
    script: str, tmp_path: Path, out: Place, workers: Workers
) -> None:
    plan = plan_of(script, ["a", "b"], voice=str(tmp_path / "gone.toml"))
    outcome = run_batch(plan, out, workers)
    assert (len(outcome.failed), outcome.exit_code) == (2, NONE_MADE_EXIT_CODE)
    assert sorted(contents(folder_of(out))) == [MANIFEST, "summary.csv", "summary.html"]


def test_what_may_pass_is_tried_again(
    script: str, out: Place, workers: Workers, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("quietude.batch.running.agenda.WAITS_S", (0.01, 0.02))
    task = task_of(script, "a", "Ada")
    # A file stands where the folder belongs, until the first try has failed.
    (folder_of(out) / "days").touch()

    def watch(event: Event) -> None:
        if event.kind is EventKind.AGAIN:
            (folder_of(out) / "days").unlink()

    plan = BatchPlan(tasks=(replace(task, file="days/a.mp3"),))
    outcome = run_batch(plan, out, workers, watch=watch)
    assert outcome.made == ("days/a.mp3",)


def test_what_does_not_pass_is_given_up_after_three_tries(
    script: str, out: Place, workers: Workers, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("quietude.batch.running.agenda.WAITS_S", (0.01, 0.02))
    (folder_of(out) / "days").touch()
    heard = Heard()
    plan = BatchPlan(tasks=(replace(task_of(script, "a", "Ada"), file="days/a.mp3"),))
    outcome = run_batch(plan, out, workers, watch=heard)
    assert heard.files(EventKind.AGAIN) == ["days/a.mp3"] * 2
    assert len(outcome.failed) == 1


def test_a_torn_line_costs_its_own_file_and_no_other(script: str, out: Place, workers: Workers) -> None:
    plan = plan_of(script, ["a", "b", "c"])
    run_batch(plan, out, workers)
    whole = contents(folder_of(out))
    manifest = folder_of(out) / MANIFEST
    manifest.write_bytes(manifest.read_bytes()[:-100])
    outcome = run_batch(plan, out, workers)
    assert (outcome.made, outcome.kept) == (("c.mp3",), ("a.mp3", "b.mp3"))
    assert contents(folder_of(out)) == whole


def test_a_finished_file_without_a_line_is_adopted(script: str, out: Place, workers: Workers) -> None:
    plan = plan_of(script, ["a", "b"])
    run_batch(plan, out, workers)
    whole = contents(folder_of(out))
    lines = lines_of(out)
    (folder_of(out) / MANIFEST).write_text(lines["a.mp3"].to_json() + "\n")
    out.put(record_name(plan.tasks[1].inputs), lines["b.mp3"].to_json().encode())
    outcome = run_batch(plan, out, workers)
    assert (outcome.made, outcome.kept) == ((), ("a.mp3", "b.mp3"))
    assert contents(folder_of(out)) == whole


def test_a_record_of_another_file_is_not_believed(script: str, out: Place, workers: Workers) -> None:
    plan = plan_of(script, ["a", "b"])
    run_batch(plan, out, workers)
    other = replace(lines_of(out)["b.mp3"], inputs="0" * 64, sha256="1" * 64)
    out.put(record_name("0" * 64), other.to_json().encode())
    out.put(record_name("2" * 64), b"{torn")
    outcome = run_batch(plan, out, workers)
    assert outcome.kept == ("a.mp3", "b.mp3")
    assert not (folder_of(out) / ".quietude").exists()


def test_a_file_that_was_cut_short_or_is_gone_is_made_again(
    script: str, out: Place, workers: Workers
) -> None:
    plan = plan_of(script, ["a", "b", "c"])
    run_batch(plan, out, workers)
    whole = contents(folder_of(out))
    (folder_of(out) / "a.mp3").unlink()
    (folder_of(out) / "b.mp3").write_bytes(b"short")
    outcome = run_batch(plan, out, workers)
    assert (outcome.made, outcome.kept) == (("a.mp3", "b.mp3"), ("c.mp3",))
    assert contents(folder_of(out)) == whole


def test_leftovers_are_swept(script: str, out: Place, workers: Workers) -> None:
    left = folder_of(out) / ".quietude-0123456789abcdef.part"
    left.write_bytes(b"half")
    run_batch(plan_of(script, ["a"]), out, workers)
    assert not left.exists()


def test_files_of_an_earlier_roster_stay_in_the_manifest(script: str, out: Place, workers: Workers) -> None:
    run_batch(plan_of(script, ["a", "b", "c"]), out, workers)
    (folder_of(out) / "c.mp3").unlink()
    outcome = run_batch(plan_of(script, ["b"]), out, workers)
    assert outcome.kept == ("b.mp3",)
    assert list(lines_of(out)) == ["b.mp3", "a.mp3"]


def test_two_batches_cannot_write_to_one_folder(script: str, out: Place, workers: Workers) -> None:
    with out.lock(), pytest.raises(FileError, match="another batch"):
        run_batch(plan_of(script, ["a"]), out, workers)


def test_archives_hold_the_files_and_no_clock(script: str, out: Place, workers: Workers) -> None:
    plan = plan_of(script, ["a", "b"])
    outcome = run_batch(plan, out, workers, zipped=True)
    assert outcome.beside == ("a.zip", "b.zip", "summary.csv", "summary.html")
    with zipfile.ZipFile(folder_of(out) / "a.zip") as archive:
        (entry,) = archive.infolist()
        assert (entry.filename, entry.date_time[0], entry.compress_type) == ("a.mp3", 1980, 0)
        assert archive.read(entry) == (folder_of(out) / "a.mp3").read_bytes()
    first = (folder_of(out) / "a.zip").read_bytes()
    (folder_of(out) / "a.zip").write_bytes(b"damaged")
    run_batch(plan, out, workers, zipped=True)
    assert (folder_of(out) / "a.zip").read_bytes() == first


def test_contents_come_back_where_workers_cannot_write(
    script: str, out: Place, tmp_path: Path, workers: Workers, monkeypatch: pytest.MonkeyPatch
) -> None:
    plan = plan_of(script, ["a", "b", "c"])
    run_batch(plan, out, workers, zipped=True)
    blind = open_place(tmp_path / "blind")
    monkeypatch.setattr(workers, "sees", lambda place: False)
    outcome = run_batch(plan, blind, workers, zipped=True)
    assert outcome.made == ("a.mp3", "b.mp3", "c.mp3")
    assert contents(folder_of(blind)) == contents(folder_of(out))


def test_a_full_disk_stops_the_run_and_the_next_goes_on(
    script: str, out: Place, workers: Workers, monkeypatch: pytest.MonkeyPatch
) -> None:
    plan = plan_of(script, ["a", "b", "c", "d"])
    appended = 0

    class Full:
        """The place, until two lines are written."""

        def __getattr__(self, name: str) -> object:
            return getattr(out, name)

        def append_line(self, name: str, text: str) -> None:
            nonlocal appended
            appended += 1
            if appended > 2:
                cause = OSError(28, "No space left on device")
                raise FileError(f"cannot write {name}: {NO_SPACE}", path=Path(name), cause=cause) from cause
            out.append_line(name, text)

    with open_workers(None, 1) as own:
        monkeypatch.setattr(own, "sees", lambda place: False)
        with pytest.raises(FileError, match=rf"{NO_SPACE}; 2 of 4 files are made: make room"):
            run_batch(plan, Full(), own)  # type: ignore[arg-type]
    outcome = run_batch(plan, out, workers)
    assert len(outcome.made) == 2
    assert len(outcome.kept) == 2


@pytest.mark.skipif(sys.platform == "win32", reason="there is no SIGKILL")
def test_a_worker_that_is_killed_costs_nothing(
    script: str, out: Place, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("quietude.batch.running.agenda.WAITS_S", (0.01, 0.02))
    plan = plan_of(script, [f"r{number}" for number in range(8)])
    killed: list[int] = []

    with open_workers(None, 2) as own:

        def watch(event: Event) -> None:
            if event.kind is EventKind.MADE and len(killed) < 2:
                killed.extend(kill_one())

        outcome = run_batch(plan, out, own, watch=watch)
    assert killed
    assert len(outcome.made) == 8
    assert outcome.failed == ()


def kill_one() -> list[int]:
    """Kill one of this process's own workers."""
    import multiprocessing

    for child in multiprocessing.active_children():
        if child.pid is not None and child.name.startswith("SpawnProcess"):
            os.kill(child.pid, signal.SIGKILL)
            return [child.pid]
    return []


def test_an_interrupt_ends_the_workers_and_the_next_run_goes_on(
    script: str, out: Place, workers: Workers
) -> None:
    plan = plan_of(script, [f"r{number}" for number in range(6)])

    def watch(event: Event) -> None:
        if event.kind is EventKind.MADE:
            raise KeyboardInterrupt

    with open_workers(None, 2) as own, pytest.raises(KeyboardInterrupt):
        run_batch(plan, out, own, watch=watch)
    names = {path.name for path in folder_of(out).iterdir()}
    assert not [name for name in names if name.endswith(".part")]
    assert MANIFEST in names
    outcome = run_batch(plan, out, workers)
    assert len(outcome.kept) >= 1
    assert len(outcome.made) + len(outcome.kept) == 6
