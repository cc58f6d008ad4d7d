"""How loud a bed is (ITU-R BS.1770-4), and bringing it to the level at which every bed is handed over."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import numpy as np

from quietude.audio import SAMPLE_RATE_HZ, Block, Source
from quietude.beds.cells import Layers
from quietude.errors import BedError

if TYPE_CHECKING:
    from numpy.typing import NDArray

BED_LEVEL_LUFS: Final = -32.0
"""Loudness of every bed at a gain of 0 dB. The voice's clips come at -20 LUFS; the mix decides the rest."""

_BLOCK: Final = SAMPLE_RATE_HZ * 4 // 10
_STEP: Final = _BLOCK // 4
_ABSOLUTE_GATE_LUFS: Final = -70.0
_RELATIVE_GATE_LU: Final = -10.0
_OFFSET_LUFS: Final = -0.691

_WINDOW: Final = 3 * SAMPLE_RATE_HZ
_WINDOWS: Final = 40
_SPACING: Final = round(17.31 * SAMPLE_RATE_HZ)
"""Forty looks of 3 s over eleven and a half minutes; no bed's movement keeps time with 17.31 s."""

# BS.1770-4, tables 1 and 2: the two filters at 48 kHz.
_SHELF_B: Final = (1.53512485958697, -2.69169618940638, 1.19839281085285)
_SHELF_A: Final = (1.0, -1.69065929318241, 0.73248077421585)
_PASS_B: Final = (1.0, -2.0, 1.0)
_PASS_A: Final = (1.0, -1.99004745483398, 0.99007225036621)


def measure(source: Source, *, frames: int | None = None) -> float:
    """The gated loudness of a source in LUFS.

    Over its first ``frames`` where they are given (at least 400 ms), else by forty looks of 3 s at its
    first eleven and a half minutes. -inf where nothing rises above -70 LUFS.
    """
    if frames is None:
        looks = [(number * _SPACING, _WINDOW) for number in range(_WINDOWS)]
    else:
        looks = [
            (start, min(_WINDOW, frames - start)) for start in range(0, frames, _WINDOW - _BLOCK + _STEP)
        ]
    response = _response(_WINDOW)
    powers = [np.empty(0)]
    for start, length in looks:
        if length >= _BLOCK:
            fitting = response if length == _WINDOW else _response(length)
            powers.append(_block_powers(source.read(start, length), fitting))
    return _gated(np.concatenate(powers))


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


def _response(length: int) -> NDArray[np.complex64]:
    z = np.exp(-2j * np.pi * np.arange(length // 2 + 1) / length)
    total = np.ones(length // 2 + 1, dtype=np.complex128)
    for above, under in ((_SHELF_B, _SHELF_A), (_PASS_B, _PASS_A)):
        total *= np.polyval(above[::-1], z) / np.polyval(under[::-1], z)
    return total.astype(np.complex64)


def _block_powers(block: Block, response: NDArray[np.complex64]) -> NDArray[np.float64]:
    # The filters are applied as a circle: what runs over the end comes in at the start, which moves the
    # first 400 ms of a look by less than 0.01 dB and costs a tenth of filtering sample by sample.
    weighted = np.fft.irfft(np.fft.rfft(block.T, axis=1) * response, len(block), axis=1)
    squares = np.square(weighted, dtype=np.float64).sum(axis=0)
    sums = np.concatenate([[0.0], np.cumsum(squares)])
    starts = np.arange(0, len(block) - _BLOCK + 1, _STEP)
    powers: NDArray[np.float64] = (sums[starts + _BLOCK] - sums[starts]) / _BLOCK
    return powers


def _gated(powers: NDArray[np.float64]) -> float:
    kept = powers[powers > _power(_ABSOLUTE_GATE_LUFS)]
    if not len(kept):
        return -np.inf
    kept = kept[kept > float(kept.mean()) * 10.0 ** (_RELATIVE_GATE_LU / 10.0)]
    return float(_OFFSET_LUFS + 10.0 * np.log10(kept.mean()))


def _power(lufs: float) -> float:
    return float(10.0 ** ((lufs - _OFFSET_LUFS) / 10.0))
