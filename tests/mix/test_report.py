from __future__ import annotations

import dataclasses
import json
from functools import lru_cache

import numpy as np
import pytest

from quietude.mix.master import master
from quietude.mix.mix import Mix, mix_session
from quietude.mix.report import MixReport, Place, measure

from .sessions import RATE, Array, Spoken, clip, noise, rms_db, talk, timeline, words

SECONDS = 40.0


@lru_cache(maxsize=1)
def good_report() -> MixReport:
    return report(mixed())


def mixed(exponent: float = 1.0, level: float = -32.0) -> Mix:
    session, clips = talk(SECONDS, gap_s=3.0)
    return mix_session(session, clips, beds=[Array(noise(exponent, lufs=level), looped=True)])


def report(mix: Mix) -> MixReport:
    return measure(mix, master(mix, mix.timeline.duration))


@pytest.mark.parametrize("exponent", [0.0, 1.0, 2.0])
@pytest.mark.parametrize("level", [-32.0, -24.0, -50.0])
def test_every_bed_ends_up_20_db_under_the_voice(exponent: float, level: float) -> None:
    found = report(mixed(exponent, level))
    assert found.bed_under_voice_db is not None
    assert found.bed_under_voice_db >= 20.5
    assert not [problem for problem in found.problems() if "bed" in problem]


def test_an_uneven_bed_does_too() -> None:
    time = np.arange(90 * RATE) / RATE
    swell = (0.1 + 0.9 * np.sin(np.pi * time / 9.0) ** 4)[:, None] * np.tile(noise(1.5), (9, 1))
    session, clips = talk(SECONDS, gap_s=3.0)
    found = report(mix_session(session, clips, beds=[Array(swell.astype(np.float32), looped=True)]))
    assert found.worst_passage is not None
    assert found.worst_passage.bed_under_voice_db >= 19.9


def test_the_figures_are_those_of_the_stems() -> None:
    mix = mixed()
    found = report(mix)
    inside = np.concatenate([np.arange(clip.start, clip.end) for clip in mix.timeline.clips])
    voice, bed, _ = (stem.read(0, mix.timeline.duration)[inside] for stem in mix.stems.values())
    assert found.voice_rms_dbfs == pytest.approx(rms_db(voice), abs=0.001)
    assert found.bed_rms_dbfs == pytest.approx(rms_db(bed), abs=0.001)
    assert found.bed_under_voice_db == pytest.approx(rms_db(voice) - rms_db(bed), abs=0.001)
    assert found.pacer_rms_dbfs is None
    assert found.speech_s == pytest.approx(len(inside) / RATE)


def test_the_worst_places_are_named() -> None:
    session, clips = talk(SECONDS, gap_s=3.0)
    bed = np.tile(noise(), (6, 1))
    bed[25 * RATE :] *= 3.0
    found = report(mix_session(session, clips, beds=[Array(bed)]))
    assert found.worst_chapter is not None
    assert found.worst_chapter.title == "Resting"
    assert found.worst_passage is not None
    assert found.worst_passage.start_s > 20.0
    assert found.worst_passage.bed_under_voice_db <= found.worst_chapter.bed_under_voice_db


def test_short_clips_are_judged_together() -> None:
    placed = [clip("word", 5.0 + 2.0 * number, 0.5) for number in range(13)]
    spoken = Spoken({"word": words(0, 0.5)})
    mix = mix_session(timeline(placed, 40.0), spoken, beds=[Array(noise(), looped=True)])
    found = report(mix)
    assert found.worst_passage is not None
    assert found.worst_passage.start_s in (5.0, 17.0)


def test_without_voice_or_bed_there_is_nothing_to_compare() -> None:
    silent = report(mix_session(timeline([], 5.0, beds=[]), Spoken({})))
    assert silent.loudness_lufs is silent.true_peak_dbtp is silent.bed_under_voice_db is None
    assert silent.problems() == []
    session, clips = talk(20.0, beds=[])
    only_voice = report(mix_session(session, clips))
    assert only_voice.bed_rms_dbfs is None
    assert only_voice.worst_passage is None
    assert only_voice.problems() == []


def test_a_good_mix_has_no_problems_and_its_figures_are_plain_data() -> None:
    found = good_report()
    assert found.problems() == []
    json.dumps(dataclasses.asdict(found), allow_nan=False)


def test_a_mix_that_fails_says_so() -> None:
    good = good_report()
    under = Place(title="Arriving", start_s=75.0, bed_under_voice_db=18.2)
    cases = {
        "the session's loudness is -17.0 LUFS, not -16.0": {"loudness_lufs": -17.0},
        "too little speech": {"loudness_lufs": -19.0, "gain_bounded": True},
        "the true peak is -0.40 dBTP": {"true_peak_dbtp": -0.4},
        "only 15.0 dB under the voice over the whole session": {"bed_under_voice_db": 15.0},
        'only 18.2 dB under the voice in the chapter "Arriving"': {"worst_chapter": under},
        "only 18.2 dB under the voice at 1:15": {"worst_passage": under},
        "the voice is silent": {"voice_rms_dbfs": None},
    }
    for words_of_it, wrong in cases.items():
        problems = dataclasses.replace(good, **wrong).problems()  # type: ignore[arg-type]  # by name
        assert len(problems) == 1
        assert words_of_it in problems[0]
