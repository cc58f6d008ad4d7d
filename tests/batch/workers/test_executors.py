"""Processes of this machine that make files: what comes home, what is lost, and how they end."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from concurrent.futures import CancelledError
from pathlib import Path

import pytest

from quietude.batch.places.place import open_place
from quietude.batch.workers.executors import Workers, open_workers
from quietude.batch.workers.sealed import Sealed, WorkerLostError, call, submitted
from quietude.errors import FileError, InputError, LengthError

NAME = "Nimue-Philippa"


@pytest.fixture(scope="module")
def two() -> Iterator[Workers]:
    with open_workers(None, 2) as workers:
        yield workers


def fails(shortest_s: float) -> None:
    raise LengthError("too short", shortest_s=shortest_s, longest_s=9.0)


def fails_in_a_way_that_cannot_travel() -> None:
    class HomemadeError(Exception):
        pass

    raise HomemadeError(NAME)


def dies() -> None:
    os.kill(os.getpid(), signal.SIGKILL if hasattr(signal, "SIGKILL") else signal.SIGTERM)


def waits_for(path: str) -> int:
    while not Path(path).exists():
        time.sleep(0.01)
    return os.getpid()


def works_until_cut_off(folder: str) -> None:
    half_made = Path(folder) / "half-made"
    half_made.write_text(str(os.getpid()))
    try:
        time.sleep(60)
    finally:
        half_made.unlink()


def appears(path: Path) -> None:
    end_s = time.monotonic() + 30
    while not path.exists() or not path.read_text():
        assert time.monotonic() < end_s
        time.sleep(0.01)


def gone(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return True
    return False


def until_gone(pid: int, within_s: float) -> None:
    end_s = time.monotonic() + within_s
    while not gone(pid):
        assert time.monotonic() < end_s
        time.sleep(0.02)


def test_calls_run_side_by_side_in_other_processes(two: Workers, tmp_path: Path) -> None:
    futures = [two.executor.submit(waits_for, str(tmp_path / "go")) for _ in range(3)]
    end_s = time.monotonic() + 30
    while [future.running() for future in futures] != [True, True, False]:
        assert time.monotonic() < end_s
    (tmp_path / "go").write_text("")
    pids = [future.result() for future in futures]
    assert len(set(pids)) == 2
    assert os.getpid() not in pids
    assert two.count == 2
    assert two.cores >= 1
    assert two.sees(open_place(tmp_path))


def test_an_error_comes_home_with_all_that_it_knows(two: Workers) -> None:
    with pytest.raises(LengthError, match="too short") as caught:
        two.executor.submit(fails, 3.5).result()
    assert (caught.value.shortest_s, caught.value.longest_s) == (3.5, 9.0)
    assert "in fails" in caught.value.__notes__[0]
    future = two.executor.submit(open_place, "/dev/null/out")
    assert isinstance(future.exception(), FileError)


def test_an_error_that_cannot_travel_is_told_by_its_kind(two: Workers) -> None:
    with pytest.raises(RuntimeError, match="HomemadeError") as caught:
        two.executor.submit(fails_in_a_way_that_cannot_travel).result()
    assert NAME not in str(caught.value) + "".join(caught.value.__notes__)


def test_a_process_that_dies_takes_its_own_call_alone(two: Workers, tmp_path: Path) -> None:
    other = two.executor.submit(waits_for, str(tmp_path / "go"))
    lost = two.executor.submit(dies)
    with pytest.raises(two.lost):
        lost.result()
    two.reopen()
    assert not other.done()
    after = [two.executor.submit(pow, 2, n) for n in range(4)]
    (tmp_path / "go").write_text("")
    assert [future.result() for future in after] == [1, 2, 4, 8]
    assert other.result() > 0


def test_a_process_that_died_while_idle_is_replaced(tmp_path: Path) -> None:
    (tmp_path / "go").write_text("")
    with open_workers(None, 1) as one:
        pid = one.executor.submit(waits_for, str(tmp_path / "go")).result()
        os.kill(pid, signal.SIGTERM)
        until_gone(pid, 10)
        time.sleep(0.2)
        assert one.executor.submit(waits_for, str(tmp_path / "go")).result() != pid


def test_what_is_cut_off_is_tidied_up_at_once(tmp_path: Path) -> None:
    with open_workers(None, 1) as one:
        running = one.executor.submit(works_until_cut_off, str(tmp_path))
        waiting = one.executor.submit(pow, 2, 2)
        appears(tmp_path / "half-made")
        started_s = time.monotonic()
        one.stop(now=True)
        assert time.monotonic() - started_s < 2.0
        with pytest.raises(WorkerLostError):
            running.result()
        with pytest.raises(CancelledError):
            waiting.result()
        with pytest.raises(RuntimeError, match="no more calls"):
            one.executor.submit(pow, 2, 2)
    assert list(tmp_path.iterdir()) == []


def test_a_gentle_stop_waits_for_what_runs(tmp_path: Path) -> None:
    with open_workers(None, 1) as one:
        running = one.executor.submit(waits_for, str(tmp_path / "go"))
        waiting = one.executor.submit(pow, 2, 2)
        while not running.running():
            time.sleep(0.01)
        threading.Timer(0.3, (tmp_path / "go").write_text, [""]).start()
        one.stop(now=False)
        assert running.result() > 0
        assert waiting.cancelled()


PARENT = """
import sys
from quietude.batch.workers.executors import open_workers
from tests.batch.workers.test_executors import works_until_cut_off

if __name__ == "__main__":
    with open_workers(None, 1) as workers:
        workers.executor.submit(works_until_cut_off, sys.argv[1]).result()
"""


def parent_of_one(folder: Path, at_work: Path) -> tuple[subprocess.Popen[bytes], int]:
    """A program with one worker; the program, and its worker's process id."""
    program = folder / "parent.py"
    program.write_text(PARENT)
    root = Path(__file__).parents[3]
    parent = subprocess.Popen(
        [sys.executable, str(program), str(at_work)],
        env={**os.environ, "PYTHONPATH": str(root)},
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    )
    appears(at_work / "half-made")
    return parent, int((at_work / "half-made").read_text())


@pytest.mark.skipif(sys.platform == "win32", reason="there is no SIGKILL")
def test_workers_do_not_outlive_a_parent_that_is_killed(tmp_path: Path) -> None:
    at_work = tmp_path / "at work"
    at_work.mkdir()
    parent, worker = parent_of_one(tmp_path, at_work)
    parent.kill()
    parent.wait()
    until_gone(worker, 2.0)
    assert list(at_work.iterdir()) == []


@pytest.mark.skipif(sys.platform == "win32", reason="there are no process groups")
def test_an_interrupt_of_the_whole_group_is_the_parents_to_answer(tmp_path: Path) -> None:
    at_work = tmp_path / "at work"
    at_work.mkdir()
    parent, worker = parent_of_one(tmp_path, at_work)
    os.kill(worker, signal.SIGINT)
    time.sleep(0.3)
    assert not gone(worker)
    os.killpg(parent.pid, signal.SIGINT)
    assert parent.wait(10) != 0
    until_gone(worker, 2.0)
    assert list(at_work.iterdir()) == []


def test_what_is_sealed_shows_nothing() -> None:
    sealed = submitted(str.upper, (NAME,), {})
    assert NAME not in repr(sealed)
    assert NAME not in str(call(sealed))
    assert call(sealed).open() == (NAME.upper(), None)
    assert repr(Sealed(NAME)).startswith("<sealed, ")


@pytest.mark.parametrize("cluster", ["scheduler:8786", "local:0", "local:", "http://host:80", "tcp://host"])
def test_what_is_no_cluster_is_refused(cluster: str) -> None:
    pytest.importorskip("distributed")
    with (
        pytest.raises(InputError, match=r"is no cluster; write --cluster tcp://HOST:8786"),
        open_workers(cluster),
    ):
        pass


def test_without_dask_the_message_says_how_to_get_it(monkeypatch: pytest.MonkeyPatch) -> None:
    for module in [name for name in sys.modules if name.startswith("quietude.batch.workers.cluster_")]:
        monkeypatch.delitem(sys.modules, module)
    monkeypatch.setitem(sys.modules, "distributed", None)
    with pytest.raises(InputError, match=r"pip install 'quietude\[cluster\]'"), open_workers("local:2"):
        pass


def test_a_cluster_brings_its_own_number_of_workers() -> None:
    with pytest.raises(InputError, match="--workers"), open_workers("local:2", 3):
        pass
