"""A model's lengths of phonemes made visible, without a change to its sound."""

from __future__ import annotations

import dataclasses

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from quietude.narration.engine import SpeechRequest, SpokenWord, TellsWords
from quietude.narration.engines.durations import with_durations
from quietude.narration.engines.hibari import HibariEngine
from quietude.narration.engines.system_voices import SystemVoicesEngine
from quietude.narration.narrator import narrate
from quietude.narration.sound.pace import silences
from quietude.voices import library

from ..made import utterance

LONG = (
    "If you like, let your eyes close, or rest your gaze; let your shoulders soften, let your jaw soften, let"
    " your belly soften, and let your hands lie open, for nothing has to be held just now, by anybody, and"
    " nothing has to be done, nor solved, nor understood, while the breath comes in, and goes out again, as"
    " it has done all day long, all by itself, without any help, whether or not you were watching it come and"
    " go, and as it will go on doing when we have finished here."
)


def node(kind: str, taken: str, given: str) -> bytes:
    return field(1, field(1, taken.encode()) + field(2, given.encode()) + field(4, kind.encode()))


def field(number: int, value: bytes) -> bytes:
    assert len(value) < 128
    return bytes([number << 3 | 2, len(value)]) + value


def test_the_lengths_are_what_is_rounded_and_then_added_up() -> None:
    graph = (
        node("CumSum", "phase", "sum")
        + node("Round", "x", "r")
        + node("Clip", "r", "c")
        + node("Mul", "c", "m")
    )
    model = b"\x08\x08" + field(7, graph + node("CumSum", "c", "t"))
    assert with_durations(model) == model + field(7, field(12, field(1, b"c")))


@pytest.mark.parametrize(
    "graph", [b"", node("CumSum", "x", "y"), node("Round", "x", "r") + node("CumSum", "y", "z")]
)
def test_a_model_without_lengths_is_left_alone(graph: bytes) -> None:
    assert with_durations(b"\x08\x08" + field(7, graph)) is None


@given(st.binary(max_size=60))
def test_what_is_no_model_has_none(data: bytes) -> None:
    assert with_durations(data) is None


def request(text: str, voice: str = "heart") -> SpeechRequest:
    profile = dataclasses.replace(library.load(voice), rate=0.56 if voice == "heart" else 110.0, lexicon={})
    return SpeechRequest(
        text=text, language="en", profile=profile, engine_version="", lexicon={"zoe": "/zˈOi/"}
    )


@pytest.fixture(scope="module")
def hibari() -> HibariEngine:
    return HibariEngine()


def checked(words: tuple[SpokenWord, ...], frames: int) -> list[str]:
    edges = [edge for word in words for edge in (word.start, word.end)]
    assert edges == sorted(edges)
    assert edges[0] >= 0
    assert edges[-1] <= frames
    return bare(" ".join(word.text for word in words))


def bare(text: str) -> list[str]:
    return text.translate(str.maketrans("", "", ",.;")).split()


@pytest.mark.voice
@pytest.mark.parametrize("text", ["Welcome, Zoe. Rest here.", LONG])
def test_hibari_says_the_same_to_the_bit_when_it_tells_of_its_words(hibari: HibariEngine, text: str) -> None:
    assert isinstance(hibari, TellsWords)
    told = hibari.words(request(text))
    assert told is not None
    audio, words = told
    assert np.array_equal(audio.samples, hibari.speak(request(text)).samples)
    assert checked(words, len(audio.samples)) == bare(text)


@pytest.mark.voice
@pytest.mark.parametrize("text", ["Welcome, Zoe. Rest here, for the café is self-made.", LONG])
def test_espeak_says_the_same_when_it_tells_of_its_words(text: str) -> None:
    engine = SystemVoicesEngine()
    told = engine.words(request(text, "espeak-en"))
    assert told is not None
    audio, words = told
    assert np.array_equal(audio.samples, engine.speak(request(text, "espeak-en")).samples)
    said = checked(words, len(audio.samples))
    wanted = iter(bare(text))
    assert all(word in wanted for word in said)  # in order; it says "for the" as one word, and tells of "for"
    assert len(said) >= 0.9 * len(bare(text)) - 1


@pytest.mark.voice
def test_a_released_hibari_has_neither_session(hibari: HibariEngine) -> None:
    engine = HibariEngine()
    first = engine.words(request("Rest here."))
    engine.release()
    assert not engine._loaded
    assert not engine._telling
    assert first is not None
    again = engine.words(request("Rest here."))
    assert again is not None
    assert again[1] == first[1]


@pytest.mark.voice
@pytest.mark.parametrize("voice", ["heart", "espeak-en"])
def test_after_a_pause_a_word_begins_where_the_sound_does(voice: str) -> None:
    from quietude.audio import SAMPLE_RATE_HZ, Audio

    said = [
        utterance("If you like, let your eyes close, or rest your gaze."),
        utterance("Breathe in, and out: you may do it at 7:30, or now."),
    ]
    with narrate(said, library.load(voice), cache=None) as clips:
        for each in said:
            words = clips.word_times(each)
            assert words is not None
            assert " ".join(word.text for word in words) == each.text
            samples = clips.samples(each)[: clips.duration(each)]
            found = silences(Audio(samples=samples, sample_rate_hz=SAMPLE_RATE_HZ))
            assert found
            for pause in found:
                nearest = min(words[1:], key=lambda word: abs(word.start - pause.end))
                before = words[words.index(nearest) - 1]
                assert abs(nearest.start - pause.end) < 0.05 * SAMPLE_RATE_HZ
                assert abs(before.end - pause.start) < 0.1 * SAMPLE_RATE_HZ  # it fades
                assert before.text[-1] in ",.:"
