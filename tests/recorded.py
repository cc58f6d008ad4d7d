"""Recordings that nobody had to speak: a voice-like sound in a room with hiss and hum, in any format."""

from __future__ import annotations

from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from scipy.signal import butter, sosfilt

from quietude import ffmpeg

RATE_HZ = 48_000
SILENCE_S = 0.5
"""Before and after the words."""


def voice(seconds: float, seed: int = 1) -> NDArray[np.float64]:
    """Syllables: a gliding buzz through changing formants, now and then an s; 0.1 RMS while it sounds."""
    draw = np.random.default_rng(seed)
    sounds: list[NDArray[np.float64]] = []
    while sum(len(sound) for sound in sounds) < seconds * RATE_HZ:
        frames = round(RATE_HZ * draw.uniform(0.16, 0.3))
        time_s = np.arange(frames) / RATE_HZ
        pitch_hz = draw.uniform(110, 150) + 15 * np.sin(2 * np.pi * 1.5 * time_s)
        buzz = np.cumsum(pitch_hz) / RATE_HZ % 1.0 - 0.5
        formed = 0.05 * buzz
        for low, high in ((350, 800), (900, 2000), (2300, 3400), (5000, 9000)):
            centre = draw.uniform(low, high)
            band = butter(1, [0.9 * centre, 1.1 * centre], "band", fs=RATE_HZ, output="sos")
            formed = formed + sosfilt(band, buzz)
        hiss = sosfilt(
            butter(2, [4000, 9000], "band", fs=RATE_HZ, output="sos"), draw.standard_normal(frames)
        )
        sounds.append(
            (formed / formed.std() + (0.25 * hiss if draw.random() < 0.3 else 0)) * np.hanning(frames) ** 0.4
        )
        sounds.append(np.zeros(round(RATE_HZ * draw.uniform(0.02, 0.12))))
    said = np.concatenate(sounds)[: round(seconds * RATE_HZ)]
    return np.asarray(said / said[np.abs(said) > 0.1 * said.std()].std() * 0.1)


def room(frames: int, level_db: float, seed: int = 2) -> NDArray[np.float64]:
    """Hiss that falls towards the highs, and mains hum; ``level_db`` against a voice of 0.1 RMS."""
    draw = np.random.default_rng(seed)
    spectrum = np.fft.rfft(draw.standard_normal(frames))
    spectrum /= np.maximum(np.fft.rfftfreq(frames, 1 / RATE_HZ), 80.0) ** 0.35
    hiss = np.fft.irfft(spectrum, frames)
    time_s = np.arange(frames) / RATE_HZ
    hum = sum(part * np.sin(2 * np.pi * hz * time_s) for hz, part in ((50, 1.0), (100, 0.6), (150, 0.5)))
    noise = hiss / hiss.std() + 0.7 * hum
    return np.asarray(noise / noise.std() * 0.1 * 10 ** (level_db / 20))


def recording(seconds: float = 3.0, noise_db: float = -30.0, seed: int = 1) -> NDArray[np.float64]:
    """A voice between two silences, in a room."""
    silence = np.zeros(round(SILENCE_S * RATE_HZ))
    said = np.concatenate([silence, voice(seconds, seed), silence])
    return said + room(len(said), noise_db)


def write(path: Path, samples: NDArray[np.float64], *options: str) -> Path:
    """Write a sound file of the format that its name tells; ``options`` are ffmpeg's for the output."""
    source = ("-f", "f32le", "-ar", str(RATE_HZ), "-ac", "1", "-i", "pipe:0")
    ffmpeg.run([*source, *options, "-y", f"file:{path}"], stdin=samples.astype("<f4").tobytes())
    return path


def likeness(one: NDArray[np.floating], other: NDArray[np.floating]) -> float:
    """The greatest correlation of two sounds, wherever one has to be moved to; 1 for the same sound."""
    from scipy.signal import correlate

    return float(np.abs(correlate(one, other)).max() / np.sqrt((one**2).sum() * (other**2).sum()))
