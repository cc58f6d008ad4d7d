from __future__ import annotations

import json

import numpy as np
import pytest

from quietude.loudness import integrated_lufs
from quietude.mix.grid import gridded
from quietude.mix.limiter import Limiter
from quietude.mix.mix import mix_session
from quietude.mix.pages import PAGE_CELLS, PageFigures, page_figures, pages_in

from .sessions import RATE, Array, loudness, noise, talk


@pytest.mark.parametrize("gain_db", [0.0, 12.0])
@pytest.mark.parametrize("seconds", [30, 37.3, 9])
def test_the_pages_together_are_what_a_meter_finds(gain_db: float, seconds: float) -> None:
    timeline, clips = talk(seconds, gap_s=3.0)
    mix = mix_session(timeline, clips, beds=[Array(noise(), looped=True)])
    limiter = Limiter(mix, gain_db=gain_db, ceiling_dbtp=-3.0)
    pages = [
        page_figures(limiter, timeline.duration, number) for number in range(pages_in(timeline.duration))
    ]
    sound = limiter.read(0, timeline.duration)
    energies = np.concatenate([page.energies for page in pages])
    assert len(energies) == timeline.duration // (RATE // 10)
    assert integrated_lufs(energies) == pytest.approx(loudness(sound), abs=1e-4)
    cells = -(-timeline.duration // RATE)
    changed = sum(limiter.curve(number) is not None for number in range(cells))
    assert sum(page.limited_cells for page in pages) == changed


def test_a_page_is_measured_the_same_alone() -> None:
    limiter = Limiter(gridded(Array(noise(1.0, seconds=60))), gain_db=10.0, ceiling_dbtp=-3.0)
    other = Limiter(gridded(Array(noise(1.0, seconds=60))), gain_db=10.0, ceiling_dbtp=-3.0)
    for number in range(4):
        page_figures(limiter, 60 * RATE, number)
    alone, among = page_figures(other, 60 * RATE, 2), page_figures(limiter, 60 * RATE, 2)
    np.testing.assert_array_equal(alone.energies, among.energies)
    assert alone.most_reduction_db == among.most_reduction_db


def test_a_peak_between_two_pages_counts_for_both() -> None:
    sound = noise(1.0, lufs=-60.0, seconds=40).copy()
    edge = PAGE_CELLS * RATE
    sound[edge : edge + 3] = 1.0  # the first samples of page 1 ring into the end of page 0
    limiter = Limiter(gridded(Array(sound)), gain_db=0.0, ceiling_dbtp=-6.0)
    pages = [page_figures(limiter, 40 * RATE, number) for number in range(3)]
    assert pages[0].limited_cells >= 1
    assert pages[1].limited_cells >= 1
    assert pages[2].limited_cells == 0


def test_figures_come_back_from_their_facts() -> None:
    limiter = Limiter(gridded(Array(noise(1.0))), gain_db=10.0, ceiling_dbtp=-3.0)
    figures = page_figures(limiter, 10 * RATE, 0)
    again = PageFigures.from_facts(json.loads(json.dumps(figures.facts())))
    np.testing.assert_array_equal(again.energies, figures.energies)
    assert again.limited_cells == figures.limited_cells
    assert again.most_reduction_db == figures.most_reduction_db
