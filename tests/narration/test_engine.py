from __future__ import annotations

import dataclasses
import subprocess
import sys

import pytest

from quietude import plugins
from quietude.errors import VoiceError
from quietude.narration.engine import Engine, SpeechRequest, load_engine
from quietude.voices.effects import Effects
from quietude.voices.profile import VoiceProfile


def request(profile: VoiceProfile, text: str = "Rest here.") -> SpeechRequest:
    return SpeechRequest(text=text, language="en", profile=profile, engine_version="1")


@pytest.mark.parametrize("name", ["hibari", "pyttsx3", "tone"])
def test_built_in_engines_are_found_as_a_third_partys_would_be(name: str) -> None:
    engine = load_engine(name)
    assert isinstance(engine, Engine)
    assert engine.name == name
    assert engine.version("x") == load_engine(name).version("x")


def test_what_is_registered_and_no_engine_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(plugins, "load", lambda group, name: dict)
    with pytest.raises(VoiceError, match="is none"):
        load_engine("dict")


def test_an_engine_whose_package_is_missing_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    def missing(group: str, name: str) -> object:
        raise ImportError("No module named 'sing'")

    monkeypatch.setattr(plugins, "load", missing)
    with pytest.raises(VoiceError, match=r"sing.*install"):
        load_engine("sing")


def test_the_key_holds_what_reaches_the_engine_and_nothing_else(tone: VoiceProfile) -> None:
    key = request(tone).key()
    assert len(key) == 64
    for same in (
        {"gain_db": -9.0},
        {"effects": Effects(de_ess=1.0, room="hall")},
        {"title": "x"},
        {"name": "x"},
        {"licence": "x"},
        {"lexicon": {"ann": "an"}},
    ):
        assert request(dataclasses.replace(tone, **same)).key() == key
    others = ({"rate": 120.0}, {"pitch": 1.0}, {"model": "x"}, {"engine": "x"})
    keys = {request(dataclasses.replace(tone, **other)).key() for other in others}
    said = dataclasses.replace(request(tone), lexicon={"rest": "b"}).key()
    assert len(keys | {key, said, request(tone, "Rest there.").key()}) == 7


def test_broken_text_still_has_a_key(tone: VoiceProfile) -> None:
    assert request(tone, "\ud83d").key() != request(tone, "?").key()


def test_nothing_heavy_is_imported_before_it_is_needed() -> None:
    code = (
        "import sys; from quietude.narration import narrator;"
        "from quietude.narration.engines import hibari, system_voices, tone;"
        "print([name for name in ('onnxruntime', 'hibari', 'scipy', 'pyttsx3') if name in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
