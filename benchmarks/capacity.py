"""What many workers make in a night: the formula, without any measuring."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Final

NIGHT_S: Final = 10 * 3600.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Paces:
    """What parts of a batch take of a core; where nobody else uses that core, also what the clock says."""

    start_s: float
    """Until the first worker is at work, and the end."""
    whole_s: float
    """The first session of a kind: what the others of its kind share is made with it."""
    further_s: float
    """Each other session of that kind."""
    handed_out_s: float
    """Of each session, in the one process that hands out and writes down (its processor's time)."""
    file_mb: float
    """MP3 and what lies beside it."""
    task_s: float
    """Of each session, in a cluster's scheduler and client together."""
    home_s_per_mb: float
    """Of what comes back over a cluster's connections, where workers write to no place by themselves."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Fleet:
    """Who works."""

    name: str
    machines: int
    workers_each: int
    cluster: bool
    """Dask's workers: each machine has a cache of its own, and results may have to travel."""
    come_home: bool = False
    """The files come back to the machine that gave the command, which writes them."""

    @property
    def workers(self) -> int:
        """All of them."""
        return self.machines * self.workers_each


def one_hands_out_s(paces: Paces, fleet: Fleet) -> float:
    """What each file takes of the one process that all files pass through."""
    travel_s = paces.home_s_per_mb * paces.file_mb if fleet.come_home else 0.0
    return paces.handed_out_s + (paces.task_s + travel_s if fleet.cluster else 0.0)


def batch_s(paces: Paces, fleet: Fleet, *, rows: int, kinds: int = 1) -> float:
    """How long a batch takes: start, the first of each kind, the others side by side.

    On one machine the first of each kind go ahead, side by side. On a cluster every machine has to make each
    kind once, at worst one after the other. Files cannot come faster than the one process lets them through.
    """
    firsts = kinds if fleet.cluster else math.ceil(kinds / fleet.workers)
    side_by_side_s = math.ceil(max(0, rows - kinds) / fleet.workers) * paces.further_s
    return (
        paces.start_s
        + firsts * paces.whole_s
        + max(side_by_side_s, max(0, rows - kinds) * one_hands_out_s(paces, fleet))
    )


def rows_in(paces: Paces, fleet: Fleet, seconds: float = NIGHT_S, *, kinds: int = 1) -> int:
    """The largest batch that is done in that time; 0 where not even the first of each kind are."""
    few, many = 0, 1
    while batch_s(paces, fleet, rows=many, kinds=kinds) <= seconds:
        few, many = many, 2 * many
    while many - few > 1:
        middle = (few + many) // 2
        if batch_s(paces, fleet, rows=middle, kinds=kinds) <= seconds:
            few = middle
        else:
            many = middle
    return few


def most_workers(paces: Paces, fleet: Fleet) -> int:
    """From how many workers on the one process is what all wait for."""
    return max(1, math.floor(paces.further_s / one_hands_out_s(paces, fleet)))


def written_mb_per_s(paces: Paces, fleet: Fleet) -> float:
    """What is written while all are at work."""
    each_s = max(paces.further_s / fleet.workers, one_hands_out_s(paces, fleet))
    return paces.file_mb / each_s
