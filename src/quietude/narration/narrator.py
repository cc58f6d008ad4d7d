"""Stage 3 as a whole: every utterance of a score becomes a clip, spoken once and found again afterwards."""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Callable, Iterable
from contextlib import ExitStack
from types import TracebackType
from typing import Any, Final, Self, TypeAlias

from quietude.audio import Samples
from quietude.errors import QuietudeError
from quietude.narration.cache import ClipCache
from quietude.narration.private import remove_leftovers
from quietude.narration.speaker import Speaker, Told
from quietude.narration.word_times import ClipWord
from quietude.score.score import Utterance
from quietude.voices.cast import Cast
from quietude.voices.lexicon import NO_LEXICON, Lexicon
from quietude.voices.profile import VoiceProfile

_HELD_BYTES: Final = 4_000_000
"""Finished clips kept in memory: twenty seconds of speech, some five sentences; the rest is on the disk."""
_Said: TypeAlias = tuple[str, str, str, str]
"""Text, language, voice and recording: what is the same in these sounds the same."""


def narrate(
    utterances: Iterable[Utterance],
    cast: Cast | VoiceProfile,
    *,
    cache: ClipCache | None,
    lexicon: Lexicon = NO_LEXICON,
    progress: Callable[[int, int], None] | None = None,
    failed: Callable[[Utterance, QuietudeError], None] | None = None,
) -> SpokenClips:
    """Speak every utterance, each text once in each voice, and return the clips. Close them when done.

    A recorded utterance's clip is a person's (`quietude.narration.recordings`). It is kept in ``cache`` like
    a spoken one: it holds what the file holds, and no listener's value.

    What lies in ``cache`` already is not spoken; if all does, the engine is not even loaded. Private
    utterances are neither looked for nor kept there, but in a folder that goes with the clips; so are
    all where ``cache`` is None or cannot be written. ``progress`` hears (clips done, clips in all) after
    each. Text without a letter or digit makes a clip of no samples. Where ``failed`` is given, it hears of
    every text that could not be spoken (in the first utterance that has it) and the others go on; what was
    not spoken has no clip.

    Raises:
        VoiceError: a profile's engine or model does not exist, or nobody speaks an utterance's language.
        EngineError: the engine failed; the message says at which place of the script, never which words.
        InputError: a recording is no sound, silent, or too long.
        FileError: a recording cannot be read, or no clip can be kept, not even in the temporary folder.
    """
    remove_leftovers()
    listed = list(utterances)
    if isinstance(cast, VoiceProfile):
        cast = Cast(lead=cast)
    speaker = Speaker(cast, lexicon, cache)
    private = {_said(utterance) for utterance in listed if utterance.private}
    told: dict[_Said, Told] = {}
    unique: dict[_Said, Utterance] = {}
    for utterance in listed:
        unique.setdefault(_said(utterance), utterance)
    with ExitStack() as on_failure:
        on_failure.callback(speaker.close)
        for number, (said, utterance) in enumerate(unique.items(), start=1):
            try:
                told[said] = speaker.tell(utterance, private=said in private)
            except QuietudeError as error:
                if failed is None:
                    raise
                failed(utterance, error)
            if progress is not None:
                progress(number, len(unique))
        on_failure.pop_all()
    return SpokenClips(speaker, told)


class SpokenClips:
    """The clips of one session, as `quietude.narration.clips.Clips`; a context manager.

    Holds lengths, and reads sound from the disk when it is asked for, so that memory stays flat. Worker
    processes may be given a copy (it pickles); only the original's `close` removes the private clips.
    """

    def __init__(self, speaker: Speaker, told: dict[_Said, Told]) -> None:
        self._speaker = speaker
        self._told = told
        self._held: OrderedDict[_Said, Samples] = OrderedDict()
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
        told, said = self._find(utterance), _said(utterance)
        with self._lock:
            held = self._held.get(said)
            if held is not None:
                self._held.move_to_end(said)
                return held
        samples = self._speaker.finished_clip(told, utterance)
        samples.flags.writeable = False
        with self._lock:
            self._held[said] = samples
            while len(self._held) > 1 and sum(clip.nbytes for clip in self._held.values()) > _HELD_BYTES:
                self._held.popitem(last=False)
        return samples

    def identity(self, utterance: Utterance) -> str:
        """What its samples follow from: the same identity, the same samples, in whatever session.

        Raises:
            LookupError: the utterance was not among those narrated.
        """
        return self._find(utterance).identity()

    def word_times(self, utterance: Utterance) -> tuple[ClipWord, ...] | None:
        """When the clip says each word of the utterance's text: all of them, in order, not overlapping.

        The engine speaks the clip once more for it, each time it is asked; nothing is kept. None for a
        recording, a clip of no words, and where the engine cannot tell or fails to.

        Raises:
            LookupError: the utterance was not among those narrated.
        """
        return self._speaker.word_times(self._find(utterance), utterance)

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

    def _find(self, utterance: Utterance) -> Told:
        told = self._told.get(_said(utterance))
        if told is None:
            raise LookupError(f"{utterance.span}: this utterance was not narrated")
        return told


def _said(utterance: Utterance) -> _Said:
    return utterance.text, utterance.language, utterance.voice, utterance.recording
