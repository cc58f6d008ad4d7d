"""Music that users bring: found, cut, levelled and looped without a seam."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from quietude import ffmpeg
from quietude.beds import music
from quietude.beds.bed import BED_LEVEL_LUFS
from quietude.beds.level import measure
from quietude.beds.music import open_music
from quietude.beds.seam import find_seam
from quietude.errors import BedError, FileError
from tests.beds.bed_checks import SECOND, envelope, loudness_lufs, read_in_pieces, write_wav

RATE = 44_100


def melody(length_s: float, *, rate_hz: int = RATE) -> np.ndarray:
    """Six notes, one a second, over and over: it can be joined only at whole rounds of six seconds."""
    sound = np.zeros(round(length_s * rate_hz))
    since_s = np.arange(8 * rate_hz) / rate_hz
    shape = 0.2 * np.minimum(since_s / 0.02, 1.0) * np.exp(-since_s / 1.2)
    for number in range(int(length_s)):
        tone_hz = (220.0, 247.0, 277.0, 330.0, 294.0, 262.0)[number % 6]
        rest = sound[number * rate_hz :][: len(shape)]
        rest += (shape * np.sin(2.0 * np.pi * tone_hz * since_s))[: len(rest)]
    return sound


@pytest.fixture(scope="module")
def song(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An MP3 of 40 s that fades in and out, with silence around it."""
    folder = tmp_path_factory.mktemp("music")
    sound = melody(40.0) * np.minimum(1.0, np.arange(40 * RATE) / RATE)
    sound *= np.clip((40 * RATE - np.arange(40 * RATE)) / (4 * RATE), 0.0, 1.0)
    wav = write_wav(folder / "song.wav", np.concatenate([np.zeros(2 * RATE), sound, np.zeros(3 * RATE)]))
    mp3 = folder / "song.mp3"
    subprocess.run([ffmpeg.executable(), "-loglevel", "error", "-i", wav, "-b:a", "192k", mp3], check=True)
    return mp3


def test_silence_is_cut_and_the_level_met(song: Path) -> None:
    source = open_music(song)
    sound = source.read(0, 120 * SECOND)
    assert np.abs(sound[: SECOND // 2]).max() > 0.0
    assert envelope(sound[:, 0], SECOND).min() > 0.1 * envelope(sound[:, 0], SECOND).max() * 0.2
    assert loudness_lufs(sound) == pytest.approx(BED_LEVEL_LUFS, abs=0.5)
    assert measure(source) == pytest.approx(BED_LEVEL_LUFS, abs=0.5)
    assert np.array_equal(sound[:, 0], sound[:, 1])  # mono sounds on both sides


def test_the_join_keeps_the_beat_the_level_and_the_colour(song: Path) -> None:
    pcm = music._decode(song)
    seam = find_seam(pcm, *music._without_silence(pcm, song))
    assert seam.period % (6 * SECOND) == pytest.approx(0, abs=2)  # whole rounds of the melody
    assert seam.correlation > 0.95
    sound = open_music(song).read(0, 120 * SECOND).mean(axis=1).astype(np.float64)
    at = seam.loop_start - seam.begin + seam.period
    across, earlier = sound[at - SECOND : at + 5 * SECOND], sound[at - 7 * SECOND : at - SECOND]
    # The six seconds over the join are those of the round before: the same notes at the same level.
    assert 20.0 * np.log10(across.std() / earlier.std()) == pytest.approx(0.0, abs=0.5)
    steps = np.abs(np.diff(across))
    assert steps[SECOND - 2 : SECOND + 1].max() <= np.abs(np.diff(earlier)).max()
    left, right = np.abs(np.fft.rfft(across)), np.abs(np.fft.rfft(earlier))
    assert float(left @ right / np.sqrt((left @ left) * (right @ right))) > 0.97


def test_reads_are_a_pure_function_of_the_range(song: Path) -> None:
    source = open_music(song)
    for start in (0, 28 * SECOND + 5, 29 * 3600 * SECOND + 77, -1000):
        whole = source.read(start, 5 * SECOND)
        assert np.array_equal(whole, read_in_pieces(source, start, len(whole)))
    assert not source.read(-1000, 1000).any()


def test_sounds_that_have_nothing_in_common_join_at_equal_power(tmp_path: Path) -> None:
    noise = np.random.default_rng(1).standard_normal((20 * RATE, 2)) * 0.1
    source = open_music(write_wav(tmp_path / "noise.wav", noise))
    levels_db = 20.0 * np.log10(envelope(source.read(0, 60 * SECOND)[:, 0], SECOND // 4))
    assert np.ptp(levels_db) < 0.8


def test_peaks_never_clip(tmp_path: Path) -> None:
    clicks = np.random.default_rng(1).standard_normal(30 * RATE) * 1e-4
    clicks[:: 5 * RATE] = 0.9
    source = open_music(write_wav(tmp_path / "clicks.wav", clicks))
    assert np.abs(source.read(0, 40 * SECOND)).max() <= 10 ** (-3 / 20) + 1e-3


def test_dc_is_taken_away(tmp_path: Path) -> None:
    source = open_music(write_wav(tmp_path / "dc.wav", melody(20.0) + 0.2))
    sound = source.read(0, 20 * SECOND)
    assert abs(sound.mean()) < 0.02 * sound.std()


@pytest.mark.parametrize("length_s", [1.2, 3.0])
def test_short_pieces_loop(tmp_path: Path, length_s: float) -> None:
    source = open_music(
        write_wav(tmp_path / "short.wav", melody(length_s + 1)[: round(length_s * RATE)] + 1e-3)
    )
    assert np.isfinite(source.read(0, 30 * SECOND)).all()
    assert source.read(25 * SECOND, SECOND).any()


def test_what_is_no_music_is_refused(tmp_path: Path) -> None:
    with pytest.raises(BedError, match="needs at least 1 s"):
        open_music(write_wav(tmp_path / "short.wav", melody(1.0)[: RATE // 2]))
    with pytest.raises(BedError, match="is silent"):
        open_music(write_wav(tmp_path / "silent.wav", np.zeros(5 * RATE)))
    with pytest.raises(BedError):
        open_music(write_wav(tmp_path / "empty.wav", np.zeros(0)))
    text = tmp_path / "text.mp3"
    text.write_text("this is no sound")
    with pytest.raises(BedError):
        open_music(text)
    with pytest.raises(FileError):
        open_music(tmp_path / "missing.mp3")


def test_of_a_long_piece_the_beginning_loops(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(music, "LONGEST_S", 8.0)
    pcm = music._decode(write_wav(tmp_path / "long.wav", melody(30.0)))
    assert len(pcm) == 8 * SECOND
    assert isinstance(pcm, np.memmap)


def test_works_with_no_ffmpeg_on_the_path_and_without_a_warning(song: Path) -> None:
    code = f"""if True:
        from pathlib import Path
        from quietude.beds.music import open_music
        print(open_music(Path({str(song)!r})).read(0, 480).shape)
    """
    environment = os.environ | {"PATH": "", "PYTHONDONTWRITEBYTECODE": "1"}
    done = subprocess.run(
        [sys.executable, "-W", "error", "-c", code],
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.stderr == ""
    assert done.stdout.strip() == "(480, 2)"
