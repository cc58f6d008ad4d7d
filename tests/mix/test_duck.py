from __future__ import annotations

import time
from typing import TYPE_CHECKING

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from quietude.mix.duck import Duck, DuckShape

from .sessions import RATE, clip

if TYPE_CHECKING:
    from quietude.audio import Samples


def depth(duck: Duck, start: int, frames: int) -> Samples:
    return np.broadcast_to(np.asarray(duck.depth(start, frames), dtype=np.float32), (frames,))


def at(duck: Duck, second: float) -> float:
    return float(depth(duck, round(second * RATE), 1)[0])


@pytest.fixture
def one_word() -> Duck:
    return Duck([clip("a", 10.0, 2.0)])


def test_the_bed_is_down_when_the_word_begins_and_until_it_ends(one_word: Duck) -> None:
    assert (depth(one_word, 10 * RATE, 2 * RATE) == 1.0).all()


def test_it_starts_down_between_300_and_600_ms_before(one_word: Duck) -> None:
    before = depth(one_word, 9 * RATE, RATE)
    lead_s = 1.0 - np.flatnonzero(before > 1e-4)[0] / RATE
    assert 0.3 <= lead_s <= 0.6
    assert (np.diff(before) >= 0).all()


def test_it_comes_back_over_about_a_second_and_a_half(one_word: Duck) -> None:
    after = depth(one_word, 12 * RATE, 2 * RATE)
    assert (np.diff(after) <= 0).all()
    assert np.flatnonzero(after < 1e-4)[0] / RATE == pytest.approx(1.5, abs=0.05)
    assert at(one_word, 12.75) == pytest.approx(0.5, abs=0.01)


def test_far_from_words_nothing_is_computed(one_word: Duck) -> None:
    assert one_word.depth(0, RATE) == 0.0
    assert one_word.depth(20 * RATE, RATE) == 0.0
    assert one_word.depth(round(10.2 * RATE), RATE) == 1.0
    assert one_word.gain(0, RATE, 12.0) == 1.0


def test_the_gain_is_the_depth_in_decibels(one_word: Duck) -> None:
    assert one_word.gain(round(10.5 * RATE), RATE, 20.0) == pytest.approx(0.1)
    gain = np.asarray(one_word.gain(round(12.75 * RATE), 1, 20.0))
    assert 20 * np.log10(gain[0]) == pytest.approx(-10.0, abs=0.1)


@pytest.mark.parametrize(("gap_s", "lifts"), [(0.3, False), (1.49, False), (1.51, True), (4.0, True)])
def test_it_lifts_only_in_gaps_worth_it(gap_s: float, lifts: bool) -> None:
    duck = Duck([clip("a", 5.0, 1.0), clip("b", 6.0 + gap_s, 1.0)])
    gap = depth(duck, 6 * RATE, round(gap_s * RATE))
    assert bool(gap.min() < 0.5) is lifts
    assert bool(gap.min() == 0.0) is (gap_s > 2.0)


def test_the_curve_has_no_corner() -> None:
    duck = Duck([clip("a", 1.0, 1.0), clip("b", 3.6, 1.0)])  # release and attack overlap
    curve = depth(duck, 0, 6 * RATE).astype(np.float64)[::48]
    assert np.abs(np.diff(curve)).max() < 0.006  # a millisecond's step
    assert np.abs(np.diff(curve, 2)).max() < 6e-5


@given(
    gaps=st.lists(st.floats(0.0, 4.0), min_size=1, max_size=6),
    start=st.integers(-2 * RATE, 30 * RATE),
    frames=st.integers(1, 5 * RATE),
    least_gap_s=st.sampled_from([0.5, 1.5, 2.5]),
)
@settings(max_examples=60, deadline=None)
def test_any_range_agrees_with_the_whole(
    gaps: list[float], start: int, frames: int, least_gap_s: float
) -> None:
    clips, end = [], 0.5
    for gap in gaps:
        clips.append(clip("a", end + gap, 0.8))
        end += gap + 0.8
    duck = Duck(clips, DuckShape(least_gap_s=least_gap_s))
    whole = depth(duck, -2 * RATE, 40 * RATE)
    part = depth(duck, start, frames)
    np.testing.assert_allclose(part, whole[start + 2 * RATE :][:frames], atol=2e-6)


def test_eight_hours_of_words_stay_quick() -> None:
    duck = Duck([clip("a", 2.88 * number, 1.0) for number in range(10_000)])
    started = time.perf_counter()
    for second in range(0, 8 * 3600, 29):
        duck.depth(second * RATE, RATE)
    assert time.perf_counter() - started < 2.0


def test_without_words_there_is_nothing_to_duck_for() -> None:
    duck = Duck([])
    assert not duck.ducks
    assert duck.depth(0, RATE) == 0.0
