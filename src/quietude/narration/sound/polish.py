"""The voice polish: what an engineer does to a dry voice before anybody hears it, as little as will do.

Rumble out, a little presence, sharp s sounds taken back, loud words brought nearer to soft ones. The whole
clip is there before it is played, so the dynamic two look ahead as far as back: their gain moves evenly,
and never comes late. They compare a clip with itself, so an engine's level makes no difference.

The filters are those of R. Bristow-Johnson's "Cookbook formulae for audio EQ biquad filter coefficients".
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Final

import numpy as np

from quietude.voices.effects import Effects

if TYPE_CHECKING:
    from numpy.typing import NDArray

PRESENCE_HZ: Final = 4000.0
_PRESENCE_Q: Final = 0.7
SIBILANCE_HZ: Final = 7000.0
"""Where an s is strongest: 5 to 9 kHz in most voices."""
_SIBILANCE_Q: Final = 0.8
_HIGH_PASS_Q: Final = math.sqrt(0.5)
_HIGHEST: Final = 0.45
"""Of the sample rate: a band that lies above this is not in the clip, and is left alone."""

_HOPS_A_SECOND: Final = 1000
"""Gains are worked out every millisecond and go straight from one to the next."""
_GATE: Final = 0.1
"""Hops whose energy is under this part of the mean are pauses, not speech (-10 dB)."""

_S_WINDOW_MS: Final = 12
_S_HOLD_MS: Final = 8
_S_RATIO_DB: Final = (-7.0, -4.0)
"""The band's part of the whole sound: a vowel lies under the first, an s over the second."""
_S_THRESHOLD_DB: Final = -18.0
"""An s is let be while its band lies this far under the clip's speech: half of them lie 10 dB above it."""
_S_SLOPE: Final = 0.8
MOST_DE_ESS_DB: Final = 12.0

_LOUD_WINDOW_MS: Final = 100
"""Half a syllable: slow enough to leave a sound's shape alone, quick enough for a vowel that stands out."""
_LOUD_THRESHOLD_DB: Final = -4.0
_KNEE_DB: Final = 12.0
_RATIO: Final = 2.0
MOST_COMPRESSION_DB: Final = 6.0


def polished(samples: NDArray[np.float64], sample_rate_hz: int, effects: Effects) -> NDArray[np.float64]:
    """The polish without the room: the same length, the same timing; a pure function.

    ``samples`` is one clip, mono, shape (frames,), at any rate and level. An effect that is off changes
    nothing.
    """
    from scipy.signal import sosfilt  # slow to import, and not needed until something is heard

    hop = max(1, round(sample_rate_hz / _HOPS_A_SECOND))
    if not effects.shape or len(samples) < 2 * hop:
        return samples
    if sections := _tone(effects, sample_rate_hz):
        samples = sosfilt(np.array(sections), samples)
    if effects.compression:
        reduction_db = loud_reduction_db(_energies(samples, hop), effects.compression)
        samples = samples * _gain(reduction_db, hop, len(samples))
    if effects.de_ess and sample_rate_hz * _HIGHEST > SIBILANCE_HZ:
        band = sosfilt(np.array([_band_pass(SIBILANCE_HZ, _SIBILANCE_Q, sample_rate_hz)]), samples)
        reduction_db = sibilance_reduction_db(_energies(band, hop), _energies(samples, hop), effects.de_ess)
        if reduction_db.any():
            # A second-order band taken off its own sound is a bell, as deep as the gain and in phase at its
            # centre; where the gain is 1 it is not there at all.
            samples = samples - band * (1.0 - _gain(reduction_db, hop, len(samples)))
    return samples


def sibilance_reduction_db(
    band: NDArray[np.float64], whole: NDArray[np.float64], amount: float
) -> NDArray[np.float64]:
    """How far the sibilance band steps back, in dB (positive), from energies a millisecond each.

    Only where the band is most of the sound (so that it is an s, not a bright vowel) and strong against
    the clip's speech.
    """
    from scipy.ndimage import maximum_filter1d

    tiny = 1e-9 * _speech(whole) + 1e-30
    band_db = 10.0 * np.log10(_smooth(band, _S_WINDOW_MS) + tiny)
    whole_db = 10.0 * np.log10(_smooth(whole, _S_WINDOW_MS) + tiny)
    low, high = _S_RATIO_DB
    sharp = np.clip((band_db - whole_db - low) / (high - low), 0.0, 1.0)
    over_db = np.maximum(0.0, band_db - 10.0 * math.log10(_speech(whole) + 1e-30) - _S_THRESHOLD_DB)
    wanted_db = amount * np.minimum(_S_SLOPE * over_db, MOST_DE_ESS_DB) * sharp
    held: NDArray[np.float64] = maximum_filter1d(wanted_db, _S_HOLD_MS, mode="constant")
    return _smooth(held, _S_WINDOW_MS)


def loud_reduction_db(energies: NDArray[np.float64], amount: float) -> NDArray[np.float64]:
    """How far loud syllables step back, in dB (positive), from energies a millisecond each.

    A soft knee into 2:1 at ``amount`` 1, never more than `MOST_COMPRESSION_DB`; less amount, less of it.
    """
    speech = _speech(energies)
    level_db = 10.0 * np.log10((_smooth(energies, _LOUD_WINDOW_MS) + 1e-30) / (speech + 1e-30))
    over_db = level_db - _LOUD_THRESHOLD_DB
    in_knee = np.clip(over_db + _KNEE_DB / 2, 0.0, _KNEE_DB) ** 2 / (2 * _KNEE_DB)
    above = np.where(over_db > _KNEE_DB / 2, over_db, in_knee)
    reduction_db: NDArray[np.float64] = amount * np.minimum(above * (1 - 1 / _RATIO), MOST_COMPRESSION_DB)
    return reduction_db


def _tone(effects: Effects, sample_rate_hz: int) -> list[list[float]]:
    sections = []
    if effects.high_pass_hz:
        sections.append(_high_pass(effects.high_pass_hz, sample_rate_hz))
    if effects.presence_db and sample_rate_hz * _HIGHEST > PRESENCE_HZ:
        sections.append(_bell(PRESENCE_HZ, _PRESENCE_Q, effects.presence_db, sample_rate_hz))
    return sections


def _high_pass(cut_hz: float, sample_rate_hz: int) -> list[float]:
    cos, alpha = _turn(cut_hz, _HIGH_PASS_Q, sample_rate_hz)
    return _section([(1 + cos) / 2, -1 - cos, (1 + cos) / 2, 1 + alpha, -2 * cos, 1 - alpha])


def _band_pass(centre_hz: float, q: float, sample_rate_hz: int) -> list[float]:
    cos, alpha = _turn(centre_hz, q, sample_rate_hz)
    return _section([alpha, 0.0, -alpha, 1 + alpha, -2 * cos, 1 - alpha])


def _bell(centre_hz: float, q: float, gain_db: float, sample_rate_hz: int) -> list[float]:
    cos, alpha = _turn(centre_hz, q, sample_rate_hz)
    root = 10.0 ** (gain_db / 40.0)
    up, down = alpha * root, alpha / root
    return _section([1 + up, -2 * cos, 1 - up, 1 + down, -2 * cos, 1 - down])


def _turn(centre_hz: float, q: float, sample_rate_hz: int) -> tuple[float, float]:
    angle = 2 * math.pi * centre_hz / sample_rate_hz
    return math.cos(angle), math.sin(angle) / (2 * q)


def _section(coefficients: list[float]) -> list[float]:
    return [value / coefficients[3] for value in coefficients]


def _energies(samples: NDArray[np.float64], hop: int) -> NDArray[np.float64]:
    """The mean square of every hop, shape (hops,); a last one that is not whole is left out."""
    whole = samples[: len(samples) // hop * hop].reshape(-1, hop)
    energies: NDArray[np.float64] = np.einsum("hs,hs->h", whole, whole) / hop
    return energies


def _speech(energies: NDArray[np.float64]) -> float:
    """The clip's own level while it speaks, as an energy: the mean without its pauses."""
    mean = float(energies.mean())
    return float(energies[energies >= _GATE * mean].mean())


def _smooth(values: NDArray[np.float64], width: int) -> NDArray[np.float64]:
    """A moving mean under a raised cosine of ``width`` hops, centred; nothing lies outside the clip."""
    window = np.hanning(width + 2)[1:-1]
    after = (width - 1) // 2
    return np.convolve(values, window / window.sum())[width - 1 - after : len(values) + width - 1 - after]


def _gain(reduction_db: NDArray[np.float64], hop: int, frames: int) -> NDArray[np.float64]:
    """The factor at every sample, shape (frames,), in straight lines between the middles of the hops."""
    factor = np.exp(reduction_db * (-math.log(10.0) / 20.0))
    corners = np.concatenate([factor[:1], factor, factor[-1:], factor[-1:]])
    ramp = (np.arange(hop) + 0.5) / hop
    lines = corners[:-1, np.newaxis] + np.diff(corners)[:, np.newaxis] * ramp
    return lines.reshape(-1)[hop // 2 : hop // 2 + frames]
