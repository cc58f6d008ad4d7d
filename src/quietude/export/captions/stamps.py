"""From samples to the times that formats write: milliseconds, and never two cues at once."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from quietude.audio import SAMPLE_RATE_HZ
from quietude.export.captions.cue import Cue
from quietude.units import samples_to_milliseconds


def milliseconds(samples: int) -> int:
    """To the nearest (halves go up)."""
    return samples_to_milliseconds(samples, SAMPLE_RATE_HZ)


def centiseconds(samples: int) -> int:
    """To the nearest (halves go up).

    >>> centiseconds(240), centiseconds(48_000)
    (1, 100)
    """
    return (samples * 100 + SAMPLE_RATE_HZ // 2) // SAMPLE_RATE_HZ


def in_turn(found: Iterable[Cue]) -> Iterator[tuple[int, int, Cue]]:
    """Each cue with its start and end in milliseconds.

    Every one lasts, and none begins before the one before it has ended, however short they are.
    """
    free = 0
    for cue in found:
        start = max(milliseconds(cue.start), free)
        free = max(milliseconds(cue.end), start + 1)
        yield start, free, cue


def clock(ms: int, point: str = ".") -> str:
    """A time as WebVTT writes it; SubRip has a comma for the point.

    >>> clock(3_725_040), clock(40, ",")
    ('01:02:05.040', '00:00:00,040')
    """
    seconds, ms = divmod(ms, 1000)
    minutes, seconds = divmod(seconds, 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours:02d}:{minutes:02d}:{seconds:02d}{point}{ms:03d}"
