"""Sets of phrases: how a file is read, and that those which come along are fit to be said."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from quietude.errors import FileError, ListenerError, ScriptError
from quietude.findings import Finding
from quietude.script import library
from quietude.script.nodes import Phrase, Words
from quietude.script.phrases import PhraseSet, find_phrases, load_phrases, names, parse_phrases
from quietude.script.text import plain, word_count

from .cases import Case, check_file

MOST_WORDS: int = 12
"""Said on one breath, and kept in mind while it is repeated."""
_CLAIMS = re.compile(
    r"\b(?:heal(?:s|ed|ing)?|cured?|cures|always|never|everything|perfect(?:ly)?|happy|grateful|positive"
    r"|strong(?:er)?|safe|must|should|will|blessing|reason|overcome|fine)\b",
    re.IGNORECASE,
)
"""Words that promise, demand, or talk a pain away."""
_ALLOWED = {
    "I can rest before everything is done.",
    "What if I can rest before everything is done?",
    "May I rest before everything is done.",
    "I do not have to be strong today.",
    "What if I do not have to be strong today?",
    "May I rest from being strong today.",
}
"""They say the opposite."""


def told(case: Case) -> str:
    try:
        found = parse_phrases(case.given, path="set.md")
    except ScriptError as error:
        return str(error)
    lines = []
    for phrase in found.phrases:
        what_if = f' or "{plain(phrase.what_if)}"' if phrase.what_if else ""
        wish = f' or the wish "{plain(phrase.wish)}"' if phrase.wish else ""
        lines.append(f'phrase "{plain(phrase.statement)}"{what_if}{wish}')
    return "\n".join(lines)


def test_sets_are_read_as_written_down() -> None:
    check_file(Path(__file__).parent / "phrase_sets.md", told)


def test_a_set_says_what_it_is_and_which_values_it_needs() -> None:
    text = "\ufeff---\r\ntitle: T\r\nlanguage: EN-gb\r\n---\r\n- Rest, {name}. || {friend, }rest{, name}.\r\n"
    found = parse_phrases(text, path="set.md")
    assert found.about is not None
    assert (found.about.title, found.language, found.fields) == ("T", "en-gb", ("name", "friend"))
    assert found.line(5) == "- Rest, {name}. || {friend, }rest{, name}."
    assert (found.line(0), found.line(99)) == ("", "")


@settings(max_examples=200, deadline=None)
@given(st.text(alphabet=st.characters(codec="utf-8"), max_size=200))
def test_whatever_a_file_holds_it_is_a_set_or_an_error_at_a_place(text: str) -> None:
    for given_text in (text, f"---\ntitle: T\n---\n{text}"):
        findings: tuple[Finding, ...] = ()
        found = None
        try:
            found = parse_phrases(given_text, path="set.md")
        except ScriptError as error:
            findings = error.findings
        lines = given_text.count("\n") + given_text.count("\r") + 1
        assert all(1 <= finding.span.line <= lines for finding in findings)
        assert findings or (found and found.phrases)


def test_the_sets_that_come_along_are_found_and_are_no_scripts() -> None:
    wanted = {
        "self-kindness",
        "common-humanity",
        "worthiness",
        "safety",
        "grief",
        "pain",
        "parenting",
        "illness",
    }
    assert wanted <= set(names())
    assert not wanted & set(library.names())


def test_a_set_is_named_or_a_file(workplace: Path) -> None:
    (workplace / "mine.md").write_text("---\ntitle: Mine\n---\n- I am here.\n")
    assert load_phrases(find_phrases("mine.md")).path == "mine.md"
    assert find_phrases("grief").name == "grief.md"
    with pytest.raises(FileError, match=r'no set of phrases "greif"; did you mean "grief"\?'):
        find_phrases("greif")
    with pytest.raises(FileError, match=r"no file missing\.md"):
        find_phrases("missing.md")


@pytest.mark.parametrize("typed", ["I am enough, Siobhan.", "Siobhan!", "Siobhan rests", "", " "])
def test_a_phrase_that_is_taken_for_a_set_is_not_told(typed: str) -> None:
    with pytest.raises(ListenerError, match=r"--phrase$") as caught:
        find_phrases(typed)
    assert "Siobhan" not in str(caught.value)


SHIPPED = [(name, load_phrases(find_phrases(name))) for name in names()]
PHRASES = [
    pytest.param(phrase, id=f"{name}-{number}")
    for name, found in SHIPPED
    for number, phrase in enumerate(found.phrases, start=1)
]


@pytest.mark.parametrize("found", [pytest.param(found, id=name) for name, found in SHIPPED])
def test_a_set_has_enough_phrases_and_tells_what_it_is_for(found: PhraseSet) -> None:
    assert found.about is not None
    assert found.about.description
    assert found.about.author
    assert 8 <= len(found.phrases) <= 12
    said = [plain(form) for phrase in found.phrases for form in phrase.forms]
    assert len(set(said)) == len(said)


@pytest.mark.parametrize("phrase", PHRASES)
def test_a_phrase_is_short_and_has_its_three_forms(phrase: Phrase) -> None:
    assert phrase.what_if is not None
    assert phrase.wish is not None
    statement, what_if, wish = (plain(form) for form in phrase.forms)
    assert re.fullmatch(r"[A-Z][^.!?]*\.", statement), statement
    assert re.fullmatch(r"What if\b[^.!?]*\?", what_if), what_if
    assert re.fullmatch(r"May\b[^.!?]*\.", wish), wish
    for form in phrase.forms:
        assert all(isinstance(part, Words) for part in form)
        assert 3 <= word_count(plain(form)) <= MOST_WORDS, plain(form)


@pytest.mark.parametrize("phrase", PHRASES)
def test_a_phrase_promises_nothing_and_speaks_for_oneself(phrase: Phrase) -> None:
    for form in map(plain, phrase.forms):
        assert form in _ALLOWED or not _CLAIMS.search(form), form
        assert not re.search(r"\byou(?:r|rs|rself)?\b|\bwe\b", form, re.IGNORECASE), form


def test_the_four_phrases_of_the_founding_exercise_are_there() -> None:
    (found,) = (found for name, found in SHIPPED if name == "self-kindness")
    assert [plain(phrase.statement) for phrase in found.phrases[:4]] == [
        "It's okay to feel this way.",
        "The way I feel makes sense.",
        "I am worthy of love and care.",
        "I offer myself kindness in this moment.",
    ]
