"""Noise that does not come round, sound made at a quarter of the rate, and levels that are reckoned."""

from __future__ import annotations

import itertools

import numpy as np
import pytest
from scipy import signal

from quietude.audio import SAMPLE_RATE_HZ
from quietude.beds.cells import CELL_FRAMES, FINE_FRAMES, Layers, control_times, interleaved, layers, spread
from quietude.beds.curves import above, below, product, slope, stereo_width
from quietude.beds.grains import Grains, Scatter, tick
from quietude.beds.level import measure_at, reckon
from quietude.beds.motion import Drift, chance
from quietude.beds.quarter import (
    MARGIN,
    QUARTER_CELL,
    QUARTER_HZ,
    TREBLE_HZ,
    quarter_spread,
    quarter_times,
    raised,
)
from quietude.beds.spectra import k_energy, k_response, lines_of, magnitudes
from quietude.beds.texture import STRETCH, Apart, StereoNoise, Texture, Wide, grainy, noise
from quietude.beds.woven import Woven
from quietude.loudness import k_weighting

FADE = CELL_FRAMES // 8
BROWN = product(slope(-6.02), above(30.0, 3))


def third_octaves_db(pieces: np.ndarray) -> np.ndarray:
    """The mean spectrum of pieces of equal length, shape (pieces, frames), in third octaves above 100 Hz."""
    power = np.square(np.abs(np.fft.rfft(pieces * np.hanning(pieces.shape[1]), axis=1))).mean(axis=0)
    at_hz = np.fft.rfftfreq(pieces.shape[1], 1 / SAMPLE_RATE_HZ)
    edges = 100.0 * 2.0 ** (np.arange(20) / 3.0)
    return np.array([
        10.0 * np.log10(power[(at_hz >= low) & (at_hz < high)].mean())
        for low, high in itertools.pairwise(edges)
    ])  # fmt: skip


def test_where_seconds_meet_is_an_ordinary_place() -> None:
    texture = noise(BROWN, (3, 1))
    seconds = np.stack([texture.second(index) for index in range(600)])
    whole = seconds.reshape(-1)
    steps = np.abs(np.diff(whole))
    meeting = steps[CELL_FRAMES - 1 :: CELL_FRAMES]
    assert meeting.mean() == pytest.approx(steps.mean(), rel=0.1)
    assert meeting.max() < steps.max()
    # While two places are mixed it is neither louder nor softer nor of another colour.
    faded, plain = seconds[:, :FADE], seconds[:, 2 * FADE : 3 * FADE]
    assert np.square(faded).mean() == pytest.approx(np.square(plain).mean(), rel=0.1)
    assert np.abs(third_octaves_db(faded) - third_octaves_db(plain)).max() < 1.0
    assert np.square(whole).mean() == pytest.approx(1.0, rel=0.05)


def places(texture: Texture, indices: range, lane: int = 0) -> np.ndarray:
    return np.array([texture._place(index, lane) for index in indices])


@pytest.mark.parametrize("start", [0, -40, 8 * 3600 - 2000])
def test_seconds_that_meet_never_lie_near_each_other(start: int) -> None:
    texture = noise(BROWN, (3, 2))
    here = places(texture, range(start, start + 2000))
    runs_on = (here[:-1] + CELL_FRAMES) % STRETCH
    away = np.abs(here[1:] - runs_on)
    assert np.minimum(away, STRETCH - away).min() > 5 * CELL_FRAMES
    # Nor do what is in the middle and what is at the sides.
    across = np.abs(here - places(texture, range(start, start + 2000), 1))
    assert np.minimum(across, STRETCH - across).min() > 5 * CELL_FRAMES


def test_noise_does_not_come_round() -> None:
    here = places(noise(BROWN, (3, 3)), range(7200))
    for lag in (1, 2, 3, 5, 8, 13, 21, 22, 34, 55, 66, 144, 610, 3600):
        turned = (here[lag:] - here[:-lag]) % STRETCH
        # A circle that is played has one distance for each lag; here hardly any two are the same.
        assert len(np.unique(turned)) > 0.98 * len(turned)
    # And every part of it is heard as often.
    heard = np.histogram(here, bins=22, range=(0, STRETCH))[0]
    assert heard.min() > 0.85 * heard.mean()


def test_seconds_are_functions_of_their_number() -> None:
    texture, same = noise(BROWN, (4, 1)), noise(BROWN, (4, 1))
    for index in (5, -7, 10_000_000):
        assert np.array_equal(texture.second(index), same.second(index))
        assert not np.array_equal(texture.second(index), texture.second(index, 1))
    kept = texture.second(3)
    kept *= 0.0  # the caller's own
    assert texture.second(3).any()


def likeness(one: np.ndarray, other: np.ndarray) -> float:
    return float(np.sum(one * other) / np.sqrt(np.sum(one**2) * np.sum(other**2)))


def test_widths() -> None:
    texture = noise(product(slope(-3.0), above(200.0)), (5, 1))
    for width in (0.0, 0.5, 1.0):
        wide = Wide(texture, width)
        left, right = np.concatenate([wide.stereo(index) for index in range(60)], axis=1)
        assert likeness(left, right) == pytest.approx((1.0 - width**2) / (1.0 + width**2), abs=0.05)
        assert np.square(left).mean() == pytest.approx(1.0 + width**2, rel=0.05)
        assert wide.energy == pytest.approx(texture.energy * (1.0 + width**2))
    left, right = np.concatenate([Apart(texture).stereo(index) for index in range(60)], axis=1)
    assert abs(likeness(left, right)) < 0.05
    steady = StereoNoise(BROWN, stereo_width(0.7), 5)
    ears = np.concatenate([steady.stereo(index) for index in range(100)], axis=1)
    assert np.square(ears).mean(axis=1) == pytest.approx([1.0, 1.0], rel=0.08)


def k_weighted_power(sound: np.ndarray) -> float:
    return float(np.square(signal.sosfilt(k_weighting(), sound.astype(np.float64))).mean())


@pytest.mark.parametrize("smooth", [0.0, 0.64])
def test_grainy_noise_has_the_colour_and_the_energy_of_its_curve(smooth: float) -> None:
    curve = product(slope(-1.0), above(900.0, 1), below(7000.0, 1))
    grains, plain = grainy(curve, 2_400, (6, 1), smooth=smooth), noise(curve, (6, 2))
    sounds = [np.stack([each.second(index) for index in range(120)]) for each in (grains, plain)]
    assert np.abs(third_octaves_db(sounds[0]) - third_octaves_db(sounds[1])).max() < 0.7
    for texture, sound in zip((grains, plain), sounds, strict=True):
        assert k_weighted_power(sound.reshape(-1)) == pytest.approx(texture.energy, rel=0.05)
    # Grains stick out of it; Gaussian noise has a kurtosis of 3.
    fourth = [float(np.mean(sound**4) / np.mean(sound**2) ** 2) for sound in sounds]
    assert fourth[1] == pytest.approx(3.0, abs=0.1)
    assert fourth[0] > (3.3 if smooth else 6.0)


def test_magnitudes_are_those_of_the_curve() -> None:
    lines, _energy = magnitudes(BROWN, STRETCH)
    at_hz = np.arange(len(lines)) * (SAMPLE_RATE_HZ / STRETCH)
    expected = BROWN(at_hz.astype(np.float32))
    heard = (at_hz > 20.0) & (at_hz < 23_000.0)
    ratio_db = 20.0 * np.log10(lines[heard] / expected[heard])
    assert np.ptp(ratio_db) < 0.1


def test_the_lines_of_a_circle() -> None:
    circle = np.random.default_rng(1).standard_normal(1 << 12).astype(np.float32)
    expected = np.fft.rfft(circle.astype(np.float64))
    assert np.abs(lines_of(circle) - expected).max() < 1e-6 * np.abs(expected).max()


@pytest.mark.parametrize("rate_hz", [48_000, 12_000])
def test_the_k_weighting_of_lines(rate_hz: int) -> None:
    at_hz = np.arange(rate_hz // 2 + 1)
    _w, response = signal.sosfreqz(k_weighting().astype(np.float64), at_hz, fs=SAMPLE_RATE_HZ)
    found = k_response(rate_hz, rate_hz)
    np.testing.assert_allclose(found[5:], np.abs(response[5:]) ** 2, rtol=1e-4)


def test_the_energy_of_a_short_sound() -> None:
    for frames in (900, 30_000):
        sound = np.random.default_rng(2).standard_normal(frames).astype(np.float32)
        padded = np.concatenate([sound, np.zeros(20_000)])
        assert k_energy(sound) == pytest.approx(k_weighted_power(padded) * len(padded), rel=0.01)


def test_grains_know_their_energy() -> None:
    numbers = np.random.default_rng(3)
    sounds = [tick(hz, 0.01, numbers) for hz in (900.0, 2500.0)]

    def draw(numbers: np.random.Generator, _cell: int) -> Scatter:
        count = int(numbers.poisson(30.0))
        return Scatter(
            starts=numbers.integers(0, CELL_FRAMES, count),
            which=numbers.integers(0, 2, count),
            amplitudes=numbers.uniform(0.5, 1.5, count),
            pans=numbers.uniform(-1.0, 1.0, count),
        )

    grains = Grains(sounds, draw, 1, 2)
    ears = np.zeros((2, 100 * CELL_FRAMES), dtype=np.float32)
    for index in range(100):
        grains.add(ears[:, index * CELL_FRAMES : (index + 1) * CELL_FRAMES], index)
    assert sum(k_weighted_power(ear) for ear in ears) == pytest.approx(grains.energy, rel=0.1)


def at_a_quarter(hz: float, index: int) -> np.ndarray:
    at = np.arange(index * QUARTER_CELL - MARGIN, (index + 1) * QUARTER_CELL + MARGIN) / QUARTER_HZ
    return np.stack([np.sin(2 * np.pi * hz * at), np.cos(2 * np.pi * hz * at)]).astype(np.float32)


@pytest.mark.parametrize("hz", [55.0, 1000.3, TREBLE_HZ])
def test_raising_the_rate_keeps_a_tone_and_adds_next_to_nothing(hz: float) -> None:
    sound = np.concatenate([raised(at_a_quarter(hz, index)) for index in (7, 8)], axis=1)
    at = np.arange(7 * CELL_FRAMES, 9 * CELL_FRAMES) / SAMPLE_RATE_HZ
    expected = np.stack([np.sin(2 * np.pi * hz * at), np.cos(2 * np.pi * hz * at)])
    assert np.abs(sound - expected).max() < 4e-4  # -68 dB: two mirror tones at their worst, and rounding


def test_control_points_of_both_rates_are_the_same() -> None:
    inner, outer = control_times(5), quarter_times(5)
    np.testing.assert_allclose(outer[1:-1], inner)
    assert np.ptp(np.diff(outer)) < 1e-12
    assert len(quarter_spread(outer)) == QUARTER_CELL + 2 * MARGIN
    line = spread(inner)
    assert len(line) == CELL_FRAMES
    np.testing.assert_allclose(line, 5.0 + np.arange(CELL_FRAMES) / SAMPLE_RATE_HZ, rtol=1e-6)
    assert len(control_times(0, FINE_FRAMES)) == CELL_FRAMES // FINE_FRAMES + 1


def test_a_drift_stays_within_bounds_and_is_itself_at_any_time() -> None:
    drift = Drift((1.3, 2.9, 5.3), 7, 1)
    times_s = np.arange(0.0, 600.0, 0.05)
    found = drift(times_s)
    assert np.abs(found).max() <= 1.0
    assert found.std() == pytest.approx(np.sqrt(0.5 / 3.0), rel=0.1)
    np.testing.assert_allclose(drift(times_s[77:79]), found[77:79])
    assert not np.allclose(Drift((1.3, 2.9, 5.3), 7, 2)(times_s), found)


def test_chance_is_even_and_each_place_its_own() -> None:
    drawn = np.array([chance(1, 2, index) for index in range(-2000, 2000)]) / 2.0**64
    assert 0.0 <= drawn.min() < 0.005
    assert 0.995 < drawn.max() < 1.0
    assert drawn.mean() == pytest.approx(0.5, abs=0.02)
    assert abs(np.corrcoef(drawn[1:], drawn[:-1])[0, 1]) < 0.06
    assert chance(1, 23) != chance(12, 3)


def test_a_woven_bed_reckons_what_it_sounds_like() -> None:
    sounds = [Wide(noise(BROWN, (8, 1)), 0.4), Wide(noise(product(slope(-3.0), above(500.0)), (8, 2)), 0.8)]

    def gains(times_s: np.ndarray) -> np.ndarray:
        swell = 0.02 * (1.5 + np.sin(2 * np.pi * times_s / 7.0))
        return np.array([[swell, 0.5 * swell], [0.3 * swell, 0.0 * swell]])

    bed = Woven(sounds, gains)
    assert reckon(bed.energies, 120.0) == pytest.approx(measure_at(bed, np.arange(120)), abs=0.3)
    assert np.array_equal(bed.read(50_000, 10), bed.read(49_990, 30)[10:20])


def test_one_layer_alone_is_itself() -> None:
    bed = Woven([Wide(noise(BROWN, (9, 1)), 0.4)], lambda times_s: np.full((1, 2, len(times_s)), 0.1))
    assert layers([bed]) is bed
    sound = bed.read(0, 100)
    np.testing.assert_allclose(Layers([(bed, -6.0206)]).read(0, 100), 0.5 * sound, rtol=1e-5)
    np.testing.assert_allclose(layers([bed, bed]).read(0, 100), 2.0 * sound, rtol=1e-6)
    assert not layers([]).read(0, 100).any()


def test_ears_become_a_block() -> None:
    ears = np.arange(6, dtype=np.float32).reshape(2, 3)
    assert interleaved(ears).tolist() == [[0, 3], [1, 4], [2, 5]]
