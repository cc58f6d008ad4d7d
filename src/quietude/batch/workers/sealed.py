"""A call, and what came of it, as they travel to a worker and back.

Executors print what they carry: Dask writes the arguments and the error of a call that failed to the worker's
log. So both travel sealed: nothing can be read in their repr, and a call that failed comes home as a result.
"""

from __future__ import annotations

import pickle
import traceback
from collections.abc import Callable
from concurrent.futures import BrokenExecutor, Future
from typing import Any, TypeVar

Result = TypeVar("Result")


class WorkerLostError(BrokenExecutor):
    """A worker ended while it was making something: killed, out of memory, or its machine is gone."""


class Sealed:
    """Something whose repr says nothing about it."""

    __slots__ = ("_data",)

    def __init__(self, content: object) -> None:
        """``content``: what pickle takes."""
        self._data = pickle.dumps(content, protocol=pickle.HIGHEST_PROTOCOL)

    def open(self) -> Any:
        """What is in it."""
        return pickle.loads(self._data)  # noqa: S301  our own, from the other end

    def __repr__(self) -> str:
        return f"<sealed, {len(self._data)} bytes>"


class _Failure:
    """An error, taken apart so that it can be put together again whatever its class asks for."""

    def __init__(self, error: BaseException) -> None:
        self.kind = type(error)
        self.args = error.args
        self.state = dict(error.__dict__)
        self.where = "".join(traceback.format_tb(error.__traceback__))

    def error(self) -> BaseException:
        """The error again, without its cause; where it was raised stands in its notes."""
        error = self.kind.__new__(self.kind, *self.args)
        error.args = self.args
        error.__dict__.update(self.state)
        error.add_note(f"raised in a worker:\n{self.where}")
        return error


def call(sealed: Sealed) -> Sealed:
    """In a worker: make a sealed call ``(function, args, kwargs)``. Raises no `Exception` of the call's."""
    try:
        function, args, kwargs = sealed.open()
        return Sealed((function(*args, **kwargs), None))
    except Exception as error:  # noqa: BLE001  whatever it is, it is raised again at home
        return _sealed_failure(error)


def _sealed_failure(error: BaseException) -> Sealed:
    try:
        sealed = Sealed((None, _Failure(error)))
        sealed.open()[1].error()
    except Exception:  # noqa: BLE001  an error that cannot travel; its kind and where it arose can
        plain = RuntimeError(f"{type(error).__name__}, whose message could not be brought from the worker")
        return Sealed((None, _Failure(plain.with_traceback(error.__traceback__))))
    return sealed


def settle(future: Future[Any], sealed: Sealed) -> None:
    """Give a future what came of its call."""
    value, failure = sealed.open()
    if failure is None:
        future.set_result(value)
    else:
        future.set_exception(failure.error())


def submitted(function: Callable[..., Result], args: tuple[Any, ...], kwargs: dict[str, Any]) -> Sealed:
    """A call, sealed.

    Raises:
        pickle.PicklingError: it cannot travel.
    """
    return Sealed((function, args, kwargs))
