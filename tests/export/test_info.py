from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from quietude.audio import Block
from quietude.errors import EncodeError
from quietude.export.formats import MP3_KBPS
from quietude.export.frames import Encoding
from quietude.export.info import Info, crc16, crc16_of_frames, info_frame, read_info
from quietude.ffmpeg import file_name, run


@given(
    st.integers(1, 8 * 3600 * 48_000),
    st.sampled_from(MP3_KBPS),
    st.booleans(),
    st.integers(0, 0xFFFF),
)
def test_what_is_written_is_read_back(duration: int, bitrate_kbps: int, mono: bool, music_crc: int) -> None:
    encoding = Encoding(bitrate_kbps=bitrate_kbps, mono=mono)
    frame = info_frame(encoding, duration, music_crc)
    assert len(frame) == encoding.frame_bytes
    info = read_info(frame, encoding)
    assert info.duration == duration
    assert info.music_crc == music_crc
    assert info.size_bytes == (info.frames + 1) * encoding.frame_bytes


def test_ffmpeg_says_the_same_of_its_own_file(minute: Block, tmp_path: Path) -> None:
    path = tmp_path / "own.mp3"
    sound = minute[: 20 * 48_000]
    run(
        [
            *("-f", "f32le", "-ar", "48000", "-ac", "2", "-i", "pipe:0"),
            *("-b:a", "128k", "-reservoir", "0", "-id3v2_version", "0", file_name(path)),
        ],
        stdin=sound.tobytes(),
    )
    encoding = Encoding(bitrate_kbps=128)
    whole = path.read_bytes()
    # ffmpeg takes the smallest frame that the table fits into; its checksums do not depend on that.
    size = 192 if whole[2] >> 4 == 5 else encoding.frame_bytes
    theirs = read_info(whole[:size], encoding)
    music = whole[size:]
    ours = read_info(info_frame(encoding, len(sound), crc16_of_frames(music, encoding.frame_bytes)), encoding)
    assert (theirs.frames, theirs.delay, theirs.padding) == (ours.frames, ours.delay, ours.padding)
    assert theirs.music_crc == ours.music_crc
    assert theirs.duration == len(sound)


def test_the_table_of_places_rises_evenly() -> None:
    encoding = Encoding(bitrate_kbps=128)
    toc = np.frombuffer(info_frame(encoding, 600 * 48_000, 0), dtype=np.uint8)[52:152].astype(int)
    assert np.abs(toc - np.arange(100) * 256 / 100).max() <= 1
    assert (np.diff(toc) >= 0).all()


@given(st.integers(1, 40), st.sampled_from([192, 384, 960]), st.integers(0, 2**32), st.data())
def test_the_checksum_of_many_frames_is_that_of_their_bytes(
    count: int, frame_bytes: int, seed: int, data: st.DataObject
) -> None:
    frames = np.random.default_rng(seed).bytes(count * frame_bytes)
    cut = data.draw(st.integers(0, count)) * frame_bytes
    first = crc16_of_frames(frames[:cut], frame_bytes)
    assert crc16_of_frames(frames[cut:], frame_bytes, first) == crc16(frames)


def test_another_frame_and_a_damaged_one_are_found() -> None:
    encoding = Encoding(bitrate_kbps=64)
    frame = bytearray(info_frame(encoding, 1000, 0))
    assert isinstance(read_info(bytes(frame), encoding), Info)
    frame[45] ^= 1
    with pytest.raises(EncodeError, match="checksum"):
        read_info(bytes(frame), encoding)
    with pytest.raises(EncodeError, match="no Info frame"):
        read_info(encoding.header.ljust(encoding.frame_bytes, b"\0"), encoding)
    with pytest.raises(EncodeError, match="no Info frame"):
        read_info(b"", encoding)
