from __future__ import annotations

import io
import struct
import wave

import numpy as np
import pytest

from quietude.audio import Audio
from quietude.narration.sound_files import clip_from_bytes, clip_to_bytes, read_aiff, read_wav

CLIP = Audio(samples=np.linspace(-0.02, 0.03, 999).astype(np.float32), sample_rate_hz=22_050)


def aiff(samples: list[int], *, kind: bytes = b"AIFF", compression: bytes = b"", channels: int = 1) -> bytes:
    order = "<" if compression == b"sowt" else ">"
    rate = struct.pack(">HQ", 16_383 + 14, 22_050 << (63 - 14))
    common = struct.pack(">hLh", channels, len(samples) // channels, 16) + rate
    if kind == b"AIFC":
        common += compression + b"\0\0"
    sound = struct.pack(">LL", 0, 0) + struct.pack(f"{order}{len(samples)}h", *samples)
    parts = [(b"FVER", b"\xa2\x80\x51\x40\x00"), (b"COMM", common), (b"SSND", sound)]
    chunks = b"".join(
        name + struct.pack(">L", len(body)) + body + b"\0" * (len(body) % 2) for name, body in parts
    )
    return b"FORM" + struct.pack(">L", len(chunks) + 4) + kind + chunks


def test_a_clip_comes_back_as_it_went_up_to_its_level() -> None:
    found = clip_from_bytes(clip_to_bytes(CLIP))
    assert found is not None
    assert found.sample_rate_hz == 22_050
    assert np.max(np.abs(found.samples)) == pytest.approx(10 ** (-1 / 20), abs=1e-3)
    scale = 0.03 / np.max(found.samples)
    assert np.allclose(found.samples * scale, CLIP.samples, atol=2e-6)


def test_other_programs_can_play_it() -> None:
    with wave.open(io.BytesIO(clip_to_bytes(CLIP))) as file:
        assert (file.getnchannels(), file.getsampwidth(), file.getnframes()) == (1, 2, 999)


def test_any_damage_is_noticed() -> None:
    data = clip_to_bytes(CLIP)
    for at in range(0, len(data), 7):
        assert clip_from_bytes(data[:at] + bytes([data[at] ^ 4]) + data[at + 1 :]) is None
        assert clip_from_bytes(data[:at]) is None
    assert clip_from_bytes(data + b"x") is None


@pytest.mark.parametrize("data", [b"", b"RIFF", b"FORM" + b"\0" * 40, b"x" * 100])
def test_what_is_no_sound_is_none(data: bytes) -> None:
    assert read_wav(data) is None
    assert read_aiff(data) is None


@pytest.mark.parametrize(
    ("kind", "compression"), [(b"AIFF", b""), (b"AIFC", b"NONE"), (b"AIFC", b"sowt"), (b"AIFC", b"twos")]
)
def test_macos_sound_is_read(kind: bytes, compression: bytes) -> None:
    found = read_aiff(aiff([0, 16_384, -32_768], kind=kind, compression=compression))
    assert found is not None
    assert found.sample_rate_hz == 22_050
    assert found.samples.tolist() == [0.0, 0.5, -1.0]


def test_compressed_or_cut_macos_sound_is_none() -> None:
    assert read_aiff(aiff([1, 2], kind=b"AIFC", compression=b"ima4")) is None
    assert read_aiff(aiff([1, 2])[:60]) is None


def test_stereo_becomes_mono() -> None:
    found = read_aiff(aiff([16_384, 0, -16_384, 0], channels=2))
    assert found is not None
    assert found.samples.tolist() == [0.25, -0.25]
