"""A master to a file by one encoder from end to end, and what a player makes of that file.

What MP3 does in segments (encoding.py), every other format does so: such files are made one at a time, and
nothing of them is kept for another session.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from quietude.audio import CHANNELS, SAMPLE_RATE_HZ, Block
from quietude.decoding import decode_blocks
from quietude.errors import EncodeError
from quietude.export.continuous import write_continuous
from quietude.export.formats import Form
from quietude.export.pcm import BLOCK_FRAMES
from quietude.export.tags import ChapterMark, Tags
from quietude.export.wav import write_session_wav
from quietude.mix.master import TRUE_PEAK_LIMIT_DBTP, Master
from quietude.mix.pages import PAGE, RUN_UP
from quietude.mix.true_peak import Peak, highest_and_over

if BLOCK_FRAMES != PAGE:
    raise AssertionError("what is read at once is a page of the master")


@dataclass(frozen=True, slots=True, kw_only=True)
class Played:
    """A file as a player decodes it."""

    true_peak_dbtp: float
    """-inf for silence."""
    over: tuple[Peak, ...]
    """Every true peak over `TRUE_PEAK_LIMIT_DBTP`, at its place in the session."""


def write_whole(
    mastered: Master,
    path: Path,
    form: Form,
    *,
    tags: Tags,
    chapters: Sequence[ChapterMark],
    progress: Callable[[float], None],
) -> None:
    """Write a master in any format but MP3 in segments. Its pages are measured on the way.

    Raises:
        FileError: ``path`` cannot be written.
        EncodeError: the encoder failed.
    """
    source, duration = _Measured(mastered), mastered.duration
    if form.format.name == "wav":
        write_session_wav(
            source, duration, path, mono=form.mono, tags=tags, chapters=chapters, progress=progress
        )
    else:
        write_continuous(source, duration, path, form, tags=tags, chapters=chapters, progress=progress)


def play(path: Path, duration: int, *, mono: bool, progress: Callable[[float], None]) -> Played:
    """Decode a file from end to end, and see that it is exactly ``duration`` samples long.

    Raises:
        EncodeError: it is longer or shorter.
    """
    length = 0

    def heard() -> Iterator[Block]:
        nonlocal length
        for block in decode_blocks(path, SAMPLE_RATE_HZ, mono=mono):
            length += len(block)
            progress(min(1.0, length / duration))
            yield block

    highest, over = highest_and_over(heard(), TRUE_PEAK_LIMIT_DBTP)
    if length != duration:
        raise EncodeError(f"the file plays {length} samples where {duration} were asked for")
    return Played(true_peak_dbtp=highest, over=tuple(over))


class _Measured:
    """A master that is read page by page, in order; each page is measured as it goes by."""

    def __init__(self, mastered: Master) -> None:
        self._mastered = mastered
        self._before: Block = np.zeros((RUN_UP, CHANNELS), dtype=np.float32)

    def read(self, start: int, frames: int) -> Block:
        """See `quietude.audio.Source`."""
        number, inside = divmod(start, PAGE)
        if inside:
            raise ValueError(f"page by page, not from sample {start}")
        page = self._mastered.read(start, frames)
        around = np.zeros((RUN_UP + PAGE, CHANNELS), dtype=np.float32)
        around[:RUN_UP] = self._before
        around[RUN_UP : RUN_UP + frames] = page
        self._mastered.page(number, around=around)
        self._before = page[-RUN_UP:]
        return page
