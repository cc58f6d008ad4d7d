"""What a stretch of a session's mix follows from, as a digest: the same digest, the same samples.

A session's sound is a function (`quietude.audio.Source`), so a stretch need not be made to know that it was
made before. What reaches into it is told instead: the clips with their places, how the beds step back, the
fades; and for the session as a whole its beds, pacers and the program that makes them.
"""

from __future__ import annotations

import hashlib
from bisect import bisect_right
from collections.abc import Callable
from copy import copy
from dataclasses import dataclass
from typing import Final, Self

from quietude.mix.duck import Duck
from quietude.mix.mix import SessionFade
from quietude.narration.clips import LONGEST_RING
from quietude.program import state_of
from quietude.score.score import Utterance
from quietude.timeline.timeline import Timeline

_PACKAGES: Final = ("beds", "mix", "export", "narration/sound")
"""Whose code decides the samples, once clips and timeline are given."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Made:
    """A stretch of the mix, by what it is made from."""

    digest: str
    """64 hexadecimal digits."""
    private: bool
    """A listener's value or own words sound in it: whatever is kept of it is kept in private."""


class Recipe:
    """What each stretch of one session's mix follows from."""

    def __init__(self, timeline: Timeline, identity_of: Callable[[Utterance], str], *, sounds: str) -> None:
        """``identity_of`` tells clips apart by their sound; ``sounds``: see `soundscape.sounds_of`."""
        self._clips = timeline.clips
        self._reaches = [clip.end + LONGEST_RING for clip in timeline.clips]
        self._identity_of = identity_of
        self._duck = Duck(timeline.clips)
        self._fade = SessionFade(timeline)
        # The places of beds and pacers, all of them: they do not move with a listener's values.
        everywhere = (
            sounds,
            timeline.duration,
            timeline.beds,
            timeline.breaths,
            timeline.touches,
            timeline.bells,
            program(),
        )
        self._everywhere = repr(everywhere).encode()

    def of_part(self, name: str) -> Self:
        """The recipe of one part of the mix, which is another sound made from the same things."""
        part = copy(self)
        part._everywhere = self._everywhere + repr(name).encode()  # noqa: SLF001  # a copy of our own
        return part

    def of(self, start: int, end: int) -> Made:
        """What the samples from ``start`` to ``end`` follow from."""
        at = bisect_right(self._reaches, start)
        sounding = []
        private = False
        while at < len(self._clips) and self._clips[at].start < end:
            clip = self._clips[at]
            sounding.append((clip.start, self._identity_of(clip.utterance)))
            private = private or clip.utterance.private
            at += 1
        told = (start, end, sounding, self._duck.passages(start, end), self._fade.reaching(start, end))
        digest = hashlib.sha256(self._everywhere + b"\0" + repr(told).encode())
        return Made(digest=digest.hexdigest(), private=private)


class _MadeOnce(Recipe):
    """Of sound about which nothing is known: private, and the same for as long as one render looks."""

    def __init__(self) -> None:
        pass

    def of(self, start: int, end: int) -> Made:
        """See `Recipe.of`."""
        return Made(digest=f"{start} {end}", private=True)


MADE_ONCE: Final = _MadeOnce()
"""The recipe of a mix that is made once. Whoever keeps anything by it must not outlive the mix."""


def program() -> str:
    """What of this installation decides the mix's samples; see `quietude.program`."""
    return state_of(_PACKAGES)
