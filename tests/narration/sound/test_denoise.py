from __future__ import annotations

from itertools import pairwise

import numpy as np
import pytest
from numpy.typing import NDArray
from scipy.signal import welch

from quietude.narration.sound.denoise import MOST_DB, denoised

from ...recorded import RATE_HZ, recording, room, voice

EDGES_HZ = [300, 600, 1200, 2400, 4000]


def bands_db(samples: NDArray[np.floating]) -> NDArray[np.float64]:
    hz, power = welch(samples, RATE_HZ, nperseg=4096)
    return np.array(
        [10 * np.log10(power[(hz >= low) & (hz < high)].sum()) for low, high in pairwise(EDGES_HZ)]
    )


def level_db(samples: NDArray[np.floating]) -> float:
    return float(10 * np.log10(np.mean(np.square(samples, dtype=np.float64)) + 1e-20))


@pytest.mark.parametrize("noise_db", [-50.0, -35.0, -25.0])
def test_a_room_steps_back_and_the_voice_stays(noise_db: float) -> None:
    noisy = (0.3 * recording(4.0, noise_db)).astype(np.float32)
    quiet = denoised(noisy, RATE_HZ)
    before, after = level_db(noisy[4800:19_200]), level_db(quiet[4800:19_200])
    assert 8.0 <= before - after <= MOST_DB + 0.5
    said = 0.3 * (recording(4.0, noise_db) - room(len(noisy), noise_db))
    assert np.abs(bands_db(quiet) - bands_db(said)).max() < 1.0
    assert level_db(quiet - said) < level_db(noisy - said) - 1.0, "nearer to the voice alone than it was"


def test_highs_are_not_dulled() -> None:
    noisy = recording(4.0, -40.0).astype(np.float32)
    hz, before = welch(noisy, RATE_HZ, nperseg=4096)
    _, after = welch(denoised(noisy, RATE_HZ), RATE_HZ, nperseg=4096)
    highs = (hz > 5000) & (hz < 9000)
    assert 10 * np.log10(before[highs].sum() / after[highs].sum()) < 0.5


def test_the_noise_that_is_left_has_no_tones_of_its_own() -> None:
    hiss = np.random.default_rng(5).standard_normal(4 * RATE_HZ) * 0.003
    said = voice(2.0)
    hiss[RATE_HZ : RATE_HZ + len(said)] += said
    left = denoised(hiss.astype(np.float32), RATE_HZ)[int(3.2 * RATE_HZ) :]
    frames = np.abs(np.fft.rfft(left[: len(left) // 1920 * 1920].reshape(-1, 1920) * np.hanning(1920))) ** 2
    # Of steady noise the strongest of many bins lies some 11 dB over the mean; isolated tones stand higher.
    assert 10 * np.log10(frames.max() / frames.mean()) < 14.0


def test_only_a_quiet_moment_tells_the_noise() -> None:
    without_pause = np.sin(2 * np.pi * 200 * np.arange(RATE_HZ) / RATE_HZ).astype(np.float32) * 0.1
    assert denoised(without_pause, RATE_HZ) is without_pause
    digital = np.concatenate([np.zeros(RATE_HZ), voice(2.0), np.zeros(RATE_HZ)]).astype(np.float32)
    assert denoised(digital, RATE_HZ) is digital
    for frames in (0, 1, 500, 3000):
        assert len(denoised(np.zeros(frames, dtype=np.float32), RATE_HZ)) == frames


def test_the_level_makes_no_difference() -> None:
    noisy = recording(2.0).astype(np.float32)
    loud, soft = denoised(noisy, RATE_HZ), denoised(noisy * np.float32(0.01), RATE_HZ)
    assert np.abs(loud - 100 * soft).max() < 1e-4
