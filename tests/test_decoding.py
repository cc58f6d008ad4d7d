from __future__ import annotations

import wave
from pathlib import Path

import numpy as np
import pytest

from quietude import decoding, ffmpeg
from quietude.errors import FileError, InputError


def _tone(path: Path, *output: str, channels: int = 2, rate_hz: int = 44_100, seconds: float = 1.5) -> Path:
    """A file of a 440 Hz tone at half of full scale on every channel."""
    time_s = np.arange(int(seconds * rate_hz)) / rate_hz
    tone = np.repeat((0.5 * np.sin(2 * np.pi * 440 * time_s))[:, None], channels, axis=1)
    ffmpeg.run(
        [
            "-f",
            "f32le",
            "-ar",
            str(rate_hz),
            "-ac",
            str(channels),
            "-i",
            "pipe:0",
            *output,
            ffmpeg.file_name(path),
        ],
        stdin=tone.astype("<f4").tobytes(),
    )
    return path


@pytest.mark.parametrize(
    "name", ["-y.wav", "http:x.wav", "a b'c.wav", "Ätna 🌿.wav", "%03d.wav", "concat:a|b.wav"]
)
def test_a_name_is_only_a_name(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str) -> None:
    monkeypatch.chdir(tmp_path)
    path = _tone(Path(name))
    assert path.is_file()
    assert sum(len(block) for block in decoding.decode_blocks(path, 4800)) == 72_000
    decoding.decode_to_wav(path, Path("-out:.wav"))
    assert sorted(item.name for item in tmp_path.iterdir()) == sorted([name, "-out:.wav"])


@pytest.mark.parametrize("suffix", ["wav", "flac", "mp3", "ogg", "m4a", "opus", "aiff", "mka", "wma"])
def test_the_usual_files_are_read(tmp_path: Path, suffix: str) -> None:
    path = _tone(tmp_path / f"a.{suffix}", *(("-c:a", "libvorbis") if suffix == "ogg" else ()))
    blocks = list(decoding.decode_blocks(path, 10_000))
    assert all(block.dtype == np.float32 and block.shape == (10_000, 2) for block in blocks[:-1])
    sound = np.concatenate(blocks)
    assert abs(len(sound) - 72_000) <= 48 * 60, "coded formats may add a little at the ends"
    middle = sound[20_000:60_000]
    np.testing.assert_allclose(
        np.sqrt((middle**2).mean(axis=0)), 0.5 / np.sqrt(2), rtol=0.06
    )  # LAME turns down by 5 %


def test_mono_is_as_loud_on_two_sides(tmp_path: Path) -> None:
    sound = np.concatenate(list(decoding.decode_blocks(_tone(tmp_path / "a.wav", channels=1), 48_000)))
    assert np.array_equal(sound[:, 0], sound[:, 1])
    np.testing.assert_allclose((sound**2).sum(axis=1).mean(), 0.125, rtol=0.01)


def test_samples_over_full_scale_stay(tmp_path: Path) -> None:
    loud = np.full((4800, 2), 1.7, dtype="<f4")
    path = tmp_path / "loud.wav"
    ffmpeg.run(
        [
            "-f",
            "f32le",
            "-ar",
            "48000",
            "-ac",
            "2",
            "-i",
            "pipe:0",
            "-c:a",
            "pcm_f32le",
            ffmpeg.file_name(path),
        ],
        stdin=loud.tobytes(),
    )
    (block,) = decoding.decode_blocks(path, 4800)
    assert np.array_equal(block, loud)


def test_a_wav_has_the_session_s_shape_and_the_same_bytes_each_time(tmp_path: Path) -> None:
    source = _tone(tmp_path / "a.mp3", "-metadata", "title=secret", rate_hz=32_000, channels=1)
    for name in ("b.wav", "c.wav"):
        decoding.decode_to_wav(source, tmp_path / name)
    with wave.open(str(tmp_path / "b.wav")) as made:
        assert (made.getframerate(), made.getnchannels(), made.getsampwidth()) == (48_000, 2, 2)
        assert made.getnframes() == 72_000
    whole = (tmp_path / "b.wav").read_bytes()
    assert whole == (tmp_path / "c.wav").read_bytes()
    assert b"secret" not in whole


def test_the_sound_of_a_film_is_taken_and_the_picture_left(tmp_path: Path) -> None:
    path = tmp_path / "film.mp4"
    ffmpeg.run(
        [
            *("-f", "lavfi", "-i", "testsrc=size=64x64:rate=5:duration=1"),
            *("-f", "lavfi", "-i", "sine=duration=1", "-c:v", "mpeg4", ffmpeg.file_name(path)),
        ]
    )
    assert sum(len(block) for block in decoding.decode_blocks(path, 48_000)) > 40_000
    silent = tmp_path / "silent.mp4"
    ffmpeg.run(["-i", ffmpeg.file_name(path), "-an", "-c", "copy", ffmpeg.file_name(silent)])
    with pytest.raises(InputError, match="cannot be read as sound"):
        next(decoding.decode_blocks(silent, 48_000))


@pytest.mark.parametrize("content", [b"", b"just words\n" * 50, bytes(5000), b"RIFF\x00\x00\x00\x00WAVE"])
def test_what_is_no_sound_is_refused_and_leaves_nothing(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "a.mp3"
    path.write_bytes(content)
    with pytest.raises(InputError, match="cannot be read as sound"):
        list(decoding.decode_blocks(path, 4800))
    with pytest.raises(InputError, match="cannot be read as sound"):
        decoding.decode_to_wav(path, tmp_path / "b.wav")
    assert [item.name for item in tmp_path.iterdir()] == ["a.mp3"]


def test_a_missing_file_and_a_folder_cannot_be_read(tmp_path: Path) -> None:
    for path in (tmp_path / "none.wav", tmp_path):
        with pytest.raises(FileError, match="cannot read"):
            list(decoding.decode_blocks(path, 4800))
        with pytest.raises(FileError, match="cannot read"):
            decoding.decode_to_wav(path, tmp_path / "b.wav")


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("a.m3u8", "#EXTM3U\n#EXT-X-TARGETDURATION:10\n#EXTINF:10,\nhttp://{address}\n#EXT-X-ENDLIST\n"),
        ("live.m3u8", "#EXTM3U\n#EXT-X-TARGETDURATION:10\n#EXTINF:10,\nhttp://{address}\n"),
        ("a.ffconcat", "ffconcat version 1.0\nfile http://{address}\n"),
        ("a.sdp", "v=0\nc=IN IP4 127.0.0.1\nm=audio 9 RTP/AVP 0\n"),
        ("a.asx", '<asx><entry><ref href="http://{address}"/></entry></asx>'),
    ],
)
def test_a_playlist_fetches_nothing(
    tmp_path: Path, callers: tuple[str, list[str]], name: str, text: str
) -> None:
    address, seen = callers
    path = tmp_path / name
    path.write_text(text.format(address=address))
    with pytest.raises(InputError, match="cannot be read as sound"):
        list(decoding.decode_blocks(path, 4800))
    assert seen == []


def test_a_reader_that_is_left_ends_its_child(tmp_path: Path) -> None:
    path = _tone(tmp_path / "a.wav", seconds=60)
    children = ffmpeg.Children()
    with children.start(["-i", ffmpeg.file_name(path), "-f", "f32le", "pipe:1"], fed=False) as (child, _):
        assert child.poll() is None
    assert child.returncode is not None
    blocks = decoding.decode_blocks(path, 4800)
    next(blocks)
    blocks.close()  # type: ignore[attr-defined]  # it is a generator


def test_a_block_holds_something(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="0 frames"):
        next(decoding.decode_blocks(tmp_path / "a.wav", 0))
