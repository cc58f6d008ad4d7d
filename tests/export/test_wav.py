from __future__ import annotations

import struct
from pathlib import Path

import numpy as np
import pytest

from quietude.errors import FileError
from quietude.export.wav import wav_header, write_wav

from ..sounding import decoded
from .sounds import Held, murmur


def test_a_float_wav_gives_back_every_sample(tmp_path: Path) -> None:
    sound = murmur(1.25)
    write_wav(Held(sound), len(sound), tmp_path / "out.wav")
    np.testing.assert_array_equal(decoded(tmp_path / "out.wav"), sound)


def test_a_long_one_is_rf64_with_its_true_sizes() -> None:
    duration = 12 * 3600 * 48_000
    header = wav_header(duration)
    assert header[:4] == b"RF64"
    whole, size, samples, _ = struct.unpack("<QQQI", header[20:48])
    assert (size, samples, whole) == (duration * 8, duration, duration * 8 + len(header) - 8)
    assert wav_header(48_000)[:4] == b"RIFF"
    assert struct.unpack("<I", wav_header(48_000)[4:8])[0] == 48_000 * 8 + len(wav_header(48_000)) - 8


def test_a_folder_that_is_missing_is_told(tmp_path: Path) -> None:
    with pytest.raises(FileError):
        write_wav(Held(murmur(0.1)), 100, tmp_path / "nowhere" / "out.wav")
