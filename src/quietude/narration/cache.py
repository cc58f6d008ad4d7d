"""The lasting cache of clips: what was said once in a voice need not be said again, nor finished again.

A clip lies under its request's SHA-256 as a small WAV file (see `quietude.kept`), and beside it, under what
it follows from, the same clip as sessions play it.
"""

from __future__ import annotations

import logging
from dataclasses import replace
from pathlib import Path
from typing import Final

import numpy as np

from quietude.audio import Audio, Samples
from quietude.errors import FileError
from quietude.kept import KeptFiles, KeptInfo, cache_folder, sealed, unsealed
from quietude.narration.sound_files import clip_from_bytes, clip_to_bytes

MAX_BYTES: Final = 1_000_000_000
"""About six hours of different sentences."""

MAX_FINISHED_BYTES: Final = 1_000_000_000
"""About an hour and a half of speech, some thirty sessions."""

_log = logging.getLogger(__name__)


class ClipCache:
    """A folder of clips, bounded in size; the least recently used go first."""

    def __init__(self, folder: Path | None = None, *, max_bytes: int = MAX_BYTES) -> None:
        self.folder = folder if folder is not None else default_folder()
        """Made when the first clip is put in."""
        self._files = KeptFiles(self.folder, ending=".wav", max_bytes=max_bytes)
        self._finished = KeptFiles(self.folder, ending=".finished", max_bytes=MAX_FINISHED_BYTES)

    def get(self, key: str) -> Audio | None:
        """The clip of that key, marked as just used; None where it is missing or damaged."""
        content = self._files.get(key)
        if content is None:
            return None
        audio = clip_from_bytes(content)
        if audio is None:
            _log.debug("the cached clip %s is damaged; it will be made anew", key)
            return None
        self._files.touch(key)
        return audio

    def put(self, key: str, audio: Audio) -> None:
        """Keep a clip.

        Raises:
            FileError: the folder cannot be written or the disk is full.
        """
        self._files.put(key, clip_to_bytes(audio))

    def finished(self, key: str) -> Samples | None:
        """A clip as sessions play it, read-only; None where it is missing or damaged."""
        content = unsealed(self._finished.get(key))
        if content is None:
            return None
        self._finished.touch(key)
        return np.frombuffer(content, dtype="<f4").astype(np.float32, copy=False)

    def put_finished(self, key: str, samples: Samples) -> None:
        """Keep a clip as sessions play it, if there is room; it is only made faster by being kept."""
        try:
            self._finished.put(key, sealed(samples.astype("<f4").tobytes()))
        except FileError as error:
            _log.debug("a finished clip is not kept: %s", error)

    def info(self) -> KeptInfo:
        """How many clips it holds, and how large they are in both forms."""
        clips, finished = self._files.info(), self._finished.info()
        return replace(
            clips,
            size_bytes=clips.size_bytes + finished.size_bytes,
            max_bytes=clips.max_bytes + finished.max_bytes,
        )

    def clear(self) -> int:
        """Remove every clip in both forms; how many there were.

        Raises:
            FileError: a clip cannot be removed.
        """
        self._finished.clear()
        return self._files.clear()


def default_folder() -> Path:
    """``clips`` in quietude's cache."""
    return cache_folder() / "clips"
