"""What is heard besides the voice, in words: for who reads a session and does not hear it.

The sea, a bell, a breath in and out. A bed's file is "music" or "tones" and never its path.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from quietude import plugins
from quietude.audio import SAMPLE_RATE_HZ
from quietude.beds.schedule import EXTENSION
from quietude.export.captions.cue import Cue, CueKind, chapter_at
from quietude.export.captions.words import bed_words, words_in
from quietude.timeline.edges import BELL_RINGS_S
from quietude.timeline.timeline import BedSpan, Timeline

READING: Final = 3 * SAMPLE_RATE_HZ
"""How long a sound stays on the screen: three or four words are read well within it."""
LEAST: Final = SAMPLE_RATE_HZ
"""One that has not this much room is not shown there."""
PATIENCE: Final = 5 * SAMPLE_RATE_HZ
"""So much later a bell or the end of a sound may still be told; a sound that goes on, at any time."""
_FILE_WITH_GAIN: Final = re.compile(rf"{re.escape(EXTENSION)}(:[^:/\\]*)?$", re.IGNORECASE)


@dataclass(frozen=True, slots=True, kw_only=True)
class Sound:
    """Something that is heard, from ``start`` to ``end`` in samples."""

    start: int
    end: int
    text: str
    """As a caption says it, without its brackets: "soft ocean"."""
    ending: str = ""
    """What a caption says when it is over; empty where nobody need be told."""
    followed: bool = False
    """It is shown as long as it sounds: a breath, which is breathed with."""


def sounds(timeline: Timeline, language: str) -> tuple[Sound, ...]:
    """All that is heard besides the voice, in order of start; in a language, or else in English."""
    words = words_in(language)
    found = [*_beds(timeline.beds, language)]
    for bell in timeline.bells:
        rings = round(BELL_RINGS_S[bell.kind] * SAMPLE_RATE_HZ)
        end = min(bell.start + rings, timeline.duration)
        found.append(Sound(start=bell.start, end=end, text=words[f"bell_{bell.kind}"]))
    for breath in timeline.breaths:
        inhaled = breath.start + breath.inhale
        let_go, exhaled = breath.let_go, breath.let_go + breath.exhale
        found.append(Sound(start=breath.start, end=inhaled, text=words["breathing_in"], followed=True))
        found.append(Sound(start=let_go, end=exhaled, text=words["breathing_out"], followed=True))
    for touch in timeline.touches:
        if touch.strokes:
            start, end, text = touch.strokes[0].start, touch.strokes[-1].end, words["stroking"]
            found.append(Sound(start=start, end=end, text=text, ending=_ended(text, language)))
    return tuple(sorted((each for each in found if each.end > each.start), key=lambda each: each.start))


def sound_cues(found: Iterable[Sound], timeline: Timeline, language: str) -> tuple[Cue, ...]:
    """Sounds as cues with the times at which they are heard; they may lie over words and each other."""
    return tuple(
        _cue(sound.start, min(sound.end, timeline.duration), sound.text, timeline, language)
        for sound in found
    )


def beside_words(
    found: Sequence[Sound], words: Sequence[Cue], timeline: Timeline, language: str
) -> tuple[Cue, ...]:
    """Sounds and words as a screen shows them, in order, one at a time.

    A sound has its caption where it begins, and its ending where it ends. Where words stand it waits for the
    silence after them; a breath, which cannot wait, is told in what silence there is. What has gone by then
    is left out.

    Args:
        found: the sounds.
        words: as a screen shows them (see screen.py), in order, never overlapping.
        timeline: theirs.
        language: in which the sounds are.
    """
    shown = _Shown(words, timeline.duration)
    made = list(words)

    def show(text: str, start: int, end: int, *, until: int) -> None:
        place = shown.room(start, end, until=until)
        if place is not None:
            made.append(_cue(*place, text, timeline, language))

    for sound in sorted(found, key=lambda each: (not each.followed, bool(each.ending), each.start)):
        if sound.followed:
            show(sound.text, sound.start, sound.end, until=sound.end)
            continue
        latest = sound.end if sound.ending else min(sound.end, sound.start + PATIENCE)
        show(sound.text, sound.start, sound.start + READING, until=latest)
        if sound.ending:
            start = max(sound.end - READING, sound.start + READING)
            show(sound.ending, start, start + READING, until=sound.end + PATIENCE)
    return tuple(sorted(made, key=lambda cue: cue.start))


class _Shown:
    """What stands on the screen, and where there is room."""

    def __init__(self, words: Iterable[Cue], duration: int) -> None:
        self._taken = [(cue.start, cue.end) for cue in words]
        self._duration = duration

    def room(self, start: int, end: int, *, until: int) -> tuple[int, int] | None:
        """Take the first room from ``start`` on, begun before ``until``; None: there is none.

        It is as long as from ``start`` to ``end``, or as there is room, but at least `LEAST`. What ends where
        it may last begin (a breath) ends there, too, however late it begins.
        """
        wanted, least = end - start, min(LEAST, end - start)
        latest_end = min(end if end == until else until + wanted, self._duration)
        at = bisect_left(self._taken, (start, start))
        if at and self._taken[at - 1][1] > start:
            at -= 1
        while start < min(until, latest_end):
            if at < len(self._taken) and self._taken[at][0] <= start:
                start = max(start, self._taken[at][1])
                at += 1
                continue
            next_one = self._taken[at][0] if at < len(self._taken) else self._duration
            stop = min(start + wanted, next_one, latest_end)
            if stop - start >= least:
                self._taken.insert(at, (start, stop))
                return start, stop
            start = next_one
        return None


def _cue(start: int, end: int, text: str, timeline: Timeline, language: str) -> Cue:
    chapter = chapter_at(timeline, start)
    return Cue(start=start, end=end, text=text, kind=CueKind.SOUND, chapter=chapter, language=language)


def _beds(beds: Sequence[BedSpan], language: str) -> Iterator[Sound]:
    """Beds that begin and end together are one sound; one that another follows ends unsaid."""
    together: dict[tuple[int, int], dict[str, None]] = {}
    for bed in beds:
        together.setdefault((bed.start, bed.end), {}).update(dict.fromkeys(bed_names(bed.bed, language)))
    for (start, end), names in together.items():
        text = ", ".join(names)
        followed = any(start < other.start <= end for other in beds)  # by another bed, which is told
        yield Sound(start=start, end=end, text=text, ending="" if followed else _ended(text, language))


def bed_names(bed: str, language: str) -> list[str]:
    """What a bed, written as ``--bed`` takes it, is called; each of its layers once.

    >>> bed_names("ocean:period=9s + drone", "en"), bed_names("tunes/Our Song.mp3:-6dB", "de")
    (['soft ocean', 'low drone'], ['Musik'])
    """
    known, words = bed_words(language), words_in(language)
    installed = set(plugins.names(plugins.BEDS))
    found: dict[str, None] = {}
    for layer in bed.split(" + "):
        name = layer.partition(":")[0].strip().lower()
        if name in known:
            found[known[name]] = None
        elif name in installed:
            found[name.replace("-", " ")] = None
        else:
            found[words["tones" if _FILE_WITH_GAIN.search(layer.strip()) else "music"]] = None
    return list(found)


def _ended(text: str, language: str) -> str:
    return words_in(language)["ending"].replace("{sound}", text)
