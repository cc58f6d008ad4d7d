"""The account's secret: made once, whoever asks first, and for its owner alone."""

from __future__ import annotations

import stat
import subprocess
import sys
from pathlib import Path

import pytest

from quietude.errors import FileError
from quietude.secret import FOLDER_VARIABLE, account_secret, data_folder, keyed_digest

_ASK = "from quietude.secret import account_secret; print(account_secret().hex())"


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    place = tmp_path / "not" / "there yet"
    monkeypatch.setenv(FOLDER_VARIABLE, str(place))
    return place


def test_it_stays_the_same(folder: Path) -> None:
    assert len(account_secret()) == 32
    assert account_secret() == account_secret() == (folder / "secret").read_bytes()


def test_another_account_has_another(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    first = account_secret()
    monkeypatch.setenv(FOLDER_VARIABLE, str(folder / "other"))
    assert account_secret() != first


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no such modes")
def test_only_its_owner_can_read_it(folder: Path) -> None:
    account_secret()
    assert stat.S_IMODE((folder / "secret").stat().st_mode) == 0o600


def test_many_processes_that_ask_at_once_get_the_same(folder: Path) -> None:
    asking = [
        subprocess.Popen([sys.executable, "-c", _ASK], stdout=subprocess.PIPE, text=True) for _ in range(6)
    ]
    answers = {process.communicate(timeout=60)[0].strip() for process in asking}
    assert answers == {account_secret().hex()}
    assert [path.name for path in folder.iterdir() if path.suffix == ".part"] == []


def test_what_a_crash_cut_short_is_made_anew(folder: Path) -> None:
    folder.mkdir(parents=True)
    (folder / "secret").write_bytes(b"short")
    assert len(account_secret()) == 32


def test_a_folder_that_cannot_be_is_told_with_the_way_out(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "file").write_text("in the way")
    monkeypatch.setenv(FOLDER_VARIABLE, str(tmp_path / "file"))
    with pytest.raises(FileError, match=FOLDER_VARIABLE):
        account_secret()


def test_without_the_variable_it_lies_with_the_users_data(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv(FOLDER_VARIABLE)
    assert data_folder().name == "quietude"


def test_a_keyed_digest_differs_by_key_and_by_text(folder: Path) -> None:
    digests = {keyed_digest(key, text) for key in (bytes(32), account_secret()) for text in ("Ada", "Ben")}
    assert len(digests) == 4
    assert keyed_digest(bytes(32), "\ud800") != keyed_digest(bytes(32), "\ud801")
