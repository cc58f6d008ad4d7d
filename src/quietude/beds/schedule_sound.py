"""The sound of a schedule: computed for any second from where its slides stand at that second."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from typing import TYPE_CHECKING, Final

import numpy as np

from quietude.audio import CHANNELS, SAMPLE_RATE_HZ, Block, Samples, Source
from quietude.beds.cells import CELL_FRAMES, Cells, Layers, interleaved
from quietude.beds.curves import above, below, product, slope, stereo_width
from quietude.beds.level import BED_LEVEL_LUFS, measure_at
from quietude.beds.motion import raised_cosine, sine
from quietude.beds.schedule import Kind, Schedule
from quietude.beds.schedule_tracks import Strike, Track, strikes, tracks
from quietude.beds.texture import StereoNoise, Texture, noise
from quietude.errors import BedError
from quietude.units import amplitude_to_db

if TYPE_CHECKING:
    from numpy.typing import NDArray

_NOISE_RMS: Final = 0.25
"""RMS of a noise at 100 per cent: its peaks then reach about where a tone's do."""
_NOISE_PEAK: Final = 6.0
"""How far over its RMS a circle of Gaussian noise goes at most."""
_WIDTH: Final = 0.7
_PEAK_DBFS: Final = -3.0
_HELD_S: Final = 60
"""How much of what is held after the last entry counts for the level."""

_BELL_S: Final = 4.0
_BELL_DECAY_S: Final = 0.6
"""Time to fall to 1/e."""
_BELL_ATTACK_S: Final = 0.008
_BELLS_OVERLAP: Final = 1.25

_ROUNDED: Final = product(above(30.0, 3), below(16_000.0, 2))
_COLOURS: Final = {
    Kind.PINK: product(slope(-3.0103), _ROUNDED),
    Kind.BROWN: product(slope(-6.0206), _ROUNDED),
    Kind.WHITE: _ROUNDED,
}
"""As the noise beds have them (see `quietude.beds.noise`)."""


def open_schedule(schedule: Schedule, seed: int) -> Source:
    """The schedule as a bed at `BED_LEVEL_LUFS` over all of it that sounds, the same for the same seed.

    Peaks stay under -3 dBFS even where that leaves the whole quieter than other beds.

    Raises:
        BedError: nothing in it sounds.
    """
    sound = ScheduleSound(schedule, seed)
    seconds = sound.audible_seconds()
    if not len(seconds):
        raise BedError("this schedule is silent: no entry leaves anything to hear")
    room_db = _PEAK_DBFS - amplitude_to_db(sound.peak())
    # Measured as loud as it may be, so that tones of a thousandth are no silence to the meter's gate.
    raised = Layers([(sound, room_db)])
    return Layers([(raised, min(BED_LEVEL_LUFS - measure_at(raised, seconds), 0.0))])


class ScheduleSound:
    """A Source of a schedule's tones, noises and bells, at the amplitudes they are written with.

    Before 0 its first set sounds as at 0; after the last entry its set is held.
    """

    def __init__(self, schedule: Schedule, seed: int) -> None:
        self._tracks = tracks(schedule)
        self._strikes = strikes(schedule)
        self._struck_s = [strike.at_s for strike in self._strikes]
        self._length_s = schedule.entries[-1].at_s
        self._loud = max(
            sum(
                voice.amplitude * _peak_factor(voice.kind)
                for voice in entry.tones.voices
                if voice is not None
            )
            for entry in schedule.entries
        )
        width = stereo_width(_WIDTH)
        kinds = {track.kind for track in self._tracks}
        self._noises = {
            kind: StereoNoise(_COLOURS[kind], width, seed, stream=20 + number)
            for number, kind in enumerate(_COLOURS)
            if kind in kinds
        }
        self._spun: Texture | None = None
        if Kind.SPIN in kinds:
            self._spun = noise(_COLOURS[Kind.PINK], (seed, 30))
        self._cells = Cells(self._cell)

    def read(self, start: int, frames: int) -> Block:
        """The samples from ``start`` to ``start + frames``, shape (frames, 2)."""
        return self._cells.read(start, frames)

    def peak(self) -> float:
        """What no sample exceeds; 1 full scale."""
        return self._loud

    def audible_seconds(self) -> NDArray[np.int64]:
        """The whole seconds in which anything sounds, up to a minute after the last entry."""
        audible = np.zeros(self._length_s + _HELD_S, dtype=bool)
        for track in self._tracks:
            ends = np.append(track.start_s[1:], len(audible))
            loud = (track.amplitude > 0.0) | (track.amplitude_slope > 0.0)
            for start_s, end_s in zip(track.start_s[loud], ends[loud], strict=True):
                audible[int(start_s) : int(np.ceil(end_s))] = True
        for strike in self._strikes:
            audible[int(strike.at_s) : int(strike.at_s) + 2] = True
        return np.flatnonzero(audible)

    def _cell(self, index: int) -> Block:
        ears = np.zeros((CHANNELS, CELL_FRAMES), dtype=np.float32)
        strengths: dict[Kind, Samples] = {}
        for track in self._tracks:
            first = max(0, int(np.searchsorted(track.start_s, index, "right")) - 1)
            last = int(np.searchsorted(track.start_s, index + 1, "left"))
            for piece in range(first, max(last, first + 1)):
                if track.amplitude[piece] == 0.0 and track.amplitude_slope[piece] == 0.0:
                    continue
                begin = 0 if piece == first else _frame(track.start_s[piece] - index)
                end = CELL_FRAMES if piece + 1 >= last else _frame(track.start_s[piece + 1] - index)
                self._add(ears, strengths, track, piece, index * CELL_FRAMES, begin, end)
        for kind, strength in strengths.items():
            sound = self._noises[kind].stereo(index)
            sound *= strength * np.float32(_NOISE_RMS)
            ears += sound
        self._ring(ears, index)
        return interleaved(ears)

    def _add(
        self,
        ears: Samples,
        strengths: dict[Kind, Samples],
        track: Track,
        piece: int,
        origin: int,
        begin: int,
        end: int,
    ) -> None:
        """One piece of a track from ``begin`` to ``end`` within the cell that starts at ``origin``."""
        at = np.arange(origin + begin, origin + end, dtype=np.int64)
        since_s = at / SAMPLE_RATE_HZ - track.start_s[piece]
        moving_s = np.maximum(since_s, 0.0)
        strength = (track.amplitude[piece] + track.amplitude_slope[piece] * moving_s).astype(np.float32)
        if track.kind is Kind.TONE:
            for ear, hz, rise, turns in (
                (0, track.left_hz, track.left_slope, track.left_turns),
                (1, track.right_hz, track.right_slope, track.right_turns),
            ):
                phase = turns[piece] + hz[piece] * since_s + 0.5 * rise[piece] * moving_s**2
                ears[ear, begin:end] += strength * sine(phase)
        elif track.kind is Kind.SPIN:
            phase = track.left_turns[piece] + track.left_hz[piece] * since_s
            phase += 0.5 * track.left_slope[piece] * moving_s**2
            width_s = track.width_s[piece] + track.width_slope[piece] * moving_s
            late = (width_s * SAMPLE_RATE_HZ) * sine(phase)
            strength *= np.float32(_NOISE_RMS)
            ears[0, begin:end] += strength * self._delayed(at, late)
            ears[1, begin:end] += strength * self._delayed(at, -late)
        else:
            total = strengths.setdefault(track.kind, np.zeros(CELL_FRAMES, dtype=np.float32))
            total[begin:end] += strength

    def _delayed(self, at: NDArray[np.int64], late: NDArray[np.float64]) -> Samples:
        """The spinning noise so many samples late, between samples by the cubic through the nearest four."""
        if self._spun is None or not len(at):
            return np.zeros(len(at), dtype=np.float32)
        margin = 160  # more than the widest spin, 2.9 ms
        index = int(at[0]) // CELL_FRAMES
        before, here, after = (self._spun.second(index + away) for away in (-1, 0, 1))
        held = np.concatenate([before[-margin:], here, after[:margin]])
        places = (at - (index * CELL_FRAMES - margin)) - late
        whole = np.floor(places).astype(np.int64)
        x = (places - whole).astype(np.float32)
        a, b, c, d = (held[whole + step] for step in (-1, 0, 1, 2))
        third, half = np.float32(1.0 / 3.0), np.float32(0.5)
        return np.asarray(
            b
            + x * ((c - half * b - third * a - half * third * d)
            + x * (half * (a + c) - b + x * (half * (b - c) + half * third * (d - a)))),
            dtype=np.float32,
        )  # fmt: skip

    def _ring(self, ears: Samples, index: int) -> None:
        """Add the bells that ring within a cell."""
        first = bisect_right(self._struck_s, index - _BELL_S)
        last = bisect_left(self._struck_s, index + 1)
        for strike in self._strikes[first:last]:
            ears += _ping(strike, index)


def _ping(strike: Strike, index: int) -> Samples:
    at = np.arange(index * CELL_FRAMES, (index + 1) * CELL_FRAMES, dtype=np.int64)
    since_s = np.clip(at / SAMPLE_RATE_HZ - strike.at_s, 0.0, _BELL_S)
    shape = raised_cosine(since_s / _BELL_ATTACK_S) * raised_cosine((_BELL_S - since_s) / 0.5)
    shape *= strike.amplitude * np.exp(-since_s / _BELL_DECAY_S)
    return shape.astype(np.float32) * sine(strike.hz * since_s)


def _frame(seconds: float) -> int:
    """The first frame at or after a time within a cell."""
    return min(CELL_FRAMES, max(0, int(np.ceil(seconds * SAMPLE_RATE_HZ - 1e-6))))


def _peak_factor(kind: Kind) -> float:
    if kind is Kind.BELL:
        return _BELLS_OVERLAP
    return 1.0 if kind is Kind.TONE else _NOISE_RMS * _NOISE_PEAK
