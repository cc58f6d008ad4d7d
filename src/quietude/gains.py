"""A session's gain: kept from another session, foreseen, or measured; and whether it was foreseen well."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Final

from quietude.encoding import made_of_pages, public_pages
from quietude.kept_sound import KeptSound
from quietude.mix.foresee import Foresight
from quietude.mix.gain import Gain
from quietude.mix.grid import Gridded
from quietude.mix.master import CEILING_DBTP, Master, master
from quietude.mix.recipe import Made, Recipe
from quietude.timeline.timeline import Timeline

_FORESEEN_WELL_LU: Final = 0.3
"""A loudness this near what was asked for stays as it is; nobody hears the difference, and platforms allow
more than twice as much."""


@dataclass(slots=True, kw_only=True)
class Gains:
    """The gain of a session: kept from before, foreseen, or, where that went wrong, measured.

    It is found by what is the same for every listener, and so is whether it was foreseen well: so all of a
    batch have the same, whoever is rendered first.
    """

    mix: Gridded
    timeline: Timeline
    recipe: Recipe
    kept: KeptSound
    foresight: Foresight | None
    target_lufs: float
    progress: Callable[[float], None]
    foreseen: bool = False
    """Nobody has measured yet whether it is right."""
    _pages: frozenset[int] = field(init=False)
    _made: Made = field(init=False)

    def __post_init__(self) -> None:
        self._pages = public_pages(self.timeline.personal, self.timeline.duration)
        self._made = made_of_pages(self.recipe, self._pages)

    def mastered(self) -> Master:
        """The session's master; asked for again, one whose gain is not foreseen."""
        known = self.kept.get_facts(self._key, private=self._made.private)
        gain = None if known is None else Gain.from_facts(known)
        if gain is None and self.foresight is not None:
            gain = self.foresight.gain(
                self.mix, self._pages, target_lufs=self.target_lufs, ceiling_dbtp=CEILING_DBTP
            )
            self.foreseen = gain is not None
            if self.foreseen:
                self.progress(1.0)
            self.foresight = None
        mastered = master(
            self.mix,
            self.timeline.duration,
            target_lufs=self.target_lufs,
            gain=gain,
            pages=self._pages,
            progress=self.progress,
        )
        if known is None and not self.foreseen:
            self._keep(mastered.gain)
        return mastered

    def hold(self, mastered: Master) -> bool:
        """Whether the gain of a master that was made throughout is right; only a foreseen one may not be."""
        if not self.foreseen:
            return True
        self.foreseen = False
        missing = self.target_lufs - mastered.loudness_lufs(self._pages)
        right = abs(missing) <= _FORESEEN_WELL_LU or (mastered.gain.bounded and missing > 0.0)
        if right:
            self._keep(mastered.gain)
        return right

    def _keep(self, gain: Gain) -> None:
        self.kept.put_facts(self._key, gain.facts(), private=self._made.private)

    @property
    def _key(self) -> str:
        told = ("gain-2", self._made.digest, self.target_lufs)
        return hashlib.sha256(repr(told).encode()).hexdigest()
