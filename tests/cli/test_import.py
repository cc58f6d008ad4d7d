"""``quietude import``: the file beside, the remarks, and what is never overwritten."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from quietude.cli.main import run

TEXT = "BODY SCAN\n\nWelcome, [Name]. (pause 5 seconds)\n\n[music]\nRest now.\n"


@pytest.fixture
def file(workplace: Path) -> Path:
    (workplace / "body.txt").write_text(TEXT)
    return workplace / "body.md"


def test_import_writes_a_script_beside_and_tells_what_was_left(
    file: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(["import", "body.txt"]) == 0
    printed = capsys.readouterr()
    assert printed.out.startswith("body.md  from text, 2 remarks")
    assert "body.txt:5: [music] is a direction" in printed.err
    assert run(["check", "body.md", "--quiet"]) == 0
    assert "Welcome{, name}.\n[pause 5s]\n" in file.read_text()


def test_import_overwrites_only_when_told(file: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file.write_text("mine")
    assert run(["import", "body.txt"]) == 10
    assert file.read_text() == "mine"
    assert run(["import", "body.md", "--force"]) == 2  # the file that is read
    assert file.read_text() == "mine"
    assert run(["import", "body.txt", "--force", "--quiet"]) == 0
    assert "Rest now." in file.read_text()
    assert "--force" in capsys.readouterr().err


def test_import_prints_to_a_pipe(file: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["import", "body.txt", "-o", "-", "--language", "en-GB"]) == 0
    assert capsys.readouterr().out.startswith('---\ntitle: "BODY SCAN"\nlanguage: "en-gb"\n')
    assert not file.exists()


def test_import_speaks_json(file: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["import", "body.txt", "-o", "-", "--json"]) == 0
    facts = json.loads(capsys.readouterr().out)
    assert facts["from"] == "text"
    assert [left["line"] for left in facts["not_carried_over"]] == [3, 5]
    assert "Rest now." in facts["script"]


@pytest.mark.parametrize(
    ("name", "content", "options", "code"),
    [
        ("no.txt", None, [], 10),
        ("a.ssml", b"<speak>Rest", [], 3),
        ("a.txt", b"[music]", [], 3),
        ("a.txt", b"Rest\0", [], 10),
        ("a.txt", b"Rest.", ["--from", "docx"], 2),
        ("a.txt", b"Rest.", ["--language", "Klingon"], 2),
    ],
)
def test_what_cannot_be_imported_writes_nothing(
    workplace: Path,
    name: str,
    content: bytes | None,
    options: list[str],
    code: int,
    capsys: pytest.CaptureFixture[str],
) -> None:
    if content is not None:
        (workplace / name).write_bytes(content)
    assert run(["import", name, *options]) == code
    assert capsys.readouterr().err.strip()
    assert not list(workplace.glob("*.md"))
    assert not list(workplace.glob(".quietude-*"))
