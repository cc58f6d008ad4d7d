"""docs/language.md lists the whole language, and every example on it runs."""

from __future__ import annotations

from pathlib import Path

import pytest

from quietude.cli.main import run
from quietude.job import Job
from quietude.pipeline import plan
from quietude.script.directives import KNOWN
from quietude.script.front_matter import Metadata
from quietude.script.language import BODY, FRONT_MATTER, Example, page
from quietude.script.parser import parse_script
from quietude.voices.library import names

from ..conftest import TONE

PAGE = Path(__file__).parents[2] / "docs" / "language.md"
EVERYTHING = [example for examples in BODY.values() for example in examples]


def planned(text: str, folder: Path) -> float:
    """The length of the session that a script makes, in seconds."""
    script = folder / "example.md"
    # Named voices would need their models; every one of them is the tone here.
    for name in sorted(names(), key=len, reverse=True):
        text = text.replace(f"[voice {name}]", "[voice tone.toml]").replace(f"by {name}", "by tone.toml")
    text = text.replace("language: de", "language: en")
    (folder / "tone.toml").write_text(Path(TONE).read_text(encoding="utf-8"), encoding="utf-8")
    (folder / "my-voice").mkdir(exist_ok=True)
    script.write_text(text, encoding="utf-8")
    with plan(Job(script=str(script), voices=(TONE, TONE))) as made:
        return made.timeline.duration_s


@pytest.mark.parametrize("example", EVERYTHING, ids=lambda example: example.written[:40])
def test_every_example_runs(example: Example, tmp_path: Path) -> None:
    text = example.script()
    assert parse_script(text, path="example.md").sections
    assert planned(text, tmp_path) > 0.9


@pytest.mark.parametrize("example", FRONT_MATTER, ids=lambda example: example.written[:40])
def test_every_entry_runs(example: Example, tmp_path: Path) -> None:
    text = example.script(in_front_matter=True)
    if not example.written.startswith("length:"):
        text = text.replace("And rest.", "And rest. [pause 20s]")
    assert planned(text, tmp_path) > 1


def test_every_directive_and_entry_is_on_the_page() -> None:
    written = " ".join(example.written for example in EVERYTHING)
    assert [name for name in KNOWN if f"[{name}" not in written] == []
    told = " ".join(f"{example.written} {example.meaning}" for example in FRONT_MATTER)
    assert [entry for entry in Metadata.model_fields if entry not in told] == []


def test_the_page_is_what_the_command_prints(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["scripts", "language"]) == 0
    assert capsys.readouterr().out.strip() == page().strip()
    assert PAGE.read_text(encoding="utf-8").strip() == page().strip()
