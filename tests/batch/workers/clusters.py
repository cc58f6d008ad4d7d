"""A Dask cluster in processes of its own: a scheduler and workers that share no folder with the test."""

from __future__ import annotations

import contextlib
import json
import os
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

WAIT_S = 60.0
QUIET = {
    "DASK_DISTRIBUTED__SCHEDULER__WORK_STEALING": "False",
    "DASK_DISTRIBUTED__ADMIN__SYSTEM_MONITOR__INTERVAL": "5s",
}


@dataclass
class RunningCluster:
    """A scheduler, and as many workers as were started."""

    folder: Path
    environment: Mapping[str, str]
    address: str = ""
    workers: list[subprocess.Popen[bytes]] = field(default_factory=list)
    _scheduler: list[subprocess.Popen[bytes]] = field(default_factory=list)

    @property
    def scheduler(self) -> subprocess.Popen[bytes]:
        """The process."""
        return self._scheduler[0]

    def start_worker(self, *options: str) -> subprocess.Popen[bytes]:
        """Another worker, with one thread and a working folder, a temporary one and a cache of its own."""
        number = len(self.workers)
        place = self.folder / f"worker-{number}"
        place.mkdir()
        environment = {**self.environment, "QUIETUDE_CACHE_DIR": str(place / "cache"), "TMPDIR": str(place)}
        worker = _started(
            ["worker", self.address, "--nthreads", "1", "--no-nanny", "--no-dashboard", *options],
            place,
            environment,
        )
        self.workers.append(worker)
        _until(lambda: b"Registered to:" in self.log(number), worker)
        return worker

    def log(self, number: int) -> bytes:
        """All that a worker wrote."""
        return (self.folder / f"worker-{number}" / "log").read_bytes()


@contextlib.contextmanager
def running_cluster(
    folder: Path, workers: int, *, options: Sequence[str] = (), host: str = "127.0.0.1", **environment: str
) -> Iterator[RunningCluster]:
    """A scheduler on a free port of the loopback, and its workers, until it closes."""
    cluster = RunningCluster(folder, {**os.environ, **QUIET, **environment})
    (folder / "scheduler").mkdir(parents=True)
    told = folder / "scheduler.json"
    listening = ["--host", host, "--port", "0", "--no-dashboard", "--scheduler-file", str(told)]
    scheduler = _started(
        ["scheduler", *listening, *options],
        folder / "scheduler",
        cluster.environment,
    )
    cluster._scheduler.append(scheduler)
    try:
        _until(lambda: told.exists() and told.read_text().endswith("}"), scheduler)
        cluster.address = json.loads(told.read_text())["address"]
        for _ in range(workers):
            cluster.start_worker(*options)
        yield cluster
    finally:
        for process in (*cluster.workers, scheduler):
            process.kill()
            process.wait()


def _started(command: list[str], folder: Path, environment: Mapping[str, str]) -> subprocess.Popen[bytes]:
    with (folder / "log").open("wb") as log:
        return subprocess.Popen(
            [sys.executable, "-m", "distributed.cli.dask_" + command[0], *command[1:]],
            cwd=folder,
            env=environment,
            stdout=log,
            stderr=subprocess.STDOUT,
        )


def _until(ready: object, process: subprocess.Popen[bytes]) -> None:
    assert callable(ready)
    end_s = time.monotonic() + WAIT_S
    while not ready():
        assert process.poll() is None, "it ended instead of starting"
        assert time.monotonic() < end_s, "it did not start"
        time.sleep(0.05)
