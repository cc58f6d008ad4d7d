"""The table: ratios against something real, as Markdown, as JSON, and in docs/speed.md."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from benchmarks.speed.timing import Took

PAGE: Final = Path(__file__).parents[2] / "docs" / "speed.md"
BEGIN: Final = "<!-- table: begin -->"
END: Final = "<!-- table: end -->"
_HEADS: Final = ("what", "seconds (CPU)", "against", "seconds (CPU)", "ratio (CPU)", "limit", "verdict")


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """Something of ours beside something real."""

    what: str
    ours: Took | None = None
    """None where it was not measured; `note` says why."""
    against: str = ""
    theirs: Took | None = None
    limit: float | None = None
    """What the ratio was asked to stay at or under; None: nothing was asked."""
    note: str = ""
    """Why it was not measured, and what to do about it."""

    @property
    def ratio(self) -> float | None:
        """Ours to theirs: under 1 is faster. None where one of them was not measured."""
        return None if self.ours is None or self.theirs is None else self.ours.wall_s / self.theirs.wall_s

    @property
    def cpu_ratio(self) -> float | None:
        """The same of the processors' time, which other work on the machine moves less."""
        ours, theirs = _cpu_s(self.ours), _cpu_s(self.theirs)
        return None if ours is None or not theirs else ours / theirs

    @property
    def verdict(self) -> str:
        """``met`` or ``not met``, as the figures say; ``-`` without a limit."""
        if self.limit is None:
            return "-"
        if self.ratio is None:
            return "not measured"
        return "met" if self.ratio <= self.limit else "not met"

    def facts(self) -> dict[str, Any]:
        """As plain data; null stands for what was not measured."""
        return {
            "what": self.what,
            "seconds": _wall_s(self.ours),
            "against": self.against,
            "against_seconds": _wall_s(self.theirs),
            "ratio": self.ratio,
            "limit": self.limit,
            "cpu_seconds": _cpu_s(self.ours),
            "against_cpu_seconds": _cpu_s(self.theirs),
            "cpu_ratio": self.cpu_ratio,
        }


def table(rows: Sequence[Row]) -> str:
    """The rows as a table in Markdown, whose columns stand under each other in a terminal, too."""
    cells = [list(_HEADS), *(_cells(row) for row in rows)]
    widths = [max(map(len, column)) for column in zip(*cells, strict=True)]
    cells.insert(1, ["-" * width for width in widths])
    return "\n".join(
        f"| {' | '.join(cell.ljust(width) for cell, width in zip(line, widths, strict=True))} |"
        for line in cells
    )


def summary(rows: Sequence[Row]) -> str:
    """How many limits there are, and which are not met."""
    judged = [row for row in rows if row.limit is not None]
    if not judged:
        return "No limit is set for any of these."
    met = sum(row.verdict == "met" for row in judged)
    others = [f"{row.what} against {row.against}: {row.verdict}" for row in judged if row.verdict != "met"]
    return f"Limits met: {met} of {len(judged)}." + "".join(f"\n- {other}" for other in others)


def write_json(rows: Sequence[Row], path: Path) -> None:
    """All rows, for those who keep the figures of every week."""
    path.write_text(json.dumps([row.facts() for row in rows], indent=2) + "\n", encoding="utf-8")


def write_page(text: str, page: Path = PAGE) -> None:
    """Put a text between the page's marks.

    Raises:
        SystemExit: the page has lost them.
    """
    document = page.read_text(encoding="utf-8")
    before, found, rest = document.partition(BEGIN)
    _, closed, after = rest.partition(END)
    if not found or not closed:
        raise SystemExit(f"{page.name} has lost its marks {BEGIN} and {END}")
    page.write_text(f"{before}{BEGIN}\n{text}\n{END}{after}", encoding="utf-8")


def _cells(row: Row) -> list[str]:
    return [
        row.what,
        _pair(_wall_s(row.ours), _cpu_s(row.ours)),
        row.against,
        row.note or _pair(_wall_s(row.theirs), _cpu_s(row.theirs)),
        _pair(row.ratio, row.cpu_ratio),
        "-" if row.limit is None else f"{row.limit:g}",
        row.verdict,
    ]


def _pair(by_the_clock: float | None, of_processors: float | None) -> str:
    if by_the_clock is None:
        return "-"
    return f"{by_the_clock:.3g}" + ("" if of_processors is None else f" ({of_processors:.3g})")


def _wall_s(took: Took | None) -> float | None:
    return None if took is None else took.wall_s


def _cpu_s(took: Took | None) -> float | None:
    return None if took is None else took.cpu_s
