"""The quiet of a room taken back, as far as it lies under a recorded voice, and no further.

A recording holds the hiss of its microphone and the hum of its room all the time; a synthetic voice between
two such lines has neither, and the ear hears the room switch on and off. So what sounds while nobody speaks
is measured, and turned down wherever the voice does not cover it. Twelve decibels are enough for that, and
few enough that nothing gurgles.

The rule is the Wiener filter with decision-directed estimates of Y. Ephraim and D. Malah, "Speech
enhancement using a minimum mean-square error short-time spectral amplitude estimator", IEEE Trans. ASSP 32
(1984): an estimate that remembers the frame before leaves no isolated tones behind ("musical noise").
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from typing import TYPE_CHECKING, Final

import numpy as np

from quietude.units import db_to_amplitude

if TYPE_CHECKING:
    from numpy.typing import NDArray

MOST_DB: Final = 12.0
"""Noise is turned down by this much where nobody speaks."""
_WINDOW_S: Final = 0.04
"""Long enough to part hum from voice, short enough for a consonant."""
_OVERLAP: Final = 4
_QUIET_PART: Final = 0.1
_QUIET_S: Final = 0.3
"""The noise is what sounds in the quietest tenth of the recording, and in 0.3 s at least."""
_UNDER_SPEECH_DB: Final = 15.0
"""Where the quietest moments are nearer to the loud ones than this, they are speech, and tell nothing."""
_STEADY_DB: Final = 4.0
"""The loudest of the quiet moments over their median: a room stays within 1 dB, the ends of words do not."""
_SILENT: Final = 1e-7
"""An amplitude (-140 dBFS) under which a frame is digital silence, and no room."""
_MEMORY: Final = 0.96
_BLOCK_FRAMES: Final = 512
"""Frames that are worked on at a time, so that memory does not grow with the length."""


def denoised(samples: NDArray[np.float32], sample_rate_hz: int) -> NDArray[np.float32]:
    """The recording with its steady noise turned down by up to `MOST_DB`; the same length, a pure function.

    ``samples`` is mono, shape (frames,), of any level. A recording without a quiet moment, or one in
    which somebody has put digital silence between the words, comes back as it is.
    """
    hop = max(1, round(_WINDOW_S * sample_rate_hz / _OVERLAP))
    size = hop * _OVERLAP
    window = np.sqrt(0.5 - 0.5 * np.cos(2 * np.pi * np.arange(size) / size))
    padded = np.zeros(len(samples) + 3 * size, dtype=np.float32)
    padded[size : size + len(samples)] = samples
    count = (len(padded) - size) // hop + 1
    noise = _noise(padded, window, hop, range(_OVERLAP, (len(samples)) // hop + 1))
    if noise is None:
        return samples
    out = np.zeros(len(padded), dtype=np.float32)
    floor = db_to_amplitude(-MOST_DB)
    before = np.zeros(size // 2 + 1)
    scale = 2.0 / _OVERLAP  # a squared Hann window, overlapped so often, adds up to this much less
    for first, spectra in _blocks(padded, window, hop, range(count)):
        posterior = np.abs(spectra) ** 2 / noise
        for row, ratio in enumerate(posterior):
            prior = _MEMORY * before + (1.0 - _MEMORY) * np.maximum(ratio - 1.0, 0.0)
            gain = np.maximum(prior / (1.0 + prior), floor)
            before = gain**2 * ratio
            spectra[row] *= gain
        for row, frame in enumerate(np.fft.irfft(spectra, size, axis=1) * (window * scale)):
            at = (first + row) * hop
            out[at : at + size] += frame
    return out[size : size + len(samples)]


def _noise(
    padded: NDArray[np.float32], window: NDArray[np.float64], hop: int, inside: range
) -> NDArray[np.float64] | None:
    """The noise's power in each bin of a frame; None where no frame ``inside`` the recording shows it."""
    size = len(window)
    levels = np.concatenate(
        [np.zeros(0)]
        + [np.mean(np.abs(spectra) ** 2, axis=1) for _, spectra in _blocks(padded, window, hop, inside)]
    )
    rooms = np.flatnonzero(levels > _SILENT**2 * size)
    if not len(rooms):
        return None
    wanted = max(math.ceil(_QUIET_S / _WINDOW_S * _OVERLAP), round(_QUIET_PART * len(rooms)))
    quiet = rooms[np.argsort(levels[rooms], kind="stable")[:wanted]]
    loudest = float(levels[quiet].max())
    steady = loudest <= np.median(levels[quiet]) * 10.0 ** (_STEADY_DB / 10.0)
    if not steady or loudest * 10.0 ** (_UNDER_SPEECH_DB / 10.0) > np.percentile(levels, 95):
        return None
    power = np.zeros(size // 2 + 1)
    for number in quiet:
        at = (inside.start + int(number)) * hop
        power += np.abs(np.fft.rfft(padded[at : at + size] * window)) ** 2
    noise: NDArray[np.float64] = power / len(quiet) + _SILENT**2 * size
    return noise


def _blocks(
    padded: NDArray[np.float32], window: NDArray[np.float64], hop: int, frames: range
) -> Iterator[tuple[int, NDArray[np.complex128]]]:
    """The spectra of some frames, a block at a time, with the number of the block's first."""
    size = len(window)
    views = np.lib.stride_tricks.sliding_window_view(padded, size)[::hop]
    for first in range(frames.start, frames.stop, _BLOCK_FRAMES):
        rows = views[first : min(first + _BLOCK_FRAMES, frames.stop)]
        yield first, np.fft.rfft(rows * window, axis=1)
