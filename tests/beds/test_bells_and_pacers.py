"""Bells, breaths and strokes: what is placed on the timeline."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from scipy import signal

from quietude.audio import Source
from quietude.beds.bell import BELL_LEVEL_LUFS, BOWLS, MIDDLE_BOWL, BellStrokes, Bowl, stroke
from quietude.beds.breath import PACER_LEVEL_LUFS, SHAPES, Breath, BreathPacer
from quietude.beds.touch import Stroke, TouchPacer
from tests.beds.bed_checks import HOUR, SECOND, envelope, loudness_lufs, read_in_pieces, spectral_peak_hz

BREATHS = [
    Breath(start=SECOND // 3 + n * 10 * SECOND, inhale=4 * SECOND, hold=0, exhale=6 * SECOND, rest=0)
    for n in range(3)
]
HELD = [Breath(start=777, inhale=4 * SECOND, hold=4 * SECOND, exhale=4 * SECOND, rest=4 * SECOND)]
STROKES = [Stroke(start=1234 + n * 6 * SECOND, duration=6 * SECOND) for n in range(3)]
TURNS = [replace(stroke, left=n % 2 == 0, right=n % 2 == 1) for n, stroke in enumerate(STROKES)]


def band(mono: object, low_hz: float, high_hz: float) -> np.ndarray:
    sos = signal.butter(4, [low_hz, high_hz], "bandpass", fs=SECOND, output="sos")
    return np.asarray(signal.sosfiltfilt(sos, mono))


@pytest.mark.parametrize(
    "source",
    [
        BellStrokes([0, 5 * SECOND, 5 * SECOND + 1, 8 * HOUR]),
        BreathPacer(BREATHS),
        BreathPacer(HELD),
        BreathPacer([replace(breath, shape=shape) for breath, shape in zip(BREATHS, SHAPES, strict=True)]),
        TouchPacer(STROKES),
        TouchPacer(TURNS),
    ],
    ids=["bell", "breath", "held", "shapes", "touch", "alternating"],
)
def test_reads_are_a_pure_function_of_the_range(source: Source) -> None:
    for start in (0, 3 * SECOND + 17, 8 * HOUR - 500):
        whole = source.read(start, 4 * SECOND)
        assert np.array_equal(whole, read_in_pieces(source, start, len(whole)))


@pytest.mark.parametrize("bowl", BOWLS.values(), ids=BOWLS)
def test_a_bowl_rings_in_its_partials_and_dies_away(bowl: Bowl) -> None:
    sound = stroke(bowl).mean(axis=1).astype(np.float64)
    for partial in bowl.partials[:3]:
        centre = bowl.frequency_hz * partial.ratio
        found = spectral_peak_hz(sound[: 2 * SECOND], centre * 0.95, centre * 1.05)
        assert found == pytest.approx(centre, abs=partial.beat_hz)
        ringing = band(sound, centre * 0.85, centre * 1.15)
        level_db = 20.0 * np.log10(envelope(ringing, SECOND // 20) + 1e-9)
        heard = slice(2, int(min(0.6 * partial.decay_s, 0.6 * bowl.length_s) * 20))
        fall = np.polyfit(np.arange(len(level_db))[heard] / 20, level_db[heard], 1)[0]
        assert -60.0 / fall == pytest.approx(partial.decay_s, rel=0.25)


@pytest.mark.parametrize("bowl", BOWLS.values(), ids=BOWLS)
def test_a_stroke_begins_and_ends_without_a_click(bowl: Bowl) -> None:
    sound = stroke(bowl)
    assert np.abs(sound[0]).max() == 0.0
    assert np.abs(sound[-1]).max() < 1e-6
    # The largest step is that of the tone itself, not of its beginning.
    steps = np.abs(np.diff(sound, axis=0)).max(axis=1)
    assert steps[: SECOND // 500].max() < 0.5 * steps.max()
    # And the attack makes next to nothing above the highest partial.
    top_hz = bowl.frequency_hz * bowl.partials[-1].ratio * 1.6
    sos = signal.butter(6, top_hz, "highpass", fs=SECOND, output="sos")
    attack = signal.sosfilt(sos, sound[: SECOND // 5].astype(np.float64), axis=0)
    assert np.abs(attack).max() < 10 ** (-50 / 20) * np.abs(sound).max()
    assert np.abs(sound).max() < 0.5
    assert loudness_lufs(sound[: 3 * SECOND]) == pytest.approx(BELL_LEVEL_LUFS, abs=0.2)


def test_a_bowl_beats() -> None:
    partial = MIDDLE_BOWL.partials[0]
    left = stroke(MIDDLE_BOWL)[:, 0].astype(np.float64)
    ringing = envelope(band(left, 150, 240), SECOND // 50)[:500]
    even = np.log(ringing) - np.polyval(np.polyfit(np.arange(500), np.log(ringing), 1), np.arange(500))
    spectrum = np.abs(np.fft.rfft(even * np.hanning(500), 1 << 14))
    at_hz = np.fft.rfftfreq(1 << 14, 0.02)
    slow = at_hz > 0.25
    assert at_hz[slow][np.argmax(spectrum[slow])] == pytest.approx(partial.beat_hz, abs=0.08)


def test_strokes_ring_over_each_other() -> None:
    one, other = BellStrokes([100]).read(0, SECOND), BellStrokes([20_000]).read(0, SECOND)
    both = BellStrokes([20_000, 100]).read(0, SECOND)
    assert np.array_equal(both, one + other)
    assert not BellStrokes([]).read(0, 10).any()


def test_a_breath_swells_turns_and_is_let_go() -> None:
    pacer = BreathPacer(BREATHS)
    begin = BREATHS[1].start
    level = envelope(pacer.read(begin, 10 * SECOND).mean(axis=1), SECOND // 4)
    assert level[0] < 0.02 * level.max()
    assert 11 <= int(np.argmax(level[:16])) <= 14  # in: the top lies shortly before the end
    assert level[16] < 0.6 * level[:16].max()  # the turn
    assert 18 <= 16 + int(np.argmax(level[16:])) <= 22  # out: opens within the first quarter
    assert np.all(np.diff(level[24:]) < 0.15 * level.max())
    assert level[-1] < 0.05 * level.max()


def test_a_breath_brightens_on_the_way_in_and_darkens_on_the_way_out() -> None:
    pacer = BreathPacer(BREATHS)

    def brightness(from_s: float, to_s: float) -> float:
        first = BREATHS[0].start + round(from_s * SECOND)
        power = np.abs(np.fft.rfft(pacer.read(first, round((to_s - from_s) * SECOND)).mean(axis=1))) ** 2
        at_hz = np.linspace(0, SECOND / 2, len(power))
        return float(power[at_hz > 1200].sum() / power.sum())

    assert brightness(2.5, 3.5) > 1.5 * brightness(0.5, 1.5)
    assert brightness(8.0, 9.0) < 0.7 * brightness(4.8, 5.8)
    assert brightness(4.8, 5.8) < brightness(2.5, 3.5)


@pytest.mark.parametrize("shape", SHAPES)
def test_a_held_breath_is_nearly_still_and_a_rest_is_silent(shape: str) -> None:
    pacer = BreathPacer([replace(HELD[0], shape=shape)])
    level = envelope(pacer.read(777, 16 * SECOND).mean(axis=1), SECOND // 2)
    assert level[11:15].max() < 0.25 * level.max()
    assert level[11:15].min() > 0.0
    assert np.abs(pacer.read(777 + 12 * SECOND, 4 * SECOND)).max() < 1e-8  # -160 dB, and from 5 ms on nothing
    assert not pacer.read(777 + 12 * SECOND + 240, 3 * SECOND).any()


def one_breath(shape: str) -> np.ndarray:
    pacer = BreathPacer([replace(breath, shape=shape) for breath in BREATHS])
    return np.asarray(pacer.read(BREATHS[1].start, 10 * SECOND).astype(np.float64))


def test_a_wave_is_strongest_at_the_turn_where_a_swell_dips() -> None:
    swell, wave = (envelope(one_breath(shape).mean(axis=1), SECOND // 4) for shape in ("swell", "wave"))
    assert swell[15:17].mean() < 0.6 * swell.max()
    assert wave[15:17].mean() > 0.85 * wave.max()
    steady = np.convolve(wave, np.ones(3) / 3, "valid")  # noise wavers a little
    top = int(np.argmax(steady))
    assert np.all(np.diff(steady[:top]) > -0.1 * wave.max())
    assert np.all(np.diff(steady[top:]) < 0.1 * wave.max())


def test_a_tone_rises_by_a_fifth_and_sinks_again() -> None:
    held = BreathPacer([replace(HELD[0], shape="tone")])
    mono = held.read(777, 12 * SECOND).mean(axis=1).astype(np.float64)

    def pitch_hz(at_s: float) -> float:
        middle = round(at_s * SECOND)
        return spectral_peak_hz(mono[middle - SECOND // 8 : middle + SECOND // 8], 150, 350)

    assert pitch_hz(0.6) == pytest.approx(196 + 98 * np.sin(np.pi * 0.6 / 8) ** 2, abs=4)
    assert pitch_hz(2.0) == pytest.approx(245, abs=4)
    assert pitch_hz(6.0) == pytest.approx(294, abs=2)
    assert pitch_hz(10.0) == pytest.approx(245, abs=4)
    # A tone and no noise: nearly all of it lies in three lines.
    spectrum = np.abs(np.fft.rfft(mono[5 * SECOND : 7 * SECOND] * np.hanning(2 * SECOND))) ** 2
    at_hz = np.fft.rfftfreq(2 * SECOND, 1 / SECOND)
    lines = sum(spectrum[np.abs(at_hz - 294 * number) < 4].sum() for number in (1, 2, 3))
    assert lines > 0.999 * spectrum.sum()


@pytest.mark.parametrize("shape", SHAPES)
def test_every_shape_is_as_loud_and_clicks_nowhere(shape: str) -> None:
    sound = one_breath(shape)
    assert loudness_lufs(sound.astype(np.float32)) == pytest.approx(PACER_LEVEL_LUFS, abs=1.0)
    sos = signal.butter(6, 18_000, "highpass", fs=SECOND, output="sos")
    above_db = 20 * np.log10(np.abs(signal.sosfilt(sos, sound, axis=0)).max() / np.abs(sound).max())
    assert above_db < (-120 if shape == "tone" else -42)
    assert np.abs(sound[:48]).max() < 1e-4
    assert np.abs(sound[-48:]).max() < 1e-4


@pytest.mark.parametrize("source", [BreathPacer(BREATHS), TouchPacer(STROKES)], ids=["breath", "touch"])
def test_pacers_lie_under_the_voice(source: Source) -> None:
    assert loudness_lufs(source.read(0, 20 * SECOND)) == pytest.approx(PACER_LEVEL_LUFS, abs=1.0)
    assert np.abs(source.read(0, 20 * SECOND)).max() < 0.2


def test_pacers_are_silent_elsewhere() -> None:
    assert not BreathPacer([]).read(0, SECOND).any()
    assert not BreathPacer(BREATHS).read(0, BREATHS[0].start).any()
    assert not BreathPacer(BREATHS).read(40 * SECOND, SECOND).any()
    assert not TouchPacer(STROKES).read(0, 1234).any()


def test_each_stroke_comes_goes_and_leaves_a_silence() -> None:
    touch = TouchPacer(STROKES).read(1234, 25 * SECOND)
    level = envelope(touch[:, 0], SECOND // 2)
    assert level[36:].max() == 0.0
    for begin in (0, 12, 24):
        assert int(np.argmax(level[begin : begin + 12])) < 7
        assert level[begin] < 0.3 * level.max()
        assert level[begin + 11] < 0.02 * level.max()


def test_hands_take_turns_where_asked() -> None:
    touch = TouchPacer(TURNS).read(1234, 18 * SECOND)
    left, right = envelope(touch[:, 0], 6 * SECOND), envelope(touch[:, 1], 6 * SECOND)
    assert (left > 1e-6).tolist() == [True, False, True]
    assert (right > 1e-6).tolist() == [False, True, False]


def test_a_stroke_is_as_long_as_it_is_given_and_clicks_nowhere() -> None:
    given = [Stroke(start=500, duration=4 * SECOND), Stroke(start=500 + 4 * SECOND, duration=9 * SECOND)]
    sound = TouchPacer(given).read(0, 14 * SECOND).astype(np.float64)
    level = envelope(sound[500:, 0], SECOND // 4)
    assert level[15] < 0.02 * level.max()
    assert level[51] < 0.02 * level.max()
    assert level[19:40].min() > 0.1 * level.max()
    sos = signal.butter(6, 18_000, "highpass", fs=SECOND, output="sos")
    above = np.abs(signal.sosfilt(sos, sound, axis=0)).max()
    # Cloth has some treble of its own, 35 dB under the rest; its peaks come to -33.
    assert 20 * np.log10(above / np.abs(sound).max()) < -32
    for edge in (500, 500 + 4 * SECOND, 500 + 13 * SECOND):
        assert np.abs(sound[edge - 48 : edge + 48]).max() < 1e-4


def test_breaths_of_any_shape_neither_click_nor_break() -> None:
    for inhale, hold, exhale in ((1, 0, 1), (4800, 0, 4800), (0, 0, SECOND), (SECOND, 480, SECOND // 2)):
        breath = Breath(start=100, inhale=inhale, hold=hold, exhale=exhale, rest=0)
        sound = BreathPacer([breath]).read(0, 3 * SECOND)
        assert np.isfinite(sound).all()
        assert np.abs(sound).max() < 0.2
