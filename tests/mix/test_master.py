from __future__ import annotations

import json
import math
import subprocess
from functools import lru_cache
from typing import TYPE_CHECKING

import imageio_ffmpeg
import numpy as np
import pytest

from quietude.loudness import integrated_lufs
from quietude.mix.gain import MOST_ABOVE_TARGET_LU, Gain
from quietude.mix.master import CEILING_DBTP, TRUE_PEAK_LIMIT_DBTP, Master, master
from quietude.mix.mix import Mix, mix_session
from quietude.mix.true_peak import Peak, true_peak_dbtp
from quietude.narration.clips import VOICE_LEVEL_LUFS

from .sessions import RATE, Array, loudness, noise, span, talk

if TYPE_CHECKING:
    from quietude.audio import Block

SECONDS = 30


@lru_cache(maxsize=2)
def spoken_mix(*, bed: bool = True, gap_s: float = 2.0) -> Mix:
    timeline, clips = talk(SECONDS, gap_s=gap_s, beds=[span(0.0, SECONDS)] if bed else [])
    return mix_session(timeline, clips, beds=[Array(noise(), looped=True)] if bed else [])


def heard(of: Master) -> Block:
    return of.read(0, of.duration)


def through_mp3(block: Block) -> Block:
    ffmpeg, raw = imageio_ffmpeg.get_ffmpeg_exe(), ["-f", "f32le", "-ar", str(RATE), "-ac", "2"]
    coder = ["-c:a", "libmp3lame", "-b:a", "128k", "-reservoir", "0", "-f", "mp3", "-"]
    quiet = [ffmpeg, "-v", "error"]
    mp3 = subprocess.run(
        [*quiet, *raw, "-i", "-", *coder], input=block.tobytes(), capture_output=True, check=True
    )
    back = subprocess.run([*quiet, "-i", "-", *raw, "-"], input=mp3.stdout, capture_output=True, check=True)
    return np.frombuffer(back.stdout, dtype=np.float32).reshape(-1, 2)


@pytest.mark.parametrize("target", [-16.0, -18.0, -19.0, -23.0])
@pytest.mark.parametrize("bed", [True, False], ids=["bed", "voice only"])
def test_speech_meets_its_target_under_its_ceiling(target: float, bed: bool) -> None:
    made = master(spoken_mix(bed=bed), SECONDS * RATE, target_lufs=target)
    sound = heard(made)
    assert loudness(sound) == pytest.approx(target, abs=0.15)
    assert true_peak_dbtp([sound]) <= CEILING_DBTP + 0.02


def test_the_figures_are_what_a_meter_finds() -> None:
    made = master(spoken_mix(), SECONDS * RATE, target_lufs=-12.0)
    sound, figures = heard(made), made.figures
    assert figures.most_reduction_db > 2.0
    assert figures.limited_s > 5.0
    assert figures.loudness_lufs == pytest.approx(loudness(sound), abs=0.001)
    assert integrated_lufs(made.energies) == figures.loudness_lufs
    assert made.true_peak_dbtp() == pytest.approx(true_peak_dbtp([sound]), abs=0.011)
    assert figures.mix_loudness_lufs == pytest.approx(
        loudness(spoken_mix().read(0, SECONDS * RATE)), abs=0.001
    )


def test_what_limiting_takes_is_given_back() -> None:
    mix = spoken_mix(bed=False)
    made = master(mix, SECONDS * RATE, target_lufs=-11.0)
    assert made.figures.gain_db > -11.0 - made.figures.mix_loudness_lufs + 0.3
    assert loudness(heard(made)) == pytest.approx(-11.0, abs=0.15)


@pytest.mark.parametrize("bed", [True, False], ids=["bed", "voice only"])
def test_the_decoded_mp3_stays_under_the_limit(bed: bool) -> None:
    sound = heard(master(spoken_mix(bed=bed), SECONDS * RATE))
    # LAME multiplies by 0.95 below 192 kbit/s; even with that undone the peaks stay under the limit.
    assert true_peak_dbtp([through_mp3(sound / np.float32(0.95))]) <= TRUE_PEAK_LIMIT_DBTP


def test_silence_stays_silence() -> None:
    made = master(Array(np.zeros((5 * RATE, 2), dtype=np.float32)), 5 * RATE)
    assert not heard(made).any()
    assert made.figures.gain_db == 0.0
    assert made.figures.loudness_lufs == made.true_peak_dbtp() == -math.inf
    assert not made.figures.gain_bounded


@pytest.mark.parametrize("frames", [0, 1, 4799, 12_000])
def test_sessions_too_short_for_a_loudness(frames: int) -> None:
    made = master(Array(noise()[:frames]), frames)
    assert made.figures.gain_db == 0.0
    np.testing.assert_array_equal(heard(made), noise()[:frames])


def test_rain_alone_is_not_raised_to_a_voices_level() -> None:
    made = master(Array(noise(0.0)), 10 * RATE, target_lufs=-16.0)
    assert made.figures.gain_db == -16.0 + MOST_ABOVE_TARGET_LU - VOICE_LEVEL_LUFS
    assert made.figures.gain_bounded
    assert loudness(heard(made)) == pytest.approx(-32.0 + made.figures.gain_db, abs=0.05)


def test_a_whispered_mix_that_can_be_raised_is() -> None:
    made = master(Array(noise(1.0, lufs=-24.0)), 10 * RATE, target_lufs=-16.0)
    assert loudness(heard(made)) == pytest.approx(-16.0, abs=0.15)
    assert not made.figures.gain_bounded


def test_a_fixed_gain_is_kept_and_measured() -> None:
    gain = Gain(gain_db=1.25, bounded=False, mix_loudness_lufs=-20.0)
    made = master(spoken_mix(), SECONDS * RATE, gain=gain)
    assert made.figures.gain_db == 1.25
    assert made.figures.loudness_lufs == pytest.approx(loudness(heard(made)), abs=0.001)


def test_mastered_stems_sum_to_the_master() -> None:
    mix = spoken_mix()
    made = master(mix, SECONDS * RATE, target_lufs=-12.0)
    stems = [made.stem(stem).read(5 * RATE, 20 * RATE) for stem in mix.stems.values()]
    np.testing.assert_allclose(sum(stems), made.read(5 * RATE, 20 * RATE), atol=1e-6)


def test_a_place_that_the_encoder_overshot_is_relieved_and_no_other() -> None:
    made = master(spoken_mix(), SECONDS * RATE)
    place = 12 * RATE - 700  # its relief runs into the next cell
    once = made.relieved([Peak(place=place, level_dbtp=0.2), Peak(place=place + 500, level_dbtp=-0.5)])
    before, after = heard(made), heard(once)
    change = np.abs(after[:, 0]) / np.maximum(np.abs(before[:, 0]), 1e-9)
    around = slice(place - 1100, place + 1100)
    np.testing.assert_allclose(
        20 * np.log10(change[around][np.abs(before[around, 0]) > 1e-4]), -1.5, atol=0.05
    )
    np.testing.assert_array_equal(after[: place - 1600], before[: place - 1600])
    np.testing.assert_array_equal(after[place + 16_000 :], before[place + 16_000 :])
    twice = once.relieved([Peak(place=place, level_dbtp=-0.8)])
    assert np.abs(heard(twice)[place]).max() < np.abs(after[place]).max()
    np.testing.assert_allclose(
        sum(twice.stem(stem).read(11 * RATE, 2 * RATE) for stem in spoken_mix().stems.values()),
        twice.read(11 * RATE, 2 * RATE),
        atol=1e-6,
    )


def test_progress_goes_from_little_to_all() -> None:
    told: list[float] = []
    master(Array(noise()), 10 * RATE, progress=told.append)
    assert told == pytest.approx([(number + 1) / 10 for number in range(10)])


def test_the_mix_is_read_once_and_then_only_where_it_is_loud() -> None:
    source = Array(np.concatenate([noise(1.0), noise(1.0, lufs=-14.0, seconds=5), noise(1.0), noise(1.0)]))
    master(source, 35 * RATE, target_lufs=-20.0)
    assert 35 <= len(source.reads) < 35 + 40
    assert all(frames == RATE for _, frames in source.reads)


def test_with_a_known_gain_nothing_is_read_until_somebody_listens() -> None:
    source = Array(noise(1.0))
    made = master(source, 10 * RATE, gain=Gain(gain_db=0.0, bounded=False, mix_loudness_lufs=-20.0))
    assert source.reads == []
    made.read(0, RATE)
    assert source.reads


def test_pages_that_do_not_count_have_no_say_in_the_gain() -> None:
    plain, shout = noise(1.0, lufs=-22.0, seconds=60), noise(1.0, lufs=-10.0, seconds=13)
    other = plain.copy()
    other[16 * RATE : 29 * RATE] = shout
    for pages in (frozenset({0, 2, 3}), frozenset({3})):
        gains = {master(Array(each), 60 * RATE, pages=pages).gain for each in (plain, other)}
        assert len(gains) == 1
    assert len({master(Array(each), 60 * RATE).gain.gain_db for each in (plain, other)}) == 2


def test_a_gain_comes_back_from_its_facts() -> None:
    for loudness_lufs in (-20.123456789, -math.inf):
        gain = Gain(gain_db=1.23, bounded=True, mix_loudness_lufs=loudness_lufs)
        assert Gain.from_facts(json.loads(json.dumps(gain.facts()))) == gain
