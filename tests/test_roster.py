from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from quietude.errors import FileError, InputError
from quietude.roster import read_roster

PRIVATE = "Xenophilia"


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_every_usual_way_of_writing_a_table_is_read(
    tmp_path: Path, delimiter: str, encoding: str, end: str
) -> None:
    lines = [["Name", "Length"], ["Zoë", "5 min"], ["", ""], [f'"Lee{delimiter} Jr"', "7 min"]]
    path = tmp_path / "clients.csv"
    path.write_bytes(end.join(delimiter.join(line) for line in lines).encode(encoding))
    roster = read_roster(path)
    assert roster.columns == ("name", "length")
    assert [(row.number, row.values["name"]) for row in roster.rows] == [
        (2, "Zoë"),
        (4, f"Lee{delimiter} Jr"),
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
        ("", "is empty"),
        ("\n\n", "is empty"),
        ("name,,age\nAda,1,2\n", "column 2 has no name"),
        ("name,Name\nAda,Bea\n", 'two columns are called "name"'),
        (f"name\n{PRIVATE},x\n", "row 2 has 2 cells"),
        (f'name\n"{PRIVATE}\n', "quotation mark"),
    ],
)
def test_what_cannot_be_read_is_told_without_a_cell(tmp_path: Path, text: str, says: str) -> None:
    path = tmp_path / "clients.csv"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(InputError, match=says) as caught:
        read_roster(path)
    assert PRIVATE not in str(caught.value)


@pytest.mark.parametrize(
    ("raw", "says"),
    [(b"PK\x03\x04rest", "workbook"), ("name\nZoë\n".encode("latin-1"), "CSV UTF-8")],
)
def test_other_files_say_how_to_save_them(tmp_path: Path, raw: bytes, says: str) -> None:
    path = tmp_path / "clients.csv"
    path.write_bytes(raw)
    with pytest.raises(FileError, match=says):
        read_roster(path)
    with pytest.raises(FileError, match="no such file"):
        read_roster(tmp_path / "nobody.csv")


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
