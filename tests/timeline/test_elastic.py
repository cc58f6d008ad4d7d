"""The elastic fit: exact sums, bounds kept, shares by weight."""

from __future__ import annotations

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from quietude.timeline.elastic import Elastic, fit


@st.composite
def elastics(draw: st.DrawFn) -> Elastic:
    shortest, ideal, longest = sorted(draw(st.tuples(*[st.integers(0, 500_000)] * 3)))
    weight = draw(st.sampled_from([0.0, 0.4, 1.5, 6.0, 10.0]) | st.floats(1e-3, 1e4))
    return Elastic(shortest=shortest, ideal=ideal, longest=longest, weight=weight)


many = st.lists(elastics(), max_size=12)
share = st.floats(0, 1)


def within(rests: list[Elastic], part: float) -> int:
    low, high = sum(rest.shortest for rest in rests), sum(rest.longest for rest in rests)
    return low + round((high - low) * part)


@settings(max_examples=200, deadline=None)
@given(many, share)
def test_the_lengths_sum_to_the_total_and_keep_their_bounds(rests: list[Elastic], part: float) -> None:
    total = within(rests, part)
    lengths = fit(rests, total)
    assert sum(lengths) == total
    assert all(rest.shortest <= length <= rest.longest for rest, length in zip(rests, lengths, strict=True))


@settings(max_examples=100, deadline=None)
@given(many, share, share)
def test_no_rest_gets_shorter_in_a_longer_session(rests: list[Elastic], one: float, other: float) -> None:
    small, large = sorted((within(rests, one), within(rests, other)))
    assume(all(rest.weight for rest in rests))
    for before, after in zip(fit(rests, small), fit(rests, large), strict=True):
        assert after >= before - 1  # one sample, where the remainders fall otherwise


@settings(max_examples=100, deadline=None)
@given(many, share)
def test_between_bounds_rests_give_way_by_weight(rests: list[Elastic], part: float) -> None:
    lengths = fit(rests, within(rests, part))
    free = [
        (length - rest.ideal) / rest.weight
        for rest, length in zip(rests, lengths, strict=True)
        if rest.weight and rest.shortest < length < rest.longest and length != rest.ideal
    ]
    slack = max((1 / rest.weight for rest in rests if rest.weight), default=0) * 2
    assert not free or max(free) - min(free) <= slack + 1e-6


@settings(max_examples=100, deadline=None)
@given(many)
def test_the_ideal_total_is_the_ideal(rests: list[Elastic]) -> None:
    assert fit(rests, sum(rest.ideal for rest in rests)) == [rest.ideal for rest in rests]


@given(many)
def test_what_does_not_fit_is_refused(rests: list[Elastic]) -> None:
    for total in (sum(rest.shortest for rest in rests) - 1, sum(rest.longest for rest in rests) + 1):
        with pytest.raises(ValueError, match="do not fit"):
            fit(rests, total)


def test_shares_are_readable() -> None:
    small = Elastic(shortest=50, ideal=100, longest=150, weight=1)
    large = Elastic(shortest=200, ideal=400, longest=1000, weight=4)
    exact = Elastic(shortest=70, ideal=70, longest=70, weight=0)
    assert fit([small, large, exact], 570) == [100, 400, 70]
    assert fit([small, large, exact], 620) == [110, 440, 70]
    assert fit([small, large, exact], 1120) == [150, 900, 70]
    assert fit([small, large, exact], 320) == [50, 200, 70]
    assert fit([], 0) == []
