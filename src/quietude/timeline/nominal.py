"""How long what speaks a listener's value lasts with an average one: what a session's rests are fitted to.

Were they fitted to the length of one name, a longer name would move every word after it, and no two
listeners' sessions would have a second of sound in common. So the fit goes by a length that does not know the
name, and what the name really takes more or less is made up for in a rest near by (see absorb.py).
"""

from __future__ import annotations

import re
from typing import Final

from quietude.score.score import Score, Utterance
from quietude.timeline.layout import DurationOf

_FIELD: Final = re.compile(r"\{[^{}\s]+\}")
"""A field as `Utterance.shown` has it. A phrase of the listener's own is shown as ``{phrase 2}``."""
_LETTERS_OF_A_VALUE: Final = 6
"""Given names have six letters in the mean, in most of the world's registers."""
_USUAL_PACE: Final = 3_400.0
"""Samples a character, where a session has no other words: 14 characters a second."""
_GRID: Final = 480
"""Whole hundredths of a second."""


def is_personal(utterance: Utterance) -> bool:
    """Whether a listener's value stands among words of the script, so that there is a usual length."""
    return utterance.private and _FIELD.search(utterance.shown) is not None


def nominal_durations(score: Score, duration_of: DurationOf) -> DurationOf:
    """The length of every utterance without regard to the values it speaks, in samples.

    Words of the script alone have their own. Those with a value in them have the length that their characters
    take at the session's own pace, a value counting as six letters.
    """
    pace = _pace(score, duration_of)

    def nominal(utterance: Utterance) -> int:
        if not is_personal(utterance):
            return duration_of(utterance)
        letters = len(_FIELD.sub("x" * _LETTERS_OF_A_VALUE, utterance.shown))
        return max(_GRID, round(letters * pace / _GRID) * _GRID)

    return nominal


def _pace(score: Score, duration_of: DurationOf) -> float:
    """Samples a character, over all that is the same for every listener."""
    samples = letters = 0
    for utterance in score.utterances():
        if not utterance.private and not utterance.recording:
            samples += duration_of(utterance)
            letters += len(utterance.text)
    return samples / letters if samples and letters else _USUAL_PACE
