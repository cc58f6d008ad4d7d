from __future__ import annotations

import unicodedata
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pathvalidate import validate_filename

from quietude.batch.names import LONGEST_NAME, OWN_NAMES, file_names, safe_name

HOSTILE = [
    "../../etc/passwd", "/etc/passwd", "C:\\Windows\\system32", "\\\\server\\share", "..", ".",
    "...", "", " ", "   ", "\t", "\n", "a\nb", "a\0b", "\x1b[31mred", "a/b", "a\\b", "a:b",
    "a::$DATA", "CON", "con", "nul.mp3", "aux", "PRN", "COM1", "COM¹", "lpt9", "CONIN$", "CLOCK$",
    "con.", "nul ", "name.", "name...", "name ", " name", "-rf", "--help", "~", "~root",
    "$(rm -rf ~)", "`id`", "${HOME}", "%00", "%2e%2e%2f", "a|b", "a>b", "a*b?", '"quoted"',
    "'quoted'", "a;b", "a&b", "#a", "{a,b}", "[ab]", "🌸", "🌸🌸", "👩‍👩‍👧", "\u202emp3.exe",
    "\u2066a\u2069", "a\u200bb", "\ufeffa", "\u3164", "\u0301", "a／b", "a＼b", "．．", "ＣＯＮ",
    "x" * 300, "é" * 300, "日" * 300, "x" * 299 + "y", ".quietude", ".hidden", "manifest",
    "Manifest", "MANIFEST", "summary", "playlist", "plan", "PLAN", "Anna", "anna", "ANNA", "Zoé",
    "Zoe\u0301", "straße", "strasse", "STRASSE", "ﬁn", "fin", "İ", "i", "ı", "I", "K", "k",
    "\u212a", "Å", "\u212b", "\ud800", "a\ud800b", "\ue000", "a\u00a0b", "a b", "a  b", "ANNA~1",
    "dir/", "a.mp3", "S3://bucket", "<script>", "=1+1", "@home", "nul", "NUL",
]  # fmt: skip


def met(name: str) -> str:
    """A name as the least telling of file systems sees it."""
    return unicodedata.normalize("NFD", unicodedata.normalize("NFC", name).casefold())


def check(ids: list[str], folder: Path) -> list[str]:
    names = file_names(ids)
    assert names == file_names(ids)
    assert len(names) == len(ids)
    for form in ("NFC", "NFD", "NFKC"):
        seen = [unicodedata.normalize(form, unicodedata.normalize(form, name).casefold()) for name in names]
        assert len(set(seen)) == len(ids)
    for name in names:
        assert (folder / name).resolve().parent == folder.resolve()
        assert (folder / f"{name}.mp3").resolve().parent == folder.resolve()
        validate_filename(name, platform="universal")
        validate_filename(f"{name}.mp3", platform="universal")
        assert name == unicodedata.normalize("NFC", name)
        assert 1 <= len(name.encode()) <= LONGEST_NAME
        assert name[0] not in ".- "
        assert name[-1] not in ". "
        assert not any(unicodedata.category(letter)[0] == "C" for letter in name)
        assert not set(name) & set("/\\:*?\"<>|'`$%&;#~{}[]()!.,=@^")
        assert met(name) not in {met(own) for own in OWN_NAMES}
    return names


def test_hostile_ids_stay_in_the_folder_and_apart(tmp_path: Path) -> None:
    names = check(HOSTILE, tmp_path)
    for name in names:  # where this file system takes them, too
        (tmp_path / f"{name}.mp3").write_bytes(b"")
    assert len(list(tmp_path.iterdir())) == len(HOSTILE)


@given(st.lists(st.text(max_size=120), unique=True, max_size=30))
def test_any_ids_stay_in_the_folder_and_apart(
    tmp_path_factory: pytest.TempPathFactory, ids: list[str]
) -> None:
    check(ids, tmp_path_factory.getbasetemp())


@given(st.lists(st.text(alphabet="aAéÉe\u0301ſsSßİıiIkKK/. -", max_size=4), unique=True, max_size=60))
def test_ids_that_nearly_meet_stay_apart(tmp_path_factory: pytest.TempPathFactory, ids: list[str]) -> None:
    check(ids, tmp_path_factory.getbasetemp())


@given(st.text(max_size=50), st.integers(0, 3))
def test_an_id_that_imitates_anothers_digest_is_told_apart(
    tmp_path_factory: pytest.TempPathFactory, text: str, times: int
) -> None:
    ids = [text, f"{text}/"]
    for _ in range(times):
        ids += [name for name in file_names(ids) if name not in ids]
    check(ids, tmp_path_factory.getbasetemp())


@pytest.mark.parametrize(
    "plain", ["7", "007", "anna-7", "P_12", "Zoé", "Лёша", "李明", "محمد", "अनिल", "Anna Müller", "x" * 100]
)
def test_what_can_be_a_name_is_one_as_it_stands(plain: str) -> None:
    assert safe_name(plain) == plain
    assert file_names([plain, "other"]) == [plain, "other"]


@pytest.mark.parametrize(
    ("text", "begins"),
    [
        ("a/b", "a-b-"),
        ("../../etc/passwd", "etc-passwd-"),
        ("CON", "CON-"),
        ("anna.mp3", "anna-mp3-"),
        ("-rf", "rf-"),
        ("", "session-"),
        ("🌸", "session-"),
        ("\u202eanna", "anna-"),
        ("日" * 300, "日日日"),
    ],
)
def test_what_had_to_be_changed_carries_its_digest(text: str, begins: str) -> None:
    name = safe_name(text)
    assert name.startswith(begins)
    stem, _, digest = name.rpartition("-")
    assert stem
    assert len(digest) == 8
    assert int(digest, 16) >= 0
    # Whoever else is in the roster.
    assert file_names(["anna", text, "bea"])[1] == name
    assert file_names([text, f"{text}/"])[0] == name


def test_names_that_meet_all_carry_a_digest_in_any_order() -> None:
    ids = ["Anna", "anna", "bea"]
    names = dict(zip(ids, file_names(ids), strict=True))
    assert names["bea"] == "bea"
    assert names["Anna"].startswith("Anna-")
    assert names["anna"].startswith("anna-")
    assert dict(zip(ids[::-1], file_names(ids[::-1]), strict=True)) == names


def test_reserved_names_are_the_callers_to_add() -> None:
    assert file_names(["index"]) == ["index"]
    assert file_names(["Index"], reserved={"index"})[0].startswith("Index-")


def test_an_id_twice_is_the_callers_mistake() -> None:
    with pytest.raises(ValueError, match="differ"):
        file_names(["a", "a"])
