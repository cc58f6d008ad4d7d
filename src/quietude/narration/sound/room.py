"""A small room around a voice: a synthesised impulse response, and the sound that it adds.

A neural voice is spoken nowhere; over headphones it sits inside the head. A few early reflections and a
soft tail, far under the voice, put it in front of the listener. No reflection stands alone (each is spread
over a few milliseconds) and the tail is noise, so nothing slaps or rings; its highs fade first, as they do
among curtains and cushions.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, Final

import numpy as np

from quietude.units import db_to_amplitude, seconds_to_samples
from quietude.voices.effects import Room

if TYPE_CHECKING:
    from numpy.typing import NDArray


@dataclass(frozen=True, slots=True, kw_only=True)
class _Shape:
    decay_s: float
    """RT60 in the middle of the spectrum: the tail has fallen by 60 dB after so long."""
    pre_delay_s: float
    """Until the first reflection."""
    early_s: float
    """The reflections come in this time; the tail rises as they thin out."""
    early_part: float
    """Of the energy, theirs."""
    dark_hz: float
    """The room swallows what lies above."""
    seed: int
    """Of sixty, the one whose room favours single notes least."""


_SHAPES: Final[dict[Room, _Shape]] = {
    "room": _Shape(decay_s=0.35, pre_delay_s=0.008, early_s=0.022, early_part=0.45, dark_hz=5000.0, seed=19),
    "hall": _Shape(decay_s=1.2, pre_delay_s=0.022, early_s=0.055, early_part=0.25, dark_hz=4000.0, seed=57),
}
_BANDS: Final = ((200.0, 0.9), (1000.0, 1.0), (3000.0, 0.8), (6000.0, 0.55))
"""Centres of the tail's bands, and how long each rings against the room's ``decay_s``."""
_RINGS_FOR: Final = 1.15
"""Of ``decay_s``, from the first reflection: 69 dB down, and then faded to nothing."""
_FADED: Final = 0.3
"""The last part of the tail, faded out by a cosine."""
_REFLECTIONS: Final = 9
_SPREAD_S: Final = 0.0015
VOICE_BAND_HZ: Final = (300.0, 3400.0)
"""Where most of a voice is: a telephone's band."""
_THIN_HZ: Final = 180.0
"""The room does not answer below: a voice's fundamental would boom."""


def room_tail(room: Room, sample_rate_hz: int) -> int:
    """How many samples the room still sounds after a clip ends; 0 where it is dry."""
    return 0 if room == "dry" else len(impulse(room, sample_rate_hz)) - 1


def in_room(
    samples: NDArray[np.float64], sample_rate_hz: int, room: Room, room_db: float
) -> NDArray[np.float64]:
    """The clip with its room: itself, unchanged, plus the room's sound, longer by `room_tail`.

    ``samples`` is mono, shape (frames,). ``room_db`` is the level of the room's sound against the clip's own
    over `VOICE_BAND_HZ`. A pure function.
    """
    from scipy.signal import fftconvolve  # slow to import

    if room == "dry" or not len(samples):
        return samples
    heard = fftconvolve(samples.astype(np.float32), impulse(room, sample_rate_hz))  # half the time in float32
    wet: NDArray[np.float64] = heard.astype(np.float64) * db_to_amplitude(room_db)
    wet[: len(samples)] += samples
    return wet


@lru_cache(maxsize=8)
def impulse(room: Room, sample_rate_hz: int) -> NDArray[np.float32]:
    """The room's answer to a click, without the click itself; mono, read-only.

    Over `VOICE_BAND_HZ` its power gain is 1 in the mean, whatever the rate.

    Raises:
        KeyError: the room is dry, and answers nothing.
    """
    shape = _SHAPES[room]
    draw = np.random.Generator(np.random.PCG64(shape.seed))
    delay = seconds_to_samples(shape.pre_delay_s, sample_rate_hz)
    frames = seconds_to_samples(shape.decay_s * _RINGS_FOR, sample_rate_hz)
    early, late = _early(shape, frames, sample_rate_hz, draw), _late(shape, frames, sample_rate_hz, draw)
    early, late = (_damped(part, shape, sample_rate_hz) for part in (early, late))
    early *= np.sqrt(shape.early_part / np.sum(early**2))
    late *= np.sqrt((1.0 - shape.early_part) / np.sum(late**2))
    both = np.concatenate([np.zeros(delay), early + late])
    fade = round(frames * _FADED)
    both[len(both) - fade :] *= 0.5 + 0.5 * np.cos(np.pi * (np.arange(fade) + 1) / fade)
    power = np.abs(np.fft.rfft(both)) ** 2
    low, high = (round(edge_hz * len(both) / sample_rate_hz) for edge_hz in VOICE_BAND_HZ)
    answer: NDArray[np.float32] = (both / np.sqrt(power[low:high].mean())).astype(np.float32)
    answer.flags.writeable = False
    return answer


def _early(shape: _Shape, frames: int, sample_rate_hz: int, draw: np.random.Generator) -> NDArray[np.float64]:
    """A handful of reflections at irregular times, each spread into a short grain of noise."""
    sound = np.zeros(frames)
    spread = seconds_to_samples(_SPREAD_S, sample_rate_hz)
    window = np.hanning(spread + 2)[1:-1]
    for number in range(_REFLECTIONS):
        at_s = shape.early_s * (number + draw.uniform(0.1, 0.9)) / _REFLECTIONS
        grain = window * draw.standard_normal(spread)
        at = seconds_to_samples(at_s, sample_rate_hz)
        sound[at : at + spread] += 10.0 ** (-3.0 * at_s / shape.decay_s) * grain / np.sqrt(np.sum(grain**2))
    return sound


def _late(shape: _Shape, frames: int, sample_rate_hz: int, draw: np.random.Generator) -> NDArray[np.float64]:
    """Noise that rises while the reflections come and then decays, each band at its own pace."""
    time_s = np.arange(frames) / sample_rate_hz
    noise = np.fft.rfft(draw.standard_normal(frames))
    octaves = np.log2(np.maximum(np.fft.rfftfreq(frames, 1 / sample_rate_hz), 1.0))
    centres = np.log2([centre_hz for centre_hz, _ in _BANDS])
    sound = np.zeros(frames)
    for number, (_, part) in enumerate(_BANDS):
        share = np.interp(octaves, centres, np.eye(len(_BANDS))[number])
        decay = 10.0 ** (-3.0 * time_s / (shape.decay_s * part))
        sound += decay * np.fft.irfft(noise * share, frames)
    rise = np.clip(time_s / shape.early_s, 0.0, 1.0)
    risen: NDArray[np.float64] = sound * np.sin(rise * np.pi / 2) ** 2
    return risen


def _damped(sound: NDArray[np.float64], shape: _Shape, sample_rate_hz: int) -> NDArray[np.float64]:
    from scipy.signal import butter, sosfilt

    low = butter(2, min(shape.dark_hz, 0.45 * sample_rate_hz), "low", fs=sample_rate_hz, output="sos")
    high = butter(2, _THIN_HZ, "high", fs=sample_rate_hz, output="sos")
    heard: NDArray[np.float64] = sosfilt(np.concatenate([low, high]), sound)
    return heard
