from __future__ import annotations

import re
import subprocess
from typing import TYPE_CHECKING

import imageio_ffmpeg
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.signal import sosfilt

from quietude.loudness import (
    STEP,
    LoudnessMeter,
    integrated_lufs,
    k_weighting,
    momentary_lufs,
    short_term_lufs,
)

from .mix.sessions import RATE, Array, loudness, noise, talk, words

if TYPE_CHECKING:
    from quietude.audio import Block


def tone(level_dbfs: float, seconds: float, hz: float = 997.0) -> Block:
    wave = 10 ** (level_dbfs / 20) * np.sin(2 * np.pi * hz * np.arange(round(seconds * RATE)) / RATE)
    return np.stack([wave, wave], axis=1).astype(np.float32)


def by_ffmpeg(block: Block) -> float:
    command = [imageio_ffmpeg.get_ffmpeg_exe(), "-hide_banner", "-nostats", "-f", "f32le", "-ar", str(RATE)]
    command += ["-ac", "2", "-i", "-", "-af", "ebur128", "-f", "null", "-"]
    told = subprocess.run(command, input=block.tobytes(), capture_output=True, check=True).stderr.decode()
    return float(re.findall(r"I:\s+(-?[\d.]+) LUFS", told)[-1])


def energies(block: Block) -> np.ndarray:
    meter = LoudnessMeter()
    meter.push(block)
    return meter.energies()


def by_recursion(sound: Block) -> np.ndarray:
    """The energies as the standard's own filters give them, sample after sample."""
    weighted = sosfilt(k_weighting(), sound.astype(np.float64), axis=0)
    whole = len(sound) // STEP
    steps = weighted[: whole * STEP].reshape(whole, STEP * sound.shape[1])
    return np.asarray((steps**2).sum(axis=1) / STEP)


def test_the_filters_are_the_standards_table() -> None:
    table = [
        [1.53512485958697, -2.69169618940638, 1.19839281085285, 1.0, -1.69065929318241, 0.73248077421585],
        [1.0, -2.0, 1.0, 1.0, -1.99004745483398, 0.99007225036621],
    ]
    np.testing.assert_allclose(k_weighting(48_000), table, atol=1e-7)


def test_at_another_rate_the_filters_have_the_same_response() -> None:
    from scipy.signal import sosfreqz

    at = [100.0, 500.0, 1000.0, 2000.0, 4000.0]
    here, there = (
        20 * np.log10(np.abs(sosfreqz(k_weighting(rate), worN=at, fs=rate)[1])) for rate in (48_000, 44_100)
    )
    np.testing.assert_allclose(here, there, atol=0.1)


@pytest.mark.parametrize("level", [-23.0, -33.0, -16.0])
def test_ebu_tech_3341_a_tone_reads_its_level(level: float) -> None:
    # Cases 1 and 2 of EBU Tech 3341: a stereo sine of 1 kHz at -23 dBFS reads -23.0 LUFS.
    measured = energies(tone(level, 20.0, hz=1000.0))
    assert integrated_lufs(measured) == pytest.approx(level, abs=0.05)
    np.testing.assert_allclose(momentary_lufs(measured)[5:], level, atol=0.05)
    np.testing.assert_allclose(short_term_lufs(measured)[5:], level, atol=0.05)


@pytest.mark.parametrize(
    "steps",
    [
        [(-36.0, 10), (-23.0, 60), (-36.0, 10)],
        [(-72.0, 10), (-36.0, 10), (-23.0, 60), (-36.0, 10), (-72.0, 10)],
        [(-26.0, 20), (-20.0, 20.1), (-26.0, 20)],
    ],
    ids=["case 3", "case 4", "case 5"],
)
def test_ebu_tech_3341_gates(steps: list[tuple[float, float]]) -> None:
    sound = np.concatenate([tone(level, seconds, hz=1000.0) for level, seconds in steps])
    assert loudness(sound) == pytest.approx(-23.0, abs=0.1)


@pytest.mark.parametrize("kind", ["white", "brown", "speech", "speech with rests", "bursts"])
def test_it_agrees_with_ffmpeg(kind: str) -> None:
    if kind == "white":
        sound = noise(0.0)
    elif kind == "brown":
        sound = noise(2.0)
    elif kind == "speech":
        sound = np.stack([words(0), words(0)], axis=1)
    else:
        sound = np.zeros((20 * RATE, 2), dtype=np.float32)
        for number in range(4):
            start = number * 5 * RATE
            made = (
                words(number)
                if kind == "speech with rests"
                else noise(1.0, lufs=-30.0 + 6 * number)[:RATE, 0]
            )
            sound[start : start + len(made), 0] = made
            sound[start : start + len(made), 1] = made * 0.5
    # ffmpeg prints one decimal, so it stands for its own value +-0.05.
    assert loudness(sound) == pytest.approx(by_ffmpeg(sound), abs=0.1)


def test_it_agrees_with_ffmpeg_to_hundredths() -> None:
    # Where ffmpeg's printed tenth flips, both are within a few hundredths of the border.
    sound = noise(1.0, seconds=5)
    exact = loudness(sound)
    for border in (-30.05, -27.35, -24.95):
        for side in (-0.03, 0.03):
            raised = sound * np.float32(10 ** ((border + side - exact) / 20))
            assert by_ffmpeg(raised) == pytest.approx(border + np.sign(side) * 0.05, abs=0.001)


@given(cuts=st.lists(st.integers(1, 4 * RATE), max_size=8))
@settings(max_examples=25, deadline=None)
def test_the_size_of_the_blocks_does_not_show(cuts: list[int]) -> None:
    sound = noise(1.0, seconds=5)
    meter = LoudnessMeter()
    for piece in np.split(sound, sorted(cuts)):
        meter.push(piece)
    np.testing.assert_allclose(meter.energies(), energies(sound), rtol=1e-9, atol=1e-18)


@given(
    sizes=st.lists(st.one_of(st.integers(0, 500), st.integers(0, 2 * RATE)), max_size=6),
    channels=st.integers(1, 3),
    seed=st.integers(0, 1000),
)
@settings(max_examples=25, deadline=None)
def test_it_is_the_standards_recursive_filter(sizes: list[int], channels: int, seed: int) -> None:
    draw = np.random.default_rng(seed)
    pieces = [
        (10.0 ** draw.uniform(-3.0, 0.0) * draw.normal(size=(size, channels))).astype(np.float32)
        for size in sizes
    ]
    pieces.append(np.zeros((1, channels), dtype=np.float32))
    sound = np.concatenate(pieces)
    meter = LoudnessMeter(channels=channels)
    told = [meter.push(piece) for piece in pieces]
    np.testing.assert_allclose(meter.energies(), by_recursion(sound), rtol=1e-9)
    np.testing.assert_array_equal(np.concatenate(told), meter.energies())


def test_hum_and_rumble_that_the_high_pass_remembers_longest_are_weighted_alike() -> None:
    time = np.arange(3 * RATE) / RATE
    for hz in (5.0, 20.0, 38.0):
        sound = np.stack([np.sin(2 * np.pi * hz * time), 0.5 + 0.1 * time], axis=1).astype(np.float32)
        meter = LoudnessMeter()
        for piece in np.split(sound, range(1000, len(sound), 7777)):
            meter.push(piece)
        np.testing.assert_allclose(meter.energies(), by_recursion(sound), rtol=1e-9)


@pytest.mark.parametrize("size", [1000, STEP, RATE, 4 * RATE])
def test_silence_after_loud_sound_is_silent_when_the_filter_has_rung_out(size: int) -> None:
    loud, quiet = tone(0.0, 1.25), np.zeros((3 * RATE, 2), dtype=np.float32)
    sound = np.concatenate([loud, quiet, np.float32(1e-4) * loud])
    meter = LoudnessMeter()
    for piece in np.split(sound, range(size, len(sound), size)):
        meter.push(piece)
    # An FFT's arithmetic leaves its traces some 300 dB under the loudest sound in it.
    np.testing.assert_allclose(meter.energies(), by_recursion(sound), rtol=1e-9, atol=1e-22)
    assert momentary_lufs(meter.energies())[14:38].max() < -200.0


def test_one_channel_is_measured_as_one() -> None:
    mono = words(1)[:, np.newaxis]
    meter = LoudnessMeter(channels=1)
    meter.push(mono)
    alone = integrated_lufs(meter.energies())
    assert alone == pytest.approx(loudness(words(1)), abs=1e-6)  # beside a silent channel
    both = np.repeat(mono, 2, axis=1)
    assert loudness(both) == pytest.approx(alone + 10 * np.log10(2.0), abs=1e-6)
    with pytest.raises(ValueError, match="dimension"):
        meter.push(both)


def test_silence_and_what_is_too_short_have_no_loudness() -> None:
    assert loudness(np.zeros((5 * RATE, 2), dtype=np.float32)) == -np.inf
    assert loudness(tone(-20.0, 0.399)) == -np.inf
    assert loudness(tone(-20.0, 0.401)) == pytest.approx(-20.0, abs=0.2)
    assert loudness(tone(-80.0, 5.0)) == -np.inf
    assert not momentary_lufs(energies(tone(-20.0, 0.2))).size
    assert momentary_lufs(energies(np.zeros((RATE, 2), dtype=np.float32))).tolist() == [-np.inf] * 7


def test_sound_after_a_long_silence_is_measured() -> None:
    sound = np.concatenate([tone(-23.0, 2.0), np.zeros((60 * RATE, 2), dtype=np.float32), tone(-23.0, 2.0)])
    meter = LoudnessMeter()
    for piece in np.split(sound, len(sound) // RATE):
        meter.push(piece)
    assert integrated_lufs(meter.energies()) == pytest.approx(by_ffmpeg(sound), abs=0.1)


def test_one_number_for_a_tenth_of_a_second() -> None:
    timeline, _ = talk(20.0)
    meter = LoudnessMeter()
    for second in range(20):
        assert len(meter.push(Array(noise(), looped=True).read(second * RATE, RATE))) == 10
    assert len(meter.energies()) == timeline.duration // 4800
