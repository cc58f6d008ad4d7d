from __future__ import annotations

import numpy as np
import pytest

from quietude.audio import Audio, Samples
from quietude.narration.sound.trim import LEAD_S, TAIL_S, trimmed

RATE = 24_000


def speech(seconds: float, amplitude: float = 0.1, rate: int = RATE) -> Samples:
    at = np.arange(round(seconds * rate)) / rate
    return (amplitude * np.sin(2 * np.pi * 200 * at)).astype(np.float32)


def silence(seconds: float, rate: int = RATE) -> Samples:
    return np.zeros(round(seconds * rate), dtype=np.float32)


def cut(*parts: Samples, rate: int = RATE) -> float:
    found = trimmed(Audio(samples=np.concatenate(parts), sample_rate_hz=rate))
    assert found is not None
    assert found.sample_rate_hz == rate
    return found.duration_s


@pytest.mark.parametrize("rate", [16_000, 22_050, 24_000, 44_100, 48_000])
@pytest.mark.parametrize("amplitude", [0.5, 0.01, 0.0005])
def test_silence_goes_and_a_little_room_stays_at_any_level(rate: int, amplitude: float) -> None:
    said = speech(1.0, amplitude, rate)
    assert cut(silence(0.3, rate), said, silence(0.5, rate), rate=rate) == pytest.approx(
        1.0 + LEAD_S + TAIL_S, abs=0.02
    )


def test_a_pause_inside_stays() -> None:
    assert cut(speech(0.5), silence(1.0), speech(0.5)) == pytest.approx(2.0, abs=0.02)


def test_a_soft_consonant_before_the_vowel_stays() -> None:
    hiss = np.random.default_rng(1).normal(0, 0.1 * 10 ** (-33 / 20), round(0.15 * RATE)).astype(np.float32)
    assert cut(silence(0.4), hiss, speech(0.5), silence(0.4)) == pytest.approx(
        0.65 + LEAD_S + TAIL_S, abs=0.02
    )


def test_a_click_before_speech_does_not_hold_the_cut_open() -> None:
    click = np.full(20, 0.5, dtype=np.float32)
    assert cut(silence(0.2), click, silence(0.3), speech(0.5), silence(0.2)) == pytest.approx(
        0.5 + LEAD_S + TAIL_S, abs=0.02
    )


def test_hiss_of_the_engine_is_no_speech() -> None:
    said = np.concatenate([silence(0.5), speech(1.0, 0.2), silence(0.5)])
    said += np.random.default_rng(2).normal(0, 0.2 * 10 ** (-35 / 20), len(said)).astype(np.float32)
    assert cut(said) == pytest.approx(1.0 + LEAD_S + TAIL_S, abs=0.05)


def test_one_short_word_in_a_long_silence_is_found() -> None:
    assert cut(silence(5.0), speech(0.15), silence(5.0)) == pytest.approx(0.15 + LEAD_S + TAIL_S, abs=0.02)


@pytest.mark.parametrize("samples", [silence(0.0), silence(1.0), silence(1.0) + np.float32(1e-7)])
def test_silence_alone_is_nothing(samples: Samples) -> None:
    assert trimmed(Audio(samples=samples, sample_rate_hz=RATE)) is None
