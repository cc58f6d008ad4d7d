"""What a hand-out may tell of a session: sentences, steps, phrases and choices, with or without values."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Final

from quietude.export.captions.cue import Cue, cues
from quietude.export.captions.printable import Printable, is_typed
from quietude.score.builder import build_score
from quietude.score.listener import Listener, cleaned, settle_choices
from quietude.score.score import BreathCue, Mark, Rest, RestKind, Rounds, Score, Utterance
from quietude.script.nodes import Script
from quietude.script.text import word_count
from quietude.session import Session

NAME: Final = "name"
"""The field that holds what a listener is called."""
_FEWEST_WORDS: Final = 5
"""A sentence with fewer ("Welcome.") does not say what a step is."""
_STEP_SENTENCES: Final = 2
_STEP_LETTERS: Final = 240


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """A chapter, told in a line or two."""

    title: str
    start_s: float
    sentences: tuple[str, ...]
    """The first that say something: none, one or two."""
    breath_s: tuple[float, float] | None
    """In and out, in seconds, of the first breath that is paced in it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """All words of a hand-out that come from the session, as plain text."""

    name: str
    """What the listener is called; empty where it may not be told, or there is none."""
    cues: tuple[Cue, ...]
    steps: tuple[Step, ...]
    phrases: tuple[tuple[str, str], ...]
    """Each as it is said first, and as it is said last where that is another form (else empty)."""
    phrase_sentences: frozenset[str]
    """The texts of those cues that are phrases to repeat, or sentences of such."""
    own_phrases: int
    """How many typed phrases are said that may not be told."""
    chosen: tuple[str, ...]
    """What the listener chose, in the script's words."""


def tell(script: Script, listener: Listener, session: Session, *, with_name: bool) -> Told:
    """What may be told.

    Without ``with_name`` no value that the listener gave, and no phrase that was typed, is in any of it: a
    value with marks of its own (``{, name}``) goes with them, as it does for a listener without one, and
    any other becomes "…". A typed phrase is counted in ``own_phrases``; the cues say that it is one.

    Raises:
        ListenerError, ScriptError: as `build_score`; not for a listener whose session was made.
    """
    printable = Printable(script, listener, with_values=with_name)
    teller = _Teller(printable)
    score = build_score(script, listener)
    phrases = teller.phrases(score)
    return Told(
        name=cleaned(listener.values.get(NAME, "")) if with_name else "",
        cues=cues(session.timeline, printable),
        steps=tuple(teller.steps(score, session)),
        phrases=tuple(phrases),
        phrase_sentences=frozenset(teller.phrase_sentences),
        own_phrases=len(teller.untold),
        chosen=tuple(_chosen(script, listener)),
    )


class _Teller:
    """Turns what is said into what may be told."""

    def __init__(self, printable: Printable) -> None:
        self._printable = printable
        self.phrase_sentences: set[str] = set()
        self.untold: set[str] = set()
        """The typed phrases that may not be told, each by what is shown in its place."""

    def sentences(self, parts: Iterable[object]) -> Iterator[str]:
        """The sentences of a part of the score; what is no speech ends them."""
        return map(self._printable.sentence, _runs(parts))

    def steps(self, score: Score, session: Session) -> Iterator[Step]:
        """One for each chapter of the session."""
        rate = session.timeline.sample_rate_hz
        groups: list[list[object]] = [[]]
        marked = False
        for item in score.items:
            if isinstance(item, Mark):
                if marked:  # what stands before the first chapter belongs to it
                    groups.append([])
                marked = True
            groups[-1].append(item)
        for chapter, group in zip(session.chapters, groups, strict=False):
            breath = next((item for item in group if isinstance(item, BreathCue)), None)
            yield Step(
                title=chapter.title,
                start_s=chapter.start / rate,
                sentences=tuple(self._gist(group)),
                breath_s=(breath.in_s, breath.out_s) if breath else None,
            )

    def _gist(self, group: Iterable[object]) -> list[str]:
        told: list[str] = []
        for sentence in self.sentences(group):
            if word_count(sentence) < _FEWEST_WORDS:
                continue
            if told and len(" ".join((*told, sentence))) > _STEP_LETTERS:
                break
            told.append(sentence)
            if len(told) == _STEP_SENTENCES:
                break
        return told

    def phrases(self, score: Score) -> list[tuple[str, str]]:
        """The repeated phrases that may be told, each once.

        The sentences of all come to be in ``phrase_sentences``, and those that may not be told are counted.
        """
        found: dict[tuple[str, str], None] = {}
        for rounds in (item for item in score.items if isinstance(item, Rounds)):
            for forms in rounds.phrases:
                first, last = self._phrase(forms.first), self._phrase(forms.last)
                typed = {part.shown for part in forms.first if isinstance(part, Utterance) and is_typed(part)}
                if typed and not self._printable.with_values:
                    self.untold |= typed
                else:
                    found[(first, "" if last == first else last)] = None
        return list(found)

    def _phrase(self, parts: tuple[Utterance | Rest, ...]) -> str:
        sentences = list(self.sentences(parts))
        self.phrase_sentences.update(sentences)
        half = len(sentences) // 2
        if half and sentences[:half] == sentences[half:]:  # another voice answers with the same words
            sentences = sentences[:half]
        return " ".join(sentences)


def _chosen(script: Script, listener: Listener) -> Iterator[str]:
    choices: Mapping[str, str] = settle_choices(listener, script.metadata)
    for name, option in choices.items():
        yield script.metadata.choices[name].options[option] or option


def _runs(parts: Iterable[object]) -> Iterator[list[Utterance]]:
    run: list[Utterance] = []
    for part in (*parts, None):
        if isinstance(part, Utterance):
            run.append(part)
        elif run and not (isinstance(part, Rest) and part.kind is RestKind.BREATH):
            yield run
            run = []
