"""A segment that was made once is made no more, in whatever session it comes again; and no byte tells."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from quietude import delivery, encoding, pipeline
from quietude.audio import Block
from quietude.encoding import Heard, public_pages
from quietude.export import segments
from quietude.export.frames import frames_for
from quietude.export.segments import EncodedSegment, Segment
from quietude.ffmpeg import decode_blocks
from quietude.job import Job, Series
from quietude.mix.pages import PAGE
from quietude.mix.true_peak import Peak, true_peak_dbtp
from quietude.progress import silent
from quietude.score.listener import Listener
from quietude.script.front_matter import Metadata
from quietude.session import Session
from quietude.timeline.timeline import Timeline
from tests.conftest import TONE

RATE = 48_000
SIZE = 384
"""Bytes of a frame at 128 kbit/s."""
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
        tags=delivery.tags_for(Metadata(title="Clicks")),
        bitrate_kbps=64,
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
