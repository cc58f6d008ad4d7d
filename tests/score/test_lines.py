"""The names of lines: lines/*.md holds scripts and the lines that they have."""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from quietude.errors import ScriptError
from quietude.score import ways
from quietude.score.builder import build_score
from quietude.score.lines import Line, folded_name, lines_of, slug_of
from quietude.score.listener import Listener
from quietude.score.score import Phrasing, Rest, RestKind, Rounds, Utterance
from quietude.script.library import find_script, names
from quietude.script.nodes import Script
from quietude.script.parser import load_script, parse_script

from ..script.cases import Case, check_file
from ..script.test_golden import HEADER

CASES = Path(__file__).parent / "lines"
FRONT = """---
title: T
ask:
  name: { prompt: "Who?", optional: true }
choices:
  touch: [touch, one-arm, no-touch]
  eyes: [eyes-closed, eyes-open]
---
"""


def script_of(body: str) -> Script:
    return parse_script(FRONT + body, path="script.md")


def told(line: Line) -> str:
    who = [" or ".join(option for _, option in options) for options in line.conditions]
    who += [str(line.phrasing)] if line.phrasing else []
    who += [f"without {name}" for name in line.without]
    kind = " (personal)" if line.personal else ""
    language = f" in {line.language}" if line.language != "en" else ""
    return f"{line.span.line}:{line.span.column} {line.id}{language}{kind}: {line.text}" + (
        f" [{'; '.join(who)}]" if who else ""
    )


def lines_told(case: Case) -> str:
    text = case.given if case.given.startswith("---") else HEADER + case.given
    try:
        return "\n".join(map(told, lines_of(parse_script(text, path="script.md"))))
    except ScriptError as error:
        return str(error)


@pytest.mark.parametrize("path", sorted(CASES.glob("*.md")), ids=lambda path: path.stem)
def test_lines_are_named_as_written_down(path: Path) -> None:
    check_file(path, lines_told)


def listeners(script: Script) -> Iterator[Listener]:
    choices = script.metadata.choices
    values: tuple[dict[str, str], ...] = (dict.fromkeys(script.metadata.ask, "Ana"), {})
    for taken in itertools.product(*(entry.options for entry in choices.values())):
        for phrasing, given_values in itertools.product(Phrasing, values):
            yield Listener(
                values=given_values, choices=dict(zip(choices, taken, strict=True)), phrasing=phrasing
            )


@pytest.mark.parametrize("name", names())
def test_every_listener_of_every_script_hears_nothing_but_its_lines(name: str) -> None:
    script = load_script(find_script(name))
    lines = lines_of(script)
    takes = {line.key: line.id for line in lines}
    heard = set()
    for listener in listeners(script):
        with_choices = {line.id for line in lines if line.is_heard_with(listener.choices)}
        for utterance in build_score(script, listener, takes).utterances():
            if utterance.recording:
                assert utterance.recording in with_choices
                heard.add(utterance.recording)
            else:  # a breath of a line that holds a value
                assert any(utterance.shown in line.text for line in lines if line.personal)
    assert heard == {line.id for line in lines if not line.personal}


def test_a_recorded_line_is_one_utterance_and_the_rests_stay() -> None:
    script = script_of(
        "# One\nAnd if it feels good, let it follow the sound, gently in, and very softly out again. Rest.\n"
    )
    first, second = lines_of(script)
    spoken = build_score(script, Listener()).items
    recorded = build_score(script, Listener(), {first.key: "one.wav"}).items
    kinds = [item.kind for item in spoken if isinstance(item, Rest)]
    assert RestKind.BREATH in kinds
    assert [item.kind for item in recorded if isinstance(item, Rest)] == [
        kind for kind in kinds if kind is not RestKind.BREATH
    ]
    said = [item for item in recorded if isinstance(item, Utterance)]
    assert [each.recording for each in said] == ["one.wav", ""]
    assert said[0].text == said[0].shown == first.text
    assert said[1].text == second.text


def test_text_after_record_is_heard_whole_or_by_sentences() -> None:
    script = script_of('[record "hello"] Welcome{, name}. There is nothing to do. [pause 3s] Rest.\n')
    takes = {line.key: f"{line.id}.wav" for line in lines_of(script) if not line.personal}
    plain = build_score(script, Listener(), takes).utterances()
    assert [each.recording for each in plain] == ["hello.wav", "opening-3.wav"]
    named = build_score(script, Listener(values={"name": "Ana"}), takes).utterances()
    assert [(each.text, each.recording) for each in named][:2] == [
        ("Welcome, Ana.", ""),
        ("There is nothing to do.", ""),
    ]


def test_who_answers_is_no_recording_of_who_calls() -> None:
    script = script_of("- I am here.\n[repeat phrases 2 times, answered by heart-soft]\n")
    takes = {line.key: "x.wav" for line in lines_of(script)}
    (rounds,) = (item for item in build_score(script, Listener(), takes).items if isinstance(item, Rounds))
    said = [part for part in rounds.phrases[0].first if isinstance(part, Utterance)]
    assert [(part.voice, part.recording) for part in said] == [("", "x.wav"), ("heart-soft", "")]


def test_gradual_has_a_recording_for_each_form() -> None:
    script = script_of("- I am here.\n[repeat phrases 2 times]\n")
    takes = {line.key: line.id for line in lines_of(script)}
    score = build_score(script, Listener(phrasing=Phrasing.GRADUAL), takes)
    assert [each.recording for each in score.utterances()] == ["opening-2", "opening-1"]


TITLES = st.sampled_from(["Arriving", "arriving", "Arriving 2", "Kind words", "…", "呼吸", "Für dich", "a-b"])
WORDS = st.sampled_from(
    ["Rest.", "You might rest{, name}.", "Be here.", "Breathe in, and out.", "{name, }soften."]
)
OPTIONS = st.sampled_from(["touch", "no-touch", "one-arm, eyes-open", "eyes-closed"])
PIECES = st.one_of(
    WORDS,
    st.builds(lambda option, words: f"[only {option}] {words} [end only]", OPTIONS, WORDS),
    st.builds(lambda words: f"\n- {words}\n\n", WORDS),
    st.just("[pause 4s]"),
    st.just("\n\n"),
)
CHAPTERS = st.builds(
    lambda title, pieces: f"# {title}\nHello there.\n" + " ".join(pieces) + "\n",
    TITLES,
    st.lists(PIECES, max_size=6),
)


@settings(max_examples=120, deadline=None)
@given(st.lists(CHAPTERS, min_size=1, max_size=4), CHAPTERS)
def test_names_are_unique_and_no_later_chapter_moves_them(chapters: list[str], other: str) -> None:
    lines = lines_of(script_of("".join(chapters)))
    assert len({folded_name(line.id) for line in lines}) == len(lines)
    edited = lines_of(script_of("".join([*chapters[:-1], other])))
    last = len(chapters) - 1
    before = [(line.id, line.text) for line in lines if line.key[0] < last]
    assert before == [(line.id, line.text) for line in edited if line.key[0] < last]


@settings(max_examples=60, deadline=None)
@given(st.lists(CHAPTERS, min_size=1, max_size=3), st.sampled_from(list(Phrasing)), st.booleans())
def test_every_sentence_that_somebody_hears_is_a_line(
    chapters: list[str], phrasing: Phrasing, named: bool
) -> None:
    script = script_of("".join(chapters))
    takes = {line.key: line.id for line in lines_of(script)}
    for touch, eyes in itertools.product(("touch", "one-arm", "no-touch"), ("eyes-closed", "eyes-open")):
        listener = Listener(
            values={"name": "Ana"} if named else {}, choices={"touch": touch, "eyes": eyes}, phrasing=phrasing
        )
        for utterance in build_score(script, listener, takes).utterances():
            assert utterance.private == (not utterance.recording)


def test_with_too_many_paths_those_near_the_usual_one_are_walked(monkeypatch: pytest.MonkeyPatch) -> None:
    body = (
        "Rest[only touch], here[end only][only eyes-open], and look[end only]. [only no-touch] Be.[end only]"
    )
    whole = [line.text for line in lines_of(script_of(body))]
    monkeypatch.setattr(ways, "MOST_PATHS", 1)
    assert [line.text for line in lines_of(script_of(body))] == whole


def test_slugs_are_short_and_hold_the_letters_of_any_script() -> None:
    assert slug_of("हिन्दी में") == "हिन्दी-में"
    assert len(slug_of("word " * 40)) <= 40
    assert len(slug_of("w" * 80)) == 40
    assert slug_of("Fu\u0308r") == slug_of("F\u00fcr")
