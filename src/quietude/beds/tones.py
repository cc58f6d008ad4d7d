"""Tones that beat: two in the head (binaural) or in the air (monaural), or one that comes and goes.

What they do to a listener is not settled: of the fourteen studies in a review of 2023 (Ingendoh, Posny and
Heine, doi 10.1371/journal.pone.0286023), five support that brain waves follow the beat and eight contradict
it. They are here because people ask for them.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import numpy as np

from quietude.audio import CHANNELS, SAMPLE_RATE_HZ, Block, Samples, Source
from quietude.beds.bed import BedKind, parameter
from quietude.beds.cells import CELL_FRAMES, Cells, interleaved
from quietude.beds.motion import sine

if TYPE_CHECKING:
    from numpy.typing import NDArray


@dataclass(frozen=True, slots=True, kw_only=True)
class Tones:
    """What can be set about beating tones."""

    start_hz: float = parameter(10.0, "Beats a second at the start.", unit="Hz", low=0.5, high=40.0)
    end_hz: float = parameter(6.0, "Beats a second at the end of the ramp.", unit="Hz", low=0.5, high=40.0)
    over: float = parameter(
        1200.0,
        "How long the ramp from start to end takes; then the end is held.",
        unit="s",
        low=0.0,
        high=86400.0,
    )
    carrier_hz: float = parameter(
        200.0, "The tone that is heard; low ones are gentler.", unit="Hz", low=60.0, high=600.0
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Ears(Tones):
    """What can be set about a beat that needs both ears."""

    mono_safe: float = parameter(
        0.0,
        "How much each ear hears of the other's tone: 0 on headphones, 1 on any speaker.",
        low=0.0,
        high=1.0,
    )


_WITHIN_S: Final = np.arange(CELL_FRAMES) / SAMPLE_RATE_HZ


def _beat_turns(parameters: Tones, index: int) -> NDArray[np.float64]:
    """How many beats have gone by, since the session's start, at the samples of a cell: the ramp's integral.

    In double precision this is exact to 1e-9 turns after eight hours, and no error is ever added up.
    """
    start_hz, end_hz, over_s = parameters.start_hz, parameters.end_hz, parameters.over
    if over_s == 0.0 or index >= over_s:  # all of it is held
        gone = 0.5 * (start_hz + end_hz) * over_s + end_hz * (index - over_s)
        return gone + end_hz * _WITHIN_S
    times_s = index + _WITHIN_S
    ramp_s = np.clip(times_s, 0.0, over_s)
    on_ramp = (start_hz + (0.5 * (end_hz - start_hz) / over_s) * ramp_s) * ramp_s
    before, after = np.minimum(times_s, 0.0), np.maximum(times_s - over_s, 0.0)
    return np.asarray(start_hz * before + on_ramp + end_hz * after)


def _carrier_turns(parameters: Tones, index: int) -> NDArray[np.float64]:
    return parameters.carrier_hz * index % 1.0 + parameters.carrier_hz * _WITHIN_S


def _pair(parameters: Tones, index: int) -> tuple[Samples, Samples]:
    carrier = _carrier_turns(parameters, index)
    half = _beat_turns(parameters, index)
    half *= 0.5
    return sine(carrier - half), sine(carrier + half)


def _binaural(parameters: Ears, _seed: int) -> Source:
    # At 1 both ears hear what `_monaural` makes: the beat is then in the sound and not between the ears.
    left, right = np.float32(0.4 * parameters.mono_safe), np.float32(0.6 * parameters.mono_safe)

    def cell(index: int) -> Block:
        low, high = _pair(parameters, index)
        if parameters.mono_safe:
            apart = high - low
            low, high = low + left * apart, high - right * apart
        return interleaved(np.stack((low, high)))

    return Cells(cell)


def _monaural(parameters: Tones, _seed: int) -> Source:
    def cell(index: int) -> Block:
        low, high = _pair(parameters, index)
        # Not quite equal, so that the beat breathes and does not hammer.
        return _both(np.float32(0.6) * low + np.float32(0.4) * high)

    return Cells(cell)


def _isochronic(parameters: Tones, _seed: int) -> Source:
    def cell(index: int) -> Block:
        # A raised cosine instead of the usual square: the same rhythm, without an edge in it.
        swell = np.float32(0.55) - np.float32(0.45) * sine(_beat_turns(parameters, index) + 0.25)
        return _both(sine(_carrier_turns(parameters, index)) * swell)

    return Cells(cell)


def _both(mono: Samples) -> Block:
    return interleaved(np.broadcast_to(mono, (CHANNELS, CELL_FRAMES)))


BINAURAL: Final = BedKind(
    name="binaural",
    title="Binaural beat",
    description=(
        "A low tone in each ear, a few hertz apart, so that a slow beat seems to arise inside the head."
        " The beat glides from one rate to another over the session. Quiet under a noise or the sea it "
        "is hardly heard."
    ),
    parameters=Ears,
    build=_binaural,
    needs_headphones=True,
    note=(
        "Needs headphones: on loudspeakers or in mono each ear hears both tones; with mono_safe=1 it makes "
        "the same beat for any speaker. Whether brain waves follow such a beat is disputed."
    ),
)

MONAURAL: Final = BedKind(
    name="monaural",
    title="Monaural beat",
    description=(
        "Two low tones a few hertz apart, mixed before they reach the ear, so that one tone swells and "
        "sinks at their difference. It works on any speaker and in mono."
    ),
    parameters=Tones,
    build=_monaural,
    note="Whether brain waves follow such a beat is disputed.",
)

ISOCHRONIC: Final = BedKind(
    name="isochronic",
    title="Isochronic tone",
    description=(
        "One low tone that comes and goes evenly, a few times a second, with rounded edges. The "
        "plainest of the beats; it works on any speaker and in mono."
    ),
    parameters=Tones,
    build=_isochronic,
    note="Whether brain waves follow such a beat is disputed. Not for people whom flicker or pulses disturb.",
)
