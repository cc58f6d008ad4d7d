from __future__ import annotations

import numpy as np
import pytest

from quietude.loudness import integrated_lufs
from quietude.mix.grid import gridded
from quietude.mix.limiter import Limiter
from quietude.mix.mix import mix_session
from quietude.mix.survey import Passages, limited, survey
from quietude.mix.true_peak import true_peak_dbtp

from .sessions import RATE, Array, loudness, noise, talk

SECONDS = 30


@pytest.mark.parametrize("gain_db", [0.0, 6.0, 12.0])
def test_measuring_only_what_changes_equals_measuring_all(gain_db: float) -> None:
    timeline, clips = talk(SECONDS, gap_s=3.0)
    mix = mix_session(timeline, clips, beds=[Array(noise(), looped=True)])
    limiter = Limiter(mix, gain_db=gain_db, ceiling_dbtp=-3.0)
    found = limited(survey(mix, timeline.duration), limiter)
    sound = limiter.read(0, timeline.duration)
    assert integrated_lufs(found.energies) == pytest.approx(loudness(sound), abs=1e-4)
    assert 20 * np.log10(found.true_peak) == pytest.approx(true_peak_dbtp([sound]), abs=0.011)
    assert found.cells == {number for number in range(SECONDS) if limiter.curve(number) is not None}


def test_peaks_at_the_edge_of_a_quiet_cell_are_found() -> None:
    sound = noise(1.0, lufs=-60.0, seconds=5).copy()
    sound[2 * RATE : 2 * RATE + 3] = 1.0  # the first samples of cell 2 ring into the end of cell 1
    mix = gridded(Array(sound))
    limiter = Limiter(mix, gain_db=0.0, ceiling_dbtp=-6.0)
    found = limited(survey(mix, 5 * RATE), limiter)
    assert found.cells == {number for number in range(5) if limiter.curve(number) is not None}
    whole = limiter.read(0, 5 * RATE)
    assert 20 * np.log10(found.true_peak) == pytest.approx(true_peak_dbtp([whole]), abs=0.011)


@pytest.mark.parametrize("gain_db", [4.0, 8.0])
def test_a_few_passages_foresee_the_whole(gain_db: float) -> None:
    timeline, clips = talk(150.0, gap_s=2.0)
    mix = mix_session(timeline, clips, beds=[Array(noise(), looped=True)])
    found = survey(mix, timeline.duration)
    passages = Passages(mix, found, found.hot(gain_db, -3.0))
    foreseen = integrated_lufs(passages.foreseen(gain_db, -3.0))
    measured = integrated_lufs(limited(found, Limiter(mix, gain_db=gain_db, ceiling_dbtp=-3.0)).energies)
    assert foreseen == pytest.approx(measured, abs=0.1)


def test_the_last_piece_counts_only_as_far_as_the_session_goes() -> None:
    sound = noise(1.0)
    sound = np.concatenate([sound[: 2 * RATE + 9000], sound[2 * RATE + 9000 :] * 8.0])
    found = survey(gridded(Array(sound)), 2 * RATE + 9000)
    assert len(found.energies) == 21
    assert found.heights.max() == np.abs(sound[: 2 * RATE + 9000]).max()
