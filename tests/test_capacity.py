"""What is foretold of large batches follows from the formula, and a line from its points."""

from __future__ import annotations

from dataclasses import replace
from typing import Final

import pytest
from benchmarks.capacity import Fleet, Paces, batch_s, most_workers, rows_in, written_mb_per_s
from benchmarks.straight import Line

PACES: Final = Paces(
    start_s=2.0, whole_s=10.0, further_s=1.0, handed_out_s=0.01, file_mb=5.0, task_s=0.01, home_s_per_mb=0.01
)
TWO: Final = Fleet(name="two", machines=1, workers_each=2, cluster=False)
MANY: Final = Fleet(name="many", machines=50, workers_each=8, cluster=True)


def test_the_first_of_each_kind_go_ahead_and_the_others_are_shared_out() -> None:
    assert batch_s(PACES, TWO, rows=1) == pytest.approx(2 + 10)
    assert batch_s(PACES, TWO, rows=101) == pytest.approx(2 + 10 + 50)
    assert batch_s(PACES, TWO, rows=103, kinds=3) == pytest.approx(2 + 20 + 50)


def test_every_machine_of_a_cluster_makes_each_kind() -> None:
    assert batch_s(PACES, MANY, rows=4, kinds=4) == pytest.approx(2 + 40)


def test_files_come_no_faster_than_one_process_lets_them_through() -> None:
    assert batch_s(PACES, MANY, rows=10_001) == pytest.approx(2 + 10 + 10_000 * 0.02)
    assert most_workers(PACES, MANY) == 50
    assert most_workers(PACES, replace(MANY, come_home=True)) == 14
    assert written_mb_per_s(PACES, MANY) == pytest.approx(5 / 0.02)
    assert written_mb_per_s(PACES, TWO) == pytest.approx(5 * 2)


@pytest.mark.parametrize("fleet", [TWO, MANY])
def test_a_night_holds_the_largest_batch_that_fits(fleet: Fleet) -> None:
    rows = rows_in(PACES, fleet, 600.0, kinds=2)
    assert batch_s(PACES, fleet, rows=rows, kinds=2) <= 600 < batch_s(PACES, fleet, rows=rows + 1, kinds=2)
    assert rows_in(PACES, fleet, 1.0) == 0


def test_a_line_goes_through_its_points_whatever_their_sizes() -> None:
    sizes = [1.0, 10.0, 100.0, 10_000.0]
    line = Line.through(sizes, [3.0 + 0.5 * size for size in sizes])
    assert line.start == pytest.approx(3.0)
    assert line.slope == pytest.approx(0.5)
    assert line.departure < 1e-9
    bent = Line.through(sizes, [3.0 + 0.5 * size + 0.01 * size**1.5 for size in sizes])
    assert bent.departure > 0.1
