"""The words of a session with their times, a sentence each: what captions show, and WebVTT of it."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from html import escape

from quietude.score.score import RestKind, Utterance
from quietude.timeline.timeline import Clip, Timeline
from quietude.units import samples_to_seconds


@dataclass(frozen=True, slots=True, kw_only=True)
class Cue:
    """A sentence, from its first breath's first sample to its last breath's last."""

    start_s: float
    end_s: float
    """Later than ``start_s``, and no later than the next cue's start."""
    text: str
    """One line of plain text."""
    chapter: int | None
    """The place of its chapter among the timeline's; None: it has no chapters."""
    language: str
    """BCP 47, lower case."""


def cues(timeline: Timeline, *, with_values: bool = False) -> tuple[Cue, ...]:
    """Every sentence that is said, in order.

    The breaths of a sentence are one cue; so are those of a typed phrase. Where several voices or languages
    share a sentence, each has its own.

    Args:
        timeline: a session's.
        with_values: True: the words as they are said, with a listener's values and typed phrases among them.
            False: what may be printed, ``{name}`` standing for a value and ``{phrase 2}`` for a typed phrase.
    """
    chapters = [chapter.start for chapter in timeline.chapters]

    def cue(clips: list[Clip]) -> Cue:
        first = clips[0]
        return Cue(
            start_s=samples_to_seconds(first.start, timeline.sample_rate_hz),
            end_s=samples_to_seconds(clips[-1].end, timeline.sample_rate_hz),
            text=joined((clip.utterance for clip in clips), with_values=with_values),
            chapter=bisect_right(chapters, first.start) - 1 if chapters else None,
            language=first.utterance.language,
        )

    return tuple(made for clips in _sentences(timeline) if (made := cue(clips)).text)


def joined(breaths: Iterable[Utterance], *, with_values: bool) -> str:
    """The breaths of a sentence as one line; ``with_values`` as in `cues`.

    What stands for a whole typed phrase is there once, however many breaths it takes.
    """
    words: list[str] = []
    for breath in breaths:
        if with_values or not breath.private:
            words.append(breath.text)
        elif not (words and breath.shown == words[-1] and _is_whole_phrase(breath)):
            words.append(breath.shown)
    return " ".join(" ".join(words).split())


def to_vtt(found: Iterable[Cue]) -> str:
    """The cues as a WebVTT file. Times are rounded to its milliseconds; nothing in a text is markup."""
    blocks = ["WEBVTT"]
    for number, cue in enumerate(found, start=1):
        start, end = _ms(cue.start_s), _ms(cue.end_s)
        text = escape(" ".join(cue.text.split()), quote=False)
        blocks.append(f"{number}\n{_stamp(start)} --> {_stamp(max(end, start + 1))}\n{text}")
    return "\n\n".join(blocks) + "\n"


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


def _is_whole_phrase(breath: Utterance) -> bool:
    return breath.shown.startswith("{phrase ")


def _ms(seconds: float) -> int:
    return round(seconds * 1000)


def _stamp(ms: int) -> str:
    """A time as WebVTT writes it.

    >>> _stamp(3_725_040)
    '01:02:05.040'
    """
    seconds, ms = divmod(ms, 1000)
    minutes, seconds = divmod(seconds, 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours:02d}:{minutes:02d}:{seconds:02d}.{ms:03d}"
