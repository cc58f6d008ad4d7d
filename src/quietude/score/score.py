"""What a score is: a listener's own session, personal and ordered, with every length still elastic.

Times are seconds. A score holds final texts and no fields, choices or forms; what it leaves open is how
long each rest and how often each round of phrases lasts, which needs the spoken lengths (see timeline).
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TypeAlias

from quietude.findings import Span
from quietude.script.defaults import BELL, BELLS_APART_S, BREATH_SHAPES


class Phrasing(StrEnum):
    """Which form of each phrase a listener hears."""

    STATEMENT = "statement"
    WHAT_IF = "what-if"
    GRADUAL = "gradual"
    """What-if in the first rounds, statements by the last."""
    WISH = "wish"
    """"May I ..."."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Utterance:
    """One sentence, one breath of a long one, or all that one recording holds: what is said at once."""

    text: str
    """Final words; never parsed again."""
    shown: str = ""
    """What may be printed: the words with a field's name in braces for its value. Empty: as ``text``."""
    language: str
    """BCP 47, lower case: ``en``, ``pt-br``."""
    private: bool
    """True where a listener's value is among the words: the clip stays out of the lasting cache."""
    voice: str = ""
    """Who says it, as the script names the voice; empty: who leads the session."""
    recording: str = ""
    """The path of a person's recording of it, which is heard instead of a voice; empty: there is none."""
    span: Span


class RestKind(StrEnum):
    """Why there is silence, from the smallest to the largest."""

    BREATH = "breath"
    """Inside a long sentence, where a speaker breathes."""
    SENTENCE = "sentence"
    PARAGRAPH = "paragraph"
    PAUSE = "pause"
    """Asked for by the author."""
    REPEAT = "repeat"
    """Room to repeat a phrase."""
    CHAPTER = "chapter"


@dataclass(frozen=True, slots=True, kw_only=True)
class Rest:
    """Silence of the voice, elastic between two bounds."""

    kind: RestKind
    min_s: float
    ideal_s: float
    max_s: float
    stretch: float
    """Its weight when rests share out what is missing or left over; 0 for an exact rest."""
    spoken_share: float = 0.0
    """Room to repeat: this many times the length of what was said just before is added to ``ideal_s`` and
    ``max_s``; ``min_s`` stays the least there is."""
    span: Span


@dataclass(frozen=True, slots=True, kw_only=True)
class Mark:
    """A chapter begins."""

    title: str
    span: Span


@dataclass(frozen=True, slots=True, kw_only=True)
class BreathCue:
    """The breath pacer sounds for ``times`` breaths, which take exactly their time."""

    in_s: float
    hold_s: float
    out_s: float
    rest_s: float
    times: int
    shape: str = BREATH_SHAPES[0]
    """One of `quietude.script.defaults.BREATH_SHAPES`."""
    span: Span

    @property
    def duration_s(self) -> float:
        """All the breaths together."""
        return (self.in_s + self.hold_s + self.out_s + self.rest_s) * self.times


@dataclass(frozen=True, slots=True, kw_only=True)
class TouchCue:
    """The touch pacer starts (``stroke_s`` a stroke) or, with ``stroke_s`` None, stops."""

    stroke_s: float | None
    path: str
    alternating: bool = False
    """The hands take turns; otherwise they go together."""
    span: Span


@dataclass(frozen=True, slots=True, kw_only=True)
class BellCue:
    """A bell is struck, ``times`` strokes; the last takes no time of its own."""

    kind: str = BELL
    """One of `quietude.script.defaults.BELLS`."""
    times: int = 1
    span: Span

    @property
    def duration_s(self) -> float:
        """From the first stroke to the last."""
        return BELLS_APART_S * (self.times - 1)


@dataclass(frozen=True, slots=True, kw_only=True)
class BellsCue:
    """From here on a bell rings every ``every_s``, where nobody speaks; None: no more."""

    kind: str = BELL
    """One of `quietude.script.defaults.BELLS`."""
    every_s: float | None
    span: Span


@dataclass(frozen=True, slots=True, kw_only=True)
class SoundCue:
    """The bed changes to ``bed`` (None: to nothing) over ``fade_s``."""

    bed: str | None
    fade_s: float
    span: Span


@dataclass(frozen=True, slots=True, kw_only=True)
class PhraseForms:
    """A phrase in the forms that this listener may hear, each as breaths of speech and rests between."""

    first: tuple[Utterance | Rest, ...]
    """The form of the first rounds."""
    last: tuple[Utterance | Rest, ...]
    """The form of the last rounds; the same as ``first`` unless the phrasing is gradual."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Rounds:
    """Phrases spoken in whole rounds, each followed by ``apart``; how many rounds, the timeline says."""

    phrases: tuple[PhraseForms, ...]
    apart: Rest
    times: tuple[int, int] | None
    """Fewest and most rounds where the author counted them."""
    for_s: tuple[float, float] | None
    """Ideal time of all rounds together, low and high, where the author timed them."""
    least_s: float | None
    """Shortest time of all rounds, for short sessions; None: the low end of ``for_s``."""
    most_s: float | None
    """Longest time of all rounds, for long sessions; None: the high end of ``for_s``."""
    span: Span


Cue: TypeAlias = BreathCue | TouchCue | BellCue | BellsCue | SoundCue
ScoreItem: TypeAlias = Utterance | Rest | Mark | Cue | Rounds


@dataclass(frozen=True, slots=True, kw_only=True)
class Score:
    """A whole session for one listener."""

    items: tuple[ScoreItem, ...]
    language: str
    """The language most of it is spoken in."""
    target_s: float | None
    """The length asked for; None: as long as is natural."""
    target_is_firm: bool
    """True: the listener asked; met or refused. False: the script suggests; as near as it can be."""

    def utterances(self) -> list[Utterance]:
        """Every utterance that may be spoken, in order, each text once for each place it stands."""
        found: list[Utterance] = []
        for item in self.items:
            if isinstance(item, Utterance):
                found.append(item)
            elif isinstance(item, Rounds):
                for forms in item.phrases:
                    found += [part for part in (*forms.first, *forms.last) if isinstance(part, Utterance)]
        return found
