from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from quietude.mix.grid import CELL, gridded
from quietude.mix.limiter import Limiter
from quietude.mix.true_peak import true_peak_dbtp

from .sessions import RATE, Array, noise, words

if TYPE_CHECKING:
    from quietude.audio import Block

CEILING = -2.0


def limiter(block: Block, gain_db: float) -> Limiter:
    return Limiter(Array(block), gain_db=gain_db, ceiling_dbtp=CEILING)


def curve(of: Limiter, seconds: int) -> np.ndarray:
    none = np.ones(CELL, dtype=np.float32)
    return np.concatenate([none if (part := of.curve(n)) is None else part for n in range(seconds)])


@pytest.mark.parametrize("gain_db", [3.0, 9.0, 20.0])
@pytest.mark.parametrize("kind", ["speech", "white", "pink"])
def test_no_true_peak_passes_the_ceiling(kind: str, gain_db: float) -> None:
    exponent = 0.0 if kind == "white" else 1.0
    sound = (
        words(0)[:, None] * np.ones(2, np.float32)
        if kind == "speech"
        else noise(exponent, lufs=-16.0)[: 3 * RATE]
    )
    limited = limiter(sound, gain_db).read(-RATE, 5 * RATE)
    assert true_peak_dbtp([limited]) <= CEILING + 0.02


@given(
    places=st.lists(st.integers(0, 3 * RATE - 1), min_size=1, max_size=6),
    heights=st.lists(st.floats(0.1, 8.0), min_size=6, max_size=6),
)
@settings(max_examples=30, deadline=None)
def test_single_clicks_are_held_wherever_they_fall(places: list[int], heights: list[float]) -> None:
    sound = np.zeros((3 * RATE, 2), dtype=np.float32)
    for place, height in zip(places, heights, strict=False):
        sound[place, place % 2] = height
    limited = limiter(sound, 0.0).read(-1000, 3 * RATE + 2000)
    assert true_peak_dbtp([limited]) <= CEILING + 0.02


def test_under_the_ceiling_samples_pass_untouched() -> None:
    sound = noise(1.0, lufs=-24.0)
    quiet = limiter(sound, 0.0)
    np.testing.assert_array_equal(quiet.read(0, len(sound)), sound)
    assert not any(quiet.touches(number) for number in range(10))
    assert quiet.reduction_db(3) is None


def test_the_gain_is_down_before_the_peak_and_comes_back_in_a_quarter_second() -> None:
    sound = np.zeros((4 * RATE, 2), dtype=np.float32)
    place = round(1.99 * RATE)  # its release runs into the next cell
    sound[place] = 2.0
    gain = curve(limiter(sound, 0.0), 4)
    assert 20 * np.log10(gain[place]) == pytest.approx(CEILING - 6.02, abs=0.05)
    assert gain[place - round(0.007 * RATE)] == 1.0
    assert gain[place - round(0.001 * RATE)] < 0.5
    assert 20 * np.log10(gain[place + round(0.06 * RATE)]) > -3.5
    assert gain[place + round(0.27 * RATE)] == 1.0
    assert (np.diff(gain[place + 200 :]) >= -1e-6).all()
    assert np.abs(np.diff(gain)).max() < 0.008


def test_both_channels_get_the_same_gain() -> None:
    sound = noise(1.0, lufs=-24.0)[: 3 * RATE].copy()
    sound[RATE : RATE + 100, 0] *= 60.0
    limited = limiter(sound, 0.0)
    ratio = limited.read(0, 3 * RATE)[:, 1] / np.where(sound[:, 1] == 0.0, 1.0, sound[:, 1])
    np.testing.assert_allclose(ratio[sound[:, 1] != 0.0], curve(limited, 3)[sound[:, 1] != 0.0], rtol=1e-4)


def test_it_is_transparent_where_it_works() -> None:
    # A steady tone over the ceiling comes out as the same tone, softer: no distortion of its wave.
    time = np.arange(3 * RATE) / RATE
    wave = (1.2 * np.sin(2 * np.pi * 110.0 * time) * np.minimum(1.0, time)).astype(np.float32)
    out = limiter(np.stack([wave, wave], axis=1), 0.0).read(3 * RATE // 2, RATE)[:, 0]
    spectrum = np.abs(np.fft.rfft(out * np.hanning(len(out)))) ** 2
    fundamental = spectrum[105:116].sum()
    assert 10 * np.log10((spectrum.sum() - fundamental) / fundamental) < -50.0


def test_stems_follow_the_mix() -> None:
    voice, bed = words(0)[:, None] * np.ones(2, np.float32), noise(1.0)[: 3 * RATE]
    of_mix = limiter(voice + bed, 9.0)
    stems = [
        np.concatenate([of_mix.over(gridded(Array(stem)), n * CELL) for n in range(3)])
        for stem in (voice, bed)
    ]
    np.testing.assert_allclose(stems[0] + stems[1], of_mix.read(0, 3 * RATE), atol=1e-6)
    assert max(of_mix.reduction_db(number) or 0.0 for number in range(3)) > 3.0
