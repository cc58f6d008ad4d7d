"""The walk that puts everything at its sample, once the length and the rounds are chosen."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from quietude.audio import SAMPLE_RATE_HZ
from quietude.score.score import BellCue, BellsCue, BreathCue, Mark, RestKind, SoundCue, TouchCue, Utterance
from quietude.timeline.absorb import absorb
from quietude.timeline.bells import Intervals, interval_bells
from quietude.timeline.edges import Edges
from quietude.timeline.elastic import fit
from quietude.timeline.layout import DurationOf, Layout, Placed, Silence, bell_samples, breath_samples
from quietude.timeline.rounds import Option
from quietude.timeline.strokes import touch_span
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
from quietude.units import seconds_to_samples


@dataclass(slots=True)
class _OpenTouch:
    start: int
    stroke: int
    alternating: bool


class Placer:
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
        duration_of: DurationOf | None = None,
    ) -> None:
        self.layout, self.edges, self.option, self.total = layout, edges, option, total
        self.duration_of = duration_of or layout.duration_of
        self.script_beds = script_beds
        self.lead_in, self.tail = edges.around(total)
        self.at = 0
        self.clips: list[Clip] = []
        self.gaps: list[Gap] = []
        self.marks: list[tuple[str, int]] = []
        self.breaths: list[BreathSpan] = []
        self.touches: list[TouchSpan] = []
        self.bells: list[BellStroke] = []
        self.intervals: list[Intervals] = []
        self.open_bells: Intervals | None = None
        self.beds: list[BedSpan] = []
        self.touch: _OpenTouch | None = None
        self.open_beds = [BedSpan(bed=bed, start=0, end=total, fade_in=0, fade_out=0) for bed in beds]

    def place(self) -> Timeline | None:
        """The timeline; None where no rest near a listener's value has room for it. To be called once."""
        parts = list(self.layout.sequence(self.option.counts))
        elastics = [part.elastic for part in parts if isinstance(part, Silence)]
        fixed = sum(self.layout.fixed_samples(part) for part in parts)
        fitted = iter(fit(elastics, self.total - self.lead_in - self.tail - fixed))
        absorbed = absorb(
            parts,
            [next(fitted) if isinstance(part, Silence) else 0 for part in parts],
            duration_of=self.duration_of,
            nominal=self.layout.duration_of,
        )
        if absorbed is None:
            return None
        self._gap(None, self.lead_in)
        begins: list[int] = []
        for part, length in zip(parts, absorbed.lengths, strict=True):
            begins.append(self.at)
            if isinstance(part, Silence):
                self._gap(part.kind, length)
            else:
                self._put(part)
        begins.append(self.at)
        self._end_bells(self.at)
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
            bells=self._all_bells(),
            beds=tuple(sorted((*self.beds, *self.open_beds), key=lambda bed: bed.start)),
            fade_in=fade_in,
            fade_out=fade_out,
            rounds=self.option.counts,
            personal=tuple((begins[first], begins[last + 1]) for first, last in absorbed.stretches),
        )

    def _gap(self, kind: RestKind | None, duration: int) -> None:
        if duration:
            self.gaps.append(Gap(kind=kind, start=self.at, duration=duration))
            self.at += duration

    def _put(self, part: Placed) -> None:
        match part:
            case Utterance():
                duration = self.duration_of(part)
                self.clips.append(Clip(utterance=part, start=self.at, duration=duration))
                self.at += duration
            case BreathCue():
                self._breathe(part)
            case TouchCue():
                self._end_touch(self.at)
                if part.stroke_s is not None:
                    stroke = seconds_to_samples(part.stroke_s, SAMPLE_RATE_HZ)
                    self.touch = _OpenTouch(self.at, stroke, part.alternating)
            case BellCue():
                self._strike(part)
            case BellsCue():
                self._end_bells(self.at)
                if part.every_s is not None:
                    every = seconds_to_samples(part.every_s, SAMPLE_RATE_HZ)
                    self.open_bells = Intervals(start=self.at, end=self.at, every=every, kind=part.kind)
            case SoundCue():
                self._change_bed(part)
            case Mark():
                self.marks.append((part.title, self.at))
            case _:
                pass

    def _breathe(self, cue: BreathCue) -> None:
        inhale, hold, exhale, rest = breath_samples(cue)
        for _ in range(cue.times):
            self.breaths.append(
                BreathSpan(start=self.at, inhale=inhale, hold=hold, exhale=exhale, rest=rest, shape=cue.shape)
            )
            self._gap(None, inhale + hold + exhale + rest)

    def _strike(self, cue: BellCue) -> None:
        for number in range(cue.times):
            self._gap(None, bell_samples(cue) if number else 0)
            self.bells.append(BellStroke(start=self.at, kind=cue.kind))

    def _end_bells(self, end: int) -> None:
        if self.open_bells is not None:
            self.intervals.append(replace(self.open_bells, end=end))
        self.open_bells = None

    def _all_bells(self) -> tuple[BellStroke, ...]:
        found = interval_bells(self.intervals, self.clips, self.bells, self.total)
        return tuple(sorted((*self.bells, *found), key=lambda bell: bell.start))

    def _end_touch(self, end: int) -> None:
        touch = self.touch
        if touch is not None and end > touch.start:
            span = touch_span(
                touch.start, end, touch.stroke, alternating=touch.alternating, breaths=self.breaths
            )
            self.touches.append(span)
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
