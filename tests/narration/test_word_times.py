"""When each word of a clip is spoken: exact, where the engine knows it exactly."""

from __future__ import annotations

import dataclasses
import logging
import pickle
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from quietude.audio import SAMPLE_RATE_HZ, Audio
from quietude.errors import EngineError
from quietude.narration import speaker
from quietude.narration.cache import ClipCache
from quietude.narration.engine import SpeechRequest, SpokenWord, TellsWords
from quietude.narration.engines.tone import ToneEngine
from quietude.narration.narrator import narrate
from quietude.narration.sound.pace import MOST_REST_S
from quietude.narration.word_times import ClipWord, word_times
from quietude.voices.profile import VoiceProfile

from .made import CountingEngine, utterance

MS = SAMPLE_RATE_HZ // 1000
STEP_MS = 500.0
SOUNDING_MS = 400.0
"""Of each word of the tone engine at 120 words a minute."""


@pytest.fixture
def slow(tone: VoiceProfile) -> VoiceProfile:
    return dataclasses.replace(tone, rate=120.0)


def timed(profile: VoiceProfile, text: str) -> tuple[tuple[ClipWord, ...], int]:
    said = utterance(text)
    with narrate([said], profile, cache=None) as clips:
        words = clips.word_times(said)
        assert words is not None
        return words, clips.duration(said)


def edges_ms(words: tuple[ClipWord, ...]) -> list[float]:
    """Starts and ends in turn, from the first start."""
    return [(edge - words[0].start) / MS for word in words for edge in (word.start, word.end)]


def test_the_tone_engine_tells_and_so_every_word_is_where_it_sounds(slow: VoiceProfile) -> None:
    words, duration = timed(slow, "Rest your hands, now.")
    assert [word.text for word in words] == ["Rest", "your", "hands,", "now."]
    sounding = [STEP_MS * at + edge for at in range(4) for edge in (0.0, SOUNDING_MS)]
    assert edges_ms(words) == pytest.approx(sounding, abs=1)
    assert words[0].start / MS == pytest.approx(20, abs=10)
    assert words[-1].end < duration


def test_several_spoken_words_are_one_shown_word(slow: VoiceProfile) -> None:
    words, _ = timed(slow, "At 7:30 rest for 2-3 min.")
    assert [word.text for word in words] == ["At", "7:30", "rest", "for", "2-3", "min."]
    assert [round(start / STEP_MS) for start in edges_ms(words)[::2]] == [0, 1, 3, 4, 5, 8]
    assert edges_ms(words)[2:4] == pytest.approx([STEP_MS, 2 * STEP_MS + SOUNDING_MS], abs=1)


def test_a_lexicon_does_not_lose_a_word(slow: VoiceProfile) -> None:
    words, _ = timed(dataclasses.replace(slow, lexicon={"xyz": "shiv on"}), "Rest, Xyz, rest.")
    assert [round(start / STEP_MS) for start in edges_ms(words)[::2]] == [0, 1, 3]


def test_a_dash_has_the_time_between_its_neighbours(slow: VoiceProfile) -> None:
    (rest, dash, now), _ = timed(slow, "Rest – now.")
    assert (dash.start, dash.end) == (rest.end, now.start)


def test_a_rest_that_was_put_into_a_pause_moves_the_words_after_it(slow: VoiceProfile) -> None:
    text, engine = "Let it go, and rest here.", PausingEngine()
    plain = spoken(engine, slow, text)
    rested = spoken(engine, dataclasses.replace(slow, pace=60.0), text)
    moved = [(after.start - before.start) / MS for before, after in zip(plain, rested, strict=True)]
    assert moved[:3] == pytest.approx([0, 0, 0], abs=1)
    assert moved[3:] == pytest.approx([moved[3]] * 3, abs=1)
    assert moved[3] == pytest.approx(1000 * MOST_REST_S, abs=2)
    assert rested[2].end - plain[2].end == pytest.approx(0, abs=MS)


class PausingEngine(ToneEngine):
    """A second of silence after each comma; told with an error of up to 0.12 s around it."""

    def __init__(self, error_s: float = 0.0) -> None:
        self._error = round(error_s * 24_000)

    def speak(self, request: SpeechRequest) -> Audio:
        return self.words(request)[0]

    def words(self, request: SpeechRequest) -> tuple[Audio, tuple[SpokenWord, ...]]:
        audio, told = super().words(request)
        parts, moved, added, done = [], [], 0, 0
        for word in told:
            moved.append((word.text, word.start + added, word.end + added))
            if word.text.endswith(","):
                parts += [audio.samples[done : word.end], np.zeros(24_000, dtype=np.float32)]
                done, added = word.end, added + 24_000
        samples = np.concatenate([*parts, audio.samples[done:]])
        words = [
            SpokenWord(text=text, start=start + self._error, end=end + self._error)
            for text, start, end in moved
        ]
        return Audio(samples=samples, sample_rate_hz=24_000), tuple(words)


def spoken(engine: ToneEngine, profile: VoiceProfile, text: str) -> tuple[ClipWord, ...]:
    said = utterance(text)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(speaker, "load_engine", lambda _name: engine)
        with narrate([said], profile, cache=None) as clips:
            words = clips.word_times(said)
    assert words is not None
    return words


@pytest.mark.parametrize("error_s", [-0.12, 0.12])
def test_words_beside_a_pause_begin_and_end_where_the_sound_does(slow: VoiceProfile, error_s: float) -> None:
    text = "Let it go, and rest here."
    right, wrong = (spoken(PausingEngine(error), slow, text) for error in (0.0, error_s))
    for at in (0, 3):
        assert wrong[at].start == pytest.approx(right[at].start, abs=15 * MS)
    for at in (2, 5):
        assert wrong[at].end == pytest.approx(right[at].end, abs=15 * MS)
    assert wrong[1].start - right[1].start == pytest.approx(error_s * SAMPLE_RATE_HZ, abs=2 * MS)


def test_nothing_is_told_of_a_clip_of_no_words_or_a_recording(slow: VoiceProfile, tmp_path: Path) -> None:
    from quietude.narration.sound_files import clip_to_bytes

    take = tmp_path / "take.wav"
    tone = 0.3 * np.sin(np.arange(24_000) * 0.1).astype(np.float32)
    take.write_bytes(clip_to_bytes(Audio(samples=tone, sample_rate_hz=24_000)))
    silent = utterance("...")
    recorded = dataclasses.replace(utterance("Rest here."), recording=str(take))
    with narrate([silent, recorded], slow, cache=None) as clips:
        assert clips.duration(recorded) > 0
        assert clips.word_times(silent) is None
        assert clips.word_times(recorded) is None
        with pytest.raises(LookupError, match="not narrated"):
            clips.word_times(utterance("Never said."))


def untelling(request: SpeechRequest) -> None:
    return None


def another_sound(request: SpeechRequest) -> tuple[Audio, tuple[SpokenWord, ...]]:
    audio, words = ToneEngine().words(dataclasses.replace(request, text=request.text + " more"))
    return audio, words[:-1]


def other_words(request: SpeechRequest) -> tuple[Audio, tuple[SpokenWord, ...]]:
    audio, words = ToneEngine().words(request)
    return audio, tuple(dataclasses.replace(word, text="quux") for word in words)


def failing(request: SpeechRequest) -> None:
    raise EngineError("it is out of order: Xenophilia")


@pytest.mark.parametrize("words", [untelling, another_sound, other_words, failing])
def test_no_time_is_better_than_a_wrong_one(
    slow: VoiceProfile, words: Callable[[SpeechRequest], object], caplog: pytest.LogCaptureFixture
) -> None:
    engine = ToneEngine()
    said = utterance("Rest your hands, Xenophilia.", private=True, line=7)
    with pytest.MonkeyPatch.context() as patch, caplog.at_level(logging.DEBUG):
        patch.setattr(speaker, "load_engine", lambda _name: engine)
        with narrate([said], slow, cache=None) as clips:
            patch.setattr(engine, "words", words)
            assert clips.word_times(said) is None
    assert "Xenophilia" not in caplog.text
    assert ("calm.md:7" in caplog.text) == (words is failing)


def test_asking_keeps_nothing_and_speaks_only_then(slow: VoiceProfile, cache: ClipCache) -> None:
    said = utterance("Rest your hands.")
    with narrate([said], slow, cache=cache) as clips:
        before = sorted(cache.folder.rglob("*"))
        assert clips.word_times(said) == clips.word_times(said)
        assert sorted(cache.folder.rglob("*")) == before
        again = pickle.loads(pickle.dumps(clips))  # noqa: S301  # our own
        assert again.word_times(said) == clips.word_times(said)


def test_an_engine_that_cannot_tell_is_not_asked(slow: VoiceProfile, monkeypatch: pytest.MonkeyPatch) -> None:
    class Mute:
        def __init__(self) -> None:
            self._tone = CountingEngine()
            self.name, self.good_rates = "tone", (40.0, 400.0)
            self.version, self.voices = self._tone.version, self._tone.voices
            self.problem, self.speak = self._tone.problem, self._tone.speak

    engine, said = Mute(), utterance("Rest your hands.")
    assert not isinstance(engine, TellsWords)
    monkeypatch.setattr(speaker, "load_engine", lambda _name: engine)
    with narrate([said], slow, cache=None) as clips:
        assert clips.word_times(said) is None


pieces = st.sampled_from(
    ["Rest", "it’s", "7:30", "–", "&", "2-3", "min.", "(or", "play).", "e.g.", "café,", "🌸", "1."]
)


@given(st.lists(pieces, min_size=1, max_size=9), st.sets(st.integers(0, 20)))
def test_every_shown_word_gets_a_time_in_order(shown: list[str], untold: set[int]) -> None:
    class Forgetful(ToneEngine):
        def words(self, request: SpeechRequest) -> tuple[Audio, tuple[SpokenWord, ...]]:
            audio, words = super().words(request)
            return audio, tuple(word for at, word in enumerate(words) if at not in untold)

    profile = VoiceProfile(
        name="tone", title="Tone", engine="tone", model="tone", language="mul", rate=120.0, licence="CC0-1.0"
    )
    said = utterance(" ".join(shown))
    with narrate([said], profile, cache=None) as clips:
        told = clips._find(said)
        if told.request is None or not told.duration:
            return
        words = word_times(Forgetful(), told.request, said.text, told.duration)
    if words is None:
        assert untold or not any(map(str.isalnum, said.text))
        return
    assert [word.text for word in words] == shown
    edges = [edge for word in words for edge in (word.start, word.end)]
    assert edges == sorted(edges)
    assert edges[0] >= 0
    assert edges[-1] <= told.duration
    for word in words:
        assert word.end > word.start or not any(map(str.isalnum, word.text))
