"""What may be printed: nothing that a listener gave, and sentences that read as if nobody had."""

from __future__ import annotations

from pathlib import Path

import pytest

from quietude.export.captions.printable import Printable, is_typed
from quietude.export.captions.words import own_phrase
from quietude.findings import Span
from quietude.score.builder import build_score
from quietude.score.listener import Listener
from quietude.score.own_phrases import choose_phrases
from quietude.score.score import Rest, RestKind, Rounds, Utterance
from quietude.script.nodes import Script
from quietude.script.parser import load_script

HEAD = """---
title: T
ask:
  name: { prompt: x, optional: true }
  place: { prompt: y, default: a quiet room }
---
"""
VALUE = "Zebulina"


def parsed(folder: Path, words: str) -> Script:
    path = folder / "s.md"
    path.write_text(f"{HEAD}{words}\n", encoding="utf-8")
    return load_script(path)


def printed(folder: Path, words: str, listener: Listener) -> list[list[str]]:
    """The breaths of each sentence of some words, as they may be printed."""
    script = parsed(folder, words)
    runs: list[list[Utterance]] = [[]]
    for item in build_score(script, listener).items:
        if isinstance(item, Utterance):
            runs[-1].append(item)
        elif not (isinstance(item, Rest) and item.kind is RestKind.BREATH):
            runs.append([])
    printable = Printable(script, listener)
    return [list(printable.breaths(run)) for run in runs if run]


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ("Welcome{, name}.", "Welcome."),
        ("{name, }may you rest.", "May you rest."),
        ("May {name} rest.", "May … rest."),
        ("It was {name}.", "It was …"),
        ("Is it you, {name}?", "Is it you, …?"),
        ("Rest here{, name,} for a while.", "Rest here for a while."),
        ("You are in {place} now.", "You are in a quiet room now."),
    ],
)
def test_a_value_goes_with_its_marks(tmp_path: Path, words: str, expected: str) -> None:
    [breaths] = printed(tmp_path, words, Listener(values={"name": VALUE}))
    assert " ".join(breaths) == expected


def test_a_given_value_is_hidden_also_where_the_script_has_its_own(tmp_path: Path) -> None:
    [breaths] = printed(tmp_path, "You are in {place} now.", Listener(values={"place": VALUE}))
    assert breaths == ["You are in … now."]


@pytest.mark.parametrize(
    "value", [VALUE, "Ana María de las Nieves y Los Santos", "{place}", "J. R. Smith, Jr."]
)
def test_a_long_sentence_keeps_its_breaths(tmp_path: Path, value: str) -> None:
    words = (
        "You might let your breath come and go as it likes{, name}, and whenever a thought comes along, "
        "let it pass by like a cloud, without having to follow it anywhere at all{, name}."
    )
    [breaths] = printed(tmp_path, words, Listener(values={"name": value}))
    assert len([breath for breath in breaths if breath]) >= 2
    assert value not in " ".join(breaths)
    assert " ".join(filter(None, breaths)) == words.replace("{, name}", "")


def test_a_value_with_marks_is_cut_away_also_where_a_breath_ends_in_it(tmp_path: Path) -> None:
    script = parsed(tmp_path, "Welcome{, name, }rest now. Rest{, name}.")
    span = Span(path="x", line=1, column=1)

    def breath(shown: str) -> Utterance:
        return Utterance(text="x", shown=shown, language="en", private=True, span=span)

    printable = Printable(script, Listener(values={"name": VALUE}))
    said = [breath("You may rest,"), breath("{name}."), breath("And more.")]
    assert printable.breaths(said) == ("You may rest.", "", "And more.")
    assert printable.sentence(said) == "You may rest. And more."


def test_a_typed_phrase_is_told_in_its_language(tmp_path: Path) -> None:
    script = parsed(tmp_path, "- I am here.\n[repeat phrases 2 times]")
    listener = Listener(phrases=choose_phrases(typed=[f"{VALUE}, and me.", "Two. Sentences."]))
    [rounds] = [item for item in build_score(script, listener).items if isinstance(item, Rounds)]
    spoken = [part for forms in rounds.phrases for part in forms.first if isinstance(part, Utterance)]
    assert all(map(is_typed, spoken))
    printable = Printable(script, listener)
    assert {printable.sentence([part]) for part in spoken} == {own_phrase("en")}
    assert Printable(script, listener, with_values=True).sentence(spoken[:1]).startswith(VALUE)


def test_private_characters_of_a_script_do_no_harm(tmp_path: Path) -> None:
    [breaths] = printed(tmp_path, "Rest \U000f0005here{, name}.", Listener(values={"name": VALUE}))
    assert breaths == ["Rest here."]
