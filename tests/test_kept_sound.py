from __future__ import annotations

from pathlib import Path

import pytest

from quietude.kept_sound import KeptSound, kept_sound_files

KEY = "ab" * 32


@pytest.fixture(autouse=True)
def folders(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("QUIETUDE_CACHE_DIR", str(tmp_path / "cache"))
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))


def files(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.rglob("*") if path.is_file())


def test_what_is_public_lasts(tmp_path: Path) -> None:
    with KeptSound() as kept:
        kept.put_facts(KEY, {"gain_db": 1.1}, private=False)
    with KeptSound() as kept:
        assert kept.get_facts(KEY, private=False) == {"gain_db": 1.1}
        assert kept.get_facts(KEY, private=True) is None
    assert files(tmp_path) == [f"{KEY}.kept"]


def test_what_is_private_goes_with_the_render(tmp_path: Path) -> None:
    with KeptSound() as kept:
        kept.put(KEY, b"a name", private=True)
        assert kept.get(KEY, private=True) == b"a name"
        assert kept.get(KEY, private=False) is None
        assert not (tmp_path / "cache").exists()
    assert files(tmp_path) == []


def test_a_render_without_cache_leaves_nothing(tmp_path: Path) -> None:
    kept_sound_files().put(KEY, b"another time")
    kept_sound_files().clear()
    with KeptSound(lasting=False) as kept:
        kept.put(KEY, b"sound", private=False)
        assert kept.get(KEY, private=False) == b"sound"
    assert files(tmp_path) == []


def test_a_damaged_content_is_missing() -> None:
    with KeptSound() as kept:
        kept.put(KEY, b"sound", private=False)
        path = kept_sound_files()._path(KEY)
        path.write_bytes(path.read_bytes()[:-1] + b"x")
        assert kept.get(KEY, private=False) is None


def test_a_cache_that_cannot_be_written_costs_only_time(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    (tmp_path / "cache").write_text("a file where the folder should be")
    with KeptSound() as kept:
        kept.put(KEY, b"sound", private=False)
        kept.put(KEY, b"sound", private=False)
        assert kept.get(KEY, private=False) is None
    assert caplog.text.count("not kept") == 1
