"""How each stem is cut into clips, so that all clips together sound as the whole stems do.

A stem is as long as its session, so a clip stands in the timeline where it stands in its stem. Wherever a cut
falls, nothing moves; it only has to leave no sound out. Cuts fall on whole frames of `FRAME_RATE_HZ`, which
editors made for pictures need: a clip begins with the frame in which its sound begins, and ends with the one
in which it ends.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Final

from quietude.audio import SAMPLE_RATE_HZ
from quietude.beds.bell import BOWLS
from quietude.export.interchange.events import Event, bed_changes, pacer_cues, printed
from quietude.narration.clips import LONGEST_RING
from quietude.timeline.timeline import Clip, Timeline
from quietude.units import seconds_to_samples

FRAME_RATE_HZ: Final = 24
"""Frames a second of the timeline. Kdenlive makes a project of whatever rate it finds (of 48,000 frames a
second, were it that of the samples), and has profiles of 24; DaVinci Resolve counts a WAV at 24 whatever its
timeline's rate. So a place has one number in the stem and in the timeline, whoever counts."""
FRAME: Final = SAMPLE_RATE_HZ // FRAME_RATE_HZ
"""Samples in a frame, 2,000."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Piece:
    """One clip of a stem: the same place in the stem and in the session."""

    sounding: tuple[Event, ...]
    """What sounds in it, to the sample, in order of start; one or more. A room's ring is not counted."""
    start: int
    """First sample, the first of a frame."""
    end: int
    """First sample after it, the first of a frame, or the session's end."""
    language: str = ""
    """BCP 47, of what is spoken."""
    voice: str = ""
    """Who says it, as the script names the voice."""

    @property
    def name(self) -> str:
        """One line that may be printed: each thing that sounds, once."""
        return ", ".join(dict.fromkeys(event.name for event in self.sounding))


def voice_pieces(timeline: Timeline) -> list[Piece]:
    """A piece for every utterance, up to where no room rings any more or to the next one.

    Utterances that begin in the same frame share a piece.
    """
    pieces: list[Piece] = []
    for clip in timeline.clips:
        if not clip.duration:
            continue  # its text has no sound, such as an emoji
        piece = _spoken(clip, timeline.duration)
        if pieces:
            before = pieces.pop()
            if piece.start <= before.start:
                piece = _together(before, piece)
            else:
                pieces.append(replace(before, end=min(before.end, piece.start)))
        pieces.append(piece)
    return pieces


def bed_pieces(timeline: Timeline) -> list[Piece]:
    """A piece for every stretch in which beds sound; those that fade into each other cannot be cut apart."""
    return _united(bed_changes(timeline), timeline.duration)


def pacer_pieces(timeline: Timeline) -> list[Piece]:
    """A piece for every stretch in which breaths, strokes and bells sound; bells until they have rung out."""
    sounding = [replace(cue, name=cue.kind) for cue in pacer_cues(timeline) if cue.kind != "bell"]
    for bell in timeline.bells:
        rings = seconds_to_samples(BOWLS[bell.kind].length_s, SAMPLE_RATE_HZ)
        sounding.append(Event(kind="bell", name="bell", start=bell.start, end=bell.start + rings))
    return _united(sorted(sounding, key=lambda event: event.start), timeline.duration)


def _spoken(clip: Clip, duration: int) -> Piece:
    return Piece(
        sounding=(Event(kind="words", name=printed(clip.utterance), start=clip.start, end=clip.end),),
        start=_down(clip.start),
        end=_up(clip.end + LONGEST_RING, duration),
        language=clip.utterance.language,
        voice=clip.utterance.voice,
    )


def _united(events: Iterable[Event], duration: int) -> list[Piece]:
    """A piece for all events, in order of start, that touch each other."""
    pieces: list[Piece] = []
    for event in events:
        piece = Piece(sounding=(event,), start=_down(event.start), end=_up(event.end, duration))
        if pieces and piece.start <= pieces[-1].end:
            piece = _together(pieces.pop(), piece)
        pieces.append(piece)
    return pieces


def _together(one: Piece, other: Piece) -> Piece:
    return replace(one, sounding=one.sounding + other.sounding, end=max(one.end, other.end))


def _down(sample: int) -> int:
    return sample // FRAME * FRAME


def _up(sample: int, duration: int) -> int:
    return min(-(-sample // FRAME) * FRAME, duration)
