"""The program starts at once: what it lists is a table, and what it imports is only what is used."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from quietude.cli.main import run
from quietude.cli.verbs import VERBS, Verb, load

SCRIPT = str(Path(__file__).parents[2] / "scripts" / "self-compassion.md")
HEAVY = frozenset(
    {"distributed", "fsspec", "hibari", "imageio_ffmpeg", "jinja2", "matplotlib", "numpy", "onnxruntime"}
    | {"pydantic", "pydub", "python_calamine", "pyttsx3", "rich", "scipy", "torch", "yaml"}
)
AT_THE_START = frozenset({"quietude", "quietude.cli", "quietude.errors", "quietude.findings"}) | {
    "quietude.cli.main",
    "quietude.cli.verbs",
}
OF_CHECK = frozenset(
    {"audio", "beds", "casting", "checking", "cli", "errors", "files", "findings", "loudness", "memory"}
    | {
        "narration",
        "plugins",
        "progress",
        "score",
        "script",
        "shipped",
        "soundscape",
        "timeline",
        "units",
        "voices",
    }
)
"""What of quietude reads and checks a script; nothing of it makes sound or a file."""


def imported_by(program: str, **environment: str) -> tuple[list[str], set[str]]:
    """The lines that a program prints, and the modules that it imports on top of what Typer does."""
    told = "print('imported:', *sorted(set(sys.modules) - before), file=sys.stderr)"
    whole = f"import sys, typer\nbefore = set(sys.modules)\ntry:\n    {program}\nfinally:\n    {told}\n"
    environment = {**os.environ, "PYTHONIOENCODING": "utf-8", **environment}
    done = subprocess.run(
        [sys.executable, "-c", whole], capture_output=True, encoding="utf-8", check=True, env=environment
    )
    return done.stdout.splitlines(), set(done.stderr.rpartition("imported:")[2].split())


def command(*arguments: str) -> str:
    """The program, called with these arguments."""
    return f"from quietude.cli.main import run; run({list(arguments)})"


def of_quietude(modules: set[str]) -> set[str]:
    return {module for module in modules if module.split(".")[0] == "quietude"}


def packages(modules: set[str]) -> set[str]:
    return {module.split(".")[0] for module in modules}


@pytest.mark.parametrize("arguments", [["--help"], ["--version"], []])
def test_nothing_but_the_table_is_imported_to_say_what_there_is(arguments: list[str]) -> None:
    _, modules = imported_by(command(*arguments))
    assert of_quietude(modules) == AT_THE_START
    # All but the first is Python's own; how much of it Typer has imported before depends on its version.
    assert packages(modules) - {"typer", "click"} <= {"quietude", "__future__", "dataclasses", "unicodedata"}


def test_check_imports_nothing_that_makes_sound_or_a_file() -> None:
    printed, modules = imported_by(command("check", SCRIPT))
    assert printed == ["nothing to say: this script is fine"]
    # The sound of a bed is made with numpy, and its parameters are known to the module that makes it.
    assert HEAVY & packages(modules) == {"numpy", "pydantic", "yaml"}
    own = of_quietude(modules) - {"quietude"}
    assert {module.split(".")[1] for module in own} <= OF_CHECK
    assert not any(module.startswith("quietude.narration.engines.") for module in own)
    assert {module.split(".")[2] for module in own if module.startswith("quietude.cli.")} == {
        *("check", "console", "main", "options", "verbs")
    }


def test_a_list_of_scripts_imports_what_reads_them() -> None:
    _, modules = imported_by(command("scripts", "list"))
    assert HEAVY & packages(modules) == {"pydantic", "yaml"}


def test_no_verb_imports_anything_heavy_before_it_runs() -> None:
    _, modules = imported_by(
        "from quietude.cli.verbs import VERBS, load; [load(verb.name) for verb in VERBS]"
    )
    assert {f"quietude.cli.{verb.home.partition(':')[0]}" for verb in VERBS} <= modules
    assert not HEAVY & packages(modules)


@pytest.mark.parametrize("verb", VERBS, ids=[verb.name for verb in VERBS])
def test_the_table_says_what_the_verb_says_itself(verb: Verb) -> None:
    found = load(verb.name)
    assert found.name == verb.name
    assert " ".join(found.help.split("\n\n")[0].split()) == verb.summary


@pytest.mark.parametrize(("columns", "longest"), [(30, 30), (40, 40), (80, 80), (200, 80)])
def test_help_fits_the_terminal_and_is_whole(
    columns: int, longest: int, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("COLUMNS", str(columns))
    assert run(["--help"]) == 0
    printed = capsys.readouterr().out
    assert max(map(len, printed.splitlines())) <= longest
    words = " ".join(printed.split())
    for verb in VERBS:
        assert f"{verb.name} {verb.summary}" in words


@pytest.mark.parametrize("verb", [verb.name for verb in VERBS])
def test_every_verb_has_help_of_its_own(verb: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert run([verb, "-h"]) == 0
    assert f"Usage: quietude {verb} " in " ".join(capsys.readouterr().out.split())


def test_without_a_verb_there_is_help_and_the_code_of_wrong_usage(
    capsys: pytest.CaptureFixture[str],
) -> None:
    assert run([]) == 2
    assert "Begin with: quietude render self-compassion" in capsys.readouterr().err


def test_a_mistyped_verb_gets_the_nearest(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["rendr"]) == 2
    message = capsys.readouterr().err
    assert "No such command 'rendr'" in message
    assert "'render'" in message


def test_the_shell_completes_verbs_from_the_table() -> None:
    def completed(words: str, at: int) -> tuple[list[str], set[str]]:
        return imported_by(
            command(), _QUIETUDE_COMPLETE="complete_bash", COMP_WORDS=words, COMP_CWORD=str(at)
        )

    printed, modules = completed("quietude ", 1)
    assert printed == [verb.name for verb in VERBS]
    assert of_quietude(modules) == AT_THE_START
    assert completed("quietude re", 1)[0] == ["render", "record-sheet"]
    assert completed("quietude voices ", 2)[0] == ["audition", "list", "try", "say", "forget"]
    assert completed("quietude check --fi", 2)[0] == ["--fix"]
