from __future__ import annotations

import threading
from pathlib import Path

import imageio_ffmpeg
import numpy as np
import pytest

from quietude import ffmpeg
from quietude.errors import EncodeError


def test_there_is_an_executable() -> None:
    assert Path(ffmpeg.executable()).is_file()


def test_a_missing_executable_is_named_with_its_remedy(monkeypatch: pytest.MonkeyPatch) -> None:
    def missing() -> str:
        raise RuntimeError("No ffmpeg exe could be found.")

    monkeypatch.setattr(imageio_ffmpeg, "get_ffmpeg_exe", missing)
    ffmpeg.executable.cache_clear()
    try:
        with pytest.raises(EncodeError, match=r"reinstall it .*IMAGEIO_FFMPEG_EXE"):
            ffmpeg.executable()
    finally:
        ffmpeg.executable.cache_clear()


def test_one_that_cannot_run_is_an_error(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(ffmpeg, "executable", lambda: str(tmp_path / "nothing"))
    with pytest.raises(EncodeError, match="cannot be started"):
        ffmpeg.run(["-version"])


def test_its_last_words_are_in_the_error_without_addresses() -> None:
    with pytest.raises(EncodeError, match=r"ffmpeg failed: .*[Ee]ncoder") as caught:
        ffmpeg.run(
            ["-f", "f32le", "-i", "pipe:0", "-c:a", "nosuch", "-f", "mp3", "pipe:1"], stdin=bytes(10**6)
        )
    assert "0x" not in str(caught.value)
    assert "@" not in str(caught.value)


def test_much_in_and_much_out_do_not_wait_for_each_other() -> None:
    sound = np.random.default_rng(1).standard_normal(4_000_000).astype("<f4").tobytes()
    same = ffmpeg.run(["-f", "f32le", "-ac", "2", "-i", "pipe:0", "-f", "f32le", "pipe:1"], stdin=sound)
    assert same == sound


def test_an_address_is_never_opened(callers: tuple[str, list[str]]) -> None:
    address, seen = callers
    with pytest.raises(EncodeError):
        ffmpeg.run(["-i", f"http://{address}", "-f", "wav", "pipe:1"])
    assert seen == []


def test_those_that_run_can_be_killed_and_no_more_started() -> None:
    children = ffmpeg.Children()
    threading.Timer(0.3, children.kill).start()
    with pytest.raises(EncodeError):
        children.run(["-re", "-f", "lavfi", "-i", "sine=duration=60", "-f", "f32le", "pipe:1"])
    with pytest.raises(EncodeError, match="stopped"):
        children.run(["-version"])
