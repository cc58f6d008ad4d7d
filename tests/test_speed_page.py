"""The table of speed says what its figures say."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from benchmarks.speed.batch_rows import each_further
from benchmarks.speed.table import BEGIN, END, PAGE, Row, summary, table, write_json, write_page
from benchmarks.speed.timing import Took, Work, median, run

SLOW, FAST = Took(wall_s=3.0, cpu_s=4.0), Took(wall_s=2.0, cpu_s=1.0)


def test_a_verdict_comes_from_the_ratio_and_its_limit() -> None:
    assert Row(what="a", ours=SLOW, theirs=FAST, limit=1.5).verdict == "met"
    assert Row(what="a", ours=SLOW, theirs=FAST, limit=1.49).verdict == "not met"
    assert Row(what="a", ours=SLOW, theirs=FAST).verdict == "-"
    assert Row(what="a", ours=SLOW, limit=1.5).verdict == "not measured"


def test_what_is_missed_or_not_measured_is_told_again() -> None:
    rows = [
        Row(what="one", ours=FAST, against="x", theirs=SLOW, limit=1.0),
        Row(what="two", ours=SLOW, against="y", theirs=FAST, limit=1.0),
        Row(what="three", against="z", limit=1.0, note="not installed"),
    ]
    told = summary(rows)
    assert told.splitlines() == [
        "Limits met: 1 of 3.",
        "- two against y: not met",
        "- three against z: not measured",
    ]
    assert "not installed" in table(rows)


def test_rows_as_json_hold_nulls_for_what_is_missing(tmp_path: Path) -> None:
    rows = [Row(what="a", ours=SLOW, against="b", theirs=FAST, limit=2.0), Row(what="c", against="d")]
    write_json(rows, tmp_path / "rows.json")
    first, second = json.loads((tmp_path / "rows.json").read_text())
    assert (first["seconds"], first["against_seconds"], first["ratio"], first["limit"]) == (
        3.0,
        2.0,
        1.5,
        2.0,
    )
    assert (first["cpu_seconds"], first["against_cpu_seconds"], first["cpu_ratio"]) == (4.0, 1.0, 4.0)
    assert {key for key, value in second.items() if value is not None} == {"what", "against"}


def test_a_page_keeps_all_but_what_stands_between_its_marks(tmp_path: Path) -> None:
    page = tmp_path / "page.md"
    page.write_text(f"before\n{BEGIN}\nold\n{END}\nafter\n", encoding="utf-8")
    write_page("new", page)
    write_page("newer", page)
    assert page.read_text(encoding="utf-8") == f"before\n{BEGIN}\nnewer\n{END}\nafter\n"
    page.write_text("no marks", encoding="utf-8")
    with pytest.raises(SystemExit, match="has lost its marks"):
        write_page("new", page)


def test_the_pages_own_verdicts_are_those_of_its_figures() -> None:
    """Nobody has mended them by hand; the prose around the table says none at all."""
    before, _, rest = PAGE.read_text(encoding="utf-8").partition(BEGIN)
    inside, _, after = rest.partition(END)
    assert "not met" not in before + after
    lines = [line.strip("| ").split("|") for line in inside.splitlines() if line.startswith("|")][2:]
    for *_, ratio, limit, verdict in ([cell.strip() for cell in line] for line in lines):
        if limit != "-" and ratio != "-":
            shown = float(ratio.split()[0])
            # A ratio of three digits that shows as its limit may lie on either side of it.
            assert shown == float(limit) or verdict == ("met" if shown < float(limit) else "not met")


def test_medians_and_sums_of_times() -> None:
    taken = [Took(wall_s=wall, cpu_s=wall / 2) for wall in (1.0, 9.0, 2.0)]
    assert median(taken) == Took(wall_s=2.0, cpu_s=1.0)
    both = FAST + SLOW
    assert both == Took(wall_s=5.0, cpu_s=5.0)
    assert (both + Took(wall_s=1.0)).cpu_s is None


def test_a_further_row_that_noise_made_too_cheap_is_not_told() -> None:
    small = Took(wall_s=10.0, cpu_s=10.0)
    assert each_further(small, Took(wall_s=16.0, cpu_s=20.0), 10) == Took(wall_s=0.6, cpu_s=1.0)
    assert each_further(small, Took(wall_s=14.0, cpu_s=20.0), 10) is None  # two cores cannot do that
    assert each_further(small, Took(wall_s=9.0, cpu_s=9.0), 10) is None


def test_a_program_is_timed_with_the_processors_it_used(tmp_path: Path) -> None:
    busy = "import time\nend = time.process_time() + 0.3\nwhile time.process_time() < end: pass"
    took = run(Work(command=["python3", "-c", busy], folder=tmp_path, cores=1))
    assert took.cpu_s is not None
    assert 0.3 <= took.cpu_s < took.wall_s + 0.1
    with pytest.raises(SystemExit, match="ended with 3:\nno good"):
        run(Work(command=["sh", "-c", "echo no good; exit 3"], folder=tmp_path))
