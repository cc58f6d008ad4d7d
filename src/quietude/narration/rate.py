"""How fast a voice speaks, measured on its clips."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from quietude.audio import SAMPLE_RATE_HZ
from quietude.narration.clips import Clips
from quietude.narration.sound.trim import LEAD_S, TAIL_S
from quietude.narration.words.wording import count_words
from quietude.score.score import Utterance

CALM_WPM: Final = (115.0, 140.0)
"""Words a minute inside a line, first to last sound: what the shipped voices keep to. A published session
in a commercial voice, measured on its audio, speaks 136."""
WARN_WPM: Final = (95.0, 150.0)
"""Outside these a listener notices: dragging words are among what is liked least, and fast is not calm."""


def speech_rate_wpm(clips: Clips, utterances: Iterable[Utterance]) -> float:
    """Words a minute over all the utterances together, each from its first sound to its last.

    Measure on ten sentences or more: short phrases alone come out faster than the voice is on the whole.
    0.0 where no words are spoken.
    """
    words, samples = 0, 0.0
    for utterance in utterances:
        duration = clips.duration(utterance)
        if duration:
            words += count_words(utterance.text)
            samples += max(1.0, duration - (LEAD_S + TAIL_S) * SAMPLE_RATE_HZ)
    return words / (samples / SAMPLE_RATE_HZ / 60) if samples else 0.0
