from __future__ import annotations

import tracemalloc

import numpy as np
import pytest

from quietude.mix.mix import Mix, SessionFade, mix_session

from .sessions import RATE, Array, Spoken, clip, noise, span, talk, timeline, words


@pytest.fixture(scope="module")
def session() -> Mix:
    placed, spoken = talk(40.0)
    return mix_session(
        placed, spoken, beds=[Array(noise(), looped=True)], pacers=[Array(noise(2.0, seed=3, lufs=-40.0))]
    )


def test_the_stems_sum_to_the_mix(session: Mix) -> None:
    start, frames = 12_345, 25 * RATE
    stems = [stem.read(start, frames) for stem in session.stems.values()]
    np.testing.assert_array_equal(session.read(start, frames), stems[0] + stems[1] + stems[2])
    assert list(session.stems) == ["voice", "bed", "pacer"]


def test_outside_the_session_it_is_silent(session: Mix) -> None:
    assert not session.read(-3 * RATE, 3 * RATE).any()
    assert not session.read(40 * RATE, 3 * RATE).any()
    assert session.read(39 * RATE, RATE).any()


def test_the_session_begins_and_ends_at_nothing(session: Mix) -> None:
    assert not session.read(0, 1).any()
    assert not session.read(40 * RATE - 1, 1).any()


def test_fades_are_raised_cosines() -> None:
    fade = SessionFade(timeline([], 30.0, fade_in_s=4.0, fade_out_s=8.0))
    gain = fade.gain(0, 30 * RATE)
    assert gain is not None
    assert gain[0] == 0.0
    assert gain[RATE] == pytest.approx(0.5 - 0.5 * np.cos(np.pi / 4), abs=1e-4)
    assert gain[2 * RATE] == pytest.approx(0.5, abs=1e-4)
    assert (gain[4 * RATE : 22 * RATE] == 1.0).all()
    assert gain[26 * RATE] == pytest.approx(0.5, abs=1e-4)
    assert np.abs(np.diff(gain)).max() < 1e-4
    assert fade.gain(5 * RATE, RATE) is None


def test_fades_never_reach_into_a_word() -> None:
    spoken = Spoken({"a": words(0)})
    placed = timeline(
        [clip("a", 0.5, 3.0), clip("a", 8.0, 3.0)], 12.0, beds=[], fade_in_s=6.0, fade_out_s=9.0
    )
    mix = mix_session(placed, spoken)
    for second in (0.5, 8.0):
        sound = mix.read(round(second * RATE), 3 * RATE)[:, 0]
        np.testing.assert_allclose(sound, words(0) * np.sqrt(0.5), atol=1e-7)


def test_a_word_at_the_very_edges_is_whole() -> None:
    placed = timeline([clip("a", 0.0, 3.0)], 3.0, beds=[], fade_in_s=3.0, fade_out_s=3.0)
    sound = mix_session(placed, Spoken({"a": words(0)})).read(0, 3 * RATE)
    np.testing.assert_allclose(sound[:, 0], words(0) * np.sqrt(0.5), atol=1e-7)


def test_the_bed_gives_way_and_comes_back(session: Mix) -> None:
    bed = session.stems["bed"]
    alone = np.sqrt(np.mean(np.square(bed.read(round(9.2 * RATE), RATE))))
    under = np.sqrt(np.mean(np.square(bed.read(round(11.5 * RATE), RATE))))
    assert 20 * np.log10(alone / under) == pytest.approx(session.bed_depths_db[0], abs=1.5)


def test_memory_stays_flat() -> None:
    placed, spoken = talk(4 * 3600.0, beds=[span(0.0, 4 * 3600.0, 5.0)])
    mix = mix_session(placed, spoken, beds=[Array(noise(), looped=True)])
    mix.read(0, RATE)
    tracemalloc.start()
    for second in range(0, 4 * 3600, 240):
        mix.read(second * RATE, 2 * RATE)
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert peak < 40e6
