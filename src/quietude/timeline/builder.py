"""Score and clip lengths to Timeline: rounds counted, rests fitted, every sound at its sample."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from quietude.audio import SAMPLE_RATE_HZ
from quietude.errors import LengthError
from quietude.score.score import (
    BellCue,
    BreathCue,
    Mark,
    Rest,
    RestKind,
    Rounds,
    Score,
    ScoreItem,
    SoundCue,
    TouchCue,
    Utterance,
)
from quietude.timeline.edges import BEFORE_BELL_S, BELL_RINGS_S, VOICE_ONLY, WITH_BED, Edges
from quietude.timeline.elastic import fit
from quietude.timeline.layout import DurationOf, Layout, Placed, Silence, breath_samples
from quietude.timeline.rounds import Option, ideal_option, options
from quietude.timeline.timeline import (
    BedSpan,
    BellStroke,
    BreathSpan,
    Chapter,
    Clip,
    Gap,
    Timeline,
    TouchSpan,
)
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
    layout = Layout(score, duration_of)
    edges = _edges(score, has_bed=bool(beds) or (script_beds and _sounds(score)))
    option, total = _choose(layout, edges)
    return _Placer(layout, edges, option, total, beds, script_beds=script_beds).place()


def feasible_range(score: Score, duration_of: DurationOf, *, has_bed: bool) -> tuple[float, float]:
    """The shortest and longest length, in seconds, that the session can have."""
    edges = _edges(score, has_bed=has_bed)
    lengths = [option.lengths for option in options(Layout(score, duration_of))]
    shortest = edges.total_for(min(length.shortest for length in lengths))
    longest = edges.total_for(max(length.longest for length in lengths))
    return samples_to_seconds(shortest, SAMPLE_RATE_HZ), samples_to_seconds(longest, SAMPLE_RATE_HZ)


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
    """How long a bell after the last word goes on ringing after the last item."""
    ringing_s = BELL_RINGS_S
    for item in reversed(items):
        if isinstance(item, BellCue):
            return max(0.0, ringing_s)
        if isinstance(item, Rest):
            ringing_s -= item.min_s
        elif isinstance(item, Utterance | Rounds | BreathCue):
            break
    return 0.0


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


@dataclass(slots=True)
class _OpenTouch:
    start: int
    stroke: int


class _Placer:
    """Walks the sequence once, with every rest's length known, and notes where things begin."""

    def __init__(
        self,
        layout: Layout,
        edges: Edges,
        option: Option,
        total: int,
        beds: Sequence[str],
        *,
        script_beds: bool,
    ) -> None:
        self.layout, self.edges, self.option, self.total = layout, edges, option, total
        self.script_beds = script_beds
        self.lead_in, self.tail = edges.around(total)
        self.at = 0
        self.clips: list[Clip] = []
        self.gaps: list[Gap] = []
        self.marks: list[tuple[str, int]] = []
        self.breaths: list[BreathSpan] = []
        self.touches: list[TouchSpan] = []
        self.bells: list[BellStroke] = []
        self.beds: list[BedSpan] = []
        self.touch: _OpenTouch | None = None
        self.open_beds = [BedSpan(bed=bed, start=0, end=total, fade_in=0, fade_out=0) for bed in beds]

    def place(self) -> Timeline:
        parts = list(self.layout.sequence(self.option.counts))
        elastics = [part.elastic for part in parts if isinstance(part, Silence)]
        fixed = sum(self.layout.fixed_samples(part) for part in parts)
        lengths = iter(fit(elastics, self.total - self.lead_in - self.tail - fixed))
        self._gap(None, self.lead_in)
        for part in parts:
            if isinstance(part, Silence):
                self._gap(part.kind, next(lengths))
            else:
                self._put(part)
        self._gap(None, self.total - self.at)
        self._end_touch(self.at)
        fade_in, fade_out = self.edges.fades(self.total)
        return Timeline(
            sample_rate_hz=SAMPLE_RATE_HZ,
            duration=self.total,
            clips=tuple(self.clips),
            gaps=tuple(self.gaps),
            chapters=self._chapters(),
            breaths=tuple(self.breaths),
            touches=tuple(self.touches),
            bells=tuple(self.bells),
            beds=tuple(sorted((*self.beds, *self.open_beds), key=lambda bed: bed.start)),
            fade_in=fade_in,
            fade_out=fade_out,
            rounds=self.option.counts,
        )

    def _gap(self, kind: RestKind | None, duration: int) -> None:
        if duration:
            self.gaps.append(Gap(kind=kind, start=self.at, duration=duration))
            self.at += duration

    def _put(self, part: Placed) -> None:
        match part:
            case Utterance():
                duration = self.layout.duration_of(part)
                self.clips.append(Clip(utterance=part, start=self.at, duration=duration))
                self.at += duration
            case BreathCue():
                self._breathe(part)
            case TouchCue():
                self._end_touch(self.at)
                if part.stroke_s is not None:
                    self.touch = _OpenTouch(self.at, seconds_to_samples(part.stroke_s, SAMPLE_RATE_HZ))
            case BellCue():
                self.bells.append(BellStroke(start=self.at))
            case SoundCue():
                self._change_bed(part)
            case Mark():
                self.marks.append((part.title, self.at))
            case _:
                pass

    def _breathe(self, cue: BreathCue) -> None:
        inhale, hold, exhale, rest = breath_samples(cue)
        for _ in range(cue.times):
            self.breaths.append(BreathSpan(start=self.at, inhale=inhale, hold=hold, exhale=exhale, rest=rest))
            self._gap(None, inhale + hold + exhale + rest)

    def _end_touch(self, end: int) -> None:
        if self.touch is not None and end > self.touch.start:
            self.touches.append(TouchSpan(start=self.touch.start, end=end, stroke=self.touch.stroke))
        self.touch = None

    def _change_bed(self, cue: SoundCue) -> None:
        if not self.script_beds:
            return
        # A change before anything is heard is none: the session begins with that bed.
        start = self.at if self.at > self.lead_in else 0
        fade = min(seconds_to_samples(cue.fade_s, SAMPLE_RATE_HZ), self.total - start) if start else 0
        for bed in self.open_beds:
            if bed.start < start:
                fade_in = min(bed.fade_in, start - bed.start)  # it may end while it still fades in
                self.beds.append(replace(bed, end=start + fade, fade_in=fade_in, fade_out=fade))
        self.open_beds = []
        if cue.bed is not None:
            self.open_beds = [BedSpan(bed=cue.bed, start=start, end=self.total, fade_in=fade, fade_out=0)]

    def _chapters(self) -> tuple[Chapter, ...]:
        # The first chapter takes in what comes before it, so that chapters cover the whole session.
        marks = self.marks
        ends = [start for _, start in marks[1:]] + [self.total]
        starts = [0, *(start for _, start in marks[1:])]
        return tuple(
            Chapter(title=title, start=start, end=end)
            for (title, _), start, end in zip(marks, starts, ends, strict=False)
        )
