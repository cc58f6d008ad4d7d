"""All cues as JSON, exact to the sample: for programs. docs/captions.md tells of every field."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from typing import Any, Final

from quietude.audio import SAMPLE_RATE_HZ
from quietude.export.captions.cue import Cue, CueKind
from quietude.timeline.timeline import Chapter
from quietude.units import samples_to_seconds

FORMAT: Final = "quietude-cues"
VERSION: Final = 1
"""Rises when a reader of the one before could go wrong; a new field alone does not raise it."""


def to_cue_sheet(
    found: Iterable[Cue],
    *,
    title: str,
    language: str,
    voice: str,
    chapters: Sequence[Chapter],
    duration: int,
    with_values: bool,
) -> str:
    """The cues as JSON, as docs/cue-sheet.schema.json describes it.

    Args:
        found: sentences and sounds with the times at which they are heard.
        title: of the session.
        language: of the session.
        voice: the name of its leading voice; empty: nobody knows.
        chapters: the timeline's.
        duration: of the session, in samples.
        with_values: a listener's values are among the words.
    """
    sheet = {
        "format": FORMAT,
        "version": VERSION,
        "sample_rate_hz": SAMPLE_RATE_HZ,
        "duration": duration,
        "duration_s": _seconds(duration),
        "title": title,
        "language": language,
        "voice": voice or None,
        "with_values": with_values,
        "chapters": [{"title": chapter.title, **_times(chapter.start, chapter.end)} for chapter in chapters],
        "cues": [_cue(cue, voice) for cue in found],
    }
    return json.dumps(sheet, ensure_ascii=False, indent=1) + "\n"


def _cue(cue: Cue, lead: str) -> dict[str, Any]:
    said = cue.kind is CueKind.WORDS
    return {
        "kind": str(cue.kind),
        **_times(cue.start, cue.end),
        "text": cue.text,
        "chapter": cue.chapter,
        "language": cue.language,
        "voice": (cue.voice or lead or None) if said else None,
        "breaths": [
            {
                **_times(breath.start, breath.end),
                "text": breath.text,
                "words": [{**_times(word.start, word.end), "text": word.text} for word in breath.words]
                or None,
            }
            for breath in cue.breaths
        ],
    }


def _times(start: int, end: int) -> dict[str, float]:
    return {"start": start, "end": end, "start_s": _seconds(start), "end_s": _seconds(end)}


def _seconds(samples: int) -> float:
    return round(samples_to_seconds(samples, SAMPLE_RATE_HZ), 3)
