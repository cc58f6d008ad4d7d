"""What happens when in a session, under names that may be printed: the lists that markers and labels show."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from quietude.export.tags import one_line
from quietude.score.score import Utterance
from quietude.timeline.timeline import BreathSpan, Timeline, TouchStroke
from quietude.units import samples_to_seconds

UNSHOWN: Final = "…"
"""Stands for words that hold a listener's value where nobody said how they may be printed."""
_MUSIC: Final = "music"


@dataclass(frozen=True, slots=True, kw_only=True)
class Event:
    """Something at its exact place. A bell's stroke has no length: it ends where it starts."""

    kind: str
    """``chapter``, ``words``, ``bed``, ``breath``, ``stroke`` or ``bell``."""
    name: str
    """One line."""
    start: int
    """First sample."""
    end: int
    """First sample after it."""


def chapters(timeline: Timeline) -> list[Event]:
    """The chapters, in order; they cover the session."""
    return [
        Event(kind="chapter", name=one_line(chapter.title), start=chapter.start, end=chapter.end)
        for chapter in timeline.chapters
    ]


def words(timeline: Timeline) -> list[Event]:
    """Everything that is said: a sentence each, or each breath of a long one."""
    return [
        Event(kind="words", name=printed(clip.utterance), start=clip.start, end=clip.end)
        for clip in timeline.clips
        if clip.duration
    ]


def bed_changes(timeline: Timeline) -> list[Event]:
    """Every bed for as long as it sounds, its fades included, in order of start."""
    return [
        Event(kind="bed", name=bed_name(span.bed), start=span.start, end=span.end) for span in timeline.beds
    ]


def pacer_cues(timeline: Timeline) -> list[Event]:
    """Every breath, stroke and bell, in order of start."""
    cues = [_breath(span, timeline.sample_rate_hz) for span in timeline.breaths]
    cues += [_stroke(stroke) for span in timeline.touches for stroke in span.strokes]
    cues += [
        Event(kind="bell", name=f"bell, {bell.kind}", start=bell.start, end=bell.start)
        for bell in timeline.bells
    ]
    return sorted(cues, key=lambda cue: cue.start)


def printed(utterance: Utterance) -> str:
    """The words as they may be printed, in one line: ``{name}`` stands for a listener's value."""
    return one_line((utterance.shown or UNSHOWN) if utterance.private else utterance.text)


def bed_name(bed: str) -> str:
    """A bed as ``--bed`` takes it, its files without their folders: those are this machine's alone.

    >>> bed_name("ocean:-3dB + /home/ada/music/low tide.mp3:-6dB")
    'ocean:-3dB + low tide.mp3:-6dB'
    """
    names = []
    for part in one_line(bed).split(" + "):
        folders, name = _split(part)
        # A folder's own name may hold a " + "; such a piece of a path is no file, and is left out.
        if not folders or "." in name:
            names.append(name)
    return " + ".join(names) or _MUSIC


def _split(path: str) -> tuple[str, str]:
    """What stands before a path's last separator, of either kind, and what follows it."""
    folders, _, name = path.replace("\\", "/").rpartition("/")
    return folders, name


def _breath(span: BreathSpan, rate_hz: int) -> Event:
    parts = (("in", span.inhale), ("hold", span.hold), ("out", span.exhale), ("rest", span.rest))
    told = [f"{name} {samples_to_seconds(length, rate_hz):.3g} s" for name, length in parts if length]
    return Event(kind="breath", name=f"breath: {', '.join(told)}", start=span.start, end=span.end)


def _stroke(stroke: TouchStroke) -> Event:
    hand = "" if stroke.left and stroke.right else ", left" if stroke.left else ", right"
    return Event(kind="stroke", name=f"stroke{hand}", start=stroke.start, end=stroke.end)
