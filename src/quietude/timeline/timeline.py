"""What a timeline is: every sound of the session at its exact sample."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise

from quietude.score.score import RestKind, Utterance
from quietude.script.defaults import BELL, BREATH_SHAPES


@dataclass(frozen=True, slots=True, kw_only=True)
class Clip:
    """A spoken utterance at its place."""

    utterance: Utterance
    start: int
    """First sample."""
    duration: int
    """In samples."""

    @property
    def end(self) -> int:
        """First sample after it."""
        return self.start + self.duration


@dataclass(frozen=True, slots=True, kw_only=True)
class Gap:
    """Silence of the voice between two clips."""

    kind: RestKind | None
    """None for the session's lead-in and tail, for paced breathing, and between strokes of a bell."""
    start: int
    duration: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Chapter:
    """From ``start`` to the next chapter's start."""

    title: str
    start: int
    end: int


@dataclass(frozen=True, slots=True, kw_only=True)
class BreathSpan:
    """One breath of the pacer: in, hold, out, rest, in samples, from ``start``."""

    start: int
    inhale: int
    hold: int
    exhale: int
    rest: int
    shape: str = BREATH_SHAPES[0]
    """One of `quietude.script.defaults.BREATH_SHAPES`."""

    @property
    def let_go(self) -> int:
        """First sample of the out-breath."""
        return self.start + self.inhale + self.hold

    @property
    def end(self) -> int:
        """First sample after it."""
        return self.let_go + self.exhale + self.rest


@dataclass(frozen=True, slots=True, kw_only=True)
class TouchStroke:
    """One stroke from ``start`` on, for ``duration`` samples."""

    start: int
    duration: int
    left: bool
    """The left hand strokes."""
    right: bool
    """The right hand strokes."""

    @property
    def end(self) -> int:
        """First sample after it."""
        return self.start + self.duration


@dataclass(frozen=True, slots=True, kw_only=True)
class TouchSpan:
    """Touch from ``start`` to ``end``."""

    start: int
    end: int
    stroke: int
    """Its own period, kept wherever no breath is paced."""
    strokes: tuple[TouchStroke, ...]
    """In order, within the span, never overlapping; a paced breath has one, which is its out-breath."""


@dataclass(frozen=True, slots=True, kw_only=True)
class BellStroke:
    """A bell, struck at ``start``."""

    start: int
    kind: str = BELL
    """One of `quietude.script.defaults.BELLS`."""


@dataclass(frozen=True, slots=True, kw_only=True)
class BedSpan:
    """A bed that sounds from ``start`` to ``end``; its fades lie inside."""

    bed: str
    """As ``--bed`` takes it."""
    start: int
    end: int
    fade_in: int
    fade_out: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Timeline:
    """A session, exact to the sample. All places and lengths are samples at ``sample_rate_hz``.

    Raises:
        ValueError: clips or breaths overlap; whoever makes a timeline keeps them apart.
    """

    sample_rate_hz: int
    duration: int
    clips: tuple[Clip, ...]
    """In order, never overlapping."""
    gaps: tuple[Gap, ...]
    """In order; with the clips they tile the whole session."""
    chapters: tuple[Chapter, ...]
    breaths: tuple[BreathSpan, ...]
    """In order; no two overlap, and none a clip: nobody speaks over a breath that is to be followed."""
    touches: tuple[TouchSpan, ...]
    bells: tuple[BellStroke, ...]
    """In order."""
    beds: tuple[BedSpan, ...]
    """In order of start; neighbours overlap by their fades."""
    fade_in: int
    """Fade of the whole session at its start."""
    fade_out: int
    """Fade of the whole session at its end."""
    rounds: tuple[int, ...]
    """How many rounds each set of phrases got."""
    personal: tuple[tuple[int, int], ...] = ()
    """Start and end of every stretch that a listener's value decides: the words that speak it, and what they
    move. All that lies outside stands where it does for every other listener."""

    def __post_init__(self) -> None:
        sounding = sorted(
            [(clip.start, clip.end) for clip in self.clips if clip.duration]
            + [(breath.start, breath.end) for breath in self.breaths]
        )
        if any(after < end for (_, end), (after, _) in pairwise(sounding)):
            raise ValueError("breaths and clips overlap")

    @property
    def duration_s(self) -> float:
        """Length in seconds."""
        return self.duration / self.sample_rate_hz
