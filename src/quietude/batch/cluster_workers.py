"""The workers of a Dask cluster: one that runs already, or one that is started on this machine.

Nothing of Dask is imported before a cluster is asked for.
"""

from __future__ import annotations

import contextlib
import itertools
import logging
import re
import secrets
from collections.abc import Callable, Iterator
from concurrent.futures import CancelledError, Executor, Future
from typing import TYPE_CHECKING, Any, Final, TypeVar

from quietude.batch.places import Place
from quietude.batch.sealed import Sealed, WorkerLostError, call, settle, submitted
from quietude.errors import InputError

if TYPE_CHECKING:
    from distributed import Client

Result = TypeVar("Result")

ANSWER_S: Final = 10.0
"""How long a scheduler, and then its first worker, has to answer."""


class ClusterWorkers:
    """Workers that a Dask scheduler knows."""

    lost: tuple[type[BaseException], ...] = (WorkerLostError,)

    def __init__(self, cluster: str) -> None:
        _quiet()
        self._closing = contextlib.ExitStack()
        self._client = self._closing.enter_context(_connected(cluster))
        self._here = cluster.startswith("local:")
        self.executor: Final = _ClusterExecutor(self._client)
        self.cores: Final = 1

    @property
    def count(self) -> int:
        """How many calls run at once, by what the scheduler says now."""
        threads: dict[str, int] = self._client.ncores()  # type: ignore[no-untyped-call]  # as below
        return max(1, sum(threads.values()))

    def sees(self, place: Place) -> bool:
        """Whether every worker reads at that place what is written there here."""
        if place.path is not None:
            return self._here
        name = f".quietude/seen-{secrets.token_hex(8)}"
        token = secrets.token_bytes(8)
        place.put(name, token)
        try:
            answers = self._client.run(_reads, place, name, on_error="return")
            return bool(answers) and all(answer == token for answer in answers.values())
        finally:
            place.remove(name)

    def reopen(self) -> None:
        """Nothing to do: a scheduler gives the calls of a lost worker to the others."""

    def stop(self, *, now: bool) -> None:
        """Start nothing more; with ``now``, leave what runs to itself."""
        self.executor.shutdown(wait=not now, cancel_futures=True)
        self._closing.close()


def _reads(place: Place, name: str) -> bytes | None:
    return place.read(name)


def _quiet() -> None:
    for name in ("distributed", "tornado"):
        logging.getLogger(name).setLevel(logging.CRITICAL)


@contextlib.contextmanager
def _connected(cluster: str) -> Iterator[Client]:
    try:
        from distributed import Client, LocalCluster
    except ImportError as error:
        raise InputError(
            "--cluster needs Dask, which is not installed; install it with: pip install 'quietude[cluster]'"
        ) from error
    local = re.fullmatch(r"local:([1-9][0-9]*)", cluster)
    if local:
        with (
            LocalCluster(  # type: ignore[no-untyped-call]  # Dask has types in places only
                n_workers=int(local.group(1)),
                threads_per_worker=1,
                processes=True,
                dashboard_address=None,
                silence_logs=logging.CRITICAL,
            ) as started,
            Client(started, set_as_default=False) as client,  # type: ignore[no-untyped-call]  # as above
        ):
            yield client
        return
    if not re.fullmatch(r"(tcp|tls)://\S+:[0-9]+", cluster):
        raise InputError(
            f"{cluster} is no cluster; write --cluster tcp://HOST:8786, tls://HOST:8786 or local:4 for four "
            "processes of this machine"
        )
    try:
        client = Client(cluster, timeout=ANSWER_S, set_as_default=False)  # type: ignore[no-untyped-call]  # as above
    except (OSError, TimeoutError) as error:
        raise InputError(
            f"nobody answers at {cluster}; is the scheduler running, and the port open?"
        ) from error
    with client:
        try:
            client.wait_for_workers(1, timeout=ANSWER_S)
        except TimeoutError as error:
            raise InputError(
                f"the scheduler at {cluster} has no workers; start some with: dask worker {cluster}"
            ) from error
        yield client


class _ClusterExecutor(Executor):
    """The client as an executor; what comes of a call is let go by the cluster as soon as it is here."""

    def __init__(self, client: Client) -> None:
        self._inner = client.get_executor(pure=False, retries=0)  # type: ignore[no-untyped-call]  # as above
        # Another client of the same scheduler must not have the same keys; nothing else is in them.
        self._keys = (f"quietude-{secrets.token_hex(4)}-{n}" for n in itertools.count(1))

    def submit(self, fn: Callable[..., Result], /, *args: Any, **kwargs: Any) -> Future[Result]:
        """A future of that call."""
        sealed = submitted(fn, args, kwargs)
        future: Future[Result] = Future()
        inner: Future[Sealed] = self._inner.submit(call, sealed, key=next(self._keys))
        inner.add_done_callback(lambda inner: _hand_over(inner, future))
        future.add_done_callback(lambda future: inner.cancel() if future.cancelled() else None)
        return future

    def shutdown(self, wait: bool = True, *, cancel_futures: bool = False) -> None:  # noqa: ARG002
        """Take no more calls; those that have not ended are waited for, or cancelled."""
        self._inner.shutdown(wait=wait)


def _hand_over(inner: Future[Sealed], future: Future[Any]) -> None:
    if not future.set_running_or_notify_cancel():
        return
    try:
        sealed = inner.result()
    except (Exception, CancelledError) as error:  # noqa: BLE001  a call's own errors are in what it gives back
        lost = WorkerLostError(f"the cluster lost this while it was being made: {type(error).__name__}")
        future.set_exception(lost)
        return
    settle(future, sealed)
