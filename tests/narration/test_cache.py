from __future__ import annotations

import hashlib
import multiprocessing
import os
import time
from pathlib import Path

import numpy as np
import pytest

from quietude.audio import Audio
from quietude.errors import FileError
from quietude.kept import SHARDS
from quietude.narration.cache import ClipCache, default_folder


def key(number: int) -> str:
    """All in one subfolder, so that a few clips fill it."""
    return "7c" + hashlib.sha256(str(number).encode()).hexdigest()[2:]


def clip(number: int, frames: int = 1000) -> Audio:
    return Audio(
        samples=np.random.default_rng(number).uniform(-1, 1, frames).astype(np.float32), sample_rate_hz=24_000
    )


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
