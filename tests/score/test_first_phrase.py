"""Rounds may begin with another phrase each day; nothing else changes."""

from __future__ import annotations

import pytest

from quietude.score.builder import build_score
from quietude.score.listener import Listener
from quietude.score.score import Phrasing, Rounds, Utterance
from quietude.script.parser import parse_script

SCRIPT = parse_script(
    "---\ntitle: Words\nchoices: {touch: [touch, no-touch]}\n---\n- One.\n- Two.\n[only no-touch]\n- Held.\n"
    "[end only]\n- Three.\n[repeat phrases 2 times]\n",
    path="script.md",
)


def order(listener: Listener) -> list[str]:
    (rounds,) = (item for item in build_score(SCRIPT, listener).items if isinstance(item, Rounds))
    return [part.text for forms in rounds.phrases for part in forms.first if isinstance(part, Utterance)]


@pytest.mark.parametrize(
    ("first", "expected"),
    [
        (0, ["One.", "Two.", "Three."]),
        (1, ["Two.", "Three.", "One."]),
        (2, ["Three.", "One.", "Two."]),
        (7, ["Two.", "Three.", "One."]),
    ],
)
def test_rounds_begin_with_the_phrase_asked_for_and_lose_none(first: int, expected: list[str]) -> None:
    assert order(Listener(first_phrase=first)) == expected


def test_only_the_phrases_that_this_listener_hears_go_round() -> None:
    listener = Listener(first_phrase=4, choices={"touch": "no-touch"}, phrasing=Phrasing.WHAT_IF)
    assert order(listener) == ["What if one?", "What if two?", "What if held?", "What if three?"]
