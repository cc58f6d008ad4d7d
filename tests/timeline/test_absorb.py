"""A listener's value moves what stands near it, and nothing else."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from quietude.audio import SAMPLE_RATE_HZ as RATE
from quietude.errors import LengthError
from quietude.score.score import BreathCue, Score, Utterance
from quietude.timeline.builder import build_timeline, feasible_range
from quietude.timeline.nominal import is_personal, nominal_durations
from quietude.timeline.timeline import Timeline
from quietude.units import seconds_to_samples

from .scores import duration_of, pause, place, rounds, say, score


def spoken_to(name: str, shown: str = "Welcome, {name}.", line: int = 1) -> Utterance:
    text = shown.replace("{name}", name)
    return Utterance(text=text, shown=shown, language="en", private=True, span=place(line))


def session(name: str, *, target_s: float | None = None) -> Score:
    return score(
        say("A first line without anyone in it."),
        pause(2.0, 4.0, 8.0),
        spoken_to(name),
        pause(0.2, 0.4, 0.6),
        say("And one after it."),
        pause(4.0, 6.0, 10.0),
        BreathCue(in_s=4.0, hold_s=0.0, out_s=6.0, rest_s=0.0, times=3, span=place()),
        rounds("I am kind", "I am here", times=(1, 6)),
        pause(2.0, 3.0, 6.0),
        spoken_to(name, "Thank you, {name}, for this.", line=9),
        pause(3.0, 5.0, 9.0),
        target_s=target_s,
    )


def public_clips(timeline: Timeline, *others: Timeline) -> list[tuple[int, str]]:
    """Those that no value of any of the sessions decides."""
    personal = [stretch for each in (timeline, *others) for stretch in each.personal]
    return [
        (clip.start, clip.utterance.text)
        for clip in timeline.clips
        if not any(low <= clip.start < high for low, high in personal)
    ]


names = st.text("abcdefghijkl", min_size=1, max_size=25)


@given(names, names, st.one_of(st.none(), st.floats(75, 110)))
def test_two_names_differ_only_where_they_stand(one: str, other: str, target_s: float | None) -> None:
    first, second = (build_timeline(session(name, target_s=target_s), duration_of) for name in (one, other))
    assert first.duration == second.duration
    assert first.breaths == second.breaths
    assert first.rounds == second.rounds
    assert len(first.personal) == len(second.personal) == 2
    assert public_clips(first, second) == public_clips(second, first)
    assert len(public_clips(first, second)) >= 3  # the phrases at least


@given(names)
def test_a_usual_name_is_taken_up_by_one_rest(name: str) -> None:
    timeline = build_timeline(session(name[:15]), duration_of)
    usual = build_timeline(session("Robert"), duration_of)
    assert timeline.personal == usual.personal
    assert public_clips(timeline) == public_clips(usual)


def test_the_rest_that_makes_up_for_it_is_the_nearest_with_room() -> None:
    short, long = (build_timeline(session(name), duration_of) for name in ("Bo", "Bartholo"))
    between = long.clips[2].start - long.clips[1].end
    assert between == short.clips[2].start - short.clips[1].end  # 0.4 s gives nothing away
    taken = (short.breaths[0].start - short.clips[2].end) - (long.breaths[0].start - long.clips[2].end)
    assert taken == duration_of(spoken_to("Bartholo")) - duration_of(spoken_to("Bo"))


@given(st.integers(26, 200), st.floats(0.0, 1.0))
def test_a_value_that_nothing_near_has_room_for_still_meets_the_length(letters: int, share: float) -> None:
    value = "x" * letters
    low, high = feasible_range(session(value), duration_of, has_bed=False)
    target_s = low + share * (high - low)
    try:
        timeline = build_timeline(session(value, target_s=target_s), duration_of)
    except LengthError:
        assert share in (0.0, 1.0)  # the ends themselves, rounded to samples
        return
    assert timeline.duration == seconds_to_samples(target_s, RATE)
    assert timeline.clips[-1].end <= timeline.duration


def test_only_a_field_among_words_has_a_usual_length() -> None:
    own = Utterance(text="I may rest.", shown="{phrase 1}", language="en", private=True, span=place())
    assert not is_personal(own)
    assert is_personal(spoken_to("Ada"))
    nominal = nominal_durations(score(say("Ten letter"), own, spoken_to("Ada")), duration_of)
    assert nominal(own) == duration_of(own)
    assert nominal(say("Ten letter")) == duration_of(say("Ten letter"))
    assert nominal(spoken_to("Ada")) == nominal(spoken_to("Anastasia"))
    # 22 characters with a value of twelve letters, at 0.1 s each.
    assert nominal(spoken_to("Ada")) == pytest.approx(2.2 * RATE, abs=0.02 * RATE)


def test_the_usual_length_is_read_off_the_other_utterances() -> None:
    def with_a_fall(utterance: Utterance) -> int:
        return RATE // 2 + len(utterance.text) * (RATE // 20)

    one = score(say("Short."), say("A longer one, this is."), say("Of some length."), spoken_to("Ada"))
    nominal = nominal_durations(one, with_a_fall)
    assert nominal(spoken_to("Ada")) == pytest.approx((0.5 + 22 * 0.05) * RATE, abs=0.02 * RATE)


def test_without_values_there_is_nothing_personal() -> None:
    plain = score(say("Welcome."), pause(1.0, 2.0, 3.0), say("Goodbye."))
    assert build_timeline(plain, duration_of).personal == ()
