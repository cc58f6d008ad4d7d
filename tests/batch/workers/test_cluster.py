"""A batch on a Dask cluster whose workers share no folder with it: same bytes, nothing private left."""

from __future__ import annotations

import hashlib
import os
import signal
import subprocess
import sys
import time
import wave
from collections.abc import Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from quietude.batch.made.manifest import MANIFEST
from quietude.batch.places.place import Place, open_place
from quietude.batch.running.runner import run_batch
from quietude.batch.task import BatchPlan, HandoutWish
from quietude.batch.workers.executors import Workers, open_workers
from quietude.errors import InputError, QuietudeError
from quietude.score.listener import Listener

from ...conftest import TONE
from ..plans import task_of
from .clusters import RunningCluster, running_cluster

pytest.importorskip("distributed", reason="the extra [cluster] is not installed")

from quietude.batch.workers import cluster_client, cluster_workers  # they need the extra
from quietude.batch.workers.cluster_check import check_alike, own_make  # as above

NAMES = ("Nimue-Philippa", "Óttar-Þorri", "Xóchitl-Ariadne")
IMPORTABLE = os.pathsep.join((str(Path(__file__).parents[3]), os.environ.get("PYTHONPATH", "")))
"""Workers import this module."""
SCRIPT = """---
title: Far away
bed: sea.wav:-6dB
ask:
  name: { prompt: "Who?", optional: true }
---
Rest{, name}.
[voice guest.toml] You might rest. [end voice]
"""


@pytest.fixture(scope="module")
def cluster(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunningCluster]:
    with running_cluster(tmp_path_factory.mktemp("cluster"), 2, PYTHONPATH=IMPORTABLE) as running:
        yield running


@pytest.fixture(scope="module")
def workers(cluster: RunningCluster) -> Iterator[Workers]:
    with open_workers(cluster.address) as opened:
        yield opened


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A working folder with files that only this machine has."""
    home = tmp_path_factory.mktemp("home")
    own = home / "own"
    own.mkdir()
    (own / "far.md").write_text(SCRIPT)
    (own / "guest.toml").write_text(Path(TONE).read_text().replace("130.0", "100.0"))
    noise = np.random.default_rng(1).integers(-3000, 3000, 2 * 48_000 * 6).astype("<i2")
    with wave.open(str(own / "sea.wav"), "wb") as file:
        file.setnchannels(2)
        file.setsampwidth(2)
        file.setframerate(48_000)
        file.writeframes(noise.tobytes())
    (own / "clinic.toml").write_text('name = "Harbour Clinic"\n')
    return home


@pytest.fixture
def plan(home: Path, monkeypatch: pytest.MonkeyPatch) -> BatchPlan:
    """Made of these files: named from the working folder on, from the script's own, and absolutely."""
    monkeypatch.chdir(home)
    own = home / "own"
    tasks = [task_of("own/far.md", f"row-{number}", name) for number, name in enumerate(NAMES)]
    tasks = [replace(task, job=replace(task.job, beds=None)) for task in tasks]
    tasks[1] = replace(tasks[1], job=replace(tasks[1].job, beds=("own/sea.wav",)))
    tasks[2] = replace(
        tasks[2],
        job=replace(tasks[2].job, beds=(f"{own}/sea.wav",)),
        handout=HandoutWish(clinic=own / "clinic.toml"),
    )
    return BatchPlan(tasks=tuple(tasks))


@pytest.fixture(scope="module")
def made_here() -> dict[str, dict[str, str]]:
    """What processes of this machine make of a plan; made once."""
    return {}


@pytest.fixture
def expected(plan: BatchPlan, home: Path, made_here: dict[str, dict[str, str]]) -> dict[str, str]:
    """Name to digest of every file of that plan, by processes of this machine."""
    if not made_here:
        place = open_place(home / "out")
        with open_workers(None, 2) as local:
            assert run_batch(plan, place, local).failed == ()
        made_here["all"] = contents(place)
    return made_here["all"]


def contents(place: Place) -> dict[str, str]:
    return {name: hashlib.sha256(place.read(name) or b"").hexdigest() for name in place.names()}


def test_the_same_bytes_as_here_and_nothing_private_there(
    plan: BatchPlan, cluster: RunningCluster, workers: Workers, tmp_path: Path, expected: dict[str, str]
) -> None:
    there = open_place(tmp_path / "there")
    assert not workers.sees(there)
    assert run_batch(plan, there, workers).failed == ()
    assert contents(there) == expected
    assert len(expected) >= 6

    failing = replace(plan.tasks[0], job=replace(plan.tasks[0].job, voices=("own/none.toml",)), file="f.mp3")
    unlike = replace(failing, job=replace(failing.job, listener=Listener(values={"nmae": NAMES[0]})))
    for task in (failing, unlike):
        with pytest.raises(QuietudeError):
            workers.executor.submit(needs_its_files, task, None, 1).result()
    for found in texts_below(cluster.folder):
        for name in NAMES:
            assert name.encode() not in found


def needs_its_files(task: Any, place: Place | None, cores: int) -> None:
    from quietude.pipeline import render

    render(replace(task.job, output=Path("never.mp3")))


def texts_below(folder: Path) -> Iterator[bytes]:
    """All that lies there, names of files too."""
    for path in folder.rglob("*"):
        yield str(path).encode()
        if path.is_file():
            yield path.read_bytes()


def test_the_users_files_go_when_the_batch_ends(
    plan: BatchPlan, cluster: RunningCluster, workers: Workers, tmp_path: Path
) -> None:
    before = len(list(cluster.folder.rglob("sea.wav")))  # of the other client, which is still open
    with open_workers(cluster.address) as own:
        first = replace(plan, tasks=plan.tasks[:1])
        assert run_batch(first, open_place(tmp_path / "out"), own).failed == ()
        assert len(list(cluster.folder.rglob("sea.wav"))) == before + 2
    assert len(list(cluster.folder.rglob("sea.wav"))) == before


# --- what is lost ---


def counts(folder: str, number: int) -> int:
    """Leaves a mark when it begins and one when it ends."""
    begun = Path(folder) / f"{number}.{time.monotonic_ns()}.begun"
    begun.write_text(str(os.getpid()))
    time.sleep(0.2)
    begun.with_suffix(".ended").write_text("")
    return number


def test_a_worker_that_is_killed_costs_its_running_call_only(tmp_path: Path) -> None:
    marks = tmp_path / "marks"
    marks.mkdir()
    with (
        running_cluster(tmp_path / "cluster", 2, PYTHONPATH=IMPORTABLE) as cluster,
        open_workers(cluster.address) as workers,
    ):
        assert workers.count == 2
        futures = [workers.executor.submit(counts, str(marks), number) for number in range(12)]
        victim = cluster.workers[0]
        while not [path for path in begun(marks) if path.read_text() == str(victim.pid)]:
            time.sleep(0.01)
        victim.kill()
        assert [future.result(60) for future in futures] == list(range(12))
        assert workers.count == 1
        twice = [number for number in range(12) if len(list(marks.glob(f"{number}.*.begun"))) > 1]
        unfinished = [path for path in begun(marks) if not path.with_suffix(".ended").exists()]
        assert {int(path.name.partition(".")[0]) for path in unfinished} == set(twice)
        assert len(unfinished) == 1
        cluster.start_worker()
        assert workers.count == 2


def begun(marks: Path) -> list[Path]:
    return [path for path in marks.glob("*.begun") if path.read_text()]


def dies(_number: int) -> None:
    os.kill(os.getpid(), signal.SIGKILL)


def test_no_workers_for_long_and_no_scheduler_end_the_batch(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(cluster_workers, "PATIENCE_S", 0.5)
    with running_cluster(tmp_path, 1) as cluster, open_workers(cluster.address) as workers:
        future = workers.executor.submit(time.sleep, 60)
        cluster.workers[0].kill()
        with pytest.raises(QuietudeError, match="has had no workers for"):
            until_it_raises(workers)
        cluster.scheduler.kill()
        with pytest.raises(QuietudeError, match="does not answer any more"):
            until_it_raises(workers)
        with pytest.raises(workers.lost):
            future.result(60)


def until_it_raises(workers: Workers) -> None:
    end_s = time.monotonic() + 30
    while time.monotonic() < end_s:
        assert workers.count >= 1
        time.sleep(0.1)


# --- on this machine ---


def test_a_cluster_of_this_machine_is_the_same_path(
    plan: BatchPlan, tmp_path: Path, expected: dict[str, str]
) -> None:
    there = open_place(tmp_path / "there")
    with open_workers("local:2") as workers:
        assert workers.sees(there)
        assert workers.count == 2
        assert run_batch(plan, there, workers).failed == ()
        assert contents(there) == expected
        with pytest.raises(workers.lost):  # a call that kills each worker it is given to
            workers.executor.submit(dies, 1).result(60)
        assert workers.executor.submit(pow, 2, 5).result(60) == 32
    assert contents(there) == expected


# --- what is told clearly ---


def test_where_nobody_answers(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(cluster_client, "ANSWER_S", 0.3)
    with (
        pytest.raises(InputError, match=r"nobody answers at tcp://127\.0\.0\.1:9"),
        open_workers("tcp://127.0.0.1:9"),
    ):
        pass


def test_where_there_are_no_workers(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(cluster_client, "ANSWER_S", 1.0)
    with (
        running_cluster(tmp_path, 0) as cluster,
        pytest.raises(InputError, match="has no workers; start some with: dask worker tcp://"),
        open_workers(cluster.address),
    ):
        pass


def test_workers_that_make_other_bytes_are_refused() -> None:
    own = own_make()
    check_alike({"tcp://a:1": dict(own), "tcp://b:1": dict(own)}, own)
    with pytest.raises(
        InputError, match=r"worker tcp://b:1 would not make the same files .*numpy 1\.0, here 2"
    ):
        check_alike(
            {"tcp://a:1": {**own, "numpy": "2.0"}, "tcp://b:1": {**own, "numpy": "1.0"}},
            {**own, "numpy": "2.0"},
        )
    with pytest.raises(InputError, match="has no quietude, or another one"):
        check_alike({"tcp://a:1": ModuleNotFoundError("quietude")}, own)
    with pytest.raises(InputError, match=r"does not answer \(OSError\)"):
        check_alike({"tcp://a:1": OSError(NAMES[0])}, own)


def test_certificates_on_both_sides(tmp_path: Path) -> None:
    pytest.importorskip("cryptography", reason="makes the certificates of this test")
    dask = pytest.importorskip("dask")
    from distributed import Security

    made = Security.temporary()  # type: ignore[no-untyped-call]  # Dask has types in places only
    files = {"ca-file": made.tls_ca_file, "cert": made.tls_client_cert, "key": made.tls_client_key}
    for name, text in files.items():
        (tmp_path / name).write_text(text)
        files[name] = str(tmp_path / name)
    options = [text for name, path in files.items() for text in (f"--tls-{name}", path)]
    with running_cluster(tmp_path, 1, options=options, host="tls://127.0.0.1") as cluster:
        assert cluster.address.startswith("tls://")
        with pytest.raises(InputError, match="needs certificates"), open_workers(cluster.address):
            pass
        settings = {"ca-file": files["ca-file"], "client.cert": files["cert"], "client.key": files["key"]}
        settings = {f"distributed.comm.tls.{name}": path for name, path in settings.items()}
        with dask.config.set(settings), open_workers(cluster.address) as workers:
            assert workers.executor.submit(pow, 2, 5).result(60) == 32


# --- addresses ---


class InThisProcess:
    """Workers that see what this process sees, and nothing of other processes."""

    count = 1
    cores = 1
    lost: tuple[type[BaseException], ...] = ()

    def __init__(self) -> None:
        self.executor = ThreadPoolExecutor(1)

    def sees(self, place: Place) -> bool:
        return True

    def reopen(self) -> None:
        pass

    def stop(self, *, now: bool) -> None:
        self.executor.shutdown()


def test_an_address_holds_the_same_as_a_folder(
    plan: BatchPlan, workers: Workers, tmp_path: Path, expected: dict[str, str]
) -> None:
    memory = open_place(f"memory://{tmp_path.name}/in")
    back = open_place(f"memory://{tmp_path.name}/back")
    run_batch(plan, memory, InThisProcess())
    assert contents(memory) == expected
    assert not workers.sees(back)  # each process has a memory of its own: what is made comes back
    run_batch(plan, back, workers)
    assert contents(back) == expected


@pytest.fixture
def bucket(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    """The address of an empty bucket of an S3 server on the loopback."""
    pytest.importorskip("s3fs", reason="is in no extra: 42 MB")
    pytest.importorskip("moto.server", reason="is in no extra: 91 MB")
    import boto3

    with subprocess.Popen(
        [sys.executable, "-m", "moto.server", "-H", "127.0.0.1", "-p", "0"],
        stderr=subprocess.PIPE,
        stdout=subprocess.DEVNULL,
        text=True,
    ) as server:
        try:
            assert server.stderr is not None
            url = next(line.split()[-1] for line in server.stderr if "Running on http" in line)
            for name, value in {
                "AWS_ENDPOINT_URL": url,
                "AWS_ACCESS_KEY_ID": "somebody",
                "AWS_SECRET_ACCESS_KEY": "geheim",
                "AWS_DEFAULT_REGION": "us-east-1",
            }.items():
                monkeypatch.setenv(name, value)
            boto3.client("s3").create_bucket(Bucket="sessions")
            yield "s3://sessions/out"
        finally:
            server.kill()


def test_workers_write_to_a_bucket_by_themselves(
    plan: BatchPlan, bucket: str, tmp_path: Path, expected: dict[str, str]
) -> None:
    there = open_place(bucket)
    with running_cluster(tmp_path / "cluster", 2) as cluster, open_workers(cluster.address) as workers:
        assert workers.sees(there)
        outcome = run_batch(plan, there, workers)
        assert outcome.failed == ()
        assert contents(there) == expected
        again = run_batch(plan, open_place(bucket), workers)
        assert again.made == ()
        assert len((there.read(MANIFEST) or b"").splitlines()) == 3


def test_a_bucket_that_is_not_there_is_told(bucket: str) -> None:
    with pytest.raises(QuietudeError, match="cannot write s3://nowhere/out/a: ") as caught:
        open_place("s3://nowhere/out").put("a", b"1")
    assert "geheim" not in str(caught.value)


def test_what_is_finished_is_not_made_again_when_its_worker_is_lost(tmp_path: Path) -> None:
    with (
        running_cluster(tmp_path / "cluster", 1, PYTHONPATH=IMPORTABLE) as cluster,
        open_workers(cluster.address) as workers,
    ):
        futures = [workers.executor.submit(counts, str(tmp_path), number) for number in range(2)]
        assert [future.result(60) for future in futures] == [0, 1]
        cluster.workers[0].kill()
        cluster.start_worker()
        assert workers.executor.submit(counts, str(tmp_path), 2).result(60) == 2
        assert len(begun(tmp_path)) == 3


def test_a_future_is_a_future(workers: Workers) -> None:
    future = workers.executor.submit(time.sleep, 0.0)
    assert isinstance(future, Future)
    assert future.result(60) is None
