"""Settings for the whole suite: no test sees the user's clips or words, or leaves any behind."""

from __future__ import annotations

from pathlib import Path

import pytest

TONE = str(Path(__file__).parent / "tone.toml")
"""The path of a voice that needs no model."""


@pytest.fixture(scope="session")
def shared_cache(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """One cache for the tests that speak with a real voice, so that each sentence is spoken once."""
    return tmp_path_factory.mktemp("cache")


@pytest.fixture(autouse=True)
def _own_cache(shared_cache: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("QUIETUDE_CACHE_DIR", str(shared_cache))
    monkeypatch.setenv("QUIETUDE_DATA_DIR", str(shared_cache / "data"))
    monkeypatch.setenv("QUIETUDE_LEXICON", str(shared_cache / "no-lexicon"))


@pytest.fixture
def workplace(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty folder that is the working folder of this test."""
    folder = tmp_path / "workplace"
    folder.mkdir()
    monkeypatch.chdir(folder)
    return folder
