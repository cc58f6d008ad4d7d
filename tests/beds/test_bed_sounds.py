"""Each bed is what it says: measured."""

from __future__ import annotations

import numpy as np
import pytest

from quietude.beds.curves import above, product, slope
from quietude.beds.loops import LENGTHS, Loop, from_lines
from quietude.beds.quarter import QUARTER_HZ
from quietude.beds.spectra import frequencies, random_lines
from tests.beds.bed_checks import SECOND, bed, envelope, slope_db_per_octave, spectral_peak_hz, stretch


def test_brown_noise_falls_six_decibels_an_octave() -> None:
    for channel in (0, 1):
        slope = slope_db_per_octave(stretch("brown-noise")[:, channel], 60, 4000)
        assert slope == pytest.approx(-6.02, abs=0.5)


def test_noise_without_width_is_mono() -> None:
    sound = bed("brown-noise:width=0").read(0, SECOND)
    assert np.array_equal(sound[:, 0], sound[:, 1])
    assert np.isfinite(sound).all()


def test_brown_noise_leaves_the_inaudible_out() -> None:
    mono = stretch("brown-noise").mean(axis=1).astype(np.float64)
    spectrum = np.abs(np.fft.rfft(mono)) ** 2
    at_hz = np.fft.rfftfreq(len(mono), 1 / SECOND)
    assert spectrum[at_hz < 20].sum() < 0.08 * spectrum.sum()


def test_ears_differ_but_not_in_the_bass() -> None:
    left, right = np.fft.rfft(stretch("brown-noise").T.astype(np.float64), axis=1)
    at_hz = np.fft.rfftfreq(40 * SECOND, 1 / SECOND)

    def likeness(low_hz: float, high_hz: float) -> float:
        band = (at_hz >= low_hz) & (at_hz < high_hz)
        cross = np.sum(left[band] * np.conj(right[band])).real
        return float(cross / np.sqrt(np.sum(np.abs(left[band]) ** 2) * np.sum(np.abs(right[band]) ** 2)))

    assert likeness(30, 60) > 0.75
    assert 0.2 < likeness(500, 4000) < 0.6


@pytest.mark.parametrize(("text", "period_s"), [("ocean", 8.5), ("ocean:period=12s,variety=0", 12.0)])
def test_ocean_comes_in_waves_of_its_period(text: str, period_s: float) -> None:
    sound = bed(text).read(0, 120 * SECOND).mean(axis=1)
    swell = envelope(sound, SECOND // 10)
    spectrum = np.abs(np.fft.rfft((swell - swell.mean()) * np.hanning(len(swell)), 1 << 16))
    at_hz = np.fft.rfftfreq(1 << 16, 0.1)
    band = (at_hz > 0.04) & (at_hz < 0.3)
    assert 1.0 / at_hz[band][np.argmax(spectrum[band])] == pytest.approx(period_s, rel=0.06)
    if "variety=0" in text:  # every wave is like the one before
        rounds = swell.reshape(10, 120)
        assert (rounds.std(axis=0) / rounds.mean(axis=0)).mean() < 0.25


def test_ocean_swells_and_recedes_without_falling_silent() -> None:
    swell_db = 20.0 * np.log10(envelope(stretch("ocean").mean(axis=1), SECOND // 2))
    assert 9.0 < np.percentile(swell_db, 95) - np.percentile(swell_db, 5) < 26.0


def test_ocean_gets_brighter() -> None:
    shares = []
    for text in ("ocean", "ocean:brightness=1"):
        power = np.abs(np.fft.rfft(bed(text).read(0, 20 * SECOND).mean(axis=1))) ** 2
        shares.append(power[20 * 3000 :].sum() / power.sum())
    assert shares[1] > 2.0 * shares[0]


@pytest.mark.parametrize("root_hz", [82.4])
def test_drone_stands_on_its_root_fifth_and_octave(root_hz: float) -> None:
    sound = bed(f"drone:root_hz={root_hz}").read(0, 20 * SECOND).mean(axis=1)
    for ratio in (0.5, 1.0, 1.5, 2.0, 3.0):
        centre = root_hz * ratio
        assert spectral_peak_hz(sound, centre * 0.9, centre * 1.1) == pytest.approx(centre, abs=0.4)


def test_drone_moves_slowly_and_never_stops() -> None:
    levels_db = 20.0 * np.log10(envelope(stretch("drone").mean(axis=1), SECOND // 2))
    assert np.ptp(levels_db) < 12.0
    assert np.abs(np.diff(levels_db)).max() < 3.0


def seam_measures(samples: np.ndarray, at: int) -> np.ndarray:
    """What could give a seam away at a place: the step, its corner, the level and the third octaves in dB."""
    piece = samples[at - SECOND // 2 : at + SECOND // 2].astype(np.float64)
    middle = SECOND // 2
    step = piece[middle] - piece[middle - 1]
    corner = step - 0.5 * (piece[middle - 1] - piece[middle - 2] + piece[middle + 1] - piece[middle])
    edges = 60.0 * 2.0 ** (np.arange(25) / 3.0)
    power = np.abs(np.fft.rfft(piece * np.hanning(SECOND))) ** 2
    bands = np.add.reduceat(power, edges.astype(int))[:-1]
    level_db = 20.0 * np.log10(piece.std())
    sides_db = 20.0 * np.log10(piece[middle:].std() / piece[:middle].std())
    return np.concatenate([[step, corner, level_db, sides_db], 10.0 * np.log10(bands)])


def seam_score(loop: Loop) -> float:
    """By how many standard deviations the place where a circle closes differs from a hundred others."""
    length = len(loop.samples)
    twice = np.concatenate([loop.samples, loop.samples[: 2 * SECOND]])
    others = np.linspace(SECOND, length - 2 * SECOND, 100).astype(int)
    ordinary = np.array([seam_measures(twice, at) for at in others])
    return float(np.abs((seam_measures(twice, length) - ordinary.mean(axis=0)) / ordinary.std(axis=0)).max())


def circle(db_per_octave: float, length: int, number: int) -> Loop:
    curve = product(slope(db_per_octave), above(30.0, 3))
    return from_lines(random_lines(curve(frequencies(length, QUARTER_HZ)), (1, number)), length)


@pytest.mark.parametrize("db_per_octave", [0.0, -3.01, -6.02])
def test_circles_have_no_seam(db_per_octave: float) -> None:
    for number, length in enumerate(LENGTHS):
        loop = circle(db_per_octave, length, number)
        # 28 measures of one place among Gaussian ones: the largest is expected between 2 and 3.5.
        assert seam_score(loop) < 4.5
        assert np.array_equal(loop.take(5 - length, 100), loop.take(5, 100))


def test_a_seam_would_be_seen() -> None:
    loop = circle(-12.04, LENGTHS[0], 0)
    cuts = [loop.samples[: len(loop.samples) - away * SECOND // 7] for away in range(1, 6)]
    assert np.median([seam_score(Loop(cut)) for cut in cuts]) > 6.0
    quieter = loop.samples.copy()
    quieter[-SECOND:] *= np.linspace(1.0, 0.7, SECOND, dtype=np.float32)
    assert seam_score(Loop(quieter)) > 6.0


def test_circles_are_longer_than_a_minute_and_meet_after_hours() -> None:
    for number, one in enumerate(LENGTHS):
        assert one > 60 * QUARTER_HZ
        for other in LENGTHS[number + 1 :]:
            assert np.lcm(np.int64(one), np.int64(other)) > 8 * 3600 * QUARTER_HZ


def test_a_short_circle_is_read_round_and_round() -> None:
    loop = Loop(np.arange(5, dtype=np.float32))
    assert loop.take(-3, 14).tolist() == [2, 3, 4, 0, 1, 2, 3, 4, 0, 1, 2, 3, 4, 0]
