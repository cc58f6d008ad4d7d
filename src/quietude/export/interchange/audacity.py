"""A session's label tracks for Audacity: chapters, words, beds and cues, each a text file of its own.

Audacity makes one label track of each file that is imported, and names it after the file; so words, beds and
cues can stand under the stems they belong to, and no label covers another.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from quietude.export.interchange.events import Event, bed_changes, chapters, pacer_cues, words
from quietude.timeline.timeline import Timeline
from quietude.units import samples_to_seconds

_TRACKS: Final[dict[str, Callable[[Timeline], list[Event]]]] = {
    "chapters": chapters,
    "voice": words,
    "bed": bed_changes,
    "pacer": pacer_cues,
}


def audacity_labels(timeline: Timeline) -> dict[str, str]:
    """The text of each label track that has labels, by name, in this order: chapters, voice, bed, pacer.

    A label is a line: start and end in seconds and its name, separated by tabs; a bell's end is its start.
    Six digits of a second tell samples at 48 kHz apart. No label holds a listener's value. To be written as
    UTF-8.

    Source: Audacity's manual, "Importing and Exporting Labels".
    """
    found = {name: events(timeline) for name, events in _TRACKS.items()}
    return {
        name: "".join(_line(event, timeline.sample_rate_hz) for event in events)
        for name, events in found.items()
        if events
    }


def _line(event: Event, rate_hz: int) -> str:
    start, end = (samples_to_seconds(place, rate_hz) for place in (event.start, event.end))
    return f"{start:.6f}\t{end:.6f}\t{event.name}\n"
