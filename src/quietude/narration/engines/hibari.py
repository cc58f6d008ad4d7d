"""The bundled voice: hibari, a small neural voice for English that runs on any processor, offline."""

from __future__ import annotations

import importlib.util
from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path
from typing import Any, Final

from quietude import plugins
from quietude.audio import Audio, Samples
from quietude.errors import EngineError, VoiceError
from quietude.narration.engine import EngineVoice, SpeechRequest, SpokenWord
from quietude.narration.engines import models
from quietude.narration.words import espeak, wording
from quietude.narration.words.ipa import to_ipa, to_misaki
from quietude.narration.words.unknown_words import english_sounds
from quietude.narration.words.wording import Piece
from quietude.voices.profile import VoiceProfile

_REVISION: Final = "2"
"""Changes when this module gives hibari other text for the same words."""
_RATED_AS_GUESSED: Final = 2
"""What hibari's reader gives a word that is not in its dictionary; what is there gets 3 or 4."""
_SEED: Final = 0
"""Of the noise in the voice's breathiness: fixed, so that the same words give the same samples."""
_RATES: Final = (0.5, 2.0)
"""hibari's own limits. Judged by DistillMOS on ten sentences it loses nothing towards the slow end: 4.57 at
0.5, 4.55 at 0.56, 4.49 at 0.7 and at 1.0."""


class HibariEngine:
    """Speaks English with hibari; the profile's ``rate`` is its speed factor (0.5 to 2)."""

    name = "hibari"
    good_rates = (0.5, 1.2)

    def __init__(self) -> None:
        self._loaded: dict[str, Any] = {}
        self._telling: dict[str, Any] = {}

    def version(self, model: str) -> str:  # noqa: ARG002  # one version whatever the model
        """As `Engine.version`; the runtime counts, since its arithmetic decides the last bits, and so does
        eSpeak, which reads the names.
        """
        packages = " ".join(
            f"{package} {models.installed(package)}"
            for package in ("hibari-tts", "onnxruntime", "espeakng-loader")
        )
        return f"hibari/{_REVISION} {packages}"

    def voices(self) -> Sequence[EngineVoice]:
        """As `Engine.voices`: the one in the package, and those that lie in hibari's own folder."""
        if self.problem():
            return []
        from hibari.voices import VOICES  # heavy enough to wait until it is needed

        return [
            EngineVoice(
                model=model,
                languages=(str(about["language"]).lower(),),
                description=f"{about['accent']} English, {about['gender']}",
            )
            for model, about in VOICES.items()
            if _file(model).is_file()
        ]

    def problem(self, model: str = "") -> str | None:  # noqa: ARG002  # `speak` tells of a voice to get
        """As `Engine.problem`."""
        for module, package in (("hibari", "hibari-tts"), ("onnxruntime", "onnxruntime")):
            if importlib.util.find_spec(module) is None:
                return f"the package {package} is not installed: pip install {package}"
        return None

    def speak(self, request: SpeechRequest) -> Audio:
        """As `Engine.speak`. The clip begins and ends with a third to half a second of silence."""
        tts = self._load(request.profile.model)
        text, speed, rate_hz = self._asked(request, tts)
        samples = tts(text, speed=speed, seed=_SEED)
        _check(request, tts, text, samples)
        return Audio(samples=samples, sample_rate_hz=rate_hz)

    def words(self, request: SpeechRequest) -> tuple[Audio, tuple[SpokenWord, ...]] | None:
        """As `TellsWords.words`, by the lengths that the model gives its phonemes.

        They are told by a second session, which is opened for the purpose (0.2 s, 40 MB) and goes with
        `release`.
        """
        model = request.profile.model
        tts = self._load(model)
        if model not in self._telling:
            from quietude.narration.engines.hibari_voice import TellingVoice

            self._telling[model] = TellingVoice.like(tts)
        telling = self._telling[model]
        if telling is None:
            return None
        text, speed, rate_hz = self._asked(request, tts)
        samples, words = telling.told(text, speed, _SEED)
        _check(request, tts, text, samples)
        return Audio(samples=samples, sample_rate_hz=rate_hz), words

    def _asked(self, request: SpeechRequest, tts: Any) -> tuple[str, float, int]:
        """The text with hibari's marks, the speed, and the rate at which the samples are to be played."""
        profile = request.profile
        models.check_rate(profile.rate, _RATES, profile.name, self.name)
        rate_hz = models.playing_rate_hz(int(tts.sample_rate), profile.pitch, profile.name, self.name)
        text = "".join(
            _marked(piece, british=tts.g2p.british)
            for piece in wording.pieces(request.text, request.lexicon, request.language)
        )
        # Played faster by the pitch's factor, the voice must speak slower by the same to keep its pace.
        return text, profile.rate / (rate_hz / tts.sample_rate), rate_hz

    def release(self) -> None:
        """As `Engine.release`: model and dictionary are 100 to 200 MB, and load again in 0.4 s."""
        self._loaded.clear()
        self._telling.clear()

    def reading(self, text: str, profile: VoiceProfile) -> tuple[str, str]:
        """As `quietude.narration.words.how_said.Reader.reading`."""
        reader = self._load(profile.model).g2p
        tokens = reader.phonemize_tokens(reader.tokenize(text))
        sounds = "".join((token.phonemes or "") + (" " if token.whitespace else "") for token in tokens)
        known = all((token.rating or 0) > _RATED_AS_GUESSED for token in tokens)
        return to_ipa(sounds).strip(), "the voice's dictionary" if known else "eSpeak's rules of spelling"

    def _load(self, model: str) -> Any:
        if model not in self._loaded:
            from hibari.g2p import G2P
            from hibari.voices import VOICES

            if model not in VOICES:
                raise VoiceError(plugins.unknown_message("hibari voice", model, VOICES))
            if not _file(model).is_file():
                raise VoiceError(
                    f'the hibari voice "{model}" is not on this machine, and a render never downloads. Get it'
                    f" once, into {_file(model).parent}, with: hibari --voice {model} -o hello.wav hello"
                    ' - or choose "heart", which comes with it'
                )
            from quietude.narration.engines.hibari_voice import HibariVoice

            british = bool(VOICES[model]["british"])
            # The dictionary loads here and not inside the first sentence.
            reader = G2P(oov=_by_espeak("en-gb" if british else "en"), british=british)
            self._loaded[model] = HibariVoice(model, _file(model), reader)
        return self._loaded[model]


def _file(model: str) -> Path:
    from hibari.voices import voice_path

    try:
        return Path(voice_path(model, download_missing=False))
    except FileNotFoundError as missing:
        return Path(str(missing))


def _check(request: SpeechRequest, tts: Any, text: str, samples: Samples) -> None:
    """Refuse sound that lacks words.

    Raises:
        EngineError: there is no sound, or a word has none.
    """
    voice = request.profile.name
    if not len(samples):
        raise EngineError(f'the voice "{voice}" finds nothing in these words that it can say')
    if _drops_a_word(tts.g2p, text):
        raise EngineError(
            f'the voice "{voice}" cannot say one of these words and would leave it out;'
            " write it in Latin letters as it sounds"
        )


def _drops_a_word(reader: Any, text: str) -> bool:
    """Whether hibari finds no sound for a word; it would pass over it without saying so."""
    from hibari.g2p.normalize import normalize

    tokens = reader.phonemize_tokens(reader.tokenize(normalize(text)))
    return any(
        any(char.isalpha() for char in token.text) and not (token.phonemes or "").strip() for token in tokens
    )


def _marked(piece: Piece, *, british: bool) -> str:
    """A piece as hibari reads it: phonemes as ``[word](/phonemes/)``."""
    if piece.phonemes is None:
        return piece.text
    return f"[{piece.text}](/{to_misaki(piece.phonemes, british=british)}/)"


def _by_espeak(language: str) -> Callable[[str], str] | None:
    """What says the words that hibari's dictionary does not have; None, its own guess, without eSpeak."""
    if not espeak.available():
        return None
    return partial(english_sounds, language=language)
