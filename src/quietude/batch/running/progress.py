"""How far a batch is: what its runner says, and the figures that follow from it. Only ids, never values."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from typing import Final, TypeAlias

from quietude.batch.made.manifest import Failure
from quietude.batch.task import BatchPlan

_RECENT_S: Final = 120.0
"""Speed is that of so many last seconds: the first files speak everything anew, and are slower."""


class EventKind(StrEnum):
    """What happens to a file."""

    KEPT = "kept"
    """It was there already, made from the same."""
    STARTED = "started"
    MADE = "made"
    AGAIN = "again"
    """It failed, and will be tried again."""
    FAILED = "failed"
    """It failed for good."""
    BEAT = "beat"
    """Nothing happened; about once a second."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Event:
    """One thing that happened."""

    kind: EventKind
    id: str = ""
    file: str = ""
    length_s: float = 0.0
    """The session's, in seconds."""
    reason: str = ""
    """Why it failed."""


Watch: TypeAlias = Callable[[Event], None]
"""Told of everything that happens, in the order in which it does, by one thread."""


def unwatched(event: Event) -> None:
    """Tell nobody."""


class Tally:
    """What has happened so far, and how long the rest will take."""

    def __init__(self, plan: BatchPlan, *, clock: Callable[[], float] = time.monotonic) -> None:
        """``clock`` gives seconds and never goes backwards."""
        self.total = len(plan.tasks)
        self.kept = 0
        self.made = 0
        self.failed: list[Failure] = []
        self.running: dict[str, float] = {}
        """File to the clock when it was handed out, the oldest first."""
        self.made_length_s = 0.0
        """Of all sessions that were made, together."""
        self._left_length_s = sum(task.expected_s for task in plan.tasks)
        self._clock = clock
        self._began = clock()
        self._recent: list[tuple[float, float]] = []

    def __call__(self, event: Event) -> None:
        """Take note of an event."""
        now = self._clock()
        if event.kind is EventKind.STARTED:
            self.running[event.file] = now
            return
        self.running.pop(event.file, None)
        if event.kind in (EventKind.BEAT, EventKind.AGAIN):
            return
        self._left_length_s -= event.length_s
        if event.kind is EventKind.KEPT:
            self.kept += 1
        elif event.kind is EventKind.FAILED:
            self.failed.append(Failure(id=event.id, file=event.file, reason=event.reason))
        elif event.kind is EventKind.MADE:
            self.made += 1
            self.made_length_s += event.length_s
            self._recent.append((now, event.length_s))

    def now(self) -> float:
        """The clock, as `running` has it."""
        return self._clock()

    @property
    def elapsed_s(self) -> float:
        """Since the beginning."""
        return self._clock() - self._began

    @property
    def waiting(self) -> int:
        """Files that nobody has begun."""
        return self.total - self.kept - self.made - len(self.failed) - len(self.running)

    @property
    def files_a_minute(self) -> float:
        """Made lately; 0 before the first."""
        recent, over_s = self._lately()
        return 60.0 * len(recent) / over_s if recent else 0.0

    @property
    def times_real_time(self) -> float:
        """Seconds of sound made in a second, lately; 0 before the first."""
        recent, over_s = self._lately()
        return sum(length_s for _, length_s in recent) / over_s

    @property
    def left_s(self) -> float | None:
        """How long the rest will take, in seconds; None before it can be told."""
        speed = self.times_real_time
        return max(0.0, self._left_length_s) / speed if speed else None

    def _lately(self) -> tuple[list[tuple[float, float]], float]:
        now = self._clock()
        self._recent = [each for each in self._recent if now - each[0] <= _RECENT_S]
        return self._recent, max(1e-3, min(_RECENT_S, now - self._began))
