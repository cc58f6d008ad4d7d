"""Words' starts and ends put where the sound itself shows them: at its silences.

An engine tells where its model meant a word to be. Inside a phrase nothing can be heard that would tell
better; beside a pause the sound begins and ends plainly, and there an error is seen in captions, too.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from typing import Final

from quietude.audio import Audio
from quietude.narration.engine import SpokenWord
from quietude.narration.sound.pace import silences
from quietude.narration.sound.trim import LEAD_S, TAIL_S
from quietude.units import seconds_to_samples

FARTHEST_S: Final = 0.2
"""What is told farther than this from a silence's end, or from the clip's, belongs to something else. At 556
pauses hibari told of the next word up to 0.13 s too early or 0.06 too late and eSpeak up to 0.08 too early;
of a clip's first word hibari told up to 0.19 s too late."""
_NEAR_S: Final = 0.015
"""What is told is left alone where it agrees with the silence to within this: levels are taken over 10 ms."""


def settled(words: Sequence[SpokenWord], audio: Audio) -> tuple[SpokenWord, ...]:
    """The words inside a clip, in order and not overlapping, those beside silences put where they are heard.

    Args:
        words: as the engine told them, in samples of the clip.
        audio: one utterance, mono and trimmed (`quietude.narration.sound.trim`).
    """
    rate, frames = audio.sample_rate_hz, len(audio.samples)
    if not words:
        return ()
    near, farthest = seconds_to_samples(_NEAR_S, rate), seconds_to_samples(FARTHEST_S, rate)
    first, last = seconds_to_samples(LEAD_S, rate), frames - seconds_to_samples(TAIL_S, rate)
    starts = [min(max(word.start, 0), frames) for word in words]
    ends = [min(max(word.end, 0), frames) for word in words]
    # Nothing is spoken before the clip's first sound or after its last, however far away it was told.
    if near < first - starts[0] or near < starts[0] - first <= farthest:
        starts[0] = first
    if near < ends[-1] - last or near < last - ends[-1] <= farthest:
        ends[-1] = last
    taken = 0
    for pause in silences(audio):
        later = range(taken + 1, len(words))
        number = min(later, key=lambda index: abs(starts[index] - pause.end), default=None)
        if number is None or abs(starts[number] - pause.end) > farthest:
            continue
        taken = number
        if abs(starts[number] - pause.end) > near:
            starts[number] = pause.end
        if abs(ends[number - 1] - pause.start) > near:
            ends[number - 1] = pause.start
    for before, after in pairwise(range(len(words))):
        starts[after] = max(starts[after], starts[before])
        ends[before] = min(max(ends[before], starts[before]), starts[after])
    ends[-1] = max(ends[-1], starts[-1])
    return tuple(
        SpokenWord(text=word.text, start=start, end=end)
        for word, start, end in zip(words, starts, ends, strict=True)
    )
