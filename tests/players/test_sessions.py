"""Whole sessions from a script, in every format, measured by others."""

from __future__ import annotations

import datetime
import getpass
import os
import platform
from pathlib import Path

import numpy as np
import pytest

import quietude
from quietude.audio import Block
from quietude.export.formats import FORMATS
from quietude.session import Session

from ..conftest import TONE
from ..export.sounds import RATE
from .witnesses import chapters_by_ffprobe, metered, needs, output_of, played_by_ffmpeg, tags_by_ffprobe

SCRIPT = """---
title: "Rest = quiet; #1"
author: Ann Author
language: en
---
# Arriving
Welcome. You might let your shoulders soften.

# Resting
It is okay to feel this way. I am worthy of love and care.
[bell]
Thank you for this time.
"""
LENGTH_S = 32.0
WAYS = [*((name, False) for name in FORMATS), ("mp3", True), ("m4b", True), ("opus", True), ("wav", True)]


def rendered(folder: Path, name: str, **more: object) -> Session:
    folder.mkdir(exist_ok=True)
    script = folder / "rest.md"
    script.write_text(SCRIPT, encoding="utf-8")
    options: dict[str, object] = {"voice": TONE, "bed": "brown-noise", "length": f"{LENGTH_S:g}s", **more}
    path = folder / f"rest-{name}{FORMATS[name].ending}"
    return quietude.render(script, path, format=name, **options)  # type: ignore[arg-type]


@pytest.fixture(scope="module")
def sessions(tmp_path_factory: pytest.TempPathFactory) -> dict[tuple[str, bool], Session]:
    folder = tmp_path_factory.mktemp("rendered")
    return {(name, mono): rendered(folder / f"{mono}", name, mono=mono) for name, mono in WAYS}


@pytest.fixture(scope="module", params=WAYS, ids=[f"{name}{'-mono' * mono}" for name, mono in WAYS])
def session(sessions: dict[tuple[str, bool], Session], request: pytest.FixtureRequest) -> Session:
    return sessions[request.param]


def channels_of(path: Path) -> int:
    show = ("-v", "error", "-select_streams", "a", "-show_entries", "stream=channels", "-of", "csv=p=0")
    return int(output_of("ffprobe", *show, path).decode())


@needs("ffmpeg")
def test_it_has_the_length_asked_for_and_not_a_sample_more(session: Session) -> None:
    frames = len(played_by_ffmpeg(session.path, channels=2))
    wanted = round(LENGTH_S * RATE)
    if session.path.suffix in {".m4a", ".m4b"}:
        assert wanted <= frames < wanted + 1024  # see test_lengths.py
    else:
        assert frames == wanted


@needs("ffmpeg")
def test_it_is_as_loud_as_asked_for_and_under_the_limit(session: Session) -> None:
    found = metered(session.path)
    # A meter that counts one channel alone shows 3 LU less than both sides give when it plays.
    alone = 3.01 if channels_of(session.path) == 1 else 0.0
    assert found.loudness_lufs + alone == pytest.approx(session.loudness_lufs, abs=0.2)
    assert found.loudness_lufs + alone == pytest.approx(-16.0, abs=0.5)
    assert found.true_peak_dbtp <= -1.0
    assert found.true_peak_dbtp == pytest.approx(session.true_peak_dbtp, abs=0.3)


@needs("ffprobe")
def test_it_says_what_the_script_says(session: Session) -> None:
    said = tags_by_ffprobe(session.path)
    assert said["title"] == "Rest = quiet; #1"
    assert said["artist"] == "Ann Author"
    chapters = chapters_by_ffprobe(session.path)
    assert [title for _, title in chapters] == ["Arriving", "Resting"]
    starts = [chapter.start / RATE for chapter in session.timeline.chapters]
    assert [start for start, _ in chapters] == pytest.approx(starts, abs=0.001)


@pytest.mark.parametrize("name", ["m4b", "opus", "wav"])
def test_the_same_job_gives_the_same_bytes_elsewhere(
    sessions: dict[tuple[str, bool], Session], tmp_path: Path, name: str
) -> None:
    again = rendered(tmp_path / "another folder", name, mono=True, keep_clips=False)
    assert again.path.read_bytes() == sessions[name, True].path.read_bytes()


def test_nothing_of_the_day_or_the_machine_is_inside(session: Session) -> None:
    whole = session.path.read_bytes()
    today = datetime.datetime.now(tz=datetime.UTC).astimezone()
    secrets = {
        str(session.path.parent),
        str(Path.home()),
        platform.node(),
        getpass.getuser(),
        session.path.stem,
    }
    secrets |= {f"{today:%Y-%m}", f"{today:%Y%m}", os.fspath(Path.cwd())}
    for secret in secrets:
        if len(secret) > 4:  # less could be there by chance
            for encoding in ("utf-8", "utf-16-le"):
                assert secret.encode(encoding) not in whole, secret
    assert b"Lavf6" not in whole  # which ffmpeg it was


def test_a_file_s_own_dates_are_not_written(sessions: dict[tuple[str, bool], Session]) -> None:
    """MP4 counts seconds from 1904; zero is "not stated"."""
    for name in ("m4a", "m4b"):
        whole = sessions[name, False].path.read_bytes()
        for box in (b"mvhd", b"tkhd", b"mdhd"):
            at = -1
            while (at := whole.find(box, at + 1)) >= 0:
                assert whole[at + 8 : at + 16] == bytes(8)


@needs("ffmpeg")
@pytest.mark.parametrize(("loudness", "lufs"), [("ebu-r128", -23.0), ("app-store", -18.0)])
def test_a_preset_s_loudness_is_met(tmp_path: Path, loudness: str, lufs: float) -> None:
    made = rendered(tmp_path, "opus", loudness=loudness)
    assert metered(made.path).loudness_lufs == pytest.approx(lufs, abs=0.5)


@needs("ffmpeg")
def test_for_the_hard_of_hearing_the_bed_is_6_db_further_back(tmp_path: Path) -> None:
    made = {
        preset: rendered(tmp_path / preset, "flac", loudness=preset, stems=True)
        for preset in ("podcast", "hearing")
    }
    gaps = {}
    for preset, each in made.items():
        clip = each.timeline.clips[1]
        stems = {path.name.split(".")[1]: path for path in each.beside if path.suffix == ".wav"}
        voice, bed = (
            rms_db(played_by_ffmpeg(stems[stem], channels=2)[clip.start : clip.end])
            for stem in ("voice", "bed")
        )
        gaps[preset] = voice - bed
    assert gaps["hearing"] - gaps["podcast"] == pytest.approx(6.0, abs=0.3)
    assert metered(made["hearing"].path).loudness_lufs == pytest.approx(-16.0, abs=0.5)


def rms_db(sound: Block) -> float:
    return float(10.0 * np.log10(np.square(sound, dtype=np.float64).mean()))
