from __future__ import annotations

import hashlib
from pathlib import Path

import pytest

from quietude.kept import SHARDS, KeptFiles, cache_folder, sealed, unsealed


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


def test_few_of_many_small_files_are_a_look_at_their_subfolder(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    looks: list[Path] = []
    monkeypatch.setattr(KeptFiles, "_drop_beyond_bound", lambda self, newest: looks.append(newest))
    kept = KeptFiles(tmp_path, ending=".kept", max_bytes=len(SHARDS) * 100_000)
    for number in range(1000):
        kept.put(key(number), bytes(250))  # 400 would fill a subfolder; so one in 25 is a look
    assert 20 <= len(looks) <= 60


@pytest.mark.parametrize("size", [100, 1000, 20_000])
def test_a_subfolder_holds_little_more_than_its_share(tmp_path: Path, size: int) -> None:
    kept = KeptFiles(tmp_path, ending=".kept", max_bytes=len(SHARDS) * 20_000)
    most = 0
    for number in range(300):
        kept.put(f"00{key(number)}", bytes(size))
        held = sum(path.stat().st_size for path in (tmp_path / "00").iterdir())
        most = max(most, held)
    assert held >= 20_000 - size
    assert most <= 1.5 * 20_000, "a sixteenth in the mean, and eight of them by bad luck"


@pytest.mark.parametrize("cut", [0, 1, 10, 36])
def test_what_a_crash_cut_short_is_known_by_its_seal(cut: int) -> None:
    assert unsealed(sealed(b"sound")[:cut]) is None


def test_the_folder_can_be_chosen(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("QUIETUDE_CACHE_DIR", str(tmp_path / "mine"))
    assert cache_folder() == tmp_path / "mine"
    monkeypatch.delenv("QUIETUDE_CACHE_DIR")
    assert cache_folder().name == "quietude"
