"""A script, its German sister and a roster for the tests of plans."""

from __future__ import annotations

from pathlib import Path

from quietude.batch.planning.plan import plan_batch
from quietude.batch.task import BatchPlan, BatchRequest

from ...conftest import TONE

SCRIPT = """---
title: A quiet place
author: Ada
ask:
  name: { prompt: "What should the voice call you?", optional: true }
  town: { prompt: "Where?", default: "town" }
choices:
  touch: [hand, none]
bed: ocean
---
# Arriving
Welcome{, name}. You might rest here, in {town}, for a while.
[only hand] A hand may lie on your heart. [end only]
[pause 2-40s]
# Kind words
- It is okay to be here. | What if it is okay to be here?
- I am allowed to rest. | What if I am allowed to rest?
[repeat phrases 1-9 times]
"""
GERMAN = """---
title: Ein stiller Ort
language: de
ask:
  name: { prompt: "Wie heißen Sie?", optional: true }
choices:
  touch: [hand, none]
---
# Ankommen
Willkommen{, name}. [pause 2-40s]
- Es ist gut, hier zu sein. | Wie, wenn es gut ist, hier zu sein?
[repeat phrases 1-9 times]
"""


def write_scripts(folder: Path) -> None:
    """``quiet.md`` and ``quiet-de.md``."""
    (folder / "quiet.md").write_text(SCRIPT, encoding="utf-8")
    (folder / "quiet-de.md").write_text(GERMAN, encoding="utf-8")


def planned(roster: str | None = None, **more: object) -> BatchPlan:
    """The plan of a roster's text, in the working folder."""
    options: dict[str, object] = {"script": "quiet.md", "voices": (TONE,), **more}
    if roster is not None:
        path = Path("clients.csv")
        path.write_text(roster, encoding="utf-8")
        options["roster"] = path
    return plan_batch(BatchRequest(**options))  # type: ignore[arg-type]  # as the tests give them
