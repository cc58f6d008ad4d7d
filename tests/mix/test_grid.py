from __future__ import annotations

import gc
import weakref
from concurrent.futures import ThreadPoolExecutor

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from quietude.audio import SAMPLE_RATE_HZ, Block, Source
from quietude.mix.grid import CELL, SILENCE, Gridded, Recent, gridded, padded_cell, sample_peak
from quietude.mix.master import master
from quietude.mix.mix import mix_session

from .sessions import Array, noise, span, talk

SECONDS = 24


class Counting(Gridded):
    """Sound that counts how often it is made."""

    def __init__(self) -> None:
        super().__init__()
        self.made: list[int] = []

    def make(self, start: int) -> Block:
        self.made.append(start)
        if start < 0:
            return SILENCE
        return np.full((CELL, 2), start // CELL + 1, dtype=np.float32)


@pytest.fixture(scope="module")
def whole_and_source() -> tuple[Block, Source]:
    timeline, clips = talk(SECONDS, gap_s=1.7, beds=[span(0, 16.2, 2.0), span(14.2, SECONDS, 2.0)])
    beds = [Array(noise(1.0), looped=True), Array(noise(2.0), looped=True)]
    source = master(mix_session(timeline, clips, beds=beds), timeline.duration, target_lufs=-13.0)
    assert source.figures.most_reduction_db > 1.0  # the limiter takes part in the comparison
    return source.read(0, timeline.duration), source


@given(
    start=st.integers(0, SECONDS * SAMPLE_RATE_HZ - 1),
    frames=st.integers(0, 3 * SAMPLE_RATE_HZ),
)
@settings(max_examples=60, deadline=None)
def test_any_piece_of_a_master_is_the_same_bits(
    whole_and_source: tuple[Block, Source], start: int, frames: int
) -> None:
    whole, source = whole_and_source
    frames = min(frames, len(whole) - start)
    np.testing.assert_array_equal(source.read(start, frames), whole[start : start + frames])


def test_two_threads_read_what_one_reads(whole_and_source: tuple[Block, Source]) -> None:
    whole, source = whole_and_source
    starts = np.random.default_rng(7).integers(0, len(whole) - 70_001, 40).tolist()
    with ThreadPoolExecutor(2) as pool:
        pieces = list(pool.map(lambda start: source.read(start, 70_001), starts))
    for start, piece in zip(starts, pieces, strict=True):
        np.testing.assert_array_equal(piece, whole[start : start + 70_001])


def test_a_second_render_is_the_same_bits(whole_and_source: tuple[Block, Source]) -> None:
    whole, _ = whole_and_source
    timeline, clips = talk(SECONDS, gap_s=1.7, beds=[span(0, 16.2, 2.0), span(14.2, SECONDS, 2.0)])
    beds = [Array(noise(1.0), looped=True), Array(noise(2.0), looped=True)]
    again = master(mix_session(timeline, clips, beds=beds), timeline.duration, target_lufs=-13.0)
    for number in reversed(range(SECONDS)):
        np.testing.assert_array_equal(again.cell(number), whole[number * CELL : (number + 1) * CELL])


def test_a_cell_is_made_once_while_it_is_near() -> None:
    source = Counting()
    for start in range(0, 3 * CELL, 1000):
        source.read(start, 1000)
    assert source.made == [0, CELL, 2 * CELL]


def test_only_a_few_cells_are_kept() -> None:
    source = Counting()
    source.read(0, 100 * CELL)
    source.made.clear()
    source.read(0, CELL)
    assert source.made == [0]


def test_what_is_read_belongs_to_the_reader() -> None:
    source = Counting()
    source.read(0, 10)[:] = 99.0
    assert (source.read(0, 10) == 1.0).all()
    with pytest.raises(ValueError, match="read-only"):
        source.cell(0)[:] = 99.0


def test_reads_before_zero_and_empty_reads() -> None:
    source = Counting()
    assert source.read(-5, 10)[:, 0].tolist() == [0.0] * 5 + [1.0] * 5
    assert source.read(123, 0).shape == (0, 2)


def test_padded_cell_has_its_neighbours_edges() -> None:
    padded = padded_cell(Counting(), 1, 3)
    assert padded[:4, 0].tolist() == [1.0, 1.0, 1.0, 2.0]
    assert padded[-4:, 0].tolist() == [2.0, 3.0, 3.0, 3.0]


def test_cells_of_any_source() -> None:
    block = noise(seconds=2)
    source = Counting()
    assert gridded(source) is source
    np.testing.assert_array_equal(gridded(Array(block)).cell(1), block[CELL:])
    assert sample_peak(block) == np.abs(block).max()
    assert sample_peak(SILENCE) == sample_peak(block[:0]) == 0.0


def test_a_sources_own_sound_is_not_frozen() -> None:
    class Held:
        block = np.ones((CELL, 2), dtype=np.float32)

        def read(self, start: int, frames: int) -> Block:
            return self.block

    assert not gridded(Held()).cell(0).flags.writeable
    assert Held.block.flags.writeable


def test_a_session_goes_when_nobody_holds_it() -> None:
    """A worker renders hundreds: their sound must not wait in memory until a garbage collector comes by."""
    timeline, clips = talk(5.0)
    mix = mix_session(timeline, clips, beds=[Array(noise(), looped=True)])
    made = master(mix, timeline.duration)
    made.read(0, timeline.duration)
    gone = weakref.ref(mix)
    gc.disable()
    try:
        del mix, made
        assert gone() is None
    finally:
        gc.enable()


def test_recent_things_are_kept_and_old_ones_made_again() -> None:
    made: list[int] = []

    def make(number: int) -> str:
        made.append(number)
        return str(number)

    recent: Recent[str] = Recent(2)
    for number in (1, 2, 1, 3, 1, 2):
        assert recent.get(number, make) == str(number)
    assert made == [1, 2, 3, 2]
