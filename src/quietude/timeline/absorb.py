"""What a listener's value takes more or less than an average one, made up for in a rest near by.

So a longer name moves a few words and one rest, and nothing else in the session.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from quietude.audio import SAMPLE_RATE_HZ
from quietude.score.score import Utterance
from quietude.timeline.layout import DurationOf, Placed, Silence
from quietude.timeline.nominal import is_personal

_TAKES: Final = SAMPLE_RATE_HZ
_GIVES: Final = SAMPLE_RATE_HZ // 2
"""A rest that can grow by a second, for a short name, and shrink by half of one, for a long one, is enough
for nearly all of them; in a session that is as short as it can be, no rest gives anything."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Absorbed:
    """Every rest's length after it, and which parts of the sequence a listener's values decide."""

    lengths: tuple[int, ...]
    """In samples, one for each part; 0 for what is no rest."""
    stretches: tuple[tuple[int, int], ...]
    """First and last part of each stretch that depends on a value: the words with it, and the rest that makes
    up for them. What lies outside stands where it does for every listener."""


def absorb(
    parts: Sequence[Placed], lengths: Sequence[int], *, duration_of: DurationOf, nominal: DurationOf
) -> Absorbed | None:
    """Make up for every value's length; None where no rest near by can.

    Args:
        parts: everything in its order.
        lengths: what the rests among them were given with ``nominal`` lengths; 0 for what is no rest.
        duration_of: the real length of each utterance, in samples.
        nominal: the length that the fit went by. Where that is ``duration_of`` itself, all stays as it is.
    """
    if nominal is duration_of:
        return Absorbed(lengths=tuple(lengths), stretches=())
    changed = list(lengths)
    stretches = []
    for at, part in enumerate(parts):
        if not isinstance(part, Utterance) or not is_personal(part):
            continue
        more = duration_of(part) - nominal(part)
        reached = [at]
        for place in _rests_for(at, parts, lengths):
            rest = parts[place]
            assert isinstance(rest, Silence)  # noqa: S101  # nothing else is listed
            given = min(
                max(more, changed[place] - rest.elastic.longest), changed[place] - rest.elastic.shortest
            )
            changed[place] -= given
            more -= given
            reached.append(place)
            if not more:
                break
        if more or len(reached) == 1:
            return None
        stretches.append((min(reached), max(reached)))
    return Absorbed(lengths=tuple(changed), stretches=tuple(stretches))


def _rests_for(at: int, parts: Sequence[Placed], lengths: Sequence[int]) -> list[int]:
    """The rests with nothing but words between them and these words, in the order in which they are asked.

    First the nearest with room, for which the value's own length plays no part: so it is the same rest for
    every listener, and takes up most names alone. Those after the words go before those before them.
    """
    near: list[int] = []
    for step in (1, -1):
        place = at + step
        while 0 <= place < len(parts) and isinstance(part := parts[place], Utterance | Silence):
            if isinstance(part, Silence):
                near.append(place)
            place += step
    gives, takes = {}, {}
    for place in near:
        bounds = parts[place]
        assert isinstance(bounds, Silence)  # noqa: S101  # nothing else is near
        gives[place] = lengths[place] - bounds.elastic.shortest
        takes[place] = bounds.elastic.longest - lengths[place]
    most = min(_TAKES, max(takes.values(), default=0))
    roomy = [place for place in near if takes[place] >= most]
    first = next((place for place in roomy if gives[place] >= _GIVES), next(iter(roomy), None))
    return [] if first is None else [first, *(place for place in near if place != first)]
