"""The voices that come with quietude, really speaking."""

from __future__ import annotations

import dataclasses
import gc
import json
import subprocess
import sys
import weakref
from pathlib import Path

import numpy as np
import pytest

from quietude.errors import EngineError, VoiceError
from quietude.narration.cache import ClipCache
from quietude.narration.engine import Engine, SpeechRequest, load_engine
from quietude.narration.engines import system_voices
from quietude.narration.engines.hibari import HibariEngine
from quietude.narration.engines.system_voices import SystemVoicesEngine
from quietude.narration.narrator import narrate
from quietude.narration.rate import CALM_WPM, speech_rate_wpm
from quietude.narration.words import wording
from quietude.voices import library
from quietude.voices.profile import VoiceProfile

from ..calm_sentences import SENTENCES
from ..made import utterance

pytestmark = pytest.mark.voice

NAME = "Xenophilia"


@pytest.fixture(scope="module")
def hibari() -> HibariEngine:
    return HibariEngine()


@pytest.fixture
def heart() -> VoiceProfile:
    return dataclasses.replace(library.load("heart"), lexicon={})


@pytest.fixture
def espeak() -> VoiceProfile:
    return library.load("espeak-en")


def seconds(engine: Engine, profile: VoiceProfile, text: str, lexicon: dict[str, str] | None = None) -> float:
    return engine.speak(request(profile, text, lexicon)).duration_s


def request(profile: VoiceProfile, text: str, lexicon: dict[str, str] | None = None) -> SpeechRequest:
    return SpeechRequest(text=text, language="en", profile=profile, engine_version="", lexicon=lexicon or {})


@pytest.mark.parametrize("name", library.names())
def test_every_shipped_voice_speaks_at_a_calm_pace(name: str, cache: ClipCache) -> None:
    profile = library.load(name)
    if problem := load_engine(profile.engine).problem(profile.model):
        pytest.skip(f"its model is the user's to get: {problem}")
    language = profile.language.partition("-")[0]
    lines = [utterance(text, language=language) for text in SENTENCES[language]]
    with narrate(lines, profile, cache=cache) as clips:
        assert CALM_WPM[0] <= speech_rate_wpm(clips, lines) <= CALM_WPM[1]


@pytest.mark.parametrize("name", ["heart", "heart-soft", "espeak-en"])
def test_a_voice_says_the_same_to_the_bit_again(name: str) -> None:
    profile = library.load(name)
    first, again = (load_engine(profile.engine).speak(request(profile, "Feel the breath.")) for _ in range(2))
    assert first.sample_rate_hz == again.sample_rate_hz
    assert np.array_equal(first.samples, again.samples)
    assert first.samples.ndim == 1


def test_hibari_needs_no_network_and_offers_the_bundled_voice(
    hibari: HibariEngine, heart: VoiceProfile, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("HIBARI_HOME", str(tmp_path / "hibari"))
    assert hibari.problem() is None
    assert [voice.model for voice in hibari.voices()] == ["heart"]
    with pytest.raises(VoiceError, match=r"not on this machine.*never downloads"):
        hibari.speak(request(dataclasses.replace(heart, model="emma"), "Hello."))
    with pytest.raises(VoiceError, match='no hibari voice "hart"; did you mean "heart"'):
        hibari.speak(request(dataclasses.replace(heart, model="hart"), "Hello."))
    assert not (tmp_path / "hibari").exists()


@pytest.mark.parametrize("changes", [{"rate": 0.3}, {"rate": 130.0}, {"pitch": 5.0}])
def test_hibari_refuses_what_it_cannot_do(
    hibari: HibariEngine, heart: VoiceProfile, changes: dict[str, float]
) -> None:
    with pytest.raises(VoiceError, match='voice "heart"'):
        hibari.speak(request(dataclasses.replace(heart, **changes), "Hello."))  # type: ignore[arg-type]


def test_a_voice_on_our_session_says_what_hibaris_own_says(hibari: HibariEngine) -> None:
    from hibari import Hibari

    ours, theirs = hibari._load("heart"), Hibari(voice="heart", threads=1, g2p=hibari._load("heart").g2p)
    assert vars(ours).keys() == vars(theirs).keys()
    text = "Let your shoulders soften a little. Then rest, for as long as you like."
    assert np.array_equal(ours(text, speed=0.56, seed=0), theirs(text, speed=0.56, seed=0))


def test_a_released_voice_leaves_memory_and_says_the_same_again(heart: VoiceProfile) -> None:
    engine = HibariEngine()
    first = engine.speak(request(heart, "Feel the breath."))
    (voice,) = (weakref.ref(loaded) for loaded in engine._loaded.values())
    engine.release()
    gc.collect()
    assert voice() is None
    assert np.array_equal(engine.speak(request(heart, "Feel the breath.")).samples, first.samples)


def test_hibari_pitch_moves_without_the_pace(hibari: HibariEngine, heart: VoiceProfile) -> None:
    lower = dataclasses.replace(heart, pitch=-2.0)
    text = "Let your shoulders soften a little with each breath out."
    assert seconds(hibari, lower, text) == pytest.approx(seconds(hibari, heart, text), rel=0.08)
    played, usual = (hibari.speak(request(profile, text)).sample_rate_hz for profile in (lower, heart))
    assert played / usual == pytest.approx(2 ** (-2 / 12), rel=0.003)


def test_hibari_takes_phonemes_from_the_lexicon_alone(hibari: HibariEngine, heart: VoiceProfile) -> None:
    tts = hibari._load("heart")
    plain, marked = "Welcome, Siobhan.", "Welcome, [Siobhan](/kɹˈæp/)."
    assert "kɹˈæp" not in "".join(tts.phonemize(wording.plain(marked)))
    assert seconds(hibari, heart, plain, {"siobhan": "shi-VAWN-uh-lee"}) > seconds(hibari, heart, plain)
    same = [hibari.speak(request(heart, plain, {"siobhan": said})) for said in ("shi-VAWN", "/ʃɪˈvɔːn/")]
    assert np.array_equal(same[0].samples, same[1].samples)
    with pytest.raises(VoiceError, match="no sound of the IPA") as caught:
        hibari.speak(request(heart, plain, {"siobhan": "/ʃ@/"}))
    assert "iobhan" not in str(caught.value)


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("Siobhan", "ʃɪvˈɔn"), ("Chloe", "klˈOi"), ("Sean", "ʃˈɔn"), ("Zoë", "zˈOi"), ("Chloë", "klˈOi"),
        ("José", "hOsˈA"), ("Łukasz", "lˈukæsz"), ("Nguyễn", "nˈujɛn"), ("Søren", "sˈɔɹən"),
        ("O'Brien", "ObɹˈIən"), ("Siobhan's", "ʃɪvˈɔnz"),
    ],
)  # fmt: skip
def test_hibari_reads_names_that_its_dictionary_has_not(hibari: HibariEngine, name: str, said: str) -> None:
    assert hibari._load("heart").phonemize(name) == [said]


@pytest.mark.parametrize(
    ("text", "said"),
    [("Count to 2.5 now.", "tˈu pYnt fˈIv"), ("At 7:30.", "sˈɛvən θˈɜɹTi"), ("Dr. Smith.", "dˈɑktəɹ")],
)
def test_hibari_reads_numbers_and_titles(hibari: HibariEngine, text: str, said: str) -> None:
    phonemes = hibari._load("heart").phonemize(wording.plain(text))
    assert len(phonemes) == 1
    assert said in phonemes[0]


def test_words_in_a_script_that_a_voice_cannot_read_are_an_error(
    heart: VoiceProfile, cache: ClipCache
) -> None:
    with pytest.raises(VoiceError, match=r"calm\.md:1:1: a word in Chinese letters") as caught:
        narrate([utterance("Welcome, 日本語.", private=True)], heart, cache=cache)
    assert "日" not in str(caught.value)


def test_hibari_passes_over_no_word(hibari: HibariEngine, heart: VoiceProfile) -> None:
    with pytest.raises(EngineError, match="would leave it out") as caught:
        hibari.speak(request(heart, "Welcome, Лёша, and rest."))
    assert "Лёша" not in str(caught.value)
    assert seconds(hibari, heart, "Welcome, Лёша, and rest.", {"лёша": "LYO-shuh"}) > 0.5


def test_a_question_is_as_loud_as_its_statement(heart: VoiceProfile, cache: ClipCache) -> None:
    from quietude.narration.sound.finish import loudness_lufs

    lines = [utterance("I am worthy of love."), utterance("What if I am worthy of love?"), utterance("Yes.")]
    with narrate(lines, heart, cache=cache) as clips:
        levels = [loudness_lufs(clips.samples(line)[: clips.duration(line)]) for line in lines]
    assert max(levels) - min(levels) < 0.2


def test_system_voices_are_listed(espeak: VoiceProfile) -> None:
    engine = SystemVoicesEngine()
    assert engine.problem() is None
    assert any("en-us" in voice.languages for voice in engine.voices())


def test_an_unknown_system_voice_is_an_error_and_not_another_voice(espeak: VoiceProfile) -> None:
    with pytest.raises(VoiceError, match='no system voice "germn"'):
        SystemVoicesEngine().speak(request(dataclasses.replace(espeak, model="germn"), "Hello."))
    with pytest.raises(VoiceError, match="80 to 450"):
        SystemVoicesEngine().speak(request(dataclasses.replace(espeak, rate=60), "Hello."))


def test_system_voices_take_nothing_for_markup(espeak: VoiceProfile) -> None:
    engine = SystemVoicesEngine()
    assert seconds(engine, espeak, "<break time='9h'/>") < 8
    assert seconds(engine, espeak, "[[h@l'oU]]") == seconds(engine, espeak, "h@l'oU")
    assert seconds(engine, espeak, "\x01300S slow") == seconds(engine, espeak, "300S slow")


def test_espeak_takes_phonemes_from_the_lexicon_alone(espeak: VoiceProfile) -> None:
    engine = SystemVoicesEngine()
    taught = {"hallo": "/hæˈloʊi/"}
    assert not np.array_equal(
        engine.speak(request(espeak, "Hallo, Ann.")).samples,
        engine.speak(request(espeak, "Hallo, Ann.", taught)).samples,
    )
    # A listener's brackets stay words while the lexicon's phonemes are read.
    marked, words = "Hallo [[h@l'oU]]", "Hallo h@l'oU"
    assert seconds(engine, espeak, marked, taught) == seconds(engine, espeak, words, taught)


@pytest.mark.parametrize("code", ["de", "es", "fr", "it", "pt", "nl"])
def test_espeak_says_ipa_in_every_language(code: str) -> None:
    profile = library.load(f"espeak-{code}")
    engine = SystemVoicesEngine()

    def say(lexicon: dict[str, str]) -> float:
        asked = SpeechRequest(
            text="Siobhan", language=code, profile=profile, engine_version="", lexicon=lexicon
        )
        return engine.speak(asked).duration_s

    assert say({"siobhan": "/ʃɪˈvɔːnaˌlaːna/"}) > say({"siobhan": "/ʃɪˈvɔːn/"})


def test_a_childs_command_line_holds_no_words(espeak: VoiceProfile, monkeypatch: pytest.MonkeyPatch) -> None:
    ran: list[tuple[list[str], dict[str, object]]] = []
    real = subprocess.run

    def spy(command: list[str], **options: object) -> object:
        ran.append((command, options))
        return real(command, **options)  # type: ignore[call-overload]

    monkeypatch.setattr(subprocess, "run", spy)
    SystemVoicesEngine().speak(request(espeak, f"Welcome, {NAME}."))
    ((command, options),) = ran
    assert NAME not in " ".join(command)
    assert NAME not in str(options.get("env"))
    assert (
        NAME
        in json.loads(str(options["input"], "utf-8") if isinstance(options["input"], bytes) else "{}")[
            "pieces"
        ][0][0]
    )


@pytest.mark.parametrize("code", ["raise SystemExit(3)", "import time; time.sleep(60)", "print('hello')"])
def test_a_child_that_fails_is_an_engine_error_without_the_words(
    espeak: VoiceProfile, monkeypatch: pytest.MonkeyPatch, tmp_path: Path, code: str
) -> None:
    (tmp_path / "broken_child.py").write_text(code)
    monkeypatch.setenv("PYTHONPATH", str(tmp_path))
    monkeypatch.setattr(system_voices, "_CHILD", "broken_child")
    monkeypatch.setattr(system_voices, "_START_S", 0.5)
    monkeypatch.setattr(system_voices, "_PER_CHARACTER_S", 0.0)
    with pytest.raises(EngineError) as caught:
        SystemVoicesEngine().speak(request(espeak, f"Welcome, {NAME}."))
    assert NAME not in str(caught.value)
    assert NAME not in repr(caught.value.__cause__)
    assert str(SystemVoicesEngine().problem()).startswith("the system's voice")


def test_a_file_in_the_current_folder_is_not_taken_for_pythons(
    espeak: VoiceProfile, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    (tmp_path / "wave.py").write_text("raise SystemExit('wrong wave')")
    monkeypatch.chdir(tmp_path)
    assert seconds(SystemVoicesEngine(), espeak, "Hello.") > 0.5


def test_everything_speaks_in_a_fresh_process_with_warnings_as_errors(tmp_path: Path) -> None:
    code = (
        "from quietude.voices.library import load; from quietude.narration.engine import *\n"
        "p = load('heart'); r = SpeechRequest(text='Rest.', language='en', profile=p, engine_version='')\n"
        "print(load_engine(p.engine).speak(r).duration_s > 0.5)"
    )
    done = subprocess.run(
        [sys.executable, "-W", "error", "-c", code], capture_output=True, text=True, check=False
    )
    assert (done.stdout.strip(), done.stderr) == ("True", "")
