"""Reading a bed anywhere: cells on a fixed grid, and sources made of other sources.

A bed whose level moves is computed in cells of one second that begin at whole seconds, and a read is cut
out of them. Whatever happens inside a cell, then, neither the order nor the size of reads can show.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Final, Generic, Protocol, TypeVar

import numpy as np

from quietude.audio import CHANNELS, SAMPLE_RATE_HZ, Block, Samples, Source
from quietude.units import db_to_amplitude

if TYPE_CHECKING:
    from numpy.typing import NDArray

CELL_FRAMES: Final = SAMPLE_RATE_HZ
"""Length of a cell: one second."""

CONTROL_FRAMES: Final = 48
"""Slow movements are computed every millisecond and joined by straight lines in between. A line's corner
after 1 ms of a movement slower than 1 Hz lies more than 100 dB under the sound it moves."""

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


def control_times(index: int) -> NDArray[np.float64]:
    """The times of a cell's control points, in seconds: both ends included, shape (1001,)."""
    points = index * CELL_FRAMES + np.arange(0, CELL_FRAMES + 1, CONTROL_FRAMES, dtype=np.int64)
    times: NDArray[np.float64] = points / SAMPLE_RATE_HZ
    return times


def spread(points: NDArray[np.float64]) -> Samples:
    """Control points to one value a sample, by straight lines: shape (1001,) to (CELL_FRAMES,)."""
    ramp = np.arange(CONTROL_FRAMES, dtype=np.float32) / np.float32(CONTROL_FRAMES)
    first = points[:-1].astype(np.float32)
    rise = np.diff(points).astype(np.float32)
    return np.asarray(first[:, None] + rise[:, None] * ramp, dtype=np.float32).reshape(-1)


class Layers:
    """Several sources sounding together, each with its gain in dB."""

    def __init__(self, sources: Sequence[tuple[Source, float]]) -> None:
        self._sources = [(source, np.float32(db_to_amplitude(gain_db))) for source, gain_db in sources]

    def read(self, start: int, frames: int) -> Block:
        """The sum of the layers from ``start`` to ``start + frames``, shape (frames, 2)."""
        total = np.zeros((frames, CHANNELS), dtype=np.float32)
        for source, amplitude in self._sources:
            total += source.read(start, frames) * amplitude
        return total


def layers(sources: Sequence[Source]) -> Source:
    """Several beds sounding together, each as loud as it is; none at all is silence."""
    return Layers([(source, 0.0) for source in sources])
