"""``quietude verify``: what it says, and how it leaves."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from quietude.cli.main import run

from ..batch.made.lines import session, write_manifest


@pytest.fixture
def made(workplace: Path) -> Path:
    """Two sessions in ``output``; the id of the second would do things to a terminal."""
    folder = workplace / "output"
    folder.mkdir()
    one, two = session(folder, 1), session(folder, 2)
    write_manifest(folder, one, two)
    return folder


def test_all_is_well(made: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["verify", "output"]) == 0
    assert capsys.readouterr().out == "2 sessions, all as made (played to the end)\n"
    assert run(["verify", "output/", "--quick", "--workers", "1"]) == 0
    assert capsys.readouterr().out == "2 sessions, all as made (not played)\n"
    assert run(["verify", "output", "--quiet"]) == 0
    assert capsys.readouterr() == ("", "")


def test_what_is_not_is_told_with_what_to_do(made: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (made / "K-1.mp3").unlink()
    (made / "other\x1b[2J.txt").write_text("x")
    assert run(["verify", "output"]) == 11
    told = capsys.readouterr()
    assert told.out.splitlines() == [
        "K-1.mp3 (id K-1): it is not there",
        "1 of 2 sessions as made (played to the end); 1 problem",
    ]
    assert "1 file here that the manifest does not know:\n  other\\u001b[2J.txt" in told.err
    assert "it makes what is missing" in told.err
    (made / "K-2.mp3").unlink()
    assert run(["verify", "output", "--quiet"]) == 12
    assert capsys.readouterr().err == ""


def test_an_id_cannot_command_the_terminal(workplace: Path, capsys: pytest.CaptureFixture[str]) -> None:
    write_manifest(workplace, session(workplace, 1, bytes=1, id_="a\x1b[2J\nb"))
    assert run(["verify", ".", "--quick"]) == 12
    assert capsys.readouterr().out.startswith("K-1.mp3 (id a\\u001b[2J\\u000ab): ")


def test_many_unknown_files_are_counted(made: Path, capsys: pytest.CaptureFixture[str]) -> None:
    for number in range(13):
        (made / f"note {number:02}.txt").write_text("x")
    assert run(["verify", "output", "--quick"]) == 0
    told = capsys.readouterr().err
    assert "note 09.txt" in told
    assert "note 10.txt" not in told
    assert "and 3 more" in told


def test_for_programs(made: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (made / "K-2.mp3").write_bytes(b"x")
    (made / "notes.txt").write_text("x")
    assert run(["verify", "output", "--json", "--quick"]) == 11
    told = capsys.readouterr()
    assert told.err == ""
    data = json.loads(told.out)
    (problem,) = data.pop("problems")
    assert data == {"files": 2, "well": 1, "unknown": ["notes.txt"], "unfinished": False}
    assert (problem["file"], problem["id"], problem["fault"]) == ("K-2.mp3", "K-2", "changed")


def test_no_manifest_is_a_file_error(workplace: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["verify", "."]) == 10
    assert run(["verify", "nowhere"]) == 10
    assert "there is no folder nowhere" in capsys.readouterr().err
    assert run(["verify", ".", "--workers", "0"]) == 2
