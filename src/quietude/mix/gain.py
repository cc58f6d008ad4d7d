"""The gain that brings a mix to its loudness, found by looking at the whole of it."""

from __future__ import annotations

import math
from collections.abc import Collection
from dataclasses import dataclass
from typing import Any, Final, Self

from quietude.loudness import integrated_lufs
from quietude.mix.grid import Gridded
from quietude.mix.limiter import Limiter
from quietude.mix.survey import Passages, Progress, limited, survey
from quietude.narration.clips import VOICE_LEVEL_LUFS

MOST_ABOVE_TARGET_LU: Final = 6.0
"""The voice is not raised further than this above the target, whatever the programme measures."""

_TRIES: Final = 5
_LEAST_RISE: Final = 0.1
_FORESEEN_LU: Final = 0.03
_CLOSE_ENOUGH_LU: Final = 0.1
"""A whole pass more is not worth less than nobody could hear or a meter's display would show."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Gain:
    """The gain of a session, and what it was found by."""

    gain_db: float
    """Hundredths of a decibel."""
    bounded: bool
    """The target would have taken more gain than a voice can bear; the session stays under it."""
    mix_loudness_lufs: float
    """Integrated, of the pages that counted, before gain and limiter, measured or foreseen; -inf for
    silence."""

    def facts(self) -> dict[str, float | bool | None]:
        """As plain data, from which `from_facts` makes the same gain."""
        loudness = self.mix_loudness_lufs
        return {
            "gain_db": self.gain_db,
            "bounded": self.bounded,
            "mix_loudness_lufs": loudness if math.isfinite(loudness) else None,
        }

    @classmethod
    def from_facts(cls, facts: dict[str, Any]) -> Self:
        """The gain again."""
        loudness = facts["mix_loudness_lufs"]
        return cls(**{**facts, "mix_loudness_lufs": -math.inf if loudness is None else loudness})


def find_gain(
    mix: Gridded,
    duration: int,
    *,
    target_lufs: float,
    ceiling_dbtp: float,
    pages: Collection[int] | None = None,
    progress: Progress | None = None,
) -> Gain:
    """The gain that brings a mix to its loudness.

    The mix is read once from end to end, then only where the limiter is at work; where limiting has made it
    softer, the gain is corrected. The voice (which arrives at `VOICE_LEVEL_LUFS`) is raised to at most
    `MOST_ABOVE_TARGET_LU` over the target: a session of a few words in an hour of rain, or of rain alone,
    stays under the target and says so in its figures. Silence stays silence.

    ``pages`` are those that count (see pages.py; None: all). Sessions that have these in common get the same
    gain, whatever they hold elsewhere: so one name does not change every sample of a session.
    ``progress`` is told the fraction of the first pass that is done.
    """
    found = survey(mix, duration, progress, pages=pages)
    before = integrated_lufs(found.energies)
    most = most_gain_db(target_lufs)
    gain = bounded(target_lufs - before, most)
    hot = found.hot(gain + 1.0, ceiling_dbtp)
    if hot:
        passages = Passages(mix, found, hot)
        for _ in range(_TRIES):
            foreseen = integrated_lufs(passages.foreseen(gain, ceiling_dbtp))
            gain = bounded(gain + target_lufs - foreseen, most)
            if abs(target_lufs - foreseen) <= _FORESEEN_LU:
                break
    approach = Approach(most_db=most)
    for left in reversed(range(_TRIES)):
        limiter = Limiter(mix, gain_db=gain, ceiling_dbtp=ceiling_dbtp)
        missing = target_lufs - integrated_lufs(limited(found, limiter))
        better = approach.after(gain, missing)
        if abs(missing) <= _CLOSE_ENOUGH_LU or better == gain or not left:
            break
        gain = better
    return Gain(gain_db=gain, bounded=gain >= most and missing > _CLOSE_ENOUGH_LU, mix_loudness_lufs=before)


def most_gain_db(target_lufs: float) -> float:
    """The most that a mix is raised by; see `MOST_ABOVE_TARGET_LU`."""
    return target_lufs + MOST_ABOVE_TARGET_LU - VOICE_LEVEL_LUFS


@dataclass(slots=True, kw_only=True)
class Approach:
    """Gains one after another, each nearer to a loudness.

    Deep in the limiter a decibel of gain gives less than one of loudness; how much, the last two steps tell.
    """

    most_db: float
    _last: tuple[float, float] | None = None

    def after(self, gain_db: float, missing_lu: float) -> float:
        """The gain to try after one with which so much loudness was missing."""
        rise = 1.0
        if self._last is not None and gain_db != self._last[0]:
            rise = (self._last[1] - missing_lu) / (gain_db - self._last[0])
        self._last = gain_db, missing_lu
        return bounded(gain_db + missing_lu / min(1.0, max(_LEAST_RISE, rise)), self.most_db)


def bounded(gain_db: float, most_db: float) -> float:
    """A gain in hundredths of a decibel, at most ``most_db``; 0.0 where there is no loudness to raise."""
    return round(min(gain_db, most_db), 2) if math.isfinite(gain_db) else 0.0
