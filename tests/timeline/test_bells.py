"""Interval bells: in time, clear of every word, and rung to the end."""

from __future__ import annotations

import itertools

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from quietude.audio import SAMPLE_RATE_HZ as RATE
from quietude.beds.bell import BOWLS, stroke
from quietude.score.score import BellCue, BellsCue, Score, ScoreItem
from quietude.script.defaults import BELLS
from quietude.timeline.bells import AFTER_WORD, BEFORE_WORD, Intervals, interval_bells
from quietude.timeline.builder import build_timeline
from quietude.timeline.edges import BELL_RINGS_S
from quietude.timeline.timeline import BellStroke, Clip

from .scores import duration_of, items, pause, place, say, score


def every(seconds: float | None, kind: str = "middle") -> BellsCue:
    return BellsCue(every_s=seconds, kind=kind, span=place())


def exactly(seconds: float) -> ScoreItem:
    return pause(seconds, seconds, seconds)


def word(start_s: float, end_s: float) -> Clip:
    return Clip(
        utterance=say("A word."), start=round(start_s * RATE), duration=round((end_s - start_s) * RATE)
    )


def at_s(
    *words: Clip, struck_s: tuple[float, ...] = (), every_s: float = 60, end_s: float = 200
) -> list[float]:
    """Where the bells of a stretch from 0 to 200 s ring, in a session of an hour."""
    stretch = Intervals(start=0, end=round(end_s * RATE), every=round(every_s * RATE), kind="middle")
    struck = [BellStroke(start=round(second * RATE)) for second in struck_s]
    return [bell.start / RATE for bell in interval_bells([stretch], words, struck, 3600 * RATE)]


def test_they_ring_at_each_multiple_and_end_with_their_stretch() -> None:
    assert at_s() == [60, 120, 180]
    assert at_s(end_s=180) == [60, 120, 180]
    assert at_s(end_s=179) == [60, 120]


def test_one_that_would_fall_on_words_moves_to_the_nearest_free_moment() -> None:
    assert at_s(word(59, 62)) == [63, 120, 180]
    assert at_s(word(59, 70)) == [55, 120, 180]
    assert at_s(word(63, 66)) == [59, 120, 180]
    assert at_s(word(64, 66)) == [60, 120, 180]
    assert at_s(word(58, 60.5), word(61, 68)) == [54, 120, 180]


def test_one_with_no_free_moment_near_is_left_out() -> None:
    assert at_s(word(40, 80)) == [120, 180]
    assert at_s(word(170, 190), end_s=181) == [60, 120, 166]
    assert at_s(word(171, 190), end_s=181, every_s=180) == [167]


def test_a_written_bell_stands_for_one_beside_it() -> None:
    assert at_s(struck_s=(112, 125, 200)) == [60, 180]


def test_a_sit_with_bells() -> None:
    one = score(say("Sit."), every(300, "low"), exactly(1200), every(None), BellCue(times=3, span=place()))
    timeline = build_timeline(one, duration_of)
    begun = timeline.clips[0].end
    assert [(bell.kind, (bell.start - begun) / RATE) for bell in timeline.bells] == [
        ("low", 300),
        ("low", 600),
        ("low", 900),
        ("middle", 1200),
        ("middle", 1206),
        ("middle", 1212),
    ]
    assert timeline.duration - timeline.bells[-1].start >= BELL_RINGS_S["middle"] * RATE - 1


def test_without_an_end_they_ring_as_long_as_they_can_ring_out() -> None:
    timeline = build_timeline(score(every(60), exactly(200)), duration_of)
    assert len(timeline.bells) == 3
    cut = build_timeline(score(every(60), exactly(60)), duration_of)
    assert cut.bells == ()


@settings(max_examples=150, deadline=None)
@given(
    st.lists(
        st.one_of(
            items,
            st.builds(every, st.sampled_from([None, 15.0, 20.0, 60.0]), st.sampled_from(BELLS)),
            st.builds(lambda times: BellCue(kind="low", times=times, span=place()), st.integers(1, 4)),
        ),
        max_size=14,
    ).map(lambda found: score(*found))
)
def test_no_interval_bell_is_near_a_word_and_all_ring_out(one: Score) -> None:
    timeline = build_timeline(one, duration_of)
    written = sum(item.times for item in one.items if isinstance(item, BellCue))
    silent = build_timeline(
        score(*(item for item in one.items if not isinstance(item, BellsCue))), duration_of
    )
    assert silent.duration == timeline.duration  # they take no time
    assert len(silent.bells) == written
    between = [bell for bell in timeline.bells if bell not in silent.bells]
    for bell, clip in itertools.product(between, timeline.clips):
        assert not clip.start - BEFORE_WORD < bell.start < clip.end + AFTER_WORD
    for bell in between:
        assert bell.start > 0
        assert all(abs(bell.start - other.start) >= 10 * RATE for other in silent.bells)
    for bell in timeline.bells:
        assert bell.start < timeline.duration
    for bell in between:
        assert bell.start + BELL_RINGS_S[bell.kind] * RATE <= timeline.duration
    assert list(timeline.bells) == sorted(timeline.bells, key=lambda bell: bell.start)


def test_every_bell_of_the_language_has_a_bowl_and_time_to_ring() -> None:
    assert set(BELLS) == set(BOWLS) == set(BELL_RINGS_S)


@pytest.mark.parametrize("kind", BELLS)
def test_what_is_left_when_a_bell_ends_a_session_is_next_to_nothing(kind: str) -> None:
    sound = np.abs(stroke(BOWLS[kind])).max(axis=1)
    left = sound[round(BELL_RINGS_S[kind] * RATE) :]
    assert 20 * np.log10(max(left, default=0.0) / sound.max() + 1e-9) < -50
