from __future__ import annotations

import dataclasses
import math

import numpy as np
import pytest

from quietude.audio import SAMPLE_RATE_HZ, Audio, Samples
from quietude.narration.clips import LONGEST_RING, VOICE_LEVEL_LUFS
from quietude.narration.sound.finish import EDGE_S, finished, finished_length, loudness_lufs
from quietude.voices.effects import NO_EFFECTS, ROOMS, Effects, Room

POLISH = Effects(high_pass_hz=75.0, presence_db=1.0, de_ess=0.5, compression=0.5)


def tone(hz: float, seconds: float, amplitude: float, rate: int = SAMPLE_RATE_HZ) -> Samples:
    at = np.arange(round(seconds * rate)) / rate
    return (amplitude * np.sin(2 * np.pi * hz * at)).astype(np.float32)


def test_loudness_agrees_with_the_standard() -> None:
    # ITU-R BS.1770-5, annex 1: a 997 Hz sine at 0 dBFS in one channel is -3.01 LKFS.
    assert loudness_lufs(tone(997, 5.0, 1.0)) == pytest.approx(-3.01, abs=0.03)


@pytest.mark.parametrize("seconds", [0.1, 0.25, 0.4, 0.77, 3.0])
def test_a_clip_is_as_loud_whatever_its_length(seconds: float) -> None:
    assert loudness_lufs(tone(997, seconds, 0.1)) == pytest.approx(-23.01, abs=0.1)


def test_a_pause_inside_does_not_make_a_clip_quieter() -> None:
    said = tone(400, 1.5, 0.1)
    with_pause = np.concatenate([said, np.zeros(SAMPLE_RATE_HZ, dtype=np.float32), said])
    assert loudness_lufs(with_pause) == pytest.approx(loudness_lufs(said), abs=0.6)


def test_silence_has_no_loudness() -> None:
    assert loudness_lufs(np.zeros(1000, dtype=np.float32)) == -math.inf
    assert loudness_lufs(np.zeros(0, dtype=np.float32)) == -math.inf


@pytest.mark.parametrize("rate", [8_000, 22_050, 23_300, 24_000, 44_100, 48_000])
@pytest.mark.parametrize("seconds", [0.1, 1.2345])
@pytest.mark.parametrize("gain_db", [0.0, -6.0])
def test_rate_length_and_level_are_as_promised(rate: int, seconds: float, gain_db: float) -> None:
    clip = Audio(samples=tone(500, seconds, 0.003, rate), sample_rate_hz=rate)
    samples = finished(clip, gain_db=gain_db)
    assert samples.dtype == np.float32
    assert len(samples) == finished_length(len(clip.samples), rate)
    assert len(samples) == pytest.approx(seconds * SAMPLE_RATE_HZ, abs=SAMPLE_RATE_HZ / rate)
    assert loudness_lufs(samples) == pytest.approx(
        VOICE_LEVEL_LUFS + gain_db, abs=0.5 if seconds < 0.2 else 0.1
    )


def test_pitch_stays_through_resampling() -> None:
    samples = finished(Audio(samples=tone(1000, 1.0, 0.1, 22_050), sample_rate_hz=22_050), gain_db=0.0)
    spectrum = np.abs(np.fft.rfft(samples * np.hanning(len(samples))))
    assert np.argmax(spectrum) == pytest.approx(1000, abs=1.5)
    beyond = spectrum[11_100:].max() / spectrum.max()
    assert 20 * math.log10(beyond) < -60


def test_edges_are_soft() -> None:
    samples = finished(Audio(samples=np.full(24_000, 0.1, np.float32), sample_rate_hz=24_000), gain_db=0.0)
    edge = round(EDGE_S * SAMPLE_RATE_HZ)
    middle = float(np.median(np.abs(samples)))
    assert abs(samples[0]) < 0.001 * middle
    assert abs(samples[-1]) < 0.001 * middle
    assert abs(samples[edge // 2]) == pytest.approx(middle / 2, rel=0.1)


def test_the_same_clip_gives_the_same_bytes_and_stays_as_it_was() -> None:
    clip = Audio(samples=tone(300, 0.5, 0.2), sample_rate_hz=SAMPLE_RATE_HZ)
    before = clip.samples.copy()
    assert finished(clip, gain_db=0.0).tobytes() == finished(clip, gain_db=0.0).tobytes()
    assert np.array_equal(clip.samples, before)


def test_a_clip_of_few_samples_survives() -> None:
    for frames in (1, 2, 5):
        assert len(finished(Audio(samples=np.ones(frames, np.float32), sample_rate_hz=24_000), gain_db=0)) > 0


@pytest.mark.parametrize("room", ROOMS)
@pytest.mark.parametrize("rate", [22_050, 24_000, 48_000])
def test_a_polished_clip_keeps_its_level_and_its_words_their_length(room: Room, rate: int) -> None:
    said = np.concatenate([tone(220, 0.7, 0.1, rate), tone(400, 0.5, 0.03, rate)])
    clip = Audio(samples=said, sample_rate_hz=rate)
    effects = dataclasses.replace(POLISH, room=room, room_db=-12.0)
    samples = finished(clip, gain_db=-2.0, effects=effects)
    spoken = finished_length(len(said), rate)
    assert spoken == len(finished(clip, gain_db=-2.0))
    assert loudness_lufs(samples[:spoken]) == pytest.approx(VOICE_LEVEL_LUFS - 2.0, abs=0.05)
    assert (len(samples) > spoken) == (room != "dry")
    assert len(samples) - spoken <= LONGEST_RING
    assert samples.dtype == np.float32
    assert samples.tobytes() == finished(clip, gain_db=-2.0, effects=effects).tobytes()


def test_a_room_rings_on_from_the_words_without_a_click() -> None:
    said = tone(300, 1.0, 0.1, 24_000)
    said[:] *= np.minimum(1.0, np.arange(len(said))[::-1] / 100)
    effects = Effects(room="hall", room_db=-12.0)
    samples = finished(Audio(samples=said, sample_rate_hz=24_000), gain_db=0.0, effects=effects)
    spoken = finished_length(len(said), 24_000)
    # 300 Hz alone moves by at most 2 pi 300 / 48000 of its amplitude a sample.
    steepest = 1.2 * 2 * math.pi * 300 / SAMPLE_RATE_HZ * float(np.abs(samples).max())
    assert np.abs(np.diff(samples[spoken - 2000 : spoken + 2000])).max() < steepest
    assert abs(samples[0]) < 1e-4
    assert abs(samples[-1]) < 1e-6
    assert abs(float(samples.mean())) < 1e-4


def test_without_effects_a_clip_is_bit_by_bit_the_plain_one() -> None:
    clip = Audio(samples=tone(300, 0.5, 0.2), sample_rate_hz=SAMPLE_RATE_HZ)
    plain = finished(clip, gain_db=0.0).tobytes()
    assert finished(clip, gain_db=0.0, effects=NO_EFFECTS).tobytes() == plain
    off = Effects(high_pass_hz=0.0, presence_db=0.0, de_ess=0.0, compression=0.0, room="dry", room_db=-6.0)
    assert finished(clip, gain_db=0.0, effects=off).tobytes() == plain
