from __future__ import annotations

import numpy as np
import pytest

from quietude.loudness import integrated_lufs
from quietude.mix.grid import gridded
from quietude.mix.limiter import Limiter
from quietude.mix.mix import mix_session
from quietude.mix.survey import Passages, limited, survey

from .sessions import RATE, Array, loudness, noise, talk

SECONDS = 30


@pytest.mark.parametrize("gain_db", [0.0, 6.0, 12.0])
def test_measuring_only_what_changes_equals_measuring_all(gain_db: float) -> None:
    timeline, clips = talk(SECONDS, gap_s=3.0)
    mix = mix_session(timeline, clips, beds=[Array(noise(), looped=True)])
    limiter = Limiter(mix, gain_db=gain_db, ceiling_dbtp=-3.0)
    energies = limited(survey(mix, timeline.duration), limiter)
    assert integrated_lufs(energies) == pytest.approx(loudness(limiter.read(0, timeline.duration)), abs=1e-4)


def test_pages_that_do_not_count_are_silent() -> None:
    mix = gridded(Array(noise(1.0, seconds=40)))
    whole, part = survey(mix, 40 * RATE), survey(mix, 40 * RATE, pages={0, 2})
    assert len(part.energies) == len(whole.energies) == 400
    assert not part.energies[150:300].any()
    assert not part.heights[15:30].any()
    np.testing.assert_array_equal(part.energies[:150], whole.energies[:150])
    np.testing.assert_allclose(part.energies[300:], whole.energies[300:], rtol=1e-6)


@pytest.mark.parametrize("gain_db", [4.0, 8.0])
def test_a_few_passages_foresee_the_whole(gain_db: float) -> None:
    timeline, clips = talk(150.0, gap_s=2.0)
    mix = mix_session(timeline, clips, beds=[Array(noise(), looped=True)])
    found = survey(mix, timeline.duration)
    passages = Passages(mix, found, found.hot(gain_db, -3.0))
    foreseen = integrated_lufs(passages.foreseen(gain_db, -3.0))
    measured = integrated_lufs(limited(found, Limiter(mix, gain_db=gain_db, ceiling_dbtp=-3.0)))
    assert foreseen == pytest.approx(measured, abs=0.1)


def test_the_last_piece_counts_only_as_far_as_the_session_goes() -> None:
    sound = noise(1.0)
    sound = np.concatenate([sound[: 2 * RATE + 9000], sound[2 * RATE + 9000 :] * 8.0])
    found = survey(gridded(Array(sound)), 2 * RATE + 9000)
    assert len(found.energies) == 21
    assert found.heights.max() == np.abs(sound[: 2 * RATE + 9000]).max()
