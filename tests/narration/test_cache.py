from __future__ import annotations

import hashlib
import multiprocessing
import os
import time
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from quietude.audio import Audio, Samples
from quietude.errors import FileError
from quietude.kept import SHARDS
from quietude.narration import cache as cache_module
from quietude.narration.cache import ClipCache, default_folder


def key(number: int) -> str:
    """All in one subfolder, so that a few clips fill it."""
    return "7c" + hashlib.sha256(str(number).encode()).hexdigest()[2:]


def clip(number: int, frames: int = 1000) -> Audio:
    return Audio(
        samples=np.random.default_rng(number).uniform(-1, 1, frames).astype(np.float32), sample_rate_hz=24_000
    )


def played(number: int, frames: int = 2000) -> Samples:
    """A clip as a session plays it."""
    return np.random.default_rng(number).uniform(-1, 1, frames).astype(np.float32)


def files(cache: ClipCache) -> list[Path]:
    return sorted(path for path in cache.folder.rglob("*") if path.is_file())


def test_a_clip_is_found_again(cache: ClipCache) -> None:
    assert cache.get(key(1)) is None
    cache.put(key(1), clip(1))
    found = cache.get(key(1))
    assert found is not None
    assert found.sample_rate_hz == 24_000
    assert len(found.samples) == 1000
    assert [path.name for path in files(cache)] == [f"{key(1)}.wav"]


@pytest.mark.parametrize("damage", [b"", b"RIFF", b"x" * 3000])
def test_a_damaged_clip_is_missing_and_gets_replaced(cache: ClipCache, damage: bytes) -> None:
    cache.put(key(1), clip(1))
    files(cache)[0].write_bytes(damage)
    assert cache.get(key(1)) is None
    cache.put(key(1), clip(1))
    assert cache.get(key(1)) is not None


def test_the_size_is_bounded_and_what_is_used_stays(tmp_path: Path) -> None:
    cache = ClipCache(tmp_path, max_bytes=len(SHARDS) * 10_500)  # five clips of 2 kB in a subfolder
    used = key(0)
    cache.put(used, clip(0))
    old = time.time() - 1000
    for number in range(1, 20):
        cache.put(key(number), clip(number))
        os.utime(cache.folder / key(number)[:2] / f"{key(number)}.wav", (old + number, old + number))
        assert cache.get(used) is not None
    assert cache.info().size_bytes <= 10_500
    assert cache.info().files >= 4
    assert cache.get(key(19)) is not None
    assert cache.get(key(1)) is None


def test_the_newest_stays_even_where_it_is_larger_than_the_bound(tmp_path: Path) -> None:
    cache = ClipCache(tmp_path, max_bytes=10)
    cache.put(key(1), clip(1))
    assert cache.get(key(1)) is not None


def test_what_a_crash_left_half_written_goes_in_time(tmp_path: Path) -> None:
    cache = ClipCache(tmp_path, max_bytes=len(SHARDS) * 10_500)  # few clips: each new one is a look at them
    cache.put(key(1), clip(1))
    shard = cache.folder / key(1)[:2]
    (shard / ".quietude-old.part").write_bytes(b"half")
    (shard / ".quietude-new.part").write_bytes(b"half")
    os.utime(shard / ".quietude-old.part", (1, 1))
    cache.put(key(1), clip(1))
    assert [path.name for path in files(cache)] == [".quietude-new.part", f"{key(1)}.wav"]


def test_info_and_clear_leave_strangers_alone(cache: ClipCache) -> None:
    assert cache.info().files == 0
    assert cache.clear() == 0
    for number in range(20):
        cache.put(key(number), clip(number))
    (cache.folder / "notes.txt").write_text("mine")
    info = cache.info()
    assert (info.files, info.folder) == (20, cache.folder)
    assert info.size_bytes == sum(path.stat().st_size for path in files(cache)) - 4
    assert cache.clear() == 20
    assert [path.name for path in cache.folder.iterdir()] == ["notes.txt"]


def test_a_folder_that_cannot_be_made_is_an_error(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    cache = ClipCache(tmp_path / "file" / "clips")
    assert cache.get(key(1)) is None
    assert cache.info().files == 0
    with pytest.raises(FileError):
        cache.put(key(1), clip(1))


def test_the_folder_can_be_chosen(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("QUIETUDE_CACHE_DIR", str(tmp_path / "mine"))
    assert ClipCache().folder == tmp_path / "mine" / "clips"
    monkeypatch.delenv("QUIETUDE_CACHE_DIR")
    assert default_folder().parts[-2:] == ("quietude", "clips")


def write_many(folder: Path, seed: int) -> int:
    """Put and get the same clips as every other process, in another order; how many were not right."""
    cache = ClipCache(folder)
    wrong = 0
    for number in np.random.default_rng(seed).permutation(15):
        cache.put(key(number), clip(number))
        found = cache.get(key(number))
        wrong += found is None or len(found.samples) != 1000
    return wrong


def test_many_processes_may_write_the_same_clips(cache: ClipCache) -> None:
    with multiprocessing.get_context("spawn").Pool(3) as pool:
        assert pool.starmap(write_many, [(cache.folder, seed) for seed in range(3)]) == [0, 0, 0]
    assert len(files(cache)) == 15


def test_a_finished_clip_is_found_again_to_the_bit(cache: ClipCache) -> None:
    assert cache.finished(key(1)) is None
    for frames in (0, 1, 48_000):
        cache.put_finished(key(1), played(1, frames))
        found = cache.finished(key(1))
        assert found is not None
        assert found.dtype == np.float32
        np.testing.assert_array_equal(found, played(1, frames))
    assert [path.name for path in files(cache)] == [f"{key(1)}.finished"]


def test_whoever_is_given_a_finished_clip_cannot_change_it(cache: ClipCache) -> None:
    cache.put_finished(key(1), played(1))
    found = cache.finished(key(1))
    assert found is not None
    with pytest.raises(ValueError, match="read-only"):
        found[0] = 0.5


def test_both_forms_of_a_clip_lie_beside_each_other(cache: ClipCache) -> None:
    cache.put(key(1), clip(1))
    cache.put_finished(key(1), played(2))
    found, finished = cache.get(key(1)), cache.finished(key(1))
    assert found is not None
    assert finished is not None
    assert len(found.samples) == 1000
    np.testing.assert_array_equal(finished, played(2))
    assert cache.finished(key(2)) is None


@pytest.mark.parametrize(
    "damaged",
    [
        lambda _: b"",
        lambda content: content[:20],
        lambda content: content[:-4],
        lambda content: content + b"\0\0\0\0",
        lambda content: content[:50] + bytes([content[50] ^ 1]) + content[51:],
        lambda content: b"\0" * len(content),
    ],
    ids=["empty", "cut in its seal", "cut", "longer", "a bit", "zeros"],
)
def test_a_damaged_finished_clip_is_missing_and_gets_replaced(
    cache: ClipCache, damaged: Callable[[bytes], bytes]
) -> None:
    cache.put_finished(key(1), played(1))
    (path,) = files(cache)
    path.write_bytes(damaged(path.read_bytes()))
    assert cache.finished(key(1)) is None
    cache.put_finished(key(1), played(1))
    assert cache.finished(key(1)) is not None


def test_finished_clips_have_a_bound_of_their_own_and_what_is_used_stays(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(
        cache_module, "MAX_FINISHED_BYTES", len(SHARDS) * 42_000
    )  # five of 8 kB in a subfolder
    cache = ClipCache(tmp_path)
    cache.put(key(0), clip(0))
    cache.put_finished(key(0), played(0))
    old = time.time() - 1000
    for number in range(1, 20):
        cache.put_finished(key(number), played(number))
        path = cache.folder / key(number)[:2] / f"{key(number)}.finished"
        os.utime(path, (old + number, old + number))
        os.utime(cache.folder / key(0)[:2] / f"{key(0)}.finished", (old - 1, old - 1))
        assert cache.finished(key(0)) is not None  # which marks it as just used
    assert sum(path.stat().st_size for path in files(cache) if path.suffix == ".finished") <= 42_000
    assert cache.finished(key(19)) is not None
    assert cache.finished(key(1)) is None
    assert cache.get(key(0)) is not None


def test_the_bound_of_the_clips_takes_no_finished_one(tmp_path: Path) -> None:
    cache = ClipCache(tmp_path, max_bytes=10)
    cache.put_finished(key(7), played(7))
    for number in range(3):
        cache.put(key(number), clip(number))
    assert cache.info().files == 1
    assert cache.finished(key(7)) is not None


def test_it_says_how_large_both_forms_are_and_can_be_cleared_of_both(tmp_path: Path) -> None:
    cache = ClipCache(tmp_path / "clips", max_bytes=5_000_000)
    cache.put_finished(key(100), played(100))
    for number in range(3):
        cache.put(key(number), clip(number))
        cache.put_finished(key(number), played(number))
    info = cache.info()
    assert info.files == 3
    assert info.size_bytes == sum(path.stat().st_size for path in files(cache)) > 3 * 2000 + 4 * 8000
    assert info.max_bytes == 5_000_000 + cache_module.MAX_FINISHED_BYTES
    (cache.folder / "notes.txt").write_text("mine")
    assert cache.clear() == 3
    assert [path.name for path in cache.folder.iterdir()] == ["notes.txt"]
    assert cache.info().size_bytes == 0


def test_where_nothing_can_be_written_a_finished_clip_is_let_go(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    (tmp_path / "file").write_text("")
    cache = ClipCache(tmp_path / "file" / "clips")
    cache.put_finished(key(1), played(1))
    assert cache.finished(key(1)) is None
    assert not caplog.records  # nobody needs to know
    assert [path.name for path in tmp_path.iterdir() if path.name != "temporary"] == ["file"]
