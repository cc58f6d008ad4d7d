from __future__ import annotations

import random
import struct
import time
import zipfile
from pathlib import Path

import pytest

from quietude.errors import FileError, RosterError
from quietude.roster import package, read_roster
from quietude.units import parse_time

from .workbooks import number, ods, ods_row, rows, text, xlsx

HERE = Path(__file__).parent
PRIVATE = "Xenophilia"


def cells(path: Path) -> list[tuple[str, ...]]:
    return [tuple(row.values.values()) for row in read_roster(path).rows]


def column(path: Path) -> list[str]:
    return [values[0] for values in cells(path)]


def test_a_workbook_is_read_like_a_table(tmp_path: Path) -> None:
    sheet = rows([["ID", "Name "], ["007", "Zoë"], ["8", " Łukasz "], ["9", "李明 & 小明\nJr"]])
    roster = read_roster(xlsx(tmp_path / "clients.xlsx", sheet))
    assert roster.columns == ("id", "name")
    assert [(row.number, row.values["id"], row.values["name"]) for row in roster.rows] == [
        (2, "007", "Zoë"),
        (3, "8", "Łukasz"),
        (4, "9", "李明 & 小明\nJr"),
    ]
    assert roster.remarks == ()


def test_rows_and_columns_are_counted_from_the_sheets_first(tmp_path: Path) -> None:
    sheet = f'<row r="3">{text("C3", "name")}</row><row r="4">{text("C4", "Ada")}</row>'
    with pytest.raises(RosterError, match="row 3: column A has no name") as caught:
        read_roster(xlsx(tmp_path / "clients.xlsx", sheet))
    assert "row 3: column B has no name" in str(caught.value)
    sheet = f'<row r="3">{text("A3", "name")}</row><row r="5">{text("A5", "Ada")}</row>'
    with pytest.raises(RosterError, match="row 4: the row is empty"):
        read_roster(xlsx(tmp_path / "clients.xlsx", sheet))


def test_numbers_are_written_as_a_person_sees_them(tmp_path: Path) -> None:
    codes = (14, 22, "00000", 9, "0.0%", '"No. "0', "[Red]0.00")
    cells_ = [
        number("A2", 5), number("A3", 0.1), number("A4", 0.30000000000000004), number("A5", -2),
        number("A6", 1e6), number("A7", 46082, 1), number("A8", 46082.5, 2), number("A9", 42, 3),
        number("A10", 0.5, 4),
        number("A11", 0.125, 5), '<c r="A12" t="b"><v>1</v></c>', '<c r="A13" t="b"><v>0</v></c>',
        '<c r="A14" t="s"><v>0</v></c>', text("A15", "0042"), number("A16", 3, 6), number("A17", 2.5, 7),
        number("A18", 123456789012345), '<c r="A19"><f>A2*2</f><v>10</v></c>',
    ]  # fmt: skip
    sheet = f"<row>{text('A1', 'x')}</row>" + "".join(f"<row>{cell}</row>" for cell in cells_)
    path = xlsx(tmp_path / "clients.xlsx", sheet, codes=codes, shared=["Ada"])
    assert column(path) == [
        "5", "0.1", "0.3", "-2", "1000000", "2026-03-01", "2026-03-01 12:00", "00042", "50%", "12.5%", "TRUE",
        "FALSE", "Ada", "0042", "3", "2.5", "123456789012345", "10",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("typed", "value", "code", "means_s"),
    [  # what Excel makes of what is typed: the value in days, and the number format
        ("12:30", 0.520833333333333, 20, 750),
        ("5:30", 0.229166666666667, 20, 330),
        ("0:45", 0.03125, 20, 45),
        ("10:00", 0.416666666666667, 20, 600),
        ("23:59", 0.999305555555556, 20, 1439),
        ("24:00", 1, 46, 1440),
        ("25:30", 1.0625, 46, 1530),
        ("45:00", 1.875, 46, 2700),
        ("90:00", 3.75, 46, 5400),
        ("0:05:30", 0.00381944444444444, 21, 330),
        ("0:10:00", 0.00694444444444444, 21, 600),
        ("1:30:00", 0.0625, 21, 5400),
        ("8:00:00", 0.333333333333333, 21, 28800),
        ("12:30", 0.00868055555555556, 45, 750),
        ("45:00", 1.875, 20, 2700),
        ("5:30", 0.229166666666667, "h:mm;@", 330),
        ("5:30", 0.229166666666667, '[$-409]h:mm"s"', 330),
        ("1:30:00", 0.0625, "[$-F400]h:mm:ss\\ AM/PM", 5400),
    ],
)
def test_times_come_out_as_they_were_typed(
    tmp_path: Path, typed: str, value: float, code: int | str, means_s: int
) -> None:
    sheet = f"<row>{text('A1', 'length')}</row><row>{number('A2', value, 1)}</row>"
    (said,) = column(xlsx(tmp_path / "clients.xlsx", sheet, codes=[code]))
    assert parse_time(said) == means_s
    if code != 45:  # shown without its hours
        assert said == typed


def test_a_time_that_may_have_been_typed_in_two_ways_is_remarked(tmp_path: Path) -> None:
    for value, code, remarks in (
        (0.0625, 21, 1),
        (0.0625, 20, 0),
        (0.00381944444444444, 21, 0),
        (1.875, 46, 0),
    ):
        sheet = f"<row>{text('A1', 'length')}</row><row>{number('A2', value, 1)}</row>"
        roster = read_roster(xlsx(tmp_path / "clients.xlsx", sheet, codes=[code]))
        assert len(roster.remarks) == remarks
        assert all('write it like "90 min"' in remark for remark in roster.remarks)


def test_xls_and_ods_are_read_too(tmp_path: Path) -> None:
    assert cells(HERE / "people.xls") == [
        ("7", "Łukasz", "12:30", "2026-03-01", "TRUE", "0.25"),
        ("007", "李明", "0:05:30", "", "", "two\nlines"),
        ("8", "Лёша", "45:00", "", "", ""),
        ("9", "Zoë", "5 min", "", "", ""),
    ]
    header = ods_row(*[("string", "", name) for name in ("id", "name", "length", "start", "ready")])
    table = (
        header
        + ods_row(
            ("float", "7", "7,00"),
            ("string", "", "Łukasz"),
            ("time", "PT12H30M00S", "12:30"),
            ("date", "2026-03-01", "1.3.26"),
            ("boolean", "true", "WAHR"),
        )
        + ods_row(("string", "", "007"), ("string", "", "李明"), ("time", "PT45H00M00S", "45:00:00"))
        + ods_row(("string", "", "8"), ("string", "", "Zoë"), ("time", "PT00H05M30S", "00:05:30"))
        + '<table:table-row table:number-rows-repeated="1048000"><table:table-cell '
        'table:number-columns-repeated="16384"/></table:table-row>'
    )
    assert cells(ods(tmp_path / "clients.ods", table)) == [
        ("7", "Łukasz", "12:30", "2026-03-01", "TRUE"),
        ("007", "李明", "45:00", "", ""),
        ("8", "Zoë", "0:05:30", "", ""),
    ]


def test_the_first_sheet_that_holds_anything_and_is_shown_is_read(tmp_path: Path) -> None:
    one, two = rows([["name"], ["Ada"]]), rows([["name"], [PRIVATE]])
    empty = '<row r="1"><c r="A1" s="1"/></row>'
    roster = read_roster(xlsx(tmp_path / "a.xlsx", empty, one, empty, codes=[9]))
    assert (roster.rows[0].values["name"], roster.remarks) == ("Ada", ())
    roster = read_roster(xlsx(tmp_path / "b.xlsx", two, empty, one, hidden=[1]))
    assert roster.rows[0].values["name"] == "Ada"
    assert roster.remarks == ("another sheet holds something, too; only the first was read",)
    assert column(xlsx(tmp_path / "c.xlsx", one, hidden=[1])) == ["Ada"]
    with pytest.raises(RosterError, match="nothing in it"):
        read_roster(xlsx(tmp_path / "d.xlsx", empty))


def test_rows_that_are_not_shown_are_read_and_told(tmp_path: Path) -> None:
    sheet = rows([["name"], ["Ada"], ["Bo"]]).replace('<row r="3">', '<row r="3" hidden="1">')
    roster = read_roster(xlsx(tmp_path / "a.xlsx", sheet))
    assert [row.values["name"] for row in roster.rows] == ["Ada", "Bo"]
    assert roster.remarks == ("a row is hidden in the sheet, and read all the same",)


def test_what_a_spreadsheet_could_not_work_out_is_told_by_cell(tmp_path: Path) -> None:
    sheet = (
        f"<row>{text('A1', 'name')}{text('B1', 'x')}</row><row>{text('A2', PRIVATE)}"
        '<c r="B2" t="e"><v>#N/A</v></c></row><row><c r="A3"><f>B1</f></c></row>'
    )
    with pytest.raises(RosterError) as caught:
        read_roster(xlsx(tmp_path / "a.xlsx", sheet))
    assert [(finding.row, finding.message[:24]) for finding in caught.value.findings] == [
        (2, "column B holds an error "),
        (3, "column A holds a formula"),
    ]


def test_a_locked_workbook_says_so(tmp_path: Path) -> None:
    with pytest.raises(FileError, match="locked with a password"):
        read_roster(HERE / "locked.xlsx")
    path = ods(tmp_path / "a.ods", ods_row(("string", "", "a")), manifest="<manifest:encryption-data/>")
    with pytest.raises(FileError, match="locked with a password"):
        read_roster(path)
    raw = bytearray(xlsx(tmp_path / "b.xlsx", rows([["name"]])).read_bytes())
    at = raw.index(b"PK\x01\x02") + 8
    raw[at : at + 2] = struct.pack("<H", 1)
    (tmp_path / "b.xlsx").write_bytes(raw)
    with pytest.raises(FileError, match="locked with a password"):
        read_roster(tmp_path / "b.xlsx")


def told(path: Path) -> str:
    """The error that a file gives; empty where it can be read."""
    try:
        read_roster(path)
    except (FileError, RosterError) as error:
        return str(error)
    return ""


def test_damaged_workbooks_give_one_clear_error(tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    dice = random.Random(7)  # noqa: S311  not for secrets
    whole = [
        (HERE / "people.xls").read_bytes(),
        xlsx(tmp_path / "a.xlsx", rows([["name"], [PRIVATE] * 20])).read_bytes(),
        ods(tmp_path / "a.ods", ods_row(("string", "", PRIVATE))).read_bytes(),
    ]
    refused = 0
    for raw in whole:
        for _ in range(8):
            broken = bytearray(raw)
            for _ in range(20):
                broken[dice.randrange(8, len(broken))] = dice.randrange(256)
            (tmp_path / "broken").write_bytes(broken[: dice.randrange(100, 2 * len(broken))])
            said = told(tmp_path / "broken")
            assert PRIVATE not in said
            refused += bool(said)
    assert refused > 12
    assert "".join(capfd.readouterr()) == ""


@pytest.mark.parametrize(
    "raw", [b"PK\x03\x04rest", b"PK\x03\x04", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600)]
)
def test_what_only_begins_like_a_workbook_is_told(tmp_path: Path, raw: bytes) -> None:
    (tmp_path / "a.xlsx").write_bytes(raw)
    with pytest.raises(FileError, match="no workbook that can be read"):
        read_roster(tmp_path / "a.xlsx")
    with zipfile.ZipFile(tmp_path / "b.xlsx", "w") as archive:
        archive.writestr("xl/workbook.bin", b"")
    with pytest.raises(FileError, match="no workbook that can be read"):
        read_roster(tmp_path / "b.xlsx")


def hostile_xlsx(folder: Path, kind: str) -> Path:
    path = folder / "hostile.xlsx"
    first = f"<row>{text('A1', 'name')}</row>"
    entities = "".join(f'<!ENTITY e{at} "{f"&e{at - 1};" * 10}">' for at in range(1, 10))
    laughs = f'<!DOCTYPE x [<!ENTITY e0 "ha">{entities}]><worksheet><c r="A1"><v>&e9;</v></c></worksheet>'
    sheets = {
        "corners": first + f'<row r="1048576">{number("XFD1048576", 1)}</row>',
        "beyond": first + f'<row r="9999999">{number("ZZZ9999999", 1)}</row>',
        "nowhere": first + '<row r="2"><c r="ZZZZZZZZZ99999999999"><v>1</v></c></row>',
        "one text everywhere": first
        + "".join(f'<row r="{at}"><c r="A{at}" t="s"><v>0</v></c></row>' for at in range(2, 20_000)),
        "laughs": "",
    }
    shared = ["x" * 30_000] if kind == "one text everywhere" else []
    more = {"xl/worksheets/sheet1.xml": laughs.encode()} if kind == "laughs" else {}
    return xlsx(path, sheets[kind], shared=shared, more=more)


@pytest.mark.parametrize(
    ("kind", "says"),
    [
        ("corners", "larger than any roster"),
        ("beyond", "larger than any roster"),
        ("nowhere", "no workbook that can be read"),
        ("one text everywhere", "larger than any roster"),
        ("laughs", "no workbook that can be read"),
    ],
)
def test_a_hostile_workbook_is_refused_before_it_is_read(tmp_path: Path, kind: str, says: str) -> None:
    path = hostile_xlsx(tmp_path, kind)
    began = time.monotonic()
    with pytest.raises(FileError, match=says):
        read_roster(path)
    assert time.monotonic() - began < 30


def test_an_archive_that_swells_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(package, "LARGEST_CONTENT", 10_000_000)
    raw = xlsx(tmp_path / "a.xlsx", rows([["name"]]), more={"xl/big.xml": bytes(20_000_000)}).read_bytes()
    assert len(raw) < 50_000
    with pytest.raises(FileError, match="larger than any roster"):
        package.unpacked(raw, tmp_path)
    # An archive that lies about the size of what it holds gives no more than it says.
    lying = raw.replace(struct.pack("<L", 20_000_000), struct.pack("<L", 1000))
    assert lying != raw
    with pytest.raises(FileError, match="no workbook that can be read"):
        package.unpacked(lying, tmp_path)


def test_empty_rows_without_end_are_nothing(tmp_path: Path) -> None:
    sheet = rows([["name"], ["Ada"]]) + "".join(
        f'<row r="{at}"><c r="A{at}" s="1"/></row>' for at in range(3, 200_001)
    )
    began = time.monotonic()
    assert column(xlsx(tmp_path / "a.xlsx", sheet, codes=[9])) == ["Ada"]
    assert time.monotonic() - began < 30


@pytest.mark.parametrize(("down", "across"), [(1_000_000, 16_000), (1, 4_000_000_000), (4_000_000_000, 1)])
def test_an_ods_that_repeats_without_end_is_refused(tmp_path: Path, down: int, across: int) -> None:
    cell = ods_row(("string", "", "name"), down=down).replace(
        "<table:table-cell ", f'<table:table-cell table:number-columns-repeated="{across}" '
    )
    with pytest.raises(FileError, match="larger than any roster"):
        read_roster(ods(tmp_path / "a.ods", cell))


def test_a_sheet_may_be_large(tmp_path: Path) -> None:
    many = [["id", "name"], *([str(at), f"Ada {at}"] for at in range(20_000))]
    assert len(cells(xlsx(tmp_path / "a.xlsx", rows(many)))) == 20_000


def test_nothing_of_the_current_folder_is_run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "json.py").write_text("raise SystemExit(3)", encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    assert column(xlsx(tmp_path / "a.xlsx", rows([["name"], ["Ada"]]))) == ["Ada"]
