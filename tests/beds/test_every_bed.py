"""What holds for every bed that is registered, whoever wrote it."""

from __future__ import annotations

import time
from dataclasses import dataclass
from typing import Any

import numpy as np
import pytest
from bed_checks import HOUR, SECOND, loudness_lufs, mono_loss_db, read_in_pieces

from quietude.audio import Block, Source
from quietude.beds.bed import BED_LEVEL_LUFS, BedKind
from quietude.beds.spec import kinds
from quietude.errors import BedError

KINDS = {kind.name: kind for kind in kinds()}


@dataclass
class Made:
    kind: BedKind[Any]
    source: Source
    minute: Block


@pytest.fixture(scope="module", params=KINDS)
def made(request: pytest.FixtureRequest) -> Made:
    """Each bed, made once for all that is asked of it."""
    kind = KINDS[request.param]
    source = kind.make(kind.parameters(), 7)
    return Made(kind, source, source.read(20 * SECOND, 60 * SECOND))


def test_reads_are_a_pure_function_of_the_range(made: Made) -> None:
    for start in (0, 7 * HOUR + 12_345, -70_000):
        whole = made.source.read(start, 3 * SECOND // 2)
        assert whole.dtype == np.float32
        assert np.array_equal(whole, read_in_pieces(made.source, start, len(whole)))


def test_a_seed_decides_the_sound(made: Made) -> None:
    # Made without levelling, which a bed does not choose.
    same, other = (made.kind.build(made.kind.parameters(), seed).read(SECOND, 1000) for seed in (7, 8))
    again = made.source.read(SECOND, 1000)
    loud = int(np.argmax(np.abs(same[:, 0])))
    assert np.allclose(same * (again[loud, 0] / same[loud, 0]), again, rtol=1e-4, atol=1e-9)
    assert not np.allclose(same, other) or made.kind.name in {"binaural", "monaural", "isochronic"}


def test_levels(made: Made) -> None:
    assert loudness_lufs(made.minute) == pytest.approx(BED_LEVEL_LUFS, abs=1.5)
    assert np.abs(made.minute).max() < 0.5
    # DC at least 60 dB under the sound.
    assert np.abs(made.minute.mean(axis=0)).max() < 1e-3 * np.sqrt(np.square(made.minute).mean())


def test_loudness_over_ten_minutes(made: Made) -> None:
    looks = [made.source.read(start * SECOND, 9 * SECOND) for start in range(5, 600, 41)]
    assert loudness_lufs(np.concatenate(looks)) == pytest.approx(BED_LEVEL_LUFS, abs=0.5)


def test_mono_fold_down(made: Made) -> None:
    if not made.kind.needs_headphones:
        assert mono_loss_db(made.minute) <= 3.0


def test_no_step_where_cells_meet(made: Made) -> None:
    steps = np.abs(np.diff(made.minute[: 40 * SECOND], axis=0)).max(axis=1)
    borders = np.arange(SECOND, 40 * SECOND, SECOND) - 1
    # A border is an ordinary place: its steps are no larger than those elsewhere.
    elsewhere = np.delete(steps, borders)
    assert steps[borders].max() <= elsewhere.max()
    assert steps[borders].mean() < 1.6 * elsewhere.mean()


def test_fast_enough(made: Made) -> None:
    began = time.perf_counter()
    made.source.read(100 * SECOND, 20 * SECOND)
    # A hundred times real time is promised; half of that leaves room for a busy machine.
    assert 20.0 / (time.perf_counter() - began) > 50.0


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
