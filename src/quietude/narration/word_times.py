"""When each word of a clip is spoken: told by the engine, followed through all that is done to the clip.

An engine tells of its raw sound. That is cut (`trimmed`), its pauses may be lengthened (`rested`), and it is
played at 48 kHz (`finished`); and what it says are the words of `spoken_form`, not those of the page. Here
each of these is taken account of. Where the sound that comes of it has not the clip's length, it is another
one, and nothing is told: no time is better than a wrong one.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import accumulate, pairwise
from typing import Final, TypeAlias

from quietude.audio import SAMPLE_RATE_HZ, Audio
from quietude.narration.engine import SpeechRequest, SpokenWord, TellsWords
from quietude.narration.sound.finish import finished_length
from quietude.narration.sound.onsets import settled
from quietude.narration.sound.pace import Rest, rests_in
from quietude.narration.sound.trim import LEAD_S, TAIL_S, sounding_part
from quietude.narration.words import wording
from quietude.narration.words.alignment import letters, owners
from quietude.narration.words.spoken_form import spoken_form
from quietude.units import seconds_to_samples

Span: TypeAlias = tuple[int, int]
"""Start and end, in samples."""
_FOUND_PART: Final = 0.5
"""Where fewer of the page's words than this are found among those that were spoken, it was another text."""
_LEAST: Final = 240
"""Samples at the engine's rate for a letter, some 10 ms: no voice says one faster."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ClipWord:
    """One word of the page, and when its clip says it."""

    text: str
    """As the page has it, with the punctuation that stands at it."""
    start: int
    """Samples at `quietude.audio.SAMPLE_RATE_HZ` from the clip's beginning."""
    end: int
    """After its last sample; not before ``start``, not after the next word's."""


def word_times(
    engine: TellsWords, request: SpeechRequest, text: str, duration: int
) -> tuple[ClipWord, ...] | None:
    """Every word of a text, in order, with its place in the clip; the engine speaks once more for it.

    Words that cannot be told apart share the time between their neighbours, by their letters; so does a dash
    or another sign of which nothing is said, which may be left with none.

    Args:
        engine: who spoke the clip.
        request: what it was asked.
        text: what is shown for it; words are what stands between white space.
        duration: the clip's length, in samples at 48 kHz.

    Returns:
        None where the engine cannot tell, or what it says now is not the clip.

    Raises:
        VoiceError, EngineError: as `quietude.narration.engine.Engine.speak`.
    """
    told = engine.words(request)
    if told is None:
        return None
    raw, words = told
    part = sounding_part(raw)
    if part is None or not words:
        return None
    rate = raw.sample_rate_hz
    clip = Audio(samples=raw.samples[part.start : part.stop], sample_rate_hz=rate)
    pace = request.profile.pace
    rests = rests_in(clip, request.text, pace) if pace else []
    frames = len(clip.samples) + sum(rest.frames for rest in rests)
    if finished_length(frames, rate) != duration:
        return None
    moved = [
        SpokenWord(text=word.text, start=word.start - part.start, end=word.end - part.start) for word in words
    ]
    at_rest = [_after_rests(word, rests) for word in settled(moved, clip)]
    shown = text.split()
    spoken = owners(shown, [word.text for word in at_rest], lambda piece: _spelled(piece, request))
    if len(set(spoken) - {None}) < _FOUND_PART * wording.count_words(text):
        return None
    sounding = (seconds_to_samples(LEAD_S, rate), frames - seconds_to_samples(TAIL_S, rate))
    spans = _spans(shown, at_rest, spoken, sounding)
    return tuple(
        ClipWord(text=piece, start=_played(start, rate, duration), end=_played(end, rate, duration))
        for piece, (start, end) in zip(shown, spans, strict=True)
    )


def _played(place: int, sample_rate_hz: int, duration: int) -> int:
    return min(round(place * SAMPLE_RATE_HZ / sample_rate_hz), duration)


def _after_rests(word: SpokenWord, rests: Sequence[Rest]) -> SpokenWord:
    return SpokenWord(
        text=word.text,
        start=word.start + sum(rest.frames for rest in rests if rest.pause.quietest <= word.start),
        end=word.end + sum(rest.frames for rest in rests if rest.pause.quietest < word.end),
    )


def _spelled(piece: str, request: SpeechRequest) -> str:
    """What the engine was given for a word of the page, had it stood alone."""
    words = spoken_form(wording.plain(piece), request.language, keep=frozenset(request.lexicon))
    return "".join(part.text for part in wording.pieces(words, request.lexicon, request.language))


def _spans(
    shown: Sequence[str], words: Sequence[SpokenWord], spoken: Sequence[int | None], sounding: Span
) -> list[Span]:
    """When each shown word is said: in order, none before the end of the one before it."""
    spans: dict[int, Span] = {}
    for word, number in zip(words, spoken, strict=True):
        if number is not None:
            spans[number] = (spans.get(number, (word.start, word.end))[0], word.end)
    unknown = [word for word, number in zip(words, spoken, strict=True) if number is None]
    for before, after in pairwise([-1, *sorted(spans), len(shown)]):
        missing = list(range(before + 1, after))
        if not missing:
            continue
        start = spans[before][1] if before >= 0 else sounding[0]
        end = spans[after][0] if after < len(shown) else max(sounding[1], start)
        inside = [word for word in unknown if start <= word.start < end]
        if inside:
            start, end = inside[0].start, min(inside[-1].end, end)
        if end - start < _LEAST * sum(map(_weight, (shown[number] for number in missing))):
            # No room: they were said with a neighbour, as one word.
            if before >= 0:
                missing, start = [before, *missing], spans[before][0]
            elif after < len(shown):
                missing, end = [*missing, after], spans[after][1]
        spans.update(_shared(shown, missing, start, end))
    return [spans[number] for number in range(len(shown))]


def _shared(shown: Sequence[str], numbers: Sequence[int], start: int, end: int) -> dict[int, Span]:
    """A stretch of time divided among words by their letters; among signs alone, evenly."""
    weights = [_weight(shown[number]) for number in numbers]
    if not any(weights):
        weights = [1] * len(numbers)
    edges = [start + (end - start) * done // sum(weights) for done in accumulate(weights, initial=0)]
    return dict(zip(numbers, pairwise(edges), strict=True))


def _weight(piece: str) -> int:
    return len(letters(piece))
