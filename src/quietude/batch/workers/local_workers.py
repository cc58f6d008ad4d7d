"""Processes of this machine that make files.

Each has a pool of its own: a process that dies takes its own call with it and no other, and is replaced.
"""

from __future__ import annotations

import _thread
import contextlib
import multiprocessing
import os
import signal
import threading
import time
from collections import deque
from collections.abc import Callable
from concurrent import futures
from concurrent.futures import BrokenExecutor, Executor, Future, ProcessPoolExecutor
from functools import partial
from multiprocessing.connection import Connection
from typing import Any, Final, TypeVar

from quietude.batch.places.place import Place
from quietude.batch.workers.sealed import Sealed, WorkerLostError, call, settle, submitted
from quietude.export.segments import usable_cores
from quietude.memory import share_one_heap

Result = TypeVar("Result")

GRACE_S: Final = 3.0
"""How long a process that is cut off has to remove its private and half-made files."""


class LocalWorkers:
    """Processes of this machine, started as they are needed."""

    lost: tuple[type[BaseException], ...] = (WorkerLostError,)

    def __init__(self, count: int) -> None:
        self.count: Final = max(1, count)
        self.cores: Final = max(1, usable_cores() // self.count)
        self.executor: Final = _Seats(self.count)

    def sees(self, place: Place) -> bool:  # noqa: ARG002  whatever this process sees
        """True: they are on this machine, and belong to the same user."""
        return True

    def reopen(self) -> None:
        """Nothing to do: a process is replaced when it is lost."""

    def stop(self, *, now: bool) -> None:
        """Start nothing more; with ``now``, cut off what runs."""
        if now:
            self.executor.cut_off()
        self.executor.shutdown(wait=True, cancel_futures=True)


class _Seats(Executor):
    """Several pools of one process each, and the calls that wait for one of them."""

    def __init__(self, count: int) -> None:
        self._changing = threading.RLock()
        self._free = count
        self._idle: list[ProcessPoolExecutor] = []
        self._waiting: deque[tuple[Future[Any], Sealed]] = deque()
        self._running: set[Future[Any]] = set()
        self._closed = False
        self._lifeline, self._held = multiprocessing.Pipe(duplex=False)

    def submit(self, fn: Callable[..., Result], /, *args: Any, **kwargs: Any) -> Future[Result]:
        """A future of that call."""
        sealed = submitted(fn, args, kwargs)
        future: Future[Result] = Future()
        with self._changing:
            if self._closed:
                raise RuntimeError("these workers take no more calls")
            self._waiting.append((future, sealed))
            self._start()
        return future

    def shutdown(self, wait: bool = True, *, cancel_futures: bool = False) -> None:
        """Take no more calls; ``wait`` for those that there are; ``cancel_futures`` that have not begun."""
        with self._changing:
            self._closed = True
            outstanding = {future for future, _ in self._waiting} | self._running
            if cancel_futures:
                for future, _ in self._waiting:
                    future.cancel()
                self._start()
        if wait:
            futures.wait(outstanding)
            with self._changing:
                idle, self._idle = self._idle, []
            for pool in idle:
                pool.shutdown()

    def cut_off(self) -> None:
        """End every process, in the middle of what it does."""
        with self._changing:
            self._closed = True
            for future, _ in self._waiting:
                future.cancel()
            self._start()
        self._held.close()

    def _start(self) -> None:
        while self._waiting and self._free:
            future, sealed = self._waiting.popleft()
            if not future.set_running_or_notify_cancel():
                continue
            self._free -= 1
            self._running.add(future)
            pool, inner = self._given(sealed)
            inner.add_done_callback(partial(self._done, pool, future))

    def _given(self, sealed: Sealed) -> tuple[ProcessPoolExecutor, Future[Sealed]]:
        while self._idle:
            pool = self._idle.pop()
            try:
                return pool, pool.submit(_work, sealed)
            except BrokenExecutor:
                continue  # it died while it had nothing to do
        pool = ProcessPoolExecutor(
            1,
            mp_context=multiprocessing.get_context("spawn"),
            initializer=_begin_worker,
            initargs=(self._lifeline,),
        )
        return pool, pool.submit(_work, sealed)

    def _done(self, pool: ProcessPoolExecutor, future: Future[Any], inner: Future[Sealed]) -> None:
        error = inner.exception()
        with self._changing:
            self._free += 1
            self._running.discard(future)
            if error is None:
                self._idle.append(pool)
            self._start()
        if error is None:
            settle(future, inner.result())
        else:
            future.set_exception(WorkerLostError("a worker process ended while it was making this"))


_at_work = threading.Event()
"""In a worker process: a call is being made."""


def _work(sealed: Sealed) -> Sealed:
    """In a worker process: make a sealed call."""
    _at_work.set()
    try:
        return call(sealed)
    except KeyboardInterrupt:  # cut off; what was half-made is gone by now
        os._exit(1)
    finally:
        _at_work.clear()


def _begin_worker(lifeline: Connection) -> None:
    """What a worker process does first. ``lifeline``: its other end is the parent's alone.

    An interrupt from the keyboard is the parent's to answer. When the parent closes its end, or dies, this
    process is interrupted: it removes what it has half-made, and is gone after `GRACE_S` at the latest.
    """
    share_one_heap()
    ending = threading.Event()

    def interrupted(_signal: int, _frame: object) -> None:
        if not ending.is_set():
            return
        if not _at_work.is_set():
            os._exit(1)
        raise KeyboardInterrupt

    signal.signal(signal.SIGINT, interrupted)
    threading.Thread(target=_watch, args=(lifeline, ending), daemon=True).start()


def _watch(lifeline: Connection, ending: threading.Event) -> None:
    with contextlib.suppress(EOFError, OSError):
        lifeline.recv_bytes()
    ending.set()
    if hasattr(signal, "pthread_kill"):
        main = threading.main_thread().ident
        assert main is not None  # noqa: S101  it runs
        signal.pthread_kill(main, signal.SIGINT)  # also wakes it up
    else:
        _thread.interrupt_main()
    time.sleep(GRACE_S)
    os._exit(1)
