"""What a therapist can read: golden/*.md holds scripts, and how each is understood or refused."""

from __future__ import annotations

from pathlib import Path

import pytest

from quietude.errors import ScriptError
from quietude.script.parser import parse_script

from .cases import Case, check_file
from .describe import describe

GOLDEN = Path(__file__).parent / "golden"

HEADER = """\
---
title: A script
ask:
  name: { prompt: "What should the voice call you?", optional: true }
choices:
  touch: [touch, one-arm, no-touch]
  eyes: [eyes-closed, eyes-open]
---
"""
"""Put before a script that begins without front matter of its own."""


def reading(case: Case) -> str:
    """The script as it is understood, or every error as it is shown."""
    text = case.given if case.given.startswith(("---", "(no")) else HEADER + case.given
    text = text.removeprefix("(no front matter)").removeprefix("\n")
    try:
        return describe(parse_script(text, path="script.md"))
    except ScriptError as error:
        return str(error)


@pytest.mark.parametrize("path", sorted(GOLDEN.glob("*.md")), ids=lambda path: path.stem)
def test_scripts_are_read_as_written_down(path: Path) -> None:
    check_file(path, reading)
