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
_LETTERS_OF_A_VALUE: Final = 12
"""Generous: given names have six letters in the mean, but commas and the breath around them count too. Of
forty names in "Welcome, ..." three quarters took less than this; a rest that grows can always be had."""
_USUAL_PACE: Final = 4_000.0
"""Samples a character, where a session has too few other words to tell: 12 characters a second."""
_GRID: Final = 480
"""Whole hundredths of a second."""


def is_personal(utterance: Utterance) -> bool:
    """Whether a listener's value stands among words of the script, so that there is a usual length."""
    return utterance.private and _FIELD.search(utterance.shown) is not None


def nominal_durations(score: Score, duration_of: DurationOf) -> DurationOf:
    """The length of every utterance without regard to the values it speaks, in samples.

    Words of the script alone have their own. Those with a value in them have what a line through the other
    utterances' lengths gives for their characters, a value counting as `_LETTERS_OF_A_VALUE`.
    """
    line = _line(score, duration_of)

    def nominal(utterance: Utterance) -> int:
        if not is_personal(utterance):
            return duration_of(utterance)
        return _on(line, _FIELD.sub("x" * _LETTERS_OF_A_VALUE, utterance.shown))

    return nominal


def estimated_durations(score: Score, duration_of: DurationOf) -> DurationOf:
    """How long every utterance is likely to be before anything private is spoken, in samples.

    ``duration_of`` is asked only for what is not private; the rest has what its characters give.
    """
    line = _line(score, duration_of)
    return lambda utterance: _on(line, utterance.text) if utterance.private else duration_of(utterance)


def _on(line: tuple[float, float], words: str) -> int:
    start, pace = line
    return max(_GRID, round((start + len(words) * pace) / _GRID) * _GRID)


def _line(score: Score, duration_of: DurationOf) -> tuple[float, float]:
    """The least-squares line through the lengths of all that is the same for every listener.

    Samples at no characters (the fall of a sentence's end; at least 0), and samples a character.
    """
    spoken = {each.text: each for each in score.utterances() if not each.private and not each.recording}
    points = [(len(text), duration_of(each)) for text, each in spoken.items()]
    letters, samples = sum(x for x, _ in points), sum(y for _, y in points)
    if not letters or not samples:
        return 0.0, _USUAL_PACE
    mean_x, mean_y = letters / len(points), samples / len(points)
    spread = sum((x - mean_x) ** 2 for x, _ in points)
    pace = sum((x - mean_x) * (y - mean_y) for x, y in points) / spread if spread else 0.0
    if 0.0 < pace * mean_x <= mean_y:
        return mean_y - pace * mean_x, pace
    return 0.0, samples / letters
