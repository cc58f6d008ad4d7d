"""The columns of a roster and what may stand in them; and what is wrong with a roster, collected."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from quietude.errors import RosterError, RosterFinding
from quietude.plugins import nearest
from quietude.roster.table import MOST_FINDINGS
from quietude.script.front_matter import Metadata

ID: Final = "id"
OWN: Final = (ID, "choices", "phrasing", "phrases", "phrase", "length", "language", "voice", "bed")
"""Columns that mean the same with every script; the others are its fields and its choices."""


class Findings:
    """What is wrong with a roster, each once."""

    def __init__(self) -> None:
        self._found: dict[RosterFinding, None] = {}

    def add(self, message: str, *, row: int | None = None, column: str | None = None) -> None:
        """Note one thing; ``row`` as the spreadsheet counts."""
        self._found[RosterFinding(message=message, row=row, column=column)] = None

    def take(self, others: Iterable[RosterFinding]) -> None:
        """Note what others have found."""
        self._found.update(dict.fromkeys(others))

    def __bool__(self) -> bool:
        return bool(self._found)

    def raise_any(self, path: Path | None, columns: Sequence[str]) -> None:
        """Raise them all, those about every row first, then by row and column; of very many only some.

        Raises:
            RosterError: there are any.
        """
        if self._found:
            places = {column: place for place, column in enumerate(columns)}
            ordered = sorted(
                self._found,
                key=lambda finding: (
                    finding.row is not None,
                    finding.row or 0,
                    places.get(finding.column or "", len(places)),
                ),
            )
            if more := ordered[MOST_FINDINGS:]:
                ordered[MOST_FINDINGS:] = [RosterFinding(message=f"and {len(more)} more faults")]
            raise RosterError(path, ordered)


@dataclass(frozen=True, slots=True, kw_only=True)
class Names:
    """Column (lower case) to the name that a script has for it."""

    fields: Mapping[str, str] = field(default_factory=dict)
    choices: Mapping[str, str] = field(default_factory=dict)

    @property
    def columns(self) -> tuple[str, ...]:
        """Every column that may be filled, those of all scripts first."""
        return tuple(dict.fromkeys((*OWN, *self.fields, *self.choices)))


def names_of(metadata: Metadata) -> Names:
    """The columns of one script."""
    return Names(
        fields={folded(name): name for name in metadata.ask},
        choices={folded(name): name for name in metadata.choices},
    )


def folded(name: str) -> str:
    """A name as a roster's columns have it: lower case, one space between."""
    return " ".join(name.lower().split())


def check_names(metadata: Metadata, findings: Findings) -> None:
    """Find names of a script that a column cannot have."""
    seen: dict[str, str] = dict.fromkeys(OWN, "a column of its own in every roster")
    for what, names in (("field", metadata.ask), ("choice", metadata.choices)):
        for name in names:
            column = folded(name)
            if column in seen:
                findings.add(
                    f'the script "{metadata.title}" has a {what} of this name, which is {seen[column]};'
                    " rename it in the script",
                    column=column,
                )
            seen.setdefault(column, f"another {what}'s too")


def check_columns(
    columns: Sequence[str], known: Iterable[str], ignored: Iterable[str], title: str, findings: Findings
) -> None:
    """Find columns that mean nothing, and ignored ones that are not there."""
    known, dropped = list(known), {folded(name): name for name in ignored}
    left = [column for column in columns if column not in dropped]
    told = ", ".join(known)
    if left and not any(column in known for column in left):
        # Then the first line may well be a person, and is not repeated.
        findings.add(
            "not one column is known; the first line names the columns, and these mean something to the"
            f' script "{title}": {told}'
        )
        return
    for column, name in dropped.items():
        if column not in columns:
            near = nearest(column, columns)
            guess = f'; did you mean "{near}"?' if near else ""
            findings.add(f'--ignore-column "{name}": there is no such column{guess}')
    for column in left:
        if column not in known:
            near = nearest(column, known)
            guess = f'did you mean "{near}"? Known' if near else "known"
            findings.add(
                f'it means nothing to the script "{title}"; {guess}: {told}. What is not meant for'
                f' quietude is left out with --ignore-column "{column}"',
                column=column,
            )
