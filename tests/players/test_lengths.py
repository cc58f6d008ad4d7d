"""How long a file is, by those who play it: the length that was asked for, most of them to the sample."""

from __future__ import annotations

from pathlib import Path

import pytest

from quietude.export.formats import FORMATS

from ..export.sounds import RATE, murmur
from ..sounding import decoded
from .files import Made, make
from .witnesses import (
    duration_by_mediainfo,
    duration_by_mutagen,
    needs,
    played_by_ffmpeg,
    played_by_mpg123,
    probed,
)

WITHIN_S = 0.05
"""The promise."""
AAC_FRAME = 1024
SPOKEN_OF = {"mp3": 2 * 1152 / RATE, "mp3-vbr": 2 * 1152 / RATE, "opus": 312 / RATE}
"""How much more than it plays a file is said to last by those who count its frames: what an encoder puts
before and after. Opus decoders drop the first 312 samples."""


def test_the_decoder_that_comes_along_plays_every_sample(made: Made) -> None:
    assert len(decoded(made.path)) == made.duration


@needs("ffmpeg")
def test_debian_s_ffmpeg_plays_every_sample(made: Made) -> None:
    played = len(played_by_ffmpeg(made.path, channels=made.form.channels))
    if made.form.format.mime == "audio/mp4":
        # It is of 2023 and plays an AAC file's last frame to its end, which is silence; newer ones do not.
        assert played == -(-made.duration // AAC_FRAME) * AAC_FRAME
    else:
        assert played == made.duration


@needs("mpg123")
@pytest.mark.parametrize("name", ["mp3", "mp3-vbr"])
@pytest.mark.parametrize("channels", [1, 2])
def test_mpg123_plays_every_sample(all_made: dict[tuple[str, int], Made], name: str, channels: int) -> None:
    made = all_made[name, channels]
    assert len(played_by_mpg123(made.path, channels=channels)) == made.duration


def test_libsndfile_plays_every_sample(made: Made) -> None:
    if made.form.format.mime == "audio/mp4":
        pytest.skip("libsndfile reads no AAC")
    soundfile = pytest.importorskip("soundfile")
    sound, rate = soundfile.read(made.path, always_2d=True)
    assert sound.shape == (made.duration, made.form.channels)
    assert rate == RATE


def test_mutagen_says_its_length(made: Made) -> None:
    assert duration_by_mutagen(made.path) == pytest.approx(made.duration / RATE, abs=WITHIN_S)


@needs("ffprobe")
def test_ffprobe_says_its_length(made: Made) -> None:
    more = float(probed(made.path)["format"]["duration"]) - made.duration / RATE
    assert -1e-5 < more < SPOKEN_OF.get(made.form.format.name, 0.0) + 1e-5 < WITHIN_S


@needs("mediainfo")
def test_mediainfo_says_its_length(made: Made) -> None:
    more = duration_by_mediainfo(made.path) - made.duration / RATE
    assert -1e-3 < more < SPOKEN_OF.get(made.form.format.name, 0.0) + 1e-3


@needs("ffmpeg")
@pytest.mark.parametrize("name", [name for name in FORMATS if name not in {"m4a", "m4b"}])
@pytest.mark.parametrize("duration", [17, 1_153, 48_000])
def test_any_length_is_played_to_the_sample(tmp_path: Path, name: str, duration: int) -> None:
    made = make(tmp_path, name, murmur(1.5)[:duration])
    assert len(decoded(made.path)) == duration
    assert len(played_by_ffmpeg(made.path, channels=2)) == duration
