"""Reading a bed anywhere: cells on a fixed grid, and sources made of other sources.

A bed whose level moves is computed in cells of one second that begin at whole seconds, and a read is cut
out of them. Whatever happens inside a cell, then, neither the order nor the size of reads can show.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Callable, Sequence
from functools import lru_cache
from typing import TYPE_CHECKING, Any, Final, Generic, Protocol, TypeVar

import numpy as np

from quietude.audio import CHANNELS, SAMPLE_RATE_HZ, Block, Samples, Source
from quietude.units import db_to_amplitude

if TYPE_CHECKING:
    from numpy.typing import NDArray

CELL_FRAMES: Final = SAMPLE_RATE_HZ
"""Length of a cell: one second."""

CONTROL_FRAMES: Final = 960
"""Slow movements are computed every 20 ms and joined by straight lines in between, which miss a movement with
a period of 2 s by 66 dB less than its size, and one of 20 s by 106 dB less."""

FINE_FRAMES: Final = 240
"""Faster movements are computed every 5 ms: a flame's, with a period of 0.3 s, is missed by 57 dB less."""

_CELLS_KEPT: Final = 4


class Cells:
    """A Source that cuts what is asked for out of cells; ``make(index)`` gives the cell from
    ``index * CELL_FRAMES`` on, shape (CELL_FRAMES, 2), and must be a pure function of ``index``, which
    may be negative.
    """

    def __init__(self, make: Callable[[int], Block]) -> None:
        self._make = make
        # The last cells are kept for readers whose blocks are shorter than a cell. The dict is replaced
        # whole and never changed, so that two threads at worst compute a cell twice.
        self._kept: dict[int, Block] = {}

    def read(self, start: int, frames: int) -> Block:
        """The samples from ``start`` to ``start + frames``, shape (frames, 2)."""
        out = np.empty((frames, CHANNELS), dtype=np.float32)
        done = 0
        while done < frames:
            index, offset = divmod(start + done, CELL_FRAMES)
            count = min(frames - done, CELL_FRAMES - offset)
            out[done : done + count] = self._cell(index)[offset : offset + count]
            done += count
        return out

    def _cell(self, index: int) -> Block:
        kept = self._kept
        if index in kept:
            return kept[index]
        cell = self._make(index)
        recent = list(kept.items())[-(_CELLS_KEPT - 1) :]
        self._kept = dict([*recent, (index, cell)])
        return cell


class Event(Protocol):
    """Something that sounds from one sample to another."""

    @property
    def start(self) -> int:
        """First sample."""
        ...

    @property
    def end(self) -> int:
        """First sample after it."""
        ...


E = TypeVar("E", bound=Event)


class Sparse(Generic[E]):
    """A Source that sounds where ``events`` lie, which do not overlap, and is silent elsewhere.

    ``make(index, events)`` gives a cell, as for `Cells`, from the events in it; there is at least one.
    """

    def __init__(self, events: Sequence[E], make: Callable[[int, Sequence[E]], Block]) -> None:
        self._events = sorted(events, key=lambda event: event.start)
        self._starts = [event.start for event in self._events]
        self._ends = [event.end for event in self._events]
        self._make = make
        self._cells = Cells(self._cell)

    def read(self, start: int, frames: int) -> Block:
        """The samples from ``start`` to ``start + frames``, shape (frames, 2)."""
        if not self._within(start, start + frames):
            return np.zeros((frames, CHANNELS), dtype=np.float32)
        return self._cells.read(start, frames)

    def _within(self, start: int, end: int) -> Sequence[E]:
        return self._events[bisect_right(self._ends, start) : bisect_left(self._starts, end)]

    def _cell(self, index: int) -> Block:
        events = self._within(index * CELL_FRAMES, (index + 1) * CELL_FRAMES)
        if not events:
            return np.zeros((CELL_FRAMES, CHANNELS), dtype=np.float32)
        return self._make(index, events)


def control_times(index: int, step: int = CONTROL_FRAMES) -> NDArray[np.float64]:
    """The times of a cell's control points, ``step`` samples apart, in seconds: both ends included."""
    return index + _steps(step)


def spread(points: NDArray[np.floating[Any]], step: int = CONTROL_FRAMES) -> Samples:
    """Control points to one value a sample, by straight lines: shape (..., points) to
    (..., (points - 1) * step), which is a cell for the points of `control_times`.
    """
    short = points.astype(np.float32)
    first = short[..., :-1, None]
    out = np.multiply(short[..., 1:, None] - first, _ramp(step))
    out += first
    return np.asarray(out, dtype=np.float32).reshape(*points.shape[:-1], -1)


@lru_cache(maxsize=8)
def _steps(step: int) -> NDArray[np.float64]:
    return np.arange(0, CELL_FRAMES + 1, step) / SAMPLE_RATE_HZ


@lru_cache(maxsize=8)
def _ramp(step: int) -> Samples:
    return np.arange(step, dtype=np.float32) / np.float32(step)


def interleaved(ears: Samples) -> Block:
    """What was made ear by ear, shape (2, frames), as a block, shape (frames, 2).

    Inside a bed each ear's samples lie together, which is several times as fast to reckon with.
    """
    block = np.empty((ears.shape[1], CHANNELS), dtype=np.float32)
    block[:, 0] = ears[0]
    block[:, 1] = ears[1]
    return block


class Layers:
    """Several sources sounding together, each with its gain in dB."""

    def __init__(self, sources: Sequence[tuple[Source, float]]) -> None:
        self._sources = [(source, np.float32(db_to_amplitude(gain_db))) for source, gain_db in sources]

    def read(self, start: int, frames: int) -> Block:
        """The sum of the layers from ``start`` to ``start + frames``, shape (frames, 2)."""
        total: Block | None = None
        for source, amplitude in self._sources:
            sound = source.read(start, frames) * amplitude
            total = sound if total is None else np.add(total, sound, out=total)
        return np.zeros((frames, CHANNELS), dtype=np.float32) if total is None else total


def layers(sources: Sequence[Source]) -> Source:
    """Several beds sounding together, each as loud as it is; none at all is silence."""
    return sources[0] if len(sources) == 1 else Layers([(source, 0.0) for source in sources])
