"""What each listener hears: golden/*.md holds scripts, listeners and the order of their sessions.

A title may end in ``:: name=Ana; touch=no-touch; what-if; phrase=I am here.``: values, choices, a phrasing
and phrases that the listener typed.
"""

from __future__ import annotations

from pathlib import Path

import pytest

from quietude.errors import InputError
from quietude.score.builder import build_score
from quietude.score.listener import Listener
from quietude.score.own_phrases import choose_phrases
from quietude.score.score import Phrasing
from quietude.script.parser import parse_script

from ..script.cases import Case, check_file
from ..script.describe import describe_score
from ..script.test_golden import HEADER

GOLDEN = Path(__file__).parent / "golden"


def listener(title: str) -> Listener:
    """The listener that a case's title speaks of."""
    wishes = [wish.strip() for wish in title.partition("::")[2].split(";") if wish.strip()]
    typed = [wish.removeprefix("phrase=") for wish in wishes if wish.startswith("phrase=")]
    wishes = [wish for wish in wishes if not wish.startswith("phrase=")]
    pairs = dict(wish.split("=", 1) for wish in wishes if "=" in wish)
    phrasings = [Phrasing(wish) for wish in wishes if "=" not in wish]
    return Listener(
        values={name: value for name, value in pairs.items() if name not in ("touch", "eyes")},
        choices={name: value for name, value in pairs.items() if name in ("touch", "eyes")},
        phrasing=phrasings[0] if phrasings else None,
        phrases=choose_phrases(typed=typed),
    )


def session(case: Case) -> str:
    """The order of the session, or why there is none."""
    text = case.given if case.given.startswith("---") else HEADER + case.given
    try:
        return describe_score(build_score(parse_script(text, path="script.md"), listener(case.title)))
    except InputError as error:
        return str(error)


@pytest.mark.parametrize("path", sorted(GOLDEN.glob("*.md")), ids=lambda path: path.stem)
def test_sessions_are_ordered_as_written_down(path: Path) -> None:
    check_file(path, session)
