"""Who makes a batch's files: processes of this machine, or the workers of a Dask cluster.

Both are a `concurrent.futures.Executor`, so that nothing else in a batch asks which one it has.
"""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from concurrent.futures import Executor
from typing import Protocol

from quietude.batch.places.place import Place
from quietude.batch.workers.sealed import WorkerLostError as WorkerLostError  # what `Workers.lost` holds
from quietude.errors import InputError
from quietude.export.segments import usable_cores


class Workers(Protocol):
    """Some processes that make files, one at a time each."""

    @property
    def executor(self) -> Executor:
        """Takes a function and what pickle takes; whatever a call raises comes home as it was raised."""
        ...

    @property
    def count(self) -> int:
        """How many calls run at once. A cluster's may change."""
        ...

    @property
    def cores(self) -> int:
        """How many cores there are for each of them, at least 1."""
        ...

    @property
    def lost(self) -> tuple[type[BaseException], ...]:
        """What a future raises whose worker was lost (killed, out of memory, its machine gone)."""
        ...

    def sees(self, place: Place) -> bool:
        """Whether what a worker writes to that place lies where this process finds it."""
        ...

    def reopen(self) -> None:
        """Replace what was lost, where it has not been replaced yet. Calls that run go on."""
        ...

    def stop(self, *, now: bool) -> None:
        """Start nothing more, and wait for the calls that run; with ``now``, cut them off."""
        ...


@contextlib.contextmanager
def open_workers(cluster: str | None = None, count: int | None = None) -> Iterator[Workers]:
    """Workers, until it closes; those that still run then are cut off.

    ``cluster``: None for processes of this machine; ``local:4`` for a Dask cluster of four processes on this
    machine; ``tcp://host:port`` or ``tls://host:port`` for the scheduler of one that runs already.
    ``count``: how many processes of this machine; None for one to each core.

    Raises:
        InputError: ``cluster`` is none of these, Dask is not installed, nobody answers there, it has no
            workers, or they are not the same quietude as this one.
    """
    if cluster is None:
        from quietude.batch.workers.local_workers import LocalWorkers

        workers: Workers = LocalWorkers(usable_cores() if count is None else count)
    else:
        if count is not None:
            raise InputError("a cluster has the workers that it has; leave --workers out, or --cluster")
        try:
            from quietude.batch.workers.cluster_workers import ClusterWorkers
        except ModuleNotFoundError as error:
            raise InputError(
                "--cluster needs Dask, which is not installed; install it with: "
                "pip install 'quietude[cluster]'"
            ) from error

        workers = ClusterWorkers(cluster)
    try:
        yield workers
    finally:
        workers.stop(now=True)
