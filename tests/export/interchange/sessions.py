"""Timelines to write down: a small one that a reader knows by heart, and any that may come."""

from __future__ import annotations

from itertools import pairwise

from hypothesis import strategies as st

from quietude.audio import SAMPLE_RATE_HZ
from quietude.beds.bell import BOWLS
from quietude.findings import Span
from quietude.score.score import Utterance
from quietude.timeline.timeline import (
    BedSpan,
    BellStroke,
    BreathSpan,
    Chapter,
    Clip,
    Timeline,
    TouchSpan,
    TouchStroke,
)

RATE = SAMPLE_RATE_HZ
STEMS = {"voice": "s.voice.wav", "bed": "s.bed.wav", "pacer": "s.pacer.wav"}
VALUE = "Xanthippe"
"""A listener's value; it must be nowhere."""
NOWHERE = Span(path="script.md", line=1, column=1)


def said(text: str, *, shown: str = "", private: bool = False, voice: str = "") -> Utterance:
    return Utterance(text=text, shown=shown, language="en", private=private, voice=voice, span=NOWHERE)


def clip(text: str, start: int, duration: int, *, shown: str = "", private: bool = False) -> Clip:
    return Clip(utterance=said(text, shown=shown, private=private), start=start, duration=duration)


def breath(start: int, *, hold: int = 0) -> BreathSpan:
    return BreathSpan(start=start, inhale=RATE, hold=hold, exhale=2 * RATE, rest=0)


def touch(*strokes: TouchStroke) -> TouchSpan:
    return TouchSpan(start=strokes[0].start, end=strokes[-1].end, stroke=2 * RATE, strokes=strokes)


def stroke(start: int, duration: int, *, left: bool = True, right: bool = True) -> TouchStroke:
    return TouchStroke(start=start, duration=duration, left=left, right=right)


def bed(name: str, start: int, end: int, fade: int) -> BedSpan:
    return BedSpan(bed=name, start=start, end=end, fade_in=fade, fade_out=fade)


def timeline(
    duration: int,
    *,
    clips: tuple[Clip, ...] = (),
    chapters: tuple[Chapter, ...] = (),
    breaths: tuple[BreathSpan, ...] = (),
    touches: tuple[TouchSpan, ...] = (),
    bells: tuple[BellStroke, ...] = (),
    beds: tuple[BedSpan, ...] = (),
) -> Timeline:
    return Timeline(
        sample_rate_hz=RATE,
        duration=duration,
        clips=clips,
        gaps=(),
        chapters=chapters,
        breaths=breaths,
        touches=touches,
        bells=bells,
        beds=beds,
        fade_in=0,
        fade_out=0,
        rounds=(),
    )


def small() -> Timeline:
    """Some twenty seconds and a third of a frame, with one of everything."""
    duration = 20 * RATE + 640
    return timeline(
        duration,
        clips=(
            clip(f"Welcome, {VALUE}.", 4 * RATE + 100, RATE, shown="Welcome, {name}.", private=True),
            clip("Rest here.", 6 * RATE, RATE),
        ),
        chapters=(
            Chapter(title="Arriving", start=0, end=9 * RATE),
            Chapter(title="Zur Ruhe kommen", start=9 * RATE, end=duration),
        ),
        breaths=(breath(9 * RATE), breath(12 * RATE, hold=RATE)),
        touches=(touch(stroke(17 * RATE, 2 * RATE), stroke(19 * RATE, RATE, right=False)),),
        bells=(BellStroke(start=2 * RATE + 7, kind="small"),),
        beds=(
            bed("ocean", 0, 12 * RATE, 2 * RATE),
            bed("/home/ada/music/low tide.mp3:-6dB", 10 * RATE, duration, 2 * RATE),
        ),
    )


_NAMES = st.text(st.characters(exclude_categories=["Cs", "Cc"]) | st.sampled_from("\t\n"), max_size=12)


@st.composite
def timelines(draw: st.DrawFn) -> Timeline:
    """Any timeline whose sounds lie inside it."""
    at = draw(st.integers(0, 3 * RATE))
    clips: list[Clip] = []
    breaths: list[BreathSpan] = []
    length = st.integers(0, 3 * RATE) | st.integers(0, 3_000)
    for kind in draw(st.lists(st.sampled_from("cb"), max_size=8)):
        if kind == "c":
            private = draw(st.booleans())
            text = VALUE if private else draw(_NAMES)
            clips.append(clip(text, at, draw(length), private=private, shown="{name}" if private else ""))
            at = clips[-1].end
        else:
            breaths.append(breath(at, hold=draw(length)))
            at = breaths[-1].end
        at += draw(length)
    duration = at + draw(st.integers(1, 5 * RATE))
    place = st.integers(0, duration - 1)
    beds = []
    for start in sorted(draw(st.lists(place, max_size=3))):
        end = draw(st.integers(start + 1, duration))
        beds.append(bed(draw(_NAMES), start, end, (end - start) // 2))
    touches = [
        touch(stroke(start, draw(st.integers(1, duration - start)), left=draw(st.booleans())))
        for start in sorted(draw(st.lists(place, max_size=2, unique=True)))
    ]
    borders = sorted({0, *draw(st.lists(place, max_size=3)), duration})
    return timeline(
        duration,
        clips=tuple(clips),
        chapters=tuple(Chapter(title=draw(_NAMES), start=start, end=end) for start, end in pairwise(borders)),
        breaths=tuple(breaths),
        touches=tuple(touches),
        bells=tuple(
            BellStroke(start=start, kind=draw(st.sampled_from(sorted(BOWLS))))
            for start in sorted(draw(st.lists(place, max_size=3)))
        ),
        beds=tuple(beds),
    )
