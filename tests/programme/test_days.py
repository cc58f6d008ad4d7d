"""Days: lengths never fall, questions come before statements, and every phrase begins a day."""

from __future__ import annotations

import math
from dataclasses import replace
from types import MappingProxyType

import pytest
from hypothesis import given
from hypothesis import strategies as st

from quietude.errors import InputError, LengthError
from quietude.programme.days import GUIDANCE, MOST_DAYS, STEP_S, WHY, Day, Offer, Ranges, plan_days
from quietude.score.score import Phrasing

STAGES = [Phrasing.WHAT_IF, Phrasing.GRADUAL, Phrasing.STATEMENT]
LEVELS = ("full", "some", "little")
OFFER = Offer(asks=True, phrases=4, guidance=LEVELS)


def anything(day: Day) -> Ranges:
    del day
    return ((60.0, 3600.0),)


def plan(
    count: int,
    offer: Offer = OFFER,
    ranges: Ranges = ((60.0, 3600.0),),
    usual_s: float = 420.0,
    from_s: float | None = None,
    to_s: float | None = None,
) -> tuple[Day, ...]:
    return plan_days(count, offer, lambda day: ranges, usual_s=usual_s, from_s=from_s, to_s=to_s)


COUNTS = st.integers(1, MOST_DAYS)
STEPS = st.integers(2, 100)


@given(
    count=COUNTS,
    low=STEPS,
    more=st.integers(0, 100),
    shrink=st.floats(0, 600),
    phrases=st.integers(0, 9),
)
def test_lengths_grow_inside_what_was_asked_and_can_be_had(
    count: int, low: int, more: int, shrink: float, phrases: int
) -> None:
    from_s, to_s = low * STEP_S, (low + more) * STEP_S

    def reach(day: Day) -> Ranges:
        # Fewer words: both ends come down, but not under what was asked for.
        longest = max(to_s, to_s + 600 - shrink * (day.stage / 2))
        return ((max(1.0, from_s - 50.0 * day.stage), longest),)

    days = plan_days(
        count, Offer(asks=True, phrases=phrases), reach, usual_s=from_s, from_s=from_s, to_s=to_s
    )
    lengths = [day.length_s or 0.0 for day in days]
    assert lengths == sorted(lengths)
    assert all(length % STEP_S == 0 for length in lengths)
    assert lengths[0] == from_s
    if count > 1:
        assert lengths[-1] == to_s
    even = [from_s + (to_s - from_s) * index / max(1, count - 1) for index in range(count)]
    assert all(abs(is_ - ideal) <= STEP_S / 2 for is_, ideal in zip(lengths, even, strict=True))


@given(count=COUNTS, usual=st.floats(70, 3000), phrases=st.integers(1, 9))
def test_what_nobody_asks_for_grows_from_the_scripts_own_length(
    count: int, usual: float, phrases: int
) -> None:
    days = plan(count, replace(OFFER, phrases=phrases), usual_s=usual)
    lengths = [day.length_s for day in days]
    assert lengths[0] == math.ceil(usual / STEP_S) * STEP_S
    assert lengths == sorted(length for length in lengths if length is not None)
    assert (lengths[-1] or 0) <= max(usual * 1.5, lengths[0] or 0)


@given(count=COUNTS, phrases=st.integers(1, 9))
def test_questions_come_before_statements_and_guidance_falls(count: int, phrases: int) -> None:
    days = plan(count, replace(OFFER, phrases=phrases))
    order = [STAGES.index(day.phrasing) for day in days if day.phrasing is not None]
    assert len(order) == count
    assert order == sorted(order)
    levels = [LEVELS.index(day.choices[GUIDANCE]) for day in days]
    assert levels == sorted(levels)
    assert levels[0] == 0
    if count >= 3:
        assert set(order) == set(levels) == {0, 1, 2}
        sizes = [order.count(stage) for stage in range(3)]
        assert max(sizes) - min(sizes) <= 1
    assert {day.first_phrase for day in days} == set(range(min(count, phrases)))
    assert [day.number for day in days] == list(range(1, count + 1))


def test_a_script_without_questions_or_guidance_only_grows() -> None:
    days = plan(9, Offer(asks=False, phrases=0))
    assert {day.phrasing for day in days} == {None}
    assert all(not day.choices for day in days)
    assert {day.first_phrase for day in days} == {0}


def test_lengths_that_whole_rounds_leave_out_are_stepped_over() -> None:
    days = plan(11, ranges=((300.0, 360.0), (500.0, 600.0)), from_s=300.0, to_s=600.0)
    assert [day.length_s for day in days] == [300, 330, 360, 360, 360, 510, 510, 510, 540, 570, 600]


def test_a_day_that_cannot_be_as_long_holds_back_those_before_it() -> None:
    def reach(day: Day) -> Ranges:
        return ((60.0, 500.0 if day.choices[GUIDANCE] == "little" else 900.0),)

    days = plan_days(6, OFFER, reach, usual_s=420.0, from_s=None, to_s=None)
    assert days[-1].length_s == 480.0
    assert max(day.length_s or 0 for day in days) == 480.0


def test_what_cannot_give_way_keeps_its_length() -> None:
    assert {day.length_s for day in plan(5, ranges=((421.0, 429.0),), usual_s=425.0)} == {None}


def with_why(day: Day) -> Ranges:
    return ((480.0, 1200.0),) if WHY[0] in day.choices else ((300.0, 1000.0),)


WITH_WHY = replace(OFFER, why=True)


def test_the_chapter_on_why_is_heard_once_and_first() -> None:
    days = plan_days(5, WITH_WHY, with_why, usual_s=420.0, from_s=None, to_s=None)
    assert [WHY[0] in day.choices for day in days] == [True, False, False, False, False]
    assert days[0].choices == MappingProxyType({GUIDANCE: "full", WHY[0]: WHY[1]})
    assert days[0].length_s == 480.0


def test_it_is_left_out_where_the_length_asked_for_has_no_room() -> None:
    days = plan_days(5, WITH_WHY, with_why, usual_s=420.0, from_s=300.0, to_s=None)
    assert not any(WHY[0] in day.choices for day in days)
    assert days[0].length_s == 300.0
    assert WHY[0] in plan_days(5, WITH_WHY, with_why, usual_s=420.0, from_s=500.0, to_s=None)[0].choices


@pytest.mark.parametrize(
    ("from_s", "to_s", "told"),
    [
        (30.0, None, "day 1 cannot last 30 s with this script and voice: it can last from 1 min to 15 min"),
        (None, 1200.0, "day 4 cannot last 20 min"),
        (905.0, 1000.0, "day 1 cannot last 15 min 30 s"),
    ],
)
def test_a_length_that_cannot_be_had_is_refused(from_s: float | None, to_s: float | None, told: str) -> None:
    with pytest.raises(LengthError, match=told) as error:
        plan(4, ranges=((45.0, 910.0),), from_s=from_s, to_s=to_s)
    assert (error.value.shortest_s, error.value.longest_s) == (45.0, 910.0)


@pytest.mark.parametrize("count", [0, -1, MOST_DAYS + 1])
def test_days_that_no_page_holds_are_refused(count: int) -> None:
    with pytest.raises(InputError, match="1 to 60 days"):
        plan(count)


def test_sessions_do_not_shrink() -> None:
    with pytest.raises(InputError, match="--length-from"):
        plan(5, from_s=600.0, to_s=300.0)
