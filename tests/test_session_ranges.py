"""Every session that comes along can have the lengths it says it is written for, whatever is chosen in it."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from quietude.job import Job
from quietude.pipeline import plan
from quietude.score.listener import Listener
from quietude.script.front_matter import Metadata
from quietude.script.library import find_script, names
from quietude.script.parser import parse_script

from .conftest import TONE


def metadata(name: str) -> Metadata:
    path = find_script(name)
    return parse_script(path.read_text(encoding="utf-8"), path=str(path)).metadata


RANGED = [name for name in names() if metadata(name).range is not None]


def paths(about: Metadata) -> Iterator[dict[str, str]]:
    """The path of a listener who chooses nothing, and each other option once."""
    yield {}
    for name, choice in about.choices.items():
        for option in choice.options:
            if option != choice.default:
                yield {name: option}


def test_sessions_with_a_range_are_found() -> None:
    assert {"body-scan", "breathing-space"} <= set(RANGED)


@pytest.mark.parametrize("name", RANGED)
def test_both_ends_of_the_range_can_be_had(name: str) -> None:
    about = metadata(name)
    assert about.range is not None
    assert about.range[0] <= (about.length or about.range[0]) <= about.range[1]
    for choices in paths(about):
        for target_s in about.range:
            job = Job(
                script=str(find_script(name)),
                listener=Listener(target_s=target_s, choices=choices),
                voices=(TONE,),
            )
            with plan(job) as planned:
                assert planned.timeline.duration_s == pytest.approx(target_s, abs=0.05), choices
