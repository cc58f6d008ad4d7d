"""What a therapist can read: golden/*.md holds scripts from elsewhere, what they become, and what is told."""

from __future__ import annotations

from pathlib import Path

import pytest

from quietude.errors import QuietudeError
from quietude.importing.importer import import_script
from quietude.script.parser import parse_script

from ..script.cases import Case, check_file

GOLDEN = Path(__file__).parent / "golden"


def importing(case: Case) -> str:
    """The script, and under a line of dots what was told; or why it was refused."""
    try:
        converted = import_script(case.given.encode(), Path("my-script.txt"))
    except QuietudeError as error:
        return str(error)
    parse_script(converted.text, path="my-script.md")
    told = [f"{left.line}{' ' if left.path else ''}{left.path}: {left.what}" for left in converted.left]
    return "\n".join([converted.text.rstrip("\n"), "...", *told])


@pytest.mark.parametrize("path", sorted(GOLDEN.glob("*.md")), ids=lambda path: path.stem)
def test_scripts_from_elsewhere_become_ours(path: Path) -> None:
    check_file(path, importing)
