"""Every verb does what its help says, for people and for machines."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from quietude.cli.main import run

from ..conftest import TONE
from ..sounding import heard

SCRIPT = """---
title: A script
ask:
  name: { prompt: "Who?", optional: true }
choices:
  touch: [touch, no-touch]
---
# One
You might rest here{, name}. [only no-touch] Only resting. [end only]
[breathe in 2s, out 2s, 1 times]
# Two
Thank you{, name}.
"""


@pytest.fixture
def script(workplace: Path) -> str:
    (workplace / "script.md").write_text(SCRIPT)
    return "script.md"


def test_render_says_what_it_made_and_where(
    script: str, workplace: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(["render", script, "-v", TONE, "-l", "20s"]) == 0
    printed = capsys.readouterr()
    assert printed.out.startswith("output/script.mp3  0:20, 0.6 MB, -1")
    assert printed.err.split("\n")[:4] == ["speaking ...", "mixing ...", "encoding ...", "checking ..."]
    assert heard(workplace / "output" / "script.mp3").duration_s == pytest.approx(20, abs=0.05)


def test_render_is_quiet_when_asked(script: str, workplace: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["render", script, "-v", TONE, "-l", "20s", "-q", "-o", "quiet.mp3"]) == 0
    assert capsys.readouterr() == ("", "")
    assert (workplace / "quiet.mp3").is_file()


def test_render_speaks_json(script: str, workplace: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["render", script, "-v", TONE, "-l", "20s", "--bed", "none", "--json"]) == 0
    printed = capsys.readouterr()
    facts = json.loads(printed.out)
    assert printed.err == ""
    assert facts["duration_s"] == 20.0
    assert facts["beds"] == []
    assert [chapter["title"] for chapter in facts["chapters"]] == ["One", "Two"]
    assert Path(facts["path"]).stat().st_size == facts["bytes"]


def test_a_dry_run_prints_the_plan_and_writes_nothing(
    script: str, workplace: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert (
        run(["render", script, "-v", TONE, "-l", "20s", "--dry-run", "--name", "Ada", "--choose", "no-touch"])
        == 0
    )
    plan = capsys.readouterr().out
    assert "# One" in plan
    assert "You might rest here, {name}." in plan
    assert "Only resting." in plan
    assert "Ada" not in plan
    assert plan.rstrip().endswith("0:20  end")
    assert not (workplace / "output").exists()


def test_a_dry_run_speaks_json(script: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["render", script, "-v", TONE, "-l", "20s", "--dry-run", "--json"]) == 0
    plan = json.loads(capsys.readouterr().out)
    times = [event["at_s"] for event in plan["events"]]
    assert times == sorted(times)
    assert {event["kind"] for event in plan["events"]} >= {"chapter", "say", "breath"}


def test_check_is_content_with_a_good_script(script: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["check", "self-compassion"]) == 0
    assert "this script is fine" in capsys.readouterr().out


def test_check_shows_every_finding(workplace: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (workplace / "bad.md").write_text("---\ntitle: Bad\n---\n[puase]\n{nmae}\n")
    assert run(["check", "bad.md"]) == 3
    printed = capsys.readouterr().out
    assert "bad.md:4:1: error" in printed
    assert "bad.md:5:1: error" in printed
    assert "2 errors" in printed
    assert run(["check", "bad.md", "--json"]) == 3
    findings = json.loads(capsys.readouterr().out)
    assert [(finding["line"], finding["code"]) for finding in findings] == [
        (4, "unknown-directive"),
        (5, "unknown-field"),
    ]


def test_check_warns_and_strict_makes_warnings_fail(
    workplace: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (workplace / "bossy.md").write_text("---\ntitle: Bossy\n---\nYou must relax. This cures pain.\n")
    assert run(["check", "bossy.md"]) == 0
    assert "warning" in capsys.readouterr().out
    assert run(["check", "bossy.md", "--strict"]) == 3


def test_scripts_list_and_show(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["scripts", "list"]) == 0
    assert "self-compassion\t7 min\ten\tLeaning into self-compassion" in capsys.readouterr().out
    assert run(["scripts", "list", "--json"]) == 0
    assert "self-compassion-short" in {entry["name"] for entry in json.loads(capsys.readouterr().out)}
    assert run(["scripts", "show", "self-compassion"]) == 0
    assert "# Kind words" in capsys.readouterr().out
    assert run(["scripts", "show", "self-compassion", "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["choices"]["touch"]["default"] == "touch"


def test_voices_list_and_try(workplace: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["voices", "list", "--language", "de"]) == 0
    printed = capsys.readouterr().out
    assert printed.startswith("espeak-de\tde\tpyttsx3")
    assert "heart" not in printed
    assert run(["voices", "list", "--json"]) == 0
    assert {voice["name"] for voice in json.loads(capsys.readouterr().out)} >= {
        "heart",
        "heart-slow",
        "espeak-nl",
    }
    assert run(["voices", "try", TONE, "--text", "One small [pause 99h] sentence.", "-o", "try.mp3"]) == 0
    assert heard(workplace / "try.mp3").duration_s < 8


def test_beds_list_show_and_try(workplace: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["beds", "list"]) == 0
    assert "ocean\t" in capsys.readouterr().out
    assert run(["beds", "show", "ocean"]) == 0
    assert "period" in capsys.readouterr().out
    assert run(["beds", "show", "ocean", "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["parameters"]
    assert run(["beds", "show", "binaural"]) == 0
    assert "headphones" in capsys.readouterr().out
    assert run(["beds", "show", "ocaen"]) == 7
    assert run(["beds", "try", "ocean:-3dB", "--length", "4s", "-q"]) == 0
    assert heard(workplace / "output" / "bed-ocean.mp3").duration_s == pytest.approx(4, abs=0.05)
    assert run(["beds", "try", "none"]) == 7
    assert run(["beds", "try", "ocean", "--length", "0.1s"]) == 5


def test_cache_info_and_clear(
    script: str, workplace: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("QUIETUDE_CACHE_DIR", str(workplace / "cache"))
    assert run(["render", script, "-v", TONE, "-l", "20s", "--dry-run", "-q"]) == 0
    capsys.readouterr()
    assert run(["cache", "info", "--json"]) == 0
    found = json.loads(capsys.readouterr().out)
    assert (found["clips"]["files"], found["sound"]["files"]) == (2, 0)
    assert run(["render", script, "-v", TONE, "-l", "20s", "-q"]) == 0
    assert run(["cache", "info", "--json"]) == 0
    pieces = json.loads(capsys.readouterr().out)["sound"]["files"]
    assert pieces >= 3
    assert run(["cache", "clear"]) == 0
    assert capsys.readouterr().out == f"removed 2 clips and {pieces} other pieces\n"
    assert run(["cache", "info"]) == 0
    assert "0 clips" in capsys.readouterr().out


def test_doctor_finds_everything_that_the_wheels_bring(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["doctor", "--json"]) == 0
    found = {one["what"]: one["works"] for one in json.loads(capsys.readouterr().out)}
    assert found["engine hibari"]
    assert found["engine pyttsx3"]
    assert found["ffmpeg (MP3)"]
    assert run(["doctor"]) == 0


def test_version_and_help(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["--version"]) == 0
    assert capsys.readouterr().out.startswith("quietude 0.")
    assert run(["render", "--help"]) == 0
    assert "quietude render self-compassion --length 12m" in capsys.readouterr().out.replace("\n", " ")


def test_ask_needs_a_terminal(script: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["render", script, "--ask"]) == 4
    assert "--set" in capsys.readouterr().err
