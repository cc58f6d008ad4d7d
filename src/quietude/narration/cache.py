"""The lasting cache of clips: what was said once in a voice need not be said again.

A clip lies under its request's SHA-256 as a small WAV file (see `quietude.kept`).
"""

from __future__ import annotations

import logging
from pathlib import Path
from typing import Final

from quietude.audio import Audio
from quietude.kept import KeptFiles, KeptInfo, cache_folder
from quietude.narration.sound_files import clip_from_bytes, clip_to_bytes

MAX_BYTES: Final = 1_000_000_000
"""About six hours of different sentences."""

_log = logging.getLogger(__name__)


class ClipCache:
    """A folder of clips, bounded in size; the least recently used go first."""

    def __init__(self, folder: Path | None = None, *, max_bytes: int = MAX_BYTES) -> None:
        self.folder = folder if folder is not None else default_folder()
        """Made when the first clip is put in."""
        self._files = KeptFiles(self.folder, ending=".wav", max_bytes=max_bytes)

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

    def info(self) -> KeptInfo:
        """How many clips it holds and how large they are."""
        return self._files.info()

    def clear(self) -> int:
        """Remove every clip; how many there were.

        Raises:
            FileError: a clip cannot be removed.
        """
        return self._files.clear()


def default_folder() -> Path:
    """``clips`` in quietude's cache."""
    return cache_folder() / "clips"
