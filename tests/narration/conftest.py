"""Fixtures for the narration's tests: profiles, and a temporary folder and cache of their own."""

from __future__ import annotations

import tempfile
from pathlib import Path

import pytest

from quietude.narration.cache import ClipCache
from quietude.voices.profile import VoiceProfile


@pytest.fixture
def tone() -> VoiceProfile:
    return VoiceProfile(
        name="tone", title="Tone", engine="tone", model="tone", language="mul", rate=130.0, licence="CC0-1.0"
    )


@pytest.fixture
def cache(tmp_path: Path) -> ClipCache:
    return ClipCache(tmp_path / "clips")


@pytest.fixture(autouse=True)
def temporary(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The system's temporary folder, for this test only."""
    folder = tmp_path / "temporary"
    folder.mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(folder))
    return folder
