"""A roster and its variants to entries: ids that are each their own, and cells that can be used."""

from __future__ import annotations

from pathlib import Path

import pytest

from quietude.batch.planning.cells import (
    CellError,
    read_bed,
    read_choices,
    read_sets,
    read_typed,
    read_voices,
)
from quietude.batch.planning.columns import Findings
from quietude.batch.planning.rows import Vary, read_entries
from quietude.errors import InputError, RosterError
from quietude.roster import Roster, Row
from quietude.script.front_matter import Choice

CHOICES = {
    "touch": Choice(options={"Hand": "", "none": ""}, default="Hand"),
    "sight": Choice(options={"open": "", "none": ""}, default="open"),
}


def roster(*rows: dict[str, str]) -> Roster:
    columns = tuple(rows[0]) if rows else ("id",)
    numbered = tuple(Row(number=number, values=row) for number, row in enumerate(rows, start=2))
    return Roster(path=Path("r.csv"), columns=columns, delimiter=",", rows=numbered)


def ids(people: Roster | None, vary: Vary = (), ignored: tuple[str, ...] = ()) -> list[str]:
    findings = Findings()
    entries = read_entries(people, vary, ignored, findings)
    findings.raise_any(None, ())
    return [entry.id for entry in entries]


def test_running_numbers_sort_as_they_count() -> None:
    people = roster(*({"name": "x"} for _ in range(10_001)))
    found = ids(people)
    assert (found[0], found[9_999]) == ("00001", "10000")
    assert found == sorted(found)


def test_an_ignored_id_column_is_numbered_too() -> None:
    assert ids(roster({"id": "a"}, {"id": "a"}), ignored=("ID",)) == ["0001", "0002"]


@pytest.mark.parametrize("bad", ["", "a\nb", "a\x00", "a\u202eb", "x" * 101])
def test_an_id_that_cannot_be_shown_is_a_fault(bad: str) -> None:
    with pytest.raises(RosterError, match='row 2, column "id"') as raised:
        ids(roster({"id": bad}))
    assert not bad or bad not in str(raised.value)


@pytest.mark.parametrize("twice", ["a", "cafe\u0301"])
def test_an_id_stands_once_however_its_accents_are_written(twice: str) -> None:
    first = "caf\u00e9" if twice != "a" else "a"
    with pytest.raises(RosterError, match="stands in row 2"):
        ids(roster({"id": first}, {"id": twice}))


def test_ids_that_meet_through_variants_are_told() -> None:
    vary = (("touch", ("none", "b-none")),)
    with pytest.raises(RosterError, match="row 3"):
        ids(roster({"id": "a"}, {"id": "a-b"}), vary)


def test_a_variant_that_is_given_twice_is_made_once() -> None:
    assert ids(None, (("length", ("5m", " 5m", "6m")),)) == ["5m", "6m"]


def test_a_variant_goes_before_the_rows_own_cell() -> None:
    (entry,) = read_entries(roster({"id": "a", "length": "9m"}), (("Length", ("5m",)),), (), Findings())
    assert entry.cells["length"] == "5m"
    assert (entry.row_of("length"), entry.row_of("id")) == (None, 2)
    assert "5m" not in repr(entry).replace("a-5m", "")


def test_a_roster_without_people_is_refused() -> None:
    with pytest.raises(InputError, match="nobody"):
        ids(roster())


@pytest.mark.parametrize("text", ["hand, open", "HAND open", "touch = hand; sight=open", "hand\topen"])
def test_options_are_parted_by_commas_or_spaces(text: str) -> None:
    assert read_choices(text, CHOICES) == {"touch": "Hand", "sight": "open"}


@pytest.mark.parametrize("text", ["none", "hand none=", "hand, touch=none", "tuch=hand", "Wilhelmina"])
def test_options_that_are_none_or_unclear_are_told_without_the_cell(text: str) -> None:
    with pytest.raises(CellError) as raised:
        read_choices(text, CHOICES)
    assert "Wilhelmina" not in str(raised.value)
    assert "tuch" not in str(raised.value)


@pytest.mark.parametrize("read", [read_bed, read_sets, read_voices])
@pytest.mark.parametrize(
    "name",
    ["Wilhelmina", "Wilhelmina.md", "a/Wilhelmina.toml", "Wilhelmina.mp3", "W\0helmina/x.toml", "W" * 5000],
)
def test_a_name_in_a_wrong_column_is_not_repeated(read: object, name: str) -> None:
    assert callable(read)
    with pytest.raises(CellError) as raised:
        read(name)
    assert "helmina" not in str(raised.value)
    assert "WW" not in str(raised.value)


def test_a_broken_file_is_told_without_its_path(workplace: Path) -> None:
    (workplace / "Wilhelmina.toml").write_text("title = 1\n", encoding="utf-8")
    (workplace / "Wilhelmina.md").write_text("- nothing but this\n", encoding="utf-8")
    for read, name in ((read_voices, "Wilhelmina.toml"), (read_sets, "Wilhelmina.md")):
        with pytest.raises(CellError, match="cannot be used") as raised:
            read(name)
        assert "Wilhelmina" not in str(raised.value)


def test_lines_of_a_cell_are_phrases_of_their_own() -> None:
    (typed,) = read_typed("I am here.\n\nI may rest. | May I rest?")
    assert [phrase.what_if is not None for phrase in typed.phrases] == [False, True]
    with pytest.raises(CellError, match="number 2"):
        read_typed("I am here.\n...")
