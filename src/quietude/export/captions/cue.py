"""What a cue is: a sentence, or a sound, with its times. And how sentences are found on a timeline."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Final, TypeAlias

from quietude.audio import SAMPLE_RATE_HZ
from quietude.export.captions.printable import Printable
from quietude.export.tags import TimedLine, one_line
from quietude.narration.sound.trim import LEAD_S, TAIL_S
from quietude.score.score import RestKind
from quietude.timeline.timeline import Clip, Timeline
from quietude.units import samples_to_seconds, seconds_to_samples


@dataclass(frozen=True, slots=True, kw_only=True)
class WordTime:
    """A word, and when it is said: in samples of the session, as all places here are."""

    text: str
    start: int
    end: int


_LEAD: Final = seconds_to_samples(LEAD_S, SAMPLE_RATE_HZ)
_TAIL: Final = seconds_to_samples(TAIL_S, SAMPLE_RATE_HZ)

WordTimes: TypeAlias = Callable[[Clip], tuple[WordTime, ...] | None]
"""Tells when each word of a clip is said, in order; None: nobody knows."""


class CueKind(StrEnum):
    """What a cue tells of."""

    WORDS = "words"
    SOUND = "sound"


@dataclass(frozen=True, slots=True, kw_only=True)
class Breath:
    """A part of a sentence that is said on one breath."""

    start: int
    end: int
    text: str
    """One line; never empty."""
    words: tuple[WordTime, ...] = ()
    """Empty where they are not known, or may not be printed."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Cue:
    """A sentence, from its first breath's first sound to its last breath's last; or a sound."""

    start: int
    end: int
    """Later than ``start``; with words, no later than the next cue's start."""
    text: str
    """Plain text, never empty: one line, but several as a screen shows it (see screen.py)."""
    kind: CueKind = CueKind.WORDS
    chapter: int | None
    """The place of its chapter among the timeline's; None: it has no chapters."""
    language: str
    """BCP 47, lower case."""
    voice: str = ""
    """Who says it, as the script names the voice; empty: who leads the session, or nobody."""
    breaths: tuple[Breath, ...] = ()
    """In order; together they are the text. Empty for a sound."""

    @property
    def start_s(self) -> float:
        """In seconds."""
        return samples_to_seconds(self.start, SAMPLE_RATE_HZ)

    @property
    def end_s(self) -> float:
        """In seconds."""
        return samples_to_seconds(self.end, SAMPLE_RATE_HZ)

    @property
    def words(self) -> tuple[WordTime, ...]:
        """Its words where those of every breath are known, else none."""
        known = all(breath.words for breath in self.breaths)
        return tuple(word for breath in self.breaths for word in breath.words) if known else ()


def cues(timeline: Timeline, printable: Printable, *, word_times: WordTimes | None = None) -> tuple[Cue, ...]:
    """Every sentence that is said, in order.

    The breaths of a sentence are one cue; so are those of a typed phrase. Where several voices or languages
    share a sentence, each has its own. A sentence of which nothing may be printed has none.

    Args:
        timeline: a session's.
        printable: what may be printed of its words.
        word_times: when words are said, where that is known. A breath with a listener's value in it tells
            its words only where values may be printed.
    """

    def words(clip: Clip) -> tuple[WordTime, ...]:
        if word_times is None or (clip.utterance.private and not printable.with_values):
            return ()
        start, end = heard(clip)
        return tuple(
            replace(word, start=min(max(word.start, start), end), end=min(max(word.end, start), end))
            for word in word_times(clip) or ()
        )

    def cue(clips: list[Clip]) -> Cue | None:
        first = clips[0].utterance
        texts = printable.breaths([clip.utterance for clip in clips])
        breaths = tuple(_breaths(clips, texts, words))
        if not breaths:
            return None
        return Cue(
            start=heard(clips[0])[0],
            end=heard(clips[-1])[1],
            text=" ".join(breath.text for breath in breaths),
            chapter=chapter_at(timeline, clips[0].start),
            language=first.language,
            voice=first.voice,
            breaths=breaths,
        )

    return tuple(found for clips in _sentences(timeline) if (found := cue(clips)))


def chapter_at(timeline: Timeline, at: int) -> int | None:
    """The place of the chapter in which a sample lies; None: there are no chapters."""
    starts = [chapter.start for chapter in timeline.chapters]
    return max(0, bisect_right(starts, at) - 1) if starts else None


def timed_lines(found: Iterable[Cue]) -> tuple[TimedLine, ...]:
    """Cues as the lines that tags hold."""
    return tuple(TimedLine(start=cue.start, end=cue.end, text=one_line(cue.text)) for cue in found)


def _breaths(
    clips: list[Clip], texts: tuple[str, ...], words: Callable[[Clip], tuple[WordTime, ...]]
) -> Iterator[Breath]:
    """The breaths that have a text; one without goes with the one before it, or else the one after."""
    start, end, text = heard(clips[0])[0], 0, ""
    said: tuple[WordTime, ...] = ()
    for clip, here in zip(clips, texts, strict=True):
        if here and text:
            yield Breath(start=start, end=end, text=text, words=said)
            start, text, said = heard(clip)[0], "", ()
        end = heard(clip)[1]
        if here:
            text, said = here, words(clip)
        elif text:
            said = ()  # the words of the other are not among those that are printed
    if text:
        yield Breath(start=start, end=end, text=text, words=said)


def heard(clip: Clip) -> tuple[int, int]:
    """Where a clip's words begin and end: before them it has 20 ms, after them 60 in which they fade."""
    start, end = clip.start + _LEAD, clip.end - _TAIL
    return (start, end) if start < end else (clip.start, clip.end)


def _sentences(timeline: Timeline) -> Iterator[list[Clip]]:
    """The clips that are heard, those of one sentence together."""
    breathing = {gap.start for gap in timeline.gaps if gap.kind is RestKind.BREATH}
    run: list[Clip] = []
    for clip in timeline.clips:
        if not clip.duration:
            continue  # its text has no sound, such as an emoji
        if run and not _goes_on(run[-1], clip, breathing):
            yield run
            run = []
        run.append(clip)
    if run:
        yield run


def _goes_on(before: Clip, after: Clip, breathing: set[int]) -> bool:
    one, other = before.utterance, after.utterance
    return before.end in breathing and (one.language, one.voice) == (other.language, other.voice)
