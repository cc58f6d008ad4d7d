"""What each place of a schedule's tone sets does over time: pieces, in each of which all moves on lines."""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import numpy as np

from quietude.beds.schedule import Entry, Kind, Schedule, Voice

if TYPE_CHECKING:
    from numpy.typing import NDArray

_END_S: Final = 1e9


@dataclass(frozen=True, slots=True)
class _Change:
    """How one entry gives way to the next."""

    start_s: float
    end_s: float
    before: Entry
    after: Entry


@dataclass(frozen=True, slots=True)
class _Piece:
    start_s: float
    first: Voice
    last: Voice
    first_amplitude: float
    last_amplitude: float


@dataclass(frozen=True, slots=True)
class Track:
    """One kind of sound at one place, over the whole schedule: pieces that meet, each on straight lines.

    Arrays of shape (pieces,), in double precision; where nothing sounds the amplitude is 0. The first piece
    reaches back and the last one on without end. Turns are counted up to a piece's start in whole periods,
    of which only the fraction is kept.
    """

    kind: Kind
    start_s: NDArray[np.float64]
    amplitude: NDArray[np.float64]
    amplitude_slope: NDArray[np.float64]
    """A second."""
    left_hz: NDArray[np.float64]
    """Of a tone: the left ear's; of spinning noise: how often it spins."""
    left_slope: NDArray[np.float64]
    left_turns: NDArray[np.float64]
    right_hz: NDArray[np.float64]
    right_slope: NDArray[np.float64]
    right_turns: NDArray[np.float64]
    width_s: NDArray[np.float64]
    width_slope: NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Strike:
    """One ping of a bell."""

    at_s: float
    hz: float
    amplitude: float


def tracks(schedule: Schedule) -> list[Track]:
    """All that sounds but the bells."""
    changes = list(_changes(schedule.entries, schedule.fade_s))
    places = max(len(entry.tones.voices) for entry in schedule.entries)
    found = []
    for place in range(places):
        pieces = list(_pieces(schedule.entries[0], changes, place))
        kinds = {piece.first.kind for _, piece in pieces if piece is not None}
        found += [_track(kind, pieces) for kind in Kind if kind in kinds]
    return found


def strikes(schedule: Schedule) -> list[Strike]:
    """Every bell, in order: each at the time of the entry whose set it stands in."""
    return [
        Strike(float(entry.at_s), voice.carrier_hz, voice.amplitude)
        for entry in schedule.entries
        for voice in entry.tones.voices
        if voice is not None and voice.kind is Kind.BELL
    ]


def _changes(entries: Sequence[Entry], fade_s: float) -> Iterator[_Change]:
    """When each entry gives way to the next.

    A slide takes all the time between the two. Anything else takes a minute around the second one's time,
    half of it on either side, or less where sets follow each other more closely.
    """
    half_s = fade_s / 2.0
    for number, (before, after) in enumerate(itertools.pairwise(entries)):
        if before.slide:
            yield _Change(before.at_s, after.at_s, before, after)
            continue
        # Where no other change takes a share of the time before or after, all of it is there for this one.
        alone = number == 0 or entries[number - 1].slide
        room_before_s = (after.at_s - before.at_s) / (1.0 if alone else 2.0)
        last = number + 2 == len(entries)
        room_after_s = (
            _END_S if last else 0.0 if after.slide else (entries[number + 2].at_s - after.at_s) / 2.0
        )
        yield _Change(
            after.at_s - min(half_s, room_before_s), after.at_s + min(half_s, room_after_s), before, after
        )


def _pieces(first: Entry, changes: Sequence[_Change], place: int) -> Iterator[tuple[float, _Piece | None]]:
    """What sounds at a place, from when on; None is silence. The end of one is the start of the next."""
    held = _at(first, place)
    yield 0.0, _hold(0.0, held)
    for change in changes:
        before, after = _at(change.before, place), _at(change.after, place)
        start_s, end_s = change.start_s, change.end_s
        if change.before.slide:
            # What is new or ends slides in or out where it is, for as long as the slide takes.
            if before is None and after is not None:
                yield start_s, _Piece(start_s, after, after, 0.0, after.amplitude)
            elif before is not None and after is None:
                yield start_s, _Piece(start_s, before, before, before.amplitude, 0.0)
            else:
                yield from _meet(start_s, end_s, before, after, smooth=_alike(before, after))
        else:
            modes = change.before.fade_out + change.after.fade_in
            smooth = _alike(before, after) and not set(modes) & set("<>")
            if smooth and modes != "==" and before is not None and after is not None:
                smooth = before.pitch == after.pitch
            yield from _meet(start_s, end_s, before, after, smooth=smooth)
        yield end_s, _hold(end_s, after)


def _at(entry: Entry, place: int) -> Voice | None:
    voices = entry.tones.voices
    voice = voices[place] if place < len(voices) else None
    return None if voice is None or voice.kind is Kind.BELL else voice


def _alike(before: Voice | None, after: Voice | None) -> bool:
    return before is not None and after is not None and before.kind is after.kind


def _hold(start_s: float, voice: Voice | None) -> _Piece | None:
    return None if voice is None else _Piece(start_s, voice, voice, voice.amplitude, voice.amplitude)


def _meet(
    start_s: float, end_s: float, before: Voice | None, after: Voice | None, *, smooth: bool
) -> Iterator[tuple[float, _Piece | None]]:
    """One voice to the other: on a straight line, or out in the first half and in in the second."""
    if smooth and before is not None and after is not None:
        yield start_s, _Piece(start_s, before, after, before.amplitude, after.amplitude)
        return
    middle_s = 0.5 * (start_s + end_s)
    yield start_s, None if before is None else _Piece(start_s, before, before, before.amplitude, 0.0)
    yield middle_s, None if after is None else _Piece(middle_s, after, after, 0.0, after.amplitude)


def _track(kind: Kind, pieces: Sequence[tuple[float, _Piece | None]]) -> Track:
    starts = np.array([start_s for start_s, _ in pieces])
    lengths = np.append(np.diff(starts), _END_S)
    kept = np.flatnonzero(lengths > 0.0)
    rows = np.zeros((len(pieces), 8))
    for row, (_, piece) in zip(rows, pieces, strict=True):
        if piece is not None and piece.first.kind is kind:
            one, two = piece.first, piece.last
            row[:] = (
                piece.first_amplitude, piece.last_amplitude,
                one.carrier_hz + one.beat_hz / 2.0, two.carrier_hz + two.beat_hz / 2.0,
                one.carrier_hz - one.beat_hz / 2.0, two.carrier_hz - two.beat_hz / 2.0,
                one.width_s, two.width_s,
            )  # fmt: skip
            if kind is Kind.SPIN:
                row[2:4] = one.beat_hz, two.beat_hz
    starts, lengths, columns = starts[kept], lengths[kept], rows[kept].T
    slopes = [(columns[at + 1] - columns[at]) / lengths for at in (0, 2, 4, 6)]
    return Track(
        kind,
        starts,
        columns[0],
        slopes[0],
        columns[2],
        slopes[1],
        _turns(columns[2], columns[3], lengths),
        columns[4],
        slopes[2],
        _turns(columns[4], columns[5], lengths),
        columns[6],
        slopes[3],
    )


def _turns(
    first_hz: NDArray[np.float64], last_hz: NDArray[np.float64], lengths_s: NDArray[np.float64]
) -> NDArray[np.float64]:
    """The fraction of a turn at each piece's start: the sum of the integrals of all pieces before it."""
    # The fractions of each are summed, so that the sum stays small and exact however many there are.
    within = (0.5 * (first_hz + last_hz) * lengths_s)[:-1] % 1.0
    return np.concatenate([[0.0], np.cumsum(within)]) % 1.0
