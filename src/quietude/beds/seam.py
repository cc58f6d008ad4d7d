"""Where a piece of music can be joined to itself so that nobody hears it, and how it is faded there."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import numpy as np

from quietude.audio import SAMPLE_RATE_HZ
from quietude.beds.motion import raised_cosine

if TYPE_CHECKING:
    from numpy.typing import NDArray

_LONGEST_OVERLAP: Final = 4 * SAMPLE_RATE_HZ
_SEARCH: Final = 20 * SAMPLE_RATE_HZ
"""How far before the end of the piece the join may lie."""
_COARSE: Final = 16
"""The search runs at 3 kHz, where the notes are, and is made exact at the full rate afterwards."""
_LEVEL_STEP: Final = SAMPLE_RATE_HZ // 2
_FADED_DB: Final = 8.0
"""Ends that lie this far under the piece's usual level are its own fades, and not looped."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Seam:
    """How a piece loops; places and lengths in frames of the decoded piece."""

    begin: int
    """Where it is first played from."""
    loop_start: int
    """Where every further round begins."""
    period: int
    """Length of a round: the end of one overlaps with the start of the next."""
    overlap: int
    correlation: float
    """How alike the two sounds are that meet, from -1 to 1."""

    @property
    def end(self) -> int:
        """First frame that is never played."""
        return self.loop_start + self.period + self.overlap

    def gains(self, place: int, frames: int) -> tuple[NDArray[np.float32], NDArray[np.float32]]:
        """The amplitudes of what comes in and what goes out, from ``place`` in the overlap on.

        Equal power for sounds as alike as these are: a plain equal-power fade of two sounds that are the
        same would swell by 3 dB in the middle.
        """
        position = (np.arange(place, place + frames, dtype=np.float64) + 0.5) / self.overlap
        turn = 0.5 * np.pi * raised_cosine(position)
        rising, falling = np.sin(turn), np.cos(turn)
        even = 1.0 / np.sqrt(1.0 + 2.0 * self.correlation * rising * falling)
        return (rising * even).astype(np.float32), (falling * even).astype(np.float32)


def find_seam(pcm: NDArray[np.int16], begin: int, end: int) -> Seam:
    """The best place to loop what lies between ``begin`` and ``end`` of a piece, shape (frames, 2).

    The piece's own fade-in is played once and its fade-out never; then the end is sought, within the last
    20 s or quarter, whose sound is most like that of the start, to the sample.
    """
    first, last = _without_fades(pcm, begin, end)
    length = last - first
    overlap = min(_LONGEST_OVERLAP, length // 4)
    search = min(_SEARCH, length // 4)
    head = _mono(pcm[first : first + overlap])
    tail = _mono(pcm[last - search - overlap : last])
    offset = _best(_coarse(head), _coarse(tail)) * _COARSE
    offset, correlation = _refine(head, tail, offset)
    period = last - search - overlap + offset - first
    # Far from alike is treated as unrelated; against each other, they would be lifted without bound.
    return Seam(
        begin=begin,
        loop_start=first,
        period=period,
        overlap=overlap,
        correlation=float(np.clip(correlation, -0.5, 1.0)),
    )


def _without_fades(pcm: NDArray[np.int16], begin: int, end: int) -> tuple[int, int]:
    count = (end - begin) // _LEVEL_STEP
    if count < 16:
        return begin, end
    levels_db = np.empty(count)
    for number in range(count):
        piece = _mono(pcm[begin + number * _LEVEL_STEP : begin + (number + 1) * _LEVEL_STEP])
        levels_db[number] = 10.0 * np.log10(np.mean(np.square(piece)) + 1e-3)
    loud = np.flatnonzero(levels_db > np.median(levels_db) - _FADED_DB)
    first, last = int(loud[0]), int(loud[-1]) + 1
    if last - first < count // 2:  # a piece of great contrasts, not one that fades
        return begin, end
    return begin + first * _LEVEL_STEP, (end if last == count else begin + last * _LEVEL_STEP)


def _mono(pcm: NDArray[np.int16]) -> NDArray[np.float64]:
    mono: NDArray[np.float64] = pcm.mean(axis=1, dtype=np.float64)
    mono -= mono.mean()
    return mono


def _coarse(mono: NDArray[np.float64]) -> NDArray[np.float64]:
    return np.asarray(mono[: len(mono) // _COARSE * _COARSE].reshape(-1, _COARSE).mean(axis=1))


def _best(head: NDArray[np.float64], tail: NDArray[np.float64]) -> int:
    """Where in ``tail`` that which follows is most like ``head``."""
    return int(np.argmax(_likeness(head, tail)))


def _refine(head: NDArray[np.float64], tail: NDArray[np.float64], offset: int) -> tuple[int, float]:
    """The exact place near ``offset``, and how alike the two sounds are there."""
    first = max(0, offset - 2 * _COARSE)
    found = _likeness(head, tail[first : offset + 2 * _COARSE + len(head)])
    best = int(np.argmax(found))
    return first + best, float(found[best])


def _likeness(head: NDArray[np.float64], tail: NDArray[np.float64]) -> NDArray[np.float64]:
    """How alike ``head`` and what follows each place in ``tail`` are, -1 to 1, for all that it fits in.

    By way of the Fourier transform, which gives the same figures on any number of cores; a matrix product may
    not.
    """
    size = 1 << (len(tail) + len(head)).bit_length()
    products = np.fft.irfft(np.fft.rfft(tail, size) * np.conj(np.fft.rfft(head, size)), size)
    places = len(tail) - len(head) + 1
    sums = np.concatenate([[0.0], np.cumsum(np.square(tail))])
    energies = np.maximum(sums[len(head) :] - sums[: -len(head)], 0.0)[:places]
    likeness: NDArray[np.float64] = products[:places] / np.sqrt(energies * np.sum(np.square(head)) + 1.0)
    return likeness
