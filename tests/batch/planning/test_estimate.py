"""What a dry run tells: disk to the byte, and a time that was measured here."""

from __future__ import annotations

import shutil
from dataclasses import replace
from pathlib import Path

import pytest

from quietude import pipeline
from quietude.batch.planning import estimate
from quietude.batch.planning.estimate import figures, mp3_bytes
from quietude.batch.task import BatchPlan

from .rosters import planned, write_scripts


@pytest.fixture(autouse=True)
def scripts(workplace: Path) -> None:
    write_scripts(workplace)


@pytest.fixture
def plan() -> BatchPlan:
    rows = "id,name,length\na,Ada,40s\nb,Ben,40s\nc,Xanthippe,50s\n"
    return planned(rows, beds=("none",), name_in_tags=True, bitrate_kbps=64)


def test_the_bytes_are_those_of_the_files(plan: BatchPlan) -> None:
    made = 0
    for task in plan.tasks:
        path = Path(f"{task.id}.mp3")
        pipeline.render(replace(task.job, output=path), cores=1)
        assert path.stat().st_size == mp3_bytes(task.job, task.expected_s)
        made += path.stat().st_size
    assert figures(plan).bytes == made


def test_files_sound_and_kinds_are_counted(plan: BatchPlan) -> None:
    found = figures(plan, folder=Path("not/there/yet"))
    assert (found.files, found.kinds, found.sound_s) == (3, 2, 130.0)
    assert found.free_bytes == pytest.approx(shutil.disk_usage(".").free, abs=1e9)
    assert figures(plan).free_bytes is None


def test_hand_outs_and_archives_take_room_too(plan: BatchPlan) -> None:
    alone = figures(plan).bytes
    with_pages = figures(planned("id,name\na,Ada\n", length="40s", handout=True, beds=("none",)))
    assert with_pages.bytes > 2 * mp3_bytes(plan.tasks[0].job, 40.0)
    assert figures(plan, zipped=True).bytes == 2 * alone


def test_the_time_is_measured_and_falls_with_the_workers(
    plan: BatchPlan, monkeypatch: pytest.MonkeyPatch
) -> None:
    pace = estimate._pace(plan.tasks[0])
    assert min(pace.own_s, pace.mix_s, pace.encode_s) > 0
    assert 0 < pace.own_share <= 1
    monkeypatch.setattr(estimate, "_pace", lambda task: pace)
    assert 0 < figures(plan, workers=2).time_s < figures(plan, workers=1).time_s


def test_what_files_share_is_reckoned_once() -> None:
    rows = "".join(f"p{number},1m\n" for number in range(5))
    tasks = planned("id,length\n" + rows, beds=("none",)).tasks
    pace = estimate._Pace(load_s=3.0, own_s=1.0, mix_s=2.0, encode_s=6.0, own_share=0.25)
    # A minute is five segments: each two mixes and an encoding, or of a quarter of them one of either.
    whole_s, part_s = 1.0 + 5 * (2 * 2.0 + 6.0), 1.0 + 5 * 0.25 * (2.0 + 6.0)
    assert estimate._time_s(tasks, pace, 1) == pytest.approx(3.0 + whole_s + 4 * part_s)
    assert estimate._time_s(tasks, pace, 99) == pytest.approx(3.0 + (whole_s + 4 * part_s) / 5)


def test_a_page_that_would_be_too_large_is_told_by_row(monkeypatch: pytest.MonkeyPatch) -> None:
    from quietude.errors import RosterError
    from quietude.handout import making

    monkeypatch.setattr(making, "LARGEST_MP3", 1_000_000)
    with pytest.raises(RosterError, match="row 3: the MP3 has 3 MB"):
        planned("id,length\na,40s\nb,2m\n", handout=True)
    assert len(planned("id,length\na,40s\nb,2m\n").tasks) == 2
