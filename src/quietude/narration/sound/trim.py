"""Where speech begins and ends in what an engine gave."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import numpy as np

from quietude.audio import Audio
from quietude.units import seconds_to_samples

if TYPE_CHECKING:
    from numpy.typing import NDArray

LEAD_S: Final = 0.02
"""Kept before the first sound: a soft f or h rises over 60 ms, the first 20 of them under the threshold."""
TAIL_S: Final = 0.06
"""Kept after the last sound: hibari's vowels and the breath after a t fade by 25 dB in the next 60 ms."""
_FRAME_S: Final = 0.01
_HOP_S: Final = 0.005
_BELOW_SPEECH_DB: Final = 40.0
"""A sound is speech from here up, against the clip's loud frames. Clean neural speech has its consonants
within 35 dB of its vowels and its silence 100 dB below; both stay where they belong, whatever the level."""
_ABOVE_FLOOR_DB: Final = 8.0
"""Where an engine hisses, speech has to stand out from its quietest frames by this much."""
_AT_LEAST_BELOW_DB: Final = 25.0
"""However loud the hiss, nothing is cut that lies within this of the loud frames."""
_SHORTEST_SOUND_FRAMES: Final = 3
"""Shorter is a click, not speech."""
_SILENT: Final = 1e-5
"""An amplitude (-100 dBFS) under which there is no speech at all."""


def trimmed(audio: Audio) -> Audio | None:
    """The clip from just before its first sound to just after its last; None where it holds none."""
    kept = sounding_part(audio)
    if kept is None:
        return None
    return Audio(samples=audio.samples[kept.start : kept.stop], sample_rate_hz=audio.sample_rate_hz)


def sounding_part(audio: Audio) -> range | None:
    """Which samples of a clip `trimmed` keeps; None where there is no sound in it.

    Levels are taken over 10 ms every 5 ms and compared with the clip's own, so the engine's level does
    not matter. A click of under 20 ms before or after the speech does not hold the cut open.
    """
    rate = audio.sample_rate_hz
    hop = max(1, seconds_to_samples(_HOP_S, rate))
    levels_db = _levels_db(audio.samples.astype(np.float64), seconds_to_samples(_FRAME_S, rate), hop)
    loud_db = float(np.percentile(levels_db, 95)) if len(levels_db) else -np.inf
    # A short word between long silences fills less than a twentieth of its clip.
    loud_db = max(loud_db, float(levels_db.max(initial=-np.inf)) - 12.0)
    if not loud_db > 20 * np.log10(_SILENT):
        return None
    floor_db = float(np.percentile(levels_db, 5))
    threshold_db = max(
        loud_db - _BELOW_SPEECH_DB, min(floor_db + _ABOVE_FLOOR_DB, loud_db - _AT_LEAST_BELOW_DB)
    )
    sounding = np.flatnonzero(_in_runs(levels_db > threshold_db))
    if not len(sounding):
        return None
    start = sounding[0] * hop - seconds_to_samples(LEAD_S, rate)
    end = sounding[-1] * hop + seconds_to_samples(_FRAME_S + TAIL_S, rate)
    return range(max(0, int(start)), min(len(audio.samples), int(end)))


def _levels_db(samples: NDArray[np.float64], frame: int, hop: int) -> NDArray[np.float64]:
    padded = np.concatenate([samples, np.zeros(frame)])
    energy = np.concatenate([[0.0], np.cumsum(padded**2)])
    starts = np.arange(0, len(samples), hop)
    mean = np.maximum(energy[starts + frame] - energy[starts], 0.0) / frame
    levels: NDArray[np.float64] = 10 * np.log10(mean + 1e-20)
    return levels


def _in_runs(loud: NDArray[np.bool_]) -> NDArray[np.bool_]:
    """Only the frames that lie in a run of at least `_SHORTEST_SOUND_FRAMES`."""
    edges = np.flatnonzero(np.diff(np.concatenate([[False], loud, [False]]).astype(np.int8)))
    kept = np.zeros(len(loud), dtype=np.bool_)
    for start, end in zip(edges[::2], edges[1::2], strict=True):
        if end - start >= _SHORTEST_SOUND_FRAMES:
            kept[start:end] = True
    return kept
