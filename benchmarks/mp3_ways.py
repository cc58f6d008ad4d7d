"""Ways to make an MP3 of a sound, and the sound that a player makes of it, aligned to the sample."""

from __future__ import annotations

import resource
from dataclasses import dataclass
from typing import Final

import numpy as np

from quietude import ffmpeg
from quietude.audio import CHANNELS, SAMPLE_RATE_HZ, Block
from quietude.export.decoded import place_of
from quietude.export.frames import Encoding
from quietude.export.segments import encoded_segments

_PCM: Final = ("-f", "f32le", "-ar", str(SAMPLE_RATE_HZ), "-ac", str(CHANNELS))
_LOOK_S: Final = 20
_MOST_LAG: Final = 4 * 1152


@dataclass(frozen=True, slots=True, kw_only=True)
class Way:
    """One way to encode."""

    rate_kbps: int | None = None
    """Of a constant bit rate; None: ``quality`` decides."""
    quality: int | None = None
    """LAME's V of a variable bit rate, 0 (best) to 9."""
    reservoir: bool = True
    """A frame may use bytes that the ones before it left over."""
    segments: bool = False
    """As quietude makes them: in pieces of 15 s that do not know of each other, without a reservoir."""
    effort: int = 3
    """ffmpeg's ``compression_level``: LAME's q, 0 (slowest) to 9."""


class Held:
    """A sound in memory as a Source."""

    def __init__(self, sound: Block) -> None:
        self._sound = sound

    def read(self, start: int, frames: int) -> Block:
        """See `quietude.audio.Source`; asked only for what there is."""
        return self._sound[start : start + frames]


def encoded(sound: Block, way: Way) -> bytes:
    """The frames alone: no tags, no Info frame. LAME's gain is made up for, as quietude does."""
    if way.segments:
        if way.rate_kbps is None:
            raise ValueError("segments have a constant bit rate")
        return b"".join(encoded_segments(Held(sound), len(sound), Encoding(bitrate_kbps=way.rate_kbps), 1))
    if way.rate_kbps is None:
        gain, rate = 1.0, ("-q:a", str(way.quality))
    else:
        gain = Encoding(bitrate_kbps=way.rate_kbps).make_up_gain
        rate = ("-b:a", f"{way.rate_kbps}k")
    return ffmpeg.run(
        [
            *_PCM, "-i", "pipe:0", "-ar", str(SAMPLE_RATE_HZ), "-c:a", "libmp3lame", *rate,
            "-reservoir", str(int(way.reservoir)), "-joint_stereo", "1",
            "-compression_level", str(way.effort),
            "-write_xing", "0", "-id3v2_version", "0", "-f", "mp3", "pipe:1",
        ],
        stdin=np.multiply(sound, np.float32(gain), dtype="<f4").tobytes(),
    )  # fmt: skip


def decoded(frames: bytes, duration: int) -> Block:
    """The first ``duration`` samples of the session that some frames hold, shape (duration, 2)."""
    raw = ffmpeg.run(["-f", "mp3", "-i", "pipe:0", *_PCM, "pipe:1"], stdin=frames)
    sound = np.frombuffer(raw, dtype="<f4").reshape(-1, CHANNELS)[-place_of(0) :]
    if len(sound) < duration:
        raise ValueError(f"{duration} samples were encoded, {len(sound)} came back")
    return sound[:duration]


def cpu_s_of_children() -> float:
    """Processor time of all programs that ran and have ended."""
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def lag(sound: Block, back: Block) -> int:
    """By how many samples ``back`` is late: where the two have most in common, over 20 s from the middle."""
    first = max(0, len(sound) // 2 - _LOOK_S * SAMPLE_RATE_HZ // 2)
    pieces = [each[first : first + _LOOK_S * SAMPLE_RATE_HZ].sum(axis=1) for each in (sound, back)]
    size = 2 * len(pieces[0])
    one, other = (np.fft.rfft(piece, size) for piece in pieces)
    common = np.fft.irfft(other * np.conj(one), size)
    near = np.concatenate([common[-_MOST_LAG:], common[: _MOST_LAG + 1]])
    return int(np.argmax(near)) - _MOST_LAG


def gain_db(sound: Block, back: Block) -> float:
    """By how much ``back`` is louder, in what the two have in common."""
    one, other = sound.astype(np.float64).ravel(), back.astype(np.float64).ravel()
    return float(20.0 * np.log10(np.dot(one, other) / np.dot(one, one)))


def signal_to_noise_db(sound: Block, back: Block) -> float:
    """Energy of a sound over that of the difference."""
    difference = back.astype(np.float64) - sound
    return float(10.0 * np.log10(np.mean(sound.astype(np.float64) ** 2) / np.mean(difference**2)))
