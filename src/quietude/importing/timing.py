"""Time stamps to pauses: text that is to begin at 2:05 gets the silence before it that makes it so."""

from __future__ import annotations

from typing import Final

from quietude.importing.imported import (
    Headed,
    Imported,
    Item,
    Noted,
    ParagraphEnded,
    Paused,
    Phrased,
    Said,
    Timed,
)
from quietude.importing.times import pause_of
from quietude.script.text import word_count
from quietude.units import format_clock

WORDS_A_MINUTE: Final = 125.0
"""A calm voice's pace, within the 120 to 130 that meditation is read at."""
PARAGRAPH_S: Final = 6.0
"""The rest of a blank line where no pause stands (as the score has it)."""
SHORTEST_S: Final = 0.5
"""A smaller gap is the voice's own."""
SLACK_S: Final = 3.0
"""Later than its stamp by this much, and what is said before it is too long."""


def place_at_times(read: Imported) -> None:
    """Replace every `Timed` of a script by the pause that reaches it, from an estimate of what comes before.

    Stamps that run backwards, and stamps that the words before them overrun, are reported and give no pause.
    """
    placed: list[Item] = []
    now_s, rest_s, latest_s = 0.0, 0.0, -1.0
    for item in read.items:
        if not isinstance(item, Timed):
            placed.append(item)
            if isinstance(item, Said | Phrased):
                words = word_count(item.text)
                now_s += (rest_s + words * 60 / WORDS_A_MINUTE) if words else 0.0
                rest_s = 0.0 if words else rest_s
            elif isinstance(item, Paused):
                now_s, rest_s = now_s + item.ideal_s, 0.0
            elif isinstance(item, ParagraphEnded | Headed) and now_s:
                rest_s = PARAGRAPH_S if not (placed[:-1] and isinstance(placed[-2], Paused)) else 0.0
            continue
        stamp = format_clock(item.at_s)
        if item.at_s < latest_s:
            read.leave(item.line, f"the time {stamp} comes after {format_clock(latest_s)}; it was not used")
            placed.append(Noted(text=stamp))
            continue
        latest_s = item.at_s
        gap_s = item.at_s - now_s
        pause = pause_of(round(gap_s, 1), round(gap_s, 1)) if gap_s >= SHORTEST_S else None
        if pause is not None:
            placed.append(pause)
            now_s, rest_s = item.at_s, 0.0
        elif gap_s < -SLACK_S:
            read.leave(
                item.line,
                f"the words before {stamp} last until about {format_clock(now_s)}; no pause stands there",
            )
        placed.append(Noted(text=stamp))
    read.items = placed
