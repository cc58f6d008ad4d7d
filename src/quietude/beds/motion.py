"""Slow movement as closed functions of time: the same at 3:17 h whether or not 3:16 h was ever asked for."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np

from quietude.audio import Samples

if TYPE_CHECKING:
    from numpy.typing import NDArray


def generator(seed: int, *place: int) -> np.random.Generator:
    """Random numbers that belong to a seed and a place (a wave's number, a stream), wherever one starts.

    ``place`` may be negative: time before 0 exists.
    """
    return np.random.default_rng([seed, *(number & 0xFFFF_FFFF for number in place)])


def drift(
    times_s: NDArray[np.float64], periods_s: Sequence[float], seed: int, stream: int
) -> NDArray[np.float64]:
    """A wandering between -1 and 1: the mean of sines with these periods and random phases.

    Phases are counted in whole turns of double precision: after eight hours they are exact to 1e-11 turns.
    """
    phases = generator(seed, stream).random(len(periods_s))
    total = np.zeros_like(times_s)
    for period_s, phase in zip(periods_s, phases, strict=True):
        total += np.sin(2.0 * np.pi * ((times_s / period_s + phase) % 1.0))
    mean: NDArray[np.float64] = total / len(periods_s)
    return mean


def raised_cosine(position: NDArray[np.float64]) -> NDArray[np.float64]:
    """0 at and below 0, 1 at and above 1, and half a cosine in between: no corner that could be heard."""
    shape: NDArray[np.float64] = 0.5 - 0.5 * np.cos(np.pi * np.clip(position, 0.0, 1.0))
    return shape


def sine(turns: NDArray[np.float64]) -> Samples:
    """The sine of so many turns.

    Whole turns are taken away in double precision; of what is left, single precision is exact to -130 dB and
    several times as fast.
    """
    within = (turns - np.floor(turns)).astype(np.float32)
    return np.asarray(np.sin(within * np.float32(2.0 * np.pi)), dtype=np.float32)
