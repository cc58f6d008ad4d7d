from __future__ import annotations

import dataclasses
import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from quietude.audio import Audio, Samples
from quietude.errors import VoiceError
from quietude.narration.engine import SpeechRequest, load_engine
from quietude.narration.engines.tone import ToneEngine
from quietude.narration.own_rate import SENTENCES, rate_for, with_own_rate
from quietude.narration.sound.pace import MOST_REST_S, border_places, pace_wpm, pauses_at, rested, spoken_s
from quietude.narration.sound.trim import LEAD_S, TAIL_S, trimmed
from quietude.narration.words.wording import count_words
from quietude.voices import library
from quietude.voices.profile import UNSET_RATE, VoiceProfile

RATE = 24_000
WORD_S = 0.36


def hum(seconds: float) -> Samples:
    at = np.arange(round(seconds * RATE)) / RATE
    return (0.2 * np.sin(2 * np.pi * 180 * at)).astype(np.float32)


def silence(seconds: float) -> Samples:
    return np.zeros(round(seconds * RATE), dtype=np.float32)


def spoken(text: str, pause_s: float = 0.2, closure_s: float = 0.0) -> Audio:
    """A clip as `trimmed` leaves it: each word a hum with a closure in it, a pause after each comma."""
    parts = [silence(LEAD_S)]
    for word in text.split():
        parts += [hum(WORD_S / 2), silence(closure_s), hum(WORD_S / 2)]
        parts += [silence(pause_s)] if word.endswith(",") else []
    return Audio(samples=np.concatenate([*parts, silence(TAIL_S)]), sample_rate_hz=RATE)


def comma_times(text: str, pause_s: float, closure_s: float) -> list[float]:
    """The middle of each comma's pause in `spoken`, in seconds."""
    now, times = LEAD_S, []
    for word in text.split():
        now += WORD_S + closure_s
        if word.endswith(","):
            times.append(now + pause_s / 2)
            now += pause_s
    return times


TEXT = "Let it be, soft and slow, as the breath goes out of you now"


@pytest.mark.parametrize("pace", [130.0, 140.0, 150.0])
def test_a_fast_clip_comes_to_its_pace_at_its_commas(pace: float) -> None:
    clip = spoken(TEXT)
    assert pace_wpm(clip, TEXT) > 150
    assert pace_wpm(rested(clip, TEXT, pace), TEXT) == pytest.approx(pace, rel=0.02)


def test_no_pause_grows_beyond_what_a_reader_would_rest() -> None:
    clip = spoken(TEXT)
    added = rested(clip, TEXT, 60.0).duration_s - clip.duration_s
    assert added == pytest.approx(2 * MOST_REST_S, abs=1e-3)


@pytest.mark.parametrize("text", ["Let it be soft and slow now", "At 7:30 or 2.5 hours on Dr. Low rests"])
def test_a_clip_without_an_inner_mark_is_left_as_it_is(text: str) -> None:
    clip = spoken(text.replace(" or", ", or"), 0.3)  # there is a pause, but the text has no mark for it
    assert rested(clip, text, 60.0) is clip


def test_a_clip_that_is_slow_enough_or_makes_no_pause_is_left_as_it_is() -> None:
    slow, breathless = spoken(TEXT, 2.5), spoken(TEXT, 0.04)
    assert rested(slow, TEXT, 120.0) is slow
    assert rested(breathless, TEXT, 60.0) is breathless


@given(
    words=st.lists(st.sampled_from(["be", "now,", "gentle", "softly,", "and"]), min_size=2, max_size=12),
    pause_s=st.floats(0.0, 0.5),
    closure_s=st.floats(0.0, 0.06),
    pace=st.floats(60, 250),
    hiss_db=st.sampled_from([None, -70.0, -60.0]),
)
@settings(max_examples=60, deadline=None)
def test_rests_are_put_between_samples_and_change_none(
    words: list[str], pause_s: float, closure_s: float, pace: float, hiss_db: float | None
) -> None:
    text = " ".join(words)
    clip = spoken(text, pause_s, closure_s)
    if hiss_db is not None:
        hiss = np.random.default_rng(1).normal(0, 10 ** (hiss_db / 20), len(clip.samples))
        clip = dataclasses.replace(clip, samples=clip.samples + hiss.astype(np.float32))
    result = rested(clip, text, pace)
    added = len(result.samples) - len(clip.samples)
    assert added >= 0
    if not added:
        return
    pauses = pauses_at(clip, border_places(text))
    assert len(pauses) <= len(border_places(text))
    assert pace_wpm(result, text) >= pace * 0.999
    rest = added // len(pauses)
    assert rest == round(MOST_REST_S * RATE) or pace_wpm(result, text) == pytest.approx(pace, rel=0.02)
    kept = np.ones(len(result.samples), dtype=bool)
    for number, pause in enumerate(pauses):
        start = pause.quietest + number * rest
        kept[start : start + rest] = False
        # Nothing in a rest is louder than the pause that it lengthens.
        quiet = np.abs(clip.samples[pause.start : pause.end]).max()
        assert np.abs(result.samples[start : start + rest]).max() <= quiet
    assert np.array_equal(result.samples[kept], clip.samples)


@pytest.mark.parametrize("closure_s", [0.05, 0.09])
def test_a_rest_stands_at_its_comma_and_not_in_a_word(closure_s: float) -> None:
    """Closures as long as short pauses are passed over, since no mark is where they are."""
    text = "Open the back door, step out, put both feet on top of it, look about"
    found = pauses_at(spoken(text, 0.12, closure_s), border_places(text))
    expected = comma_times(text, 0.12, closure_s)
    assert [(pause.start + pause.end) / 2 / RATE for pause in found] == pytest.approx(expected, abs=0.02)


def test_a_mark_at_which_the_voice_makes_no_pause_takes_no_others() -> None:
    text = "Yes, let it all go now and rest for a good long while, softly, until you are ready to move on"
    told = text.replace("softly,", "softly")
    found = pauses_at(spoken(told.replace("Yes,", "Yes")), border_places(text))
    assert [pause.start / RATE for pause in found] == pytest.approx([LEAD_S + 13 * WORD_S], abs=0.02)


@pytest.mark.parametrize("power", [0.7, 1.0, 1.3, -1.0])
@pytest.mark.parametrize("target", [100.0, 128.0, 150.0])
def test_the_rate_is_found_whatever_the_engine_means_by_it(power: float, target: float) -> None:
    tries: list[float] = []

    def pace_at(rate: float) -> float:
        tries.append(rate)
        return 125.0 * math.pow(rate, power)

    found = rate_for(target, (0.5, 2.0), pace_at)
    assert pace_at(found) == pytest.approx(target, rel=0.015)
    assert len(tries) <= 5


def test_the_rate_stays_within_what_sounds_well() -> None:
    assert rate_for(60.0, (0.5, 2.0), lambda rate: 200 * rate) == 0.5
    assert rate_for(190.0, (80.0, 180.0), lambda rate: rate) == 180.0
    assert 80.0 <= rate_for(100.0, (80.0, 180.0), lambda rate: 140.0) <= 180.0  # it does not heed its rate
    assert rate_for(131.4, (80.0, 180.0), lambda rate: rate) == 131.0  # whole words a minute


class RangedTone(ToneEngine):
    good_rates = (60.0, 250.0)


def say(profile: VoiceProfile, text: str) -> Audio:
    raw = load_engine(profile.engine).speak(
        SpeechRequest(text=text, language="en", profile=profile, engine_version="")
    )
    clip = trimmed(raw)
    assert clip is not None
    return clip


def test_a_profile_with_a_pace_alone_gets_its_rate(tone: VoiceProfile) -> None:
    wanted = dataclasses.replace(tone, rate=UNSET_RATE, pace=126.0)
    found = with_own_rate(wanted, "de-at", RangedTone(), say)
    assert found == dataclasses.replace(wanted, rate=found.rate)
    words, lasting = 0, 0.0
    for text in SENTENCES["de"]:
        words, lasting = words + count_words(text), lasting + spoken_s(say(found, text))
    assert words * 60 / lasting == pytest.approx(126.0, rel=0.015)
    assert with_own_rate(tone, "en", RangedTone(), say) is tone


def test_a_voice_needs_a_rate_or_a_pace(tone: VoiceProfile) -> None:
    with pytest.raises(VoiceError, match=r'voice "tone".*"tone" needs a rate or a pace'):
        with_own_rate(dataclasses.replace(tone, rate=UNSET_RATE), "en", ToneEngine(), say)


@pytest.mark.parametrize("language", sorted(SENTENCES))
def test_what_is_spoken_to_find_a_rate_is_like_what_will_be_said(language: str) -> None:
    words = [count_words(text) for text in SENTENCES[language]]
    assert 45 <= sum(words) <= 80
    assert sum(bool(border_places(text)) for text in SENTENCES[language]) >= 3


@pytest.mark.voice
def test_heart_rests_at_its_commas_and_keeps_every_word() -> None:
    heart = library.load("heart")
    text = "Let your back soften, your belly soften, and your jaw soften."
    clip = say(dataclasses.replace(heart, rate=0.7, lexicon={}), text)
    assert pace_wpm(clip, text) > 135
    slower = rested(clip, text, 120.0)
    assert pace_wpm(slower, text) == pytest.approx(120.0, rel=0.02)
    pauses = pauses_at(clip, border_places(text))
    assert len(pauses) == 2
    # Two like clauses: the two pauses part the speech into thirds.
    parts = [pause.quietest / len(clip.samples) for pause in pauses]
    assert parts == pytest.approx([1 / 3, 2 / 3], abs=0.08)
    for pause in pauses:
        quiet = np.abs(clip.samples[pause.start : pause.end]).max()
        assert 20 * math.log10(quiet / np.abs(clip.samples).max()) < -30


@pytest.mark.voice
def test_a_rate_is_found_for_heart() -> None:
    class Ranged:
        good_rates = (0.5, 1.2)

    heart = dataclasses.replace(library.load("heart"), rate=UNSET_RATE, pace=130.0, lexicon={})
    found = with_own_rate(heart, "en", Ranged(), say)  # type: ignore[arg-type]
    assert found.rate == pytest.approx(0.56, abs=0.06)
