"""The user's own files on a cluster: sent to every worker once, and removed when the batch ends."""

from __future__ import annotations

import contextlib
import os
import secrets
import shutil
import threading
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from types import TracebackType
from typing import Any, Self

from distributed import Client, Worker, WorkerPlugin, get_worker

from quietude.batch.made.made import Made
from quietude.batch.task import Task
from quietude.batch.workers.parcels import Home, below, files_of, moved
from quietude.batch.workers.sealed import Sealed, submitted
from quietude.errors import FileError
from quietude.files import reason
from quietude.voices.lexicon import FOLDER_VARIABLE

_one_at_a_time = threading.Lock()
"""In a worker: the working folder is the whole process's, and so is the memory."""


class Unpacking(WorkerPlugin):
    """Writes files to a folder of each worker, also of those that come later; removes them at the end."""

    def __init__(self, folder: str, files: dict[Path, bytes]) -> None:
        self._folder = folder
        self._files = Sealed(files)

    def setup(self, worker: Worker) -> None:
        """When it is registered, or a worker starts."""
        root = Path(worker.local_directory) / self._folder
        root.mkdir(mode=0o700, exist_ok=True)
        for path, content in self._files.open().items():
            there = below(root, path)
            there.parent.mkdir(parents=True, exist_ok=True)
            there.write_bytes(content)

    def teardown(self, worker: Worker) -> None:
        """When the batch is over, or the worker ends."""
        shutil.rmtree(Path(worker.local_directory) / self._folder, ignore_errors=True)


class Cargo:
    """What was sent to a cluster for one batch."""

    def __init__(self, client: Client) -> None:
        self._client = client
        self._folder = f"quietude-{secrets.token_hex(8)}"
        self._sent: set[Path] = set()
        self._known: set[object] = set()
        self._plugins: list[str] = []

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        for name in self._plugins:
            with contextlib.suppress(Exception):  # the scheduler may be gone, and the workers with it
                self._client.unregister_worker_plugin(name)  # type: ignore[no-untyped-call]  # Dask's types

    def sealed(self, function: Callable[..., Any], args: tuple[Any, ...], kwargs: dict[str, Any]) -> Sealed:
        """A call as it is made on a worker; what files its tasks need are sent, unless they were before.

        Raises:
            QuietudeError: one of them cannot be read.
        """
        tasks = [each for each in args if isinstance(each, Task)]
        if not tasks:
            return submitted(function, args, kwargs)
        home = Home.here()
        for task in tasks:
            self._send_for(task, home)
        return submitted(_away, (self._folder, home, function, args), kwargs)

    def _send_for(self, task: Task, home: Home) -> None:
        job = task.job
        alike = (home, job.script, job.voices, job.beds, job.recordings, task.handout)
        if alike in self._known:
            return
        missing = {path: _content(path) for path in files_of(job, task.handout) if path not in self._sent}
        if missing or not self._plugins:  # the folder is there even if nothing is in it
            name = f"{self._folder}-{len(self._plugins)}"
            self._plugins.append(name)
            self._client.register_plugin(Unpacking(self._folder, missing), name=name)
        self._sent |= missing.keys()
        self._known.add(alike)


def _content(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as error:
        raise FileError(f"cannot read {path}: {reason(error)}", path=path, cause=error) from error


def _away(folder: str, home: Home, function: Callable[..., Any], args: tuple[Any, ...], **kwargs: Any) -> Any:
    """In a worker: make a call among the files that were sent."""
    root = Path(get_worker().local_directory) / folder
    beds: dict[str, str] = {}
    there = []
    for each in args:
        task, names = moved(each, root) if isinstance(each, Task) else (each, {})
        there.append(task)
        beds |= names
    with _one_at_a_time, _working_in(below(root, home.working_folder), below(root, home.lexicon)):
        return _as_called_here(function(*there, **kwargs), beds)


def _as_called_here(result: Any, beds: dict[str, str]) -> Any:
    """What a worker made, with its beds as the sender calls them."""
    if not isinstance(result, Made):
        return result
    line = replace(result.line, beds=tuple(beds.get(bed, bed) for bed in result.line.beds))
    return replace(result, line=line)


@contextlib.contextmanager
def _working_in(folder: Path, lexicon: Path) -> Iterator[None]:
    folder.mkdir(parents=True, exist_ok=True)
    before, own_words = Path.cwd(), os.environ.get(FOLDER_VARIABLE)
    os.chdir(folder)
    os.environ[FOLDER_VARIABLE] = str(lexicon)
    try:
        yield
    finally:
        os.chdir(before)
        os.environ.pop(FOLDER_VARIABLE)
        if own_words is not None:
            os.environ[FOLDER_VARIABLE] = own_words
