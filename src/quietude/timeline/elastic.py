"""The elastic fit: rests that together fill a given time, each within its bounds and by its weight.

Pure arithmetic in samples; knows nothing of speech or scripts.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Elastic:
    """One rest: bounds in samples, and how strongly it takes part in stretching."""

    shortest: int
    ideal: int
    longest: int
    weight: float
    """At least 0; a rest with ``shortest == longest`` may weigh nothing."""


def fit(rests: Sequence[Elastic], total: int) -> list[int]:
    """Lengths in samples that sum to exactly ``total``.

    Every rest leaves its ideal by the same number of samples per weight until it meets a bound; the
    others then share what is left (water filling). What rounding leaves over goes, a sample each, to the
    rests that were rounded away furthest.

    Raises:
        ValueError: ``total`` lies outside the sum of the bounds.
    """
    shortest = sum(rest.shortest for rest in rests)
    longest = sum(rest.longest for rest in rests)
    if not shortest <= total <= longest:
        raise ValueError(f"{total} samples do not fit between {shortest} and {longest}")
    missing = total - sum(rest.ideal for rest in rests)
    grow = missing >= 0
    rooms = [rest.longest - rest.ideal if grow else rest.ideal - rest.shortest for rest in rests]
    shares = _share(rooms, [rest.weight for rest in rests], abs(missing))
    sign = 1 if grow else -1
    return [rest.ideal + sign * share for rest, share in zip(rests, shares, strict=True)]


def _share(rooms: Sequence[int], weights: Sequence[float], amount: int) -> list[int]:
    """Split ``amount`` by weight, none more than its room, in whole samples."""
    level = _level(rooms, weights, amount)
    exact = [min(float(room), level * weight) for room, weight in zip(rooms, weights, strict=True)]
    shares = [math.floor(value) for value in exact]
    left = amount - sum(shares)
    # Largest remainder first; where floating point or weightless rests leave more, whoever has room.
    order = sorted(range(len(rooms)), key=lambda index: (shares[index] - exact[index], index))
    while left:
        before = left
        for index in order:
            step = min(left, rooms[index] - shares[index], 1 if weights[index] else left)
            shares[index] += step
            left -= step
        if left == before:
            raise ValueError("no room is left")  # fit() has checked the bounds, so this cannot be
    return shares


def _level(rooms: Sequence[int], weights: Sequence[float], amount: int) -> float:
    """The number of samples per weight at which the shares make up ``amount``."""
    open_weight = sum(weight for room, weight in zip(rooms, weights, strict=True) if room)
    left = float(amount)
    level = 0.0
    # Rests reach their bound in the order of room per weight; between two of them the sum grows linearly.
    for index in sorted(
        (index for index, room in enumerate(rooms) if room and weights[index]),
        key=lambda i: rooms[i] / weights[i],
    ):
        reach = rooms[index] / weights[index]
        if left <= (reach - level) * open_weight:
            break
        left -= (reach - level) * open_weight
        level = reach
        open_weight -= weights[index]
    return level + (left / open_weight if open_weight > 1e-9 else 0.0)
