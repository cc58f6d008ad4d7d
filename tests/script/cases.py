"""Golden cases: text files of a title, an input and what is expected, parted by lines with a lone dot.

With ``QUIETUDE_GOLDEN=write`` in the environment the expected parts are written anew, to be read and judged.
"""

from __future__ import annotations

import os
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True)
class Case:
    """One case."""

    heading: str
    """All that stands before the input: remarks, blank lines and the title, which comes last."""
    given: str
    expected: str

    @property
    def title(self) -> str:
        """The last line of the heading."""
        return self.heading.splitlines()[-1]


def read_cases(path: Path) -> list[Case]:
    """The cases of a file, in order."""
    cases = []
    blocks: list[list[str]] = [[]]
    for line in path.read_text("utf-8").splitlines():
        if line != ".":
            blocks[-1].append(line)
        elif len(blocks) < 3:
            blocks.append([])
        else:
            cases.append(Case(*("\n".join(block) for block in blocks)))
            blocks = [[]]
    assert not any(line.strip() for line in blocks[0]), f"{path.name} ends in half a case"
    return cases


def check_file(path: Path, answer: Callable[[Case], str]) -> None:
    """Compare every case of a file with what the program answers."""
    cases = read_cases(path)
    assert cases, f"{path.name} holds no case"
    if os.environ.get("QUIETUDE_GOLDEN") == "write":
        parts = [f"{case.heading}\n.\n{case.given}\n.\n{answer(case)}\n.\n" for case in cases]
        path.write_text("".join(parts), "utf-8")
        return
    for case in cases:
        assert answer(case) == case.expected, f"{path.name}: {case.title}"
