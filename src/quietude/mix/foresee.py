"""A session's gain before a second of it is mixed: so the encoder need not wait for the whole of it.

Every clip's loudness is known, and its place; what sounds beside the voice is sampled. From both follows
what the whole session will measure, and from a few clips what the limiter will take of it. Held against
the full measurement (`quietude.mix.gain.find_gain`) on 19 sessions of the scripts that come with quietude,
the gain was within 0.2 dB in 16 and within 0.4 in all, for a fifth of the time, or a twelfth where eSpeak's
peaks keep the limiter busy. Whoever uses it measures what was made, as he would anyway, and falls back.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import numpy as np

from quietude.audio import CHANNELS, Block, Samples
from quietude.loudness import STEP, Energies, LoudnessMeter, integrated_lufs
from quietude.mix.duck import Duck
from quietude.mix.gain import Approach, Gain, bounded, most_gain_db
from quietude.mix.grid import CELL, SILENCE, Gridded
from quietude.mix.limiter import Limiter
from quietude.mix.pages import PAGE, STEPS_PER_CELL
from quietude.mix.stems import CENTRE, measured_clips
from quietude.narration.clips import Clips
from quietude.timeline.timeline import Clip, Timeline
from quietude.units import db_to_amplitude

if TYPE_CHECKING:
    from numpy.typing import NDArray

_LEAST_SPEECH: Final = 0.1
"""With a smaller share of speech in a session it is not the voice that decides what it measures."""

_SAMPLES: Final = 40
"""Most seconds of what sounds beside the voice that are made to see how loud it is."""

_SETTLED: Final = 2
"""Steps at a sampled second's start that are not used: there the meter does not know what was before."""

_LIMITED_CLIPS: Final = 6
_APART: Final = CELL // 2
_LEAST_STILL: Final = 0.05
"""A bed that has stepped back further than this (a power) tells too little of how loud it is itself."""
_TRIES: Final = 4
_CLOSE_ENOUGH_LU: Final = 0.05
_NEARLY_LU: Final = 0.25
"""What is missing so little is added without another look: the limiter will hardly take more of it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Foresight:
    """What is known of a session that is spoken and timed."""

    timeline: Timeline
    clips: Clips
    depth_db: float
    """How far the beds step back for the voice."""

    def gain(
        self, mix: Gridded, pages: Collection[int], *, target_lufs: float, ceiling_dbtp: float
    ) -> Gain | None:
        """The gain that will bring some pages of a mix to a loudness; None where there is too little speech.

        It depends on what sounds in these ``pages`` and on the clips that everybody hears.
        """
        counted = np.repeat(
            [page in pages for page in range(-(-self.timeline.duration // PAGE))], PAGE // STEP
        )[: self.timeline.duration // STEP]
        voice = np.where(counted, self._voice(pages), 0.0)
        if np.count_nonzero(voice) < max(1.0, _LEAST_SPEECH * np.count_nonzero(counted)):
            return None
        beside = np.where(counted, self._beside(mix, voice, counted), 0.0)
        most = most_gain_db(target_lufs)
        before = integrated_lufs(voice + beside)
        gain = bounded(target_lufs - before, most)
        limited = self._limited(ceiling_dbtp)
        approach, missing = Approach(most_db=most), 0.0
        for _ in range(_TRIES):
            raised = db_to_amplitude(gain) ** 2
            missing = target_lufs - integrated_lufs(raised * (voice * limited(gain) + beside))
            tried, gain = gain, approach.after(gain, missing)
            if abs(missing) <= _NEARLY_LU or gain == tried:
                break
        return Gain(
            gain_db=gain,
            bounded=gain >= most and missing > _CLOSE_ENOUGH_LU,
            mix_loudness_lufs=before,
        )

    def _voice(self, pages: Collection[int]) -> Energies:
        """The voice's energy in every step of the session, from what each clip has by itself."""
        steps = self.timeline.duration // STEP
        energies, known = np.zeros(steps), dict[tuple[str, str, str, str], Energies]()
        for clip in self.timeline.clips:
            said = clip.utterance
            if not any(page in pages for page in range(clip.start // PAGE, clip.end // PAGE + 1)):
                continue
            key = (said.text, said.language, said.voice, said.recording)
            if key not in known:
                known[key] = _energies(self.clips.samples(said))
            first, offset = divmod(clip.start, STEP)
            shifted = _shifted(known[key], offset / STEP)[: steps - first]
            energies[first : first + len(shifted)] += shifted
        return energies

    def _beside(self, mix: Gridded, voice: Energies, counted: NDArray[np.bool_]) -> Energies:
        """What sounds beside the voice, in every step: as in the nearest second in which nobody speaks."""
        still = (voice == 0.0) & counted
        whole = still[: len(still) // STEPS_PER_CELL * STEPS_PER_CELL].reshape(-1, STEPS_PER_CELL)
        cells = np.flatnonzero(whole.all(axis=1))
        if not len(cells):
            return np.zeros(len(voice))
        cells = cells[np.unique(np.linspace(0, len(cells) - 1, _SAMPLES).astype(int))]
        back = self._stepped_back(len(voice))
        heard = []
        for number in cells.tolist():
            at = slice(number * STEPS_PER_CELL + _SETTLED, (number + 1) * STEPS_PER_CELL)
            heard.append(
                LoudnessMeter().push(mix.cell(number))[_SETTLED:] / np.maximum(back[at], _LEAST_STILL)
            )
        middles = cells * STEPS_PER_CELL + STEPS_PER_CELL / 2
        nearest = np.searchsorted((middles[1:] + middles[:-1]) / 2, np.arange(len(voice)))
        of_second = np.arange(len(voice)) % (STEPS_PER_CELL - _SETTLED)
        beside: Energies = np.array(heard)[nearest, of_second] * back
        return beside

    def _stepped_back(self, steps: int) -> Energies:
        """What is left of a bed's power in every step."""
        duck, left = Duck(self.timeline.clips), np.ones(steps)
        for start in range(0, steps, STEPS_PER_CELL):
            gain = duck.gain(start * STEP, CELL, self.depth_db)
            powers = np.broadcast_to(np.square(gain), CELL).reshape(STEPS_PER_CELL, STEP).mean(axis=1)
            left[start : start + STEPS_PER_CELL] = powers[: steps - start]
        return left

    def _limited(self, ceiling_dbtp: float) -> Callable[[float], float]:
        """What share of the voice's power a limiter leaves after a gain, as a few clips show it."""
        chosen = measured_clips(self.timeline.clips)
        chosen = chosen[:: -(-len(chosen) // _LIMITED_CLIPS)]
        alone = _Alone([self.timeline.clips[at] for at in chosen], self.clips)
        before = float(_measured(alone, alone.cells).sum())

        def share(gain_db: float) -> float:
            limiter = Limiter(alone, gain_db=gain_db, ceiling_dbtp=ceiling_dbtp)
            after = float(_measured(limiter, alone.cells).sum())
            return after / (before * db_to_amplitude(gain_db) ** 2) if before else 1.0

        return share


class _Alone(Gridded):
    """Some clips one after another, as they stand in the mix, and nothing besides."""

    def __init__(self, placed: Sequence[Clip], clips: Clips) -> None:
        super().__init__()
        pause = np.zeros(_APART, dtype=np.float32)
        parts = [part for clip in placed for part in (clips.samples(clip.utterance), pause)]
        self._sound: Samples = np.concatenate(parts) * np.float32(CENTRE)
        self.cells = -(-len(self._sound) // CELL)

    def make(self, start: int) -> Block:
        """See `Gridded.make`."""
        if not 0 <= start < len(self._sound):
            return SILENCE
        piece = self._sound[start : start + CELL]
        cell = np.zeros((CELL, CHANNELS), dtype=np.float32)
        cell[: len(piece)] = piece[:, np.newaxis]
        return cell


def _measured(sound: Gridded, cells: int) -> Energies:
    meter = LoudnessMeter()
    for number in range(cells):
        meter.push(sound.cell(number))
    return meter.energies()


def _energies(clip: Samples) -> Energies:
    """A clip's energy in steps from its own start, until it has rung out in the meter.

    A mono clip in the centre has in both channels together the power it has in one.
    """
    padded = np.zeros((-(-len(clip) // STEP) * STEP + STEP, 1), dtype=np.float32)
    padded[: len(clip), 0] = clip
    return LoudnessMeter(channels=1).push(padded)


def _shifted(energies: Energies, late: float) -> Energies:
    """Energies whose first step begins ``late`` (0 to 1) steps into one, shape (steps + 1,)."""
    shifted = np.zeros(len(energies) + 1)
    shifted[:-1] = energies * (1.0 - late)
    shifted[1:] += energies * late
    return shifted
