from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from quietude.audio import Block
from quietude.errors import EncodeError, InputError
from quietude.export.formats import MP3_KBPS
from quietude.export.frames import (
    DECODER_DELAY,
    ENCODER_DELAY,
    FRAME_SAMPLES,
    Encoding,
    check_frames,
    frames_for,
)
from quietude.export.segments import encoded_segments

from .sounds import Held


@pytest.mark.parametrize("mono", [False, True])
@pytest.mark.parametrize("bitrate_kbps", MP3_KBPS)
def test_every_bit_rate_stays_at_48_khz_without_padding(minute: Block, bitrate_kbps: int, mono: bool) -> None:
    encoding = Encoding(bitrate_kbps=bitrate_kbps, mono=mono)
    (frames,) = encoded_segments(Held(minute), 10 * FRAME_SAMPLES, encoding, workers=1)
    assert check_frames(frames, encoding) == 11
    assert len(frames) == 11 * encoding.frame_bytes


@pytest.mark.parametrize("bitrate_kbps", [-1, 0, 32, 56, 100, 129, 384, 128_000])
def test_another_bit_rate_is_refused_with_those_there_are(bitrate_kbps: int) -> None:
    with pytest.raises(InputError, match=r"64, 80, 96, 112, 128, 160, 192, 224, 256, 320"):
        Encoding(bitrate_kbps=bitrate_kbps)


@given(st.integers(1, 8 * 3600 * 48_000))
def test_the_frames_hold_the_sound_and_both_delays_and_no_frame_more_than_that(duration: int) -> None:
    room = frames_for(duration) * FRAME_SAMPLES
    assert room >= duration + ENCODER_DELAY + DECODER_DELAY
    padding = room - ENCODER_DELAY - duration
    assert 0 <= padding < 4096, "it has to fit into twelve bits"
    assert padding < FRAME_SAMPLES + 2 * ENCODER_DELAY


def _frames(encoding: Encoding, count: int = 3) -> bytearray:
    return bytearray(encoding.header.ljust(encoding.frame_bytes, b"\0") * count)


@pytest.mark.parametrize(
    ("place", "value", "said"),
    [
        (0, 0x00, "other than"),
        (2, 0xA4, "other than"),  # 160 kbit/s
        (2, 0x90, "other than"),  # 44.1 kHz
        (2, 0x96, "other than"),  # a padding byte
        (1, 0xFA, "other than"),  # a checksum
        (3, 0xC4, "other than"),  # mono
        (4, 0x01, "reservoir"),
        (5, 0x80, "reservoir"),
    ],
)
def test_a_frame_that_is_not_as_asked_for_is_found(place: int, value: int, said: str) -> None:
    encoding = Encoding(bitrate_kbps=128)
    frames = _frames(encoding)
    assert check_frames(bytes(frames), encoding) == 3
    frames[encoding.frame_bytes + place] = value
    with pytest.raises(EncodeError, match=said):
        check_frames(bytes(frames), encoding)


def test_joint_stereo_may_change_from_frame_to_frame() -> None:
    encoding = Encoding(bitrate_kbps=128)
    frames = _frames(encoding)
    frames[3] = 0x64
    assert check_frames(bytes(frames), encoding) == 3


def test_half_a_frame_is_found() -> None:
    encoding = Encoding(bitrate_kbps=128)
    with pytest.raises(EncodeError, match="not whole frames"):
        check_frames(bytes(_frames(encoding))[:-1], encoding)
