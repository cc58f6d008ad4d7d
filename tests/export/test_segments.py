from __future__ import annotations

import numpy as np
import pytest

from quietude.audio import Block
from quietude.errors import EncodeError
from quietude.export import segments
from quietude.export.frames import ENCODER_DELAY, FRAME_SAMPLES, Encoding, frames_for
from quietude.export.segments import (
    POSTROLL_FRAMES,
    PREROLL_FRAMES,
    SEGMENT_FRAMES,
    encoded_segments,
    pcm,
    segment_sound,
    segments_of,
)
from quietude.ffmpeg import run

from .sounds import Held

ENCODING = Encoding(bitrate_kbps=128)
GAIN = np.float32(1 / 0.95)  # makes up for LAME's own
SEGMENT_SAMPLES = SEGMENT_FRAMES * FRAME_SAMPLES


def _encoded(sound: Block, encoding: Encoding = ENCODING, workers: int = 2) -> list[bytes]:
    return list(encoded_segments(Held(sound), len(sound), encoding, workers))


@pytest.fixture(scope="module")
def base(minute: Block) -> list[bytes]:
    return _encoded(minute)


@pytest.mark.parametrize("duration", [1, 1152, SEGMENT_SAMPLES - 1152, SEGMENT_SAMPLES, 3_000_000])
def test_segments_tile_the_session(duration: int) -> None:
    tiles = segments_of(duration)
    assert sum(tile.frames for tile in tiles) == frames_for(duration)
    assert [tile.first_frame for tile in tiles] == [SEGMENT_FRAMES * number for number in range(len(tiles))]
    assert all(tile.frames == SEGMENT_FRAMES for tile in tiles[:-1])


def test_a_segment_is_15_s() -> None:
    assert SEGMENT_SAMPLES == 15 * 48_000


def test_outside_the_session_is_silence(minute: Block) -> None:
    duration = 20 * 48_000
    sound = minute[:duration]
    first, last = segments_of(duration)
    before = np.frombuffer(pcm(segment_sound(Held(sound), duration, first), ENCODING), "<f4").reshape(-1, 2)
    run_up = PREROLL_FRAMES * FRAME_SAMPLES
    assert not before[:run_up].any()
    assert np.array_equal(before[run_up:], GAIN * sound[: SEGMENT_SAMPLES + POSTROLL_FRAMES * FRAME_SAMPLES])
    after = np.frombuffer(pcm(segment_sound(Held(sound), duration, last), ENCODING), "<f4").reshape(-1, 2)
    rest = GAIN * sound[SEGMENT_SAMPLES - run_up :]
    assert np.array_equal(after[: len(rest)], rest)
    assert not after[len(rest) :].any()


def test_mono_is_the_mean_of_both_sides(minute: Block) -> None:
    (only,) = segments_of(1000)
    made = pcm(segment_sound(Held(minute), 1000, only), Encoding(bitrate_kbps=64, mono=True))
    mono = np.frombuffer(made, "<f4")[PREROLL_FRAMES * FRAME_SAMPLES :][:1000]
    np.testing.assert_allclose(mono, GAIN * minute[:1000].mean(axis=1), atol=1e-7)


@pytest.mark.parametrize("bad", [np.nan, np.inf])
def test_samples_that_are_no_numbers_are_found(bad: float) -> None:
    sound = np.zeros((5000, 2), dtype=np.float32)
    sound[4000, 1] = bad
    with pytest.raises(EncodeError, match="no numbers"):
        _encoded(sound)


def test_a_block_of_another_shape_is_found() -> None:
    class Mono:
        def read(self, start: int, frames: int) -> Block:
            return np.zeros(frames, dtype=np.float32)

    with pytest.raises(EncodeError, match="shape"):
        list(encoded_segments(Mono(), 5000, ENCODING, 1))


def test_one_worker_and_four_give_the_same_bytes_each_time(minute: Block, base: list[bytes]) -> None:
    one = _encoded(minute, workers=1)
    assert one == base
    assert len(one) == 5
    assert _encoded(minute, workers=4) == one


def test_a_change_touches_the_segments_that_hear_it_and_no_other(minute: Block, base: list[bytes]) -> None:
    changed = minute.copy()
    inside = 37 * 48_000
    changed[inside : inside + 24_000] *= 0.5
    assert [a == b for a, b in zip(base, _encoded(changed), strict=True)] == [True, True, False, True, True]
    # Just before a border: the third segment holds it, the fourth hears it in its run-up.
    changed = minute.copy()
    changed[45 * 48_000 - 900 :][:900] *= 0.5
    assert [a == b for a, b in zip(base, _encoded(changed), strict=True)] == [True, True, False, False, True]


def test_what_comes_long_before_does_not_show(minute: Block, base: list[bytes]) -> None:
    """A segment encoded as part of another session, of other sound before and after, has the same bytes."""
    other = np.roll(minute, 12_345, axis=0)
    heard = slice(30 * 48_000 - PREROLL_FRAMES * FRAME_SAMPLES, 45 * 48_000 + POSTROLL_FRAMES * FRAME_SAMPLES)
    other[heard] = minute[heard]
    assert [a == b for a, b in zip(base, _encoded(other), strict=True)] == [False, False, True, False, False]


def _decoded(frames: bytes) -> Block:
    raw = run(["-f", "mp3", "-i", "pipe:0", "-f", "f32le", "pipe:1"], stdin=frames)
    return np.frombuffer(raw, dtype="<f4").reshape(-1, 2)


def _error_by_frame(frames: bytes, sound: Block) -> np.ndarray[tuple[int], np.dtype[np.float64]]:
    """Energy of (decoded - sound) in each 24 ms; row k is where frame k + 1 does most of the work."""
    # Without an Info frame nothing is cut off: the encoder's delay and the decoder's stand in front.
    decoded = _decoded(frames)[ENCODER_DELAY + 529 :]
    whole = min(len(decoded), len(sound)) // FRAME_SAMPLES
    difference = (
        decoded - sound[: len(decoded)] if len(decoded) < len(sound) else decoded[: len(sound)] - sound
    )
    rows = difference[: whole * FRAME_SAMPLES].astype(np.float64).reshape(whole, -1)
    return np.asarray((rows**2).sum(axis=1) + 1e-9)


def test_joins_are_no_worse_than_elsewhere(minute: Block, monkeypatch: pytest.MonkeyPatch) -> None:
    """Against the sound itself, in relation to one continuous encode, with a join every 1.2 s."""
    every = 50
    monkeypatch.setattr(segments, "SEGMENT_FRAMES", every)
    sound = minute[: 36 * 48_000]
    joined = _error_by_frame(b"".join(_encoded(sound)), sound)
    monkeypatch.setattr(segments, "SEGMENT_FRAMES", 10**6)
    continuous = _error_by_frame(b"".join(_encoded(sound)), sound)
    worse_db = 10 * np.log10(joined / continuous)
    near = np.zeros(len(worse_db), dtype=bool)
    for join in range(every, len(worse_db) - 3, every):
        near[join - 3 : join + 3] = True
    assert near.sum() > 150
    assert abs(worse_db[near].mean()) < 0.1
    assert abs(worse_db[~near].mean()) < 0.1
    assert worse_db[near].max() < 6.0  # a window that did not fit would be 20 dB and more
    total_db = 10 * np.log10(joined.sum() / continuous.sum())
    assert abs(total_db) < 0.05


def test_without_a_run_up_the_joins_are_heard_so_the_test_above_can_fail(
    minute: Block, monkeypatch: pytest.MonkeyPatch
) -> None:
    sound = minute[: 24 * 48_000]
    monkeypatch.setattr(segments, "SEGMENT_FRAMES", 50)
    good = _error_by_frame(b"".join(_encoded(sound)), sound)
    monkeypatch.setattr(segments, "PREROLL_FRAMES", 0)
    bad = _error_by_frame(b"".join(_encoded(sound)), sound)
    assert 10 * np.log10(bad / good).max() > 15.0


def test_no_more_is_read_than_the_workers_need(minute: Block) -> None:
    class Tiled(Held):
        def read(self, start: int, frames: int) -> Block:
            self.furthest = max(self.furthest, start + frames)
            return np.zeros((frames, 2), dtype=np.float32)

    source = Tiled(minute)
    encoded = encoded_segments(source, 3600 * 48_000, ENCODING, workers=1)
    next(encoded)
    assert source.furthest <= 6 * SEGMENT_SAMPLES
    encoded.close()


def test_what_the_source_raises_comes_through(minute: Block) -> None:
    class Broken(Held):
        def read(self, start: int, frames: int) -> Block:
            if start > 30 * 48_000:
                raise EncodeError("the bed broke")
            return super().read(start, frames)

    with pytest.raises(EncodeError, match="the bed broke"):
        list(encoded_segments(Broken(minute), len(minute), ENCODING, 2))


def test_no_worker_is_no_number_of_workers(minute: Block) -> None:
    with pytest.raises(ValueError, match="0 workers"):
        list(encoded_segments(Held(minute), 1000, ENCODING, 0))
