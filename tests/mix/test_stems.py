from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pytest

from quietude.mix.depth import Level
from quietude.mix.duck import Duck
from quietude.mix.grid import SILENCE
from quietude.mix.stems import CENTRE, PACER_DEPTH_DB, BedStem, PacerStem, VoiceStem
from quietude.narration.clips import LONGEST_RING

from .sessions import RATE, Array, Spoken, clip, noise, rms_db, span, timeline, words

if TYPE_CHECKING:
    from quietude.audio import Block

VOICE = Level(whole_dbfs=-23.0, extreme_dbfs=-23.0)
ONES = Array(np.ones((60 * RATE, 2), dtype=np.float32) * np.float32(0.01))


def voice_stem() -> tuple[VoiceStem, Spoken]:
    spoken = Spoken({"one": words(0), "two": words(1), "three": words(2)})
    placed = [clip("one", 1.25, 3.0), clip("two", 4.25, 3.0), clip("three", 20.0, 3.0)]
    return VoiceStem(timeline(placed, 30.0), spoken), spoken


def test_every_clip_lies_at_its_sample_in_the_centre() -> None:
    stem, _ = voice_stem()
    start = round(1.25 * RATE)
    sound = stem.read(start, 3 * RATE)
    np.testing.assert_allclose(sound[:, 0], words(0) * CENTRE, atol=1e-7)
    np.testing.assert_array_equal(sound[:, 0], sound[:, 1])
    np.testing.assert_allclose(stem.read(20 * RATE, 3 * RATE)[:, 0], words(2) * CENTRE, atol=1e-7)
    assert not stem.read(0, start).any()
    assert not stem.read(round(7.25 * RATE), 12 * RATE).any()
    assert not stem.read(-5 * RATE, 5 * RATE).any()


def test_only_clips_that_are_touched_are_loaded() -> None:
    stem, spoken = voice_stem()
    stem.read(19 * RATE, 3 * RATE)
    assert spoken.loaded == ["three"]
    assert stem.cell(12) is SILENCE


def test_a_rooms_tail_rings_on_after_its_words_and_under_the_next() -> None:
    ring = np.linspace(0.1, 0.0, LONGEST_RING, dtype=np.float32)
    spoken = Spoken({"one": np.concatenate([words(0), ring]), "two": words(1), "three": words(2)})
    placed = [clip("one", 1.25, 3.0), clip("two", 4.5, 3.0), clip("three", 20.0, 3.0)]
    stem = VoiceStem(timeline(placed, 30.0), spoken)
    end, following = round(4.25 * RATE), round(4.5 * RATE)
    np.testing.assert_allclose(
        stem.read(end, following - end)[:, 0], ring[: following - end] * CENTRE, atol=1e-7
    )
    both = words(1)[: end + len(ring) - following] + ring[following - end :]
    np.testing.assert_allclose(stem.read(following, len(both))[:, 0], both * CENTRE, atol=1e-7)
    np.testing.assert_allclose(
        stem.read(end + len(ring), RATE)[:, 0], words(1)[len(both) : len(both) + RATE] * CENTRE, atol=1e-7
    )
    alone = VoiceStem(timeline(placed[:1], 30.0), spoken)
    assert alone.cell(6) is not SILENCE
    assert alone.cell(7) is SILENCE
    # A tail is not speech: the beds are measured against the words.
    plain = VoiceStem(timeline(placed[:1], 30.0), Spoken({"one": words(0)}))
    assert alone.level() == plain.level()


def test_the_voices_level_is_that_of_the_stem() -> None:
    stem, _ = voice_stem()
    level = stem.level()
    assert level is not None
    assert level.whole_dbfs == pytest.approx(
        rms_db(np.concatenate([words(n) * CENTRE for n in range(3)])), abs=0.01
    )
    assert level.extreme_dbfs <= level.whole_dbfs
    assert VoiceStem(timeline([], 30.0), Spoken({})).level() is None
    silent = Spoken({"hush": np.zeros(RATE, dtype=np.float32)})
    assert VoiceStem(timeline([clip("hush", 1.0, 1.0)], 30.0), silent).level() is None


def bed_stem(*spans_s: tuple[float, float, float]) -> BedStem:
    session = timeline([], 30.0, beds=[span(*span_s) for span_s in spans_s])
    return BedStem(session, [ONES] * len(spans_s), Duck([]), voice=lambda: None)


def envelope(sound: Block) -> Block:
    return sound[:, 0] / np.float32(0.01)


def test_a_bed_fades_in_and_out_inside_its_span() -> None:
    stem = bed_stem((2.3, 20.7, 4.0))
    gain = envelope(stem.read(0, 30 * RATE))
    begin, end = round(2.3 * RATE), round(20.7 * RATE)
    assert not gain[: begin + 1].any()
    assert not gain[end:].any()
    assert gain[begin + 2 * RATE] ** 2 == pytest.approx(0.5, abs=1e-3)
    assert gain[end - 2 * RATE] ** 2 == pytest.approx(0.5, abs=1e-3)
    np.testing.assert_allclose(gain[begin + 4 * RATE : end - 4 * RATE], 1.0, atol=1e-6)
    assert np.abs(np.diff(gain)).max() < 2e-5


def test_neighbours_keep_their_summed_power() -> None:
    left, right = bed_stem((0.0, 14.0, 4.0)), bed_stem((10.0, 24.0, 4.0))
    powers = envelope(left.read(0, 30 * RATE)) ** 2 + envelope(right.read(0, 30 * RATE)) ** 2
    np.testing.assert_allclose(powers[5 * RATE : 19 * RATE], 1.0, atol=1e-4)


def test_a_fade_hours_into_a_bed_has_no_steps() -> None:
    ten_hours_s = 36_000.0
    session = timeline([], ten_hours_s, beds=[span(0.0, ten_hours_s, 60.0)])
    stem = BedStem(
        session, [Array(np.ones((RATE, 2), dtype=np.float32), looped=True)], Duck([]), voice=lambda: None
    )
    gain = stem.read(round((ten_hours_s - 30.0) * RATE), RATE)[:, 0].astype(np.float64)
    assert np.unique(gain).size > 10_000


def test_a_beds_own_time_begins_with_its_span() -> None:
    ramp = np.arange(RATE, dtype=np.float32) / RATE
    session = timeline([], 30.0, beds=[span(5.5, 8.0)])
    stem = BedStem(session, [Array(ramp)], Duck([]), voice=lambda: None)
    np.testing.assert_allclose(stem.read(round(5.5 * RATE), RATE)[:, 0], ramp, atol=1e-7)


@pytest.mark.parametrize("exponent", [0.0, 1.0, 2.0])
def test_under_the_voice_every_bed_lies_20_db_down(exponent: float) -> None:
    session = timeline([clip("a", 10.0, 10.0)], 30.0)
    stem = BedStem(session, [Array(noise(exponent), looped=True)], Duck(session.clips), voice=lambda: VOICE)
    under = rms_db(stem.read(10 * RATE, 10 * RATE))
    assert VOICE.whole_dbfs - under >= 20.5
    assert rms_db(stem.read(2 * RATE, 5 * RATE)) - under >= 7.9


def test_layers_share_the_room_and_neighbours_do_not() -> None:
    clips = [clip("a", 10.0, 5.0)]
    loop = Array(noise(2.0), looped=True)

    def depths(*spans_s: tuple[float, float, float]) -> tuple[float, ...]:
        session = timeline(clips, 30.0, beds=[span(*span_s) for span_s in spans_s])
        return BedStem(session, [loop] * len(spans_s), Duck(clips), voice=lambda: VOICE).depths_db

    (alone,) = depths((0, 30, 2))
    together = depths((0, 30, 2), (0, 30, 2))
    assert together == pytest.approx((alone + 3.0, alone + 3.0), abs=0.6)
    after_another = depths((0, 16, 2), (14, 30, 2))
    assert after_another == pytest.approx((alone, alone), abs=1.1)


def test_without_words_no_bed_is_measured() -> None:
    source = Array(noise(), looped=True)
    session = timeline([], 30.0)
    stem = BedStem(session, [source], Duck([]), voice=lambda: None)
    assert stem.depths_db == (0.0,)
    assert not source.reads


def test_beds_and_spans_must_match() -> None:
    with pytest.raises(ValueError, match="1 bed spans need as many sources, not 0"):
        BedStem(timeline([], 30.0), [], Duck([]), voice=lambda: None)


def test_pacers_add_up() -> None:
    bell, breath = Array(noise(0.0, seed=1)), Array(noise(1.0, seed=2))
    stem = PacerStem([bell, breath], duck=Duck([]))
    np.testing.assert_allclose(stem.read(100, 1000), (bell.block + breath.block)[100:1100], atol=1e-7)
    assert stem.cell(100) is SILENCE
    assert PacerStem([], duck=Duck([])).cell(0) is SILENCE


def test_strokes_step_back_for_words_and_bells_do_not() -> None:
    said = clip("words", 5.0, 2.0)
    bell, strokes = PacerStem([ONES], duck=Duck([said])), PacerStem([], [ONES], duck=Duck([said]))
    word, far = int(5.5 * RATE), 20 * RATE
    assert rms_db(bell.read(word, RATE)) == pytest.approx(rms_db(bell.read(far, RATE)), abs=0.01)
    assert rms_db(strokes.read(far, RATE)) - rms_db(strokes.read(word, RATE)) == pytest.approx(
        PACER_DEPTH_DB, abs=0.1
    )
