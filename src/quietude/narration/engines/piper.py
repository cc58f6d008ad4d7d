"""Piper: small neural voices in some forty languages, from model files that the user has.

Piper is GPL-3.0-or-later, so it is an extra and runs only where the user installs it. Each voice has a
licence of its own, told by its model card; some forbid commercial use.
"""

from __future__ import annotations

import importlib.util
import json
import logging
import re
from collections.abc import Sequence
from functools import lru_cache
from pathlib import Path
from typing import Any, Final

import numpy as np

from quietude import plugins
from quietude.audio import Audio
from quietude.errors import EngineError, VoiceError
from quietude.narration.engine import EngineVoice, SpeechRequest
from quietude.narration.engines import models
from quietude.narration.engines.piper_words import sentences
from quietude.narration.words import wording

_REVISION: Final = "1"
"""Changes when this module gives Piper other phonemes for the same words."""
_RATES: Final = (0.4, 2.0)
"""Against the voice's own pace. The voice joe, on ten sentences: DistillMOS stays at 4.1 from 1.0 to 0.4;
Whisper misses 2 % of the words from 0.9 to 0.43, and 5 % at 0.4."""
_READERS: Final = frozenset({"espeak", "text"})
"""Piper's other readers (Chinese, Hebrew, Japanese, Thai) download what they need."""
_NAME: Final = re.compile(r"[a-z]{2,3}_[A-Z]{2}-[^-/\\]+-[^-/\\]+")
"""A voice of Piper's own collection, ``en_US-joe-medium``: its downloader knows these and no others."""


class PiperEngine:
    """Speaks with Piper voices; a profile's ``rate`` is a factor of the voice's own pace.

    A profile's ``model`` is the path of an ``.onnx`` file, or its name without the ending: then it is looked
    for in the user's folder of models and in installed packages. ``#name`` or ``#number`` after it takes one
    of the speakers of a voice that has several.
    """

    name = "piper"
    good_rates = (0.43, 1.3)

    def __init__(self) -> None:
        self._loaded: dict[tuple[str, str], Any] = {}

    def version(self, model: str) -> str:
        """As `Engine.version`: the bytes of the model and of its settings count."""
        packages = " ".join(
            f"{package} {models.installed(package)}" for package in ("piper-tts", "onnxruntime")
        )
        return f"piper/{_REVISION} {_fingerprint(_place(model))} {packages}"

    def voices(self) -> Sequence[EngineVoice]:
        """As `Engine.voices`: those in the user's folder and in installed packages."""
        there = {path.name.removesuffix(".onnx") for path in models.folder(self.name).glob("*.onnx")}
        there |= set(models.in_any_package(".onnx.json"))
        found = []
        for model in sorted(there):
            path = _place(model)
            if path is not None:
                language, description = _about(path)
                found.append(EngineVoice(model=model, languages=(language,), description=description))
        return found

    def problem(self, model: str = "") -> str | None:
        """As `Engine.problem`; with a model, also whether that voice is there."""
        for module, package in (("piper", "piper-tts"), ("onnxruntime", "onnxruntime")):
            if importlib.util.find_spec(module) is None:
                return f"the package {package} is not installed: pip install {package}"
        return _missing(model) if model and _place(model) is None else None

    def speak(self, request: SpeechRequest) -> Audio:
        """As `Engine.speak`, at the voice's own rate (22 050 Hz for most; moved by the profile's pitch)."""
        profile = request.profile
        models.check_rate(profile.rate, _RATES, profile.name, self.name)
        voice = self._load(profile.model)
        own_hz = int(voice.config.sample_rate)
        rate_hz = models.playing_rate_hz(own_hz, profile.pitch, profile.name, self.name)
        from piper.config import SynthesisConfig

        settings = SynthesisConfig(
            speaker_id=_speaker(voice.config, profile.model),
            length_scale=voice.config.length_scale * rate_hz / (own_hz * profile.rate),
            noise_scale=0.0,  # with both at 0 the same words give the same samples
            noise_w_scale=0.0,
        )
        said = [
            voice.phoneme_ids_to_audio(voice.phonemes_to_ids(list(sentence)), settings)
            for sentence in sentences(
                voice,
                wording.pieces(request.text, request.lexicon, request.language),
                request.language,
                profile.name,
            )
        ]
        if not said:
            raise EngineError(f'the voice "{profile.name}" finds nothing in these words that it can say')
        return Audio(samples=np.concatenate(said, dtype=np.float32), sample_rate_hz=rate_hz)

    def release(self) -> None:
        """As `Engine.release`."""
        self._loaded.clear()

    def _load(self, model: str) -> Any:
        path = _place(model)
        if path is None:
            raise VoiceError(_missing(model))
        key = (str(path), _fingerprint(path))
        if key not in self._loaded:
            from piper.config import PiperConfig
            from piper.voice import PiperVoice

            # It logs what it says, and the sounds of it that it does not know.
            logging.getLogger("piper").setLevel(logging.ERROR)
            settings = _settings(path)
            if settings.get("phoneme_type", "espeak") not in _READERS:
                raise VoiceError(
                    f'the piper voice "{model}" needs a reader that downloads when it speaks;'
                    " choose another voice"
                )
            try:
                config = PiperConfig.from_dict(settings)
            except (KeyError, TypeError, ValueError) as error:
                raise EngineError(_damaged(path)) from error
            self._loaded[key] = PiperVoice(session=models.session(path), config=config)
        return self._loaded[key]


def _place(model: str) -> Path | None:
    """The model file, with its settings beside it; None where either is missing."""
    name = model.rpartition("#")[0] or model
    if name.endswith(".onnx") or "/" in name or "\\" in name:
        path = Path(name if name.endswith(".onnx") else f"{name}.onnx").expanduser()
        if not path.is_absolute() and not path.is_file():
            path = models.folder("piper") / path
        candidates = [path]
    else:
        settings = models.in_any_package(".onnx.json").get(name)
        candidates = [Path(f"{name}.onnx"), models.folder("piper") / f"{name}.onnx"]
        candidates += [settings.with_suffix("")] if settings else []
    return next((path for path in candidates if path.is_file() and _beside(path).is_file()), None)


def _beside(path: Path) -> Path:
    return path.with_name(f"{path.name}.json")


def _missing(model: str) -> str:
    name = model.rpartition("#")[0] or model
    folder = models.folder("piper")
    if _NAME.fullmatch(name):
        advice = f'get it once with: python -m piper.download_voices {name} --data-dir "{folder}"'
    else:
        near = plugins.nearest(name, [voice.model for voice in PiperEngine().voices()])
        guess = f'did you mean "{near}"? Or ' if near else ""
        advice = f"{guess}put its .onnx file and its .onnx.json into {folder}, or give the path"
    return f'the piper voice "{name}" is not on this machine, and a render never downloads; {advice}'


def _damaged(path: Path) -> str:
    return f"{_beside(path)} does not describe a Piper voice; get it again, with the .onnx file beside it"


def _fingerprint(path: Path | None) -> str:
    if path is None:
        return "none"
    try:
        return " ".join(models.fingerprint(one)[:16] for one in (path, _beside(path)))
    except OSError:
        return "none"


def _settings(path: Path) -> dict[str, Any]:
    try:
        settings = json.loads(_beside(path).read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise EngineError(_damaged(path)) from error
    if not isinstance(settings, dict):
        raise EngineError(_damaged(path))
    return settings


@lru_cache(maxsize=256)
def _about(path: Path) -> tuple[str, str]:
    """Language (BCP 47) and a few words, from a voice's settings."""
    try:
        settings = _settings(path)
        code = str(settings.get("language", {}).get("code") or settings["espeak"]["voice"])
        speakers = int(settings.get("num_speakers", 1))
    except (EngineError, KeyError, TypeError, ValueError, AttributeError):
        return "und", "a Piper voice whose settings cannot be read"
    many = f", {speakers} speakers" if speakers > 1 else ""
    return code.replace("_", "-").lower(), f"Piper{many}"


def _speaker(config: Any, model: str) -> int | None:
    wanted = model.rpartition("#")[2] if "#" in model else ""
    if not wanted:
        return None
    if wanted in config.speaker_id_map:
        return int(config.speaker_id_map[wanted])
    if wanted.isascii() and wanted.isdigit() and int(wanted) < config.num_speakers:
        return int(wanted)
    known = list(config.speaker_id_map) or [str(number) for number in range(config.num_speakers)]
    raise VoiceError(plugins.unknown_message("speaker of this piper voice", wanted, known))
