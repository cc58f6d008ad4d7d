"""``quietude record-sheet``: what a therapist prints and reads from."""

from __future__ import annotations

import csv
import io
import json
from pathlib import Path

import pytest

from quietude.cli.main import run

from ..conftest import TONE
from ..recorded import recording, write

SCRIPT = """---
title: Zwei Wege
language: de
ask:
  name: { prompt: "Wer?", optional: true }
choices:
  touch: [touch, no-touch]
---
# Für dich
Willkommen{, name}. [only no-touch] Die Hände dürfen ruhen, wo immer sie gerade liegen. [end only]
- Ich bin hier. | Was, wenn ich hier bin?
[in en] [record "rest"] Rest here. [end in]
"""


@pytest.fixture
def script(workplace: Path) -> str:
    (workplace / "wege.md").write_text(SCRIPT, encoding="utf-8")
    return "wege.md"


def test_the_sheet_has_every_line_with_who_hears_it(script: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["record-sheet", script]) == 0
    sheet = capsys.readouterr().out
    assert sheet.startswith("Zwei Wege: what to record\n=========================\n\n5 lines, about ")
    assert "für-dich-2.wav (or .flac" in " ".join(sheet.split())
    assert "half a second of silence" in " ".join(sheet.split())
    assert (
        "für-dich-3, 4 s  (heard by: no-touch)\n    Die Hände dürfen ruhen, wo immer sie gerade liegen.\n"
        in sheet
    )
    assert "für-dich-5, 2 s  (heard by: phrasing what-if)\n    Was, wenn ich hier bin?\n" in sheet
    assert "rest, 1 s  (in en)\n    Rest here.\n" in sheet
    yours, _, voices = sheet.partition("# Said by the voice")
    assert "Willkommen, {name}." in voices
    assert "{name}." not in yours
    assert max(map(len, sheet.splitlines())) <= 88


def test_choices_leave_out_what_others_hear(script: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["record-sheet", script, "--choose", "touch"]) == 0
    sheet = capsys.readouterr().out
    assert "Die Hände" not in sheet
    assert "für-dich-5" in sheet, "a line keeps its name"


def test_a_table_for_a_spreadsheet_and_one_for_machines(
    script: str, workplace: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(["record-sheet", script, "--csv"]) == 0
    rows = list(csv.DictReader(io.StringIO(capsys.readouterr().out)))
    assert [row["id"] for row in rows] == [*(f"für-dich-{number}" for number in range(1, 6)), "rest"]
    assert rows[0]["by"] == "the voice"
    assert (rows[2]["file"], rows[2]["heard"], rows[2]["seconds"]) == ("für-dich-3.wav", "no-touch", "4.3")
    assert run(["record-sheet", script, "--csv", "-o", "sheet.csv"]) == 0
    assert (workplace / "sheet.csv").read_bytes().startswith(b"\xef\xbb\xbfid,")
    assert run(["record-sheet", script, "--json"]) == 0
    assert json.loads(capsys.readouterr().out)[5]["language"] == "en"


def test_what_is_missing_is_what_is_not_in_the_folder(
    script: str, workplace: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = workplace / "mine"
    folder.mkdir()
    for name in ("für-dich-2.wav", "rest.mp3", "für-dich-9.wav"):
        (folder / name).write_bytes(b"")
    assert run(["record-sheet", script, "--missing", "--recordings", "mine"]) == 0
    printed = capsys.readouterr()
    assert "is left to record" in printed.out
    assert "3 lines" in printed.out
    assert "Rest here." not in printed.out
    assert "für-dich-9.wav" in printed.err
    for number in (3, 4, 5):
        (folder / f"für-dich-{number}.wav").write_bytes(b"")
    assert run(["record-sheet", script, "--missing", "--recordings", "mine"]) == 0
    assert "every line is there" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("arguments", "code", "told"),
    [
        (["--missing"], 2, "give it with --recordings"),
        (["--missing", "--recordings", "nowhere"], 10, "cannot read the folder of recordings nowhere"),
        (["--choose", "nothing"], 4, 'there is no option "nothing"'),
        (["--choose", "touch=nothing"], 4, "nothing"),
        (["--csv", "--json"], 2, "choose one"),
        (["-o", "nowhere/sheet.txt"], 10, "there is no folder nowhere"),
    ],
)
def test_what_cannot_be_asked(
    arguments: list[str], code: int, told: str, script: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(["record-sheet", script, *arguments]) == code
    printed = capsys.readouterr()
    assert told in " ".join(printed.err.split())
    assert printed.out == ""


def test_render_takes_the_folder_and_notes_what_it_cannot_use(
    script: str, workplace: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = workplace / "mine"
    folder.mkdir()
    write(folder / "rest.wav", recording(1.0))
    write(folder / "rset.wav", recording(1.0))
    assert run(["render", script, "-v", TONE, "--bed", "none", "--recordings", "mine", "--dry-run"]) == 0
    assert "rset.wav (did you mean rest?)" in capsys.readouterr().err
    assert run(["render", script, "-v", TONE, "--bed", "none", "--recordings", "mine", "--json"]) == 0
    (warning,) = json.loads(capsys.readouterr().out)["warnings"]
    assert "rset.wav" in warning
