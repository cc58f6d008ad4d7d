"""A gain foreseen is the gain that a whole pass over the mix finds, at a fraction of what that costs."""

from __future__ import annotations

import tracemalloc
from dataclasses import replace
from functools import lru_cache
from typing import TYPE_CHECKING

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from quietude.loudness import integrated_lufs
from quietude.mix.foresee import Foresight
from quietude.mix.gain import Gain, find_gain, most_gain_db
from quietude.mix.grid import CELL, Gridded
from quietude.mix.limiter import Limiter
from quietude.mix.master import CEILING_DBTP
from quietude.mix.mix import Mix, mix_session
from quietude.mix.pages import pages_in
from quietude.mix.survey import survey

from .sessions import RATE, Array, Spoken, clip, noise, span, talk, timeline, words

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence

    from quietude.audio import Block, Samples, Source
    from quietude.timeline.timeline import Clip, Timeline


def session(
    placed: Timeline, clips: Spoken, *beds: Source, strokes: Sequence[Source] = ()
) -> tuple[Mix, Foresight]:
    mix = mix_session(placed, clips, beds=beds, strokes=strokes)
    depth_db = max(mix.bed_depths_db, default=0.0)
    return mix, Foresight(timeline=placed, clips=clips, depth_db=depth_db)


@lru_cache(maxsize=8)
def talking(seconds: float, gap_s: float, bed_lufs: float | None) -> tuple[Mix, Foresight]:
    placed, clips = talk(seconds, gap_s=gap_s, beds=[] if bed_lufs is None else [span(0.0, seconds)])
    beds = [] if bed_lufs is None else [Array(noise(lufs=bed_lufs), looped=True)]
    return session(placed, clips, *beds)


def foreseen(
    mix: Gridded, foresight: Foresight, *, target: float = -16.0, pages: Collection[int] | None = None
) -> Gain | None:
    if pages is None:
        pages = range(pages_in(foresight.timeline.duration))
    return foresight.gain(mix, pages, target_lufs=target, ceiling_dbtp=CEILING_DBTP)


def gains(
    mix: Gridded, foresight: Foresight, *, target: float = -16.0, pages: Collection[int] | None = None
) -> tuple[Gain, Gain]:
    """Foreseen, and measured from end to end."""
    gain = foreseen(mix, foresight, target=target, pages=pages)
    assert gain is not None
    duration = foresight.timeline.duration
    return gain, find_gain(mix, duration, target_lufs=target, ceiling_dbtp=CEILING_DBTP, pages=pages)


def reached_lufs(mix: Gridded, duration: int, gain: Gain) -> float:
    """What the session measures under a gain and the limiter."""
    limiter = Limiter(mix, gain_db=gain.gain_db, ceiling_dbtp=CEILING_DBTP)
    return integrated_lufs(survey(limiter, duration).energies)


@pytest.mark.parametrize(("gap_s", "bed_lufs"), [(0.4, -22.0), (4.0, None), (4.0, -32.0), (12.0, -45.0)])
def test_it_is_the_gain_that_a_whole_pass_finds(gap_s: float, bed_lufs: float | None) -> None:
    mix, foresight = talking(30.0, gap_s, bed_lufs)
    gain, measured = gains(mix, foresight)
    assert gain.gain_db == pytest.approx(measured.gain_db, abs=0.3)
    assert gain.bounded == measured.bounded
    assert gain.mix_loudness_lufs == pytest.approx(measured.mix_loudness_lufs, abs=0.1)
    assert gain.gain_db == round(gain.gain_db, 2)
    if not gain.bounded:
        reached = reached_lufs(mix, foresight.timeline.duration, gain)
        assert reached == pytest.approx(-16.0, abs=0.3)


def test_where_the_limiter_works_its_loss_is_foreseen() -> None:
    mix, foresight = talking(30.0, 1.0, -22.0)
    gain, measured = gains(mix, foresight, target=-14.0)
    assert measured.gain_db > -14.0 - measured.mix_loudness_lufs + 0.2, "the limiter does nothing here"
    assert gain.gain_db > -14.0 - gain.mix_loudness_lufs + 0.2
    assert reached_lufs(mix, foresight.timeline.duration, gain) == pytest.approx(-14.0, abs=0.3)


@settings(max_examples=6)
@given(
    gap_s=st.floats(0.2, 9.0),
    # Not a bed that lies at the meter's relative gate, 10 LU under the speech: there the smallest difference
    # decides for the whole of it, and a session is measured after all (test_delivery.py).
    bed_lufs=st.one_of(st.none(), st.floats(-45.0, -39.5), st.floats(-31.0, -25.0)),
    target=st.floats(-30.0, -23.0),
)
def test_it_is_so_for_any_session_that_needs_no_limiter(
    gap_s: float, bed_lufs: float | None, target: float
) -> None:
    placed, clips = talk(25.0, gap_s=gap_s, beds=[] if bed_lufs is None else [span(0.0, 25.0)])
    beds = []
    if bed_lufs is not None:
        beds = [Array(noise() * np.float32(10 ** ((bed_lufs + 32.0) / 20)), looped=True)]
    gain, measured = gains(*session(placed, clips, *beds), target=target)
    assert gain.gain_db == pytest.approx(measured.gain_db, abs=0.15)
    assert gain.bounded == measured.bounded


def test_a_target_moves_it_by_as_much() -> None:
    mix, foresight = talking(30.0, 4.0, -32.0)
    soft, loud = (foreseen(mix, foresight, target=target) for target in (-25.0, -21.0))
    assert soft is not None
    assert loud is not None
    assert loud.gain_db - soft.gain_db == pytest.approx(4.0, abs=0.06)
    assert loud.mix_loudness_lufs == soft.mix_loudness_lufs


def test_a_gain_is_bounded_as_a_measured_one_is() -> None:
    """Little speech over a bed that passes the meter's gate: the voice is not raised to a shout."""
    mix, foresight = talking(30.0, 12.0, -32.0)
    gain, measured = gains(mix, foresight)
    assert gain.gain_db == measured.gain_db == most_gain_db(-16.0)
    assert gain.bounded
    assert measured.bounded


def whispered(mix: Gridded, placed: Timeline, spoken: Spoken, factor: float) -> Gain | None:
    softer = Spoken({text: sound * np.float32(factor) for text, sound in spoken.clips.items()})
    return foreseen(mix, Foresight(timeline=placed, clips=softer, depth_db=0.0))


def test_a_voice_that_can_just_be_raised_enough_is_not_bounded() -> None:
    placed, spoken = talk(30.0, gap_s=2.0, beds=[])
    mix = mix_session(placed, spoken)
    quiet = whispered(mix, placed, spoken, 10 ** (-10.0 / 20))
    assert quiet is not None
    assert (quiet.gain_db, quiet.bounded) == (most_gain_db(-16.0), True)
    enough = whispered(mix, placed, spoken, 10 ** (-4.0 / 20))
    assert enough is not None
    assert not enough.bounded
    assert enough.gain_db < most_gain_db(-16.0)


def test_too_little_speech_foresees_nothing() -> None:
    few, enough = (
        timeline([clip("words", 10.0, 3.0)], seconds, beds=[span(0.0, seconds)]) for seconds in (60.0, 20.0)
    )
    clips = Spoken({"words": words()})
    for placed, known in ((few, False), (enough, True)):
        mix, foresight = session(placed, clips, Array(noise(), looped=True))
        assert (foreseen(mix, foresight) is not None) == known
    # And no more where it does not count.
    mix, foresight = talking(30.0, 1.0, -32.0)
    assert foreseen(mix, foresight, pages={1}) is not None
    assert foreseen(mix, foresight, pages=set()) is None


@pytest.mark.parametrize("seconds", [0.0, 0.05, 0.35, 20.0])
def test_of_a_session_without_words_nothing_is_foreseen(seconds: float) -> None:
    assert foreseen(*session(timeline([], seconds), Spoken({}), Array(noise(), looped=True))) is None


def test_words_of_no_length_and_words_of_silence_are_no_speech() -> None:
    placed = timeline([clip("", 3.0, 0.0), clip("silence", 4.0, 5.0)], 10.0, beds=[])
    clips = Spoken({"": words()[:0], "silence": np.zeros(5 * RATE, dtype=np.float32)})
    assert foreseen(*session(placed, clips)) is None


def test_a_session_ends_where_it_ends_in_the_middle_of_a_tenth_of_a_second() -> None:
    placed = replace(timeline([clip("words", 1.003, 3.0)], 4.05, beds=[]), duration=round(4.0571 * RATE))
    gain, measured = gains(*session(placed, Spoken({"words": words()})))
    assert gain.gain_db == pytest.approx(measured.gain_db, abs=0.1)


def test_words_without_a_second_of_silence_between_them() -> None:
    """Then nothing is known of what is beside them; it is far enough under them not to matter."""
    placed = [clip(f"words {at % 4}", 3.0 * at, 3.0) for at in range(10)]
    clips = Spoken({f"words {seed}": words(seed) for seed in range(4)})
    gain, measured = gains(*session(timeline(placed, 30.0), clips, Array(noise(lufs=-25.0), looped=True)))
    assert gain.gain_db == pytest.approx(measured.gain_db, abs=0.3)


def test_a_bed_that_changes_and_ends_is_heard_where_it_is() -> None:
    placed, clips = talk(60.0, gap_s=3.0, beds=[span(0.0, 45.0)])
    swell = np.linspace(1.0, 0.02, 45 * RATE, dtype=np.float32)[:, np.newaxis]
    bed = np.tile(noise(lufs=-24.0), (5, 1))[: 45 * RATE] * swell
    gain, measured = gains(*session(placed, clips, Array(bed)))
    assert gain.gain_db == pytest.approx(measured.gain_db, abs=0.3)
    assert gain.mix_loudness_lufs == pytest.approx(measured.mix_loudness_lufs, abs=0.2)


def test_a_room_rings_on_after_its_words() -> None:
    ring = words(3)[: 2 * RATE] * np.linspace(0.6, 0.0, 2 * RATE, dtype=np.float32)
    clips = Spoken({f"words {seed}": np.concatenate([words(seed), ring]) for seed in range(4)})
    placed = [clip(f"words {at % 4}", 2.0 + 4.0 * at, 3.0) for at in range(7)]
    gain, measured = gains(*session(timeline(placed, 32.0, beds=[]), clips))
    assert gain.gain_db == pytest.approx(measured.gain_db, abs=0.3)


def named(name: str, length_s: float, at_s: float = 20.0) -> tuple[Mix, Foresight]:
    """A minute in which somebody is spoken to in the second page, between 20 and 25 s."""
    placed: list[Clip] = [clip(f"words {at % 4}", 1.0 + 4.5 * at, 3.0) for at in range(13)]
    placed = [each for each in placed if each.end < 19.0 * RATE or each.start > 26.0 * RATE]
    welcome = clip(name, at_s, length_s)
    welcome = replace(welcome, utterance=replace(welcome.utterance, private=True))
    clips = Spoken({f"words {seed}": words(seed) for seed in range(4)})
    clips.clips["Ada"] = np.float32(0.5) * words(5, 1.0)
    clips.clips["Benjamin"] = np.float32(2.0) * words(6, 3.0)
    whole = timeline(sorted([*placed, welcome], key=lambda each: each.start), 60.0)
    return session(whole, clips, Array(noise(lufs=-34.0), looped=True))


def test_only_pages_that_everybody_hears_have_a_say() -> None:
    (mix, ada), (other, benjamin) = named("Ada", 1.0), named("Benjamin", 3.0, at_s=21.0)
    assert isinstance(benjamin.clips, Spoken)
    benjamin.clips.loaded.clear()
    public = frozenset({0, 2, 3})
    depth_db = ada.depth_db  # by the clips that everybody hears
    assert benjamin.depth_db == depth_db
    gain = foreseen(mix, ada, target=-16.0, pages=public)
    assert gain is not None
    assert foreseen(other, benjamin, target=-16.0, pages=public) == gain
    assert "Benjamin" not in benjamin.clips.loaded
    everything = [foreseen(each, said, target=-16.0) for each, said in ((mix, ada), (other, benjamin))]
    assert everything[0] != everything[1]


def test_pages_that_do_not_count_are_left_out_as_in_a_whole_pass() -> None:
    mix, foresight = named("Benjamin", 3.0)
    gain, measured = gains(mix, foresight, target=-20.0, pages={0, 2, 3})
    assert gain.gain_db == pytest.approx(measured.gain_db, abs=0.2)


def test_words_that_reach_into_a_page_count_as_far_as_they_do() -> None:
    clips = Spoken({"soft": np.float32(0.4) * words(1), "loud": words(2)})
    placed = timeline(
        [clip("soft", 5.0, 3.0), clip("soft", 9.0, 3.0), clip("loud", 14.8, 3.0)], 30.0, beds=[]
    )
    mix, foresight = session(placed, clips)
    for pages in ({0}, {1}):
        gain, measured = gains(mix, foresight, target=-24.0, pages=pages)
        assert gain.gain_db == pytest.approx(measured.gain_db, abs=0.1)


def test_a_hum_that_a_meter_would_start_at_is_none_in_the_session() -> None:
    """A sampled second begins in the middle of the bed, and a meter hears a blow where it begins."""
    hum = np.cos(2 * np.pi * 14.0 * np.arange(RATE) / RATE)
    placed, clips = talk(30.0, gap_s=6.0)
    gain, measured = gains(*session(placed, clips, Array(0.6 * hum, looped=True)), target=-24.0)
    assert gain.gain_db == pytest.approx(measured.gain_db, abs=0.15)


class Counted(Gridded):
    """A mix whose cells are counted as they are made."""

    def __init__(self, mix: Gridded) -> None:
        super().__init__()
        self.mix = mix
        self.made: list[int] = []

    def make(self, start: int) -> Block:
        self.made.append(start // CELL)
        return self.mix.cell(start // CELL)


def long_session(seconds: float, speaking_s: float) -> tuple[Counted, Foresight]:
    count = round(speaking_s / 4.0)
    placed = timeline(
        [clip(f"words {at % 4}", 10.0 + 4.0 * at, 3.0) for at in range(count)], seconds, beds=[]
    )
    clips = Spoken({f"words {seed}": words(seed) for seed in range(4)})
    rain = Array(noise(lufs=-40.0), looped=True)
    # The bed itself does not step back here: it is the mix's cells that are counted.
    mix = mix_session(replace(placed, beds=(span(0.0, seconds),)), clips, beds=[rain], depths_db=[0.0])
    return Counted(mix), Foresight(timeline=placed, clips=clips, depth_db=0.0)


def test_of_hours_no_more_is_made_than_of_minutes() -> None:
    words.cache_clear()
    peaks, counts = [], []
    for seconds, speaking_s in ((300.0, 100.0), (3600.0, 800.0)):
        mix, foresight = long_session(seconds, speaking_s)
        assert isinstance(foresight.clips, Spoken)
        foreseen(mix, foresight, target=-22.0)  # fills what is kept of the bed's noise and of the filters
        foresight.clips.loaded.clear()
        mix.made.clear()
        tracemalloc.start()
        gain = foreseen(mix, foresight, target=-22.0)
        peaks.append(tracemalloc.get_traced_memory()[1])
        tracemalloc.stop()
        assert gain is not None
        assert len(foresight.clips.loaded) <= 4 + 8  # each text once, and some for the limiter
        counts.append(len(mix.made))
    assert max(counts) <= 64
    # The sound of an hour is 1.4 GB; what grows with them are some numbers a tenth of a second.
    assert peaks[1] < peaks[0] + 8e6
    assert peaks[1] < 40e6


def test_each_sound_counts_by_its_words_voice_and_recording() -> None:
    """The same words in a softer voice are another sound."""
    loud = clip("words", 1.0, 3.0)
    soft = replace(clip("words", 6.0, 3.0), utterance=replace(loud.utterance, voice="soft"))

    class Two(Spoken):
        def samples(self, utterance: object) -> Samples:
            assert hasattr(utterance, "voice")
            return words() * np.float32(0.3 if utterance.voice == "soft" else 1.0)

    for placed in ([loud, soft], [replace(soft, start=RATE), replace(loud, start=6 * RATE)]):
        gain, measured = gains(*session(timeline(placed, 10.0, beds=[]), Two({"words": words()})))
        assert gain.gain_db == pytest.approx(measured.gain_db, abs=0.1)
