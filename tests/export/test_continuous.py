from __future__ import annotations

import contextlib
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from threading import Timer

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from quietude.audio import Block
from quietude.decoding import decode_blocks
from quietude.errors import EncodeError, FileError, InputError
from quietude.export.continuous import write_continuous
from quietude.export.formats import choose_form
from quietude.export.tags import Tags
from quietude.ffmpeg import Children

from ..disks import small_disk
from .sounds import RATE, Held

NAMES = ("mp3-vbr", "m4a", "m4b", "opus", "flac")
TAGS = Tags(title="Arriving", comment="Not while driving.")
PAGE = 15 * RATE


def write(
    sound: Block,
    path: Path,
    name: str,
    *,
    duration: int | None = None,
    mono: bool = False,
    kbps: int | None = None,
) -> int:
    duration = len(sound) if duration is None else duration
    write_continuous(Held(sound), duration, path, choose_form(name, None, mono=mono, kbps=kbps), tags=TAGS)
    return duration


def played(path: Path) -> int:
    return sum(map(len, decode_blocks(path, RATE)))


@pytest.mark.parametrize("name", NAMES)
@given(duration=st.integers(16, 6_000), mono=st.booleans())
@example(duration=16, mono=False)
@example(duration=960, mono=True)  # a frame of Opus, and a sample more
@example(duration=961, mono=False)
@example(duration=1_024, mono=True)  # of AAC
@example(duration=1_025, mono=False)
@example(duration=1_151, mono=True)  # of MP3
@example(duration=1_152, mono=False)
@example(duration=1_153, mono=True)
@settings(max_examples=1, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_any_length_is_exact(minute: Block, tmp_path: Path, name: str, duration: int, mono: bool) -> None:
    path = tmp_path / "a"
    write(minute, path, name, duration=duration, mono=mono)
    assert played(path) == duration


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("more", [0, 1])
def test_the_border_of_what_is_read_at_once_does_not_matter(
    minute: Block, tmp_path: Path, name: str, more: int
) -> None:
    path = tmp_path / "a"
    write(minute, path, name, duration=PAGE + more, mono=True)
    assert played(path) == PAGE + more


@pytest.mark.parametrize("name", ["m4a", "opus", "mp3-vbr"])
def test_every_bit_rate_gives_about_its_bytes(minute: Block, tmp_path: Path, name: str) -> None:
    sizes = []
    form = choose_form(name, None)
    for kbps in form.format.kbps:
        write(minute, tmp_path / "a", name, duration=2 * RATE, kbps=kbps)
        assert played(tmp_path / "a") == 2 * RATE
        sizes.append((tmp_path / "a").stat().st_size)
    assert sizes == sorted(sizes)
    for kbps, size in zip(form.format.kbps, sizes, strict=True):
        # A usual mean where it varies, and these 2 s are no usual sound.
        assert size * 8 / 2_000 == pytest.approx(kbps, rel=0.15 if name == "m4a" else 0.5)


@pytest.mark.parametrize("name", NAMES)
def test_the_same_sound_gives_the_same_bytes(minute: Block, tmp_path: Path, name: str) -> None:
    for file in ("a", "b"):
        write(minute, tmp_path / file, name, duration=16 * RATE)
    assert (tmp_path / "a").read_bytes() == (tmp_path / "b").read_bytes()
    assert sorted(item.name for item in tmp_path.iterdir()) == ["a", "b"]


def test_progress_rises_to_one(minute: Block, tmp_path: Path) -> None:
    parts: list[float] = []
    form = choose_form("flac", None)
    write_continuous(Held(minute), 60 * RATE, tmp_path / "a", form, tags=TAGS, progress=parts.append)
    assert parts == [0.25, 0.5, 0.75, 1.0]


def test_what_is_no_session_or_no_format_of_these_is_refused(minute: Block, tmp_path: Path) -> None:
    for duration in (0, -1):
        with pytest.raises(ValueError, match="a session of"):
            write(minute, tmp_path / "a", "flac", duration=duration)
    for name in ("mp3", "wav"):
        with pytest.raises(ValueError, match="is not made in one go"):
            write(minute, tmp_path / "a", name, duration=100)
    with pytest.raises(EncodeError):  # FLAC has no blocks of less than 16 samples
        write(minute, tmp_path / "a", "flac", duration=15)
    assert not list(tmp_path.iterdir())


def test_a_missing_folder_and_a_folder_s_name_are_refused_before_encoding(tmp_path: Path) -> None:
    class Unread:
        def read(self, start: int, frames: int) -> Block:
            raise AssertionError("nothing should be encoded")

    for path, said in ((tmp_path / "no" / "a.m4a", "there is no folder"), (tmp_path, "is a folder")):
        with pytest.raises(FileError, match=said):
            write_continuous(Unread(), 10**6, path, choose_form("m4a", None), tags=TAGS)
    assert not list(tmp_path.iterdir())


@pytest.mark.parametrize("name", NAMES)
def test_a_source_that_fails_leaves_nothing(minute: Block, tmp_path: Path, name: str) -> None:
    class Broken(Held):
        def read(self, start: int, frames: int) -> Block:
            if start > 20 * RATE:
                raise InputError("the music stopped")
            return super().read(start, frames)

    with pytest.raises(InputError, match="the music stopped"):
        write_continuous(Broken(minute), len(minute), tmp_path / "a", choose_form(name, None), tags=TAGS)
    assert not list(tmp_path.iterdir())


@pytest.fixture
def disk(tmp_path: Path) -> Iterator[Path]:
    with small_disk(tmp_path / "disk", "100k") as path:
        yield path


@pytest.mark.parametrize("name", NAMES)
def test_a_full_disk_is_the_disk_s_error_and_the_old_file_stays(minute: Block, disk: Path, name: str) -> None:
    path = disk / f"a.{name}"
    path.write_bytes(b"before")
    with pytest.raises(FileError, match=rf"cannot write .*a\.{name}: no space left on device") as caught:
        write(minute, path, name, duration=16 * RATE)
    assert caught.value.exit_code == 10
    assert caught.value.path == path
    assert isinstance(caught.value.cause, OSError)
    assert [item.name for item in disk.iterdir()] == [path.name]
    assert path.read_bytes() == b"before"


def test_an_encoder_that_is_killed_is_told_and_leaves_nothing(
    minute: Block, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    begun: list[Children] = []
    make = Children.__init__

    def noted(self: Children) -> None:
        make(self)
        begun.append(self)

    monkeypatch.setattr(Children, "__init__", noted)

    class Slow(Held):
        def read(self, start: int, frames: int) -> Block:
            if start:
                Timer(0.0, begun[0].kill).start()
                time.sleep(0.1)
            return super().read(start, frames)

    with pytest.raises(EncodeError, match="ffmpeg failed: it ended with code -9"):
        write_continuous(Slow(minute), len(minute), tmp_path / "a", choose_form("m4b", None), tags=TAGS)
    assert not list(tmp_path.iterdir())


_LONG = """
import sys
from pathlib import Path
import numpy as np
from quietude.export.continuous import write_continuous
from quietude.export.formats import choose_form
from quietude.export.tags import Tags

NOISE = np.random.default_rng(1).standard_normal((15 * 48000, 2)).astype(np.float32) * 0.1

class Noise:
    def read(self, start, frames):
        return NOISE[:frames]

write_continuous(
    Noise(), int(sys.argv[3]) * 48000, Path(sys.argv[1]), choose_form(sys.argv[2], None, mono=True),
    tags=Tags(title="long"), progress=lambda part: print("going", flush=True),
)
from resource import RUSAGE_CHILDREN, RUSAGE_SELF, getrusage
print(*(getrusage(who).ru_maxrss for who in (RUSAGE_SELF, RUSAGE_CHILDREN)))
"""


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="looks for children in /proc")
@pytest.mark.parametrize("name", ["mp3-vbr", "m4b"])
def test_an_interrupt_kills_the_encoder_and_leaves_nothing(tmp_path: Path, name: str) -> None:
    command = [sys.executable, "-c", _LONG, str(tmp_path / "a"), name, "36000"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE) as render:
        assert render.stdout is not None
        assert render.stdout.readline() == b"going\n"
        children: set[int] = set()
        for thread in Path(f"/proc/{render.pid}/task").iterdir():
            with contextlib.suppress(OSError):
                children |= {int(pid) for pid in (thread / "children").read_text().split()}
        render.send_signal(signal.SIGINT)
        _, complaints = render.communicate(timeout=20)
    assert b"KeyboardInterrupt" in complaints
    assert children
    assert not [pid for pid in children if Path(f"/proc/{pid}").exists()]
    assert not list(tmp_path.iterdir())


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="counts memory in kB")
def test_twenty_minutes_need_no_more_memory_than_two(tmp_path: Path) -> None:
    """By the quickest encoder; our memory and its are counted apart, in kB."""

    def needed(minutes: int) -> list[int]:
        command = [sys.executable, "-c", _LONG, str(tmp_path / "a"), "flac", str(60 * minutes)]
        said = subprocess.run(command, capture_output=True, check=True, text=True).stdout
        return [int(figure) for figure in said.splitlines()[-1].split()]

    short, long = needed(2), needed(20)
    for before, after in zip(short, long, strict=True):
        assert after < before + 8_000
