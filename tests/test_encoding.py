"""A segment that was made once is made no more, in whatever session it comes again; and no byte tells."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from functools import lru_cache
from pathlib import Path

import numpy as np
import pytest

from quietude import delivery, encoding, pipeline
from quietude.audio import Block
from quietude.decoding import decode_blocks
from quietude.encoding import Heard, Segments, public_pages
from quietude.export import decoded, segments
from quietude.export.formats import Form
from quietude.export.frames import Encoding, frames_for
from quietude.export.segments import EncodedSegment, Segment, encode_segment, pcm, segments_of
from quietude.ffmpeg import Children
from quietude.job import DEFAULT_BITRATE_KBPS, Job, Series
from quietude.kept_sound import KeptSound
from quietude.mix.gain import Gain
from quietude.mix.master import master
from quietude.mix.pages import PAGE
from quietude.mix.recipe import MADE_ONCE
from quietude.mix.true_peak import Peak, true_peak_dbtp
from quietude.progress import silent
from quietude.score.listener import Listener
from quietude.script.front_matter import Metadata
from quietude.session import Session
from quietude.tagging import tags_for
from quietude.timeline.timeline import Timeline
from tests.conftest import TONE

RATE = 48_000
SIZE = Encoding(bitrate_kbps=DEFAULT_BITRATE_KBPS).frame_bytes
"""Bytes of a frame."""
SCRIPT = """---
title: Names
bed: drone
ask:
  name: { prompt: "What should the voice call you?", optional: true }
---
# First

Welcome{, name}. It is good that you are here.

[pause 4-12s]

Here are a few words that are the same for everyone, whoever may hear them.

[pause 8s]

And some more of them, so that the session has a middle.

[pause 30-40s]

# Last

These are the words of the second chapter, and they stay where they are.

[pause 20-30s]

Thank you{, name}.

[pause 4-12s]
"""


@pytest.fixture(autouse=True)
def cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("QUIETUDE_CACHE_DIR", str(tmp_path / "cache"))
    return tmp_path / "cache" / "sound"


@pytest.fixture
def encoded(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """The first frames of the segments that are really encoded, as they are."""
    made: list[int] = []
    encode: Callable[..., EncodedSegment] = segments.encode_segment

    def counted(pcm: bytes, segment: Segment, *more: object) -> EncodedSegment:
        made.append(segment.first_frame)
        return encode(pcm, segment, *more)

    monkeypatch.setattr(segments, "encode_segment", counted)
    return made


@pytest.fixture
def render(tmp_path: Path) -> Callable[..., Session]:
    (tmp_path / "names.md").write_text(SCRIPT)

    def one(name: str, file: str = "out.mp3", **more: object) -> Session:
        listener = Listener(values={"name": name}, target_s=120.0)
        job = Job(
            script=str(tmp_path / "names.md"),
            listener=listener,
            voices=(TONE,),
            output=tmp_path / file,
            **more,  # type: ignore[arg-type]  # fields of Job, as the tests write them
        )
        return pipeline.render(job)

    return one


def test_another_name_costs_the_segments_it_is_heard_in(
    render: Callable[..., Session], encoded: list[int]
) -> None:
    first = render("Ada", "ada.mp3")
    assert len(encoded) == 9
    encoded.clear()
    second = render("Benjamin", "ben.mp3")
    assert 1 <= len(encoded) <= 4
    encoded.clear()
    alone = render("Benjamin", "alone.mp3", keep_clips=False)
    assert len(encoded) == 9
    assert second.path.read_bytes() == alone.path.read_bytes()
    assert second.path.read_bytes() != first.path.read_bytes()
    assert second.duration_s == first.duration_s == 120.0
    for session in (first, second, alone):
        assert session.loudness_lufs == pytest.approx(-16.0, abs=0.2)
    assert (second.loudness_lufs, second.true_peak_dbtp) == (alone.loudness_lufs, alone.true_peak_dbtp)


def test_the_same_session_again_encodes_only_what_is_private(
    render: Callable[..., Session], encoded: list[int]
) -> None:
    before = render("Ada").path.read_bytes()
    encoded.clear()
    assert render("Ada").path.read_bytes() == before
    assert 1 <= len(encoded) <= 4


def test_what_speaks_a_name_is_not_kept(render: Callable[..., Session], cache: Path) -> None:
    session = render("Ada")
    kept = [path.read_bytes() for path in cache.rglob("*.kept")]
    frames = session.path.read_bytes()
    private = [clip for clip in session.timeline.clips if clip.utterance.private]
    assert len(private) == 2
    for clip in private:
        # The frames that sound in the middle of it lie in the file, and in nothing that is kept.
        middle = (clip.start + clip.end) // 2 // 1152 + 1
        sound = frames[-frames_for(session.timeline.duration) * SIZE :]
        piece = sound[middle * SIZE : (middle + 2) * SIZE]
        assert len(piece) == 2 * SIZE
        assert not any(piece in content for content in kept)
    assert len(kept) >= 5


def test_damage_in_what_is_kept_is_mended(render: Callable[..., Session], cache: Path) -> None:
    before = render("Ada").path.read_bytes()
    for path in cache.rglob("*.kept"):
        path.write_bytes(path.read_bytes()[:-7])
    assert render("Ada").path.read_bytes() == before


def test_another_series_or_bit_rate_is_another_file_with_the_same_sound(
    render: Callable[..., Session], encoded: list[int]
) -> None:
    render("Ada")
    encoded.clear()
    render("Ada", series=Series(title="A week", number=1, of=7))
    assert len(encoded) <= 4
    encoded.clear()
    render("Ada", bitrate_kbps=96)
    assert len(encoded) == 9


def test_another_ffmpeg_finds_nothing_of_the_first(
    render: Callable[..., Session], encoded: list[int], monkeypatch: pytest.MonkeyPatch
) -> None:
    render("Ada")
    encoded.clear()
    monkeypatch.setattr(encoding, "build", lambda: "another ffmpeg")
    render("Ada")
    assert len(encoded) == 9


class Clicks:
    """Soft noise with a few hard clicks, some of them right at a join."""

    def __init__(self, seconds: int) -> None:
        rng = np.random.default_rng(5)
        self.sound = (rng.standard_normal((seconds * RATE, 2)) * 0.002).astype(np.float32)
        at = np.arange(600)
        click = np.sign(np.sin(at * 0.9)) * np.exp(-at / 150) * 1.5
        for place in (7 * RATE, PAGE - 600, 2 * PAGE - 1200, 2 * PAGE + 5 * RATE):
            self.sound[place : place + 600] += click[:, np.newaxis].astype(np.float32)

    def read(self, start: int, frames: int) -> Block:
        block = np.zeros((frames, 2), dtype=np.float32)
        low, high = max(0, start), min(len(self.sound), start + frames)
        if low < high:
            block[low - start : high - start] = self.sound[low:high]
        return block


def silence(seconds: int) -> Timeline:
    return Timeline(
        sample_rate_hz=RATE, duration=seconds * RATE, clips=(), gaps=(), chapters=(), breaths=(), touches=(),
        bells=(), beds=(), fade_in=0, fade_out=0, rounds=(),
    )  # fmt: skip


def test_an_overshoot_is_relieved_in_its_segments_alone(
    tmp_path: Path, encoded: list[int], monkeypatch: pytest.MonkeyPatch
) -> None:
    limit_dbtp = -1.9  # a tenth over the limiter's ceiling, so that LAME's own overshoot is enough
    for module in (encoding, delivery):
        monkeypatch.setattr(module, "TRUE_PEAK_LIMIT_DBTP", limit_dbtp)
    path = tmp_path / "clicks.mp3"
    delivered = delivery.deliver(
        Clicks(50),
        path,
        timeline=silence(50),
        tags=tags_for(Metadata(title="Clicks")),
        form=Form(kbps=64),
        loudness_lufs=-14.0,
        progress=silent,
    )
    assert len(encoded) > 4, "nothing overshot: the test shows nothing"
    assert encoded.count(1875) == 1, "the last segment has no click, and was made twice"
    heard = true_peak_dbtp(decode_blocks(path, RATE))
    assert heard <= limit_dbtp
    assert delivered.true_peak_dbtp == pytest.approx(heard, abs=0.05)


def test_a_segment_comes_back_from_its_bytes() -> None:
    heard = Heard(
        frames=b"frames",
        true_peak_dbtp=-1.2345678901234567,
        over=(Peak(place=7, level_dbtp=-0.1),),
        page=None,
    )
    assert Heard.from_bytes(heard.to_bytes()) == heard
    silent_one = Heard(frames=b"", true_peak_dbtp=float("-inf"), over=(), page=None)
    assert Heard.from_bytes(silent_one.to_bytes()) == silent_one


def test_pages_near_a_name_do_not_count_unless_they_are_most() -> None:
    ten = 10 * PAGE
    assert public_pages([], ten) == frozenset(range(10))
    assert public_pages([(PAGE + 3 * RATE, PAGE + 5 * RATE)], ten) == frozenset(range(10)) - {1}
    assert public_pages([(PAGE + RATE, PAGE + 5 * RATE)], ten) == frozenset(range(10)) - {0, 1}
    assert public_pages([(0, 5 * PAGE)], ten) == frozenset(range(10))


class EveryPage:
    """Silence, but for two clicks over full scale in every page that is loud, after 4 s and after 10."""

    def __init__(self, loud: frozenset[int]) -> None:
        self.loud = loud

    def read(self, start: int, frames: int) -> Block:
        block = np.zeros((frames, 2), dtype=np.float32)
        for page in range(start // PAGE, (start + frames) // PAGE + 1):
            for at in (page * PAGE + second * RATE - start for second in (4, 10)):
                if page in self.loud and 0 <= at < frames - 400:
                    block[at : at + 400] = (1.4 * np.sin(np.arange(400) * 0.1))[:, np.newaxis]
        return block


@lru_cache(maxsize=2)
def one_page(loud: bool) -> tuple[Block, EncodedSegment]:
    """What is heard of a page and just around it, and its frames."""
    (segment,) = segments_of(PAGE - 1152)
    start, stop = segment.window
    window = EveryPage(frozenset({0} if loud else ())).read(start, stop - start)
    encoding_64 = Encoding(bitrate_kbps=64)
    return window, encode_segment(pcm(window, encoding_64), segment, encoding_64, Children())


def heard_of(count: int, loud: frozenset[int], kept: KeptSound) -> Segments:
    """The segments of so many pages, of which those in ``loud`` have a click; none of them kept yet."""
    unchanged = Gain(gain_db=0.0, bounded=False, mix_loudness_lufs=-20.0)
    duration = count * PAGE - 1152  # its silent last frame ends the last page
    mastered = master(EveryPage(loud), duration, ceiling_dbtp=20.0, gain=unchanged)
    return Segments(mastered=mastered, encoding=Encoding(bitrate_kbps=64), recipe=MADE_ONCE, kept=kept)


@pytest.fixture
def decoders(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """How many frames each decoder that was started got."""
    started: list[int] = []
    decode = decoded.decode_frames

    def counted(frames: bytes, encoding: Encoding, children: Children) -> Block:
        started.append(len(frames) // encoding.frame_bytes)
        return decode(frames, encoding, children)

    monkeypatch.setattr(decoded, "decode_frames", counted)
    return started


@pytest.mark.parametrize("count", [1, 7, 8, 9, 17])
def test_what_waits_for_the_decoder_is_not_lost(count: int, decoders: list[int]) -> None:
    loud = frozenset(range(count)) - {1, 5}  # in two of them there is nothing to decode
    with KeptSound(lasting=False) as kept:
        made = heard_of(count, loud, kept)
        for segment in segments_of(made.mastered.duration):
            window, encoded_page = one_page(segment.first_frame // 625 in loud)
            made.keep(segment, encoded_page, window)
        assert len(decoders) == count // 8
        made.check_joins()
        assert len(decoders) == -(-count // 8) + (count > 1)

        again = heard_of(count, loud, kept)
        for segment in segments_of(made.mastered.duration):
            assert again.find(segment) == one_page(segment.first_frame // 625 in loud)[1].frames
    assert len(made.peaks_dbtp) == count + count - 1
    assert len(again.peaks_dbtp) == count
    assert sorted(made.edges) == [625 * number for number in range(count)]
    for found in (made, again):
        places = {round((peak.place - 200) / RATE, 1) for peak in found.over}
        assert places == {15.0 * page + second for page in loud for second in (4.0, 10.0)}
        assert found.peaks_dbtp.count(float("-inf")) >= count - len(loud)
    np.testing.assert_array_equal(made.mastered.energies, again.mastered.energies)
    assert len(made.mastered.energies) == made.mastered.duration // 4800


def test_segments_may_come_from_several_threads_in_any_order(decoders: list[int]) -> None:
    count, loud = 19, frozenset({0, 3, 8, 17})
    with KeptSound(lasting=False) as kept:
        made = heard_of(count, loud, kept)

        def keep(segment: Segment) -> None:
            window, encoded_page = one_page(segment.first_frame // 625 in loud)
            made.keep(segment, encoded_page, window)

        shuffled = np.random.default_rng(2).permutation(count).tolist()
        listed = segments_of(made.mastered.duration)
        with ThreadPoolExecutor(4) as pool:
            list(pool.map(keep, [listed[at] for at in shuffled]))
        made.check_joins()
        again = heard_of(count, loud, kept)
        assert None not in [again.find(segment) for segment in listed]
    assert {peak.place // PAGE for peak in made.over} == {peak.place // PAGE for peak in again.over} == loud
    assert len(decoders) <= 4


def test_what_is_kept_by_itself_is_kept_as_in_company() -> None:
    """What a decoder heard before, from another segment, does not show."""
    loud = frozenset(range(8))
    with KeptSound(lasting=False) as kept, KeptSound(lasting=False) as kept_alone:
        together, alone = heard_of(8, loud, kept), heard_of(8, loud, kept_alone)
        for segment in segments_of(together.mastered.duration):
            window, encoded_page = one_page(loud=True)
            together.keep(segment, encoded_page, window)
            alone.keep(segment, encoded_page, window)
            waiting, alone._waiting = alone._waiting, []
            alone._hear(waiting)
        together.check_joins()
        alone.check_joins()
    assert sorted(together.peaks_dbtp) == sorted(alone.peaks_dbtp)
    assert sorted(together.over, key=str) == sorted(alone.over, key=str)
