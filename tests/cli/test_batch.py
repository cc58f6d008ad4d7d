"""``quietude batch`` as people and programs use it; and that no name is in anything it leaves."""

from __future__ import annotations

import io
import json
import os
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

from quietude.batch.made.manifest import MANIFEST, read_manifest
from quietude.batch.running.progress import Event, EventKind, Tally
from quietude.batch.task import BatchPlan
from quietude.cli import batch_view
from quietude.cli.main import run
from quietude.cover.drawing import MOST_BYTES
from quietude.errors import NONE_MADE_EXIT_CODE, SOME_FAILED_EXIT_CODE, ListenerError, RosterError

from ..batch.plans import task_of
from ..conftest import TONE

SCRIPT = """---
title: A small rest
ask:
  name: { prompt: "Who?", optional: true }
choices:
  place: [sea, hill]
---
# One
Rest here{, name}. [only hill] High up. [end only]
- It is okay.
- I am here.
[repeat phrases 1 times, 1s apart]
[pause 1-60s]
"""
ROSTER = "id,name,place,length\nk1,Wilhelmina,sea,12s\nk2,Ottokar,hill,12s\nk3,,sea,14s\n"
QUICK = ("-v", TONE, "--bed", "none", "--workers", "1")


@pytest.fixture
def roster(workplace: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("QUIETUDE_DATA_DIR", str(workplace.parent / "data"))
    (workplace / "rest.md").write_text(SCRIPT, encoding="utf-8")
    path = workplace / "clients.csv"
    path.write_text(ROSTER, encoding="utf-8")
    return path


def batch(*more: str) -> int:
    return run(["batch", "rest.md", *QUICK, *more])


def test_a_session_for_each_row(roster: Path, workplace: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert batch("--roster", "clients.csv", "--zip") == 0
    printed = capsys.readouterr()
    out = workplace / "output" / "rest-batch"
    assert printed.out == f"{out}  3 files\n"
    assert "3 of 3 files" in printed.err
    assert sorted(path.name for path in out.iterdir()) == [
        "k1.mp3",
        "k1.zip",
        "k2.mp3",
        "k2.zip",
        "k3.mp3",
        "k3.zip",
        MANIFEST,
        "summary.csv",
        "summary.html",
    ]
    lines = read_manifest((out / MANIFEST).read_bytes()).lines
    assert [(line.id, line.duration_s) for line in lines] == [("k1", 12.0), ("k2", 12.0), ("k3", 14.0)]

    assert batch("--roster", "clients.csv", "--json") == 0
    printed = capsys.readouterr()
    facts = json.loads(printed.out)
    assert (facts["made"], facts["kept"], facts["failed"]) == ([], ["k1.mp3", "k2.mp3", "k3.mp3"], [])
    assert printed.err == ""

    roster.write_text(ROSTER.replace("Ottokar", "Ottilie"), encoding="utf-8")
    assert batch("--roster", "clients.csv", "--json") == 0
    facts = json.loads(capsys.readouterr().out)
    assert (facts["made"], facts["kept"]) == (["k2.mp3"], ["k1.mp3", "k3.mp3"])


def test_it_needs_rows_of_some_kind(roster: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert batch() == 2
    assert "--roster clients.csv" in capsys.readouterr().err
    assert batch("--vary", "length") == 2
    assert "--vary is written" in capsys.readouterr().err


def test_variants_stand_alone(roster: Path, workplace: Path) -> None:
    assert batch("--vary", "length=12s,14s", "--vary", "place=sea,hill", "-q", "-o", "v") == 0
    lines = read_manifest((workplace / "v" / MANIFEST).read_bytes()).lines
    assert [line.duration_s for line in lines] == [12.0, 12.0, 14.0, 14.0]


def test_everything_wrong_is_told_before_anything_is_made(
    roster: Path, workplace: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    roster.write_text("id,name,place,length\nk1,Ada,lake,12s\nk1,Bo,sea,soon\n", encoding="utf-8")
    assert batch("--roster", "clients.csv") == RosterError.exit_code
    said = capsys.readouterr().err
    assert "row 2" in said
    assert "row 3" in said
    assert "lake" not in said
    assert not (workplace / "output").exists()


def test_a_choice_that_is_none_is_refused(roster: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert batch("--roster", "clients.csv", "--choose", "lake") == ListenerError.exit_code


def test_a_dry_run_shows_the_plan_and_writes_nothing(
    roster: Path, workplace: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert batch("--roster", "clients.csv", "--dry-run") == 0
    printed = capsys.readouterr()
    assert printed.out.splitlines()[:3] == ["k1\tk1.mp3\t0:12", "k2\tk2.mp3\t0:12", "k3\tk3.mp3\t0:14"]
    assert "3 files of 3 kinds, 0:38 of sound" in printed.err
    assert batch("--roster", "clients.csv", "--dry-run", "--json") == 0
    facts = json.loads(capsys.readouterr().out)
    assert (facts["files"], facts["sound_s"]) == (3, 38.0)
    covers = facts["bytes"] - 38.0 * 20_000
    assert 3 * 20_000 < covers < 3 * (MOST_BYTES + 20_000)
    assert not (workplace / "output").exists()


def test_what_cannot_be_made_ends_with_its_own_code(
    roster: Path, workplace: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("quietude.batch.running.agenda.WAITS_S", (0.01, 0.01))
    out = workplace / "out"
    (out / "k2.mp3" / "in the way").mkdir(parents=True)
    assert batch("--roster", "clients.csv", "-o", "out") == SOME_FAILED_EXIT_CODE
    said = capsys.readouterr().err
    assert "failed: k2.mp3: " in said
    assert "2 of 3 files, 1 failed" in said
    for name in ("k1.mp3", "k3.mp3"):
        (out / name).unlink()
        (out / name / "in the way").mkdir(parents=True)
    assert batch("--roster", "clients.csv", "-o", "out", "-q") == NONE_MADE_EXIT_CODE
    assert "failed: k1.mp3: " in capsys.readouterr().err


def test_hand_outs_lie_beside_the_sound(roster: Path, workplace: Path) -> None:
    assert batch("--roster", "clients.csv", "--handout", "--zip", "-q", "-o", "out") == 0
    out = workplace / "out"
    line = read_manifest((out / MANIFEST).read_bytes()).lines[0]
    assert [each.file for each in line.beside] == ["k1.html", "k1.sheet.html"]
    assert all((out / each.file).stat().st_size == each.bytes for each in line.beside)
    with zipfile.ZipFile(out / "k1.zip") as archive:
        assert archive.namelist() == ["k1.mp3", "k1.html", "k1.sheet.html"]
    (out / "k1.sheet.html").unlink()
    assert batch("--roster", "clients.csv", "--handout", "--zip", "-q", "-o", "out") == 0
    assert (out / "k1.sheet.html").is_file()


def test_a_programme_for_each_listener(roster: Path, workplace: Path) -> None:
    roster.write_text("id,name\nk1,Ada\nk2,Bo\n", encoding="utf-8")
    options = ("--days", "2", "--length-from", "30s", "--length-to", "30s", "--zip", "-q", "-o", "out")
    assert batch("--roster", "clients.csv", *options) == 0
    folder = workplace / "out" / "k1"
    names = sorted(path.name for path in folder.iterdir())
    assert names == ["01 A small rest.mp3", "02 A small rest.mp3", "plan.html", "plan.md", "playlist.m3u8"]
    with zipfile.ZipFile(workplace / "out" / "k1.zip") as archive:
        assert sorted(archive.namelist()) == sorted(f"k1/{name}" for name in names)


class Clock:
    def __init__(self) -> None:
        self.now_s = 0.0

    def __call__(self) -> float:
        return self.now_s


def events(*files: str) -> list[Event]:
    return [
        Event(kind=kind, id=file, file=f"{file}.mp3", length_s=600.0)
        for file in files
        for kind in (EventKind.STARTED, EventKind.MADE)
    ]


def tally_of(clock: Clock, ids: str, script: Path) -> Tally:
    script.write_text("Rest.\n")
    tasks = [task_of(str(script), id_) for id_ in ids]
    return Tally(BatchPlan(tasks=tuple(tasks)), clock=clock)


def test_a_pipe_gets_a_line_a_minute(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    clock = Clock()
    tally = tally_of(clock, "abcd", tmp_path / "s.md")
    with batch_view.batch_shown(tally, quiet=False) as watch:
        for event in events("a", "b"):
            clock.now_s += 10
            watch(event)
        assert capsys.readouterr().err == ""
        clock.now_s = 60.0
        watch(Event(kind=EventKind.BEAT))
        watch(Event(kind=EventKind.BEAT))
        assert capsys.readouterr().err == "2 of 4 files, 2.0 a minute, 20 times real time\n"
        watch(Event(kind=EventKind.FAILED, id="c", file="c.mp3", length_s=600.0, reason="no voice"))
        assert capsys.readouterr().err == "failed: c.mp3: no voice\n"


def test_a_terminal_gets_a_table(tmp_path: Path) -> None:
    from rich.console import Console

    clock = Clock()
    tally = tally_of(clock, "abcd", tmp_path / "s.md")
    for event in events("a"):
        clock.now_s += 30
        tally(event)
    tally(Event(kind=EventKind.STARTED, id="b", file="b.mp3", length_s=2.0))
    tally(Event(kind=EventKind.FAILED, id="c", file="c.mp3", length_s=2.0, reason="no voice [x]"))
    clock.now_s += 5
    console = Console(width=80, record=True, file=io.StringIO())
    console.print(batch_view._table(tally))
    shown = console.export_text()
    for part in ("1 of 4", "b.mp3 (0:05)", "c.mp3: no voice [x]", "files a minute", "times real time"):
        assert part in shown


GIVEN_NAMES = [
    "Aaliyah", "Abimbola", "Agnieszka", "Ahmad", "Aleksandra", "Amaranta", "Anneliese", "Apolonia",
    "Bartholomew", "Beatriz", "Benedikta", "Bronislaw", "Calliope", "Catalina", "Chidiebere", "Constantin",
    "Dagmara", "Dominika", "Ekaterina", "Eleonora", "Enriqueta", "Esmeralda", "Ferdinand", "Filomena",
    "Francesco", "Genevieve", "Giuseppina", "Guadalupe", "Gwendolyn", "Hildegard", "Hyacinth", "Ignatius",
    "Isidora", "Jacqueline", "Jadwiga", "Joaquina", "Kazimierz", "Konstanze", "Leopoldina", "Ludmila",
    "Magdalena", "Maximiliane", "Montserrat", "Nathaniel", "Nikolaus", "Octavia", "Oluwaseun", "Penelope",
    "Quentin", "Rosalinde", "Seraphina", "Siobhan", "Temperance", "Theodora", "Ulrike", "Valentina",
    "Wilhelmina", "Xiomara", "Yevgenia", "Zuzanna", "Łucja", "Đorđe", "Þórunn", "Βασιλική",
    "Дмитрий",
]  # fmt: skip


def test_no_name_is_in_anything_that_is_left(tmp_path: Path) -> None:
    work, caches, data, temporary = (tmp_path / name for name in ("work", "caches", "data", "temporary"))
    for folder in (work, temporary):
        folder.mkdir()
    (work / "rest.md").write_text(SCRIPT, encoding="utf-8")
    rows = [f"p{number:02d},{name},12s" for number, name in enumerate(GIVEN_NAMES)]
    roster = tmp_path / "clients.csv"
    roster.write_text("\n".join(["id,name,length", *rows]) + "\n", encoding="utf-8")
    said = subprocess.run(
        [
            Path(sys.executable).with_name("quietude"),
            *("batch", "rest.md", "--roster", str(roster), "-o", "out", "-v", TONE, "--bed", "none"),
            *(
                "--handout",
                "--zip",
                "--workers",
                "2",
                "--no-cover",
            ),  # or there is four times as much to search
        ],
        cwd=work,
        env={
            **os.environ,
            "QUIETUDE_CACHE_DIR": str(caches),
            "QUIETUDE_DATA_DIR": str(data),
            "TMPDIR": str(temporary),
            "PYTHONUTF8": "1",
        },
        capture_output=True,
        check=False,
    )
    assert said.returncode == 0, said.stderr.decode()
    assert len(list((work / "out").glob("*.mp3"))) == len(GIVEN_NAMES)
    left = [path for folder in (work, caches, data, temporary) for path in folder.rglob("*")]
    held = {"what it printed": said.stdout + said.stderr}
    held |= {str(path.relative_to(tmp_path)): path.read_bytes() for path in left if path.is_file()}
    held["the names of files"] = "\n".join(str(path.relative_to(tmp_path)) for path in left).encode()
    assert any("caches" in name for name in held)
    for name in GIVEN_NAMES:
        for told in (name.encode("utf-8"), name.encode("utf-16-le"), name.encode("utf-16-be")):
            places = [place for place, content in held.items() if told in content]
            assert not places, f"{name} is in {places[:3]}"
    assert list(temporary.iterdir()) == []
