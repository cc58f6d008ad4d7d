"""Sound for these tests, and a source that holds it."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from quietude.audio import Block

RATE = 48_000


class Held:
    """A source over an array that notes how far ahead it was read."""

    def __init__(self, samples: Block) -> None:
        self.samples = samples
        self.furthest = 0

    def read(self, start: int, frames: int) -> Block:
        assert start >= 0
        assert start + frames <= len(self.samples)
        self.furthest = max(self.furthest, start + frames)
        return self.samples[start : start + frames]


def murmur(seconds: float) -> Block:
    """Something like a session: syllables and rests, a soft noise, a tone, and some sharp strikes."""
    rng = np.random.default_rng(7)
    frames = int(seconds * RATE)
    time_s = np.arange(frames) / RATE
    syllables = np.clip(np.sin(2 * np.pi * 2.3 * time_s), 0, 1) * (np.sin(2 * np.pi * 0.11 * time_s) > -0.2)
    pitch = 2 * np.pi * np.cumsum(190 + 30 * np.sin(2 * np.pi * 0.7 * time_s)) / RATE
    voice = syllables * sum(np.sin(pitch * harmonic) / harmonic for harmonic in range(1, 14)) * 0.2
    noise = rng.standard_normal((frames, 2)) * 0.01
    tone = 0.03 * np.sin(2 * np.pi * 110 * time_s)
    sound: npt.NDArray[np.float64] = (voice + tone)[:, None] + noise
    strike = np.exp(-np.arange(RATE // 4) / 1_500)[:, None] * rng.standard_normal((RATE // 4, 2)) * 0.3
    for at in rng.integers(0, max(1, frames - len(strike)), size=int(seconds * 2)):
        sound[at : at + len(strike)] += strike[: frames - at]
    level = np.float64(0.8 / np.abs(sound).max())
    return (level * sound).astype(np.float32)
