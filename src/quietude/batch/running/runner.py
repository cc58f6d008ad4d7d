"""Runs a batch: hands out what is to be made, writes down what was made, and goes on where a run stopped."""

from __future__ import annotations

import contextlib
import time
from collections.abc import Iterator
from concurrent.futures import FIRST_COMPLETED, Future, wait
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from quietude.batch.made.manifest import MANIFEST, Failure, Line
from quietude.batch.places.place import Place
from quietude.batch.running.agenda import Agenda
from quietude.batch.running.closing import close
from quietude.batch.running.interrupts import held
from quietude.batch.running.progress import Event, EventKind, Watch, unwatched
from quietude.batch.running.resume import known_lines, record_name, to_make
from quietude.batch.running.troubles import Trouble, TroubleKind, is_full, trouble_of
from quietude.batch.running.worker import Result, make
from quietude.batch.task import BatchPlan, Task
from quietude.batch.workers.executors import Workers
from quietude.errors import NONE_MADE_EXIT_CODE, SOME_FAILED_EXIT_CODE, FileError
from quietude.narration.private import remove_leftovers

BEAT_S: Final = 1.0
"""How long nothing may happen before the watcher hears of it."""
_LOST: Final = "the process that made it ended; is there enough memory? Try fewer --workers"


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """What came of a batch."""

    made: tuple[str, ...]
    """Files, in the plan's order, each below the output folder."""
    kept: tuple[str, ...]
    """Files that were there already, made from the same."""
    failed: tuple[Failure, ...]
    lines: tuple[Line, ...]
    """The manifest's, of the files that were made or kept, in the plan's order."""
    beside: tuple[str, ...] = ()
    """What was written when all was made: summaries, playlists, plans, archives."""

    @property
    def exit_code(self) -> int:
        """0: all files are there; `SOME_FAILED_EXIT_CODE` or `NONE_MADE_EXIT_CODE` otherwise."""
        if not self.failed:
            return 0
        return SOME_FAILED_EXIT_CODE if self.lines else NONE_MADE_EXIT_CODE


def run_batch(
    plan: BatchPlan, place: Place, workers: Workers, *, zipped: bool = False, watch: Watch = unwatched
) -> Outcome:
    """Make the files of a plan that are not there yet, and what belongs to all of them.

    A file that cannot be made fails alone; what may pass is tried twice more. ``zipped``: an archive for each
    listener, too. On Ctrl-C (and whatever else ends it) the workers are ended at once; nothing half-made has
    a final name, and the same call goes on.

    Raises:
        FileError: the place cannot be read or written, another batch writes to it, or there is no room left.
    """
    with place.lock():
        _sweep(place)
        lines = known_lines(place)
        run = _Run(plan, place, workers, watch, lines)
        with _cut_off_on_failure(place, workers):
            run.all()
        _sweep(place)  # after workers that died
        beside = close(plan, place, run.lines, run.failed, zipped=zipped)
    there = tuple(run.lines[task.file] for task in plan.tasks if task.file in run.current)
    return Outcome(
        made=tuple(line.file for line in there if line.file not in run.kept),
        kept=tuple(line.file for line in there if line.file in run.kept),
        failed=tuple(run.failed),
        lines=there,
        beside=beside,
    )


@contextlib.contextmanager
def _cut_off_on_failure(place: Place, workers: Workers) -> Iterator[None]:
    try:
        yield
    except BaseException:
        with held():
            workers.stop(now=True)
            with contextlib.suppress(FileError):  # the next start sweeps again
                _sweep(place)
        raise


def _sweep(place: Place) -> None:
    place.sweep()
    remove_leftovers()


class _Run:
    """One batch on its way: what is out, and what came back."""

    def __init__(
        self, plan: BatchPlan, place: Place, workers: Workers, watch: Watch, lines: dict[str, Line]
    ) -> None:
        self.plan, self.place, self.workers, self.watch = plan, place, workers, watch
        self.lines = lines
        """File to line, of all that lies in the place."""
        self.failed: list[Failure] = []
        rest = to_make(plan.tasks, lines)
        missing = {task.file for task in rest}
        self.kept = {task.file for task in plan.tasks} - missing
        self.current = set(self.kept)
        """Files of this plan that are as it wants them."""
        self._agenda = Agenda(rest)
        self._out: dict[Future[Result], Task] = {}
        self._begun: set[Future[Result]] = set()
        self._record: str | None = None

    def all(self) -> None:
        """Make everything that is left."""
        for task in self.plan.tasks:
            if task.file in self.kept:
                self._tell(EventKind.KEPT, task)
        while self._agenda.left:
            self._hand_out()
            self._take_in()
        self._drop_record(None)

    def _hand_out(self) -> None:
        # One more than can run, so that nobody waits for this process.
        while len(self._out) <= self.workers.count:
            task = self._agenda.take(time.monotonic())
            if task is None:
                return
            place = self.place if self.workers.sees(self.place) else None
            with held():  # a process that is half started would never answer
                future = self.workers.executor.submit(make, task, place, self.workers.cores)
            self._out[future] = task

    def _take_in(self) -> None:
        if not self._out:
            time.sleep(min(BEAT_S, self._agenda.wait_s(time.monotonic()) or 0.0))
            return
        finished, _ = wait(self._out, timeout=BEAT_S, return_when=FIRST_COMPLETED)
        for future in self._out.keys() - self._begun:
            if future.running() or future.done():
                self._begun.add(future)
                self._tell(EventKind.STARTED, self._out[future])
        for future in finished:
            self._begun.discard(future)
            self._came_back(self._out.pop(future), future)
        if not finished:
            self.watch(Event(kind=EventKind.BEAT))

    def _came_back(self, task: Task, future: Future[Result]) -> None:
        try:
            result = future.result()
        except self.workers.lost:
            self.workers.reopen()
            result = Trouble(kind=TroubleKind.PASSING, reason=_LOST)
        except Exception as error:  # noqa: BLE001  # a worker raises nothing; this is its way home that failed
            result = trouble_of(error, task.job.listener)
        if isinstance(result, Trouble):
            self._could_not(task, result)
            return
        try:
            for name, data in result.contents:
                self.place.put(name, data)
            self.place.append_line(MANIFEST, result.line.to_json())
            self._drop_record(None if result.contents else record_name(task.inputs))
        except FileError as error:
            if is_full(error):
                raise self._no_room(str(error)) from error
            raise
        self.lines[task.file] = result.line
        self.current.add(task.file)
        self._agenda.made(task)
        self._tell(EventKind.MADE, task)

    def _drop_record(self, following: str | None) -> None:
        # One behind: a folder that is empty for a moment is taken away, perhaps while a worker writes to it.
        last, self._record = self._record, following
        if last is not None:
            self.place.remove(last)

    def _could_not(self, task: Task, trouble: Trouble) -> None:
        if trouble.kind is TroubleKind.FULL:
            raise self._no_room(trouble.reason)
        passing = trouble.kind is TroubleKind.PASSING
        if self._agenda.failed(task, time.monotonic(), transient=passing):
            self._tell(EventKind.AGAIN, task, trouble.reason)
            return
        self.failed.append(Failure(id=task.id, file=task.file, reason=trouble.reason))
        self._tell(EventKind.FAILED, task, trouble.reason)

    def _no_room(self, why: str) -> FileError:
        done, total = len(self.current), len(self.plan.tasks)
        message = (
            f"{why}; {done} of {total} files are made: make room, and the same command goes on from there"
        )
        return FileError(message, path=self.place.path or Path(self.place.shown))

    def _tell(self, kind: EventKind, task: Task, reason: str = "") -> None:
        self.watch(Event(kind=kind, id=task.id, file=task.file, length_s=task.expected_s, reason=reason))
