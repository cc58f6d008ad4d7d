"""kill -9 at any moment, and the same command again: it ends as if nothing had happened."""

from __future__ import annotations

import os
import random
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from quietude.batch.made.manifest import MANIFEST
from quietude.errors import FileError

from ...disks import small_disk
from .killing import Bench, bench, kill_after

pytestmark = [
    pytest.mark.skipif(sys.platform != "linux", reason="processes are found through /proc"),
    pytest.mark.timeout(600),
]
ROWS = 12
TIMES = int(os.environ.get("QUIETUDE_KILLS", "4"))


def test_killed_at_any_moment_it_ends_as_if_nothing_had_happened(tmp_path: Path) -> None:
    undisturbed = bench(tmp_path / "undisturbed", ROWS)
    began = time.monotonic()
    assert undisturbed.run() == 0
    took_s = time.monotonic() - began
    expected = undisturbed.contents()
    assert len([name for name in expected if name.endswith(".mp3")]) == ROWS

    moments = random.Random(7)  # noqa: S311  # moments, not secrets
    disturbed = bench(tmp_path / "disturbed", ROWS)
    hit = 0
    for _ in range(TIMES):
        before = disturbed.finished() if disturbed.out.exists() else {}
        if not kill_after(disturbed, took_s * moments.uniform(0.15, 0.95)):
            break
        hit += 1
        after = disturbed.finished()
        assert {file: after[file] for file in before} == before, "something finished was made again"
        for name, digest in disturbed.contents().items():
            if name.endswith(".mp3"):
                assert digest == expected[name], "something that is not whole has a final name"
    assert hit
    finished = disturbed.finished()
    assert disturbed.run() == 0
    assert {file: disturbed.finished()[file] for file in finished} == finished
    assert disturbed.contents() == expected
    assert disturbed.private_folders() == []


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_told_to_end_it_says_how_far_it_is_and_goes_on(tmp_path: Path, number: int) -> None:
    batch = bench(tmp_path / "batch", ROWS)
    child = batch.start(stderr=subprocess.PIPE)
    _wait_for_a_file(batch)
    os.killpg(child.pid, number) if number == signal.SIGINT else child.send_signal(number)
    _, said = child.communicate(timeout=20)
    assert child.returncode == 130
    assert "the same command goes on" in said
    assert "Traceback" not in said
    assert batch.wait_for_nobody(within_s=1.0) == []
    assert batch.private_folders() == []
    assert not list(batch.out.rglob("*.part"))
    finished = batch.finished()
    assert finished
    assert batch.run() == 0
    assert {file: batch.finished()[file] for file in finished} == finished
    assert len(list(batch.out.glob("*.mp3"))) == ROWS


def _wait_for_a_file(batch: Bench) -> None:
    end = time.monotonic() + 60
    while not (batch.out / MANIFEST).exists() and time.monotonic() < end:
        time.sleep(0.02)


@pytest.fixture
def disk(tmp_path: Path) -> Iterator[Path]:
    with small_disk(tmp_path / "disk", "400k") as path:
        yield path


def test_a_full_disk_stops_it_and_with_room_it_goes_on(tmp_path: Path, disk: Path) -> None:
    batch = bench(tmp_path / "batch", ROWS)
    batch.out.symlink_to(disk, target_is_directory=True)
    filler = disk / "filler"
    filler.write_bytes(bytes(150_000))  # each file has some 96 kB
    child = batch.start(stderr=subprocess.PIPE)
    _, said = child.communicate(timeout=170)
    assert child.returncode == FileError.exit_code
    assert "no space left on device" in said
    assert f"of {ROWS} files are made: make room, and the same command goes on" in said
    assert not list(disk.rglob("*.part"))
    finished = batch.finished()
    assert 0 < len(finished) < ROWS
    assert len(list(disk.glob("*.mp3"))) >= len(finished)
    assert all((disk / file).stat().st_size > 50_000 for file in finished)
    filler.unlink()
    subprocess.run(["mount", "-o", "remount,size=8m", str(disk)], check=True)
    assert batch.run() == 0
    assert {file: batch.finished()[file] for file in finished} == finished
    assert len(list(disk.glob("*.mp3"))) == ROWS
