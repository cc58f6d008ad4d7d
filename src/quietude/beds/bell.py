"""Singing bowls, struck once with a soft mallet and left to ring until they are silent."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

import numpy as np

from quietude.audio import CHANNELS, SAMPLE_RATE_HZ, Block, Samples
from quietude.beds.cells import interleaved
from quietude.beds.level import loudness
from quietude.beds.motion import raised_cosine
from quietude.units import db_to_amplitude

BELL_LEVEL_LUFS: Final = -28.0
"""Loudness of a stroke's first 3 s: some 8 LU under the voice (-20), present and never startling."""

_FADE_S: Final = 2.5
_LEVEL_OVER_S: Final = 3.0
_BLOCK: Final = 1024


@dataclass(frozen=True, slots=True, kw_only=True)
class Partial:
    """One way in which a bowl rings."""

    ratio: float
    """Its frequency over the lowest one's."""
    level_db: float
    decay_s: float
    """Time to fall by 60 dB."""
    beat_hz: float
    """How far apart its two tones are: no bowl is perfectly round, and each mode exists twice."""
    attack_s: float
    """Time to full strength under a soft mallet."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Bowl:
    """A bowl or bell: its lowest tone and how it rings."""

    name: str
    frequency_hz: float
    length_s: float
    partials: tuple[Partial, ...]


# A bowl's lowest modes, (2,0) to (6,0), stand roughly as the squares of their numbers, a little closer. Such
# ratios are published for Tibetan bowls (Inácio, Henrique and Antunes, "The Dynamics of Tibetan Singing
# Bowls", Acta Acustica 92, 2006, 637-653). These figures, the levels and the decays are a bowl of our own: a
# felt mallet excites the upper modes little, and they die first, so that a stroke opens clear and ends as one
# tone.
_RATIOS: Final = (1.0, 2.71, 4.92, 7.58, 10.66)


def bowl(
    name: str, frequency_hz: float, length_s: float, *, decay: float = 1.0, softness: float = 1.0
) -> Bowl:
    """A singing bowl that sounds for ``length_s``.

    ``decay`` multiplies its decay times; ``softness`` the time of its attack, and with it how little the
    upper partials are excited.
    """
    rows = zip(
        _RATIOS,
        (0.0, -5.0, -14.0, -24.0, -34.0),
        (16.0, 11.0, 6.0, 2.8, 1.3),
        (0.55, 0.85, 1.4, 2.1, 2.6),
        (0.030, 0.016, 0.010, 0.008, 0.006),
        strict=True,
    )
    return Bowl(
        name=name,
        frequency_hz=frequency_hz,
        length_s=length_s,
        partials=tuple(
            Partial(
                ratio=ratio,
                level_db=level_db * (0.7 + 0.3 * softness),
                decay_s=decay_s * decay,
                beat_hz=beat_hz,
                attack_s=attack_s * softness,
            )
            for ratio, level_db, decay_s, beat_hz, attack_s in rows
        ),
    )


LOW_BOWL: Final = bowl("low", 131.0, 18.0, decay=1.2)
MIDDLE_BOWL: Final = bowl("middle", 196.0, 15.0)
HIGH_BOWL: Final = bowl("high", 294.0, 12.5, decay=0.85)
SMALL_BELL: Final = Bowl(
    name="small",
    frequency_hz=1046.5,
    length_s=8.0,
    partials=(
        Partial(ratio=1.0, level_db=0.0, decay_s=7.5, beat_hz=0.8, attack_s=0.006),
        Partial(ratio=2.76, level_db=-16.0, decay_s=3.0, beat_hz=1.6, attack_s=0.004),
        Partial(ratio=5.4, level_db=-30.0, decay_s=1.1, beat_hz=2.4, attack_s=0.003),
    ),
)
BOWLS: Final = {kind.name: kind for kind in (LOW_BOWL, MIDDLE_BOWL, HIGH_BOWL, SMALL_BELL)}
"""Every bowl there is, by name."""


@lru_cache(maxsize=4)
def stroke(bowl: Bowl) -> Block:
    """As `ring`, kept for the next time."""
    return ring(bowl)


def ring(bowl: Bowl) -> Block:
    """One stroke of a bowl, from its first movement to silence: shape (frames, 2). Not to be written to."""
    block = interleaved(ring_at(bowl, SAMPLE_RATE_HZ))
    block.setflags(write=False)
    return block


def ring_at(bowl: Bowl, rate_hz: int) -> Samples:
    """The same at another rate, by ears: shape (2, frames)."""
    frames = round(bowl.length_s * rate_hz)
    ears = np.zeros((CHANNELS, frames), dtype=np.float32)
    for number, partial in enumerate(bowl.partials):
        # After 1.5 times its decay a partial lies 90 dB down; what follows need not be computed.
        lasts_s = min(bowl.length_s, 1.5 * partial.decay_s)
        ringing = round(lasts_s * rate_hz)
        centre_hz = bowl.frequency_hz * partial.ratio
        loud = db_to_amplitude(partial.level_db)
        # The mallet excites one tone of each pair more. The pair's nodes stand at different places on the
        # rim, so the beat reaches the ears at different times, and the sound turns slowly.
        low_hz, high_hz = centre_hz - 0.5 * partial.beat_hz, centre_hz + 0.5 * partial.beat_hz
        shared = _damped(low_hz, 0.11 * number, 0.72 * loud, partial.decay_s, ringing, rate_hz)
        rise = _raised(partial.attack_s, rate_hz)[:ringing]
        fall = _raised(0.2 * lasts_s, rate_hz)[::-1]
        for channel, apart in enumerate((-0.09, 0.09)):
            turn = 0.11 * number + apart
            sound = _damped(high_hz, turn, 0.33 * loud, partial.decay_s, ringing, rate_hz)
            sound += shared
            sound[: len(rise)] *= rise
            sound[ringing - len(fall) :] *= fall
            ears[channel, :ringing] += sound
    fall = _raised(_FADE_S, rate_hz)[::-1]
    ears[:, frames - len(fall) :] *= fall
    heard = loudness(ears[:, : round(_LEVEL_OVER_S * rate_hz)], rate_hz)
    ears *= np.float32(db_to_amplitude(BELL_LEVEL_LUFS - heard))
    return ears


def _damped(hz: float, turn: float, loud: float, decay_s: float, frames: int, rate_hz: int) -> Samples:
    """A sine that begins at ``turn`` (in turns) and falls by 60 dB in ``decay_s``, shape (frames,).

    It turns and sinks evenly, so a long stretch is the product of what every block of it begins with and of
    what happens within a block: two short tables, and no sine for each sample.
    """
    pace = (-3.0 * np.log(10.0) / decay_s + 2j * np.pi * hz) / rate_hz
    starts = loud * np.exp(pace * np.arange(0, frames, _BLOCK) + 2j * np.pi * turn)[:, None]
    within = np.exp(pace * np.arange(_BLOCK))
    out: Samples = starts.real.astype(np.float32) * within.imag.astype(np.float32)
    out += starts.imag.astype(np.float32) * within.real.astype(np.float32)
    return out.reshape(-1)[:frames]


def _raised(duration_s: float, rate_hz: int) -> Samples:
    """How what comes up over a time does so, shape (frames,); backwards, it is how something ends."""
    frames = int(np.ceil(duration_s * rate_hz))
    return np.asarray(raised_cosine(np.arange(frames) / (duration_s * rate_hz)), dtype=np.float32)


class BellStrokes:
    """A Source of strokes of one bowl: each begins at one of ``starts`` (samples), and all ring out."""

    def __init__(self, starts: Sequence[int], *, bowl: Bowl = MIDDLE_BOWL) -> None:
        self._starts = sorted(starts)
        self._bowl = bowl

    def read(self, start: int, frames: int) -> Block:
        """The samples from ``start`` to ``start + frames``, shape (frames, 2)."""
        out = np.zeros((frames, CHANNELS), dtype=np.float32)
        length = round(self._bowl.length_s * SAMPLE_RATE_HZ)
        first = bisect_right(self._starts, start - length)
        last = bisect_left(self._starts, start + frames)
        for struck in self._starts[first:last]:
            ringing = stroke(self._bowl)
            begin, end = max(start, struck), min(start + frames, struck + length)
            out[begin - start : end - start] += ringing[begin - struck : end - struck]
        return out
