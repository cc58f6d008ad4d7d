"""A new script is fine as it stands, in every language and of every kind, and can be heard at once."""

from __future__ import annotations

import tomllib
from importlib.resources import files
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import quietude
from quietude.cli.main import run
from quietude.errors import FileError, InputError
from quietude.job import Job
from quietude.pipeline import plan
from quietude.script.nodes import Node, Only, Phrase, Repeat, Script
from quietude.script.parser import parse_script
from quietude.script.passages import walk
from quietude.script.text import plain
from quietude.starting.phrases_from import phrases_from
from quietude.starting.starter import LANGUAGES, Kind, Start, language_of, usual_title, write_start

from ..conftest import TONE

EVERY = [(kind, language) for kind in Kind for language in LANGUAGES]


def read(text: str) -> Script:
    return parse_script(text, path="new.md")


def phrases(script: Script) -> list[Phrase]:
    return [heard.node for heard in walk(script) if isinstance(heard.node, Phrase)]


@pytest.mark.parametrize(("kind", "language"), EVERY)
@pytest.mark.parametrize("touch", [True, False])
def test_the_checker_has_nothing_against_it(
    kind: Kind, language: str, touch: bool, workplace: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    command = ["new", "mine.md", "--kind", kind, "--language", language]
    assert run([*command, "--touch" if touch else "--no-touch"]) == 0
    assert capsys.readouterr().out.startswith("mine.md  edit it")
    assert run(["check", "mine.md", "--strict"]) == 0
    assert capsys.readouterr().out == "nothing to say: this script is fine\n"
    script = read((workplace / "mine.md").read_text("utf-8"))
    assert script.metadata.language == language
    assert ("touch" in script.metadata.choices) == touch


@pytest.mark.parametrize(("kind", "language"), EVERY)
def test_it_is_as_long_as_it_says(kind: Kind, language: str, workplace: Path) -> None:
    (workplace / "mine.md").write_text(write_start(Start(kind=kind, language=language)), encoding="utf-8")
    with plan(Job(script="mine.md", voices=(TONE,))) as planned:
        length_s = planned.script.metadata.length
        assert (length_s is None) == (kind is Kind.BLANK)
        if length_s is not None:
            assert planned.timeline.duration_s == pytest.approx(length_s, abs=0.05)


def test_it_can_be_heard_at_once(workplace: Path) -> None:
    start = Start(kind=Kind.BODY, length_s=180.0)
    (workplace / "mine.md").write_text(write_start(start), encoding="utf-8")
    session = quietude.render("mine.md", "mine.mp3", voice=TONE, bed="none", name="Ada")
    assert session.path.stat().st_size == session.bytes
    assert session.duration_s == pytest.approx(180.0, abs=0.05)


def test_all_languages_have_the_same_words() -> None:
    def words(language: str) -> dict[str, object]:
        text = files("quietude.starting").joinpath(f"words/{language}.toml").read_text("utf-8")
        known: dict[str, object] = tomllib.loads(text)
        return known

    def keys(known: object) -> object:
        if isinstance(known, dict):
            return {name: keys(value) for name, value in known.items()}
        return len(known) if isinstance(known, list) else str

    english = words("en")
    for language in LANGUAGES:
        assert keys(words(language)) == keys(english), language
        if language != "en":
            assert words(language)["arriving"] != english["arriving"]
            assert words(language)["about"]["safety"]  # type: ignore[index]


def test_without_a_name_none_is_asked_for_or_spoken() -> None:
    text = write_start(Start(name=False))
    assert not read(text).metadata.ask
    assert "{" not in text.split("---")[2]
    assert "Welcome. There is" in text


@settings(deadline=None)
@given(title=st.text(max_size=60).filter(lambda text: any(char.isalnum() for char in text)))
def test_any_title_is_a_title(title: str) -> None:
    assert read(write_start(Start(title=title))).metadata.title.split()


@settings(deadline=None)
@given(
    lines=st.lists(
        st.text(st.characters(exclude_categories=["C"]), min_size=1, max_size=40), min_size=1, max_size=5
    )
)
def test_any_line_becomes_a_phrase_and_nothing_else(
    lines: list[str], tmp_path_factory: pytest.TempPathFactory
) -> None:
    listed = [f"I {line} end" for line in (line.replace("|", "/").replace("<!--", "") for line in lines)]
    path = tmp_path_factory.mktemp("lists") / "list.txt"
    path.write_text("\n".join(f"- {line}" for line in listed), encoding="utf-8", newline="\n")
    script = read(write_start(Start(phrases=phrases_from(str(path), "en"))))
    assert [" ".join(plain(phrase.statement).split()) for phrase in phrases(script)] == [
        " ".join(line.split()) for line in listed
    ]
    repeats = [node for section in script.sections for node in flat(section.body) if isinstance(node, Repeat)]
    assert len(repeats) == 1


def flat(body: tuple[Node, ...]) -> list[Node]:
    return [
        inner for node in body for inner in ((node, *flat(node.body)) if isinstance(node, Only) else (node,))
    ]


def test_lists_of_many_kinds_are_read(tmp_path: Path) -> None:
    path = tmp_path / "list.txt"
    path.write_text(
        "# Mine\n\n- I am here.\n* I may rest. | What if rest were mine?\n3) Enough is enough.\n"
        "<!-- not\nthis -->\n• One | Two? | May I.\nPlain [line].\n",
        encoding="utf-8",
    )
    assert phrases_from(str(path), "en") == [
        "I am here. | What if I am here?",
        "I may rest. | What if rest were mine?",
        "Enough is enough. | What if enough is enough?",
        "One | Two? | May I.",
        "Plain \\[line\\]. | What if plain \\[line\\]?",
    ]
    assert phrases_from(str(path), "de")[0] == "I am here."


def test_a_set_of_phrases_becomes_a_script(workplace: Path) -> None:
    assert run(["new", "worthy.md", "--from-phrases", "worthiness", "-q"]) == 0
    assert run(["check", "worthy.md", "--strict", "-q"]) == 0
    found = phrases(read((workplace / "worthy.md").read_text("utf-8")))
    assert len(found) >= 8
    assert all(phrase.what_if and phrase.wish for phrase in found)


def test_no_list_is_told(tmp_path: Path) -> None:
    (tmp_path / "empty.txt").write_text("# Only a title\n")
    with pytest.raises(InputError, match="there is no phrase in"):
        phrases_from(str(tmp_path / "empty.txt"), "en")
    with pytest.raises(FileError, match="did you mean"):
        phrases_from("worthines", "en")
    with pytest.raises(FileError, match="there is no file"):
        phrases_from("nowhere.txt", "en")


def test_nothing_is_written_over_unasked(workplace: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (workplace / "kind-words.md").write_text("mine")
    assert run(["new"]) == FileError.exit_code
    assert "is there already" in capsys.readouterr().err
    assert (workplace / "kind-words.md").read_text() == "mine"
    assert run(["new", "--force", "-q"]) == 0
    assert (workplace / "kind-words.md").read_text() != "mine"
    assert run(["new", "notes.txt"]) == FileError.exit_code


def test_it_is_named_after_its_title_or_printed(workplace: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["new", "--title", "Évening: rest / 1", "-q"]) == 0
    assert [path.name for path in workplace.iterdir()] == ["évening-rest-1.md"]
    assert run(["new", "-", "--kind", "sit", "-l", "20m"]) == 0
    assert read(capsys.readouterr().out).metadata.length == 1200.0


def test_at_a_terminal_it_asks_for_what_was_not_given(
    workplace: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[str] = []

    def prompt(question: str, **_: object) -> str:
        asked.append(question)
        return {"L": "de", "W": "breath", "T": "Atem"}.get(
            question[0] if "such as" not in question else "", "4m"
        )

    monkeypatch.setattr("sys.stdin.isatty", lambda: True)
    monkeypatch.setattr("sys.stderr.isatty", lambda: True)
    monkeypatch.setattr("typer.prompt", prompt)
    monkeypatch.setattr("typer.confirm", lambda question, **_: "name" not in question)
    assert run(["new", "-q", "--touch"]) == 0
    made = read((workplace / "atem.md").read_text("utf-8")).metadata
    assert (made.language, made.title, made.length, list(made.ask)) == ("de", "Atem", 240.0, [])
    assert len(asked) == 4


@pytest.mark.parametrize(("code", "language"), [("de-AT", "de"), ("pt", "pt-br"), ("EN_gb", "en")])
def test_a_region_means_its_language(code: str, language: str) -> None:
    assert language_of(code) == language
    assert usual_title(Kind.SIT, code)


def test_what_there_is_not_is_refused(workplace: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["new", "--language", "sv"]) == 2
    assert run(["new", "--kind", "brath"]) == 2
    assert 'did you mean "breath"?' in capsys.readouterr().err
    assert run(["new", "--kind", "sit", "--from-phrases", "worthiness"]) == 2
    assert not list(workplace.iterdir())
