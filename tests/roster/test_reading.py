from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from quietude.errors import FileError, InputError, RosterError
from quietude.roster import read_roster, reading
from quietude.roster.table import MOST_FINDINGS

PRIVATE = "Xenophilia"


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_every_usual_way_of_writing_a_table_is_read(
    tmp_path: Path, delimiter: str, encoding: str, end: str
) -> None:
    lines = [
        ["Name", "Length"],
        ["Zoë", "5 min"],
        [f'"Lee{delimiter}{end}Jr"', "7 min"],
        ["Bo"],
        ["", ""],
        [],
    ]
    path = tmp_path / "clients.csv"
    path.write_bytes(end.join(delimiter.join(line) for line in lines).encode(encoding))
    roster = read_roster(path)
    assert roster.columns == ("name", "length")
    assert [(row.number, row.values["name"]) for row in roster.rows] == [
        (2, "Zoë"),
        (3, f"Lee{delimiter}\nJr"),
        (4, "Bo"),
    ]


def test_excels_note_and_spare_delimiters_are_left_out(tmp_path: Path) -> None:
    path = tmp_path / "clients.csv"
    path.write_text("sep=;\nname;city;\nAda;London;\n", encoding="utf-8")
    assert [dict(row.values) for row in read_roster(path).rows] == [{"name": "Ada", "city": "London"}]


def test_a_column_is_found_whatever_its_case(tmp_path: Path) -> None:
    path = tmp_path / "clients.csv"
    path.write_text("First  Name\nAda\n", encoding="utf-8")
    roster = read_roster(path)
    assert roster.column("first name") == "first name"
    with pytest.raises(InputError, match='did you mean "first name"'):
        roster.column("firstname")


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("", "nothing in it"),
        ("\n\n", "nothing in it"),
        ("name,,age\nAda,1,2\n", "row 1: column B has no name"),
        (f"{PRIVATE},{PRIVATE}\nAda,Bea\n", "row 1: columns A and B have the same name"),
        (f"name\n{PRIVATE},x\n", "row 2: there are 2 cells, and 1 column;"),
        (f"name\n{PRIVATE}\n\nBo", "row 3: the row is empty"),
        (f'name\n"{PRIVATE}\n', "quotation mark"),
    ],
)
def test_what_cannot_be_read_is_told_without_a_cell(tmp_path: Path, text: str, says: str) -> None:
    path = tmp_path / "clients.csv"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(InputError, match=says) as caught:
        read_roster(path)
    assert PRIVATE not in str(caught.value)


def test_all_faults_are_told_at_once_by_row(tmp_path: Path) -> None:
    path = tmp_path / "clients.csv"
    path.write_text(f"id,,ID,x\n1,{PRIVATE},,,5\n\n2,a,b,c\n,,,\n \n3,a,b,c,d\n\n\n", encoding="utf-8")
    with pytest.raises(RosterError) as caught:
        read_roster(path)
    assert [(finding.row, finding.message.partition(";")[0]) for finding in caught.value.findings] == [
        (1, "column B has no name"),
        (1, "columns A and C have the same name"),
        (2, "there are 5 cells, and 4 columns"),
        (3, "the row is empty"),
        (5, "the row is empty"),
        (6, "the row is empty"),
        (7, "there are 5 cells, and 4 columns"),
    ]
    assert PRIVATE not in str(caught.value)
    assert str(caught.value).count(str(path)) == 7


def test_faults_without_end_are_told_as_a_number(tmp_path: Path) -> None:
    path = tmp_path / "clients.csv"
    path.write_text("id\n1" + "\n" * 100_000 + "2\n", encoding="utf-8")
    with pytest.raises(RosterError, match=r"and 99499 more faults; is it the right file\?") as caught:
        read_roster(path)
    assert len(caught.value.findings) == MOST_FINDINGS + 1


def test_empty_rows_can_be_passed_over(tmp_path: Path) -> None:
    path = tmp_path / "clients.csv"
    path.write_text("\nname\n\nAda\n,\nBo\n\n", encoding="utf-8")
    assert [row.number for row in read_roster(path, gaps=True).rows] == [4, 6]


def test_a_header_alone_is_a_roster_of_nobody(tmp_path: Path) -> None:
    path = tmp_path / "clients.csv"
    path.write_text("name\n", encoding="utf-8")
    assert read_roster(path).rows == ()


def test_a_file_that_is_not_there_or_far_too_large_is_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with pytest.raises(FileError, match="no such file"):
        read_roster(tmp_path / "nobody.csv")
    monkeypatch.setattr(reading, "_LARGEST_FILE", 1000)
    (tmp_path / "clients.csv").write_text("name\n" * 201, encoding="utf-8")
    with pytest.raises(FileError, match="larger than any roster"):
        read_roster(tmp_path / "clients.csv")


@pytest.mark.parametrize("first", ["sep=;", "SEP=;", '"sep=;"', "\ufeffsep=;"])
def test_excels_note_about_the_mark_is_no_row(tmp_path: Path, first: str) -> None:
    path = tmp_path / "clients.csv"
    path.write_text(f'{first}\n"Name, first, last, other";City\nAda;London\n', encoding="utf-8")
    roster = read_roster(path)
    assert (roster.delimiter, roster.columns) == (";", ("name, first, last, other", "city"))
    assert roster.rows[0].number == 2


def test_marks_inside_quotation_marks_do_not_count(tmp_path: Path) -> None:
    path = tmp_path / "clients.csv"
    path.write_text('"Name, first, last, other";City\nAda;London\n', encoding="utf-8")
    assert read_roster(path).columns == ("name, first, last, other", "city")


def test_a_row_shows_no_value(tmp_path: Path) -> None:
    path = tmp_path / "clients.csv"
    path.write_text(f"name\n{PRIVATE}\n", encoding="utf-8")
    assert PRIVATE not in repr(read_roster(path))


@given(st.text(max_size=200))
def test_any_text_is_read_or_refused(tmp_path_factory: pytest.TempPathFactory, text: str) -> None:
    path = tmp_path_factory.mktemp("roster") / "clients.csv"
    path.write_text(text, encoding="utf-8", errors="surrogatepass", newline="")
    try:
        roster = read_roster(path)
    except (InputError, FileError):
        return
    assert all(set(row.values) == set(roster.columns) for row in roster.rows)
