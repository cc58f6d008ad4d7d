"""Never a word lost: what goes in comes out, in order, whatever it is."""

from __future__ import annotations

import html
import json
import re
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from quietude.errors import FileError, ScriptError
from quietude.importing.importer import Converted, import_script
from quietude.script.parser import parse_script

from .words import script_words, words

FILE = Path("my-script.txt")
MARKS = " \n\n.,!?…:;-–—+*_#|\\/[](){}<>\"'“”•>=~`&"
SCRAP = st.text(alphabet="abXYé" * 4 + MARKS, max_size=60)
"""Letters of which no pause mark, time or placeholder can be made, and every sign that means something."""
LINES = st.lists(
    st.one_of(
        SCRAP,
        st.sampled_from(
            [
                "",
                "- aX",
                "  bY",
                "# Xa",
                "===",
                "---",
                "XA YB",
                "Xaaa:",
                "* a [b] X",
                "> a",
                "<!-- a -->",
                "-->",
            ]
        ),
    ),
    max_size=12,
).map("\n".join)


def imported(text: str, dialect: str) -> Converted | None:
    """None where there is nothing to say."""
    try:
        return import_script(text.encode(), FILE, dialect=dialect)
    except ScriptError as error:
        if "nothing to say" not in str(error):
            raise
        return None


def assert_kept(expected: list[str], text: str) -> None:
    title = parse_script(text, path="script.md").metadata.title
    found = script_words(text)
    # The title of the whole may stand in the front matter alone.
    assert expected in (found, words(title) + found)


@given(LINES)
@settings(max_examples=120)
def test_plain_text_keeps_every_word(text: str) -> None:
    converted = imported(text, "text")
    if converted:
        assert_kept(words(text), converted.text)


@given(LINES)
@settings(max_examples=100)
def test_speech_markdown_keeps_every_word(text: str) -> None:
    converted = imported(text, "speech-markdown")
    if converted:
        assert_kept(words(text), converted.text)


PIECES = [
    ("(pause)", ""), ("[PAUSE 20 seconds]", ""), ("[pause:3s]", ""), ("[5 sec]", ""), ("...", ""),
    ("/5s", ""),
    ("{pause 5}", ""), ("<pause 5>", ""), ("(long pause)", ""), ("(silence 2 minutes)", ""),
    ("[2:05]", "2 05"),
    ("[music fades]", "music fades"), ("(breathe in deeply)", "breathe in deeply"), ("[breath]", "breath"),
    ("Rest now.", "Rest now"), ("in 10 seconds", "in 10 seconds"), ("(if you like)", "if you like"),
    ("3 of 4", "3 of 4"), ("**truly**", "truly"), ("snake_case", "snake case"), ("It’s 2.5 m.", "It s 2 5 m"),
    ("a pause for a moment", "a pause for a moment"), ("{name}", ""), ("[Name]", ""), ("[bell]", ""),
    ("[pause until ready]", "pause until ready"), ("[a](http://b)", "a http b"), ("__one__", "one"),
]  # fmt: skip
"""Pieces of a line, and the words of each that are kept, by hand."""


@given(
    st.lists(
        st.tuples(st.sampled_from(PIECES), st.sampled_from([" ", "\n\n", " and "])), min_size=1, max_size=15
    )
)
@settings(max_examples=120)
def test_marks_are_told_from_words(pieces: list[tuple[tuple[str, str], str]]) -> None:
    text, expected = "You sit. ", "You sit "
    for (written, kept), joint in pieces:
        text += written + joint
        expected += f"{kept} {joint} "
    converted = imported(text, "text")
    assert converted is not None
    assert script_words(converted.text) == words(expected)


ELEMENTS = ["p", "s", "emphasis", "prosody", "voice", "say-as", "amazon:effect", "audio", "w", "lang"]
TEXT = st.text(alphabet="abXYé1 .,![]{}*_#-|\\/'…\n", max_size=20).map(html.escape)
TREE = st.recursive(
    TEXT,
    lambda inner: st.one_of(
        st.tuples(st.sampled_from(ELEMENTS), st.lists(inner, max_size=4)).map(
            lambda pair: f" <{pair[0]}> {' '.join(pair[1])} </{pair[0]}> "
        ),
        st.sampled_from([' <break time="500ms"/> ', ' <mark name="m"/> ', "<break/> "]),
    ),
    max_leaves=20,
)


@given(st.lists(TREE, max_size=5).map(lambda parts: f"<speak>{' '.join(parts)}</speak>"))
@settings(max_examples=100)
def test_ssml_keeps_every_word_between_its_tags(text: str) -> None:
    converted = imported(text, "ssml")
    expected = words(html.unescape(re.sub(r"<[^>]*>", "", text)))
    if converted:
        assert script_words(converted.text, comments=False) == expected
    else:
        assert expected == []


@given(
    st.lists(
        st.tuples(st.sampled_from(["say", "text", "phrase", "note", "pause", "title"]), SCRAP), max_size=8
    )
)
@settings(max_examples=100)
def test_json_keeps_every_word_of_its_values(entries: list[tuple[str, str]]) -> None:
    converted = imported(json.dumps([{key: value} for key, value in entries]), "json")
    if converted:
        kept = [word for key, value in entries for word in words(value)]
        found = [word for word in script_words(converted.text) if not re.fullmatch(r"\d+|note|pause", word)]
        assert found == kept


CUES = st.lists(st.text(alphabet="abXYé .,!?[](){}*_#-|\\\n", max_size=30), min_size=1, max_size=6)


@given(CUES, st.lists(st.integers(0, 200), min_size=7, max_size=7))
@settings(max_examples=100)
def test_subtitles_keep_every_word_of_their_cues(cues: list[str], starts: list[int]) -> None:
    text = ""
    cues = [cue.replace("{\\", "{") for cue in cues]  # a style such as {\an8} is no word
    for index, (cue, start) in enumerate(zip(cues, starts, strict=False), 1):
        clock = f"00:{start // 60:02}:{start % 60:02}"
        text += f"{index}\n{clock},000 --> {clock},900\n{cue}\n\n"
    converted = imported(text, "subtitles")
    if converted:
        assert script_words(converted.text) == words(" ".join(cues))


@given(st.text(max_size=200), st.sampled_from(["text", "speech-markdown"]))
@settings(max_examples=120)
def test_any_text_becomes_a_script_that_can_be_read(text: str, dialect: str) -> None:
    try:
        converted = import_script(text.encode(), FILE, dialect=dialect)
    except (ScriptError, FileError):
        return
    parse_script(converted.text, path="script.md")


@given(st.binary(max_size=200))
@settings(max_examples=100)
def test_any_bytes_are_a_script_or_refused(raw: bytes) -> None:
    try:
        converted = import_script(raw, FILE)
    except (ScriptError, FileError):
        return
    parse_script(converted.text, path="script.md")


@pytest.mark.parametrize(
    "text",
    ["[" * 8_000, "(" * 8_000, "<!--" * 10_000, "*a" * 4_000, "_a " * 12_000,
     "a... " * 8_000, "- " * 4_000,
     "[x] a " * 6_000, "(a\n" * 12_000, "1:00 a\n" * 4_000, "<a" * 18_000, "{" * 18_000, ". " * 18_000,
     "- - " * 10_000, "=~" * 18_000, "5 s " * 10_000],
)  # fmt: skip
def test_long_nonsense_is_read_or_refused(text: str) -> None:
    """What is not linear in the length would run into the suite's time limit."""
    imported(f"Rest. {text}", "text")
    imported(text, "speech-markdown")


@pytest.mark.parametrize(
    "text",
    [
        "<!DOCTYPE a ["
        + "".join(f'<!ENTITY e{n + 1} "{f"&e{n};" * 10}">' for n in range(12))
        + "]><speak>&e12;</speak>",
        '<?xml version="1.0"?><!DOCTYPE speak SYSTEM "http://example.org/x.dtd"><speak>Rest.</speak>',
        '<!DOCTYPE speak [<!ENTITY x SYSTEM "file:///etc/passwd">]><speak>&x;</speak>',
        '<speak><?xml-stylesheet href="x"?>Rest.</speak>',
        "<speak>&x;</speak>",
        "<speak>" + "<s>" * 5000 + "Rest." + "</s>" * 5000 + "</speak>",
    ],
)
def test_hostile_xml_is_refused(text: str) -> None:
    with pytest.raises(ScriptError) as refused:
        import_script(text.encode(), FILE, dialect="ssml")
    assert len(refused.value.findings) == 1
    assert "root:" not in str(refused.value)
