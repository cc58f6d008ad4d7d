"""The score: a value moves nothing, silences are bounded, and what is missing is said plainly."""

from __future__ import annotations

import dataclasses
import itertools
from typing import TypeVar

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from quietude.errors import ListenerError
from quietude.score.builder import build_score, phrasing_of
from quietude.score.listener import LONGEST_VALUE, Listener, parse_phrasing
from quietude.score.score import Phrasing, Rest, Rounds, Score, ScoreItem, Utterance
from quietude.script.parser import parse_script

from ..script.test_golden import HEADER

BODY = """\
# Arriving
Welcome{, name}. {name, }if you like, let your eyes close, or rest your gaze, {name}, on one quiet spot here.
[pause 6s]
[only touch] [touch] Stroke{ – name}! [end only] {name}

- I am here, {name}.
- {name, }you are safe. You are loved{, name} | What if {name} were safe?
[repeat phrases 2 times]
[end touch]
"""
SCRIPT = parse_script(HEADER + BODY, path="script.md")
ODD_VALUES = [
    *(
        "[pause 99h]",
        "{name}",
        "{, name}",
        "| x",
        "# h",
        "- phrase",
        "Dr. No. Go! Now? …",
        "a, b, and c or d",
    ),
    *(
        "line\nbreak",
        "tab\tbed",
        "😀👨‍👩‍👧",
        "مريم",
        "\u202eevil\u202c",
        "\ue000\ue100\ue101",
        "\x00\x1b[31m",
        "---",
    ),
    *("<!-- x -->", "*bold* _it_", "\\[", "[only touch]", "[end touch]", "李雷。你好！", "x" * LONGEST_VALUE),
]


Part = TypeVar("Part", bound=ScoreItem)


def listener(value: str) -> Listener:
    return Listener(values={"name": value})


def without_values(score: Score) -> list[ScoreItem]:
    """The items with the words of private utterances taken out."""

    def hidden(part: Part) -> Part:
        if isinstance(part, Utterance) and part.private:
            part = dataclasses.replace(part, text="")
        return part

    items: list[ScoreItem] = []
    for item in score.items:
        if isinstance(item, Rounds):
            phrases = tuple(
                dataclasses.replace(
                    forms,
                    first=tuple(hidden(part) for part in forms.first),
                    last=tuple(hidden(part) for part in forms.last),
                )
                for forms in item.phrases
            )
            items.append(dataclasses.replace(item, phrases=phrases))
        else:
            items.append(hidden(item))
    return items


PLAIN = {
    phrasing: build_score(SCRIPT, Listener(values={"name": "Ana"}, phrasing=phrasing))
    for phrasing in Phrasing
}


@settings(max_examples=150, deadline=None)
@given(st.sampled_from(ODD_VALUES) | st.text(min_size=1, max_size=40), st.sampled_from(list(Phrasing)))
def test_a_value_changes_no_other_item(value: str, phrasing: Phrasing) -> None:
    score = build_score(SCRIPT, dataclasses.replace(listener(value), phrasing=phrasing))
    if not any(utterance.private for utterance in score.utterances()):
        return  # nothing in the value can be spoken: as if none were given
    assert without_values(score) == without_values(PLAIN[phrasing])


@pytest.mark.parametrize("value", ODD_VALUES)
def test_a_value_is_spoken_as_given_but_for_what_no_voice_can_say(value: str) -> None:
    said = [
        utterance.text for utterance in build_score(SCRIPT, listener(value)).utterances() if utterance.private
    ]
    kept = " ".join(
        "".join(char if char.isprintable() or char == "\u200d" else " " for char in value).split()
    )
    assert not said or said[0] == f"Welcome, {kept}."


@pytest.mark.parametrize("value", ["", "  ", "\n", "\ue100", "\u202e", "\u200d", "\x00"])
def test_a_value_without_anything_to_say_is_none(value: str) -> None:
    assert build_score(SCRIPT, listener(value)) == build_score(SCRIPT, Listener())


def test_only_the_utterances_that_hold_a_value_are_private() -> None:
    score = build_score(SCRIPT, listener("Ana"))
    for utterance in score.utterances():
        assert utterance.private == ("Ana" in utterance.text)
        assert "Ana" not in utterance.shown
        assert ("{name}" in utterance.shown) == utterance.private


def test_no_message_holds_a_value() -> None:
    secret = "Persephone" * 30
    for values in ({"name": secret}, {"nmae": secret}):
        with pytest.raises(ListenerError) as caught:
            build_score(SCRIPT, Listener(values=values))
        assert "Persephone" not in str(caught.value)
    assert secret not in repr(Listener(values={"name": secret}))


def test_the_phrasing_is_the_listener_s_or_the_script_s() -> None:
    script = parse_script("---\ntitle: T\nphrasing: gradual\n---\n- I am here.\n", path="script.md")
    assert phrasing_of(script, Listener()) is Phrasing.GRADUAL
    assert phrasing_of(script, Listener(phrasing=Phrasing.STATEMENT)) is Phrasing.STATEMENT
    assert parse_phrasing("what-if") is Phrasing.WHAT_IF
    with pytest.raises(ListenerError, match="did you mean"):
        parse_phrasing("whatif")


def test_a_target_is_firm_when_the_listener_asked() -> None:
    script = parse_script("---\ntitle: T\nlength: 5 min\n---\nHello.\n", path="script.md")
    assert (build_score(script, Listener()).target_s, build_score(script, Listener()).target_is_firm) == (
        300,
        False,
    )
    asked = build_score(script, Listener(target_s=60))
    assert (asked.target_s, asked.target_is_firm) == (60, True)


@settings(max_examples=60, deadline=None)
@given(st.sampled_from(list(Phrasing)), st.booleans(), st.booleans())
def test_every_rest_has_bounds_in_order(phrasing: Phrasing, named: bool, touch: bool) -> None:
    wishes = Listener(
        values={"name": "Ana"} if named else {},
        phrasing=phrasing,
        choices={"touch": "touch" if touch else "no-touch"},
    )
    for item in build_score(SCRIPT, wishes).items:
        if isinstance(item, Rest) and not item.spoken_share:
            assert 0 <= item.min_s <= item.ideal_s <= item.max_s
            assert item.stretch > 0 or item.min_s == item.max_s


def test_two_silences_of_nobody_never_stand_together() -> None:
    items = build_score(SCRIPT, listener("Ana")).items
    assert not any(isinstance(one, Rest) and isinstance(two, Rest) for one, two in itertools.pairwise(items))
