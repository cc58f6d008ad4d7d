"""A roster and its variants to entries: one for each session (or series) that is asked for, as cells."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import product
from pathlib import PurePath
from typing import Final

from quietude.batch.planning.columns import ID, Findings, folded
from quietude.errors import InputError
from quietude.roster import Roster

_DIGITS: Final = 4
"""Of a running number, at least: "0001" sorts before "0010"."""
_LONGEST_ID: Final = 100
"""Characters; more is a slip of the columns."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One listener's wishes, as they were written."""

    id: str
    row: int | None
    """As the spreadsheet counts; None without a roster."""
    cells: Mapping[str, str] = field(repr=False)
    """Column (lower case) to cell, none of them empty. Private."""
    varied: frozenset[str] = frozenset()
    """The columns whose cells are not the row's own but ``--vary``'s."""

    def row_of(self, column: str | None) -> int | None:
        """The row to name for a fault in a column; None where the column is not the row's own."""
        return None if column in self.varied else self.row


Vary = Sequence[tuple[str, Sequence[str]]]
"""Column to values."""


def check_vary(vary: Vary, private: Sequence[str], known: Sequence[str], findings: Findings) -> None:
    """Find variants that cannot be; ``private`` are the columns of the script's fields."""
    seen: set[str] = set()
    may = ", ".join(column for column in known if column not in (ID, "phrase", *private))
    for name, values in vary:
        column = folded(name)
        if column in seen:
            findings.add("--vary names this column twice; give all its values at once", column=column)
        seen.add(column)
        if column in (ID, "phrase", *private):
            findings.add(
                f"--vary does not take it: what varies stands in the files' names. It takes {may}",
                column=column,
            )
        elif column not in known:
            findings.add(f"--vary does not know it; it takes {may}", column=column)
        if not values or not all(value.strip() for value in values):
            findings.add("--vary has an empty value here; write VALUE,VALUE,...", column=column)


def read_entries(
    roster: Roster | None, vary: Vary, ignored: Sequence[str], findings: Findings
) -> list[Entry]:
    """Every row with each combination of the variants; the combinations alone where there is no roster.

    Without a column "id" the rows are numbered. With variants an entry's id ends in their values.

    Raises:
        InputError: there is nothing to make.
    """
    dropped = {folded(name) for name in ignored}
    people = _people(roster, dropped, findings)
    combinations = list(_combinations(vary))
    if roster is None and not vary:
        raise InputError("a batch needs a roster (--roster people.csv) or variants (--vary length=5m,10m)")
    entries = []
    for person in people:
        for combination in combinations:
            cells = {**person.cells, **combination}
            parts = [person.id, *(slug(value) for value in combination.values())]
            entries.append(
                Entry(
                    id="-".join(part for part in parts if part),
                    row=person.row,
                    cells={column: cell for column, cell in cells.items() if cell},
                    varied=frozenset(combination),
                )
            )
    _check_ids(entries, findings)
    return entries


def slug(value: str) -> str:
    """A value as it stands in an id: letters and digits, with hyphens between; of a path its name.

    >>> slug("7 min 30 s"), slug("voices/My voice.toml"), slug("drone:-6dB")
    ('7-min-30-s', 'my-voice', 'drone-6db')
    """
    text = PurePath(value).stem if "/" in value or "\\" in value else value
    kept = "".join(char if char.isalnum() else " " for char in unicodedata.normalize("NFC", text.lower()))
    return "-".join(kept.split())


def _people(roster: Roster | None, dropped: set[str], findings: Findings) -> list[Entry]:
    if roster is None:
        return [Entry(id="", row=None, cells={})]
    if not roster.rows:
        raise InputError(f"{roster.path} has column names and nobody under them")
    numbered = ID not in roster.columns or ID in dropped
    digits = max(_DIGITS, len(str(len(roster.rows))))
    people = []
    for number, row in enumerate(roster.rows, start=1):
        cells = {
            column: cell for column, cell in row.values.items() if column not in dropped and column != ID
        }
        called = f"{number:0{digits}d}" if numbered else row.values[ID]
        if problem := _problem(called):
            findings.add(problem, row=row.number, column=ID)
        people.append(Entry(id=called, row=row.number, cells=cells))
    return people


def _problem(called: str) -> str | None:
    if not called:
        return "is empty; every row needs an id, or leave the column out: then they are numbered"
    if len(called) > _LONGEST_ID:
        return f"has {len(called)} characters; an id has at most {_LONGEST_ID}"
    if any(unicodedata.category(char)[0] == "C" for char in called):
        return "holds a line break or another character that cannot be seen; an id is one plain line"
    return None


def _combinations(vary: Vary) -> Iterator[dict[str, str]]:
    columns = [folded(name) for name, _ in vary]
    for values in product(*(list(dict.fromkeys(value.strip() for value in values)) for _, values in vary)):
        yield dict(zip(columns, values, strict=True))


def _check_ids(entries: Sequence[Entry], findings: Findings) -> None:
    first: dict[str, Entry] = {}
    for entry in entries:
        other = first.setdefault(unicodedata.normalize("NFC", entry.id), entry)
        if other is entry or not entry.id:
            continue
        if other.row == entry.row:
            findings.add(
                "two variants have the same name in files; write one of them otherwise, or leave it out"
            )
        elif entry.row is not None:
            findings.add(
                f"the same id stands in row {other.row}; each row needs its own", row=entry.row, column=ID
            )
