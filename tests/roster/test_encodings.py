from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from quietude.cli.main import run
from quietude.errors import FileError, InputError, RosterError
from quietude.roster import read_roster

from ..conftest import TONE
from .workbooks import rows, xlsx

NAMES = (Path(__file__).parent / "given_names.txt").read_text(encoding="utf-8").split()


def written(path: Path, names: list[str], encoding: str, *, end: str = "\r\n") -> Path:
    lines = ["id;name;length", *(f"{at};{name};5 min" for at, name in enumerate(names, start=1))]
    path.write_bytes(end.join([*lines, ""]).encode(encoding))
    return path


def read(path: Path, encoding: str | None = None) -> list[str]:
    return [row.values["name"] for row in read_roster(path, encoding=encoding).rows]


def encodable(encoding: str) -> list[str]:
    def fits(name: str) -> bool:
        try:
            return name.encode(encoding).decode(encoding) == name
        except UnicodeEncodeError:
            return False

    return [name for name in NAMES if fits(name)]


def test_the_list_is_long_and_wide() -> None:
    assert len(NAMES) > 300
    assert len(set(NAMES)) == len(NAMES)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "utf-32"])
def test_names_of_many_countries_survive_unicode_and_nothing_is_guessed(
    tmp_path: Path, encoding: str
) -> None:
    path = written(tmp_path / "clients.csv", NAMES, encoding)
    assert read(path) == NAMES
    assert read_roster(path).remarks == ()


def test_names_of_many_countries_survive_a_workbook(tmp_path: Path) -> None:
    path = xlsx(tmp_path / "clients.xlsx", rows([["name"], *([name] for name in NAMES)]))
    assert read(path) == NAMES


@pytest.mark.parametrize(
    "encoding",
    ["cp1252", "cp1250", "cp1251", "cp1253", "cp1254", "cp1257", "cp1255", "cp1256", "mac_roman", "cp850"],
)
def test_names_of_many_countries_survive_an_older_encoding(tmp_path: Path, encoding: str) -> None:
    names = encodable(encoding)
    assert sum(not name.isascii() for name in names) > 5
    path = written(tmp_path / "clients.csv", names, encoding)
    assert read(path) == names
    (remark,) = read_roster(path).remarks
    assert f"({encoding})" in remark
    assert "--encoding" in remark
    assert not any(name in remark for name in names if len(name) > 3)
    assert read(path, encoding) == names
    assert read_roster(path, encoding=encoding).remarks == ()


@pytest.mark.parametrize(
    ("encoding", "names"),
    [
        ("cp1252", "Zoë"),
        ("cp1252", "José Muñoz"),
        ("cp1252", "Søren Åsa"),
        ("cp1252", "Guðrún Þóra"),
        ("cp1252", "O’Brien “Chloé” – 5€"),
        ("cp1252", "GÜNTHER STRAßE"),
        ("cp1250", "Łukasz"),
        ("cp1250", "Małgorzata Grażyna"),
        ("cp1254", "Işık Doğan Ayşe Tuğba Gülşen"),
        ("mac_roman", "José Muñoz"),
        ("cp850", "José Muñoz"),
        ("iso8859_2", "Tomáš Žižka"),
        ("cp1251", "Лёша"),
        ("koi8_r", "Иван Анна"),
        ("cp1253", "Γιώργος"),
        ("cp1255", "יוסף אברהם"),
        ("cp1256", "فاطمة أحمد"),
        ("gbk", "陈志强 刘芳"),
        ("cp950", "林美玲 黃雅婷"),
        ("cp932", "佐藤 花子"),
        ("cp932", "さくら"),
        ("euc_jp", "佐藤 花子 タロウ"),
        ("cp949", "박지현 이서연"),
    ],
)
def test_a_few_names_can_be_enough(tmp_path: Path, encoding: str, names: str) -> None:
    path = written(tmp_path / "clients.csv", names.split(), encoding)
    assert read(path) == names.split()
    assert f"({encoding})" in read_roster(path).remarks[0]


@pytest.mark.parametrize(
    ("encoding", "names"),
    [
        ("cp1250", "Jiří"),  # Jiøí
        ("cp1254", "Ayşe"),  # Ayþe
        ("mac_roman", "Zoë"),
        ("gbk", "明"),
        ("utf-8", "Ĭѧ"),  # two Chinese characters in GBK, too
    ],
)
def test_where_letters_may_be_others_nobody_guesses(tmp_path: Path, encoding: str, names: str) -> None:
    path = written(tmp_path / "clients.csv", names.split(), encoding)
    with pytest.raises(FileError, match="can be read in several ways") as caught:
        read_roster(path)
    assert "--encoding" in str(caught.value)
    assert "CSV UTF-8" in str(caught.value)
    assert not any(name in str(caught.value) for name in names.split())
    assert read(path, encoding) == names.split()


@pytest.mark.parametrize("names", ["Zoë", "🌸", "½ 5€", "Ada", "Ĭѧ 王伟", "Ĭѧ🌸", "Élodie Ω"])
def test_utf8_is_utf8_whatever_it_holds(tmp_path: Path, names: str) -> None:
    path = written(tmp_path / "clients.csv", names.split(), "utf-8")
    assert read(path) == names.split()
    assert read_roster(path).remarks == ()


@pytest.mark.parametrize(
    ("raw", "encoding", "says"),
    [
        (b"name\nAda\n", "latin-17", 'there is no encoding "latin-17"'),
        (b"name\nAda\n", "rot13", "there is no encoding"),
        (b"name\nAda\n", "hex", "there is no encoding"),
        (b"name\nZo\xeb\n", "utf-8", r"is not UTF-8 text \(byte 7\)"),
        (b"\xef\xbb\xbfname\nZo\xeb\n", None, "is not UTF-8 text"),
        (b"\xff\xfen\0a", "cp1252", "is not UTF-16 text|nothing in it"),
        (b"name\nA\0da\n", None, "binary data"),
        (b"name\n" + bytes(range(128, 256)), None, "an encoding that is not known here"),
        (b"%PDF-1.7 ...", None, "no table but a page or document"),
        (b"<html><table><tr><td>name</td></tr></table>", None, "no table but a page or document"),
        (b'\xef\xbb\xbf<?xml version="1.0"?><Workbook/>', None, "no table but a page or document"),
    ],
)
def test_what_is_no_such_text_is_told(tmp_path: Path, raw: bytes, encoding: str | None, says: str) -> None:
    path = tmp_path / "clients.csv"
    path.write_bytes(raw)
    with pytest.raises((FileError, RosterError), match=says):
        read_roster(path, encoding=encoding)


def test_a_mark_goes_before_the_option(tmp_path: Path) -> None:
    path = written(tmp_path / "clients.csv", ["Zoë"], "utf-8-sig")
    assert read(path, "cp1252") == ["Zoë"]
    assert read(path, "utf-8") == ["Zoë"]


def test_an_audition_tells_what_it_guessed(tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    path = written(tmp_path / "clients.csv", ["Zoë", "José"], "cp1252")
    asked = ["voices", "audition", "--roster", str(path), "-v", TONE, "-o", str(tmp_path / "a.mp3")]
    assert run(asked) == 0
    assert "was read as Windows, Western European (cp1252)" in "".join(capfd.readouterr())
    assert run([*asked, "--encoding", "cp1252"]) == 0
    assert "was read as" not in "".join(capfd.readouterr())


@given(st.binary(max_size=300), st.sampled_from([None, "cp1252", "utf-8", "gbk", "utf-16", "utf-7", "idna"]))
def test_any_bytes_are_read_or_refused(
    tmp_path_factory: pytest.TempPathFactory, raw: bytes, encoding: str | None
) -> None:
    path = tmp_path_factory.mktemp("roster") / "clients.csv"
    path.write_bytes(raw)
    try:
        read_roster(path, encoding=encoding)
    except (InputError, FileError) as error:
        assert str(path) in str(error)  # noqa: PT017
