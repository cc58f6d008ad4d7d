"""Settings for the whole suite: no test sees the user's clips or words, or leaves any behind."""

from __future__ import annotations

import socket
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import settings

settings.register_profile("quietude", deadline=None)  # a busy machine is no failure
settings.load_profile("quietude")

TONE = str(Path(__file__).parent / "tone.toml")
"""The path of a voice that needs no model."""


@pytest.fixture(scope="session")
def shared_cache(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """One cache for the tests that speak with a real voice, so that each sentence is spoken once."""
    return tmp_path_factory.mktemp("cache")


@pytest.fixture(scope="session", autouse=True)
def _own_cache(shared_cache: Path) -> Iterator[None]:
    # For the whole session, so that what several tests look at can be made once.
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("QUIETUDE_CACHE_DIR", str(shared_cache))
        patch.setenv("QUIETUDE_DATA_DIR", str(shared_cache / "data"))
        patch.setenv("QUIETUDE_LEXICON", str(shared_cache / "no-lexicon"))
        yield


@pytest.fixture
def workplace(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty folder that is the working folder of this test."""
    folder = tmp_path / "workplace"
    folder.mkdir()
    monkeypatch.chdir(folder)
    return folder


@pytest.fixture
def callers() -> tuple[str, list[str]]:
    """An address on this machine, and a list that gets an entry for each connection to it."""
    seen: list[str] = []
    server = socket.create_server(("127.0.0.1", 0))

    def answer() -> None:
        while True:
            try:
                connection, _ = server.accept()
            except OSError:
                return
            seen.append("called")
            connection.close()

    threading.Thread(target=answer, daemon=True).start()
    return f"127.0.0.1:{server.getsockname()[1]}/a.mp3", seen
