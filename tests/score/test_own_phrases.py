"""A listener's own phrases: said where the script repeats, private where they were typed, parsed nowhere."""

from __future__ import annotations

import dataclasses
import pickle
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from quietude.errors import ListenerError, ScriptError
from quietude.score.builder import build_score
from quietude.score.listener import LONGEST_VALUE, Listener, cleaned
from quietude.score.own_phrases import choose_phrases
from quietude.score.score import Phrasing, Rest, RestKind, Rounds, Score, ScoreItem, Utterance
from quietude.script.parser import parse_script
from quietude.script.phrases import PhraseSet, parse_phrases

from ..script.test_golden import HEADER
from .test_builder import ODD_VALUES, SCRIPT

SET = """---
title: A set
---
- I am here{, name}. | What if I am here{, name}?
- I matter.
"""


def set_of(text: str = SET) -> PhraseSet:
    return parse_phrases(text, path="set.md")


def rounds_of(score: Score) -> Rounds:
    (rounds,) = (item for item in score.items if isinstance(item, Rounds))
    return rounds


def outside_of_rounds(score: Score) -> list[ScoreItem]:
    """All but the phrases, and the rounds without them."""
    return [
        dataclasses.replace(item, phrases=()) if isinstance(item, Rounds) else item for item in score.items
    ]


def letters(text: str) -> str:
    """Without marks: some at the beginning of a sentence are not said, such as ")"."""
    return "".join(char for char in text if char.isalnum())


@settings(max_examples=200, deadline=None)
@given(
    st.lists(st.sampled_from(ODD_VALUES) | st.text(min_size=1, max_size=60), min_size=1, max_size=3),
    st.sampled_from(list(Phrasing)),
)
def test_whatever_is_typed_it_is_said_in_the_rounds_and_moves_nothing_else(
    typed: list[str], phrasing: Phrasing
) -> None:
    try:
        phrases = choose_phrases(typed=typed)
    except ListenerError:
        return  # nothing to say, or too much; what is told then is tested below
    score = build_score(SCRIPT, Listener(phrases=phrases, phrasing=phrasing))
    plain = build_score(SCRIPT, Listener(phrasing=phrasing))
    assert outside_of_rounds(score) == outside_of_rounds(plain)
    said = rounds_of(score).phrases
    assert len(said) == len(typed)
    for number, (forms, text) in enumerate(zip(said, typed, strict=True), start=1):
        for part in (*forms.first, *forms.last):
            if isinstance(part, Utterance):
                assert part.private
                assert part.shown == f"{{phrase {number}}}"
                assert not part.recording
            else:
                assert part.kind in (RestKind.BREATH, RestKind.SENTENCE)
        if "|" not in text and phrasing is Phrasing.STATEMENT:
            words = " ".join(part.text for part in forms.first if isinstance(part, Utterance))
            assert letters(words) == letters(cleaned(text))


def test_phrases_of_a_file_are_as_private_as_what_they_hold() -> None:
    score = build_score(SCRIPT, Listener(values={"name": "Ana"}, phrases=(set_of(),)))
    first, second = (forms.first[0] for forms in rounds_of(score).phrases)
    assert isinstance(first, Utterance)
    assert isinstance(second, Utterance)
    assert (first.text, first.shown, first.private) == ("I am here, Ana.", "I am here, {name}.", True)
    assert (second.text, second.shown, second.private) == ("I matter.", "I matter.", False)


def test_sets_and_typed_phrases_are_joined_in_order(tmp_path: Path) -> None:
    (tmp_path / "mine.md").write_text(SET)
    phrases = choose_phrases(["grief", tmp_path / "mine.md"], ["I rest.", "I stay."])
    said = rounds_of(build_score(SCRIPT, Listener(phrases=phrases))).phrases
    texts = ["".join(part.text for part in forms.first if isinstance(part, Utterance)) for forms in said]
    assert texts[0] == "This hurts because it mattered."
    assert texts[-4:] == ["I am here.", "I matter.", "I rest.", "I stay."]
    assert len(texts) == 14


def test_every_repeat_keeps_its_own_timing() -> None:
    body = (
        "- One.\n[repeat phrases 2 times, 4s apart]\nThen.\n\n- Two.\n[repeat phrases for 60-120s, 9s apart]"
    )
    script = parse_script(HEADER + body, path="script.md")
    score = build_score(script, Listener(phrases=(set_of(),)))
    first, second = (item for item in score.items if isinstance(item, Rounds))
    assert (first.times, first.for_s, first.apart.ideal_s) == ((2, 2), None, 4.0)
    assert (second.times, second.for_s, second.apart.ideal_s) == (None, (60.0, 120.0), 9.0)
    assert len(first.phrases) == len(second.phrases) == 2


def test_a_recording_of_the_same_words_is_heard_for_a_set_and_not_for_what_was_typed() -> None:
    script = parse_script(HEADER + "- I matter.\n[repeat phrases 2 times]\n", path="script.md")
    takes = {(0, "I matter.", "en", ""): "x.wav"}
    of_set, typed = Listener(phrases=(set_of(),)), Listener(phrases=choose_phrases(typed=["I matter."]))
    assert "x.wav" in [said.recording for said in build_score(script, of_set, takes).utterances()]
    assert "x.wav" not in [said.recording for said in build_score(script, typed, takes).utterances()]


def test_a_set_in_another_language_is_refused_and_one_of_another_land_is_not() -> None:
    german = set_of("---\ntitle: T\nlanguage: de\n---\n- Ich bin hier.\n")
    with pytest.raises(ListenerError, match=r'set\.md are in "de", and the script "A script" is in "en"'):
        build_score(SCRIPT, Listener(phrases=(german,)))
    british = set_of("---\ntitle: T\nlanguage: en-gb\n---\n- I am here.\n")
    assert {said.language for said in build_score(SCRIPT, Listener(phrases=(british,))).utterances()} == {
        "en"
    }


def test_a_field_that_the_script_does_not_ask_for_is_refused() -> None:
    strange = set_of("---\ntitle: T\n---\n- I am here, {friend}.\n")
    with pytest.raises(ListenerError, match=r"set\.md say \{friend\}, .* add \"friend\" under \"ask:\""):
        build_score(SCRIPT, Listener(phrases=(strange,)))


def test_a_form_that_a_set_lacks_is_shown_where_it_is_missing() -> None:
    text = "---\ntitle: T\nlanguage: de\n---\n- Ich bin hier. | Was, wenn ich hier bin?\n"
    script = parse_script(
        "---\ntitle: T\nlanguage: de\n---\n- Eins.\n[repeat phrases 2 times]\n", path="s.md"
    )
    with pytest.raises(ScriptError, match=r"set\.md:5:3: error: this phrase has no wish") as caught:
        build_score(script, Listener(phrases=(set_of(text),), phrasing=Phrasing.WISH))
    assert "    5 | - Ich bin hier. |" in str(caught.value)


@pytest.mark.parametrize(
    ("typed", "why"),
    [
        ("Siobhan" * 30, f"number 2 has {7 * 30} characters; at most {LONGEST_VALUE}"),
        ("Siobhan | a | b | c", "number 2 has 4 forms"),
        (" | Siobhan", "number 2 has no words"),
        ("\u202e\x00…", "number 2 has no words"),
    ],
)
def test_what_is_typed_wrongly_is_told_by_its_number(typed: str, why: str) -> None:
    with pytest.raises(ListenerError, match=why) as caught:
        choose_phrases(typed=["I am here.", typed])
    assert "Siobhan" not in str(caught.value)


def test_a_listener_shows_no_phrase_and_can_be_sent_to_a_worker() -> None:
    listener = Listener(phrases=choose_phrases(["grief"], ["I am Siobhan."]))
    assert "Siobhan" not in repr(listener)
    assert pickle.loads(pickle.dumps(listener)) == listener  # noqa: S301 (our own bytes)


def test_rests_between_the_sentences_of_a_phrase() -> None:
    score = build_score(SCRIPT, Listener(phrases=choose_phrases(typed=["I am here. I can rest."])))
    (forms,) = rounds_of(score).phrases
    assert [part.kind if isinstance(part, Rest) else part.text for part in forms.first] == [
        "I am here.",
        RestKind.SENTENCE,
        "I can rest.",
    ]
