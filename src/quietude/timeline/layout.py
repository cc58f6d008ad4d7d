"""A score with its spoken lengths: what stands in which order, and how short or long it can be.

All lengths are samples at the session's rate.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import TypeAlias

from quietude.audio import SAMPLE_RATE_HZ
from quietude.score.score import (
    BellCue,
    BellsCue,
    BreathCue,
    Mark,
    PhraseForms,
    Rest,
    RestKind,
    Rounds,
    Score,
    ScoreItem,
    SoundCue,
    TouchCue,
    Utterance,
)
from quietude.timeline.elastic import Elastic
from quietude.units import seconds_to_samples

DurationOf: TypeAlias = Callable[[Utterance], int]
"""The length of an utterance's clip, in samples."""


@dataclass(frozen=True, slots=True)
class Lengths:
    """The same stretch of a session at its shortest, ideal and longest."""

    shortest: int = 0
    ideal: int = 0
    longest: int = 0

    def __add__(self, other: Lengths) -> Lengths:
        return Lengths(self.shortest + other.shortest, self.ideal + other.ideal, self.longest + other.longest)

    def __mul__(self, times: int) -> Lengths:
        return Lengths(self.shortest * times, self.ideal * times, self.longest * times)


@dataclass(frozen=True, slots=True, kw_only=True)
class Silence:
    """A rest with its bounds in samples."""

    kind: RestKind
    elastic: Elastic


Placed: TypeAlias = Utterance | Silence | BreathCue | TouchCue | BellCue | BellsCue | SoundCue | Mark
"""Everything that stands on a timeline, once rounds are counted out."""


class Layout:
    """One score with its clips, for any number of rounds of its phrases."""

    def __init__(self, score: Score, duration_of: DurationOf) -> None:
        self.score = score
        self.duration_of = duration_of
        self.rounds = tuple(item for item in score.items if isinstance(item, Rounds))
        self._around = list(self._parts(score.items))
        self._around_lengths = self._sum(self._around)
        self._round = [
            tuple(list(self._parts(_one_round(rounds, last=last))) for last in (False, True))
            for rounds in self.rounds
        ]
        self._round_lengths = [(self._sum(first), self._sum(last)) for first, last in self._round]

    def lengths(self, counts: Sequence[int]) -> Lengths:
        """The whole, with ``counts[i]`` rounds of the i-th set of phrases."""
        total = self._around_lengths
        for index, count in enumerate(counts):
            total = total + self.rounds_lengths(index, count)
        return total

    def rounds_lengths(self, index: int, count: int) -> Lengths:
        """``count`` rounds of the i-th set of phrases, with the silence after each phrase."""
        in_first = rounds_in_first_form(count)
        first, last = self._round_lengths[index]
        return first * in_first + last * (count - in_first)

    def sequence(self, counts: Sequence[int]) -> Iterator[Placed]:
        """Everything in order, with ``counts[i]`` rounds of the i-th set of phrases."""
        around, sets = iter(self._around), iter(zip(self._round, counts, strict=True))
        for item in self.score.items:
            if isinstance(item, Rounds):
                (first, last), count = next(sets)
                in_first = rounds_in_first_form(count)
                for _ in range(in_first):
                    yield from first
                for _ in range(count - in_first):
                    yield from last
            else:
                yield next(around)

    def _parts(self, items: Iterable[ScoreItem]) -> Iterator[Placed]:
        """Every item but the rounds, one for one, with each rest's bounds in samples."""
        # What a listener would repeat: all that was said since the last long rest, written in one place.
        spoken, place = 0, None
        for item in items:
            if isinstance(item, Rounds):
                spoken = 0
            elif isinstance(item, Rest):
                yield _silence(item, spoken)
                if item.kind not in (RestKind.BREATH, RestKind.SENTENCE):
                    spoken = 0
            else:
                yield item
                if isinstance(item, Utterance):
                    if item.span != place:
                        spoken, place = 0, item.span
                    spoken += self.duration_of(item)

    def _sum(self, parts: Iterable[Placed]) -> Lengths:
        total = Lengths()
        for part in parts:
            if isinstance(part, Silence):
                bounds = part.elastic
                total = total + Lengths(bounds.shortest, bounds.ideal, bounds.longest)
            else:
                fixed = self.fixed_samples(part)
                total = total + Lengths(fixed, fixed, fixed)
        return total

    def fixed_samples(self, part: Placed) -> int:
        """What a part takes that cannot give way: speech, paced breaths, a bell up to its last stroke."""
        if isinstance(part, Utterance):
            return self.duration_of(part)
        if isinstance(part, BellCue):
            return bell_samples(part) * (part.times - 1)
        return sum(breath_samples(part)) * part.times if isinstance(part, BreathCue) else 0


def breath_samples(cue: BreathCue) -> tuple[int, int, int, int]:
    """In, hold, out and rest of one breath."""
    inhale, hold, exhale, rest = (
        seconds_to_samples(part_s, SAMPLE_RATE_HZ) for part_s in (cue.in_s, cue.hold_s, cue.out_s, cue.rest_s)
    )
    return inhale, hold, exhale, rest


def bell_samples(cue: BellCue) -> int:
    """From one stroke to the next; 0 where there is one."""
    return seconds_to_samples(cue.duration_s / (cue.times - 1), SAMPLE_RATE_HZ) if cue.times > 1 else 0


def rounds_in_first_form(count: int) -> int:
    """How many of the rounds are said in the first form (what-if, where the phrasing is gradual).

    Half of them, the odd one counted to the first, but never the last round of several: a gradual
    session ends in statements.

    >>> [rounds_in_first_form(count) for count in (1, 2, 3, 4, 5)]
    [1, 1, 2, 2, 3]
    """
    return max(1, min((count + 1) // 2, count - 1))


def _one_round(rounds: Rounds, *, last: bool) -> list[Utterance | Rest]:
    items: list[Utterance | Rest] = []
    for forms in rounds.phrases:
        items += [*_form(forms, last=last), rounds.apart]
    return items


def _form(forms: PhraseForms, *, last: bool) -> tuple[Utterance | Rest, ...]:
    return forms.last if last else forms.first


def _silence(rest: Rest, spoken: int) -> Silence:
    extra = round(rest.spoken_share * spoken)
    shortest = seconds_to_samples(rest.min_s, SAMPLE_RATE_HZ)
    ideal = max(shortest, seconds_to_samples(rest.ideal_s, SAMPLE_RATE_HZ) + extra)
    longest = max(ideal, seconds_to_samples(rest.max_s, SAMPLE_RATE_HZ) + extra)
    return Silence(
        kind=rest.kind, elastic=Elastic(shortest=shortest, ideal=ideal, longest=longest, weight=rest.stretch)
    )
