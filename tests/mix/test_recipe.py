"""The same digest means the same samples; and samples that may differ have another one."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from quietude.mix.mix import Mix, mix_session
from quietude.mix.recipe import MADE_ONCE, Recipe
from quietude.narration.clips import LONGEST_RING
from quietude.score.score import Utterance
from quietude.timeline.timeline import BellStroke, Clip, Timeline

from .sessions import RATE, Array, noise, span, talk


def named(utterance: Utterance) -> str:
    return utterance.text


def recipe(timeline: Timeline, sounds: str = "ocean") -> Recipe:
    return Recipe(timeline, named, sounds=sounds)


@pytest.fixture
def timeline() -> Timeline:
    made, _ = talk(60, gap_s=4.0, beds=[span(0.0, 60)])
    return made


def moved(timeline: Timeline, number: int, samples: int) -> Timeline:
    clips = list(timeline.clips)
    clips[number] = replace(clips[number], start=clips[number].start + samples)
    return replace(timeline, clips=tuple(clips))


def renamed(timeline: Timeline, number: int, text: str) -> Timeline:
    clips = list(timeline.clips)
    clips[number] = replace(clips[number], utterance=replace(clips[number].utterance, text=text))
    return replace(timeline, clips=tuple(clips))


def test_a_clip_counts_where_it_is_heard_and_nowhere_else(timeline: Timeline) -> None:
    clip = timeline.clips[3]
    one, other = recipe(timeline), recipe(renamed(timeline, 3, "other words"))
    heard = [(clip.start - 10, clip.start + 1), (clip.end, clip.end + LONGEST_RING - 1)]
    for start, end in heard:
        assert one.of(start, end) != other.of(start, end)
    for start, end in [(0, clip.start), (clip.end + LONGEST_RING, timeline.duration)]:
        assert one.of(start, end) == other.of(start, end)


def test_a_clip_that_moves_changes_the_bed_around_it_and_nothing_else(timeline: Timeline) -> None:
    clip = timeline.clips[3]
    one, other = recipe(timeline), recipe(moved(timeline, 3, 500))
    assert one.of(clip.start - RATE // 4, clip.start - 10) != other.of(
        clip.start - RATE // 4, clip.start - 10
    )
    assert one.of(0, clip.start - RATE) == other.of(0, clip.start - RATE)
    after = clip.end + LONGEST_RING + 2 * RATE
    assert one.of(after, timeline.duration) == other.of(after, timeline.duration)


def test_what_holds_everywhere_counts_everywhere(timeline: Timeline) -> None:
    one = recipe(timeline).of(10 * RATE, 11 * RATE)
    bell = replace(timeline, bells=(BellStroke(start=50 * RATE),))
    for other in (recipe(timeline, "rain"), recipe(bell), recipe(timeline).of_part("voice")):
        assert other.of(10 * RATE, 11 * RATE) != one


def test_whose_words_are_private_is_private(timeline: Timeline) -> None:
    clips = list(timeline.clips)
    clips[2] = replace(clips[2], utterance=replace(clips[2].utterance, private=True))
    made = recipe(replace(timeline, clips=tuple(clips)))
    clip: Clip = clips[2]
    assert made.of(clip.start, clip.end).private
    assert made.of(clip.end + LONGEST_RING - 1, clip.end + LONGEST_RING).private
    assert not made.of(clip.end + LONGEST_RING, timeline.duration).private
    assert MADE_ONCE.of(0, 1).private


def test_the_same_digest_is_the_same_sound() -> None:
    """Two sessions that differ in one clip: wherever their recipes agree, so do their samples, to the bit."""
    timeline, clips = talk(60, gap_s=4.0, beds=[span(0.0, 60)])

    def mix(of: Timeline) -> Mix:
        return mix_session(of, clips, beds=[Array(noise(), looped=True)], depths_db=(20.0,))

    other = moved(timeline, 3, 700)
    one_mix, other_mix = mix(timeline), mix(other)
    same = different = 0
    for second in range(60):
        start, end = second * RATE, (second + 1) * RATE
        if recipe(timeline).of(start, end) == recipe(other).of(start, end):
            np.testing.assert_array_equal(one_mix.cell(second), other_mix.cell(second))
            same += 1
        else:
            different += 1
    assert same > 45
    assert different >= 3
