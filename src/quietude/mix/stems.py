"""The parts of the mix, each a Source of its own: the voice, the beds under it, and the pacers."""

from __future__ import annotations

import math
from bisect import bisect_right
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Final

import numpy as np

from quietude.audio import CHANNELS, Block, Samples, Source
from quietude.mix.depth import Level, bed_level, depth_db, layers, mean_power, power_to_db
from quietude.mix.duck import Duck
from quietude.mix.grid import CELL, SILENCE, Gridded, Recent
from quietude.narration.clips import LONGEST_RING, Clips
from quietude.timeline.timeline import BedSpan, Clip, Timeline

if TYPE_CHECKING:
    from numpy.typing import NDArray

CENTRE: Final = math.sqrt(0.5)
"""The factor for a mono clip in each channel. BS.1770 adds the channels' powers, so a clip keeps in the
stereo mix the loudness it was levelled to in mono."""

_CLIPS_KEPT: Final = 6
_CLIPS_MEASURED: Final = 32


class VoiceStem(Gridded):
    """Every clip at its place, in the centre, ringing on under what follows where its room does.

    Only clips that may touch the range read are asked for.
    """

    def __init__(self, timeline: Timeline, clips: Clips) -> None:
        super().__init__()
        self._placed = timeline.clips
        self._reaches = [clip.end + LONGEST_RING for clip in timeline.clips]
        self._sound = clips
        self._clips: Recent[Samples] = Recent(_CLIPS_KEPT)

    def make(self, start: int) -> Block:
        """See `Gridded.make`."""
        end = start + CELL
        at = bisect_right(self._reaches, start)
        cell: Block | None = None
        while at < len(self._placed) and self._placed[at].start < end:
            begin = self._placed[at].start
            low = max(begin, start)
            piece = self._clip(at)[low - begin : end - begin]
            if len(piece):
                if cell is None:
                    cell = np.zeros((CELL, CHANNELS), dtype=np.float32)
                cell[low - start : low - start + len(piece)] += piece[:, np.newaxis]
            at += 1
        return SILENCE if cell is None else cell

    def level(self) -> Level | None:
        """The RMS of up to 32 clips spread over the session, as they stand in the stereo mix: of all of them
        together, and of the softest. None where there is no clip, or no sound in any.

        Of clips that speak a listener's value none is taken where there are others: the beds are not to
        step back by another half decibel, all session long, for another name.
        """
        spoken = (self._clip(at)[: self._placed[at].duration] for at in measured_clips(self._placed))
        sounding = [clip for clip in spoken if clip.any()]
        if not sounding:
            return None
        powers = [mean_power(clip) for clip in sounding]
        together = sum(power * len(clip) for power, clip in zip(powers, sounding, strict=True))
        whole = power_to_db(together / sum(len(clip) for clip in sounding))
        return Level(whole_dbfs=whole, extreme_dbfs=power_to_db(min(powers)))

    def _clip(self, at: int) -> Samples:
        return self._clips.get(at, self._load)

    def _load(self, at: int) -> Samples:
        return self._sound.samples(self._placed[at].utterance) * np.float32(CENTRE)


def measured_clips(clips: Sequence[Clip]) -> list[int]:
    """Which clips the voice's level is measured on: up to 32, spread evenly, public where there are any."""
    public = [at for at, clip in enumerate(clips) if not clip.utterance.private]
    chosen = public or list(range(len(clips)))
    step = max(1, -(-len(chosen) // _CLIPS_MEASURED))
    return chosen[::step]


class BedStem(Gridded):
    """Every bed over its span, with equal-power fades, stepping back for the voice.

    ``sources`` holds one Source for each of ``timeline.beds``, in their order; a Source's own time zero is
    its span's start. ``voice`` tells the level that the beds have to stay under (`VoiceStem.level`). How
    far each one steps back is measured on first use, where ``depths_db`` does not tell it; to what is
    measured ``further_back_db`` is added.
    """

    def __init__(
        self,
        timeline: Timeline,
        sources: Sequence[Source],
        duck: Duck,
        *,
        voice: Callable[[], Level | None],
        depths_db: Sequence[float] | None = None,
        further_back_db: float = 0.0,
    ) -> None:
        super().__init__()
        if len(sources) != len(timeline.beds):
            raise ValueError(f"{len(timeline.beds)} bed spans need as many sources, not {len(sources)}")
        self._spans = timeline.beds
        self._sources = tuple(sources)
        self._duck = duck
        self._voice = voice
        self._known_db = None if depths_db is None else tuple(depths_db)
        self._further_back_db = further_back_db

    @property
    def depths_db(self) -> tuple[float, ...]:
        """How far each bed steps back while the voice speaks, in decibels (positive)."""
        return self._depths()

    def _depths(self) -> tuple[float, ...]:
        if self._known_db is None:
            self._known_db = self._measure()
        return self._known_db

    def make(self, start: int) -> Block:
        """See `Gridded.make`."""
        cell: Block | None = None
        for at, span in enumerate(self._spans):
            low, high = max(span.start, start), min(span.end, start + CELL)
            if low >= high:
                continue
            sound = self._sources[at].read(low - span.start, high - low)
            gain = np.asarray(self._duck.gain(low, high - low, self._depths()[at]), dtype=np.float32)
            gain = gain * span_fade(span, low, high - low)
            if cell is None:
                cell = np.zeros((CELL, CHANNELS), dtype=np.float32)
            cell[low - start : high - start] += sound * (gain[:, np.newaxis] if gain.ndim else gain)
        return SILENCE if cell is None else cell

    def _measure(self) -> tuple[float, ...]:
        """The depth of each span; layers that sound together share the room under the voice."""
        if not self._spans or not self._duck.ducks:
            return (0.0,) * len(self._spans)
        voice = self._voice()
        levels = [
            bed_level(source, span.end - span.start)
            for source, span in zip(self._sources, self._spans, strict=True)
        ]
        pairs = list(zip(self._spans, levels, strict=True))
        return tuple(
            depth_db(layers([level for other, level in pairs if _layered(span, other)]), voice)
            + self._further_back_db
            for span in self._spans
        )


PACER_DEPTH_DB: Final = 12.0
"""How far a pacer that goes on under words steps back for them: from 15 LU under the voice to 27."""


class PacerStem(Gridded):
    """Breath, touch and bells: the sum of Sources that already sound at their own places.

    ``between`` sound only where nobody speaks, or ring out by themselves (breaths, bells); ``under`` go on
    under the words and step back for them (strokes).
    """

    def __init__(
        self,
        between: Sequence[Source],
        under: Sequence[Source] = (),
        *,
        duck: Duck,
        depth_db: float = PACER_DEPTH_DB,
    ) -> None:
        super().__init__()
        self._between = tuple(between)
        self._under = tuple(under)
        self._duck = duck
        self._depth_db = depth_db

    def make(self, start: int) -> Block:
        """See `Gridded.make`."""
        cell = np.zeros((CELL, CHANNELS), dtype=np.float32)
        for source in self._under:
            cell += source.read(start, CELL)
        if cell.any():
            gain = np.asarray(self._duck.gain(start, CELL, self._depth_db), dtype=np.float32)
            cell *= gain[:, np.newaxis] if gain.ndim else gain
        for source in self._between:
            cell += source.read(start, CELL)
        return cell if cell.any() else SILENCE


def span_fade(span: BedSpan, start: int, frames: int) -> Samples | np.float32:
    """The equal-power fade of a bed span over a range inside it: a quarter sine, shape (frames,); or 1.0.

    Two neighbours that overlap by their fades keep their summed power.
    """
    rising, falling = span.start + span.fade_in, span.end - span.fade_out
    if start >= rising and start + frames <= falling:
        return np.float32(1.0)
    fade = np.ones(frames, dtype=np.float32)
    if start < rising:
        fade *= _quarter_sine(np.arange(start - span.start, start - span.start + frames), span.fade_in)
    if start + frames > falling:
        fade *= _quarter_sine(np.arange(span.end - start, span.end - start - frames, -1), span.fade_out)
    return fade


def _quarter_sine(distance: NDArray[np.int_], length: int) -> Samples:
    """0 at distance 0, 1 from ``length`` on. Whole distances: hours into a bed float32 skips samples."""
    sine: Samples = np.sin(np.minimum(distance / length, 1.0) * (math.pi / 2)).astype(np.float32)
    return sine


def _layered(span: BedSpan, other: BedSpan) -> bool:
    """Whether two spans sound together for longer than a change from one to the other takes."""
    overlap = min(span.end, other.end) - max(span.start, other.start)
    if span is other:
        return True
    return overlap > max(span.fade_in, span.fade_out, other.fade_in, other.fade_out)
