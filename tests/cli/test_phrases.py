"""``quietude phrases``, and the options that take phrases."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from quietude.cli.main import run
from quietude.script.phrases import names, parse_phrases

from ..conftest import TONE

SHORT = ["render", "self-compassion-short", "-v", TONE]


def said(capsys: pytest.CaptureFixture[str], arguments: list[str]) -> list[str]:
    assert run([*SHORT, "--dry-run", "--json", *arguments]) == 0
    return [
        event["text"] for event in json.loads(capsys.readouterr().out)["events"] if event["kind"] == "say"
    ]


def test_sets_are_listed(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["phrases", "list"]) == 0
    printed = capsys.readouterr().out
    assert all(name in printed for name in names())
    assert run(["phrases", "list", "--json"]) == 0
    facts = {each["name"]: each for each in json.loads(capsys.readouterr().out)}
    assert set(facts) == set(names())
    assert facts["grief"]["count"] == 10
    assert facts["grief"]["title"] == "Grief"


def test_a_set_is_shown_to_begin_ones_own_from(workplace: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["phrases", "show", "worthiness"]) == 0
    printed = capsys.readouterr().out
    assert len(parse_phrases(printed, path="x.md").phrases) == 10
    (workplace / "mine.md").write_text("---\ntitle: Mine\n---\n- I am safe.\n- I am here. | Am I here?\n")
    assert run(["phrases", "show", "mine.md", "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["phrases"] == [
        {"statement": "I am safe.", "what_if": "What if I am safe?", "wish": "May I be safe."},
        {"statement": "I am here.", "what_if": "Am I here?", "wish": "I am here."},
    ]


def test_a_set_in_another_language_shows_what_it_lacks(
    workplace: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (workplace / "meine.md").write_text("---\ntitle: Meine\nlanguage: de\n---\n- Ich bin hier.\n")
    assert run(["phrases", "show", "meine.md", "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["phrases"] == [
        {"statement": "Ich bin hier.", "what_if": None, "wish": None}
    ]


def test_sets_and_phrases_are_heard_in_place_of_the_scripts(
    workplace: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    heard = said(capsys, ["--phrases", "grief", "--phrase", "I am Siobhan.", "--phrases", "pain"])
    start = heard.index("This hurts because it mattered.")
    assert heard[start + 10] == "I can be kind to myself while this hurts."
    assert heard[start + 21] == "{phrase 1}"
    assert not any("Siobhan" in text for text in heard)
    assert list(workplace.iterdir()) == []


def test_a_phrasing_of_wishes(workplace: Path, capsys: pytest.CaptureFixture[str]) -> None:
    heard = said(capsys, ["--phrasing", "wish"])
    assert "May I feel worthy of love and care." in heard
    assert "May I see that the way I feel makes sense." in heard


@pytest.mark.parametrize(
    ("arguments", "code", "told"),
    [
        (["--phrases", "greif"], 10, 'did you mean "grief"'),
        (["--phrases", "I am Siobhan."], 4, "is given with --phrase"),
        (["--phrase", " "], 4, "number 1 has no words"),
        (["--phrases", "bad.md"], 3, "bad.md:2:1: error"),
        (["--phrasing", "wishes"], 4, 'did you mean "wish"'),
    ],
)
def test_what_is_wrong_is_told(
    workplace: Path, capsys: pytest.CaptureFixture[str], arguments: list[str], code: int, told: str
) -> None:
    (workplace / "bad.md").write_text("---\ntitel: Bad\n---\n- One.\n")
    assert run([*SHORT, "-q", *arguments]) == code
    printed = capsys.readouterr().err
    assert told in printed
    assert "Siobhan" not in printed
    assert [path.name for path in workplace.iterdir()] == ["bad.md"]
