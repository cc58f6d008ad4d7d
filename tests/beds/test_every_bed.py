"""What holds for every bed that is registered, whoever wrote it."""

from __future__ import annotations

import time
import tracemalloc
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from quietude.audio import Block, Source
from quietude.beds.bed import BED_LEVEL_LUFS, BedKind
from quietude.beds.level import Reckoned, measure, measure_at
from quietude.beds.spec import BedSpec, kinds, make_bed, parse_bed
from quietude.errors import BedError
from tests.beds.bed_checks import HOUR, SECOND, bed, loudness_lufs, mono_loss_db, read_in_pieces, stretch

KINDS = {kind.name: kind for kind in kinds()}
SCHEDULE = str(Path(__file__).parent / "schedules" / "descent.sbg")
BLOCK = SECOND // 10


@dataclass
class Made:
    kind: BedKind[Any]
    source: Source
    stretch: Block


@dataclass
class Heard:
    pieces: list[Block]
    needs_headphones: bool


@pytest.fixture(scope="module", params=KINDS)
def made(request: pytest.FixtureRequest) -> Made:
    """Each bed, made once for all that is asked of it."""
    return Made(KINDS[request.param], bed(request.param), stretch(request.param))


def test_reads_are_a_pure_function_of_the_range(made: Made) -> None:
    for start in (0, 7 * HOUR + 12_345, -70_000):
        whole = made.source.read(start, 6 * SECOND // 5)
        assert whole.dtype == np.float32
        assert np.array_equal(whole, read_in_pieces(made.source, start, len(whole)))


def test_a_seed_decides_the_sound(made: Made) -> None:
    # Tones are the same whatever the seed. The others are made without levelling, which costs most.
    if made.kind.name not in {"binaural", "monaural", "isochronic"}:
        other = made.kind.build(made.kind.parameters(), 8).read(SECOND, 1000)[:, 0]
        same = made.source.read(SECOND, 1000)[:, 0]
        assert abs(np.corrcoef(same, other)[0, 1]) < 0.9


def test_the_same_seed_gives_the_same_sound() -> None:
    first, second = (KINDS["rain"].make(KINDS["rain"].parameters(), 3).read(HOUR, 1000) for _ in range(2))
    assert np.array_equal(first, second)


def test_loudness_over_ten_minutes(made: Made) -> None:
    places_s = np.arange(0.0, 600.0, 6.0) + np.random.default_rng(5).uniform(0.0, 5.0, 100)
    looks = [made.source.read(int(place) * SECOND, SECOND) for place in places_s]
    assert loudness_lufs(np.concatenate(looks)) == pytest.approx(BED_LEVEL_LUFS, abs=0.5)


@pytest.fixture(
    scope="module",
    params=[(name, minutes) for name in [*KINDS, SCHEDULE] for minutes in (1, 60)],
    ids=lambda param: f"{Path(param[0]).stem}-{param[1]}min",
)
def session(request: pytest.FixtureRequest) -> Heard:
    """What a session of a minute, or of an hour, has of a bed, read in blocks of 100 ms.

    A minute is heard whole; of an hour its two ends, and twelve places of two seconds, each with the border
    of two cells in its middle.
    """
    name, minutes = request.param
    spec = parse_bed(name)[0]
    middles_s = [30]
    reach_s = 30
    if minutes == 60:
        within = np.random.default_rng(11).integers(2, 3598, 12)
        middles_s, reach_s = [1, *within, 3599], 1
    source = bed(name)
    pieces = []
    for middle_s in middles_s:
        starts = range((middle_s - reach_s) * SECOND, (middle_s + reach_s) * SECOND, BLOCK)
        pieces.append(np.concatenate([source.read(start, BLOCK) for start in starts]))
    return Heard(pieces, spec.needs_headphones)


def test_no_dc_and_no_clipping(session: Heard) -> None:
    whole = np.concatenate(session.pieces)
    assert np.abs(whole).max() < 0.5
    offset = np.abs(whole.mean(axis=0, dtype=np.float64)).max()
    assert offset < 1e-3  # -60 dBFS, and 60 dB under the sound itself:
    assert offset < 1e-3 * np.sqrt(np.square(whole, dtype=np.float64).mean())


def test_no_jump_where_blocks_or_cells_meet(session: Heard) -> None:
    at_borders, elsewhere = [], []
    for piece in session.pieces:
        steps = np.abs(np.diff(piece, axis=0)).max(axis=1)
        borders = np.arange(BLOCK, len(piece), BLOCK) - 1
        at_borders.append(steps[borders])
        elsewhere.append(np.delete(steps, borders))
    # A border is an ordinary place: its steps are no larger than those elsewhere (up to rounding). A tone of
    # whole hertz may be steepest at every one of them, which is pi / 2 of its mean.
    outer, inner = np.concatenate(at_borders), np.concatenate(elsewhere)
    assert outer.max() <= 1.0001 * inner.max()
    assert outer.mean() < 1.6 * inner.mean()


def test_mono_fold_down_loses_three_decibels_at_most(session: Heard) -> None:
    if not session.needs_headphones:
        assert mono_loss_db(np.concatenate(session.pieces)) <= 3.0


def test_fast_enough(made: Made) -> None:
    began = time.process_time()
    made.source.read(100 * SECOND, 10 * SECOND)
    # A hundred times real time is promised, most are beyond five hundred; half leaves room for slow machines.
    assert 10.0 / (time.process_time() - began) > 50.0


def test_starts_at_once_and_stays_small(made: Made) -> None:
    tracemalloc.start()
    began = time.process_time()
    source = make_bed(BedSpec(kind=made.kind, parameters=made.kind.parameters()), 11)
    for index in range(6):
        source.read(index * SECOND, SECOND)
    took_s = time.process_time() - began
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert peak < 25e6
    assert took_s < 0.5  # a tenth of that is usual; slow machines, and the watching, need room


def test_is_as_loud_as_it_reckons(made: Made) -> None:
    source = made.kind.build(made.kind.parameters(), 5)
    if isinstance(source, Reckoned):
        assert measure(source) == pytest.approx(measure_at(source, np.arange(690)), abs=0.4)
    else:
        assert made.kind.name in {"binaural", "monaural", "isochronic"}


def test_is_described(made: Made) -> None:
    assert len(made.kind.description) > 60
    assert "\n" not in made.kind.description
    for known in made.kind.describe():
        assert known.doc.endswith(".")
        assert known.low <= known.default <= known.high


def test_bounds_hold_for_python_callers_too() -> None:
    ocean = KINDS["ocean"]
    with pytest.raises(BedError, match=r"period=99s is out of bounds; it lies between 5s and 20s"):
        ocean.make(ocean.parameters(period=99.0), 1)
