"""What was mixed, mastered and encoded before, looked up by what it follows from.

Two shelves: one that lasts, in the cache, and one of this render alone, in a folder that goes with it. On
that one lies whatever a listener's value or own words sound in.
"""

from __future__ import annotations

import json
import logging
import threading
from types import TracebackType
from typing import Any, Final, Self

from quietude.errors import FileError
from quietude.kept import KeptFiles, cache_folder, sealed, unsealed
from quietude.narration.private import PrivateFolder

MAX_BYTES: Final = 1_000_000_000
"""Some 13 hours of sound at 160 kbit/s."""
_ENDING: Final = ".kept"

_log = logging.getLogger(__name__)


def kept_sound_files() -> KeptFiles:
    """The shelf that lasts: ``sound`` in quietude's cache."""
    return KeptFiles(cache_folder() / "sound", ending=_ENDING, max_bytes=MAX_BYTES)


class KeptSound:
    """Contents by key, on two shelves; a context manager. Safe to use from several threads."""

    def __init__(self, *, lasting: bool = True) -> None:
        """``lasting``: False for a render that neither looks into the cache nor leaves anything there."""
        self._lasting = kept_sound_files() if lasting else None
        self._folder: PrivateFolder | None = None
        self._private: KeptFiles | None = None
        self._full = False
        self._lock = threading.Lock()

    def get(self, key: str, *, private: bool) -> bytes | None:
        """The content of a key (64 hexadecimal digits); None where it is missing or damaged."""
        shelf = self._private if private or self._lasting is None else self._lasting
        if shelf is None:
            return None
        content = unsealed(shelf.get(key))
        if content is not None and shelf is self._lasting:
            shelf.touch(key)
        return content

    def put(self, key: str, content: bytes, *, private: bool) -> None:
        """Keep a content, if there is room: what is not kept is made again, and no render fails for it."""
        if self._full:
            return
        try:
            if private or self._lasting is None:
                self._own_shelf().put(key, sealed(content))
            else:
                self._lasting.put(key, sealed(content))
        except (FileError, OSError) as error:
            _log.warning("sound is not kept for another time: %s", error)
            self._full = True

    def get_facts(self, key: str, *, private: bool) -> dict[str, Any] | None:
        """Plain data that were put there with `put_facts`."""
        content = self.get(key, private=private)
        return None if content is None else json.loads(content)

    def put_facts(self, key: str, facts: dict[str, Any], *, private: bool) -> None:
        """Keep plain data, as `put` does; floats come back as they were."""
        self.put(key, json.dumps(facts).encode(), private=private)

    def _own_shelf(self) -> KeptFiles:
        with self._lock:
            if self._private is None:
                self._folder = PrivateFolder()
                self._private = KeptFiles(self._folder.path, ending=_ENDING, max_bytes=2**62)
            return self._private

    def close(self) -> None:
        """Remove what was kept for this render alone."""
        if self._folder is not None:
            self._folder.close()
            self._folder = self._private = None

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()
