"""How soon the program answers, beside the bare import of what its command line is made with."""

from __future__ import annotations

from typing import Final

from benchmarks.speed.table import Row
from benchmarks.speed.timing import Took
from benchmarks.startup import measure

HELP: Final = "quietude --help"
MOST_FOR_HELP: Final = 1.5


def rows(times: int) -> list[Row]:
    """A row for each command that `benchmarks.startup` times."""
    told = {row["what"]: row for row in measure(times)}
    took = {what: Took(wall_s=row["seconds"], cpu_s=row["cpu_seconds"]) for what, row in told.items()}
    return [
        Row(
            what=what,
            ours=took[what],
            against=row["against"],
            theirs=took[row["against"]],
            limit=MOST_FOR_HELP if what == HELP else None,
        )
        for what, row in told.items()
        if what.startswith("quietude")
    ]
