"""How loud a bed is (ITU-R BS.1770-4), and bringing it to the level at which every bed is handed over."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING, Final

import numpy as np

from quietude.audio import SAMPLE_RATE_HZ, Block, Source
from quietude.beds.cells import Layers
from quietude.errors import BedError
from quietude.loudness import gated_lufs, k_weighting

if TYPE_CHECKING:
    from numpy.typing import NDArray

BED_LEVEL_LUFS: Final = -36.0
"""Loudness of every bed at a gain of 0 dB. The voice's clips come at -20 LUFS; the mix decides the rest.

A bed that fills the gaps at -32 passes the relative gate of BS.1770 in a session that is mostly silence:
the programme then measures softer than the voice, the master raises it, and the voice ends in the limiter."""

_BLOCK: Final = SAMPLE_RATE_HZ * 4 // 10
_STEP: Final = _BLOCK // 4

_WINDOW: Final = SAMPLE_RATE_HZ
_LOOKS: Final = 200
_LOOKS_AT_LEAST: Final = 20
_SURE: Final = 0.015
"""Looks end where the mean's standard error is 1.5 % (0.06 dB), which steady sounds reach at once."""
_SPAN_S: Final = 690
"""Two hundred looks of a second at eleven and a half minutes, one at a random second of each 3.45 s, so that
they keep step with no movement a bed may have. Against measuring all of it: within 0.3 LU for the most uneven
bed (singing-bowls), within 0.1 LU for the steady ones."""


def measure(source: Source, *, frames: int | None = None) -> float:
    """The gated loudness of a source in LUFS.

    Over its first ``frames`` where they are given (at least 400 ms), else by up to two hundred looks of a
    second at its first eleven and a half minutes. -inf where nothing rises above -70 LUFS.
    """
    if frames is None:
        return measure_at(source, np.arange(_SPAN_S))
    powers = [np.empty(0)]
    for start in range(0, frames, _WINDOW - _BLOCK + _STEP):
        length = min(_WINDOW, frames - start)
        if length >= _BLOCK:
            powers.append(_block_powers(source.read(start, length), _response(length)))
    return gated_lufs(np.concatenate(powers))


def measure_at(source: Source, seconds: NDArray[np.int64]) -> float:
    """The gated loudness in LUFS of a source in some of its seconds, shape (seconds,), from first to last.

    Up to two hundred of them are looked at, spread over all, and no more than make the mean sure.
    """
    numbers = np.random.default_rng(1770)
    places = ((np.arange(_LOOKS) + numbers.random(_LOOKS)) * (len(seconds) / _LOOKS)).astype(int)
    looks: list[NDArray[np.float64]] = []
    for second in numbers.permutation(seconds[places]):
        looks.append(_block_powers(source.read(int(second) * SAMPLE_RATE_HZ, _WINDOW), _response(_WINDOW)))
        means = np.array([look.mean() for look in looks])
        if len(looks) >= _LOOKS_AT_LEAST and means.std() <= _SURE * means.mean() * len(looks) ** 0.5:
            break
    return gated_lufs(np.concatenate(looks))


def loudness(block: Block) -> float:
    """The gated loudness in LUFS of sound that is held whole, shape (frames, 2), at least 400 ms long."""
    return measure(_Held(block), frames=len(block))


class _Held:
    def __init__(self, block: Block) -> None:
        self._block = block

    def read(self, start: int, frames: int) -> Block:
        return self._block[start : start + frames]


def levelled(source: Source, *, target_lufs: float = BED_LEVEL_LUFS) -> Source:
    """The source at that loudness.

    Raises:
        BedError: it is silent, so that no gain could make it as loud.
    """
    found_lufs = measure(source)
    if not np.isfinite(found_lufs):
        raise BedError("this bed is silent: its parameters leave nothing to hear")
    return Layers([(source, target_lufs - found_lufs)])


@lru_cache(maxsize=2)
def _response(length: int) -> NDArray[np.complex64]:
    z = np.exp(-2j * np.pi * np.arange(length // 2 + 1) / length)
    total = np.ones(length // 2 + 1, dtype=np.complex128)
    for section in k_weighting():
        total *= np.polyval(section[2::-1], z) / np.polyval(section[:2:-1], z)
    return total.astype(np.complex64)


def _block_powers(block: Block, response: NDArray[np.complex64]) -> NDArray[np.float64]:
    # The filters are applied as a circle: what runs over the end comes in at the start. Theirs is a memory of
    # some 20 ms; it moves nothing by more than 0.02 LU and costs a tenth of filtering sample by sample.
    weighted = np.fft.irfft(np.fft.rfft(block.T, axis=1) * response, len(block), axis=1)
    squares = np.square(weighted, dtype=np.float64).sum(axis=0)
    sums = np.concatenate([[0.0], np.cumsum(squares)])
    starts = np.arange(0, len(block) - _BLOCK + 1, _STEP)
    powers: NDArray[np.float64] = (sums[starts + _BLOCK] - sums[starts]) / _BLOCK
    return powers
