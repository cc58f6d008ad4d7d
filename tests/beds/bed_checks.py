"""Measurements that the tests of beds share, each written apart from the code that it measures."""

from __future__ import annotations

import functools
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy import signal

from quietude.audio import SAMPLE_RATE_HZ, Block, Source
from quietude.beds.spec import make_bed_from_text

SECOND = SAMPLE_RATE_HZ
HOUR = 3600 * SECOND
Signal = NDArray[Any]


def bed(text: str) -> Source:
    return _kept(text) if ":" not in text else _made(text)


@functools.cache
def _kept(text: str) -> Source:
    return _made(text)


def _made(text: str) -> Source:
    source = make_bed_from_text(text, 7)
    assert source is not None
    return source


@functools.cache
def stretch(text: str) -> Block:
    return bed(text).read(20 * SECOND, 40 * SECOND)


def read_in_pieces(source: Source, start: int, frames: int, seed: int = 3) -> Block:
    """The same range in blocks of odd sizes, in random order."""
    numbers = np.random.default_rng(seed)
    cuts = np.unique(np.concatenate([[0, frames], numbers.integers(1, frames, 9), [1, 2, frames - 1]]))
    out = np.full((frames, 2), np.nan, dtype=np.float32)
    for piece in numbers.permutation(len(cuts) - 1):
        first, last = int(cuts[piece]), int(cuts[piece + 1])
        out[first:last] = source.read(start + first, last - first)
    return out


def loudness_lufs(block: Block) -> float:
    """BS.1770-4 sample by sample, the plain way."""
    shelf = [1.53512485958697, -2.69169618940638, 1.19839281085285, 1.0, -1.69065929318241, 0.73248077421585]
    high_pass = [1.0, -2.0, 1.0, 1.0, -1.99004745483398, 0.99007225036621]
    weighted = signal.sosfilt([shelf, high_pass], block.astype(np.float64), axis=0)
    sums = np.concatenate([[0.0], np.cumsum(np.square(weighted).sum(axis=1))])
    starts = np.arange(0, len(block) - 19_200 + 1, 4_800)
    powers = (sums[starts + 19_200] - sums[starts]) / 19_200
    levels = -0.691 + 10.0 * np.log10(powers + 1e-20)
    kept = levels > -70.0
    gate = -0.691 + 10.0 * np.log10(powers[kept].mean()) - 10.0
    return float(-0.691 + 10.0 * np.log10(powers[kept & (levels > gate)].mean()))


def slope_db_per_octave(mono: Signal, low_hz: float, high_hz: float) -> float:
    """The straight line through the third-octave densities of a sound."""
    at_hz, density = signal.welch(mono, SECOND, nperseg=1 << 16)
    centres = np.arange(np.log2(low_hz), np.log2(high_hz), 1 / 3)
    levels = [
        10.0 * np.log10(density[(at_hz >= 2.0 ** (c - 1 / 6)) & (at_hz < 2.0 ** (c + 1 / 6))].mean())
        for c in centres
    ]
    return float(np.polyfit(centres, levels, 1)[0])


def mono_loss_db(block: Block) -> float:
    """How much quieter the mean of both channels is than the channels are."""
    return float(10.0 * np.log10(np.square(block).mean() / np.square(block.mean(axis=1)).mean()))


def spectral_peak_hz(mono: Signal, low_hz: float, high_hz: float) -> float:
    """The strongest frequency in a band, between the lines of the transform."""
    size = 1 << (len(mono) - 1).bit_length() + 2
    magnitude = np.abs(np.fft.rfft(mono * np.hanning(len(mono)), size))
    step = SECOND / size
    first, last = int(low_hz / step), int(high_hz / step)
    at = first + int(np.argmax(magnitude[first:last]))
    left, middle, right = np.log(magnitude[at - 1 : at + 2])
    return float((at + 0.5 * (left - right) / (left - 2.0 * middle + right)) * step)


def beat_hz(left: Signal, right: Signal) -> float:
    """How far two tones are apart, from the turning of their phases against each other."""
    turning = np.unwrap(np.angle(signal.hilbert(right) * np.conj(signal.hilbert(left))))
    inner = slice(SECOND // 2, -SECOND // 2)
    times_s = np.arange(len(left))[inner] / SECOND
    return float(np.polyfit(times_s, turning[inner], 1)[0] / (2 * np.pi))


def envelope(mono: Signal, step: int) -> Signal:
    """RMS over steps."""
    return np.asarray(np.sqrt(np.square(mono[: len(mono) // step * step].reshape(-1, step)).mean(axis=1)))


def write_wav(path: Path, samples: Signal, sample_rate_hz: int = 44_100) -> Path:
    import wave

    with wave.open(str(path), "wb") as out:
        out.setnchannels(1 if samples.ndim == 1 else samples.shape[1])
        out.setsampwidth(2)
        out.setframerate(sample_rate_hz)
        out.writeframes((np.clip(samples, -1.0, 1.0) * 32_767).astype("<i2").tobytes())
    return path
