from __future__ import annotations

import contextlib
import resource
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from scipy.signal import correlate

from quietude.audio import Block
from quietude.decoding import decode_blocks
from quietude.errors import EncodeError, FileError, InputError
from quietude.export.check import check_mp3, decoded_duration_s
from quietude.export.formats import MP3_KBPS
from quietude.export.frames import Encoding
from quietude.export.id3 import tag_size
from quietude.export.mp3 import Mp3Figures, write_mp3
from quietude.export.tags import ChapterMark, Tags
from quietude.ffmpeg import executable

from .sounds import Held

TAGS = Tags(title="Arriving", artist="quietude", language="en", comment="Not while driving.")
SEGMENT = 625 * 1152


def _needs(tool: str) -> pytest.MarkDecorator:
    return pytest.mark.skipif(
        shutil.which(tool) is None, reason=f"{tool} is not installed; .ci/run installs it"
    )


def _write(
    sound: Block, path: Path, *, duration: int | None = None, mono: bool = False, workers: int = 2
) -> Mp3Figures:
    duration = len(sound) if duration is None else duration
    return write_mp3(Held(sound), duration, path, tags=TAGS, mono=mono, workers=workers)


def _decode(path: Path) -> Block:
    return np.concatenate(list(decode_blocks(path, 48_000)))


@pytest.mark.parametrize("mono", [False, True])
@pytest.mark.parametrize(
    "duration",
    [1, 575, 576, 577, 1151, 1152, 1153, SEGMENT - 1152, SEGMENT - 1151, SEGMENT - 1, SEGMENT, SEGMENT + 1],
)
def test_the_decoded_length_is_exact(minute: Block, tmp_path: Path, duration: int, mono: bool) -> None:
    path = tmp_path / "a.mp3"
    figures = _write(minute, path, duration=duration, mono=mono)
    assert figures.duration == duration
    assert len(_decode(path)) == duration
    assert path.stat().st_size == figures.size_bytes


@given(st.integers(1, 48_000))
@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_any_length_is_exact(minute: Block, tmp_path: Path, duration: int) -> None:
    path = tmp_path / "a.mp3"
    _write(minute, path, duration=duration)
    assert decoded_duration_s(path) == duration / 48_000


@pytest.mark.parametrize("mono", [False, True])
def test_the_sound_lies_where_it_lay(minute: Block, tmp_path: Path, mono: bool) -> None:
    path = tmp_path / "a.mp3"
    duration = int(61.3 * 48_000)
    figures = _write(minute, path, duration=duration, mono=mono)
    assert figures.segments == 5
    assert figures.channels == (1 if mono else 2)
    decoded = _decode(path)
    assert len(decoded) == duration
    wanted = minute[:duration].mean(axis=1) * (np.sqrt(0.5) if mono else 1.0)
    heard = decoded.mean(axis=1)
    for at in range(0, duration - 48_000, 288_000):  # in every segment
        piece = wanted[at + 2_000 : at + 46_000]
        matches = correlate(heard[at : at + 48_000], piece, mode="valid", method="fft")
        assert int(np.argmax(matches)) == 2_000
    error = heard - wanted
    assert 10 * np.log10((wanted**2).mean() / (error**2).mean()) > 8.0


def test_the_same_bytes_each_time_with_any_number_of_workers(minute: Block, tmp_path: Path) -> None:
    for name, workers in (("a", 1), ("b", 4), ("c", 4)):
        _write(minute, tmp_path / name, workers=workers)
    whole = (tmp_path / "a").read_bytes()
    assert whole == (tmp_path / "b").read_bytes() == (tmp_path / "c").read_bytes()


def test_progress_rises_to_one(minute: Block, tmp_path: Path) -> None:
    parts: list[float] = []
    write_mp3(Held(minute), len(minute), tmp_path / "a.mp3", tags=TAGS, progress=parts.append)
    assert parts == [0.2, 0.4, 0.6, 0.8, 1.0]


def test_ffmpeg_shows_tags_chapters_and_length(minute: Block, tmp_path: Path) -> None:
    path = tmp_path / "a.mp3"
    chapters = [
        ChapterMark(title="Arriving", start=0, end=10 * 48_000),
        ChapterMark(title="Freundliche Worte 🌿", start=10 * 48_000, end=20 * 48_000),
    ]
    write_mp3(Held(minute), 20 * 48_000, path, tags=TAGS, chapters=chapters, bitrate_kbps=96)
    shown = subprocess.run([executable(), "-hide_banner", "-i", str(path)], capture_output=True, check=False)
    text = shown.stderr.decode("utf-8")
    for line in (
        "title           : Arriving",
        "artist          : quietude",
        "genre           : Meditation",
        "comment         : Not while driving.",
        "Duration: 00:00:20.00",
        "Chapter #0:0: start 0.000000, end 10.000000",
        "Chapter #0:1: start 10.000000, end 20.000000",
        "title           : Freundliche Worte 🌿",
        "48000 Hz, stereo, fltp, 96 kb/s",
    ):
        assert line in text


@_needs("mpg123")
@pytest.mark.parametrize("duration", [1, 1152, 1153, SEGMENT + 1, 1_000_000])
def test_mpg123_plays_exactly_the_same_length_without_complaint(
    minute: Block, tmp_path: Path, duration: int
) -> None:
    path = tmp_path / "a.mp3"
    _write(minute, path, duration=duration)
    played = subprocess.run(["mpg123", "-q", "-s", "-e", "f32", str(path)], capture_output=True, check=True)
    assert played.stderr == b""
    assert len(played.stdout) == duration * 2 * 4
    ours = np.frombuffer(played.stdout, dtype="<f4").reshape(-1, 2)
    np.testing.assert_allclose(ours, _decode(path), atol=1e-4)


@_needs("mp3val")
@pytest.mark.parametrize("mono", [False, True])
def test_mp3val_finds_nothing_wrong(minute: Block, tmp_path: Path, mono: bool) -> None:
    path = tmp_path / "a.mp3"
    figures = _write(minute, path, mono=mono)
    said = subprocess.run(["mp3val", str(path)], capture_output=True, check=True, text=True).stdout
    assert "WARNING" not in said
    assert "ERROR" not in said
    assert f"{figures.frames + 1} MPEG frames (MPEG 1 Layer III), +ID3v2, CBR" in said


@_needs("mediainfo")
def test_mediainfo_reads_it_as_it_is(minute: Block, tmp_path: Path) -> None:
    path = tmp_path / "a.mp3"
    figures = _write(minute, path)
    ask = (
        "--Inform=Audio;%Format_Profile%|%BitRate_Mode%|%BitRate%|%SamplingRate%|%Duration%|%Language/String%"
    )
    said = subprocess.run(["mediainfo", ask, str(path)], capture_output=True, check=True, text=True).stdout
    assert said.strip() == f"Layer 3|CBR|160000|48000|{24 * figures.frames}|English"  # it counts frames


def test_a_file_that_was_damaged_is_found(minute: Block, tmp_path: Path) -> None:
    path = tmp_path / "a.mp3"
    duration = 5 * 48_000
    _write(minute, path, duration=duration)
    encoding = Encoding(bitrate_kbps=160)
    assert check_mp3(path, duration, encoding).duration == duration
    whole = bytearray(path.read_bytes())
    music = tag_size(bytes(whole[:10])) + encoding.frame_bytes

    def said_of(content: bytes, duration: int = duration) -> str:
        path.write_bytes(content)
        with pytest.raises(EncodeError) as caught:
            check_mp3(path, duration, encoding)
        return str(caught.value)

    assert "frames" in said_of(bytes(whole[: -encoding.frame_bytes]))
    assert "not whole frames" in said_of(bytes(whole[:-1]))
    assert "5000 samples were asked for" in said_of(bytes(whole), 5000)
    assert "ends before" in said_of(bytes(whole[:music][:-1]))
    whole[music + 100] ^= 1
    assert "checksum" in said_of(bytes(whole))


def test_a_wrong_bit_rate_is_found_before_anything_is_written(minute: Block, tmp_path: Path) -> None:
    with pytest.raises(InputError, match="choose from 64"):
        write_mp3(Held(minute), 1000, tmp_path / "a.mp3", tags=TAGS, bitrate_kbps=100)
    assert not list(tmp_path.iterdir())


@pytest.mark.parametrize("duration", [0, -1])
def test_no_sound_is_no_session(minute: Block, tmp_path: Path, duration: int) -> None:
    with pytest.raises(ValueError, match="session of"):
        _write(minute, tmp_path / "a.mp3", duration=duration)


def test_a_missing_folder_and_a_folder_s_name_are_refused_before_encoding(tmp_path: Path) -> None:
    class Unread:
        def read(self, start: int, frames: int) -> Block:
            raise AssertionError("nothing should be encoded")

    for path, said in ((tmp_path / "no" / "a.mp3", "there is no folder"), (tmp_path, "is a folder")):
        with pytest.raises(FileError, match=said):
            write_mp3(Unread(), 10**6, path, tags=TAGS)
    assert not list(tmp_path.iterdir())


def test_a_full_disk_leaves_the_old_file_and_nothing_else(minute: Block, tmp_path: Path) -> None:
    path = tmp_path / "a.mp3"
    path.write_bytes(b"before")
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    # The system itself refuses to write more than half of the file, as it does when a disk is full.
    resource.setrlimit(resource.RLIMIT_FSIZE, (500_000, hard))
    try:
        with pytest.raises(FileError, match=r"cannot write .*a\.mp3") as caught:
            _write(minute, path)
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))
    assert isinstance(caught.value.cause, OSError)
    assert [item.name for item in tmp_path.iterdir()] == ["a.mp3"]
    assert path.read_bytes() == b"before"


def test_a_source_that_fails_leaves_nothing(minute: Block, tmp_path: Path) -> None:
    class Broken(Held):
        def read(self, start: int, frames: int) -> Block:
            if start > 40 * 48_000:
                raise InputError("the music stopped")
            return super().read(start, frames)

    with pytest.raises(InputError, match="the music stopped"):
        write_mp3(Broken(minute), len(minute), tmp_path / "a.mp3", tags=TAGS)
    assert not list(tmp_path.iterdir())


_LONG_RENDER = """
import sys
from pathlib import Path
import numpy as np
from quietude.export.mp3 import write_mp3
from quietude.export.tags import Tags

class Noise:
    def read(self, start, frames):
        return np.random.default_rng(start).standard_normal((frames, 2)).astype(np.float32) * 0.1

write_mp3(Noise(), 3600 * 48000, Path(sys.argv[1]), tags=Tags(title="long"),
          progress=lambda part: print("going", flush=True))
"""


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="looks for children in /proc")
def test_an_interrupt_kills_the_encoders_and_leaves_nothing(tmp_path: Path) -> None:
    path = tmp_path / "a.mp3"
    with subprocess.Popen(
        [sys.executable, "-c", _LONG_RENDER, str(path)], stdout=subprocess.PIPE, stderr=subprocess.PIPE
    ) as render:
        assert render.stdout is not None
        assert render.stdout.readline() == b"going\n"
        children: set[int] = set()
        for _ in range(50):
            for thread in Path(f"/proc/{render.pid}/task").iterdir():
                with contextlib.suppress(OSError):
                    children |= {int(pid) for pid in (thread / "children").read_text().split()}
            if children:
                break
            time.sleep(0.01)
        began = time.monotonic()
        render.send_signal(signal.SIGINT)
        _, complaints = render.communicate(timeout=20)
        took_s = time.monotonic() - began
    assert b"KeyboardInterrupt" in complaints
    assert children
    assert took_s < 5.0
    assert not [pid for pid in children if Path(f"/proc/{pid}").exists()]
    assert not list(tmp_path.iterdir())


@pytest.mark.parametrize("bitrate_kbps", MP3_KBPS)
@pytest.mark.parametrize("mono", [False, True])
def test_it_is_as_loud_as_it_was_mastered(tmp_path: Path, bitrate_kbps: int, mono: bool) -> None:
    """LAME turns the sound down by up to 0.45 dB; a tone comes out at its level within 0.02 dB."""
    time_s = np.arange(48_000) / 48_000
    tone = np.repeat((0.97 * np.sin(2 * np.pi * 997 * time_s)).astype(np.float32)[:, None], 2, axis=1)
    path = tmp_path / "a.mp3"
    write_mp3(Held(tone), len(tone), path, tags=TAGS, bitrate_kbps=bitrate_kbps, mono=mono)
    decoded = _decode(path)[5_000:43_000] * (np.sqrt(2) if mono else 1.0)
    gain = (decoded * tone[5_000:43_000]).sum() / (tone[5_000:43_000] ** 2).sum()
    assert abs(20 * np.log10(gain)) < 0.02
