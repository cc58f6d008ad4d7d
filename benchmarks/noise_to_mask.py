"""How far a codec's noise lies over what the sound itself hides: the noise-to-mask ratio.

After the ear model of ITU-R BS.1387-1, basic version (as P. Kabal, "An Examination and Interpretation of
ITU-R BS.1387", McGill University 2003, sets it out), which goes back to K. Brandenburg's NMR of 1987: spectra
of 2048 samples, weighted as the outer and middle ear do, in 109 bands a quarter of a Bark wide; each band's
energy spreads to its neighbours and a little over time; 3 to 7 dB below that lies the mask. Noise is the
difference of the spectra's magnitudes, so a mere shift of phase counts for nothing.

0 dB is noise as strong as the mask in the mean over the bands. It is no listening test: it puts encodings of
the same sound in order, and says by how much they differ.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Final, TypeAlias

import numpy as np
from numpy.typing import NDArray

from quietude.audio import SAMPLE_RATE_HZ, Block

Energies: TypeAlias = NDArray[np.float64]
"""Shape (spectra, channels, `BANDS`); 1.0 is 0 dB SPL."""

WINDOW: Final = 2048
STEP: Final = 1024
"""Samples from one spectrum to the next (21.3 ms)."""

_FULL_SCALE_DB_SPL: Final = 92.0
"""How loud a sine of full scale is taken to be played: BS.1387's own assumption where nothing is known."""
_LOWEST_HZ: Final = 80.0
_HIGHEST_HZ: Final = 18_000.0
_BARK: Final = 0.25
_LEAST: Final = 1e-12
_DISTURBING: Final = 10.0**0.15
_SPREAD_POWER: Final = 0.4
"""Spread energies add as this power of theirs."""
_AT_ONCE: Final = 512
"""Spectra held in memory together."""


def _bark(hz: Any) -> Any:
    return 7.0 * np.arcsinh(np.asarray(hz) / 650.0)


def _hz(bark: Any) -> Any:
    return 650.0 * np.sinh(np.asarray(bark) / 7.0)


_EDGES_BARK: Final = np.append(np.arange(_bark(_LOWEST_HZ), _bark(_HIGHEST_HZ), _BARK), _bark(_HIGHEST_HZ))
BANDS: Final = len(_EDGES_BARK) - 1
"""109."""
_CENTRES_HZ: Final[NDArray[np.float64]] = _hz((_EDGES_BARK[:-1] + _EDGES_BARK[1:]) / 2)
_OWN_NOISE: Final = 10.0 ** (0.1456 * (_CENTRES_HZ / 1000.0) ** -0.8)
"""The ear's own, which is added to every band: it stands for the threshold in quiet."""
_OFFSET: Final = 10.0 ** (np.maximum(3.0, 0.25 * _BARK * np.arange(BANDS)) / 10.0)
"""How far the mask lies under the spread energy: 3 dB up to 12 Bark, then a quarter of a dB more for each
Bark from the lowest band."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Ratios:
    """The noise-to-mask ratio of one encoding."""

    by_frame: NDArray[np.float64]
    """One for each spectrum, as a ratio of energies: the mean over bands and channels."""
    highest: NDArray[np.float64]
    """For each spectrum the ratio in the band and channel where it is highest."""

    @property
    def mean_db(self) -> float:
        """The total: the mean of the ratios, in dB; -inf where nothing differs."""
        return to_db(float(np.mean(self.by_frame)))

    def quantile_db(self, share: float) -> float:
        """What ``share`` of the spectra stay under."""
        return to_db(float(np.quantile(self.by_frame, share)))

    def worst_db(self, share: float = 0.01) -> float:
        """The mean of the worst spectra."""
        count = max(1, round(share * len(self.by_frame)))
        return to_db(float(np.mean(np.sort(self.by_frame)[-count:])))

    @property
    def disturbed(self) -> float:
        """The share of spectra where noise lies 1.5 dB or more over the mask in some band (BS.1387's RDF)."""
        return float(np.mean(self.highest >= _DISTURBING))


def to_db(ratio: float) -> float:
    """A ratio of energies in dB; -inf for 0."""
    return float(10.0 * np.log10(ratio)) if ratio > 0 else -float("inf")


def masks(sound: Block) -> Energies:
    """What the sound hides in each band, at each spectrum. ``sound``: shape (frames, 2)."""
    spread = np.empty((_spectra_in(len(sound)), sound.shape[1], BANDS))
    for first in range(0, len(spread), _AT_ONCE):
        magnitudes = _magnitudes(sound, first, min(first + _AT_ONCE, len(spread)))
        spread[first : first + _AT_ONCE] = _spread(_in_bands(magnitudes**2) + _OWN_NOISE)
    return np.asarray(_lingering(spread) / _OFFSET)


def noise_to_mask(sound: Block, decoded: Block, mask: Energies) -> Ratios:
    """How the difference between a sound and what became of it stands to the sound's own `masks`.

    Both are of one shape and aligned to the sample.

    Raises:
        ValueError: they are not of one shape.
    """
    if sound.shape != decoded.shape:
        raise ValueError(f"sound of shape {decoded.shape} beside {sound.shape}")
    by_frame, highest = np.empty(len(mask)), np.empty(len(mask))
    for first in range(0, len(mask), _AT_ONCE):
        last = min(first + _AT_ONCE, len(mask))
        difference = _magnitudes(sound, first, last) - _magnitudes(decoded, first, last)
        ratios = _in_bands(difference**2, least=0.0) / mask[first:last]
        by_frame[first:last], highest[first:last] = ratios.mean(axis=(1, 2)), ratios.max(axis=(1, 2))
    return Ratios(by_frame=by_frame, highest=highest)


def centre_of(spectrum: int) -> int:
    """The sample in the middle of a spectrum."""
    return spectrum * STEP + WINDOW // 2


def _spectra_in(frames: int) -> int:
    return (frames - WINDOW) // STEP + 1


def _magnitudes(sound: Block, first: int, last: int) -> NDArray[np.float64]:
    """Weighted magnitudes of some spectra, shape (spectra, channels, WINDOW // 2 + 1)."""
    piece = sound[first * STEP : (last - 1) * STEP + WINDOW].astype(np.float64)
    windows = np.lib.stride_tricks.sliding_window_view(piece, WINDOW, axis=0)[::STEP]
    return np.asarray(np.abs(np.fft.rfft(windows * _WEIGHTED_WINDOW)) * _EAR)


def _ear_weights() -> NDArray[np.float64]:
    """Amplitude factors of the outer and middle ear for each line of a spectrum; none for 0 Hz."""
    khz = np.fft.rfftfreq(WINDOW, 1.0 / SAMPLE_RATE_HZ)[1:] / 1000.0
    gain_db = -2.184 * khz**-0.8 + 6.5 * np.exp(-0.6 * (khz - 3.3) ** 2) - 0.001 * khz**3.6
    return np.concatenate(([0.0], 10.0 ** (gain_db / 20.0)))


def _calibrated_window() -> NDArray[np.float64]:
    """A Hann window under which a sine of full scale has the magnitude of its level in dB SPL."""
    window = np.hanning(WINDOW)
    return np.asarray(window * 10.0 ** (_FULL_SCALE_DB_SPL / 20.0) / (window.sum() / 2.0))


def _lines_to_bands() -> NDArray[np.float64]:
    """Which part of each line lies in each band, shape (WINDOW // 2 + 1, BANDS)."""
    width = SAMPLE_RATE_HZ / WINDOW
    lines = np.arange(WINDOW // 2 + 1)[:, np.newaxis] * width
    edges = _hz(_EDGES_BARK)
    low = np.maximum(lines - width / 2, edges[:-1])
    high = np.minimum(lines + width / 2, edges[1:])
    return np.asarray(np.maximum(0.0, high - low) / width)


_EAR: Final = _ear_weights()
_WEIGHTED_WINDOW: Final = _calibrated_window()
_TO_BANDS: Final = _lines_to_bands()


def _in_bands(energies: NDArray[np.float64], least: float = _LEAST) -> Energies:
    return np.maximum(energies @ _TO_BANDS, least)


def _spread_alone(energies: Energies) -> Energies:
    """Every band's energy over all bands: 27 dB a Bark downward, upward the flatter the louder it is."""
    away = np.arange(BANDS)[:, np.newaxis] - np.arange(BANDS)  # [into, from]
    down = 10.0 ** (2.7 * _BARK * np.minimum(away, 0))
    slope_db = -24.0 - 230.0 / _CENTRES_HZ + 2.0 * np.log10(energies)
    # One band further up is this factor; as a power of e, so that all distances are one exponential.
    step = slope_db * (_BARK * np.log(10.0) / 10.0)
    shape = np.exp(step[..., np.newaxis, :] * np.maximum(away, 0)) * down
    shape *= (energies / shape.sum(axis=-2))[..., np.newaxis, :]
    return np.asarray((shape**_SPREAD_POWER).sum(axis=-1) ** (1.0 / _SPREAD_POWER))


_SPREAD_OF_EVEN: Final = _spread_alone(np.ones(BANDS))


def _spread(energies: Energies) -> Energies:
    """As `_spread_alone`, so that 0 dB everywhere stays what it is."""
    spread = np.empty_like(energies)
    for at in range(0, len(energies), 32):  # 109 x 109 for each spectrum: more would leave the cache
        spread[at : at + 32] = _spread_alone(energies[at : at + 32])
    return spread / _SPREAD_OF_EVEN


def _lingering(energies: Energies) -> Energies:
    """Masking after a sound has gone: decays of 30 ms (at 100 Hz) to 8 ms, from one spectrum to the next."""
    decay_s = 0.008 + 100.0 / _CENTRES_HZ * (0.030 - 0.008)
    keep = np.exp(-STEP / (SAMPLE_RATE_HZ * decay_s))
    state = np.zeros_like(energies[0])
    lasting = np.empty_like(energies)
    for at, now in enumerate(energies):
        state = keep * state + (1.0 - keep) * now
        lasting[at] = np.maximum(state, now)
    return lasting
