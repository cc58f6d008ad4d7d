"""Every session that comes along can have the lengths it says it is written for, whatever is chosen in it."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from quietude.audio import SAMPLE_RATE_HZ
from quietude.narration.words.wording import count_words
from quietude.score.builder import build_score
from quietude.score.listener import Listener
from quietude.score.score import Utterance
from quietude.script.front_matter import Metadata
from quietude.script.library import find_script, names
from quietude.script.parser import load_script
from quietude.soundscape import choose_beds
from quietude.timeline.builder import feasible_ranges

CALM_WPM_OF_HEART = 119
"""A little slower than it is measured at, since short sentences are spoken more slowly than long ones."""
RANGED = [name for name in names() if load_script(find_script(name)).metadata.range is not None]


def paths(about: Metadata) -> Iterator[dict[str, str]]:
    """The path of a listener who chooses nothing, and each other option once."""
    yield {}
    for name, choice in about.choices.items():
        for option in choice.options:
            if option != choice.default:
                yield {name: option}


def test_sessions_with_a_range_are_found() -> None:
    assert {"body-scan", "breathing-space"} <= set(RANGED)


def spoken_samples(utterance: Utterance) -> int:
    """As long as the default voice takes, near enough, without having it speak."""
    return round(count_words(utterance.text) * 60 / CALM_WPM_OF_HEART * SAMPLE_RATE_HZ)


@pytest.mark.parametrize("name", RANGED)
def test_both_ends_of_the_range_can_be_had(name: str) -> None:
    script = load_script(find_script(name))
    about = script.metadata
    assert about.range is not None
    assert about.range[0] <= (about.length or about.range[0]) <= about.range[1]
    beds = choose_beds(script, None)
    for choices in paths(about):
        score = build_score(script, Listener(choices=choices))
        ranges = feasible_ranges(score, spoken_samples, has_bed=bool(beds.from_start))
        for target_s in about.range:
            assert any(low <= target_s <= high for low, high in ranges), (choices, ranges)
