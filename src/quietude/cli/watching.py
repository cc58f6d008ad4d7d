"""Waiting for files to change, and which chapter it was: what ``--watch`` does between two rounds.

Looking at times and sizes twice a second costs next to nothing and works on every file system, also on those
(network folders, containers) from which no notice comes.
"""

from __future__ import annotations

import re
import time
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Final, TypeAlias

EVERY_S: Final = 0.5
SETTLED_S: Final = 0.1
"""A file that stays the same for so long has been written to its end."""
FRONT_MATTER: Final = "the front matter"
OPENING: Final = "the opening"

_Stamps: TypeAlias = dict[Path, tuple[int, int] | None]
"""When each file was written (ns), and its size (bytes); None where there is none."""
_HEADING: Final = re.compile(r"\s*#{1,6}\s+(\S.*?)\s*$")


class Watch:
    """Files that are watched; what changes while a round runs is found right after it."""

    def __init__(self, files: Callable[[], Iterable[Path]], *, every_s: float = EVERY_S) -> None:
        """``files`` is asked again each time, so that new ones are found."""
        self._files, self._every_s = files, every_s
        self._seen = self._stamps()

    def wait(self) -> list[Path]:
        """Wait until a file is another, new or gone, and return those that are."""
        while (now := self._stamps()) == self._seen:
            time.sleep(self._every_s)
        while True:
            time.sleep(min(SETTLED_S, self._every_s))
            if (later := self._stamps()) == now:
                break
            now = later
        changed = [path for path in {**self._seen, **now} if self._seen.get(path) != now.get(path)]
        self._seen = now
        return changed

    def _stamps(self) -> _Stamps:
        return {path: _stamp(path) for path in self._files()}


def _stamp(path: Path) -> tuple[int, int] | None:
    try:
        found = path.stat()
    except OSError:
        return None  # some editors take a file away for a moment while they save it
    return found.st_mtime_ns, found.st_size


def changed_chapters(before: str, after: str) -> list[str]:
    """What differs between two states of a script: chapters by their titles, in order, each once."""
    old, new = _chapters(before), _chapters(after)
    changed = [title for title, text in new if (title, text) not in old]
    titles = {title for title, _ in new}
    gone = [title for title, text in old if title not in titles]
    return list(dict.fromkeys((*changed, *gone)))


def _chapters(text: str) -> list[tuple[str, str]]:
    """Front matter, opening and chapters: title and text without the white space around it."""
    lines = text.splitlines()
    marks = [index for index, line in enumerate(lines) if line.strip() == "---"][:2]
    start = marks[1] + 1 if len(marks) == 2 else 0
    parts: list[tuple[str, list[str]]] = [(FRONT_MATTER, lines[:start]), (OPENING, [])]
    for line in lines[start:]:
        if heading := _HEADING.match(line):
            parts.append((heading[1], []))
        parts[-1][1].append(line)
    return [(title, "\n".join(inside).strip()) for title, inside in parts]
