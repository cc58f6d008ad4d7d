"""What each day of a programme is: how its phrases are put, how much guides, how long it lasts.

Pure arithmetic: what a script offers and how long its sessions can be is asked of others.

The order is the founding exercise's: where a phrase feels untrue it is asked ("What if ..."), and practice
makes it easier, so that it may be said; and what is known needs fewer words and leaves more room.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from types import MappingProxyType
from typing import Final, TypeAlias

from quietude.errors import InputError, LengthError
from quietude.score.score import Phrasing
from quietude.units import format_time

MOST_DAYS: Final = 60
"""A plan of more does not fit one page."""
STEP_S: Final = 30.0
"""Every length is a whole number of these, as people plan their time."""
GROWS_TO: Final = 1.5
"""The last session, in lengths of the script's own, where nobody says."""
GUIDANCE: Final = "guidance"
"""The choice by which a script offers less guidance: its options stand from the most to the least."""
WHY: Final = ("why", "with-why")
"""The choice and option of a chapter on why the practice works, which is heard once."""

_STAGES: Final = (Phrasing.WHAT_IF, Phrasing.GRADUAL, Phrasing.STATEMENT)

Ranges: TypeAlias = tuple[tuple[float, float], ...]
"""Lengths in seconds that a session can have, each range from its shortest to its longest, in order."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Offer:
    """What a script lends a programme."""

    asks: bool
    """Its phrases have what-if forms that differ from their statements."""
    phrases: int
    """How many are repeated; 0: none."""
    guidance: tuple[str, ...] = ()
    """Options of the choice `GUIDANCE`, from the most to the least."""
    why: bool = False
    """It has the choice and option `WHY`."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Day:
    """One day's session, without a word of its listener."""

    number: int
    """From 1."""
    stage: int
    """Days of one stage have the same phrasing and guidance; from 0."""
    phrasing: Phrasing | None
    """None: as the listener or the script has it on every day."""
    choices: Mapping[str, str]
    """Those that the programme makes; a listener's own come on top."""
    first_phrase: int
    """As `quietude.score.listener.Listener.first_phrase`."""
    length_s: float | None = None
    """None: as long as the session is by itself."""


Reach: TypeAlias = Callable[[Day], Ranges]
"""How long a day's session can be."""


def plan_days(
    count: int, offer: Offer, reach: Reach, *, usual_s: float, from_s: float | None, to_s: float | None
) -> tuple[Day, ...]:
    """The days of a programme.

    Args:
        count: how many.
        offer: what the script has for them.
        reach: how long each day's session can be; asked of days that have no length yet.
        usual_s: the length that the first session has by itself.
        from_s: length of the first session; None: ``usual_s``, or what is next to it.
        to_s: length of the last; None: `GROWS_TO` times ``usual_s``, as far as that can be had.

    Lengths never fall. Those asked for are taken to the half minute that lies inside them.

    Raises:
        InputError: ``count`` is not from 1 to `MOST_DAYS`, or the first length is more than the last.
        LengthError: a length asked for cannot be had on its day.
    """
    if not 1 <= count <= MOST_DAYS:
        raise InputError(f"a programme has 1 to {MOST_DAYS} days, not {count}; give another --days")
    low_s, high_s = _ends(usual_s, from_s, to_s)
    days = [_day(index, count, offer) for index in range(count)]
    if offer.why and (with_why := _with_why(days[0], reach, low_s, high_s, firm=from_s is not None)):
        days[0] = with_why
    lengths = _lengths(
        days, reach, low_s, high_s, first_is_firm=from_s is not None, last_is_firm=to_s is not None
    )
    return tuple(replace(day, length_s=length) for day, length in zip(days, lengths, strict=True))


def _ends(usual_s: float, from_s: float | None, to_s: float | None) -> tuple[float, float]:
    low_s = from_s if from_s is not None else min(usual_s, to_s if to_s is not None else usual_s)
    high_s = to_s if to_s is not None else max(low_s, usual_s * GROWS_TO)
    if low_s > high_s:
        raise InputError(
            f"sessions cannot grow from {format_time(low_s)} to {format_time(high_s)}; "
            "give the shorter time to --length-from"
        )
    return low_s, high_s


def _day(index: int, count: int, offer: Offer) -> Day:
    stage = _part(index, count, len(_STAGES))
    choices = {}
    if offer.guidance:
        # A single session is nobody's practice yet, and is guided as the first one is.
        level = _part(index, count, len(offer.guidance)) if count > 1 else 0
        choices[GUIDANCE] = offer.guidance[level]
    return Day(
        number=index + 1,
        stage=stage,
        phrasing=_STAGES[stage] if offer.asks else None,
        choices=MappingProxyType(choices),
        first_phrase=index % offer.phrases if offer.phrases else 0,
    )


def _part(index: int, count: int, parts: int) -> int:
    """Which of ``parts`` equal parts of ``count`` days the middle of a day lies in."""
    return (2 * index + 1) * parts // (2 * count)


def _with_why(day: Day, reach: Reach, low_s: float, high_s: float, *, firm: bool) -> Day | None:
    """The first day with the chapter on why; None where it leaves the length that was asked for no room."""
    choice, option = WHY
    longer = replace(day, choices=MappingProxyType({**day.choices, choice: option}))
    allowed = _half_minutes(reach(longer), low_s, high_s)
    fits = bool(allowed) and (not firm or allowed[0] == _up(low_s))
    return longer if fits else None


def _lengths(
    days: Sequence[Day],
    reach: Reach,
    low_s: float,
    high_s: float,
    *,
    first_is_firm: bool,
    last_is_firm: bool,
) -> list[float | None]:
    """A length for each day, none less than the one before, each as near to an even growth as can be."""
    ranges = [reach(day) for day in days]
    allowed = [_half_minutes(each, low_s, high_s) for each in ranges]
    if first_is_firm and _up(low_s) not in allowed[0]:
        raise _impossible(days[0], _up(low_s), ranges[0], "--length-from")
    if last_is_firm and _down(high_s) not in allowed[-1]:
        raise _impossible(days[-1], _down(high_s), ranges[-1], "--length-to")
    # From the last day on: the most that a day may have, so that none of those after it has to be shorter.
    most: list[float] = []
    for lengths in reversed(allowed):
        below = [length for length in lengths if not most or length <= most[0]]
        if not below and not first_is_firm and not last_is_firm:
            return [None] * len(days)  # nothing in this script gives way, or not by half a minute
        if not below:
            place = len(days) - len(most) - 1
            raise _impossible(
                days[place], most[0] if most else high_s, ranges[place], "--length-from or --length-to"
            )
        most.insert(0, below[-1])
    found: list[float | None] = []
    first = least = allowed[0][0]  # not over what it may have, since that is among them
    for index, lengths in enumerate(allowed):
        wanted = first + (most[-1] - first) * (index / max(1, len(days) - 1))
        least = min(
            (length for length in lengths if least <= length <= most[index]),
            key=lambda length: (abs(length - wanted), length),
        )
        found.append(least)
    return found


def _half_minutes(ranges: Ranges, low_s: float, high_s: float) -> list[float]:
    """Every length of whole steps that lies in a range, and from ``low_s`` to ``high_s``."""
    found = set()
    for low, high in ranges:
        first, last = math.ceil(max(low, low_s) / STEP_S), math.floor(min(high, high_s) / STEP_S)
        found |= {step * STEP_S for step in range(first, last + 1)}
    return sorted(found)


def _up(seconds: float) -> float:
    return math.ceil(seconds / STEP_S) * STEP_S


def _down(seconds: float) -> float:
    return math.floor(seconds / STEP_S) * STEP_S


def _impossible(day: Day, asked_s: float, ranges: Ranges, option: str) -> LengthError:
    shortest_s, longest_s = ranges[0][0], ranges[-1][1]
    low_s, high_s = _up(shortest_s), _down(longest_s)
    message = f"day {day.number} cannot last {format_time(asked_s)} with this script and voice: "
    if low_s > high_s:
        message += f"it lasts {format_time(longest_s)}, and nothing in it can give way; leave out {option}"
    else:
        reach = (
            format_time(low_s) if low_s == high_s else f"from {format_time(low_s)} to {format_time(high_s)}"
        )
        message += f"it can last {reach}; give another {option}"
    return LengthError(message, shortest_s=shortest_s, longest_s=longest_s)
