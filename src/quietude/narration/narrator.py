"""Stage 3 as a whole: every utterance of a score becomes a clip, spoken once and found again afterwards."""

from __future__ import annotations

import logging
import threading
from collections import OrderedDict
from collections.abc import Callable, Iterable
from contextlib import ExitStack
from dataclasses import dataclass
from types import TracebackType
from typing import Any, Final, Protocol, Self

import numpy as np

from quietude.audio import Audio, Samples
from quietude.errors import EngineError, FileError, QuietudeError, VoiceError
from quietude.files import whole_file
from quietude.narration.cache import ClipCache
from quietude.narration.engine import Engine, SpeechRequest, load_engine
from quietude.narration.finish import finished, finished_length
from quietude.narration.private import PrivateFolder, remove_leftovers
from quietude.narration.sound_files import clip_from_bytes, clip_to_bytes
from quietude.narration.trim import trimmed
from quietude.narration.wording import has_words, plain
from quietude.score.score import Utterance
from quietude.voices import library
from quietude.voices.profile import VoiceProfile

_HELD_BYTES: Final = 16_000_000
"""Finished clips kept in memory: a minute and a half of speech, some twenty sentences."""

_log = logging.getLogger(__name__)


class _Store(Protocol):
    def get(self, key: str) -> Audio | None: ...

    def put(self, key: str, audio: Audio) -> None: ...


@dataclass(frozen=True, slots=True, kw_only=True)
class _Told:
    """Where an utterance's clip lies. No store: there is nothing to say, and the clip has no samples."""

    request: SpeechRequest
    key: str
    duration: int
    store: _Store | None


def narrate(
    utterances: Iterable[Utterance],
    profile: VoiceProfile,
    *,
    cache: ClipCache | None,
    progress: Callable[[int, int], None] | None = None,
) -> SpokenClips:
    """Speak every utterance in a voice, each text once, and return the clips. Close them when done.

    What lies in ``cache`` already is not spoken; if all does, the engine is not even loaded. Private
    utterances are neither looked for nor kept there, but in a folder that goes with the clips; so are
    all where ``cache`` is None or cannot be written. ``progress`` hears (clips done, clips in all) after
    each. Text without a letter or digit makes a clip of no samples.

    Raises:
        VoiceError: the profile's engine or model does not exist, or does not speak an utterance's language.
        EngineError: the engine failed; the message says at which place of the script, never which words.
        FileError: no clip can be kept, not even in the temporary folder.
    """
    remove_leftovers()
    listed = list(utterances)
    for utterance in listed:
        _check_language(utterance, profile)
    speaker = _Speaker(load_engine(profile.engine), profile, cache)
    private = {_said(utterance) for utterance in listed if utterance.private}
    told: dict[tuple[str, str], _Told] = {}
    unique: dict[tuple[str, str], Utterance] = {}
    for utterance in listed:
        unique.setdefault(_said(utterance), utterance)
    with ExitStack() as on_failure:
        on_failure.callback(speaker.close)
        for said, utterance in unique.items():
            told[said] = speaker.tell(utterance, private=said in private)
            if progress is not None:
                progress(len(told), len(unique))
        on_failure.pop_all()
    return SpokenClips(speaker, told)


class SpokenClips:
    """The clips of one session, as `quietude.narration.clips.Clips`; a context manager.

    Holds lengths, and reads sound from the disk when it is asked for, so that memory stays flat. Worker
    processes may be given a copy (it pickles); only the original's `close` removes the private clips.
    """

    def __init__(self, speaker: _Speaker, told: dict[tuple[str, str], _Told]) -> None:
        self._speaker = speaker
        self._told = told
        self._held: OrderedDict[str, Samples] = OrderedDict()
        self._lock = threading.Lock()

    def duration(self, utterance: Utterance) -> int:
        """As `Clips.duration`: samples at 48 kHz; 0 where there is nothing to say.

        Raises:
            LookupError: the utterance was not among those narrated.
        """
        return self._find(utterance).duration

    def samples(self, utterance: Utterance) -> Samples:
        """As `Clips.samples`; the array is read-only, since others may be given the same one.

        Raises:
            LookupError: the utterance was not among those narrated.
            EngineError: the clip had vanished from the cache and could not be spoken again as it was.
        """
        told = self._find(utterance)
        with self._lock:
            held = self._held.get(told.key)
            if held is not None:
                self._held.move_to_end(told.key)
                return held
        samples = self._speaker.finished_clip(told, utterance)
        samples.flags.writeable = False
        with self._lock:
            self._held[told.key] = samples
            while len(self._held) > 1 and sum(clip.nbytes for clip in self._held.values()) > _HELD_BYTES:
                self._held.popitem(last=False)
        return samples

    def close(self) -> None:
        """Remove the private clips. Safe to call again; the clips are of no use afterwards."""
        self._held.clear()
        self._speaker.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def __getstate__(self) -> dict[str, Any]:
        return {"speaker": self._speaker, "told": self._told}

    def __setstate__(self, state: dict[str, Any]) -> None:
        SpokenClips.__init__(self, state["speaker"], state["told"])

    def _find(self, utterance: Utterance) -> _Told:
        told = self._told.get(_said(utterance))
        if told is None:
            raise LookupError(f"{utterance.span}: this utterance was not narrated")
        return told


class _Speaker:
    """Has utterances spoken, and knows where their clips are kept."""

    def __init__(self, engine: Engine, profile: VoiceProfile, cache: ClipCache | None) -> None:
        self._engine = engine
        self._ready = False
        self._version = engine.version()
        self._profile = profile
        self._cache = cache
        self._private = _PrivateClips()

    def tell(self, utterance: Utterance, *, private: bool) -> _Told:
        """Make sure that the utterance's clip is kept somewhere, and say where and how long it is."""
        words = plain(utterance.text)
        request = SpeechRequest(
            text=words, language=utterance.language, profile=self._profile, engine_version=self._version
        )
        key = request.key()
        if not has_words(words):
            return _Told(request=request, key=key, duration=0, store=None)
        store: _Store = self._private if private or self._cache is None else self._cache
        audio = store.get(key)
        if audio is None:
            store, audio = self._speak(request, key, utterance, store)
        duration = finished_length(len(audio.samples), audio.sample_rate_hz)
        return _Told(request=request, key=key, duration=duration, store=store)

    def finished_clip(self, told: _Told, utterance: Utterance) -> Samples:
        """The clip as the session plays it; spoken again where another process dropped it from the cache."""
        if told.store is None:
            return np.zeros(0, dtype=np.float32)
        audio = told.store.get(told.key)
        if audio is None:
            _, audio = self._speak(told.request, told.key, utterance, told.store)
        if finished_length(len(audio.samples), audio.sample_rate_hz) != told.duration:
            raise EngineError(
                f"{utterance.span}: the clip left the cache, and came out different when made anew"
            )
        return finished(audio, gain_db=self._profile.gain_db, effects=self._profile.effects)

    def close(self) -> None:
        """Remove the private clips."""
        self._private.close()

    def __getstate__(self) -> dict[str, Any]:
        return {"profile": self._profile, "cache": self._cache, "private": self._private}

    def __setstate__(self, state: dict[str, Any]) -> None:
        # An engine's model does not travel; a worker makes its own if it has to speak at all.
        _Speaker.__init__(self, load_engine(state["profile"].engine), state["profile"], state["cache"])
        self._private = state["private"]

    def _speak(
        self, request: SpeechRequest, key: str, utterance: Utterance, store: _Store
    ) -> tuple[_Store, Audio]:
        heard = self._heard(request, utterance)
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
        if not self._ready:
            if problem := self._engine.problem():
                raise VoiceError(f'the voice "{request.profile.name}" cannot speak here: {problem}')
            self._ready = True
        try:
            raw = self._engine.speak(request)
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


def _said(utterance: Utterance) -> tuple[str, str]:
    return utterance.text, utterance.language


def _check_language(utterance: Utterance, profile: VoiceProfile) -> None:
    spoken, wanted = (language.partition("-")[0] for language in (profile.language, utterance.language))
    if spoken in {wanted, "mul"}:
        return
    other = library.for_language(utterance.language)
    advice = f"choose --voice {other.name}" if other else "choose a voice that speaks it"
    raise VoiceError(
        f'{utterance.span}: this is in "{utterance.language}", and the voice "{profile.name}" speaks'
        f' "{profile.language}"; {advice}'
    )
