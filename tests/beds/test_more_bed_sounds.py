"""Each bed is what it says, measured: colours, beats, bowls, water, wind, night and fire."""

from __future__ import annotations

import numpy as np
import pytest
from scipy import signal

from quietude.beds.grains import ping, tick
from quietude.beds.spec import kinds
from tests.beds.bed_checks import (
    HOUR,
    SECOND,
    beat_hz,
    bed,
    envelope,
    slope_db_per_octave,
    spectral_peak_hz,
    stretch,
)


def share(mono: np.ndarray, low_hz: float, high_hz: float) -> float:
    """How much of a sound's energy lies in a band."""
    power = np.abs(np.fft.rfft(mono)) ** 2
    at_hz = np.linspace(0, SECOND / 2, len(power))
    return float(power[(at_hz >= low_hz) & (at_hz < high_hz)].sum() / power.sum())


@pytest.mark.parametrize(("name", "slope"), [("pink-noise", -3.01), ("white-noise", 0.0)])
def test_colours(name: str, slope: float) -> None:
    sound = stretch(name)
    for channel in (0, 1):
        assert slope_db_per_octave(sound[:, channel], 60, 8000) == pytest.approx(slope, abs=0.3)


def test_green_noise_is_the_middle_of_the_spectrum() -> None:
    sound = stretch("green-noise")[:, 0]
    assert share(sound, 250, 1000) > 0.5
    at_hz, density = signal.welch(sound, SECOND, nperseg=8192)
    smooth = np.convolve(density, np.ones(9) / 9, "same")
    assert 300 < at_hz[np.argmax(smooth)] < 700


@pytest.mark.parametrize("start_s", [0, 7 * 3600 + 11])
def test_a_binaural_beat_is_exact_for_hours(start_s: int) -> None:
    source = bed("binaural:start_hz=10,end_hz=10")
    left, right = source.read(start_s * SECOND, 10 * SECOND).T.astype(np.float64)
    assert beat_hz(left, right) == pytest.approx(10.0, abs=0.0005)
    assert spectral_peak_hz(left, 150, 250) == pytest.approx(195.0, abs=0.01)
    assert spectral_peak_hz(right, 150, 250) == pytest.approx(205.0, abs=0.01)


def test_a_mono_safe_beat_is_the_same_in_both_ears_and_beats_in_mono() -> None:
    sound = bed("binaural:start_hz=10,end_hz=10,mono_safe=1").read(0, 10 * SECOND).astype(np.float64)
    np.testing.assert_allclose(sound[:, 0], sound[:, 1], atol=1e-7)
    folded = sound.mean(axis=1)
    loss_db = 10 * np.log10(np.square(sound).mean() / np.square(folded).mean())
    assert loss_db == pytest.approx(0.0, abs=0.01)
    swell = np.abs(np.fft.rfft(np.square(folded) * np.hanning(len(folded))))
    at_hz = np.fft.rfftfreq(len(folded), 1 / SECOND)
    slow = (at_hz > 2) & (at_hz < 40)
    assert at_hz[slow][np.argmax(swell[slow])] == pytest.approx(10.0, abs=0.1)
    half = bed("binaural:mono_safe=0.5").read(0, SECOND)
    assert not np.allclose(half[:, 0], half[:, 1])


def test_a_ramp_glides_from_start_to_end_and_stays() -> None:
    source = bed("binaural:start_hz=10,end_hz=6,over=5min")
    for at_s, expected in ((0, 10.0), (150, 8.0), (280, 10.0 - 4.0 * 280 / 300), (400, 6.0), (8 * 3600, 6.0)):
        left, right = source.read(max(0, at_s * SECOND - SECOND), 2 * SECOND).T.astype(np.float64)
        assert beat_hz(left, right) == pytest.approx(expected, abs=0.03)
    # The end of the ramp is no event: the tone runs on as it was.
    tone = source.read(300 * SECOND - 100, 200)[:, 0].astype(np.float64)
    assert np.abs(np.diff(tone, 3)).max() < 1e-5


@pytest.mark.parametrize("name", ["monaural", "isochronic"])
def test_a_beat_in_the_air_is_the_same_on_both_sides(name: str) -> None:
    sound = bed(f"{name}:start_hz=8,end_hz=8").read(3 * HOUR, 10 * SECOND)
    assert np.array_equal(sound[:, 0], sound[:, 1])
    swell = np.abs(signal.hilbert(sound[:, 0]))[:: SECOND // 1000]
    assert spectral_peak_hz_at(swell - swell.mean(), 1000) == pytest.approx(8.0, abs=0.02)
    assert np.abs(np.diff(sound[:, 0])).max() < 0.002  # rounded: nothing but the tone's own steps


def spectral_peak_hz_at(values: np.ndarray, rate_hz: float) -> float:
    spectrum = np.abs(np.fft.rfft(values * np.hanning(len(values)), 1 << 18))
    return float(np.argmax(spectrum) * rate_hz / (1 << 18))


def test_only_the_binaural_beat_needs_headphones_and_says_so() -> None:
    needing = [kind for kind in kinds() if kind.needs_headphones]
    assert [kind.name for kind in needing] == ["binaural"]
    assert "headphones" in needing[0].note
    assert "mono_safe=1" in needing[0].note


def test_bowls_are_struck_now_and_then_and_ring_in_tune() -> None:
    sound = bed("singing-bowls:hum=0,interval=20s").read(0, 160 * SECOND).mean(axis=1)
    power = np.abs(np.fft.rfft(sound))
    at_hz = np.fft.rfftfreq(len(sound), 1 / SECOND)
    for ratio in (1.0, 1.5):
        near = np.abs(at_hz - 131.0 * ratio) < 2.0
        away = (np.abs(at_hz - 131.0 * ratio) > 6.0) & (np.abs(at_hz - 131.0 * ratio) < 14.0)
        assert power[near].max() > 20.0 * power[away].max()
    level_db = 20.0 * np.log10(envelope(sound, SECOND // 4) + 1e-9)
    strokes = np.flatnonzero((level_db[2:] - level_db[:-2]) > 5.0)
    assert 6 <= 1 + np.count_nonzero(np.diff(strokes) > 4) <= 9
    # Without the hum, the last of a stroke is nearly silence; with it, something always sings.
    humming_db = 20.0 * np.log10(envelope(stretch("singing-bowls").mean(axis=1), SECOND))
    assert level_db.min() < -70.0 < -50.0 < humming_db.min()


def test_rain_has_drops_in_a_steady_sheet() -> None:
    sound = stretch("rain").mean(axis=1)
    levels_db = 20.0 * np.log10(envelope(sound, SECOND))
    assert np.ptp(levels_db) < 6.0
    # Single drops stand out of the noise: short steps have a heavier tail than Gaussian noise has.
    fine = envelope(signal.sosfilt(signal.butter(2, 1500, "highpass", fs=SECOND, output="sos"), sound), 96)
    assert np.percentile(fine, 99.9) > 2.0 * np.median(fine)
    assert share(sound, 800, 8000) > 0.5


def test_lighter_rain_has_drops_that_stand_alone() -> None:
    def drops(text: str) -> float:
        fine = envelope(bed(text).read(0, 20 * SECOND).mean(axis=1), 96)
        return float(np.percentile(fine, 99.9) / np.median(fine))

    assert drops("rain:density=0") > 1.2 * drops("rain")


def test_a_stream_bubbles() -> None:
    sound = stretch("stream").mean(axis=1)
    assert share(sound, 250, 2500) > 0.6
    sos = signal.butter(2, [300, 2000], "bandpass", fs=SECOND, output="sos")
    fine = envelope(signal.sosfilt(sos, sound), 480)
    assert np.percentile(fine, 99) > 2.2 * np.median(fine)


def test_wind_comes_in_gusts_without_dying_or_howling() -> None:
    sound = bed("wind").read(0, 120 * SECOND).mean(axis=1)
    swell_db = 20.0 * np.log10(envelope(sound, SECOND))
    assert 6.0 < np.percentile(swell_db, 95) - np.percentile(swell_db, 5) < 18.0
    assert np.abs(np.diff(swell_db)).max() < 6.0
    at_hz, density = signal.welch(sound, SECOND, nperseg=16384)
    level_db = 10.0 * np.log10(density[(at_hz > 100) & (at_hz < 4000)])
    smooth = np.convolve(level_db, np.ones(60) / 60, "same")
    assert (level_db - smooth)[60:-60].max() < 5.0  # no whistling line
    even = envelope(bed("wind:gusts=0").read(0, 30 * SECOND).mean(axis=1), SECOND)
    assert 20.0 * np.log10(even.max() / even.min()) < 3.0


def test_crickets_are_sparse_and_have_pitches_of_their_own() -> None:
    sound = bed("night").read(0, 60 * SECOND)
    sos = signal.butter(4, [3200, 4400], "bandpass", fs=SECOND, output="sos")
    chirps = envelope(signal.sosfilt(sos, sound.mean(axis=1)), SECOND // 100)
    singing = chirps > 3.0 * np.median(chirps)
    assert 0.003 < singing.mean() < 0.2
    # Few as they are, they are heard: yet they carry little of the energy.
    assert share(sound.mean(axis=1), 3200, 4400) < 0.1
    none = bed("night:crickets=0").read(0, 20 * SECOND).mean(axis=1)
    still = envelope(signal.sosfilt(sos, none), SECOND // 100)
    assert not (still > 3.0 * np.median(still)).any()


def test_the_hearth_crackles_and_never_bangs() -> None:
    sound = stretch("hearth")
    assert np.abs(sound).max() < 0.22
    sos = signal.butter(2, 1200, "highpass", fs=SECOND, output="sos")
    fine = envelope(signal.sosfilt(sos, sound.mean(axis=1)), 96)
    crackles = fine > 4.0 * np.median(fine)
    assert 40 < np.count_nonzero(np.diff(np.flatnonzero(crackles)) > 10) < 1200
    quiet = bed("hearth:crackle=0").read(20 * SECOND, 40 * SECOND).mean(axis=1)
    fewer = envelope(signal.sosfilt(sos, quiet), 96)
    assert np.count_nonzero(fewer > 4.0 * np.median(fewer)) < 0.6 * np.count_nonzero(crackles)


def test_grains_begin_and_end_at_nothing() -> None:
    numbers = np.random.default_rng(1)
    for sound in (ping(700.0, 0.05, rise=0.2), tick(2000.0, 0.01, numbers)):
        assert abs(sound[0]) < 1e-6
        assert abs(sound[-1]) < 1e-3
        assert 0.2 < np.abs(sound).max() <= 1.0
