from __future__ import annotations

import os
from pathlib import Path

import pytest

from quietude import program
from quietude.program import state_of


@pytest.fixture
def code(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A program of two packages, in the place of ours."""
    for name in ("beds/sea.py", "beds/deep/whale.py", "mix/sum.py"):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text("sound = 1\n")
    monkeypatch.setattr(program, "__file__", str(tmp_path / "program.py"))
    state_of.cache_clear()
    return tmp_path


def anew(*packages: str) -> str:
    state_of.cache_clear()
    return state_of(packages)


def test_the_same_code_is_the_same_program(code: Path) -> None:
    assert anew("beds", "mix") == anew("beds", "mix") != anew("beds")


@pytest.mark.parametrize("name", ["beds/sea.py", "beds/deep/whale.py"])
def test_changed_code_is_another_program(code: Path, name: str) -> None:
    before, beside = anew("beds"), anew("mix")
    (code / name).write_text("sound = 2\n")
    os.utime(code / name, ns=(1, 1))
    assert anew("beds") != before
    assert anew("mix") == beside


def test_a_new_file_and_another_library_are_another_program(
    code: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = anew("mix")
    (code / "mix" / "more.py").write_text("")
    more = anew("mix")
    monkeypatch.setattr(program, "version", lambda name: "99")
    assert len({before, more, anew("mix")}) == 3
