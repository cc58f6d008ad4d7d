"""Sessions and sounds with known properties: cheap to make, and the same every time."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING

import numpy as np

from quietude.audio import SAMPLE_RATE_HZ, Block, Samples
from quietude.findings import Span
from quietude.loudness import LoudnessMeter, integrated_lufs
from quietude.narration.clips import VOICE_LEVEL_LUFS
from quietude.score.score import Utterance
from quietude.timeline.timeline import BedSpan, Chapter, Clip, Timeline

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

RATE = SAMPLE_RATE_HZ
NOWHERE = Span(path="script.md", line=1, column=1)


class Array:
    """A Source that holds its sound, and silence around it."""

    def __init__(self, block: NDArray[np.floating], *, looped: bool = False) -> None:
        both = block if block.ndim == 2 else np.stack([block, block], axis=1)
        self.block: Block = both.astype(np.float32)
        self.looped = looped
        self.reads: list[tuple[int, int]] = []

    def read(self, start: int, frames: int) -> Block:
        self.reads.append((start, frames))
        found = np.zeros((frames, 2), dtype=np.float32)
        length, at = len(self.block), start
        while at < start + frames:
            offset = at % length if self.looped else at
            if 0 <= offset < length:
                piece = self.block[offset : offset + start + frames - at]
                found[at - start : at - start + len(piece)] = piece
                at += len(piece)
            elif offset < 0:
                at = min(0, start + frames)
            else:
                break
        return found


class Spoken:
    """Clips by the text of their utterances; counts which were asked for."""

    def __init__(self, clips: dict[str, Samples]) -> None:
        self.clips = clips
        self.loaded: list[str] = []

    def duration(self, utterance: Utterance) -> int:
        return len(self.clips[utterance.text])

    def samples(self, utterance: Utterance) -> Samples:
        self.loaded.append(utterance.text)
        return self.clips[utterance.text]


def loudness(block: Samples) -> float:
    meter = LoudnessMeter()
    meter.push(block if block.ndim == 2 else np.stack([block, np.zeros_like(block)], axis=1))
    return integrated_lufs(meter.energies())


def rms_db(samples: NDArray[np.floating]) -> float:
    return float(10.0 * np.log10(np.mean(np.square(samples, dtype=np.float64))))


@lru_cache(maxsize=8)
def words(seed: int = 0, seconds: float = 3.0) -> Samples:
    """Speech-like sound at the voice's level: a buzz through syllables, with consonants' bursts."""
    draw = np.random.default_rng(seed)
    count = round(seconds * RATE)
    time = np.arange(count) / RATE
    pitch = 110.0 + 12.0 * np.sin(2 * np.pi * 0.7 * time + seed)
    phase = 2 * np.pi * np.cumsum(pitch) / RATE
    voiced = np.sum([np.cos(number * phase + number**2) / number for number in range(1, 40)], axis=0)
    syllables = np.clip(np.sin(2 * np.pi * 2.3 * time + seed), 0.0, None) ** 1.5
    hiss = np.clip(np.sin(2 * np.pi * 2.3 * time + seed + 1.2), 0.0, None) ** 20 * draw.normal(size=count)
    sound = voiced * syllables + 0.8 * hiss
    sound *= np.minimum(1.0, np.minimum(np.arange(count), np.arange(count)[::-1]) / 960)
    found: Samples = (sound / np.abs(sound).max()).astype(np.float32)
    levelled: Samples = found * np.float32(10.0 ** ((VOICE_LEVEL_LUFS - loudness(found)) / 20.0))
    return levelled


@lru_cache(maxsize=8)
def noise(exponent: float = 1.0, seed: int = 0, lufs: float = -32.0, seconds: int = 10) -> Block:
    """Stereo noise whose power falls with frequency to the ``exponent``; its end fits its beginning."""
    draw = np.random.default_rng(seed)
    frequencies = np.fft.rfftfreq(seconds * RATE, 1 / RATE)
    shape = np.where(frequencies >= 20.0, np.maximum(frequencies, 20.0) ** (-exponent / 2), 0.0)
    spectra = draw.normal(size=(2, len(shape))) + 1j * draw.normal(size=(2, len(shape)))
    sound = np.fft.irfft(spectra * shape, axis=1).T
    found = np.ascontiguousarray(sound / np.abs(sound).max(), dtype=np.float32)
    raised: Block = found * np.float32(10.0 ** ((lufs - loudness(found)) / 20.0))
    return raised


def utterance(text: str) -> Utterance:
    return Utterance(text=text, language="en", private=False, span=NOWHERE)


def clip(text: str, start_s: float, length_s: float) -> Clip:
    return Clip(utterance=utterance(text), start=round(start_s * RATE), duration=round(length_s * RATE))


def timeline(
    clips: Sequence[Clip],
    duration_s: float,
    *,
    beds: Sequence[BedSpan] | None = None,
    fade_in_s: float = 0.0,
    fade_out_s: float = 0.0,
) -> Timeline:
    duration = round(duration_s * RATE)
    return Timeline(
        sample_rate_hz=RATE,
        duration=duration,
        clips=tuple(clips),
        gaps=(),
        chapters=(
            Chapter(title="Arriving", start=0, end=duration // 2),
            Chapter(title="Resting", start=duration // 2, end=duration),
        ),
        breaths=(),
        touches=(),
        bells=(),
        beds=(span(0.0, duration_s),) if beds is None else tuple(beds),
        fade_in=round(fade_in_s * RATE),
        fade_out=round(fade_out_s * RATE),
        rounds=(),
    )


def span(start_s: float, end_s: float, fade_s: float = 0.0) -> BedSpan:
    fade = round(fade_s * RATE)
    return BedSpan(
        bed="noise", start=round(start_s * RATE), end=round(end_s * RATE), fade_in=fade, fade_out=fade
    )


def talk(
    duration_s: float, *, gap_s: float = 4.0, beds: Sequence[BedSpan] | None = None
) -> tuple[Timeline, Spoken]:
    """A session that speaks for 3 s every ``gap_s`` + 3 s, from 4.3 s on to 5 s before its end."""
    spoken = Spoken({f"words {seed}": words(seed) for seed in range(4)})
    placed: list[Clip] = []
    at = 4.3
    while at + 3.0 < duration_s - 5.0:
        placed.append(clip(f"words {len(placed) % 4}", at, 3.0))
        at += 3.0 + gap_s
    return timeline(placed, duration_s, beds=beds, fade_in_s=3.0, fade_out_s=4.0), spoken
