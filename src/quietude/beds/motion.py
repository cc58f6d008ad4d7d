"""Slow movement as closed functions of time: the same at 3:17 h whether or not 3:16 h was ever asked for."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np

from quietude.audio import Samples

if TYPE_CHECKING:
    from numpy.typing import NDArray


def generator(seed: int, *place: int) -> np.random.Generator:
    """Random numbers that belong to a seed and a place (a wave's number, a stream), wherever one starts.

    ``place`` may be negative: time before 0 exists. Making one costs some 8 us: what is asked for every
    second is better kept, or drawn by `chance`.
    """
    return np.random.default_rng([seed, *(number & 0xFFFF_FFFF for number in place)])


def chance(*place: int) -> int:
    """64 bits that belong to a place, each place's its own: one number, at a tenth of a generator's price."""
    digest = hashlib.blake2b(repr(place).encode(), digest_size=8).digest()
    return int.from_bytes(digest, "little")


class Drift:
    """A wandering between -1 and 1: the mean of sines with these periods and random phases.

    Phases are counted in whole turns of double precision: after eight hours they are exact to 1e-11 turns.
    """

    def __init__(self, periods_s: Sequence[float], seed: int, stream: int) -> None:
        self._periods_s = np.array(periods_s)[:, None]
        self._phases = generator(seed, stream).random(len(periods_s))[:, None]

    def __call__(self, times_s: NDArray[np.float64]) -> NDArray[np.float64]:
        """Where it stands at these times, shape (times,)."""
        turns = times_s / self._periods_s
        turns += self._phases
        turns -= np.floor(turns)
        turns *= 2.0 * np.pi
        mean: NDArray[np.float64] = np.add.reduce(np.sin(turns, out=turns))
        mean /= len(turns)
        return mean


def raised_cosine(position: NDArray[np.float64]) -> NDArray[np.float64]:
    """0 at and below 0, 1 at and above 1, and half a cosine in between: no corner that could be heard."""
    shape: NDArray[np.float64] = 0.5 - 0.5 * np.cos(np.pi * np.minimum(np.maximum(position, 0.0), 1.0))
    return shape


def sine(turns: NDArray[np.float64]) -> Samples:
    """The sine of so many turns.

    Whole turns are taken away in double precision; of what is left, single precision is exact to -130 dB and
    several times as fast.
    """
    within = (turns - np.floor(turns)).astype(np.float32)
    within *= np.float32(2.0 * np.pi)
    return np.asarray(np.sin(within, out=within), dtype=np.float32)
