"""The founding exercise in German, French and Dutch: the same session as in English, only in other words."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from quietude.checking.check import check_script
from quietude.script.front_matter import DEFAULT_SAFETY
from quietude.script.nodes import (
    Bell,
    Breathe,
    FieldRef,
    Node,
    Pause,
    Phrase,
    Prose,
    Repeat,
    Script,
    Section,
    Text,
    TouchStart,
)
from quietude.script.parser import load_script
from quietude.script.passages import passages, walk
from quietude.script.sentences import MOST_WORDS_A_BREATH, split_breaths, split_sentences
from quietude.script.text import plain, word_count
from quietude.shipped import folder

WHAT_IFS = {"de": "Was wäre, wenn ", "fr": "Et si", "nl": "Wat als "}
"""How a what-if form begins."""
LEANING = {
    "de": "der die das den dem des ein eine einen einem einer und oder aber als wie zu zum zur im am von vom "
    "für dass wenn weil ob",
    "fr": "le la les un une des du de à au aux en dans sur sous par pour avec et ou mais que qui si comme ce",
    "nl": "de het een en of maar als om te van met naar dat die",
}
"""Articles, prepositions and conjunctions that end no breath; none of them parts from a verb."""
GENDERED = {
    "de": r"\b\w+(?::in|\*in|/-?in)\b|\b(?:ein|kein) (?:Teilnehmer|Zuhörer|Hörer)\b",
    "fr": r"\(e\)|·e|\b(?:prêt|seul|assis|allongé|détendu|porté|tenu|soutenu|sûr)e?\b",
    "nl": r"\b(?:hij/zij|hem/haar)\b",
}
"""Ways of speaking of the listener that fit only some listeners, or cannot be said aloud."""
ORDERS = {
    "de": r"\bdu (?:musst|sollst|solltest)\b(?! nichts)|\bversuch(?:e)? ",
    "fr": r"\bvous devez\b|\bil faut\b|\bessayez\b",
    "nl": r"\bje moet\b|\bprobeer\b",
}
PROMISES = {
    "de": r"\bheil(?:t|en|ung)\b|\bgarantier|\bbewiesen",
    "fr": r"\bguéri|\bgaranti|\bprouvé",
    "nl": r"\bgenee[sz]|\bgarande|\bbewezen",
}
TRANSLATED = [(name, code) for name in ("self-compassion", "self-compassion-short") for code in WHAT_IFS]


def script(name: str) -> Script:
    return load_script(Path(str(folder("scripts") / f"{name}.md")))


def fields(text: Text) -> list[str]:
    return [part.name for part in text if isinstance(part, FieldRef)]


def kind(node: Node) -> tuple[object, ...]:
    """All of a node that no translation may change."""
    match node:
        case Prose():
            return ("say", *fields(node.text))
        case Phrase():
            return ("phrase", *fields(node.statement))
        case Pause():
            return ("pause", node.min_s, node.ideal_s, node.max_s)
        case Breathe():
            return ("breathe", node.in_s, node.hold_s, node.out_s, node.rest_s, node.times, node.shape)
        case TouchStart():
            return ("touch", node.path, node.stroke_s, node.alternating)
        case Repeat():
            return ("repeat", node.times, node.for_s, node.least_s, node.most_s, node.apart_s)
        case Bell():
            return ("bell", node.kind, node.times)
        case _:
            return (type(node).__name__,)


def shape(whole: Script) -> list[tuple[object, ...]]:
    """Who hears what kind of thing, in order."""
    chapters: list[Section] = list(whole.sections)
    return [(chapters.index(h.section), h.conditions, *kind(h.node)) for h in walk(whole)]


def phrases(whole: Script) -> list[Phrase]:
    return [heard.node for heard in walk(whole) if isinstance(heard.node, Phrase)]


@pytest.mark.parametrize(("name", "language"), TRANSLATED)
def test_it_is_the_same_session(name: str, language: str) -> None:
    english, other = script(name), script(f"{name}-{language}")
    assert shape(other) == shape(english)
    for chapter, original in zip(other.sections, english.sections, strict=True):
        assert chapter.options == original.options
        assert chapter.title
        assert chapter.title != original.title


@pytest.mark.parametrize(("name", "language"), TRANSLATED)
def test_its_front_matter_says_all_that_the_english_one_says(name: str, language: str) -> None:
    english, other = script(name).metadata, script(f"{name}-{language}").metadata
    assert other.language == language
    same = {"author", "album", "genre", "year", "length", "bed", "phrasing"}
    told = {"title", "description", "purpose", "why", "safety"}
    for entry in same:
        assert getattr(other, entry) == getattr(english, entry), entry
    for entry in told:
        assert getattr(other, entry), entry
        assert getattr(other, entry) != getattr(english, entry), entry
    assert other.safety != DEFAULT_SAFETY
    assert set(other.model_fields_set) == english.model_fields_set | {"safety"}
    assert list(other.ask) == list(english.ask)
    assert list(other.choices) == list(english.choices)
    for field, ask in other.ask.items():
        assert (ask.optional, ask.default) == (english.ask[field].optional, english.ask[field].default)
        assert ask.prompt != english.ask[field].prompt
    for key, choice in other.choices.items():
        original = english.choices[key]
        assert (list(choice.options), choice.default) == (list(original.options), original.default)
        assert choice.prompt != original.prompt
        for option, description in choice.options.items():
            assert description, option
            assert description != original.options[option]


@pytest.mark.parametrize(("name", "language"), TRANSLATED)
def test_every_phrase_has_its_what_if_form(name: str, language: str) -> None:
    other = script(f"{name}-{language}")
    found = phrases(other)
    assert len(found) == 4
    for phrase in found:
        assert phrase.what_if
        statement, what_if = plain(phrase.statement), plain(phrase.what_if)
        assert statement.endswith(".")
        assert what_if.startswith(WHAT_IFS[language])
        assert what_if.endswith("?")
        assert word_count(what_if) <= MOST_WORDS_A_BREATH


@pytest.mark.parametrize("language", WHAT_IFS)
def test_the_narration_quotes_the_what_if_form(language: str) -> None:
    spoken = passages(script(f"self-compassion-{language}"))
    prose = " ".join(passage.text for passage in spoken if isinstance(passage.heard.node, Prose))
    assert re.search(rf"[„“«]\s?{WHAT_IFS[language].strip()}[^.]*\?", prose)


@pytest.mark.parametrize(("name", "language"), TRANSLATED)
def test_no_breath_is_long_or_ends_in_a_word_that_leans_on_the_next(name: str, language: str) -> None:
    leaning = set(LEANING[language].split())
    for passage in passages(script(f"{name}-{language}")):
        for sentence in split_sentences(passage.text):
            for breath in split_breaths(sentence, language):
                assert word_count(breath) <= MOST_WORDS_A_BREATH + 1, breath
                assert re.findall(r"\w+", breath)[-1].lower() not in leaning, breath


@pytest.mark.parametrize(("name", "language"), TRANSLATED)
def test_it_invites_every_listener_and_promises_nothing(name: str, language: str) -> None:
    other = script(f"{name}-{language}")
    said = [passage.text for passage in passages(other)]
    for text in (*said, *(getattr(other.metadata, entry) for entry in ("description", "purpose", "why"))):
        for rule in (GENDERED, ORDERS, PROMISES):
            assert not re.search(rule[language], text, re.IGNORECASE), text


@pytest.mark.parametrize(("name", "language"), TRANSLATED)
def test_the_checker_is_content(name: str, language: str) -> None:
    assert check_script(script(f"{name}-{language}")) == []


def test_french_marks_stand_after_a_space_that_breaks_no_line() -> None:
    for path in sorted(Path(str(folder("scripts"))).glob("*-fr.md")):
        body = path.read_text("utf-8").split("---\n", 2)[2]
        assert not re.search(r"[^\s\u00a0][?!;»]|«[^\u00a0]|[ \n][?!;:»]", body), path.name


def test_the_rules_for_words_can_fail() -> None:
    assert re.search(GENDERED["fr"], "Quand vous êtes prêt, reposez-vous.")
    assert re.search(ORDERS["de"], "Jetzt musst du atmen: du musst ruhen.")
    assert not re.search(ORDERS["de"], "Hier musst du nichts tun.")
    assert re.search(PROMISES["nl"], "Dit geneest je.")
