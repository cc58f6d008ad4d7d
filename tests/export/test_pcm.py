from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import numpy as np
import pytest

from quietude.audio import Block
from quietude.errors import InputError
from quietude.export.pcm import BLOCK_FRAMES, ahead, integers_24

from .sounds import Held


@pytest.mark.parametrize("duration", [1, BLOCK_FRAMES - 1, BLOCK_FRAMES, BLOCK_FRAMES + 1, 2 * BLOCK_FRAMES])
def test_blocks_are_the_sound_in_order_and_no_more(duration: int) -> None:
    sound = np.arange(2 * duration, dtype=np.float32).reshape(-1, 2)
    with ThreadPoolExecutor(1) as pool:
        blocks = list(ahead(Held(sound), duration, pool))
    assert all(len(block) <= BLOCK_FRAMES for block in blocks)
    np.testing.assert_array_equal(np.concatenate(blocks), sound)


def test_one_block_is_read_ahead_and_not_two() -> None:
    held = Held(np.zeros((4 * BLOCK_FRAMES, 2), dtype=np.float32))
    with ThreadPoolExecutor(1) as pool:
        blocks = ahead(held, len(held.samples), pool)
        next(blocks)
        pool.submit(int).result()  # behind what is being read
        assert held.furthest == 2 * BLOCK_FRAMES


def test_what_a_source_raises_comes_through() -> None:
    class Broken:
        def read(self, start: int, frames: int) -> Block:
            raise InputError("the music stopped")

    with ThreadPoolExecutor(1) as pool, pytest.raises(InputError, match="the music stopped"):
        list(ahead(Broken(), 10, pool))


def test_samples_become_the_nearest_whole_number_and_never_turn_over() -> None:
    step = 2.0**-23
    sound = np.array([0.0, step, -step, 0.6 * step, -0.6 * step, 1.0, -1.0, 1.5, -7.0], dtype=np.float32)
    whole = integers_24(sound)
    assert whole.dtype == np.int32
    assert whole.tolist() == [0, 1, -1, 1, -1, 2**23 - 1, -(2**23), 2**23 - 1, -(2**23)]
