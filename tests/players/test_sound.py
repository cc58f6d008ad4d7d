"""What comes out of a file beside what went in: the same sound, as loud, at the same place."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray
from scipy.signal import correlate

from quietude.audio import Block
from quietude.export.formats import FORMATS
from quietude.export.pcm import integers_24

from ..export.sounds import RATE
from .files import Made, make
from .witnesses import needs, played_by_ffmpeg

LOSSLESS = ("flac", "wav")
LOSSY = tuple(name for name in FORMATS if name not in LOSSLESS)


def played(made: Made) -> Block:
    return played_by_ffmpeg(made.path, channels=made.form.channels)[: made.duration]


def tone(hertz: float = 440.0) -> Block:
    time_s = np.arange(RATE) / RATE
    one: NDArray[np.float64] = 0.3 * np.sin(2 * np.pi * hertz * time_s)
    return np.stack([one, 0.5 * one], axis=1).astype(np.float32)


def noise() -> Block:
    """Soft at both ends, as sessions are; what a codec keeps of it at the top depends on the bit rate."""
    sound = np.random.default_rng(5).standard_normal((RATE, 2))
    spectrum = np.fft.rfft(sound, axis=0)
    spectrum[12_000:] = 0.0
    return (0.1 * np.hanning(RATE)[:, None] * np.fft.irfft(spectrum, RATE, axis=0)).astype(np.float32)


def change_db(before: Block, after: Block) -> NDArray[np.float64]:
    """How much more of it there is on each side."""
    power = [np.square(sound, dtype=np.float64).mean(axis=0) for sound in (before, after)]
    return np.asarray(10.0 * np.log10(power[1] / power[0]))


@needs("ffmpeg")
@pytest.mark.parametrize("name", LOSSLESS)
@pytest.mark.parametrize("channels", [1, 2])
def test_nothing_is_lost_but_what_24_bits_cannot_hold(
    all_made: dict[tuple[str, int], Made], name: str, channels: int
) -> None:
    made = all_made[name, channels]
    wanted = integers_24(made.sound[:, :channels])
    np.testing.assert_array_equal(played(made).astype(np.float64) * 2.0**23, wanted)


@needs("ffmpeg")
@pytest.mark.parametrize("mono", [False, True])
@pytest.mark.parametrize("name", LOSSY)
def test_a_tone_and_noise_are_as_loud_as_they_were_and_where_they_were(
    tmp_path: Path, name: str, mono: bool
) -> None:
    # AAC leaves out a little, most of what is nothing but noise.
    tone_db, noise_db = (0.15, 0.35) if name in {"m4a", "m4b"} else (0.1, 0.1)
    for sound, within in ((tone(), tone_db), (noise(), noise_db)):
        made = make(tmp_path, name, sound, mono=mono)
        after, before = played(made), made.sound[:, : made.form.channels]
        middle = slice(RATE // 10, -RATE // 10)
        assert change_db(before[middle], after[middle]) == pytest.approx(0.0, abs=within)
    matches = correlate(after[:, 0], before[:, 0], mode="full", method="fft")
    assert int(np.argmax(matches)) == len(before) - 1


@needs("ffmpeg")
def test_a_mono_file_is_as_loud_taken_as_one_channel(all_made: dict[tuple[str, int], Made]) -> None:
    for name in FORMATS:
        made = all_made[name, 1]
        one = played_by_ffmpeg(made.path, channels=1)[: made.duration]
        assert change_db(made.sound[:, :1], one) == pytest.approx(0.0, abs=0.2)  # not 3, nor 6
