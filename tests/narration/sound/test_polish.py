from __future__ import annotations

import numpy as np
import pytest
from numpy.typing import NDArray

from quietude.narration.sound.polish import (
    MOST_COMPRESSION_DB,
    MOST_DE_ESS_DB,
    PRESENCE_HZ,
    loud_reduction_db,
    polished,
)
from quietude.voices.effects import NO_EFFECTS, Effects

RATES = (22_050, 24_000, 48_000)
EVERYTHING = Effects(high_pass_hz=75.0, presence_db=2.0, de_ess=0.5, compression=0.5)

Sound = NDArray[np.float64]


def sine(hz: float, seconds: float, rate: int, amplitude: float = 0.1) -> Sound:
    return np.asarray(amplitude * np.sin(2 * np.pi * hz * np.arange(round(seconds * rate)) / rate))


def vowel(seconds: float, rate: int, amplitude: float = 0.1) -> Sound:
    """A buzz at 180 Hz that falls 9 dB an octave: brighter than most vowels are."""
    partials = [
        sine(180.0 * n, seconds, rate, amplitude * n**-1.5) for n in range(1, round(0.4 * rate / 180))
    ]
    return np.asarray(np.sum(partials, axis=0))


def hiss(seconds: float, rate: int, amplitude: float = 0.1) -> Sound:
    """What an s is: noise from 5 to 9 kHz."""
    frames = round(seconds * rate)
    spectrum = np.fft.rfft(np.random.default_rng(1).standard_normal(frames))
    at_hz = np.fft.rfftfreq(frames, 1 / rate)
    sound = np.fft.irfft(spectrum * ((at_hz > 5000) & (at_hz < 9000)), frames)
    return np.asarray(amplitude * sound / np.sqrt(np.mean(sound**2)))


def rms_db(samples: Sound) -> float:
    return float(10 * np.log10(np.mean(samples**2)))


def gain_db(hz: float, rate: int, effects: Effects) -> float:
    sound = sine(hz, 1.0, rate)
    middle = slice(rate // 4, rate // 4 * 3)
    return rms_db(polished(sound, rate, effects)[middle]) - rms_db(sound[middle])


def test_what_is_off_changes_no_bit() -> None:
    sound = vowel(1.0, 24_000) + 0.01
    assert polished(sound, 24_000, NO_EFFECTS).tobytes() == sound.tobytes()
    assert polished(sound, 24_000, Effects(room="hall")).tobytes() == sound.tobytes()


@pytest.mark.parametrize("rate", RATES)
def test_the_high_pass_falls_12_db_an_octave(rate: int) -> None:
    effects = Effects(high_pass_hz=80.0)
    assert gain_db(80.0, rate, effects) == pytest.approx(-3.0, abs=0.2)
    assert gain_db(40.0, rate, effects) == pytest.approx(-12.3, abs=0.5)
    assert gain_db(20.0, rate, effects) == pytest.approx(-24.1, abs=0.8)
    assert abs(gain_db(180.0, rate, effects)) < 0.3
    assert abs(gain_db(5000.0, rate, effects)) < 0.01
    steady = polished(np.full(rate, 0.1), rate, effects)
    assert np.abs(steady[rate // 2 :]).max() < 1e-6


@pytest.mark.parametrize("rate", RATES)
@pytest.mark.parametrize("wanted_db", [-3.0, 2.0, 6.0])
def test_presence_is_a_broad_bell_at_4_khz(rate: int, wanted_db: float) -> None:
    effects = Effects(presence_db=wanted_db)
    assert gain_db(PRESENCE_HZ, rate, effects) == pytest.approx(wanted_db, abs=0.05)
    assert gain_db(3000.0, rate, effects) == pytest.approx(wanted_db, abs=abs(wanted_db) * 0.3)
    assert abs(gain_db(300.0, rate, effects)) < 0.1


@pytest.mark.parametrize("rate", RATES)
@pytest.mark.parametrize("level", [1.0, 0.01])
def test_a_sharp_s_steps_back_and_the_vowel_beside_it_stays(rate: int, level: float) -> None:
    said, sharp = vowel(0.6, rate), hiss(0.2, rate, 0.06)
    sound = level * np.concatenate([said, sharp, said])
    heard = polished(sound, rate, Effects(de_ess=1.0))
    first, last = len(said), len(said) + len(sharp)
    margin = rate // 50
    s_db = rms_db(heard[first + margin : last - margin]) - rms_db(sound[first + margin : last - margin])
    assert -MOST_DE_ESS_DB < s_db < -3.5
    for part in (slice(0, first - margin), slice(last + margin, None)):
        assert rms_db(heard[part]) - rms_db(sound[part]) == pytest.approx(0.0, abs=0.1)
    gentle = polished(sound, rate, Effects(de_ess=0.4))
    s_db = rms_db(gentle[first + margin : last - margin]) - rms_db(sound[first + margin : last - margin])
    assert -4.5 < s_db < -1.0


def test_what_lies_below_the_sharpness_is_not_touched_by_it() -> None:
    rate = 24_000
    said = vowel(0.6, rate)
    low = 0.002 * sine(500.0, 0.2, rate, 1.0)
    heard = polished(np.concatenate([said, hiss(0.2, rate, 0.06) + low, said]), rate, Effects(de_ess=1.0))
    part = heard[len(said) + rate // 50 : len(said) + round(0.18 * rate)]
    spectrum = np.fft.rfft(part * np.hanning(len(part)))
    found = 2 * np.abs(spectrum[round(500 * len(part) / rate)]) / np.sum(np.hanning(len(part)))
    assert 20 * np.log10(found / 0.002) == pytest.approx(0.0, abs=0.5)


def test_a_soft_s_is_let_be() -> None:
    rate = 24_000
    sound = np.concatenate([vowel(0.6, rate), hiss(0.2, rate, 0.008), vowel(0.6, rate)])
    heard = polished(sound, rate, Effects(de_ess=1.0))
    assert rms_db(heard) == pytest.approx(rms_db(sound), abs=0.01)
    part = slice(round(0.65 * rate), round(0.75 * rate))
    assert rms_db(heard[part]) == pytest.approx(rms_db(sound[part]), abs=0.1)


def test_a_louder_word_comes_out_half_as_much_louder() -> None:
    rate = 24_000
    # A loud tone short enough that the clip's own level, which is the measure, hardly rises with it.
    sound = sine(400.0, 12.6, rate)
    sound[6 * rate : round(6.6 * rate)] *= 10 ** (5.0 / 20)
    heard = polished(sound, rate, Effects(compression=1.0))
    quiet, loud = slice(rate, 5 * rate), slice(round(6.2 * rate), round(6.4 * rate))
    assert rms_db(sound[loud]) - rms_db(sound[quiet]) == pytest.approx(5.0, abs=0.01)
    # Against the clip's level (0.43 dB over the quiet part) the loud part is 2.6 dB beyond the knee's end and
    # gives way by half of what it is over the threshold, 4.29 dB; the quiet part is in the knee, 1.91 dB.
    assert rms_db(heard[loud]) - rms_db(heard[quiet]) == pytest.approx(5.0 - 2.38, abs=0.1)
    gentle = polished(sound, rate, Effects(compression=0.5))
    assert rms_db(gentle[loud]) - rms_db(gentle[quiet]) == pytest.approx(5.0 - 2.38 / 2, abs=0.1)


def test_the_curve_of_the_compressor_bends_softly_into_two_to_one() -> None:
    steps_db = np.arange(-40.0, 14.0, 0.25)
    held = np.repeat(np.concatenate([[0.0], steps_db]), 1000)
    # Mostly at 0 dB, so that this is the level which the steps are measured against.
    energies = 10 ** (np.concatenate([np.zeros(30_000_000 // 100), held]) / 10)
    reduction_db = loud_reduction_db(energies, 1.0)[-len(held) :].reshape(-1, 1000)[1:, 500]
    assert np.all(reduction_db[steps_db < -14.0] == 0.0)
    slope = np.diff(reduction_db) / 0.25
    assert slope.min() > -1e-6
    assert slope.max() == pytest.approx(0.5, abs=0.03)
    assert np.abs(np.diff(slope[steps_db[:-1] < 6.0])).max() < 0.03
    assert reduction_db.max() == MOST_COMPRESSION_DB


def test_a_pause_is_not_raised() -> None:
    rate = 24_000
    sound = np.concatenate([vowel(1.0, rate), 0.001 * sine(300.0, 1.0, rate), vowel(1.0, rate)])
    heard = polished(sound, rate, Effects(compression=1.0))
    pause = slice(round(1.2 * rate), round(1.8 * rate))
    np.testing.assert_array_equal(heard[pause], sound[pause])


@pytest.mark.parametrize("rate", RATES)
def test_the_gains_move_without_steps(rate: int) -> None:
    sound = np.concatenate([0.2 * sine(50.0, 0.5, rate), sine(50.0, 0.5, rate), 0.2 * sine(50.0, 0.5, rate)])
    factor = polished(sound + 1.0, rate, Effects(compression=1.0)) / (sound + 1.0)
    assert np.abs(np.diff(factor)).max() * rate < 30.0  # of full scale a second: a fade of 30 ms, no click


@pytest.mark.parametrize("rate", [8_000, *RATES, 44_100])
@pytest.mark.parametrize("frames", [0, 1, 7, 100, 999, 30_001])
def test_any_clip_keeps_its_length_and_comes_out_the_same_twice(rate: int, frames: int) -> None:
    sound = np.random.default_rng(frames).uniform(-0.1, 0.1, frames)
    before = sound.copy()
    heard = polished(sound, rate, EVERYTHING)
    assert heard.shape == (frames,)
    assert np.isfinite(heard).all()
    assert heard.tobytes() == polished(sound, rate, EVERYTHING).tobytes()
    np.testing.assert_array_equal(sound, before)


def test_silence_stays_silent() -> None:
    assert not polished(np.zeros(24_000), 24_000, EVERYTHING).any()


def test_the_engines_level_makes_no_difference() -> None:
    rate = 24_000
    sound = np.concatenate([vowel(0.5, rate), hiss(0.2, rate, 0.06), vowel(0.5, rate, 0.02)])
    loud, soft = (polished(level * sound, rate, EVERYTHING) / level for level in (1.0, 0.003))
    np.testing.assert_allclose(soft, loud, atol=1e-6)
