"""Strokes: within their span, apart from each other, and with the out-breath wherever breaths are paced."""

from __future__ import annotations

import dataclasses
import itertools

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from quietude.audio import SAMPLE_RATE_HZ as RATE
from quietude.score.score import BreathCue, Score, ScoreItem, TouchCue
from quietude.timeline.builder import build_timeline
from quietude.timeline.timeline import TouchSpan

from .scores import duration_of, items, pause, place, say, score


def touch(stroke_s: float | None, *, alternating: bool = False) -> TouchCue:
    return TouchCue(stroke_s=stroke_s, path="arms", alternating=alternating, span=place())


def breathe(times: int, *, rest_s: float = 0.0) -> BreathCue:
    return BreathCue(in_s=4, hold_s=1, out_s=6, rest_s=rest_s, times=times, span=place())


def exactly(seconds: float) -> ScoreItem:
    return pause(seconds, seconds, seconds)


def strokes_s(span: TouchSpan) -> list[tuple[float, float]]:
    """When each stroke begins, from the start of its span, and how long it lasts."""
    return [((stroke.start - span.start) / RATE, stroke.duration / RATE) for stroke in span.strokes]


def test_only_whole_strokes_are_made() -> None:
    (span,) = build_timeline(score(touch(6), exactly(20), touch(None)), duration_of).touches
    assert strokes_s(span) == [(0, 6), (6, 6), (12, 6)]
    assert span.stroke == 6 * RATE


def test_they_go_with_the_out_breath_and_then_on_by_themselves() -> None:
    one = score(touch(5), exactly(13), breathe(2, rest_s=2), exactly(12), touch(None))
    timeline = build_timeline(one, duration_of)
    (span,) = timeline.touches
    assert strokes_s(span) == [(0, 5), (5, 5), (18, 6), (31, 6), (39, 5), (44, 5)]
    assert [breath.let_go for breath in timeline.breaths] == [stroke.start for stroke in span.strokes[2:4]]


def test_hands_take_turns_through_a_breath_too() -> None:
    one = score(touch(6, alternating=True), exactly(12), breathe(2), exactly(6), touch(None))
    (span,) = build_timeline(one, duration_of).touches
    assert [(stroke.left, stroke.right) for stroke in span.strokes] == [(True, False), (False, True)] * 2 + [
        (True, False)
    ]


def test_hands_go_together_otherwise() -> None:
    (span,) = build_timeline(score(touch(6), exactly(12), touch(None)), duration_of).touches
    assert all(stroke.left and stroke.right for stroke in span.strokes)


def test_a_breath_outside_touch_has_no_stroke() -> None:
    timeline = build_timeline(score(breathe(1), touch(6), exactly(6), touch(None), breathe(1)), duration_of)
    assert [strokes_s(span) for span in timeline.touches] == [[(0, 6)]]


more = st.one_of(
    items,
    st.builds(
        lambda stroke_s, alternating: touch(stroke_s, alternating=alternating),
        st.sampled_from([None, 0.5, 3.0, 7.7]),
        st.booleans(),
    ),
    st.builds(lambda times, rest_s: breathe(times, rest_s=rest_s), st.integers(1, 3), st.floats(0, 3)),
)


@settings(max_examples=200, deadline=None)
@given(st.lists(more, max_size=14).map(lambda found: score(*found)))
def test_strokes_keep_to_span_and_breath(one: Score) -> None:
    timeline = build_timeline(one, duration_of)
    strokes = [stroke for span in timeline.touches for stroke in span.strokes]
    for before, after in itertools.pairwise(strokes):
        assert before.end <= after.start
    for span in timeline.touches:
        inside = [breath for breath in timeline.breaths if span.start <= breath.start < span.end]
        for stroke in span.strokes:
            assert span.start <= stroke.start < stroke.end <= span.end
            assert stroke.left or stroke.right
            meets = [breath for breath in inside if stroke.start < breath.end and breath.start < stroke.end]
            if meets:
                (breath,) = meets
                assert (stroke.start, stroke.duration) == (breath.let_go, breath.exhale)
            else:
                assert stroke.duration == span.stroke
        for breath in inside:
            assert sum(stroke.start == breath.let_go for stroke in span.strokes) == 1


@settings(max_examples=100, deadline=None)
@given(st.lists(more, max_size=14).map(lambda found: score(*found)))
def test_all_that_is_cued_lies_inside_the_session(one: Score) -> None:
    timeline = build_timeline(one, duration_of)
    strokes = [stroke for span in timeline.touches for stroke in span.strokes]
    spans = [(part.start, part.end) for part in timeline.clips]
    spans += [(part.start, part.end) for part in timeline.breaths]
    spans += [(part.start, part.end) for part in strokes]
    for start, end in spans:
        assert 0 <= start <= end <= timeline.duration
    for bell in timeline.bells:
        assert 0 <= bell.start < timeline.duration


@settings(max_examples=100, deadline=None)
@given(st.lists(more, max_size=14).map(lambda found: score(*found)))
def test_nobody_speaks_over_a_breath(one: Score) -> None:
    timeline = build_timeline(one, duration_of)
    for breath, clip in itertools.product(timeline.breaths, timeline.clips):
        assert clip.end <= breath.start or breath.end <= clip.start


def test_a_timeline_with_a_breath_under_a_word_is_refused() -> None:
    timeline = build_timeline(score(say("Breathe."), breathe(1)), duration_of)
    breath = timeline.breaths[0]
    early = dataclasses.replace(breath, start=breath.start - 1)
    with pytest.raises(ValueError, match="overlap"):
        dataclasses.replace(timeline, breaths=(early,))
