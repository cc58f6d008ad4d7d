"""The timeline: every possible length is met to the sample, every other one refused with the range."""

from __future__ import annotations

import dataclasses
import itertools
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from quietude.audio import SAMPLE_RATE_HZ as RATE
from quietude.errors import LengthError
from quietude.score.rests import rest, room_to_repeat
from quietude.score.score import BellCue, BreathCue, Mark, RestKind, Score, SoundCue, TouchCue, Utterance
from quietude.timeline import builder
from quietude.timeline.builder import build_timeline, feasible_range
from quietude.timeline.edges import BELL_RINGS_S, VOICE_ONLY, WITH_BED, Edges
from quietude.timeline.layout import Layout, Silence, rounds_in_first_form
from quietude.timeline.rounds import ideal_option, options
from quietude.timeline.timeline import BedSpan, Clip, Gap, Timeline, TouchSpan
from quietude.units import parse_time

from .scores import duration_of, pause, place, rounds, say, score, scores

shares = st.floats(0, 1)


def asked(one: Score, target_s: float, *, firm: bool = True) -> Score:
    return dataclasses.replace(one, target_s=target_s, target_is_firm=firm)


def check_whole(timeline: Timeline, one: Score) -> None:
    """What holds of every timeline."""
    parts: list[Clip | Gap] = sorted(
        [*timeline.clips, *timeline.gaps], key=lambda part: (part.start, part.duration)
    )
    at = 0
    for part in parts:
        assert part.start == at
        assert part.duration >= 0
        at += part.duration
    assert at == timeline.duration
    layout = Layout(one, duration_of)
    placed = list(layout.sequence(timeline.rounds))
    assert [part for part in placed if isinstance(part, Utterance)] == [
        clip.utterance for clip in timeline.clips
    ]
    rests = [part for part in placed if isinstance(part, Silence)]
    gaps = [gap for gap in timeline.gaps if gap.kind is not None]
    assert [gap.kind for gap in gaps] == [silence.kind for silence in rests]
    for gap, silence in zip(gaps, rests, strict=True):
        assert silence.elastic.shortest <= gap.duration <= silence.elastic.longest
    if any(isinstance(item, Mark) for item in one.items):
        assert timeline.chapters[0].start == 0
        assert timeline.chapters[-1].end == timeline.duration
    for before, after in itertools.pairwise(timeline.chapters):
        assert before.end == after.start
    spans: list[TouchSpan | BedSpan] = [*timeline.touches, *timeline.beds]
    for span in spans:
        assert 0 <= span.start < span.end <= timeline.duration
    for bed in timeline.beds:
        assert bed.fade_in >= 0
        assert bed.fade_out >= 0
        assert bed.fade_in + bed.fade_out <= bed.end - bed.start
    for breath in timeline.breaths:
        end = breath.start + breath.inhale + breath.hold + breath.exhale + breath.rest
        assert 0 <= breath.start < end <= timeline.duration
    assert timeline.fade_in + timeline.fade_out <= timeline.duration


@settings(max_examples=150, deadline=None)
@given(scores, st.booleans())
def test_a_session_of_natural_length_is_whole(one: Score, with_bed: bool) -> None:
    beds = ["drone"] if with_bed else []
    timeline = build_timeline(one, duration_of, beds=beds)
    assert timeline.rounds == ideal_option(Layout(one, duration_of)).counts
    check_whole(timeline, one)


@settings(max_examples=200, deadline=None)
@given(scores, shares, st.booleans())
def test_every_possible_length_is_met_and_every_other_refused(
    one: Score, share: float, with_bed: bool
) -> None:
    has_bed = with_bed or any(isinstance(item, SoundCue) and item.bed for item in one.items)
    beds = ["drone"] if with_bed else []
    shortest_s, longest_s = feasible_range(one, duration_of, has_bed=has_bed)
    target = round((shortest_s * 0.9 + (longest_s * 1.1 - shortest_s * 0.9) * share) * RATE)
    body = target - sum(edges_of(one, has_bed=has_bed).around(target))
    possible = {
        option.counts: abs(option.lengths.ideal - body)
        for option in options(Layout(one, duration_of))
        if option.lengths.shortest <= body <= option.lengths.longest
    }
    if not possible:
        with pytest.raises(LengthError, match="is not possible") as caught:
            build_timeline(asked(one, target / RATE), duration_of, beds=beds)
        assert (caught.value.shortest_s, caught.value.longest_s) == (shortest_s, longest_s)
        return
    assert round(shortest_s * RATE) <= target <= round(longest_s * RATE)
    timeline = build_timeline(asked(one, target / RATE), duration_of, beds=beds)
    assert timeline.duration == target
    assert possible[timeline.rounds] == min(possible.values())
    check_whole(timeline, one)


@settings(max_examples=100, deadline=None)
@given(scores, st.booleans())
def test_both_ends_of_the_range_are_possible(one: Score, with_bed: bool) -> None:
    has_bed = with_bed or any(isinstance(item, SoundCue) and item.bed for item in one.items)
    beds = ["drone"] if with_bed else []
    for end_s in feasible_range(one, duration_of, has_bed=has_bed):
        assert build_timeline(asked(one, end_s), duration_of, beds=beds).duration == round(end_s * RATE)


@settings(max_examples=100, deadline=None)
@given(scores, st.floats(1, 2000))
def test_a_length_that_the_script_suggests_is_met_as_nearly_as_can_be(one: Score, wanted_s: float) -> None:
    timeline = build_timeline(asked(one, wanted_s, firm=False), duration_of)
    has_bed = any(isinstance(item, SoundCue) and item.bed for item in one.items)
    shortest_s, longest_s = feasible_range(one, duration_of, has_bed=has_bed)
    assert shortest_s - 1 / RATE <= timeline.duration_s <= longest_s + 1 / RATE
    if wanted_s <= shortest_s:
        assert timeline.duration_s == pytest.approx(shortest_s)
    if wanted_s >= longest_s:
        assert timeline.duration_s == pytest.approx(longest_s)
    check_whole(timeline, one)


@settings(max_examples=100, deadline=None)
@given(scores)
def test_what_is_summed_is_what_is_placed(one: Score) -> None:
    layout = Layout(one, duration_of)
    for option in (options(layout)[0], options(layout)[-1], ideal_option(layout)):
        parts = list(layout.sequence(option.counts))
        fixed = sum(layout.fixed_samples(part) for part in parts)
        rests = [part.elastic for part in parts if isinstance(part, Silence)]
        assert option.lengths.shortest == fixed + sum(bounds.shortest for bounds in rests)
        assert option.lengths.ideal == fixed + sum(bounds.ideal for bounds in rests)
        assert option.lengths.longest == fixed + sum(bounds.longest for bounds in rests)


@settings(max_examples=100, deadline=None)
@given(scores)
def test_options_grow_and_hold_the_ideal(one: Score) -> None:
    layout = Layout(one, duration_of)
    found = options(layout)
    totals = [option.lengths.ideal for option in found]
    assert totals == sorted(totals)
    assert ideal_option(layout).counts in [option.counts for option in found]


@settings(max_examples=60, deadline=None)
@given(st.integers(0, 20 * 60 * RATE), st.sampled_from([VOICE_ONLY, WITH_BED]), st.sampled_from([0.0, 13.0]))
def test_edges_and_length_agree(body: int, edges: Edges, tail_s: float) -> None:
    edges = dataclasses.replace(edges, least_tail_s=tail_s)
    total = edges.total_for(body)
    assert total - sum(edges.around(total)) == body
    assert (total + 1) - sum(edges.around(total + 1)) >= body
    lead_in, tail = edges.around(total)
    assert lead_in >= RATE // 2
    assert tail >= tail_s * RATE - 1
    fade_in, fade_out = edges.fades(total)
    assert fade_in <= lead_in
    assert fade_out <= tail


def edges_of(one: Score, *, has_bed: bool) -> Edges:
    return builder._edges(one, has_bed=has_bed)


def test_a_gradual_session_ends_in_statements() -> None:
    one = score(rounds("I am here", "I am safe", times=(1, 9)))
    for target_s in range(30, 180, 10):
        timeline = build_timeline(asked(one, target_s), duration_of)
        said = [clip.utterance.text for clip in timeline.clips]
        asked_first = [text.startswith("What if") for text in said]
        assert asked_first == sorted(asked_first, reverse=True)
        if timeline.rounds[0] > 1:
            assert said[-2:] == ["I am here.", "I am safe."]
            assert said[:2] == ["What if I am here?", "What if I am safe?"]


@given(st.integers(2, 2000))
def test_rounds_in_the_first_form_come_first_and_last_ones_last(count: int) -> None:
    assert 1 <= rounds_in_first_form(count) < count
    assert rounds_in_first_form(count + 1) >= rounds_in_first_form(count)


def test_several_sets_of_phrases_grow_together() -> None:
    one = score(rounds("One", times=(1, 12)), rest(RestKind.CHAPTER, place()), rounds("Two", times=(1, 4)))
    for option in options(Layout(one, duration_of)):
        first, second = option.counts
        assert abs(first / 6.5 - second / 2.5) < 0.7
    counts = [option.counts for option in options(Layout(one, duration_of))]
    assert counts[0] == (1, 1)
    assert counts[-1] == (12, 4)


def test_rounds_by_time_keep_to_it() -> None:
    one = score(rounds("I am here", for_s=(60, 90), least_s=30, most_s=200))
    layout = Layout(one, duration_of)
    lasting_s = [layout.rounds_lengths(0, count).ideal / RATE for count in range(60)]
    counts = [option.counts[0] for option in options(layout)]
    assert lasting_s[counts[0] - 1] < 30 <= lasting_s[counts[0]]
    assert lasting_s[counts[-1]] <= 200 < lasting_s[counts[-1] + 1]
    nearest = min(range(1, 60), key=lambda count: abs(lasting_s[count] - 75))
    assert ideal_option(layout).counts == (nearest,)


def test_a_set_too_long_for_its_time_is_said_once_or_once_in_either_form() -> None:
    gradual = rounds("I am here and that is quite enough for now", for_s=(1, 2))
    alike = replace(gradual, phrases=tuple(replace(forms, last=forms.first) for forms in gradual.phrases))
    assert [option.counts for option in options(Layout(score(alike), duration_of))] == [(1,)]
    assert [option.counts for option in options(Layout(score(gradual), duration_of))] == [(2,)]


def test_room_to_repeat_is_for_the_phrase_and_not_for_the_prose_before() -> None:
    prose = say("Now say these words with me, silently or out loud, as you wish.", 1)
    one = score(
        prose,
        rest(RestKind.SENTENCE, place()),
        say("I am here.", 2),
        rest(RestKind.SENTENCE, place()),
        say("I am safe.", 2),
        room_to_repeat(None, place(2)),
    )
    *_, room = Layout(one, duration_of).sequence([])
    assert isinstance(room, Silence)
    assert room.elastic.ideal == 2 * RATE + round(1.5 * 2 * duration_of(say("I am here.")))
    assert room.elastic.shortest == 5 * RATE


def test_exact_pauses_alone_have_one_length() -> None:
    one = score(pause(5, 5, 5), pause(7, 7, 7))
    natural = build_timeline(one, duration_of)
    shortest_s, longest_s = feasible_range(one, duration_of, has_bed=False)
    assert shortest_s == longest_s == natural.duration_s
    with pytest.raises(LengthError, match="ask for no length"):
        build_timeline(asked(one, 60), duration_of)


def test_the_range_that_a_refusal_offers_is_possible() -> None:
    one = score(say("You are here."), pause(3.333, 5, 9.87), say("Rest."))
    with pytest.raises(LengthError, match="can last from") as caught:
        build_timeline(asked(one, 600), duration_of)
    low, high = str(caught.value).split("can last from ")[1].split(" to ")
    for offered in (low, high):
        target_s = parse_time(offered)
        assert build_timeline(asked(one, target_s), duration_of).duration == round(target_s * RATE)


def test_a_gap_between_rounds_is_named_in_the_refusal() -> None:
    phrase = rounds("I am here and I rest", times=(1, 2), apart_s=60)
    one = score(dataclasses.replace(phrase, apart=pause(60, 60, 60)))
    with pytest.raises(LengthError, match="but not between") as caught:
        build_timeline(asked(one, 100), duration_of)
    below, above = str(caught.value).split("but not between ")[1].split(" and ")
    assert parse_time(below) < 100 < parse_time(above)


def test_nothing_is_longer_than_a_day() -> None:
    with pytest.raises(LengthError, match="longer than a day"):
        build_timeline(score(*[pause(86_400, 86_400, 86_400)] * 2), duration_of)


def test_a_bell_after_the_last_word_rings_out() -> None:
    for after in ((), (pause(4, 6, 10),)):
        timeline = build_timeline(score(say("Rest."), BellCue(span=place()), *after), duration_of)
        assert timeline.duration - timeline.bells[0].start >= BELL_RINGS_S["middle"] * RATE - 1


def test_strokes_last_from_their_cue_to_their_end() -> None:
    start = TouchCue(stroke_s=6, path="arms", span=place())
    end = TouchCue(stroke_s=None, path="", span=place())
    timeline = build_timeline(score(start, say("Stroke."), end, pause(5, 5, 5), say("Rest.")), duration_of)
    (span,) = timeline.touches
    assert (span.start, span.end) == (timeline.clips[0].start, timeline.clips[0].end)
    assert span.stroke == 6 * RATE


def test_a_breath_takes_exactly_its_time() -> None:
    cue = BreathCue(in_s=4, hold_s=1, out_s=6, rest_s=0.5, times=3, span=place())
    timeline = build_timeline(score(say("Breathe."), cue, say("Rest.")), duration_of)
    assert [breath.start - timeline.clips[0].end for breath in timeline.breaths] == [
        0,
        round(11.5 * RATE),
        round(23 * RATE),
    ]
    assert timeline.clips[1].start == timeline.breaths[-1].start + round(11.5 * RATE)


def test_beds_change_with_their_cues() -> None:
    cue = SoundCue(bed="ocean", fade_s=2, span=place())
    off = SoundCue(bed=None, fade_s=1, span=place())
    one = score(say("One."), pause(9, 9, 9), cue, say("Two."), pause(9, 9, 9), off, say("Three."))
    timeline = build_timeline(one, duration_of, beds=["drone"])
    drone, ocean = timeline.beds
    second, third = timeline.clips[1].start, timeline.clips[2].start
    assert (drone.bed, drone.start, drone.end, drone.fade_out) == ("drone", 0, second + 2 * RATE, 2 * RATE)
    assert (ocean.bed, ocean.start, ocean.end) == ("ocean", second, third + RATE)
    assert (ocean.fade_in, ocean.fade_out) == (2 * RATE, RATE)
    (only,) = build_timeline(one, duration_of, beds=["drone"], script_beds=False).beds
    assert (only.start, only.end, only.fade_out) == (0, timeline.duration, 0)


def test_a_sound_before_the_first_word_is_there_from_the_start() -> None:
    one = score(SoundCue(bed="ocean", fade_s=8, span=place()), say("One."))
    (ocean,) = build_timeline(one, duration_of, beds=["drone"]).beds
    assert (ocean.bed, ocean.start, ocean.fade_in) == ("ocean", 0, 0)


def test_the_first_chapter_takes_in_what_comes_before() -> None:
    one = score(
        say("Hello."),
        Mark(title="One", span=place()),
        say("One."),
        Mark(title="Two", span=place()),
        say("Two."),
    )
    timeline = build_timeline(one, duration_of)
    assert [(chapter.title, chapter.start) for chapter in timeline.chapters] == [
        ("One", 0),
        ("Two", timeline.clips[2].start),
    ]


def test_a_rest_that_shrinks_to_nothing_leaves_no_gap() -> None:
    one = score(say("One."), pause(0, 3, 5), say("Two."))
    shortest_s, _ = feasible_range(one, duration_of, has_bed=False)
    timeline = build_timeline(asked(one, shortest_s), duration_of)
    assert [gap.kind for gap in timeline.gaps] == [None, None]
    assert timeline.clips[1].start == timeline.clips[0].end


def test_an_empty_score_is_only_its_edges() -> None:
    timeline = build_timeline(score(), duration_of)
    assert timeline.clips == ()
    assert timeline.duration == VOICE_ONLY.total_for(0)
