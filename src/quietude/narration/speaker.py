"""One utterance at a time: what is asked of an engine, and where the clip it gives is kept."""

from __future__ import annotations

import hashlib
import logging
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final, Protocol

import numpy as np

from quietude.audio import Audio, Samples
from quietude.errors import EngineError, FileError, QuietudeError, VoiceError
from quietude.files import whole_file
from quietude.narration.cache import ClipCache
from quietude.narration.engine import Engine, SpeechRequest, TellsWords, load_engine
from quietude.narration.own_rate import with_own_rate
from quietude.narration.private import PrivateFolder
from quietude.narration.recordings import recorded_clip, recording_effects, recording_key
from quietude.narration.sound.finish import finished, finished_length
from quietude.narration.sound.pace import rested
from quietude.narration.sound.trim import trimmed
from quietude.narration.sound_files import clip_from_bytes, clip_to_bytes
from quietude.narration.word_times import ClipWord, word_times
from quietude.narration.words.sayable import unsayable
from quietude.narration.words.spoken_form import spoken_form
from quietude.narration.words.wording import has_words, occurring, plain
from quietude.program import state_of
from quietude.score.score import Utterance
from quietude.voices.cast import Cast
from quietude.voices.lexicon import Lexicon
from quietude.voices.profile import VoiceProfile

_FINISHING: Final = ("narration/sound", "voices")
"""Whose code makes a spoken clip a finished one."""
_log = logging.getLogger(__name__)


class Store(Protocol):
    """Where clips are kept by key."""

    def get(self, key: str) -> Audio | None:
        """The clip, or None where there is none."""
        ...

    def put(self, key: str, audio: Audio) -> None:
        """Keep a clip.

        Raises:
            FileError: it cannot be written.
        """
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """Where an utterance's clip lies. No store: there is nothing to say, and the clip has no samples."""

    profile: VoiceProfile
    """Who says it; for a person's recording, who would say it otherwise, and whose room it is in."""
    request: SpeechRequest | None
    """None for a person's recording."""
    key: str
    duration: int
    store: Store | None

    def identity(self) -> str:
        """What the finished clip follows from, whichever session it is in."""
        return repr((self.key, self.profile.gain_db, self.profile.effects, self.request is None))


class Speaker:
    """Has utterances spoken, and knows where their clips are kept."""

    def __init__(self, cast: Cast, lexicon: Lexicon, cache: ClipCache | None) -> None:
        self._cast = cast
        self._lexicon = lexicon
        self._cache = cache
        self._private = _PrivateClips()
        self._ready: set[tuple[str, str]] = set()
        self._paced: dict[tuple[str, str], VoiceProfile] = {}

    def tell(self, utterance: Utterance, *, private: bool) -> Told:
        """Make sure that the utterance's clip is kept somewhere, and say where and how long it is."""
        profile = self._profile(utterance)
        request = None if utterance.recording else self._request(utterance, profile)
        key = request.key() if request else recording_key(Path(utterance.recording))
        if request and not has_words(request.text):
            return Told(profile=profile, request=request, key=key, duration=0, store=None)
        store: Store = self._private if private or self._cache is None else self._cache
        audio = store.get(key)
        if audio is None:
            store, audio = self._make(request, key, utterance, store)
        duration = finished_length(len(audio.samples), audio.sample_rate_hz)
        return Told(profile=profile, request=request, key=key, duration=duration, store=store)

    def finished_clip(self, told: Told, utterance: Utterance) -> Samples:
        """The clip as the session plays it; made again where another process dropped it from the cache."""
        if told.store is None:
            return np.zeros(0, dtype=np.float32)
        if not isinstance(told.store, ClipCache):
            return self._finished_anew(told, utterance)
        told_of = ("finish-2", state_of(_FINISHING), told.duration, told.identity())
        key = hashlib.sha256(repr(told_of).encode()).hexdigest()
        samples = told.store.finished(key)
        if samples is None:
            samples = self._finished_anew(told, utterance)
            told.store.put_finished(key, samples)
        return samples

    def word_times(self, told: Told, utterance: Utterance) -> tuple[ClipWord, ...] | None:
        """As `quietude.narration.narrator.SpokenClips.word_times`."""
        request = told.request
        if request is None or told.store is None:
            return None
        try:
            engine = self._engine(request.profile)
            if not isinstance(engine, TellsWords):
                return None
            return word_times(engine, request, utterance.text, told.duration)
        except Exception as error:  # noqa: BLE001  # the clip is there, whatever an engine does when asked again
            _log.warning(
                "%s: the times of its words are not known (%s)", utterance.span, type(error).__name__
            )
            return None

    def _finished_anew(self, told: Told, utterance: Utterance) -> Samples:
        if told.store is None:
            raise LookupError(f"{utterance.span}: there is no clip to finish")
        audio = told.store.get(told.key)
        if audio is None:
            _, audio = self._make(told.request, told.key, utterance, told.store)
        if finished_length(len(audio.samples), audio.sample_rate_hz) != told.duration:
            raise EngineError(
                f"{utterance.span}: the clip left the cache, and came out different when made anew"
            )
        effects = told.profile.effects
        return finished(
            audio,
            gain_db=told.profile.gain_db,
            effects=effects if told.request else recording_effects(effects),
        )

    def close(self) -> None:
        """Remove the private clips."""
        self._private.close()

    def __getstate__(self) -> dict[str, Any]:
        # Engines' models do not travel; a worker makes its own if it has to speak at all.
        return {**self.__dict__, "_ready": set()}

    def _profile(self, utterance: Utterance) -> VoiceProfile:
        try:
            return self._cast.voice_of(utterance.voice, utterance.language)
        except VoiceError as error:
            if utterance.recording:
                return self._cast.lead  # a person says it, in a language that no voice here needs to speak
            raise VoiceError(f"{utterance.span}: {error}") from error

    def _request(self, utterance: Utterance, profile: VoiceProfile) -> SpeechRequest:
        language, words = utterance.language, plain(utterance.text)
        lexicon = occurring(words, self._lexicon.words(profile, language), language)
        words = spoken_form(words, language, keep=frozenset(lexicon))
        reads = "mul" if profile.language == "mul" else language
        if has_words(words) and (problem := unsayable(words, reads, lexicon)):
            raise VoiceError(f"{utterance.span}: {problem}")
        return self._asked(words, language, self._at_its_pace(profile, utterance), lexicon)

    def _asked(
        self, words: str, language: str, profile: VoiceProfile, lexicon: Mapping[str, str] | None = None
    ) -> SpeechRequest:
        return SpeechRequest(
            text=words,
            language=language,
            profile=profile,
            engine_version=load_engine(profile.engine).version(profile.model),
            lexicon=lexicon or {},
        )

    def _at_its_pace(self, profile: VoiceProfile, utterance: Utterance) -> VoiceProfile:
        """The profile with its rate, which some leave to be found by speaking known sentences."""
        language = utterance.language

        def say(tried: VoiceProfile, text: str) -> Audio:
            request = self._asked(text, language, tried)
            key, store = request.key(), self._cache or self._private
            return store.get(key) or self._make(request, key, utterance, store)[1]

        main = language.partition("-")[0]
        if (profile.name, main) not in self._paced:
            engine = load_engine(profile.engine)
            self._paced[profile.name, main] = with_own_rate(profile, language, engine, say)
        return self._paced[profile.name, main]

    def _make(
        self, request: SpeechRequest | None, key: str, utterance: Utterance, store: Store
    ) -> tuple[Store, Audio]:
        heard = self._heard(request, utterance) if request else _recorded(utterance, key)
        try:
            store.put(key, heard)
        except FileError as error:
            if store is not self._cache:
                raise
            _log.warning("clips are not kept for the next render: %s", error)
            self._cache = None
            store = self._private
            store.put(key, heard)
        audio = store.get(key)  # as it will be found later, so that first and later renders are the same
        if audio is None:
            raise EngineError(f"{utterance.span}: the clip was written, but cannot be read back")
        return store, audio

    def _heard(self, request: SpeechRequest, utterance: Utterance) -> Audio:
        engine, place = request.profile.engine, utterance.span
        try:
            raw = self._engine(request.profile).speak(request)
        except EngineError as error:
            raise EngineError(f"{place}: {error}") from error
        except QuietudeError:
            raise
        except Exception as error:  # noqa: BLE001  # engines are others' code and may raise anything at all
            # Neither the message nor the cause is passed on: they may hold the words.
            raise EngineError(f'{place}: the engine "{engine}" failed ({type(error).__name__})') from None
        if raw.samples.ndim != 1 or not np.isfinite(raw.samples).all():
            raise EngineError(f'{place}: the engine "{engine}" gave something that is no mono sound')
        audio = trimmed(raw)
        if audio is None:
            raise EngineError(
                f'{place}: the voice "{request.profile.name}" gave no sound for these words; if they are in'
                " another language or script, choose a voice that speaks it"
            )
        pace = request.profile.pace
        return rested(audio, request.text, pace) if pace else audio

    def _engine(self, profile: VoiceProfile) -> Engine:
        engine = load_engine(profile.engine)
        if (profile.engine, profile.model) not in self._ready:
            if problem := engine.problem(profile.model):
                raise VoiceError(f'the voice "{profile.name}" cannot speak here: {problem}')
            self._ready.add((profile.engine, profile.model))
        return engine


def _recorded(utterance: Utterance, key: str) -> Audio:
    path = Path(utterance.recording)
    audio = recorded_clip(path)
    if recording_key(path) != key:
        raise FileError(f"the recording {path} changed while it was read; render again", path=path)
    return audio


class _PrivateClips:
    """A store like the cache, in a folder that is made with the first clip and goes with `close`."""

    def __init__(self) -> None:
        self._folder: PrivateFolder | None = None

    def get(self, key: str) -> Audio | None:
        if self._folder is None:
            return None
        try:
            return clip_from_bytes((self._folder.path / f"{key}.wav").read_bytes())
        except OSError:
            return None

    def put(self, key: str, audio: Audio) -> None:
        if self._folder is None:
            self._folder = PrivateFolder()
        with whole_file(self._folder.path / f"{key}.wav") as temporary:
            temporary.write_bytes(clip_to_bytes(audio))

    def close(self) -> None:
        if self._folder is not None:
            self._folder.close()
            self._folder = None
