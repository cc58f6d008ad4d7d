"""Cues as WebVTT (W3C), which browsers, YouTube and most players read; and the chapters, for browsers."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from html import escape

from quietude.export.captions.cue import Cue, CueKind
from quietude.export.captions.screen import aligned
from quietude.export.captions.stamps import clock, in_turn, milliseconds
from quietude.timeline.timeline import Chapter


def to_vtt(found: Iterable[Cue], *, language: str = "", title: str = "", word_times: bool = False) -> str:
    """The cues as a WebVTT file. Times are rounded to its milliseconds; nothing in a text is markup.

    Args:
        found: in order, never overlapping; line breaks in their texts are kept.
        language: the session's. Words in another are marked as such; a comment says which it is, since
            the format has no other place for it. Empty: nothing is said of it.
        title: the comment says it, too; empty: it does not.
        word_times: the moment of each word stands before it, where it is known.
    """
    blocks = ["WEBVTT", *_comment(title, language)]
    for number, (start, end, cue) in enumerate(in_turn(found), start=1):
        tidy = _tidy(cue.text)
        text = _stamped(tidy, cue, start, end) if word_times else _escaped(tidy)
        if cue.kind is CueKind.SOUND:
            text = f"[{text}]"
        elif language and cue.language != language:
            text = f"<lang {cue.language}>{text}</lang>"
        blocks.append(f"{number}\n{clock(start)} --> {clock(end)}\n{text}")
    return "\n\n".join(blocks) + "\n"


def chapters_vtt(chapters: Sequence[Chapter]) -> str:
    """The chapters as a WebVTT file, for a ``<track kind="chapters">``."""
    blocks = ["WEBVTT"]
    free = 0
    for number, chapter in enumerate(chapters, start=1):
        start = max(milliseconds(chapter.start), free)
        free = max(milliseconds(chapter.end), start + 1)
        title = _escaped(" ".join(_tidy(chapter.title).split())) or str(number)
        blocks.append(f"{number}\n{clock(start)} --> {clock(free)}\n{title}")
    return "\n\n".join(blocks) + "\n"


def _comment(title: str, language: str) -> Iterator[str]:
    told = [
        f"{key}: {' '.join(_tidy(text).split())}"
        for key, text in (("Title", title), ("Language", language))
        if text
    ]
    if told:
        yield "NOTE\n" + "\n".join(told).replace("-->", "--›")


def _stamped(text: str, cue: Cue, start: int, end: int) -> str:
    """The text with ``<00:00:01.000>`` before each word that is said later than the cue begins."""
    places = aligned(text, cue.words) or []
    said, at, latest = "", 0, start
    for place, word in zip(places, cue.words, strict=False):
        ms = milliseconds(word.start)
        if latest < ms < end:  # the format wants them to rise, and to lie within the cue
            said += f"{_escaped(text[at:place])}<{clock(ms)}>"
            at, latest = place, ms
    return said + _escaped(text[at:])


def _tidy(text: str) -> str:
    """A text in lines as the format takes them. An empty one would end a cue: there is none."""
    lines = (" ".join(line.split()) for line in re.split(r"[\r\n]+", text.replace("\0", "\ufffd")))
    return "\n".join(line for line in lines if line)


def _escaped(text: str) -> str:
    """Words that stay words, whatever they are."""
    return escape(text, quote=False)
