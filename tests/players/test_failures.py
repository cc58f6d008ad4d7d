"""What the command says where a format cannot be had, and that nothing is left behind."""

from __future__ import annotations

from pathlib import Path

import pytest

from quietude.cli.main import run
from quietude.ffmpeg import executable

from ..conftest import TONE
from .test_sessions import SCRIPT

REFUSED = [
    (("-f", "m4a", "-o", "x.mp3"), 10, "x.mp3 does not end in .m4a, as m4a does"),
    (("-f", "aac"), 2, '"aac"'),
    (("-o", "x.aac"), 10, "x.aac does not end in .mp3, .m4a, .m4b, .opus, .ogg, .flac or .wav"),
    (("-o", "x.flac", "--bitrate", "160"), 2, "flac loses nothing and has no bit rate"),
    (("-o", "x.opus", "--bitrate", "320"), 2, "320 kbit/s is no bit rate of opus here; choose from 32, 48"),
    (("-o", "x.m4b", "--bitrate", "100"), 2, "choose from 64, 80"),
    (("-f", "mp3-vbr", "--bitrate", "160"), 2, "choose from 100, 115"),
    (("--bitrate", "100"), 2, "choose from 64, 80"),
    (("-o", "x.m4a", "--loudness", "loud"), 2, '"loud" is no loudness: give podcast, app-store'),
    (("-o", "."), 10, "is a folder; give the name of a file"),
    (("-o", "no/x.m4a"), 10, "there is no folder no"),
]


@pytest.fixture
def script(workplace: Path) -> str:
    (workplace / "rest.md").write_text(SCRIPT, encoding="utf-8")
    return "rest.md"


def left(workplace: Path) -> list[str]:
    return sorted(str(item.relative_to(workplace)) for item in workplace.rglob("*"))


@pytest.mark.parametrize(("asked", "code", "said"), REFUSED)
def test_what_cannot_be_is_told_before_a_word_is_spoken(
    script: str,
    workplace: Path,
    capsys: pytest.CaptureFixture[str],
    asked: tuple[str, ...],
    code: int,
    said: str,
) -> None:
    assert run(["render", script, "-v", TONE, *asked]) == code
    printed = capsys.readouterr()
    assert said in printed.err
    assert "speaking" not in printed.err
    assert not printed.out
    assert left(workplace) == ["rest.md"]


def test_an_ffmpeg_that_fails_is_the_encoder_s_error(
    script: str, workplace: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """One that was built without Opus, say: it ends at once, and says why."""
    without = workplace.parent / "ffmpeg-without-opus"
    refuse = """case "$*" in *libopus*) echo "Unknown encoder 'libopus'" >&2; exit 8;; esac"""
    without.write_text(f'#!/bin/sh\n{refuse}\nexec "{executable()}" "$@"\n')
    without.chmod(0o755)
    monkeypatch.setattr("quietude.ffmpeg.executable", lambda: str(without))
    assert run(["render", script, "-v", TONE, "-q", "-o", "x.opus"]) == 9
    assert "ffmpeg failed: Unknown encoder 'libopus'" in capsys.readouterr().err
    assert left(workplace) == ["rest.md"]


def test_a_format_is_chosen_by_name_or_by_ending(
    script: str, workplace: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(["render", script, "-v", TONE, "-f", "flac", "--mono", "-b", "none"]) == 0
    assert capsys.readouterr().out.startswith("output/rest.flac")
    assert (workplace / "output" / "rest.flac").read_bytes()[:4] == b"fLaC"
    assert run(["render", script, "-v", TONE, "-o", "rest.ogg", "-b", "none"]) == 0
    assert (workplace / "rest.ogg").read_bytes()[:4] == b"OggS"
