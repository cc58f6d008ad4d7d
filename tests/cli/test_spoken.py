"""``scripts show --spoken``: what one listener will hear, with times, and nothing of them unasked."""

from __future__ import annotations

import json

import pytest

from quietude.cli.main import run

from ..conftest import TONE

HEARD = ["scripts", "show", "self-compassion", "--spoken", "-v", TONE, "--name", "Ada", "--length", "6m"]


def test_it_is_the_session_of_this_listener(capsys: pytest.CaptureFixture[str]) -> None:
    assert run([*HEARD, "--choose", "no-touch", "--choose", "little", "--phrasing", "what-if"]) == 0
    told = capsys.readouterr().out
    assert "What if I am worthy of love and care?" in told
    assert "warm, slow hug" in told
    assert "cross your arms" not in told
    assert "You might notice your breath" not in told
    assert "Welcome, {name}." in told
    assert "Ada" not in told
    assert told.rstrip().endswith("6:00  end")


def test_values_are_printed_when_asked_for(capsys: pytest.CaptureFixture[str]) -> None:
    assert run([*HEARD, "--with-values"]) == 0
    assert "Welcome, Ada." in capsys.readouterr().out


def test_it_is_the_plan_of_a_dry_run(capsys: pytest.CaptureFixture[str]) -> None:
    assert run([*HEARD, "--json"]) == 0
    spoken = json.loads(capsys.readouterr().out)
    assert run(["render", *HEARD[2:3], *HEARD[4:], "--dry-run", "--json"]) == 0
    assert json.loads(capsys.readouterr().out) == spoken
    assert spoken["duration_s"] == 360.0


def test_a_listener_without_spoken_is_a_slip(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["scripts", "show", "self-compassion", "--phrasing", "what-if"]) == 2
    assert "--spoken" in capsys.readouterr().err
