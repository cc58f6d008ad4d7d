"""The sound of some frames is that of the same frames in their file; and loud frames are all found."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise

import numpy as np
import pytest

from quietude.audio import Block, Samples
from quietude.errors import EncodeError
from quietude.export.decoded import Run, decode_frames, decode_runs, loud_frames, place_of
from quietude.export.frames import FRAME_SAMPLES, Encoding
from quietude.export.segments import (
    LEAD_FRAMES,
    POSTROLL_FRAMES,
    PREROLL_FRAMES,
    EncodedSegment,
    Segment,
    encode_segment,
    pcm,
    segment_sound,
    segments_of,
)
from quietude.ffmpeg import Children
from quietude.mix.true_peak import heights, peaks_over, true_peak_dbtp

from .sounds import RATE, Held, murmur

LIMIT_DBTP = -1.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Made:
    """A segment, the sound of its window, and what a player makes of all its frames."""

    segment: Segment
    encoding: Encoding
    window: Block
    encoded: EncodedSegment
    heard: Block

    def run(self, frames: range, *, first_frame: int = 0) -> Run:
        both, size = self.encoded.before + self.encoded.frames, self.encoding.frame_bytes
        return Run(
            first_frame=first_frame + frames.start,
            frames=both[frames.start * size : (frames.stop + LEAD_FRAMES) * size],
        )

    def sound(self, frames: range) -> Block:
        return self.heard[frames.start * FRAME_SAMPLES : frames.stop * FRAME_SAMPLES]


def made(sound: Block, bitrate_kbps: int) -> Made:
    encoding = Encoding(bitrate_kbps=bitrate_kbps)
    (segment,) = segments_of(len(sound))
    window = segment_sound(Held(sound), len(sound), segment)
    encoded = encode_segment(pcm(window, encoding), segment, encoding, Children())
    whole = decode_frames(encoded.before + encoded.frames, encoding, Children())
    return Made(
        segment=segment,
        encoding=encoding,
        window=window,
        encoded=encoded,
        heard=whole[LEAD_FRAMES * FRAME_SAMPLES :],
    )


def clicks(seconds: float) -> Block:
    """Hard clicks over a murmur that is 30 dB lower: an encoder overshoots at them."""
    rng = np.random.default_rng(5)
    sound: Block = murmur(seconds) * np.float32(0.03)
    at = np.arange(600)
    click = np.sign(np.sin(at * 0.9)) * np.exp(-at / 150)
    for place in rng.integers(0, len(sound) - 600, size=12):
        sound[place : place + 600] += (0.85 * click)[:, np.newaxis].astype(np.float32)
    return sound


def held_down(seconds: float) -> Block:
    """What a limiter leaves of a voice that is much too loud: near its ceiling nearly always."""
    sound: Block = np.clip(murmur(seconds) * np.float32(4.0), -0.8, 0.8)
    return sound


@lru_cache(maxsize=1)
def murmured() -> Made:
    return made(murmur(6.0), 128)


def test_runs_sound_to_the_bit_as_they_do_in_their_file() -> None:
    one = murmured()
    rng = np.random.default_rng(3)
    starts = rng.integers(0, one.segment.frames - 30, size=30).tolist()
    chosen = [range(start, start + int(rng.integers(1, 30))) for start in starts]
    chosen += [range(1), range(one.segment.frames - 1, one.segment.frames), range(one.segment.frames)]
    runs = [one.run(frames, first_frame=625) for frames in chosen]
    decoded = list(decode_runs(runs, one.encoding, Children()))
    assert [place for place, _ in decoded] == [place_of(625 + frames.start) for frames in chosen]
    for frames, (_, sound) in zip(chosen, decoded, strict=True):
        np.testing.assert_array_equal(sound, one.sound(frames))


def test_with_less_before_it_a_frame_sounds_otherwise_so_the_test_above_can_fail() -> None:
    one, frames = murmured(), range(100, 110)
    run = one.run(frames)
    bare = Run(first_frame=100, frames=run.frames[LEAD_FRAMES * one.encoding.frame_bytes :], lead=0)
    ((_, sound),) = decode_runs([bare], one.encoding, Children())
    assert sound.shape == one.sound(frames).shape
    assert np.abs(sound[:FRAME_SAMPLES] - one.sound(frames)[:FRAME_SAMPLES]).max() > 0.001


def test_a_place_is_where_the_sound_stands_in_its_session() -> None:
    one = murmured()
    ((place, sound),) = decode_runs([one.run(range(50, 60))], one.encoding, Children())
    session = one.window[PREROLL_FRAMES * FRAME_SAMPLES :]

    def apart(shift: int) -> float:
        return float(np.square(sound - session[place + shift : place + shift + len(sound)]).mean())

    assert min(range(-3, 4), key=apart) == 0


def test_no_runs_need_no_decoder() -> None:
    stopped = Children()
    stopped.kill()
    assert list(decode_runs([], Encoding(bitrate_kbps=128), stopped)) == []
    with pytest.raises(EncodeError, match="stopped"):
        list(decode_runs([murmured().run(range(3))], Encoding(bitrate_kbps=128), stopped))


def test_frames_that_are_none_are_found() -> None:
    encoding = Encoding(bitrate_kbps=128)
    with pytest.raises(EncodeError):
        decode_frames(b"\0" * 10 * encoding.frame_bytes, encoding, Children())


@pytest.mark.parametrize("bitrate_kbps", [64, 128, 320])
@pytest.mark.parametrize("kind", ["murmur", "clicks", "held down"])
def test_every_frame_that_decodes_over_the_limit_is_among_the_loud(kind: str, bitrate_kbps: int) -> None:
    sound = {"murmur": murmur, "clicks": clicks, "held down": held_down}[kind](6.0)
    one = made(sound * np.float32(1.3 / np.abs(sound).max()), bitrate_kbps)
    loud = loud_frames(heights(one.window, floor=0.0), one.segment)
    over = peaks_over([one.heard], LIMIT_DBTP)
    assert over, "nothing decodes over the limit: the test shows nothing"
    found = {frame for frames in loud for frame in frames}
    assert {peak.place // FRAME_SAMPLES for peak in over} <= found
    if kind != "held down":
        assert len(found) < 0.6 * one.segment.frames
    heard = [sound for _, sound in decode_runs([one.run(each) for each in loud], one.encoding, Children())]
    assert max(true_peak_dbtp([piece]) for piece in heard) == true_peak_dbtp([one.heard])


@pytest.mark.parametrize("bitrate_kbps", [64, 160])
def test_what_is_high_between_its_samples_only_is_heard_too(bitrate_kbps: int) -> None:
    """Clipped noise: its samples stay far under its true peak, and it overshoots most of all."""
    noise = np.random.default_rng(4).standard_normal((3 * RATE, 2)).astype(np.float32)
    clipped = np.clip(noise, -0.3, 0.3)
    clipped *= np.float32(0.79 / 10 ** (true_peak_dbtp([clipped]) / 20))
    assert np.abs(clipped).max() < 0.5 < 0.78 < heights(clipped, floor=0.0).max()
    one = made(np.concatenate([murmur(3.0) * np.float32(0.5), clipped]), bitrate_kbps)
    loud = loud_frames(heights(one.window, floor=0.5), one.segment)
    over = {peak.place // FRAME_SAMPLES for peak in peaks_over([one.heard], LIMIT_DBTP)}
    assert len(over) > 30
    assert over <= {frame for frames in loud for frame in frames}


@pytest.mark.parametrize("level", [1e-4, 0.05, 0.3])
def test_of_a_soft_segment_the_highest_is_heard(level: float) -> None:
    one = made(murmur(6.0) * np.float32(level), 64)
    loud = loud_frames(heights(one.window, floor=0.0), one.segment)
    assert 0 < sum(len(frames) for frames in loud) < 0.5 * one.segment.frames
    heard = [sound for _, sound in decode_runs([one.run(each) for each in loud], one.encoding, Children())]
    highest = max(true_peak_dbtp([piece]) for piece in heard)
    assert highest == pytest.approx(true_peak_dbtp([one.heard]), abs=1.0)


def window(frames: int, loud: dict[int, float]) -> tuple[Samples, Segment]:
    """The heights of a segment's window that is silent but for a sample in some of its frames, counted from
    the segment's first; so -1 is in its run-up.
    """
    segment = Segment(first_frame=625, frames=frames)
    sound = np.zeros(((PREROLL_FRAMES + frames + POSTROLL_FRAMES) * FRAME_SAMPLES, 2), dtype=np.float32)
    for frame, height in loud.items():
        sound[(PREROLL_FRAMES + frame) * FRAME_SAMPLES + 700, frame % 2] = height
    return np.abs(sound).max(axis=1), segment


def test_in_silence_there_is_nothing_to_decode() -> None:
    assert loud_frames(*window(625, {})) == []
    assert loud_frames(*window(1, {})) == []
    assert loud_frames(*window(50, {-5: 0.5})) == []  # what is over before it begins is its neighbour's


def test_a_loud_sample_is_decoded_with_two_frames_on_either_side() -> None:
    assert loud_frames(*window(50, {20: -0.7})) == [range(18, 23)]
    assert loud_frames(*window(50, {20: -0.7, 40: 0.3})) == [range(18, 23)]
    assert loud_frames(*window(50, {20: 0.95, 40: 0.51})) == [range(18, 23), range(38, 43)]
    assert loud_frames(*window(50, {20: 0.95, 40: 0.49})) == [range(18, 23)]
    assert loud_frames(*window(50, {20: 0.01, 40: 0.007})) == [range(18, 23)]
    assert loud_frames(*window(50, {20: 0.01, 40: 0.008})) == [range(18, 23), range(38, 43)]


def test_runs_end_with_their_segment_and_hear_what_lies_beside_it() -> None:
    assert loud_frames(*window(50, {0: 0.7, 49: 0.7})) == [range(3), range(47, 50)]
    assert loud_frames(*window(50, {-2: 0.7, 30: 0.1, 51: 0.7})) == [range(1), range(28, 33), range(49, 50)]
    assert loud_frames(*window(50, {-3: 0.7, 25: 0.6})) == [range(23, 28)]
    assert loud_frames(*window(1, {0: 0.7})) == [range(1)]


@pytest.mark.parametrize(
    ("apart", "joined"), [(1, True), (5, True), (6, True), (7, True), (8, False), (9, False)]
)
def test_runs_that_a_decoder_would_hear_twice_are_joined(apart: int, joined: bool) -> None:
    runs = loud_frames(*window(60, {20: 0.7, 20 + apart: 0.7}))
    whole = range(18, 23 + apart)
    assert runs == ([whole] if joined else [range(18, 23), range(18 + apart, 23 + apart)])
    assert all(after.start - before.stop > LEAD_FRAMES for before, after in pairwise(runs))


def test_a_segment_is_as_long_as_it_says_whatever_its_window_holds_more() -> None:
    sound, segment = window(40, {10: 0.7})
    longer = np.concatenate([sound, np.full(RATE, 0.9, dtype=np.float32)])
    assert loud_frames(longer, segment) == loud_frames(sound, segment) == [range(8, 13)]
