"""From a stored clip to the sound of the session: soft edges, its polish, its sample rate, its loudness."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Final

import numpy as np

from quietude.audio import SAMPLE_RATE_HZ, Audio, Samples
from quietude.loudness import gated_lufs, k_weighting
from quietude.narration.clips import VOICE_LEVEL_LUFS
from quietude.narration.sound.polish import polished
from quietude.narration.sound.room import in_room
from quietude.units import db_to_amplitude, seconds_to_samples
from quietude.voices.effects import NO_EFFECTS, Effects

if TYPE_CHECKING:
    from numpy.typing import NDArray

EDGE_S: Final = 0.008
"""Raised-cosine edges: long enough that a cut never clicks, shorter than any consonant."""
_BLOCK_S: Final = 0.4
_MOST_APART_S: Final = 0.1


def finished_length(frames: int, sample_rate_hz: int) -> int:
    """How many samples at `SAMPLE_RATE_HZ` so many frames last, without a room's tail."""
    up, down = _ratio(sample_rate_hz)
    return -(-frames * up // down)


def finished(audio: Audio, *, gain_db: float, effects: Effects = NO_EFFECTS) -> Samples:
    """The clip as the session plays it: polished, soft edges, 48 kHz, `VOICE_LEVEL_LUFS` plus ``gain_db``.

    Its first `finished_length` samples are the spoken clip, and its level is theirs; a room's tail follows.
    The polish works at the clip's own rate, where there is less to do and nothing to miss.

    A pure function, so a clip sounds the same whenever and wherever it is made from its stored form.
    """
    rate = audio.sample_rate_hz
    samples = _with_edges(polished(audio.samples.astype(np.float64), rate, effects), rate)
    samples = _resampled(in_room(samples, rate, effects.room, effects.room_db), rate)
    level_lufs = loudness_lufs(samples[: finished_length(len(audio.samples), rate)])
    if math.isfinite(level_lufs):
        samples *= db_to_amplitude(VOICE_LEVEL_LUFS + gain_db - level_lufs)
    return samples.astype(np.float32)


def loudness_lufs(samples: NDArray[np.floating]) -> float:
    """Loudness of one mono clip at 48 kHz by BS.1770, also where it is shorter than one 400 ms block.

    The standard's blocks and its relative gate of -10 LU keep a pause between two clauses out of the
    mean, so that a long sentence is not raised for its pauses. Its blocks start every 100 ms, which
    leaves up to 100 ms at the end of a clip unheard; here they are spread evenly to cover it whole, and
    a clip shorter than a block is one block of its own length. -inf for silence.

    Measured as one channel: the same clip on both channels of a stereo file meters 3.01 LU higher.
    """
    from scipy.signal import sosfilt  # slow to import, and not needed until something is heard

    if not len(samples):
        return -math.inf
    weighted = sosfilt(k_weighting(), samples.astype(np.float64))
    energy = np.concatenate([[0.0], np.cumsum(weighted**2)])
    block = min(len(samples), seconds_to_samples(_BLOCK_S, SAMPLE_RATE_HZ))
    spare = len(samples) - block
    count = 1 + math.ceil(spare / seconds_to_samples(_MOST_APART_S, SAMPLE_RATE_HZ))
    starts = np.linspace(0, spare, count).round().astype(np.int64)
    return gated_lufs((energy[starts + block] - energy[starts]) / block)


def _with_edges(samples: NDArray[np.float64], sample_rate_hz: int) -> NDArray[np.float64]:
    edge = min(seconds_to_samples(EDGE_S, sample_rate_hz), len(samples) // 2)
    rise = 0.5 - 0.5 * np.cos(np.pi * (np.arange(edge) + 0.5) / max(edge, 1))
    shaped = samples.copy()
    shaped[:edge] *= rise
    shaped[len(samples) - edge :] *= rise[::-1]
    return shaped


def _resampled(samples: NDArray[np.float64], sample_rate_hz: int) -> NDArray[np.float64]:
    from scipy.signal import resample_poly

    up, down = _ratio(sample_rate_hz)
    if up == down:
        return samples
    heard: NDArray[np.float64] = resample_poly(samples, up, down)
    return heard


def _ratio(sample_rate_hz: int) -> tuple[int, int]:
    common = math.gcd(SAMPLE_RATE_HZ, sample_rate_hz)
    return SAMPLE_RATE_HZ // common, sample_rate_hz // common
