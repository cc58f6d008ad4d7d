"""How loud a bed is (ITU-R BS.1770-4), and bringing it to the level at which every bed is handed over."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Final, Protocol, runtime_checkable

import numpy as np

from quietude.audio import SAMPLE_RATE_HZ, Block, Samples, Source
from quietude.beds.cells import Layers
from quietude.beds.spectra import k_response
from quietude.errors import BedError
from quietude.loudness import gated_lufs

if TYPE_CHECKING:
    from numpy.typing import NDArray

BED_LEVEL_LUFS: Final = -36.0
"""Loudness of every bed at a gain of 0 dB. The voice's clips come at -20 LUFS; the mix decides the rest.

A bed that fills the gaps at -32 passes the relative gate of BS.1770 in a session that is mostly silence:
the programme then measures softer than the voice, the master raises it, and the voice ends in the limiter."""

_BLOCK_STEPS: Final = 4
_STEP: Final = SAMPLE_RATE_HZ // 10
"""The meter's blocks are 400 ms long and begin every 100 ms."""
_BLOCK: Final = _BLOCK_STEPS * _STEP

_WINDOW: Final = SAMPLE_RATE_HZ
_LOOKS: Final = 200
_LOOKS_AT_LEAST: Final = 20
_SURE: Final = 0.015
"""Looks end where the mean's standard error is 1.5 % (0.06 dB), which steady sounds reach at once."""
_SPAN_S: Final = 690
"""Two hundred looks of a second at eleven and a half minutes, one at a random second of each 3.45 s, so that
they keep step with no movement a bed may have. Against measuring all of it: within 0.3 LU for the most uneven
bed (singing-bowls), within 0.1 LU for the steady ones."""


_RECKONED_S: Final = 0.2
_RECKONED_BLOCK: Final = 2
_RECKONED_AT_ONCE: Final = 150
"""Energies that are reckoned are asked for every 200 ms, and half a minute at a time."""


@runtime_checkable
class Reckoned(Protocol):
    """A Source that knows how strong it is without making a sound, which measuring would need hundreds of."""

    def read(self, start: int, frames: int) -> Block:
        """See `quietude.audio.Source`."""
        ...

    def energies(self, times_s: NDArray[np.float64]) -> NDArray[np.float64]:
        """The K-weighted mean square, summed over both ears, that is to be expected at times in seconds:
        shape (times,) to (times,).
        """
        ...


def measure(source: Source, *, frames: int | None = None) -> float:
    """The gated loudness of a source in LUFS.

    Over its first ``frames`` where they are given (at least 400 ms), else over its first eleven and a half
    minutes: reckoned where it is `Reckoned`, or by up to two hundred looks of a second. -inf where nothing
    rises above -70 LUFS.
    """
    if frames is None and isinstance(source, Reckoned):
        return reckon(source.energies, _SPAN_S)
    if frames is None:
        return measure_at(source, np.arange(_SPAN_S))
    powers = [np.empty(0)]
    for start in range(0, frames, _WINDOW - _BLOCK + _STEP):
        length = min(_WINDOW, frames - start)
        if length >= _BLOCK:
            powers.append(_block_powers(source.read(start, length)))
    return gated_lufs(np.concatenate(powers))


def measure_at(source: Source, seconds: NDArray[np.int64]) -> float:
    """The gated loudness in LUFS of a source in some of its seconds, shape (seconds,), from first to last.

    Up to two hundred of them are looked at, spread over all, and no more than make the mean sure.
    """
    numbers = np.random.default_rng(1770)
    places = ((np.arange(_LOOKS) + numbers.random(_LOOKS)) * (len(seconds) / _LOOKS)).astype(int)
    looks: list[NDArray[np.float64]] = []
    for second in numbers.permutation(seconds[places]):
        look = source.read(int(second) * SAMPLE_RATE_HZ, _WINDOW)
        looks.append(_block_powers(look))
        means = np.array([look.mean() for look in looks])
        if len(looks) >= _LOOKS_AT_LEAST and means.std() <= _SURE * means.mean() * len(looks) ** 0.5:
            break
    return gated_lufs(np.concatenate(looks))


def reckon(energies: Callable[[NDArray[np.float64]], NDArray[np.float64]], duration_s: float) -> float:
    """The gated loudness in LUFS of what has these `Reckoned` energies, from 0 to ``duration_s``."""
    times_s = np.arange(0.5 * _RECKONED_S, duration_s, _RECKONED_S)
    pieces = [
        energies(times_s[at : at + _RECKONED_AT_ONCE]) for at in range(0, len(times_s), _RECKONED_AT_ONCE)
    ]
    return gated_lufs(_sliding(np.concatenate(pieces), _RECKONED_BLOCK))


def loudness(ears: Samples, rate_hz: int = SAMPLE_RATE_HZ) -> float:
    """The gated loudness in LUFS of sound that is held whole, shape (2, frames), at least 400 ms long."""
    return gated_lufs(_sliding(step_energies(ears, rate_hz).sum(axis=0), _BLOCK_STEPS))


def levelled(source: Source, *, target_lufs: float = BED_LEVEL_LUFS) -> Source:
    """The source at that loudness.

    Raises:
        BedError: it is silent, so that no gain could make it as loud.
    """
    found_lufs = measure(source)
    if not np.isfinite(found_lufs):
        raise BedError("this bed is silent: its parameters leave nothing to hear")
    return Layers([(source, target_lufs - found_lufs)])


def step_energies(ears: Samples, rate_hz: int = SAMPLE_RATE_HZ) -> NDArray[np.float64]:
    """The K-weighted mean square of every 100 ms in each ear, shape (2, frames) to (2, steps)."""
    # The filters are applied as a circle, and without their phases: what runs over one end comes in again at
    # the other. Theirs is a memory of some 20 ms; that moves nothing by more than 0.02 LU, and costs a tenth
    # of filtering sample by sample.
    frames = ears.shape[1]
    spectrum = np.fft.rfft(ears, axis=1)
    spectrum *= np.sqrt(k_response(frames, rate_hz))
    weighted = np.fft.irfft(spectrum, frames, axis=1)
    step = rate_hz * _STEP // SAMPLE_RATE_HZ
    squares = np.square(weighted, out=weighted)[:, : frames // step * step]
    energies: NDArray[np.float64] = squares.reshape(len(ears), -1, step).mean(axis=2, dtype=np.float64)
    return energies


def _block_powers(block: Block) -> NDArray[np.float64]:
    ears = np.ascontiguousarray(block.T)
    return _sliding(step_energies(ears).sum(axis=0), _BLOCK_STEPS)


def _sliding(energies: NDArray[np.float64], steps: int) -> NDArray[np.float64]:
    sums = np.concatenate([[0.0], np.cumsum(energies)])
    means: NDArray[np.float64] = (sums[steps:] - sums[:-steps]) / steps
    return means
