"""All that is said, to read: chapters, paragraphs, and what is heard between them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import groupby
from typing import Final

from quietude.audio import SAMPLE_RATE_HZ
from quietude.export.captions.cue import Cue, CueKind
from quietude.export.tags import one_line
from quietude.timeline.timeline import Chapter
from quietude.units import format_clock, samples_to_seconds

PARAGRAPH: Final = 3 * SAMPLE_RATE_HZ
"""Sentences with no more silence between them stand in one paragraph: it is the longest rest of a sentence
(see the score's rests)."""


def to_transcript(
    found: Iterable[Cue],
    *,
    title: str,
    chapters: Sequence[Chapter],
    duration: int,
    author: str = "",
    safety: str = "",
) -> str:
    """A session as plain text.

    A paragraph is one long line, which every viewer breaks to its own width. Chapters have their time beside
    them. What is heard besides the voice stands in brackets; what is heard again and again, once a place.

    Args:
        found: words and sounds, in order.
        title: of the session.
        chapters: the timeline's.
        duration: of the session, in samples.
        author: empty: nobody is named.
        safety: what stands below it all; empty: nothing does.
    """
    head = " · ".join(filter(None, (one_line(author), _clock(duration))))
    blocks = [f"{one_line(title)}\n{head}"]
    for chapter, inside in groupby(found, key=lambda cue: cue.chapter):
        if chapter is not None:
            heading = f"{one_line(chapters[chapter].title)} ({_clock(chapters[chapter].start)})"
            blocks.append(f"{heading}\n{'-' * len(heading)}")
        blocks += _paragraphs(inside)
    if safety.strip():
        blocks.append(f"* * *\n\n{one_line(safety)}")
    return "\n\n".join(blocks) + "\n"


def _paragraphs(found: Iterable[Cue]) -> Iterator[str]:
    together: list[str] = []
    before: Cue | None = None
    for cue in found:
        text = one_line(cue.text)
        if cue.kind is CueKind.SOUND:
            text = f"[{text}]"
        if before and (cue.kind is not before.kind or _apart(before, cue)):
            yield " ".join(together)
            together = []
        if cue.kind is CueKind.WORDS or text not in together:
            together.append(text)
        before = cue
    if together:
        yield " ".join(together)


def _apart(before: Cue, after: Cue) -> bool:
    return after.kind is CueKind.WORDS and after.start - before.end > PARAGRAPH


def _clock(samples: int) -> str:
    return format_clock(samples_to_seconds(samples, SAMPLE_RATE_HZ))
