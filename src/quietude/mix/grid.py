"""Sound made on a fixed grid, so that the reader's own blocks never show in it.

Vectorised arithmetic may round its last bit differently at another place in an array, and windows need
their margins. So every stage of the mix makes whole cells of one second at fixed places, keeps the last
few, and cuts what a reader asks for out of them: the bits are the same for any reader, in any order, on any
thread. A cell depends on nothing but its number.
"""

from __future__ import annotations

import threading
from abc import ABC, abstractmethod
from collections import OrderedDict
from collections.abc import Callable
from typing import TYPE_CHECKING, Final, Generic, TypeVar

import numpy as np

from quietude.audio import CHANNELS, SAMPLE_RATE_HZ, Block, Source

if TYPE_CHECKING:
    from numpy.typing import NDArray

T = TypeVar("T")

CELL: Final = SAMPLE_RATE_HZ
"""Samples in a cell: one second, 384 kB of stereo; a multiple of the meter's and the limiter's steps."""

_KEPT: Final = 4
"""Cells each stage keeps. What is read more than once, and by several threads, keeps more (see mix.py)."""


def _silence() -> Block:
    block = np.zeros((CELL, CHANNELS), dtype=np.float32)
    block.flags.writeable = False
    return block


SILENCE: Final = _silence()
"""The cell in which nothing sounds. Stages return this very object, so that the next one can skip it."""


class Recent(Generic[T]):
    """The last things that were made, by number. Safe to use from several threads.

    It does not hold on to whoever makes them (as `functools.lru_cache` would hold a method's object), so
    a session's sound goes with the session, and does not wait for the garbage collector.
    """

    def __init__(self, most: int) -> None:
        self._most = most
        self._held: OrderedDict[int, T] = OrderedDict()
        self._lock = threading.Lock()

    def get(self, number: int, make: Callable[[int], T]) -> T:
        """The thing of that number, made where it is not held; at worst two threads make the same."""
        with self._lock:
            if number in self._held:
                self._held.move_to_end(number)
                return self._held[number]
        made = make(number)
        with self._lock:
            self._held[number] = made
            while len(self._held) > self._most:
                self._held.popitem(last=False)
        return made


class Gridded(ABC):
    """A `quietude.audio.Source` whose cells are made one by one and kept for a while.

    Safe to read from several threads: at worst two of them make the same cell.
    """

    def __init__(self, *, kept: int = _KEPT) -> None:
        self._kept: Recent[Block] = Recent(kept)

    @abstractmethod
    def make(self, start: int) -> Block:
        """The `CELL` samples from ``start`` (a multiple of `CELL`), shape (CELL, 2); or `SILENCE`."""

    def cell(self, number: int) -> Block:
        """Cell ``number``, shape (CELL, 2), read-only; negative numbers lie before the session."""
        return self._kept.get(number, self._frozen)

    def read(self, start: int, frames: int) -> Block:
        """The samples from ``start`` to ``start + frames``, shape (frames, 2), the reader's own to change."""
        block = np.empty((frames, CHANNELS), dtype=np.float32)
        at = start
        while at < start + frames:
            number, offset = divmod(at, CELL)
            piece = self.cell(number)[offset : offset + start + frames - at]
            block[at - start : at - start + len(piece)] = piece
            at += len(piece)
        return block

    def _frozen(self, number: int) -> Block:
        # A view, because what was made may belong to another Source, which goes on writing to its own.
        block = self.make(number * CELL)
        if block is not SILENCE:
            block = block.view()
            block.flags.writeable = False
        return block


class Kept(Gridded):
    """Any Source, read in cells and kept for a while."""

    def __init__(self, source: Source, *, kept: int = _KEPT) -> None:
        super().__init__(kept=kept)
        self._source = source

    def make(self, start: int) -> Block:
        """See `Gridded.make`."""
        return self._source.read(start, CELL)


def gridded(source: Source) -> Gridded:
    """The Source itself where it has cells already, else with cells."""
    return source if isinstance(source, Gridded) else Kept(source)


def padded_cell(source: Gridded, number: int, reach: int) -> Block:
    """A cell with ``reach`` samples of its neighbours on either side, shape (CELL + 2 * reach, 2)."""
    before, here, after = (source.cell(number + step) for step in (-1, 0, 1))
    return np.concatenate((before[-reach:], here, after[:reach]))


def stretches(where: NDArray[np.bool_], *, bridge: int = 0) -> list[tuple[int, int]]:
    """The runs of what is true: the first of each, and the one after its last.

    Runs no further apart than ``bridge`` are one.

    >>> stretches(np.array([True, False, True, True])), stretches(np.array([True, False, True]), bridge=1)
    ([(0, 1), (2, 4)], [(0, 3)])
    """
    edges = np.flatnonzero(np.diff(where, prepend=False, append=False))
    first, end = edges[::2], edges[1::2]
    apart = first[1:] - end[:-1] > bridge
    begins, ends = np.concatenate((first[:1], first[1:][apart])), np.concatenate((end[:-1][apart], end[-1:]))
    return list(zip(begins.tolist(), ends.tolist(), strict=True))


def sample_peak(cell: Block) -> float:
    """The largest magnitude of a cell's samples."""
    return 0.0 if cell is SILENCE or not cell.size else max(float(cell.max()), -float(cell.min()))
