from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from quietude.mix.true_peak import (
    OVERSAMPLING,
    REACH,
    overshoot_bound,
    peaks,
    peaks_over,
    phases,
    true_peak_dbtp,
)

from .sessions import RATE, noise, words

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from quietude.audio import Block, Samples


def padded(block: Block) -> Block:
    edge = np.zeros((REACH, 2), dtype=np.float32)
    return np.concatenate([edge, block, edge])


def in_full(block: Block) -> Samples:
    """The same figures with nothing left out: every value between all samples."""
    highest: Samples = np.abs(block).max(axis=1)
    for phase in phases():
        for channel in (0, 1):
            line = np.correlate(padded(block)[1:, channel], phase, mode="valid")
            highest = np.maximum(highest, np.abs(line))
    return highest


def stereo(wave: NDArray[np.floating]) -> Block:
    return np.stack([wave, 0.5 * wave], axis=1).astype(np.float32)


@pytest.mark.parametrize("kind", ["white", "pink", "speech"])
@pytest.mark.parametrize("floor_share", [0.0, 0.5, 0.9, 1.0])
def test_looking_only_where_peaks_can_be_finds_the_same(kind: str, floor_share: float) -> None:
    sound = {"white": noise(0.0)[:RATE], "pink": noise(1.0)[:RATE], "speech": stereo(words(0))}[kind]
    full = in_full(sound)
    floor = floor_share * float(full.max())
    found = peaks(padded(sound), floor)
    over = full > floor
    np.testing.assert_allclose(found[over], full[over], rtol=1e-5)
    assert (found[~over] <= floor * 1.00001).all()


@given(
    seed=st.integers(0, 2**32 - 1),
    sparse=st.floats(0.0, 1.0),
    floor=st.floats(0.01, 3.0),
)
@settings(max_examples=150, deadline=None)
def test_no_peak_is_missed_in_any_sound(seed: int, sparse: float, floor: float) -> None:
    draw = np.random.default_rng(seed)
    sound = draw.choice([-1.0, 1.0], size=(300, 2)) * (draw.random((300, 2)) < sparse)
    sound = (sound * draw.random((300, 1)) ** 2).astype(np.float32)
    full = in_full(sound)
    found = peaks(padded(sound), floor)
    np.testing.assert_array_equal(found > floor * 1.00001, full > floor * 1.00001)


def test_the_bound_is_reached_and_never_passed() -> None:
    worst = max(phases(), key=lambda phase: float(np.abs(phase).sum()))
    sound = np.zeros((100, 2), dtype=np.float32)
    sound[40 : 40 + len(worst), 0] = np.sign(worst)
    assert in_full(sound).max() == pytest.approx(overshoot_bound(), rel=1e-3)
    assert in_full(sound).max() < overshoot_bound()


@pytest.mark.parametrize("hz", [50.0, 997.0, 5000.0, 12_000.0, 16_000.0, 19_000.0])
@pytest.mark.parametrize("phase", [0.0, 0.25, 0.785])
def test_a_sines_true_peak_is_its_amplitude(hz: float, phase: float) -> None:
    time = np.arange(RATE // 4) / RATE
    wave = 0.5 * np.sin(2 * np.pi * hz * time + phase) * np.minimum(1.0, np.minimum(time, time[::-1]) / 0.05)
    # Annex 2 allows the four-fold grid to miss a peak at 19 kHz by -20 log10(cos(pi f / 192 kHz)) = 0.43 dB.
    allowed_db = -20 * np.log10(np.cos(np.pi * hz / (OVERSAMPLING * RATE))) + 0.1
    found_db = 20 * np.log10(peaks(padded(stereo(wave)), 0.0).max() / 0.5)
    assert -allowed_db <= found_db <= 0.1


def test_a_quarter_rate_sine_between_its_samples() -> None:
    wave = np.sin(np.pi / 2 * np.arange(4800) + np.pi / 4) * np.hanning(4800)
    assert np.abs(wave).max() < 0.71
    assert peaks(padded(stereo(wave)), 0.9).max() == pytest.approx(1.0, abs=0.01)


def test_block_by_block_is_the_same() -> None:
    sound = np.concatenate([noise(0.0)[:RATE], np.ones((7, 2), dtype=np.float32)])
    whole = 20 * np.log10(in_full(sound).max())
    for size in (5, 999, 48_000):
        pieces = [sound[at : at + size] for at in range(0, len(sound), size)][-400:]
        assert true_peak_dbtp(pieces) == pytest.approx(whole, abs=1e-4)
    assert true_peak_dbtp([]) == -np.inf
    assert true_peak_dbtp([np.zeros((100, 2), dtype=np.float32)]) == -np.inf


def test_peaks_over_a_limit_are_found_at_their_places() -> None:
    sound = np.zeros((3 * RATE, 2), dtype=np.float32)
    sound[[5010, 30_000, 30_100, 3 * RATE - 1], 1] = [0.8, 0.9, 0.95, 0.7]
    for size in (RATE, 7919):
        found = peaks_over([sound[at : at + size] for at in range(0, len(sound), size)], -6.0)
        assert [peak.place for peak in found] == [5010, 30_100, 3 * RATE - 1]
        assert [10 ** (peak.level_dbtp / 20) for peak in found] == pytest.approx([0.8, 0.95, 0.7], rel=0.01)
    assert peaks_over([sound], 0.0) == []
