"""What MP3's bit reservoir costs when it is off, what the joins of segments cost, and which bit rate answers.

    python -m benchmarks.quality [--seconds 180] [--voice heart] [--workers 2] [--write]

Real sessions are mastered, encoded in one go with and without LAME's reservoir and in quietude's segments, at
several bit rates, and by LAME's variable bit rates; then decoded, aligned to the sample, and compared with
the master by noise-to-mask ratio (`benchmarks.noise_to_mask`). Before that the measure is tried on noise
whose ratio is known. Leaves with 1 where the measure or an alignment is not what it must be. ``--write`` puts
the tables and the picture into docs/mp3.md. Some ten minutes on two cores; needs a voice, and matplotlib
(extra ``plot``) for ``--write``.
"""

from __future__ import annotations

import argparse
import itertools
import statistics
from collections.abc import Sequence
from concurrent.futures import ProcessPoolExecutor
from functools import partial
from typing import Final
from unittest import mock

import numpy as np
from numpy.typing import NDArray

from benchmarks.mastered import PIECES, Piece, mastered
from benchmarks.mp3_ways import Way, cpu_s_of_children, decoded, encoded, gain_db, lag, signal_to_noise_db
from benchmarks.noise_to_mask import STEP, Energies, centre_of, masks, noise_to_mask, to_db
from benchmarks.quality_told import Figures, Heard, Joins, told, write
from quietude.audio import SAMPLE_RATE_HZ, Block
from quietude.export import segments
from quietude.export.decoded import place_of
from quietude.export.frames import FRAME_SAMPLES, Encoding
from quietude.export.segments import SEGMENT_FRAMES
from quietude.job import DEFAULT_BITRATE_KBPS

RATES_KBPS: Final = (64, 80, 96, 112, 128, 160, 192)
"""The ones asked about are 96 to 192; the others carry the curves past them."""
EFFORTS: Final = (0, 2, 3, 5, 7)
"""ffmpeg's ``compression_level``; quietude takes 3."""
WAYS: Final = (
    *(Way(rate_kbps=rate) for rate in RATES_KBPS),
    *(Way(rate_kbps=rate, reservoir=False) for rate in RATES_KBPS if rate != 80),
    *(Way(rate_kbps=rate, reservoir=False, segments=True) for rate in RATES_KBPS if rate != 80),
    *(Way(quality=quality) for quality in (2, 4)),
    *(Way(quality=quality, reservoir=False) for quality in (2, 4)),
    *(
        Way(rate_kbps=DEFAULT_BITRATE_KBPS, reservoir=False, effort=effort)
        for effort in EFFORTS
        if effort != 3
    ),
)

_SHIFT_FRAMES: Final = 128
"""1152 * 128 samples are a whole number of the measure's steps, so the masks need only be moved along."""
_SHIFTS: Final = 3
_NEAR: Final = 3 * FRAME_SAMPLES
_TIMED_ROUNDS: Final = 5
_LEAST_BETTER_DB: Final = 3.0
"""By how much 128 kbit/s has to be better than 64, or the measure is deaf."""
_LEAST_SHOWN_DB: Final = 1.0
"""By how much a join without a run-up has to show. Rain hides the most of it: there it is 2 dB, over a drone
14; joins as quietude makes them change 0.12 dB at most."""


def main() -> int:
    """Measure and print; 1 where the measure cannot be trusted."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--seconds", type=int, default=180, help="of each session")
    parser.add_argument("--voice", default="heart")
    parser.add_argument("--workers", type=int, default=2, help="sessions measured at once")
    parser.add_argument("--write", action="store_true", help="put tables and picture into docs/mp3.md")
    given = parser.parse_args()
    wrong = faults_of_the_measure()
    hear = partial(heard, seconds=given.seconds, voice=given.voice)
    with ProcessPoolExecutor(given.workers) as pool:
        everything = []
        for one in pool.map(hear, PIECES):
            everything.append(one)
            print(f"measured: {one.label}", flush=True)
    for one in everything:
        wrong += faults_of(one)
    times_s = times_of_efforts(mastered(PIECES[0], given.seconds, given.voice))
    print(told(everything, times_s))
    for fault in wrong:
        print(f"WRONG: {fault}")
    if given.write and not wrong:
        write(everything, times_s)
    return 1 if wrong else 0


def heard(piece: Piece, *, seconds: int, voice: str) -> Heard:
    """All ways of one session."""
    sound = mastered(piece, seconds, voice)
    mask = masks(sound)
    return Heard(
        label=piece.label,
        seconds=len(sound) / SAMPLE_RATE_HZ,
        figures={way: figures_of(sound, mask, way) for way in WAYS},
        joins=joins_of(sound, mask),
    )


def figures_of(sound: Block, mask: Energies, way: Way) -> Figures:
    """One way of one session."""
    frames = encoded(sound, way)
    back = decoded(frames, len(sound))
    ratios = noise_to_mask(sound, back, mask)
    return Figures(
        bytes=len(frames),
        mean_db=ratios.mean_db,
        disturbed=ratios.disturbed,
        most_db=ratios.quantile_db(0.95),
        worst_db=ratios.worst_db(0.01),
        signal_to_noise_db=signal_to_noise_db(sound, back),
        late=lag(sound, back),
        gain_db=gain_db(sound, back),
    )


def joins_of(sound: Block, mask: Energies) -> Joins:
    """The measure around the joins of segments and elsewhere, beside one encode in one go.

    The sound is encoded several times, each time from a later place, so that the joins fall elsewhere. To see
    that a bad join would show, segments are also made with no run-up, which quietude never does.
    """
    rate, without_run_up = DEFAULT_BITRATE_KBPS, mock.patch.object(segments, "PREROLL_FRAMES", 0)
    joined, whole, bare, near, frames, unlike = [], [], [], [], 0, 0
    changes_db: list[float] = []
    for turn in range(_SHIFTS):
        start = turn * _SHIFT_FRAMES * FRAME_SAMPLES
        rest, rest_mask = sound[start:], mask[start // STEP :]
        in_segments = encoded(rest, Way(rate_kbps=rate, reservoir=False, segments=True))
        in_one_go = encoded(rest, Way(rate_kbps=rate, reservoir=False))
        with without_run_up:
            badly = encoded(rest, Way(rate_kbps=rate, reservoir=False, segments=True))
        joined.append(_ratios(rest, in_segments, rest_mask))
        whole.append(_ratios(rest, in_one_go, rest_mask))
        bare.append(_ratios(rest, badly, rest_mask))
        centres = np.array([centre_of(spectrum) for spectrum in range(len(rest_mask))])
        places = range(SEGMENT_FRAMES, len(rest) // FRAME_SAMPLES, SEGMENT_FRAMES)
        around = np.array([np.abs(centres - place_of(frame)) <= _NEAR for frame in places])
        near.append(around.any(axis=0))
        changes_db += [_change_db(whole[-1][each], joined[-1][each]) for each in around]
        size = Encoding(bitrate_kbps=rate).frame_bytes
        pairs = zip(_cut(in_segments, size), _cut(in_one_go, size), strict=True)
        unlike += sum(one != other for one, other in pairs)
        frames += len(in_one_go) // size
    at = np.concatenate(near)
    return Joins(
        near_db=to_db(float(np.concatenate(joined)[at].mean())),
        near_whole_db=to_db(float(np.concatenate(whole)[at].mean())),
        near_bare_db=to_db(float(np.concatenate(bare)[at].mean())),
        elsewhere_db=to_db(float(np.concatenate(joined)[~at].mean())),
        elsewhere_whole_db=to_db(float(np.concatenate(whole)[~at].mean())),
        changes_db=tuple(changes_db),
        unlike=unlike / frames,
    )


def _ratios(sound: Block, frames: bytes, mask: Energies) -> NDArray[np.float64]:
    return noise_to_mask(sound, decoded(frames, len(sound)), mask).by_frame


def _change_db(before: NDArray[np.float64], after: NDArray[np.float64]) -> float:
    """By how much the mean ratio rose; 0.0 where there is no noise at all, as in silence."""
    return 0.0 if np.array_equal(before, after) else to_db(float(after.mean() / before.mean()))


def _cut(frames: bytes, size: int) -> list[bytes]:
    return [frames[at : at + size] for at in range(0, len(frames), size)]


def times_of_efforts(sound: Block) -> dict[int, float]:
    """Processor seconds of encoding a sound at the default bit rate; medians, all efforts in turns."""
    taken: dict[int, list[float]] = {effort: [] for effort in EFFORTS}
    for _ in range(_TIMED_ROUNDS):
        for effort in EFFORTS:
            began = cpu_s_of_children()
            encoded(sound, Way(rate_kbps=DEFAULT_BITRATE_KBPS, reservoir=False, effort=effort))
            taken[effort].append(cpu_s_of_children() - began)
    return {effort: statistics.median(times) for effort, times in taken.items()}


def faults_of_the_measure() -> list[str]:
    """What is wrong with it, tried on white noise with other white noise added to it.

    In even noise a band's mask lies some 4 dB under it, and half of the added noise is a shift of phase (3
    dB): so the ratio is about the negative of the signal-to-noise ratio, and moves with it dB by dB.
    """
    drawn = np.random.default_rng(1)
    sound, noise = drawn.normal(0.0, 0.05, (2, 10 * SAMPLE_RATE_HZ, 2)).astype(np.float32)
    mask = masks(sound)
    found = []
    for ratio_db in (20.0, 40.0, 60.0):
        measured = noise_to_mask(sound, sound + noise * np.float32(10.0 ** (-ratio_db / 20.0)), mask).mean_db
        print(f"white noise {ratio_db:.0f} dB under white noise: noise to mask {measured:.1f} dB")
        if abs(measured + ratio_db) > 1.0:
            found.append(f"noise at -{ratio_db:.0f} dB measures {measured:.1f} dB")
    same = noise_to_mask(sound, sound, mask).mean_db
    print(f"a sound beside itself: {same} dB\n")
    return found if same == -float("inf") else [*found, f"no noise measures {same:.1f} dB"]


def faults_of(one: Heard) -> list[str]:
    """Encodings that are not aligned, or a measure that does not rise as the bit rate falls."""
    found = []
    for way, figures in one.figures.items():
        if figures.late or abs(figures.gain_db) > 0.1:
            found.append(f"{one.label}, {way}: {figures.late} samples late, {figures.gain_db:.2f} dB louder")
    for reservoir, cut in ((True, False), (False, False), (False, True)):
        ways = [Way(rate_kbps=rate, reservoir=reservoir, segments=cut) for rate in RATES_KBPS]
        ratios = {way.rate_kbps: one.figures[way].mean_db for way in ways if way in one.figures}
        if not _falls(list(ratios.values())) or ratios[64] < ratios[128] + _LEAST_BETTER_DB:
            found.append(f"{one.label}: the noise to mask at each bit rate is {ratios}")
    if one.joins.near_bare_db < one.joins.near_whole_db + _LEAST_SHOWN_DB:
        found.append(f"{one.label}: joins without a run-up do not show ({one.joins.near_bare_db:.1f} dB)")
    return found


def _falls(values: Sequence[float]) -> bool:
    return all(later < earlier for earlier, later in itertools.pairwise(values))


if __name__ == "__main__":
    raise SystemExit(main())
