from __future__ import annotations

import dataclasses
import logging
import pickle
from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor, ThreadPoolExecutor
from multiprocessing import get_context
from pathlib import Path

import numpy as np
import pytest

from quietude.audio import SAMPLE_RATE_HZ, Audio
from quietude.errors import EngineError, VoiceError
from quietude.narration import narrator, speaker
from quietude.narration.cache import ClipCache
from quietude.narration.clips import LONGEST_RING, VOICE_LEVEL_LUFS, Clips
from quietude.narration.engine import SpeechRequest
from quietude.narration.narrator import SpokenClips, narrate
from quietude.narration.rate import speech_rate_wpm
from quietude.narration.sound.finish import loudness_lufs
from quietude.score.score import Utterance
from quietude.voices.cast import Cast
from quietude.voices.effects import Effects
from quietude.voices.lexicon import Lexicon
from quietude.voices.profile import UNSET_RATE, VoiceProfile

from .calm_sentences import SENTENCES
from .made import CountingEngine, utterance

NAME = "Xenophilia-Quux"
LINES = [utterance(text) for text in SENTENCES["en"]]


@pytest.fixture
def use_engine(monkeypatch: pytest.MonkeyPatch) -> Callable[[CountingEngine], CountingEngine]:
    """Have every narration use this engine."""

    def use(engine: CountingEngine) -> CountingEngine:
        monkeypatch.setattr(speaker, "load_engine", lambda _: engine)
        return engine

    return use


def everything(clips: Clips, lines: list[Utterance]) -> list[tuple[int, bytes]]:
    return [(clips.duration(line), clips.samples(line).tobytes()) for line in lines]


def files(folder: Path) -> list[Path]:
    return [path for path in folder.rglob("*") if path.is_file()]


def test_first_and_later_renders_are_the_same_to_the_bit(
    tone: VoiceProfile, cache: ClipCache, use_engine: Callable[[CountingEngine], CountingEngine]
) -> None:
    engine = use_engine(CountingEngine())
    with narrate(LINES, tone, cache=cache) as clips:
        first = everything(clips, LINES)
    assert len(engine.spoken) == len(LINES)
    with narrate(LINES, tone, cache=cache) as clips:
        assert everything(clips, LINES) == first
    with narrate(LINES, tone, cache=None) as clips:
        assert everything(clips, LINES) == first
    assert len(engine.spoken) == 2 * len(LINES)  # the first and the last, not the one that found all


def test_a_clip_has_the_length_it_was_said_to_have_and_the_level(
    tone: VoiceProfile, cache: ClipCache
) -> None:
    lines = [*LINES, utterance("Yes."), utterance("Soft, and safe.")]
    with narrate(lines, dataclasses.replace(tone, gain_db=-3.0), cache=cache) as clips:
        for line in lines:
            samples = clips.samples(line)
            assert samples.dtype == np.float32
            assert samples.shape == (clips.duration(line),)
            assert loudness_lufs(samples) == pytest.approx(VOICE_LEVEL_LUFS - 3.0, abs=0.25)


def test_new_effects_speak_nothing_anew_and_move_nothing(
    tone: VoiceProfile, cache: ClipCache, use_engine: Callable[[CountingEngine], CountingEngine]
) -> None:
    engine = use_engine(CountingEngine())
    with narrate(LINES, tone, cache=cache) as clips:
        dry = everything(clips, LINES)
        rate = speech_rate_wpm(clips, LINES)
    polished = dataclasses.replace(tone, effects=Effects(compression=0.5, room="room"))
    with narrate(LINES, polished, cache=cache) as clips:
        wet = everything(clips, LINES)
        assert speech_rate_wpm(clips, LINES) == rate
        assert everything(pickle.loads(pickle.dumps(clips)), LINES) == wet  # noqa: S301  # our own
    assert len(engine.spoken) == len(LINES)
    for (duration, before), (same, after) in zip(dry, wet, strict=True):
        assert same == duration
        assert len(before) == 4 * duration
        assert 4 * duration < len(after) <= 4 * (duration + LONGEST_RING)
        assert after != before


def test_each_text_is_spoken_once(
    tone: VoiceProfile, cache: ClipCache, use_engine: Callable[[CountingEngine], CountingEngine]
) -> None:
    engine = use_engine(CountingEngine())
    heard: list[tuple[int, int]] = []
    with narrate(
        [utterance("One."), utterance("Two."), utterance("One.", line=7)],
        tone,
        cache=cache,
        progress=lambda done, of: heard.append((done, of)),
    ):
        assert engine.spoken == ["One.", "Two."]
        assert heard == [(1, 2), (2, 2)]


def test_nothing_to_say_is_a_clip_of_no_length(tone: VoiceProfile, cache: ClipCache) -> None:
    lines = [utterance(text) for text in ("", "...", "🌸.", "\u200d")]
    with narrate(lines, tone, cache=cache) as clips:
        assert everything(clips, lines) == [(0, b"")] * 4


def test_private_words_leave_no_trace(
    tone: VoiceProfile,
    cache: ClipCache,
    temporary: Path,
    caplog: pytest.LogCaptureFixture,
    capfd: pytest.CaptureFixture[str],
) -> None:
    caplog.set_level(logging.DEBUG)
    line = utterance(f"Welcome, {NAME}.", private=True)
    with narrate([LINES[0], line], tone, cache=cache) as clips:
        kept = clips.samples(line).copy()
        assert len(files(cache.folder)) == 1
        (folder,) = [path for path in temporary.iterdir() if path.name.startswith("quietude-private-")]
        assert folder.stat().st_mode & 0o777 == 0o700
        assert len(files(folder)) == 1
        assert not any(NAME in str(path) for path in files(temporary))
    assert len(kept)
    assert not list(temporary.iterdir())
    assert NAME not in caplog.text
    assert NAME not in "".join(capfd.readouterr())


def test_a_text_that_is_private_in_one_place_is_so_everywhere(tone: VoiceProfile, cache: ClipCache) -> None:
    lines = [utterance("Welcome, Rose."), utterance("Welcome, Rose.", private=True)]
    with narrate(lines, tone, cache=cache):
        assert cache.info().files == 0


def raises(error: Exception) -> Callable[[SpeechRequest], Audio]:
    def speak(request: SpeechRequest) -> Audio:
        raise error

    return speak


def gives(samples: np.ndarray[tuple[int, ...], np.dtype[np.float32]]) -> Callable[[SpeechRequest], Audio]:
    return lambda request: Audio(samples=samples, sample_rate_hz=24_000)


@pytest.mark.parametrize(
    "speak",
    [
        raises(RuntimeError(f"cannot say {NAME}")),
        raises(EngineError("it broke")),
        gives(np.zeros(24_000, dtype=np.float32)),
        gives(np.zeros(0, dtype=np.float32)),
        gives(np.full(24_000, np.nan, dtype=np.float32)),
        gives(np.zeros((24_000, 2), dtype=np.float32)),
    ],
)
def test_an_engine_that_fails_is_named_with_the_place_and_without_the_words(
    tone: VoiceProfile,
    cache: ClipCache,
    temporary: Path,
    use_engine: Callable[[CountingEngine], CountingEngine],
    speak: Callable[[SpeechRequest], Audio],
) -> None:
    use_engine(CountingEngine(speak))
    with pytest.raises(EngineError, match=r"calm\.md:7:1") as caught:
        narrate([utterance(f"Hello {NAME}", private=True, line=7)], tone, cache=cache)
    assert NAME not in str(caught.value)
    assert NAME not in str(caught.value.__cause__)
    assert not list(temporary.iterdir())


def test_a_cache_that_cannot_be_written_costs_one_warning(
    tone: VoiceProfile, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    (tmp_path / "file").write_text("")
    with narrate(LINES, tone, cache=ClipCache(tmp_path / "file" / "clips")) as clips:
        assert all(clips.samples(line).size for line in LINES)
    assert [record.levelname for record in caplog.records] == ["WARNING"]


def test_a_clip_that_left_the_cache_meanwhile_is_made_anew(tone: VoiceProfile, cache: ClipCache) -> None:
    with narrate(LINES, tone, cache=cache) as clips:
        first = clips.samples(LINES[0]).copy()
        clips = pickle.loads(pickle.dumps(clips))  # noqa: S301  # our own, from the line's other half
        cache.clear()
        assert np.array_equal(clips.samples(LINES[0]), first)


def test_memory_stays_flat(tone: VoiceProfile, cache: ClipCache, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(narrator, "_HELD_BYTES", 1_000_000)
    with narrate(LINES, tone, cache=cache) as clips:
        for line in LINES:
            clips.samples(line)
            assert sum(held.nbytes for held in clips._held.values()) <= 1_000_000 or len(clips._held) == 1
        assert clips.samples(LINES[-1]) is clips.samples(LINES[-1])


def test_threads_may_read_at_once(tone: VoiceProfile, cache: ClipCache) -> None:
    with narrate(LINES, tone, cache=cache) as clips:
        alone = everything(clips, LINES)
        with ThreadPoolExecutor(4) as pool:
            assert all(found == alone for found in pool.map(lambda _: everything(clips, LINES), range(8)))


def lengths(clips: SpokenClips, lines: list[Utterance]) -> list[int]:
    found = [len(clips.samples(line)) for line in lines]
    clips.close()
    return found


def test_worker_processes_may_read_and_remove_nothing(
    tone: VoiceProfile, cache: ClipCache, temporary: Path
) -> None:
    lines = [LINES[0], utterance(f"Welcome, {NAME}.", private=True)]
    with narrate(lines, tone, cache=cache) as clips:
        with ProcessPoolExecutor(1, mp_context=get_context("spawn")) as pool:
            found = pool.submit(lengths, clips, lines).result()
        assert found == [clips.duration(line) for line in lines]
        assert len(files(temporary)) == 1
        assert clips.samples(lines[1]).size


def test_what_was_not_narrated_is_an_error_without_the_words(tone: VoiceProfile, cache: ClipCache) -> None:
    with (
        narrate(LINES, tone, cache=cache) as clips,
        pytest.raises(LookupError, match=r"calm\.md:9") as caught,
    ):
        clips.duration(utterance(NAME, line=9))
    assert NAME not in str(caught.value)


def test_another_language_than_the_voice_speaks_is_an_error_with_advice(
    tone: VoiceProfile, cache: ClipCache
) -> None:
    english = dataclasses.replace(tone, language="en-us")
    with narrate([utterance("Hello.", language="en-gb")], english, cache=cache):
        pass
    with pytest.raises(VoiceError, match=r'calm\.md:3:1: .*"de".*--voice espeak-de'):
        narrate(
            [utterance("Guten Abend.", language="de", line=3)], Cast(lead=english, language="de"), cache=cache
        )


def test_the_same_words_in_two_voices_are_two_clips(
    tone: VoiceProfile, cache: ClipCache, use_engine: Callable[[CountingEngine], CountingEngine]
) -> None:
    engine = use_engine(CountingEngine())
    other = dataclasses.replace(tone, name="other", rate=65.0)
    lines = [utterance("One two three."), dataclasses.replace(utterance("One two three."), voice="other")]
    with narrate(lines, Cast(lead=tone, named={"other": other}), cache=cache) as clips:
        assert engine.spoken == ["One two three."] * 2
        assert clips.duration(lines[1]) == pytest.approx(2 * clips.duration(lines[0]), rel=0.1)


@pytest.mark.parametrize(("engine", "says"), [("tona", 'did you mean "tone"'), ("hibbari", "hibari")])
def test_an_unknown_engine_is_an_error_with_the_nearest(
    tone: VoiceProfile, cache: ClipCache, engine: str, says: str
) -> None:
    with pytest.raises(VoiceError, match=says):
        narrate(LINES, dataclasses.replace(tone, engine=engine), cache=cache)


def test_the_rate_is_measured_from_first_to_last_sound(tone: VoiceProfile, cache: ClipCache) -> None:
    with narrate(LINES, tone, cache=cache) as clips:
        # A sentence of n words has n - 1 gaps, so it comes out a little faster than its rate.
        assert speech_rate_wpm(clips, LINES) == pytest.approx(132, abs=3)
        assert speech_rate_wpm(clips, []) == 0.0


def test_clips_are_at_the_session_rate(tone: VoiceProfile, cache: ClipCache) -> None:
    with narrate([utterance("one two three four five six")], tone, cache=cache) as clips:
        assert clips.duration(utterance("one two three four five six")) / SAMPLE_RATE_HZ == pytest.approx(
            6 * 60 / 130, abs=0.1
        )


def test_figures_and_signs_reach_the_engine_as_words(
    tone: VoiceProfile, cache: ClipCache, use_engine: Callable[[CountingEngine], CountingEngine]
) -> None:
    engine = use_engine(CountingEngine())
    lexicon = Lexicon(script={"en": {"mp3": "em pee three"}})
    with narrate([utterance("Rest for 2-3 min – with the mp3.")], tone, cache=cache, lexicon=lexicon):
        assert engine.spoken == ["Rest for two to three minutes, with the mp3."]


def test_a_word_that_the_voice_would_drop_is_an_error_without_the_word(
    tone: VoiceProfile, cache: ClipCache
) -> None:
    english = dataclasses.replace(tone, language="en")
    with pytest.raises(VoiceError, match=r"calm\.md:1:1: a word in Cyrillic letters") as caught:
        narrate([utterance("Welcome, Лёша.", private=True)], english, cache=cache)
    assert "Лёша" not in str(caught.value)
    lexicon = Lexicon(kept={"en": {"лёша": "LYO-shuh"}})
    with narrate([utterance("Welcome, Лёша.", private=True)], english, cache=cache, lexicon=lexicon):
        pass


def test_a_voice_without_a_rate_finds_it_once_and_keeps_what_it_spoke_for_it(
    tone: VoiceProfile, cache: ClipCache, use_engine: Callable[[CountingEngine], CountingEngine]
) -> None:
    engine = use_engine(CountingEngine())
    paced = dataclasses.replace(tone, rate=UNSET_RATE, pace=100.0)
    with narrate(LINES, paced, cache=cache) as clips:
        assert speech_rate_wpm(clips, LINES) == pytest.approx(100, rel=0.04)
    spoken = len(engine.spoken)
    assert len(LINES) < spoken < len(LINES) + 40
    with narrate([LINES[0]], paced, cache=cache):
        assert len(engine.spoken) == spoken


def test_who_asks_hears_what_could_not_be_said_and_the_rest_is_said(
    tone: VoiceProfile, cache: ClipCache
) -> None:
    english = dataclasses.replace(tone, language="en")
    lines = [utterance("One."), utterance("Лёша", line=2), utterance("Two.", line=3)]
    heard: list[int] = []
    done: list[int] = []
    with narrate(
        lines,
        english,
        cache=cache,
        failed=lambda line, _: heard.append(line.span.line),
        progress=lambda so_far, _: done.append(so_far),
    ) as clips:
        assert heard == [2]
        assert done == [1, 2, 3]
        assert clips.duration(lines[2]) > 0
        with pytest.raises(LookupError):
            clips.duration(lines[1])
