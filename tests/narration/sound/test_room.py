from __future__ import annotations

import numpy as np
import pytest
from numpy.typing import NDArray

from quietude.narration.sound.room import VOICE_BAND_HZ, impulse, in_room, room_tail
from quietude.voices.effects import Room

RATES = (22_050, 24_000, 48_000)

Sound = NDArray[np.float64]


def band(sound: NDArray[np.floating], low_hz: float, high_hz: float, rate: int) -> Sound:
    """Without phase shift, by the spectrum, with raised-cosine sides of a third of an octave."""
    padded = np.concatenate([sound, np.zeros(len(sound))])
    octaves = np.log2(np.maximum(np.fft.rfftfreq(len(padded), 1 / rate), 1e-3))
    side = np.clip(np.minimum(octaves - np.log2(low_hz), np.log2(high_hz) - octaves) * 3 + 0.5, 0.0, 1.0)
    return np.fft.irfft(np.fft.rfft(padded) * (0.5 - 0.5 * np.cos(np.pi * side)), len(padded))


def reverberation_s(sound: NDArray[np.floating], rate: int) -> float:
    """RT60 by Schroeder's integration, from the fall between -5 and -25 dB (ISO 3382: T20)."""
    left = np.cumsum(np.square(sound, dtype=np.float64)[::-1])[::-1]
    level_db = 10 * np.log10(left / left[0] + 1e-20)
    return float(3 * (np.argmax(level_db < -25) - np.argmax(level_db < -5)) / rate)


@pytest.mark.parametrize("rate", RATES)
@pytest.mark.parametrize(("room", "seconds"), [("room", 0.35), ("hall", 1.2)])
def test_the_room_is_as_large_as_it_says_and_its_highs_go_first(
    room: Room, seconds: float, rate: int
) -> None:
    answer = impulse(room, rate)
    assert reverberation_s(band(answer, 500, 2000, rate), rate) == pytest.approx(seconds, rel=0.15)
    highs = reverberation_s(band(answer, 5000, 9000, rate), rate)
    assert highs < 0.75 * reverberation_s(band(answer, 300, 1500, rate), rate)


@pytest.mark.parametrize("rate", RATES)
@pytest.mark.parametrize("room", ["room", "hall"])
def test_nothing_in_the_room_slaps_rings_or_booms(room: Room, rate: int) -> None:
    answer = impulse(room, rate).astype(np.float64)
    # No reflection stands out: 2 ms hold a small part of all its energy, and later ones ever less.
    pieces = len(answer) // (rate // 500)
    parts = (answer[: pieces * (rate // 500)].reshape(pieces, -1) ** 2).sum(axis=1) / np.sum(answer**2)
    assert parts.max() < 0.2
    late = np.convolve(parts, np.ones(10) / 10, "valid")[45:]
    assert np.all(late[10:] < 1.6 * late[:-10] + 1e-9)
    # No note stands out of the tail: against its surroundings of an octave, in bins of a semitone.
    power = np.abs(np.fft.rfft(answer, 1 << 17)) ** 2
    at_hz = np.fft.rfftfreq(1 << 17, 1 / rate)
    notes_hz = 300 * 2 ** (np.arange(42) / 12)
    levels = np.array([power[(at_hz > hz / 1.03) & (at_hz < hz * 1.03)].mean() for hz in notes_hz])
    around = np.convolve(np.pad(levels, 6, mode="edge"), np.ones(13) / 13, "valid")
    assert 10 * np.log10((levels / around).max()) < 4.0
    assert power[at_hz < 60].mean() < 0.02 * power[(at_hz > 300) & (at_hz < 3400)].mean()
    assert abs(answer.sum()) < 1e-3  # no DC


@pytest.mark.parametrize("rate", RATES)
@pytest.mark.parametrize("room", ["room", "hall"])
@pytest.mark.parametrize("room_db", [-12.0, -24.0])
def test_the_rooms_level_is_the_one_asked_for(room: Room, rate: int, room_db: float) -> None:
    sound = np.random.default_rng(3).standard_normal(3 * rate)
    wet = in_room(sound, rate, room, room_db)
    wet[: len(sound)] -= sound
    level_db = [
        10 * np.log10(np.sum(band(part, *VOICE_BAND_HZ, rate) ** 2))
        for part in (wet, sound.astype(np.float64))
    ]
    assert level_db[0] - level_db[1] == pytest.approx(room_db, abs=0.5)


@pytest.mark.parametrize("rate", RATES)
@pytest.mark.parametrize("room", ["room", "hall"])
def test_the_tail_rings_on_after_the_clip_and_dies_to_nothing(room: Room, rate: int) -> None:
    sound = np.random.default_rng(3).standard_normal(rate)
    heard = in_room(sound, rate, room, -18.0)
    tail = heard[rate:]
    assert len(tail) == room_tail(room, rate)
    assert np.sqrt(np.mean(tail[: rate // 20] ** 2)) > 0.01
    assert np.abs(tail[-rate // 100 :]).max() < 2e-5
    assert abs(tail[-1]) < 1e-6


def test_before_the_first_reflection_there_is_only_the_voice() -> None:
    click = np.zeros(24_000)
    click[0] = 1.0
    heard = in_room(click, 24_000, "room", -18.0)
    assert np.abs(heard[1 : round(0.007 * 24_000)]).max() < 1e-6
    assert heard[0] == pytest.approx(1.0, abs=1e-6)


def test_dry_is_the_very_same_sound() -> None:
    sound = np.random.default_rng(3).standard_normal(1000)
    assert in_room(sound, 24_000, "dry", -6.0).tobytes() == sound.tobytes()
    assert room_tail("dry", 24_000) == 0
    assert len(in_room(np.zeros(0), 24_000, "hall", -18.0)) == 0


def test_the_same_room_every_time_and_nobody_can_rebuild_it() -> None:
    first = impulse("hall", 24_000)
    impulse.cache_clear()
    assert impulse("hall", 24_000).tobytes() == first.tobytes()
    with pytest.raises(ValueError, match="read-only"):
        first[0] = 1.0
