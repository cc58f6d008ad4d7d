"""What the documentation says is true: its examples run, its tables match the program."""

from __future__ import annotations

import re
import subprocess
from pathlib import Path

import pytest

import quietude
from quietude import errors
from quietude.cli.main import run
from quietude.script.directives import KNOWN
from quietude.script.library import find_script, names
from quietude.script.parser import load_script, parse_script

from .conftest import TONE

ROOT = Path(__file__).parents[1]
README = (ROOT / "README.md").read_text(encoding="utf-8")


def code_blocks(language: str) -> list[str]:
    return re.findall(rf"```{language}\n(.*?)```", README, re.DOTALL)


def test_the_readmes_script_renders_and_checks_clean(workplace: Path) -> None:
    (script,) = code_blocks("markdown")
    (workplace / "one-minute.md").write_text(script, encoding="utf-8")
    assert run(["check", "one-minute.md", "--strict", "--quiet"]) == 0
    assert run(["render", "one-minute.md", "--name", "Ada", "-v", TONE, "--bed", "none", "-q"]) == 0
    assert (workplace / "output" / "one-minute.mp3").is_file()


def test_every_directive_of_the_readme_is_understood_and_none_is_missing() -> None:
    table = README[README.index("| you write |") : README.index("Anything else in brackets")]
    written = set(re.findall(r"\[[^\]]+\]", re.sub(r"`\\\[`", "", table)))
    for name in KNOWN:
        assert any(directive.strip("[]").startswith(name) for directive in written), name
    for directive in written - {"[end touch]", "[end only]", "[end in]"}:
        first = directive.strip("[]").split()[0]
        closing = f"[end {first}]" if first in {"touch", "only", "in"} else ""
        phrases = "- A phrase.\n" if "repeat" in directive else ""
        choices = "choices: { touch: [touch, no-touch], why: [with-why, without-why] }"
        text = f"---\ntitle: x\n{choices}\n---\nHello.\n{phrases}{directive}\nWords.\n{closing}\n"
        assert parse_script(text, path="x.md").sections, directive


def test_the_table_of_exit_codes_is_the_tree_of_errors() -> None:
    told = {int(code) for code in re.findall(r"^\| (\d+) \|", README, re.MULTILINE)}
    kinds = [kind for kind in vars(errors).values() if isinstance(kind, type) and issubclass(kind, Exception)]
    of_runs = {0, errors.INTERRUPTED_EXIT_CODE, errors.SOME_FAILED_EXIT_CODE, errors.NONE_MADE_EXIT_CODE}
    assert told == of_runs | {kind.exit_code for kind in kinds}  # type: ignore[attr-defined]


def test_every_command_and_option_the_readme_shows_exists(capsys: pytest.CaptureFixture[str]) -> None:
    shown = re.findall(r"^quietude ([a-z-]+)(.*)$", "\n".join(code_blocks("sh")), re.MULTILINE)
    assert len(shown) >= 10
    for verb, rest in shown:
        words = rest.split("#")[0].split()
        inner = [words[0]] if verb in ("scripts", "voices", "phrases", "beds", "cache") else []
        assert run([verb, *inner, "--help"]) == 0
        told = capsys.readouterr().out
        for option in (word for word in words if word.startswith("--")):
            assert option in told, f"{verb} {option}"


@pytest.mark.parametrize("command", ["render", "test"])
def test_the_gate_finds_the_readmes_commands(command: str) -> None:
    gate = (ROOT / ".ci" / "run").read_text(encoding="utf-8")
    function = gate[gate.index("readme() {") : gate.index("step()")]
    done = subprocess.run(
        ["bash", "-c", f"{function}\nreadme {command}"], cwd=ROOT, capture_output=True, text=True, check=True
    )
    (line,) = done.stdout.splitlines()
    assert line.startswith("python3 -m venv .venv && .venv/bin/pip install ")
    assert line in README


def test_links_and_pictures_exist() -> None:
    for page in [*ROOT.glob("*.md"), *ROOT.glob("docs/*.md")]:
        text = re.sub("```.*?```", "", page.read_text(encoding="utf-8"), flags=re.DOTALL)
        for target in re.findall(r'\]\(([^)#]+)\)|(?:src|srcset)="([^"]+)"', text):
            link = target[0] or target[1]
            if "://" not in link:
                assert (page.parent / link).exists(), f"{page.name}: {link}"


def test_the_version_is_said_once() -> None:
    assert f'version = "{quietude.__version__}"' in (ROOT / "pyproject.toml").read_text(encoding="utf-8")


@pytest.mark.parametrize("name", names())
def test_every_script_that_comes_along_checks_clean(name: str) -> None:
    assert run(["check", name, "--strict", "--quiet"]) == 0
    metadata = load_script(find_script(name)).metadata
    assert metadata.description
    assert metadata.purpose
    assert metadata.why
