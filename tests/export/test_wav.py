from __future__ import annotations

import shutil
import struct
import subprocess
import wave
from pathlib import Path

import numpy as np
import pytest

from quietude.errors import FileError
from quietude.export.pcm import BLOCK_FRAMES, integers_24
from quietude.export.tags import ChapterMark, Tags
from quietude.export.wav import STEM, WavForm, cues, wav_header, write_session_wav, write_wav

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


def read(path: Path) -> dict[bytes, bytes]:
    """The chunks of a small RIFF file, by name."""
    whole = path.read_bytes()
    assert whole[:4] == b"RIFF"
    assert struct.unpack("<I", whole[4:8])[0] == len(whole) - 8
    found, at = {}, 12
    while at < len(whole):
        name, (size,) = whole[at : at + 4], struct.unpack("<I", whole[at + 4 : at + 8])
        found[name if name != b"LIST" else whole[at + 8 : at + 12]] = whole[at + 8 : at + 8 + size]
        at += 8 + size + size % 2
    assert at == len(whole)
    return found


@pytest.mark.parametrize("channels", [1, 2])
@pytest.mark.parametrize("frames", [1, 2, 999])
def test_24_bits_are_the_nearest_whole_numbers(tmp_path: Path, channels: int, frames: int) -> None:
    sound = murmur(0.1)[:frames]
    sound[0] = (1.5, -1.5)  # more than there is room for
    path = tmp_path / "out.wav"
    write_wav(Held(sound), frames, path, form=WavForm(bits=24, channels=channels))
    size = len(read(path)[b"data"])
    assert size == frames * channels * 3
    with wave.open(str(path)) as file:  # Python's own reader
        assert (file.getnchannels(), file.getsampwidth(), file.getframerate()) == (channels, 3, 48_000)
        raw = np.frombuffer(file.readframes(frames), np.uint8).reshape(-1, 3)
    whole = np.pad(raw, ((0, 0), (1, 0))).view("<i4").ravel() >> 8
    np.testing.assert_array_equal(whole.reshape(-1, channels), integers_24(sound[:, :channels]))
    assert whole[0] == 2**23 - 1


def test_a_session_s_texts_cues_and_tag_stand_around_the_sound(tmp_path: Path) -> None:
    sound = murmur(0.1)[:4_799]
    marks = [ChapterMark(title="One", start=0, end=7), ChapterMark(title="Zwei é", start=7, end=4_799)]
    tags = Tags(title="Rest", artist=" ", album="Quiet", year=7, language="fr", comment="a\nb")
    path = tmp_path / "out.wav"
    write_session_wav(Held(sound), len(sound), path, mono=True, tags=tags, chapters=marks)
    chunks = read(path)
    assert list(chunks) == [b"fmt ", b"INFO", b"data", b"cue ", b"adtl", b"id3 "]
    assert len(chunks[b"data"]) == 4_799 * 3
    assert chunks[b"id3 "][:3] == b"ID3"
    for text in (
        b"INAM\x05\0\0\0Rest\0",
        b"ICRD\x05\0\0\x000007\0",
        b"ICMT\x04\0\0\0a b\0",
        b"ILNG\x04\0\0\0fra\0",
    ):
        assert text in chunks[b"INFO"]
    assert b"IART" not in chunks[b"INFO"]
    count, *points = struct.unpack("<I" + "II4sIII" * 2, chunks[b"cue "])
    assert count == 2
    assert points == [1, 0, b"data", 0, 0, 0, 2, 7, b"data", 0, 0, 7]
    assert "Zwei é\0".encode() in chunks[b"adtl"]


def test_without_chapters_there_are_no_cues(tmp_path: Path) -> None:
    write_session_wav(Held(murmur(0.1)), 100, tmp_path / "out.wav", tags=Tags(title="Rest"))
    assert list(read(tmp_path / "out.wav")) == [b"fmt ", b"INFO", b"data", b"id3 "]
    assert cues([]) == b""


@pytest.mark.parametrize("form", [STEM, WavForm(bits=24), WavForm(bits=24, channels=1)])
def test_it_is_rf64_from_the_first_byte_that_32_bits_cannot_count(form: WavForm) -> None:
    after = b"x" * 10
    head = len(wav_header(1, form, after=after))
    last = (0xFFFFFFFF + 8 - head - len(after)) // form.frame_bytes
    if (last * form.frame_bytes) % 2:
        last -= 1
    assert wav_header(last, form, after=after)[:4] == b"RIFF"
    header = wav_header(last + 2, form, after=after)
    assert header[:4] == b"RF64"
    whole, size, samples = struct.unpack("<QQQ", header[20:44])
    assert size == (last + 2) * form.frame_bytes
    assert samples == last + 2
    assert whole == len(header) - 8 + size + size % 2 + len(after)
    assert header[-8:] == b"data\xff\xff\xff\xff"


@pytest.mark.parametrize("form", [STEM, WavForm(bits=24), WavForm(bits=24, channels=1)])
def test_others_read_the_length_of_a_file_of_many_gigabytes(tmp_path: Path, form: WavForm) -> None:
    duration = 12 * 3600 * 48_000 + 1
    path = tmp_path / "long.wav"
    header = wav_header(duration, form)
    with path.open("wb") as file:
        file.write(header)
        try:
            file.truncate(len(header) + duration * form.frame_bytes)  # silence that takes no room
        except OSError:
            pytest.skip("no file of so many bytes can be made here")
    if path.stat().st_blocks * 512 > 10_000_000:
        pytest.skip("this disk keeps every zero")
    soundfile = pytest.importorskip("soundfile")
    found = soundfile.info(str(path))
    assert (found.format, found.frames, found.samplerate, found.channels) == (
        "RF64",
        duration,
        48_000,
        form.channels,
    )
    if shutil.which("ffprobe"):
        show = ("-v", "error", "-show_entries", "stream=duration_ts", "-of", "csv=p=0")
        assert int(subprocess.check_output(["ffprobe", *show, str(path)])) == duration
    if shutil.which("mediainfo"):
        said = subprocess.check_output(["mediainfo", "--Inform=Audio;%Duration%", str(path)])
        assert int(said) == duration // 48


def test_progress_rises_to_one(tmp_path: Path) -> None:
    parts: list[float] = []
    silence = Held(np.zeros((BLOCK_FRAMES * 2, 2), dtype=np.float32))
    write_wav(silence, BLOCK_FRAMES * 2, tmp_path / "out.wav", progress=parts.append)
    assert parts == [0.5, 1.0]
