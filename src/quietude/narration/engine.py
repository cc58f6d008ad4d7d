"""What an engine is: text in, raw speech out. Built-in engines and third parties' look the same."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final, Protocol, runtime_checkable

from quietude import plugins
from quietude.audio import Audio
from quietude.errors import VoiceError
from quietude.memory import give_back
from quietude.voices.profile import VoiceProfile

CLIP_FORM: Final = "clip-2"
"""Changes with what is done to words before an engine has them, to sound after it, or with the stored form of
clips, so that old entries are not mistaken for new."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SpeechRequest:
    """All that decides the sound of one utterance."""

    text: str
    """Final words, as a person would write them."""
    language: str
    """BCP 47, lower case."""
    profile: VoiceProfile
    engine_version: str
    """Name and version of the engine and of its model; a new one makes new clips."""
    lexicon: Mapping[str, str] = field(default_factory=dict)
    """Whole words (lower case) of the text to how they are said: another spelling, or IPA between slashes.
    Only those that occur: another listener's name must not have the whole session spoken anew."""

    def key(self) -> str:
        """The clip's key: SHA-256 (hex) over everything above that reaches the engine."""
        profile = self.profile
        said = [
            CLIP_FORM, self.text, self.language, profile.engine, profile.model, profile.language,
            profile.rate, profile.pace, profile.pitch, sorted(self.lexicon.items()), self.engine_version,
        ]  # fmt: skip
        # A lone surrogate (a name out of a file in another encoding) must make a key, not an error.
        written = json.dumps(said, ensure_ascii=False).encode("utf-8", "surrogatepass")
        return hashlib.sha256(written).hexdigest()


@dataclass(frozen=True, slots=True, kw_only=True)
class EngineVoice:
    """One voice that an engine offers on this machine."""

    model: str
    """What a profile's ``model`` would say."""
    languages: tuple[str, ...]
    """BCP 47, lower case."""
    description: str


@runtime_checkable
class Engine(Protocol):
    """Speaks one utterance at a time. Made without arguments; loads its model at the first `speak`."""

    name: str
    """As registered in ``quietude.engines``."""
    good_rates: tuple[float, float]
    """The least and the greatest of its own rates at which it still sounds well: where
    `quietude.narration.own_rate` looks."""

    def version(self, model: str) -> str:
        """Version of the engine and of one of its models, for `SpeechRequest.engine_version`.

        Cheap: loads no model, and raises nothing where there is none.
        """
        ...

    def voices(self) -> Sequence[EngineVoice]:
        """What it can speak with on this machine, without network."""
        ...

    def problem(self, model: str = "") -> str | None:
        """Why it cannot work here and what to install, in one line; None where it can.

        With a model, also what that voice of its lacks.
        """
        ...

    def speak(self, request: SpeechRequest) -> Audio:
        """Say it: mono, at the engine's own rate, untrimmed. The same request gives the same samples.

        ``request.text`` is words and nothing else: it may hold what a listener typed, so no markup of the
        engine's own may be read out of it (`quietude.narration.words.wording` takes it out).

        Raises:
            VoiceError: the profile names a model that this engine does not have.
            EngineError: the engine failed, or gave no sound for words that have some.
        """
        ...


@runtime_checkable
class Releasing(Protocol):
    """What an engine may be besides: one that can let go of its model."""

    def release(self) -> None:
        """Let go of what was loaded; the next `speak` loads it again, and says the same."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class SpokenWord:
    """One word in what an engine said, in samples at the engine's rate from the beginning of its sound."""

    text: str
    """As the engine read it, with what punctuation stands at it."""
    start: int
    """Within 0.2 s of where it is first heard: `quietude.narration.sound.onsets` looks for the silence."""
    end: int
    """After it; not after the next word's start."""


@runtime_checkable
class TellsWords(Protocol):
    """What an engine may be besides: one that knows when it says each word."""

    def words(self, request: SpeechRequest) -> tuple[Audio, tuple[SpokenWord, ...]] | None:
        """Say it once more, and when each word is said, in order; None where it cannot tell of this voice.

        The samples are those of `Engine.speak`. A word may be missing where the engine does not know of it.
        Raises what `Engine.speak` raises.
        """
        ...


_made: Final[dict[str, Engine]] = {}


def load_engine(name: str) -> Engine:
    """The engine registered under that name, made but not yet loaded.

    Always the same one within a process, so that a batch loads a model once and not for every listener.

    Raises:
        VoiceError: no engine has that name, it cannot be imported, or it is no engine.
    """
    if name not in _made:
        _made[name] = _engine(name)
    return _made[name]


def release_engines() -> None:
    """Let every engine of this process go of the models and dictionaries that it has loaded.

    They load again when they speak again. An engine without a ``release`` method keeps what it has.
    """
    for engine in _made.values():
        if isinstance(engine, Releasing):
            engine.release()
    give_back()


def _engine(name: str) -> Engine:
    try:
        engine = plugins.load(plugins.ENGINES, name)()
    except KeyError:
        known = plugins.names(plugins.ENGINES)
        raise VoiceError(plugins.unknown_message("engine", name, known)) from None
    except ImportError as error:
        raise VoiceError(f'the engine "{name}" cannot be loaded ({error}); install what it needs') from error
    if not isinstance(engine, Engine):
        raise VoiceError(f'"{name}" is registered as an engine, but is none (see quietude.narration.engine)')
    return engine
