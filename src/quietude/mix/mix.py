"""The mix: voice, beds and pacers added up, under the fades of the whole session."""

from __future__ import annotations

import math
import os
from collections.abc import Sequence
from typing import TYPE_CHECKING, Final

import numpy as np

from quietude.audio import CHANNELS, Block, Samples, Source
from quietude.mix.duck import Duck, DuckShape
from quietude.mix.grid import CELL, SILENCE, Gridded
from quietude.mix.stems import PACER_DEPTH_DB, BedStem, PacerStem, VoiceStem
from quietude.narration.clips import Clips
from quietude.timeline.timeline import Timeline

if TYPE_CHECKING:
    from numpy.typing import NDArray

STEM_NAMES: Final = ("voice", "bed", "pacer")


class SessionFade:
    """The fade of the whole session at every sample: raised cosines that never reach into a word.

    A fade longer than the time before the first or after the last word is shortened to it.
    """

    def __init__(self, timeline: Timeline) -> None:
        clips = timeline.clips
        self._duration = timeline.duration
        self._fade_in = min(timeline.fade_in, clips[0].start if clips else timeline.duration)
        self._fade_out = min(timeline.fade_out, timeline.duration - (clips[-1].end if clips else 0))

    def reaching(self, start: int, end: int) -> tuple[int | None, int | None]:
        """The fades' lengths where they reach between ``start`` and ``end``; None for one that does not."""
        return (
            self._fade_in if start < self._fade_in else None,
            self._fade_out if end > self._duration - self._fade_out else None,
        )

    def gain(self, start: int, frames: int) -> Samples | None:
        """The factor, shape (frames,); 0 outside the session, None where it is 1 throughout."""
        end = start + frames
        if start >= self._fade_in and end <= self._duration - self._fade_out:
            return None
        gain = np.ones(frames, dtype=np.float32)
        if start < self._fade_in:
            gain *= _rise(np.arange(start, end), self._fade_in)
        if end > self._duration - self._fade_out:
            gain *= _rise(np.arange(self._duration - start - 1, self._duration - end - 1, -1), self._fade_out)
        gain[: max(0, -start)] = 0.0
        gain[max(0, self._duration - start) :] = 0.0
        return gain


class Stem(Gridded):
    """One part of the mix as it stands in it, under the session's fades."""

    def __init__(self, part: Gridded, fade: SessionFade, *, mono: bool = False) -> None:
        super().__init__()
        self._part = part
        self._fade = fade
        self._mono = mono

    def make(self, start: int) -> Block:
        """See `Gridded.make`."""
        cell = self._part.cell(start // CELL)
        if cell is SILENCE:
            return SILENCE
        gain = self._fade.gain(start, CELL)
        if gain is not None:
            cell = cell * gain[:, np.newaxis]
        return _both(cell) if self._mono else cell


_MIX_KEPT: Final = 6 * (1 + max(3, os.cpu_count() or 1))
"""Cells of the mix that are kept: each thread that encodes reads one and, for the limiter, two on either
side; one thread more than there are cores has the next stretch ready. 384 kB each."""


class Mix(Gridded):
    """A session's sound before mastering; silent outside it.

    Adding its ``stems`` in their order gives its samples exactly.
    """

    def __init__(
        self, timeline: Timeline, *, voice: VoiceStem, bed: BedStem, pacer: PacerStem, mono: bool = False
    ) -> None:
        super().__init__(kept=_MIX_KEPT)
        self.timeline = timeline
        self._bed = bed
        fade = SessionFade(timeline)
        parts: tuple[Gridded, ...] = (voice, bed, pacer)
        self.stems: dict[str, Stem] = {
            name: Stem(part, fade, mono=mono) for name, part in zip(STEM_NAMES, parts, strict=True)
        }

    @property
    def bed_depths_db(self) -> tuple[float, ...]:
        """How far each bed steps back while the voice speaks, in decibels (positive)."""
        return self._bed.depths_db

    def make(self, start: int) -> Block:
        """See `Gridded.make`."""
        sounding = [cell for stem in self.stems.values() if (cell := stem.cell(start // CELL)) is not SILENCE]
        if not sounding:
            return SILENCE
        total = sounding[0]
        for cell in sounding[1:]:
            total = total + cell
        return total


def mix_session(
    timeline: Timeline,
    clips: Clips,
    *,
    beds: Sequence[Source] = (),
    pacers: Sequence[Source] = (),
    strokes: Sequence[Source] = (),
    duck_shape: DuckShape | None = None,
    depths_db: Sequence[float] | None = None,
    further_back_db: float = 0.0,
    mono: bool = False,
) -> Mix:
    """The mix of a session.

    ``beds`` holds one Source for each of ``timeline.beds``, in their order, each beginning at its span's
    start. ``pacers`` (breaths, bells) and ``strokes`` (touch, which goes on under the words and steps back
    for them) are Sources over the whole session. How far each bed must step back is measured on some clips
    and some seconds of it when it is first asked for, unless ``depths_db`` tells it (`Mix.bed_depths_db`).
    ``further_back_db``: how much further than usual beds and strokes step back. ``mono``: both sides hold
    their mean.

    Raises:
        ValueError: the number of beds is not that of the timeline's spans.
    """
    voice = VoiceStem(timeline, clips)
    duck = Duck(timeline.clips, duck_shape)
    return Mix(
        timeline,
        voice=voice,
        bed=BedStem(
            timeline,
            beds,
            duck,
            voice=voice.level,
            depths_db=depths_db,
            further_back_db=further_back_db,
        ),
        pacer=PacerStem(pacers, strokes, duck=duck, depth_db=PACER_DEPTH_DB + further_back_db),
        mono=mono,
    )


def _both(cell: Block) -> Block:
    """The mean of both sides, on both."""
    mean = (cell[:, :1] + cell[:, 1:]) * np.float32(0.5)
    return np.repeat(mean, CHANNELS, axis=1)


def _rise(distance: NDArray[np.int_], length: int) -> Samples:
    """A raised cosine from 0 at distance 0 to 1 at ``length``."""
    phase = np.clip(distance / max(1, length), 0.0, 1.0)
    rise: Samples = (0.5 - 0.5 * np.cos(phase * math.pi)).astype(np.float32)
    return rise
