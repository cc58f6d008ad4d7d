from __future__ import annotations

import math

import numpy as np
import pytest

from quietude.mix.depth import LEAST_DEPTH_DB, Level, bed_level, depth_db, layers, mean_power

from .sessions import RATE, Array, noise, rms_db

VOICE = Level(whole_dbfs=-23.0, extreme_dbfs=-24.0)


def steady(level_dbfs: float) -> Level:
    return Level(whole_dbfs=level_dbfs, extreme_dbfs=level_dbfs)


@pytest.mark.parametrize(("exponent", "seconds"), [(0.0, 60), (1.0, 60), (2.0, 3600)])
def test_the_level_of_a_steady_bed_is_its_rms(exponent: float, seconds: int) -> None:
    block = noise(exponent)
    level = bed_level(Array(block, looped=True), seconds * RATE)
    assert level.whole_dbfs == pytest.approx(rms_db(block), abs=0.5)
    assert level.whole_dbfs <= level.extreme_dbfs < level.whole_dbfs + 3.0


def test_only_a_few_windows_are_read_however_long_the_bed() -> None:
    source = Array(noise(), looped=True)
    bed_level(source, 8 * 3600 * RATE)
    assert 20 <= len(source.reads) <= 64
    assert max(start for start, _ in source.reads) > 7 * 3600 * RATE


def test_a_waves_crest_is_found_whatever_its_period() -> None:
    time = np.arange(90 * RATE) / RATE
    for period_s in (3.0, 6.62, 9.0, 10.0):
        crest = np.sin(np.pi * time / period_s) ** 8
        level = bed_level(Array((crest * 0.1).astype(np.float32)), len(time))
        around_crest = np.abs(time - 4.5 * period_s) <= 0.5
        assert level.extreme_dbfs == pytest.approx(rms_db(crest[around_crest] * 0.1), abs=1.5)


def test_a_bed_shorter_than_a_window_and_silence() -> None:
    assert bed_level(Array(noise()), 1000).whole_dbfs > -60.0
    assert bed_level(Array(np.zeros(RATE, dtype=np.float32)), RATE).whole_dbfs == -math.inf
    assert bed_level(Array(noise()), 0).whole_dbfs == -math.inf


def test_the_depth_puts_the_bed_far_enough_under_the_voice() -> None:
    assert depth_db(steady(-30.0), VOICE) == 14.5  # to -23 - 21.5
    assert depth_db(Level(whole_dbfs=-30.0, extreme_dbfs=-26.0), VOICE) == 18.0
    assert depth_db(steady(-50.0), VOICE) == LEAST_DEPTH_DB


def test_one_sigh_does_not_drag_the_bed_down() -> None:
    sigh = Level(whole_dbfs=-23.0, extreme_dbfs=-60.0)
    assert depth_db(steady(-30.0), sigh) == 16.0


def test_silence_needs_the_least_depth() -> None:
    assert depth_db(steady(-math.inf), VOICE) == LEAST_DEPTH_DB
    assert depth_db(steady(-30.0), None) == LEAST_DEPTH_DB


def test_layers_add_their_powers() -> None:
    both = layers([steady(-30.0), steady(-30.0)])
    assert both.whole_dbfs == pytest.approx(-26.99, abs=0.01)
    assert layers([steady(-30.0), steady(-math.inf)]).whole_dbfs == pytest.approx(-30.0)


def test_mean_power_of_nothing_is_zero() -> None:
    assert mean_power(np.zeros(0, dtype=np.float32)) == 0.0
