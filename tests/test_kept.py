from __future__ import annotations

import hashlib
from pathlib import Path

import pytest

from quietude.kept import KeptFiles, cache_folder, sealed, unsealed


def key(number: int) -> str:
    return hashlib.sha256(str(number).encode()).hexdigest()


def test_a_content_is_found_under_its_key(tmp_path: Path) -> None:
    kept = KeptFiles(tmp_path, ending=".kept", max_bytes=1000_000)
    assert kept.get(key(1)) is None
    kept.put(key(1), b"sound")
    kept.put(key(1), b"sound")
    assert kept.get(key(1)) == b"sound"
    assert kept.info().files == 1
    assert kept.clear() == 1
    assert kept.get(key(1)) is None


def test_a_hundred_thousand_files_leave_few_in_each_subfolder(tmp_path: Path) -> None:
    kept = KeptFiles(tmp_path, ending=".kept", max_bytes=1000_000)
    counts: dict[str, int] = {}
    for number in range(100_000):
        folder = kept._path(key(number)).parent.name
        counts[folder] = counts.get(folder, 0) + 1
    assert max(counts.values()) < 500


@pytest.mark.parametrize("cut", [0, 1, 10, 36])
def test_what_a_crash_cut_short_is_known_by_its_seal(cut: int) -> None:
    assert unsealed(sealed(b"sound")[:cut]) is None


def test_the_folder_can_be_chosen(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("QUIETUDE_CACHE_DIR", str(tmp_path / "mine"))
    assert cache_folder() == tmp_path / "mine"
    monkeypatch.delenv("QUIETUDE_CACHE_DIR")
    assert cache_folder().name == "quietude"
