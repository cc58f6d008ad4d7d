"""Score and clip lengths to Timeline: the length that can be had, and the rounds that it takes.

What stands where, once these are chosen, is placer.py's.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from contextlib import suppress
from dataclasses import replace

from quietude.audio import SAMPLE_RATE_HZ
from quietude.errors import LengthError
from quietude.score.score import BellCue, BreathCue, Rest, Rounds, Score, ScoreItem, SoundCue, Utterance
from quietude.timeline.edges import BEFORE_BELL_S, BELL_RINGS_S, VOICE_ONLY, WITH_BED, Edges
from quietude.timeline.layout import DurationOf, Layout
from quietude.timeline.nominal import nominal_durations
from quietude.timeline.placer import Placer
from quietude.timeline.rounds import Option, ideal_option, options
from quietude.timeline.timeline import Timeline
from quietude.units import LONGEST_TIME_S, format_time, samples_to_seconds, seconds_to_samples


def build_timeline(
    score: Score, duration_of: DurationOf, *, beds: Sequence[str] = (), script_beds: bool = True
) -> Timeline:
    """Place everything.

    Args:
        score: a listener's session.
        duration_of: the length of each utterance's clip, in samples.
        beds: what sounds underneath from the start, as ``--bed`` takes it; several sound together.
        script_beds: False where the listener's own beds override the script's ``[sound ...]``.

    Raises:
        LengthError: the length asked for is outside what this script can have with this voice.
    """
    edges = _edges(score, has_bed=bool(beds) or (script_beds and _sounds(score)))

    def placed(lengths: DurationOf) -> Timeline | None:
        layout = Layout(score, lengths)
        option, total = _choose(layout, edges)
        return Placer(
            layout, edges, option, total, beds, script_beds=script_beds, duration_of=duration_of
        ).place()

    with suppress(LengthError):  # with an average name it may be impossible, and with this one not
        if timeline := placed(nominal_durations(score, duration_of)):
            return timeline
    timeline = placed(duration_of)
    assert timeline is not None  # noqa: S101  # with the real lengths there is nothing to make up for
    return timeline


def feasible_range(score: Score, duration_of: DurationOf, *, has_bed: bool) -> tuple[float, float]:
    """The shortest and longest length, in seconds, that the session can have."""
    ranges = feasible_ranges(score, duration_of, has_bed=has_bed)
    return ranges[0][0], ranges[-1][1]


def feasible_ranges(
    score: Score, duration_of: DurationOf, *, has_bed: bool
) -> tuple[tuple[float, float], ...]:
    """Every length, in seconds, that the session can have: ranges that do not touch, shortest first."""
    edges = _edges(score, has_bed=has_bed)
    joined: list[tuple[int, int]] = []
    for low, high in sorted(
        (edges.total_for(option.lengths.shortest), edges.total_for(option.lengths.longest))
        for option in options(Layout(score, duration_of))
    ):
        if joined and low <= joined[-1][1]:
            joined[-1] = (joined[-1][0], max(high, joined[-1][1]))
        else:
            joined.append((low, high))
    return tuple(
        (samples_to_seconds(low, SAMPLE_RATE_HZ), samples_to_seconds(high, SAMPLE_RATE_HZ))
        for low, high in joined
    )


def _sounds(score: Score) -> bool:
    return any(isinstance(item, SoundCue) and item.bed is not None for item in score.items)


def _edges(score: Score, *, has_bed: bool) -> Edges:
    edges = WITH_BED if has_bed else VOICE_ONLY
    if _bell_is_outermost(score.items):
        # The bell and the silence after it are part of the time before the first word.
        edges = replace(edges, lead_in_s=min(edges.lead_in_s, BEFORE_BELL_S))
    return replace(edges, least_tail_s=_still_ringing_s(score.items))


def _bell_is_outermost(items: Iterable[ScoreItem]) -> bool:
    sounding = (item for item in items if isinstance(item, BellCue | Utterance | Rounds | BreathCue | Rest))
    return isinstance(next(sounding, None), BellCue)


def _still_ringing_s(items: Sequence[ScoreItem]) -> float:
    """How long the bells after the last word go on ringing after the last item."""
    since_s, longest_s = 0.0, 0.0
    for item in reversed(items):
        if isinstance(item, BellCue):
            longest_s = max(longest_s, BELL_RINGS_S[item.kind] - since_s)
            since_s += item.duration_s
        elif isinstance(item, Rest):
            since_s += item.min_s
        elif isinstance(item, Utterance | Rounds | BreathCue):
            break
    return longest_s


def _choose(layout: Layout, edges: Edges) -> tuple[Option, int]:
    """The rounds to use and the session's length in samples."""
    if layout.score.target_s is None:
        option = ideal_option(layout)
        return option, _within_a_day(edges.total_for(option.lengths.ideal))
    wanted = seconds_to_samples(layout.score.target_s, SAMPLE_RATE_HZ)
    found = options(layout)
    if layout.score.target_is_firm:
        total = wanted
    else:
        total = min(
            (_nearest_total(option, edges, wanted) for option in found), key=lambda total: abs(total - wanted)
        )
    body = total - sum(edges.around(total))
    fitting = [option for option in found if option.lengths.shortest <= body <= option.lengths.longest]
    if not fitting:
        raise _impossible(found, edges, total)
    return min(fitting, key=lambda option: abs(option.lengths.ideal - body)), _within_a_day(total)


def _within_a_day(total: int) -> int:
    seconds = samples_to_seconds(total, SAMPLE_RATE_HZ)
    if seconds > LONGEST_TIME_S:
        message = f"this session would last {format_time(seconds)}; none is longer than a day"
        raise LengthError(message, shortest_s=0.0, longest_s=LONGEST_TIME_S)
    return total


def _nearest_total(option: Option, edges: Edges, wanted: int) -> int:
    shortest, longest = edges.total_for(option.lengths.shortest), edges.total_for(option.lengths.longest)
    return max(shortest, min(wanted, longest))


def _impossible(found: Sequence[Option], edges: Edges, total: int) -> LengthError:
    ranges = [
        (edges.total_for(option.lengths.shortest), edges.total_for(option.lengths.longest))
        for option in found
    ]
    shortest = samples_to_seconds(min(low for low, _ in ranges), SAMPLE_RATE_HZ)
    longest = samples_to_seconds(max(high for _, high in ranges), SAMPLE_RATE_HZ)
    asked = samples_to_seconds(total, SAMPLE_RATE_HZ)
    message = f"a session of {format_time(asked)} is not possible with this script and voice: "
    if _tenth_down(longest) < _tenth_up(shortest):
        message += f"it lasts {format_time(longest)}, and nothing in it can give way; ask for no length"
        return LengthError(message, shortest_s=shortest, longest_s=longest)
    # Rounded inward, so that what the message offers is possible.
    message += f"it can last from {format_time(_tenth_up(shortest))} to {format_time(_tenth_down(longest))}"
    if shortest < asked < longest:
        below = samples_to_seconds(max(high for _, high in ranges if high < total), SAMPLE_RATE_HZ)
        above = samples_to_seconds(min(low for low, _ in ranges if low > total), SAMPLE_RATE_HZ)
        message += f", but not between {format_time(_tenth_down(below))} and {format_time(_tenth_up(above))}"
    return LengthError(message, shortest_s=shortest, longest_s=longest)


def _tenth_up(seconds: float) -> float:
    return math.ceil(round(seconds * 10, 6)) / 10


def _tenth_down(seconds: float) -> float:
    return math.floor(round(seconds * 10, 6)) / 10
