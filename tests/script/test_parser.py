"""The parser never fails in its own way, loses no word and speaks no mark; it takes text of any make."""

from __future__ import annotations

import contextlib
from collections.abc import Sequence
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from quietude.checking.check import check_script
from quietude.errors import FileError, ListenerError, ScriptError
from quietude.findings import Finding
from quietude.score.builder import build_score
from quietude.score.listener import Listener
from quietude.script.nodes import Prose, Script
from quietude.script.parser import load_script, parse_script
from quietude.script.text import plain

from .describe import describe
from .test_golden import HEADER

FRAGMENTS = [
    *("[pause 4s]", "[pause", "]", "[", "[breathe in 4s, out 6s]", "[touch]", "[end touch]", "[bell]"),
    *("[only touch]", "[only eyes-open, no-touch]", "[end only]", "[only", "[repeat phrases 2 times]"),
    *("[zz]", "[sound off]", "# One", "# Two [only touch]", "#", "##x", "- I am here.", "- One | Two"),
    *("-", "* ", "  more", "|", "{name}", "{, name}", "{", "}", "{nope}", "*", "_", "**", "\\", "\\["),
    *("<!--", "-->", "---", "> q", "1. x", "Rest.", "you", "…", "! ", "\n", "\n\n", " ", "\t", "\r\n"),
    *("\ufeff", "\x00", "\u2028", "\ue100", "请。", "é", "title: T", "ask:", "  name: {prompt: x}"),
    *("[bell low, 2 times]", "[bell every 5 min]", "[bell off]", "[touch alternating]", "[breathe wave]"),
    *("choices: [a", "&a", "*a", "? x", ": y", "- z", "'", '"'),
]

pieces = st.lists(st.sampled_from(FRAGMENTS), max_size=25).map("".join)
spaced = st.lists(st.sampled_from(FRAGMENTS), max_size=25).map("\n".join)
bodies = st.text(max_size=120) | pieces | spaced


def lines_of(text: str) -> list[str]:
    return text.removeprefix("\ufeff").replace("\r\n", "\n").replace("\r", "\n").split("\n")


def try_parse(text: str) -> Script | None:
    """The script, or None where it is refused as it should be: with findings that lie inside the text."""
    lines = lines_of(text)
    findings: Sequence[Finding] = ()
    try:
        script = parse_script(text, path="script.md")
    except ScriptError as error:
        findings, script = error.findings, None
    for finding in findings:
        span = finding.span
        assert 1 <= span.line <= len(lines), span
        assert 1 <= span.column <= len(lines[span.line - 1]) + 1, span
        assert span.length >= 1
        assert finding.source_line.strip() == lines[span.line - 1].strip()
        assert finding.show()
    if script is None:
        assert findings
        return None
    for finding in check_script(script):
        span = finding.span
        assert 1 <= span.line <= len(lines)
        assert 1 <= span.column <= len(lines[span.line - 1])
        assert span.column + span.length - 1 <= len(lines[span.line - 1])
    assert describe(script)
    return script


@settings(max_examples=250, deadline=None)
@given(bodies)
def test_any_body_is_read_or_refused(body: str) -> None:
    script = try_parse(HEADER + body)
    for touch in ("touch", "no-touch"):
        wishes = Listener(choices={"touch": touch}, values={"name": "Ana"})
        with contextlib.suppress(ListenerError):  # everything may stand under the other option
            for utterance in build_score(script, wishes).utterances() if script else ():
                assert utterance.text.strip() == utterance.text
                assert not any("\ue000" <= char <= "\uf8ff" for char in utterance.text)


@settings(max_examples=150, deadline=None)
@given(st.text(max_size=100) | pieces | spaced, st.booleans())
def test_any_front_matter_is_read_or_refused(text: str, closed: bool) -> None:
    try_parse(f"---\n{text}\n---\nHello.\n" if closed else text)


words = st.text(alphabet="abcdefghijklmnopqrstuvwxyzäéø", min_size=1, max_size=8)
sentences = st.lists(words, min_size=1, max_size=8).map(lambda found: f"{' '.join(found).capitalize()}.")
silent = st.sampled_from(
    ["", "[pause 4s]", "[bell]", "[breathe]", "[sound off]", "<!-- said by nobody -->", "[touch] [end touch]"]
)  # fmt: skip
framed = st.sampled_from(
    ["{}", "*{}*", "**{}**", "_{}_", "[only touch] {} [end only]", "{}\n", "\n{}", "- {}\n\n"]
)


@settings(max_examples=150, deadline=None)
@given(
    st.lists(st.tuples(framed, sentences, silent), min_size=1, max_size=8),
    st.sampled_from([" ", "\n", "\n\n"]),
)
def test_every_word_is_spoken_and_nothing_else(parts: list[tuple[str, str, str]], between: str) -> None:
    # A phrase stands on lines of its own; the other frames stand wherever they fall.
    body = "".join(
        ("\n\n" if frame.startswith("- ") else "") + frame.format(sentence) + f" {cue}{between}"
        for frame, sentence, cue in parts
    )
    score = build_score(parse_script(HEADER + "\n" + body, path="script.md"), Listener())
    said = " ".join(utterance.text for utterance in score.utterances()).split()
    assert said == " ".join(sentence for _, sentence, _ in parts).split()


def test_every_place_of_a_node_is_where_it_was_written() -> None:
    body = "Hello {name},\n  and [pause 4s] *rest*.\n\n- One\n  two | Three {name}\n"
    script = parse_script(HEADER + body, path="script.md")
    lines = script.source_lines
    first = HEADER.count("\n") + 1

    def written(line: int, column: int, length: int) -> str:
        return lines[line - 1][column - 1 : column - 1 + length]

    prose = script.sections[0].body[0]
    assert isinstance(prose, Prose)
    assert (prose.span.line, prose.span.column) == (first, 1)
    places = [written(part.span.line, part.span.column, part.span.length) for part in prose.text]
    assert places[:3] == ["Hello ", "{name}", ","]
    pause = script.sections[0].body[1]
    assert written(pause.span.line, pause.span.column, pause.span.length) == "[pause 4s]"


@pytest.mark.parametrize(
    "change",
    [
        lambda text: text.replace("\n", "\r\n"),
        lambda text: text.replace("\n", "\r"),
        lambda text: "\ufeff" + text,
        lambda text: "\n\n" + text,
        lambda text: text.rstrip("\n"),
        lambda text: text + "\n\n\n",
        lambda text: text.replace("  ", "\t"),
        lambda text: text.replace("\n---", "   \n---  "),
    ],
)
def test_how_lines_end_changes_nothing(change: object) -> None:
    text = "---\ntitle: T\n---\n# One\nHello,\n  you.\n\n- I am\n  here.\n"
    assert callable(change)
    changed = describe(parse_script(change(text), path="script.md"))
    expected = 'chapter "One"\n  say "Hello, you."\n  paragraph ends\n  phrase "I am here."'
    assert changed.removesuffix("\n  paragraph ends") == expected


def test_a_file_is_read_with_its_name(tmp_path: Path) -> None:
    path = tmp_path / "calm.md"
    path.write_bytes("\ufeff---\r\ntitle: Ruhe für dich\r\n---\r\nHallo.\r\n".encode())
    script = load_script(path)
    assert script.metadata.title == "Ruhe für dich"
    assert script.path == str(path)
    assert script.line(4) == "Hallo."
    assert script.line(99) == ""


@pytest.mark.parametrize("raw", [b"\xff\xfe\x00", b"ID3\x00\x01", b"---\ntitle: T\n---\nHello.\0"])
def test_a_file_that_is_no_text_is_refused(tmp_path: Path, raw: bytes) -> None:
    path = tmp_path / "song.md"
    path.write_bytes(raw)
    with pytest.raises(FileError, match="song"):
        load_script(path)


def test_a_missing_file_is_refused(tmp_path: Path) -> None:
    with pytest.raises(FileError, match="no such file"):
        load_script(tmp_path / "none.md")


@pytest.mark.timeout(60)
def test_ten_thousand_lines_are_read_at_once() -> None:
    body = (
        "Welcome to a *calm* place, and rest [pause 4s] here{, name}.\n\n- I am here. | What if?\n\n" * 2500
    )
    script = parse_script(HEADER + body, path="script.md")
    assert sum(isinstance(node, Prose) for node in script.sections[0].body) == 5000


@pytest.mark.parametrize(
    "char", ["[only", "{", "}", "*", "_", "<!--", "-->", "\\", "| ", "{a-", "]", "- ", "# ", "…"]
)
@pytest.mark.timeout(60)  # it takes a second; what looks at every pair of characters takes an hour
def test_a_very_long_line_is_read_or_refused_at_once(char: str) -> None:
    try_parse(HEADER + "x " + char * 60_000 + " x")


def test_deep_nesting_in_front_matter_is_refused() -> None:
    for depth in (50, 5000):
        with pytest.raises(ScriptError):
            parse_script(f"---\ntitle: {'[' * depth}{']' * depth}\n---\nHello.", path="script.md")


def test_emphasis_escapes_and_fields_survive_in_plain_text() -> None:
    script = parse_script(HEADER + r"A *b* \*c\* {, name} d.", path="script.md")
    prose = script.sections[0].body[0]
    assert isinstance(prose, Prose)
    assert plain(prose.text).strip() == "A b *c* {, name} d."
