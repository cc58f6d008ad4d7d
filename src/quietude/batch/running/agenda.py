"""Which file of a batch is made next: leaders before followers, and second tries later.

No process and no clock is in it: whoever asks says what time it is.
"""

from __future__ import annotations

import heapq
from collections import deque
from collections.abc import Iterable
from typing import Final

from quietude.batch.task import Task

TRIES: Final = 3
"""Once, and twice more for what may pass."""
WAITS_S: Final = (0.5, 2.0)
"""Before the second try, and before the third."""


class Agenda:
    """The tasks that are still to be made.

    Of tasks with the same ``shared`` one leads: the others are held back until it is made, because they then
    find most of their sound. Where it fails for good, the next one leads.
    """

    def __init__(self, tasks: Iterable[Task]) -> None:
        self._ready: deque[Task] = deque()
        self._held: dict[str, deque[Task]] = {}
        self._later: list[tuple[float, int, Task]] = []
        self._tries: dict[str, int] = {}
        self._order: dict[str, int] = {}
        for number, task in enumerate(tasks):
            self._order[task.file] = number
            if task.shared in self._held:
                self._held[task.shared].append(task)
            else:
                self._held[task.shared] = deque()
                self._ready.append(task)
        self.left = len(self._order)
        """How many are neither made nor given up; those that run are among them."""

    def take(self, now_s: float) -> Task | None:
        """The next task to hand out; None: wait.

        ``now_s`` is any clock that does not go backwards, in seconds, always the same one.
        """
        while self._later and self._later[0][0] <= now_s:
            self._ready.appendleft(heapq.heappop(self._later)[2])
        return self._ready.popleft() if self._ready else None

    def wait_s(self, now_s: float) -> float | None:
        """How long until a later try is due, in seconds; None where there is none."""
        return max(0.0, self._later[0][0] - now_s) if self._later else None

    def made(self, task: Task) -> None:
        """A task was made: those that waited for it may go."""
        self.left -= 1
        self._ready.extendleft(reversed(self._held.get(task.shared, ())))
        self._held.pop(task.shared, None)

    def failed(self, task: Task, now_s: float, *, transient: bool) -> bool:
        """A task failed. True: it will be tried again; False: it is given up."""
        tries = self._tries[task.file] = self._tries.get(task.file, 0) + 1
        if transient and tries < TRIES:
            heapq.heappush(self._later, (now_s + WAITS_S[tries - 1], self._order[task.file], task))
            return True
        self.left -= 1
        if held := self._held.get(task.shared):
            self._ready.appendleft(held.popleft())
        return False
