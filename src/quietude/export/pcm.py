"""A session's samples on their way into a file: read block by block, and as whole numbers."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING, Final

import numpy as np

from quietude.audio import SAMPLE_RATE_HZ, Block, Source

if TYPE_CHECKING:
    from numpy.typing import NDArray

BLOCK_FRAMES: Final = 15 * SAMPLE_RATE_HZ
"""What is read at once, in order: a page of the master (mix/pages.py), 6 MB."""
_FULL_SCALE: Final = 2.0**23


def ahead(source: Source, duration: int, pool: ThreadPoolExecutor) -> Iterator[Block]:
    """The ``duration`` samples of a source in blocks; ``pool`` makes the next one while the last is taken."""

    def read(start: int) -> Block:
        return source.read(start, min(BLOCK_FRAMES, duration - start))

    starts = range(0, duration, BLOCK_FRAMES)
    coming = pool.submit(read, starts[0])
    for start in starts[1:]:
        block, coming = coming.result(), pool.submit(read, start)
        yield block
    yield coming.result()


def integers_24(sound: Block) -> NDArray[np.int32]:
    """Samples of full scale 1.0 as whole numbers of 24 bits, in int32; what is over full scale is cut off.

    Without dither: rounding lies at -146 dBFS, under the noise of any room or converter.
    """
    scaled = np.rint(sound.astype(np.float64) * _FULL_SCALE)
    return np.clip(scaled, -_FULL_SCALE, _FULL_SCALE - 1).astype("<i4")
