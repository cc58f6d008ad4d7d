"""A breath to follow: air that swells and brightens, waits, and is let go."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Final

import numpy as np

from quietude.audio import CHANNELS, SAMPLE_RATE_HZ, Block, Samples
from quietude.beds.cells import CELL_FRAMES, FINE_FRAMES, Sparse, control_times, interleaved, spread
from quietude.beds.curves import above, below, hill, product, slope
from quietude.beds.level import loudness, reckon
from quietude.beds.motion import raised_cosine
from quietude.beds.texture import Wide, noise
from quietude.units import db_to_amplitude

if TYPE_CHECKING:
    from numpy.typing import NDArray

PACER_LEVEL_LUFS: Final = -35.0
"""Loudness of a pacer while it sounds: 15 LU under the voice, just over a bed, so that it can be followed."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Breath:
    """One breath; times in samples."""

    start: int
    inhale: int
    hold: int
    exhale: int
    rest: int
    shape: str = "swell"
    """One of `SHAPES`."""

    @property
    def end(self) -> int:
        """First sample after it."""
        return self.start + self.inhale + self.hold + self.exhale + self.rest


@dataclass(frozen=True, slots=True, kw_only=True)
class Shape:
    """How the strength of a breath moves, from 0 to 1."""

    turn: float
    """What is left at the top of a breath, where in turns into out."""
    turn_share: float
    """The share of the in-breath in which it sinks to that."""
    held: float
    """What is left while the breath is held, next to nothing but never cut off."""
    rise: float
    fall: float
    """Exponents of the in-breath's and the out-breath's curve: above 1, it begins and ends more softly."""


SHAPES: Final = {
    # One hears the turn, not a gap: two sounds, in and out.
    "swell": Shape(turn=0.3, turn_share=0.16, held=0.12, rise=1.2, fall=1.3),
    # One sound that comes and goes, as a wave on a shore: strongest at the turn.
    "wave": Shape(turn=1.0, turn_share=0.0, held=0.12, rise=1.0, fall=1.0),
    # A hum that rises by a fifth and sinks again; for those whom the sound of breath disturbs.
    "tone": Shape(turn=0.7, turn_share=0.16, held=0.2, rise=1.0, fall=1.0),
}
"""Every way a breath can sound, by name."""


class BreathPacer:
    """A Source that breathes along ``breaths``, which do not overlap; silence elsewhere."""

    def __init__(self, breaths: Sequence[Breath], *, seed: int = 0) -> None:
        self._seed = seed
        self._sounding = Sparse(breaths, self._cell)

    def read(self, start: int, frames: int) -> Block:
        """The samples from ``start`` to ``start + frames``, shape (frames, 2)."""
        return self._sounding.read(start, frames)

    def _cell(self, index: int, breaths: Sequence[Breath]) -> Block:
        ears = np.zeros((CHANNELS, CELL_FRAMES), dtype=np.float32)
        if air := [breath for breath in breaths if breath.shape != "tone"]:
            self._air.add(ears, index, air)
        if tones := [breath for breath in breaths if breath.shape == "tone"]:
            self._hum.add(ears, index, tones)
        return interleaved(ears)

    @cached_property
    def _air(self) -> _Air:
        return _Air(self._seed)

    @cached_property
    def _hum(self) -> _Hum:
        return _Hum()


class _Air:
    """The sound of air: a dark circle and a bright one, mixed by how open the breath is."""

    def __init__(self, seed: int) -> None:
        # Whispered vowels lie at 500 and 1500 Hz; around them, noise is heard as breath and not as wind.
        dark = product(slope(-5.0), above(160.0, 2), hill(480.0, 0.8, 6.0), below(1500.0, 2))
        bright = product(slope(-4.0), above(600.0, 2), hill(1500.0, 0.8, 5.0), below(4500.0, 2))
        self._sounds = (Wide(noise(dark, (seed, 1)), 0.45), Wide(noise(bright, (seed, 2)), 0.7))
        energies = np.array([[2.0 * sound.energy] for sound in self._sounds])
        self._amplitudes: dict[str, float] = {}
        for shape in SHAPES.keys() - {"tone"}:
            usual = _usual(shape)
            heard = reckon(
                lambda times_s, usual=usual: (  # type: ignore[misc]  # the default binds it
                    energies * np.square(_opened(usual, times_s * SAMPLE_RATE_HZ))
                ).sum(axis=0),
                usual.end / SAMPLE_RATE_HZ,
            )
            self._amplitudes[shape] = db_to_amplitude(PACER_LEVEL_LUFS - heard)

    def add(self, ears: Samples, index: int, breaths: Sequence[Breath]) -> None:
        """Add one cell of these breaths, shape (2, CELL_FRAMES)."""
        at = control_times(index, FINE_FRAMES) * SAMPLE_RATE_HZ
        gains = sum(self._amplitudes[breath.shape] * _opened(breath, at) for breath in breaths)
        for sound, points in zip(self._sounds, np.asarray(gains), strict=True):
            breathed = sound.stereo(index)
            breathed *= spread(points, FINE_FRAMES)
            ears += breathed


def _opened(breath: Breath, at: NDArray[np.float64]) -> NDArray[np.float64]:
    """How strong a breath's dark and bright air are, at points given in samples: shape (2, points)."""
    strength, openness = _movement(breath, at)
    opened: NDArray[np.float64] = np.stack((np.sqrt(1.0 - 0.5 * openness**2), 0.5 * openness))
    return strength * opened


_LOW_HZ: Final = 196.0
_HIGH_HZ: Final = 294.0
"""A fifth, on the notes of the middle and the high bowl (beds/bell.py)."""
_PARTIALS: Final = ((1, 1.0, 0.0), (2, 0.22, 0.07), (3, 0.07, 0.11))
"""Number, amplitude, and how far (in turns) its phase is moved apart in the two ears."""


class _Hum:
    """A soft tone that rises while the breath comes in, stays, and sinks while it goes out."""

    def __init__(self) -> None:
        self._amplitude = 1.0
        usual = _usual("tone")
        ears = np.zeros((CHANNELS, usual.end), dtype=np.float32)
        for index in range(usual.end // CELL_FRAMES):
            self.add(ears[:, index * CELL_FRAMES : (index + 1) * CELL_FRAMES], index, [usual])
        self._amplitude = db_to_amplitude(PACER_LEVEL_LUFS - loudness(ears))

    def add(self, ears: Samples, index: int, breaths: Sequence[Breath]) -> None:
        """Add one cell of these breaths, shape (2, CELL_FRAMES)."""
        at = control_times(index, FINE_FRAMES) * SAMPLE_RATE_HZ
        for breath in breaths:
            strength, openness = _movement(breath, at)
            first_sine, first_cosine = _circle(_turns((index * CELL_FRAMES + _FINE - breath.start), breath))
            sines, cosines = first_sine, first_cosine
            for number, amplitude, apart in _PARTIALS:
                if number > 1:  # each partial is the one before, turned by the first
                    turned = sines * first_cosine + cosines * first_sine
                    cosines = cosines * first_cosine - sines * first_sine
                    sines = turned
                # The upper ones open with the breath.
                opened = strength if number == 1 else strength * openness
                envelope = spread(opened * (amplitude * self._amplitude), FINE_FRAMES)
                shared = envelope * sines
                if apart:
                    shared *= np.float32(np.cos(2.0 * np.pi * apart))
                    own = envelope * cosines
                    own *= np.float32(np.sin(2.0 * np.pi * apart))
                    ears[0] -= own
                    ears[1] += own
                ears += shared


_FINE_STEP: Final = 48
_FINE: Final = np.arange(0, CELL_FRAMES + 1, _FINE_STEP, dtype=np.float64)
"""A hum's phase is computed every millisecond and runs straight in between: while its pitch rises by a fifth
in four seconds, it is never more than 5e-6 turns from where it should be."""


def _circle(turns: NDArray[np.float64]) -> tuple[Samples, Samples]:
    """Sine and cosine of a phase given at `_FINE`, for every sample of a cell."""
    ramp = np.arange(_FINE_STEP) / _FINE_STEP
    between = (turns[:-1, None] + np.diff(turns)[:, None] * ramp).reshape(-1)
    between -= np.floor(between)
    angle = between.astype(np.float32) * np.float32(2.0 * np.pi)
    return np.sin(angle), np.cos(angle)


def _turns(since: NDArray[np.float64], breath: Breath) -> NDArray[np.float64]:
    """The phase of a hum, in turns, ``since`` samples after its breath began: its pitch's integral, exactly.

    The pitch moves by half a cosine, whose integral over x of a breath's part of length t is
    (x - t / pi * sin(pi * x / t)) / 2.
    """
    in_s, hold_s, out_s = (
        max(1, part) / SAMPLE_RATE_HZ for part in (breath.inhale, breath.hold, breath.exhale)
    )
    since_s = since / SAMPLE_RATE_HZ
    rising = np.clip(since_s, 0.0, in_s)
    held = np.clip(since_s - in_s, 0.0, hold_s)
    sinking = np.clip(since_s - in_s - hold_s, 0.0, out_s)
    interval_hz = _HIGH_HZ - _LOW_HZ
    turns: NDArray[np.float64] = _LOW_HZ * rising + _HIGH_HZ * (held + sinking)
    turns += 0.5 * interval_hz * (rising - in_s / np.pi * np.sin(np.pi * rising / in_s))
    turns -= 0.5 * interval_hz * (sinking - out_s / np.pi * np.sin(np.pi * sinking / out_s))
    return turns


def _usual(shape: str) -> Breath:
    """The breath whose loudness is `PACER_LEVEL_LUFS`."""
    return Breath(start=0, inhale=4 * SAMPLE_RATE_HZ, hold=0, exhale=6 * SAMPLE_RATE_HZ, rest=0, shape=shape)


_OPENING_SHARE: Final = 0.16
"""The share of the out-breath in which it opens from what the turn or the hold has left."""
_SETTLE_S: Final = 0.8


def _movement(breath: Breath, at: NDArray[np.float64]) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """How strong and how open a breath is, both 0 to 1, at control points given in samples."""
    shape = SHAPES[breath.shape]
    full = breath.start + breath.inhale
    let_go = full + breath.hold
    inhaled = (at - breath.start) / max(1, breath.inhale)
    exhaled = (at - let_go) / max(1, breath.exhale)
    # In: a swell to its top, then the turn.
    swell = raised_cosine(inhaled / (1.0 - shape.turn_share)) ** shape.rise
    turning = raised_cosine((inhaled - 1.0 + shape.turn_share) / max(shape.turn_share, 1e-9))
    inward = swell * (1.0 - (1.0 - shape.turn) * turning)
    # Held: sinking from the turn and never cut off.
    sunk = raised_cosine((at - full) / (_SETTLE_S * SAMPLE_RATE_HZ))
    held = shape.turn - (shape.turn - shape.held) * sunk
    # Out: opens from where the hold has left it, and sinks for the rest of its time.
    settled = raised_cosine(np.array([breath.hold / (_SETTLE_S * SAMPLE_RATE_HZ)]))
    left = shape.turn - (shape.turn - shape.held) * settled
    opened = raised_cosine(exhaled / _OPENING_SHARE)
    opening = left + (1.0 - left) * opened
    outward = opening * raised_cosine((1.0 - exhaled) / (1.0 - _OPENING_SHARE)) ** shape.fall
    strength = np.where(at < full, inward, np.where(at < let_go, held, outward))
    # Brighter while it comes in, darker while it goes.
    bright = 1.0 - 0.3 * settled
    dimming = (bright + (0.7 - bright) * opened) * (1.0 - exhaled)
    openness = np.where(at < full, swell, np.where(at < let_go, 1.0 - 0.3 * sunk, dimming))
    inside = (at >= breath.start) & (at < let_go + breath.exhale)
    return strength * inside, np.clip(openness, 0.0, 1.0) * inside
