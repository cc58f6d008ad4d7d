"""The workers of a Dask cluster: one that runs already, or one that is started on this machine.

What goes to a scheduler that runs already: sealed
calls under keys without meaning, and the user's own files that they need (see parcels.py).
"""

from __future__ import annotations

import contextlib
import itertools
import secrets
import threading
import time
from collections.abc import Callable
from concurrent import futures
from concurrent.futures import CancelledError, Executor, Future
from functools import partial
from typing import Any, Final, TypeVar

from distributed import Client
from distributed import Future as RemoteFuture

from quietude.batch.places.place import PRIVATE, Place
from quietude.batch.workers.cluster_check import check_alike, own_make
from quietude.batch.workers.cluster_client import connected
from quietude.batch.workers.cluster_files import Cargo
from quietude.batch.workers.sealed import Sealed, WorkerLostError, call, settle, submitted
from quietude.errors import QuietudeError
from quietude.narration.private import remove_leftovers

Result = TypeVar("Result")

PATIENCE_S: Final = 120.0
"""How long a cluster may be without any worker: time for one to be started again, or for a queue of jobs."""


class ClusterWorkers:
    """Workers that a Dask scheduler knows; each makes one thing at a time."""

    lost: tuple[type[BaseException], ...] = (WorkerLostError,)

    def __init__(self, cluster: str) -> None:
        self._cluster = cluster
        self._here = cluster.startswith("local:")
        self._closing = contextlib.ExitStack()
        self._client = self._closing.enter_context(connected(cluster))
        with contextlib.ExitStack() as on_failure:
            on_failure.push(self._closing)
            if not self._here:
                check_alike(self._client.run(own_make, on_error="return"), own_make())
                self._client.run(remove_leftovers, on_error="ignore")
            on_failure.pop_all()
        # Without a network between, the files are where they are.
        cargo = None if self._here else self._closing.enter_context(Cargo(self._client))
        self.executor: Final = _ClusterExecutor(self._client, cargo)
        self._seen: dict[str, bool] = {}
        self._last_there_s = time.monotonic()

    @property
    def count(self) -> int:
        """How many workers there are now, at least 1.

        Raises:
            QuietudeError: there has been none for `PATIENCE_S`, or the scheduler is gone.
        """
        workers = len(self._threads())
        now_s = time.monotonic()
        if workers:
            self._last_there_s = now_s
        elif now_s - self._last_there_s > PATIENCE_S:
            raise _gone(f"{self._cluster} has had no workers for {PATIENCE_S:.0f} s")
        return max(1, workers)

    @property
    def cores(self) -> int:
        """How many threads the smallest worker was given: that many encoders run in each at once."""
        return max(1, min(self._threads().values(), default=1))

    def sees(self, place: Place) -> bool:
        """Whether every worker reads at that place what is written there here. Asked once."""
        if place.path is not None:
            return self._here
        if place.shown not in self._seen:
            self._seen[place.shown] = self._asked(place)
        return self._seen[place.shown]

    def reopen(self) -> None:
        """Nothing to do: a scheduler gives the calls of a lost worker to the others."""

    def stop(self, *, now: bool) -> None:
        """Start nothing more; with ``now``, wait for nothing: what runs on other machines ends by itself."""
        self.executor.shutdown(wait=not now, cancel_futures=now)
        self._closing.close()

    def _asked(self, place: Place) -> bool:
        name, token = f"{PRIVATE}/seen-{secrets.token_hex(8)}", secrets.token_bytes(8)
        place.put(name, token)
        try:
            answers = self._client.run(call, submitted(_read, (place, name), {}), on_error="return")
        finally:
            place.remove(name)
        read = [answer.open() if isinstance(answer, Sealed) else None for answer in answers.values()]
        return bool(read) and all(each == (token, None) for each in read)

    def _threads(self) -> dict[str, int]:
        try:
            found: dict[str, int] = self._client.nthreads()  # type: ignore[no-untyped-call]  # Dask's types
        except Exception as error:  # whatever it is, nobody answers
            raise _gone(f"the scheduler {self._cluster} does not answer any more") from error
        return found


def _read(place: Place, name: str) -> bytes | None:
    return place.read(name)


def _gone(what: str) -> QuietudeError:
    return QuietudeError(f"{what}; start it again, and the same command goes on from where it was")


class _ClusterExecutor(Executor):
    """The client as an executor.

    (Dask has one, but it keeps what came of a call on the cluster for as long as anybody here keeps the
    future: a worker that was lost later would cost what it had finished long ago.)
    """

    def __init__(self, client: Client, cargo: Cargo | None) -> None:
        self._client = client
        self._seal = submitted if cargo is None else cargo.sealed
        # Another client of the same scheduler must not have the same keys; nothing else is in them.
        self._keys = (f"quietude-{secrets.token_hex(4)}-{n}" for n in itertools.count(1))
        self._changing = threading.Lock()
        self._out: dict[Future[Any], RemoteFuture[Sealed]] = {}
        self._closed = False

    def submit(self, fn: Callable[..., Result], /, *args: Any, **kwargs: Any) -> Future[Result]:
        """A future of that call.

        Raises:
            QuietudeError: the scheduler is gone, or a file that the call needs cannot be read.
        """
        if self._closed:
            raise RuntimeError("these workers take no more calls")
        if self._client.status != "running":
            raise _gone("the cluster's scheduler does not answer any more")
        sealed = self._seal(fn, args, kwargs)
        remote = self._client.submit(call, sealed, key=next(self._keys), pure=False, retries=0)
        future: Future[Result] = Future()
        with self._changing:
            self._out[future] = remote
        remote.add_done_callback(partial(self._came_back, future))  # type: ignore[no-untyped-call]  # as above
        future.add_done_callback(self._cancelled)
        return future

    def shutdown(self, wait: bool = True, *, cancel_futures: bool = False) -> None:
        """Take no more calls; those that have not ended are waited for, or given up."""
        self._closed = True
        with self._changing:
            out = dict(self._out)
        if wait and not cancel_futures:
            futures.wait(out)
            return
        with contextlib.suppress(Exception):  # the scheduler may be gone
            self._client.cancel(list(out.values()))  # type: ignore[no-untyped-call]  # as above
        for future in out:
            self._settle(future, None)

    def _came_back(self, future: Future[Any], remote: RemoteFuture[Sealed]) -> None:
        try:
            sealed: Sealed | None = remote.result()
        except (Exception, CancelledError):  # noqa: BLE001  # a call's own errors are in what it gives back
            sealed = None
        remote.release()  # type: ignore[no-untyped-call]  # as above
        self._settle(future, sealed)

    def _settle(self, future: Future[Any], sealed: Sealed | None) -> None:
        with self._changing:
            if self._out.pop(future, None) is None or not future.set_running_or_notify_cancel():
                return
        if sealed is None:
            future.set_exception(WorkerLostError("the cluster lost this while it was being made"))
        else:
            settle(future, sealed)

    def _cancelled(self, future: Future[Any]) -> None:
        if future.cancelled():
            with self._changing:
                remote = self._out.pop(future, None)
            if remote is not None:
                remote.cancel()  # type: ignore[no-untyped-call]  # as above
