"""Singing bowls in a quiet room: soft strokes far apart, and the air that goes on ringing."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np

from quietude.audio import CHANNELS, SAMPLE_RATE_HZ, Block, Source
from quietude.beds.bed import BedKind, parameter
from quietude.beds.bell import bowl, ring
from quietude.beds.cells import CELL_FRAMES, Cells, control_times, spread
from quietude.beds.loops import LENGTHS, Loop, from_lines, lay
from quietude.beds.motion import drift, generator
from quietude.units import db_to_amplitude


@dataclass(frozen=True, slots=True, kw_only=True)
class SingingBowls:
    """What can be set about the bowls."""

    interval: float = parameter(
        9.0, "Time from one stroke to the next, on average.", unit="s", low=4.0, high=60.0
    )
    hum: float = parameter(
        0.5, "How much the bowls sing on between strokes, as if rubbed; 0 is silence.", low=0.0, high=1.0
    )


_ROOT_HZ: Final = 131.0
_BOWLS: Final = tuple(
    bowl(f"bowl-{number}", _ROOT_HZ * ratio, 18.0, decay=length, softness=2.5)
    for number, (ratio, length) in enumerate(((1.0, 1.15), (3 / 2, 1.1), (2.0, 1.0), (9 / 4, 0.95)))
)
"""Root, fifth, octave and ninth: any of them may follow any other, and all sound together."""
_FRAMES: Final = round(_BOWLS[0].length_s * SAMPLE_RATE_HZ)
_JITTER: Final = 0.28


def _hum(seed: int) -> Loop:
    """Three bowls rubbed very softly: pairs of lines close together, which beat as slowly as a breath."""
    length = LENGTHS[1]
    lines = np.zeros(length // 2 + 1, dtype=np.complex64)
    numbers = generator(seed, 7)
    for ratio, level_db in ((1.0, 0.0), (1.5, -5.0), (2.0, -8.0), (2.71, -18.0), (4.065, -24.0)):
        for offset_hz, share in (
            (0.0, 0.8),
            (numbers.uniform(0.08, 0.2), 0.4),
            (-numbers.uniform(0.08, 0.2), 0.3),
        ):
            line = round((_ROOT_HZ * ratio + offset_hz) * length / SAMPLE_RATE_HZ)
            lines[line] += share * db_to_amplitude(level_db) * np.exp(2j * np.pi * numbers.random())
    return from_lines(lines, length)


def _build(parameters: SingingBowls, seed: int) -> Source:
    sounds = [ring(each) for each in _BOWLS]
    interval = parameters.interval * SAMPLE_RATE_HZ
    hum = _hum(seed)
    hum_gain = db_to_amplitude(-46.0 + 14.0 * parameters.hum) if parameters.hum else 0.0

    def strike(out: Block, start: int) -> None:
        first = int((start - _FRAMES) // interval) - 1
        last = int((start + CELL_FRAMES) // interval) + 1
        for number in range(first, last + 1):
            numbers = generator(seed, 3, number)
            late, loud, place = numbers.uniform(-1.0, 1.0, 3)
            # The low bowls are struck more often than the high ones.
            which = int(numbers.choice(len(sounds), p=(0.36, 0.30, 0.20, 0.14)))
            begins = round(interval * (number + 0.5 + _JITTER * late)) - start
            begin, end = max(0, begins), min(CELL_FRAMES, begins + _FRAMES)
            if begin < end:
                turn = (1.0 + 0.45 * place) * np.pi / 4.0
                gain = np.array([np.cos(turn), np.sin(turn)]) * db_to_amplitude(3.0 * loud - 3.0)
                out[begin:end] += sounds[which][begin - begins : end - begins] * gain.astype(np.float32)

    def cell(index: int) -> Block:
        out = np.zeros((CELL_FRAMES, CHANNELS), dtype=np.float32)
        start = index * CELL_FRAMES
        gains = [
            spread(
                hum_gain * 10.0 ** (3.0 * drift(control_times(index), (27.1, 43.9), seed, 10 + side) / 20.0)
            )
            for side in range(CHANNELS)
        ]
        lay(out, start, hum, 0.5, gains[0], gains[1])
        strike(out, start)
        return out

    return Cells(cell)


SINGING_BOWLS: Final = BedKind(
    name="singing-bowls",
    title="Singing bowls",
    description=(
        "Four bowls, root, fifth, octave and ninth, stroked softly one at a time and left to ring; each"
        " beats slowly with itself, turns a little in the room, and is gone before it is missed. A "
        "faint hum joins them."
    ),
    parameters=SingingBowls,
    build=_build,
)
