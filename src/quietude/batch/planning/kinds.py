"""What listeners have in common: sessions that differ in nothing but values are looked into once."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final, Generic, TypeVar

from quietude.batch.planning.digests import Ingredients, occurring_words, profile_of, shared_digest
from quietude.casting import choose_cast, choose_lexicon
from quietude.errors import QuietudeError, VoiceError
from quietude.job import Job, Series
from quietude.narration.engine import load_engine
from quietude.narration.takes import FoundTakes, find_takes
from quietude.narration.words.sayable import unsayable
from quietude.narration.words.spoken_form import spoken_form
from quietude.narration.words.wording import has_words, plain
from quietude.score.builder import build_score
from quietude.score.listener import Listener
from quietude.score.score import Phrasing, Score, Utterance
from quietude.script.library import find_script
from quietude.script.nodes import Script
from quietude.script.parser import load_script
from quietude.script.phrases import PhraseSet
from quietude.soundscape import Beds, choose_beds
from quietude.voices.cast import Cast
from quietude.voices.lexicon import Lexicon

K = TypeVar("K")
V = TypeVar("V")

_LAST_LATIN: Final = 0x24F
"""Every letter up to here is Latin, which every voice reads."""


class Once(Generic[K, V]):
    """A function that is asked once for each key; what it raised for one, it raises again."""

    def __init__(self, make: Callable[[K], V]) -> None:
        self._make = make
        self._made: dict[K, V] = {}
        self._failed: dict[K, QuietudeError] = {}

    def __call__(self, key: K) -> V:
        """The answer for ``key``."""
        if key in self._failed:
            raise self._failed[key].with_traceback(None)
        if key not in self._made:
            try:
                self._made[key] = self._make(key)
            except QuietudeError as error:
                self._failed[key] = error
                raise
        return self._made[key]


@dataclass(frozen=True, slots=True, kw_only=True)
class Kind:
    """All that decides a session but the listener's values; equal kinds are looked into once."""

    script: str
    voices: tuple[str, ...] = ()
    beds: tuple[str, ...] | None = None
    choices: tuple[tuple[str, str], ...] = ()
    """Choice and option, sorted."""
    phrasing: Phrasing | None = None
    phrases_as_written: tuple[str, ...] = field(default=(), repr=False)
    """Stands for ``phrases`` where kinds are compared. Private, since a listener may have typed them."""
    phrases: tuple[PhraseSet, ...] = field(default=(), repr=False, compare=False)
    fields: tuple[str, ...] = ()
    """Those that have a value, in the script's order."""
    target_s: float | None = None
    first_phrase: int = 0
    series: Series | None = None

    def listener(self, values: Mapping[str, str]) -> Listener:
        """A listener of this kind, with their values."""
        return Listener(
            values=values,
            choices=dict(self.choices),
            phrasing=self.phrasing,
            phrases=self.phrases,
            target_s=self.target_s,
            first_phrase=self.first_phrase,
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """What is the same for every file of a batch."""

    recordings: Path | None
    bitrate_kbps: int
    loudness_lufs: float
    further_back_db: float
    keep_clips: bool
    extra: tuple[str, ...] = ()
    """What else decides files or what lies beside them, for the digests."""
    handout: bool = False
    """Hand-outs lie beside the files."""
    name_in_tags: bool = False
    cover: Path | None = None
    """As `Job.cover`."""
    with_cover: bool = True
    """As `Job.with_cover`."""
    with_words: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Template:
    """A kind of session with stand-ins for the values."""

    kind: Kind
    score: Score = field(repr=False)
    cast: Cast
    lexicon: Lexicon
    beds: Beds
    shared: str
    """As `quietude.batch.task.Task.shared`."""
    private: tuple[Utterance, ...] = field(repr=False)
    """What speaks a value, each text once."""

    def said_by(self, values: Mapping[str, str]) -> tuple[list[str], list[list[str]]]:
        """The private utterances' words for a listener, and the lexicon's entries that occur in them."""
        stand_ins = [(stand_in(number), values[name]) for number, name in enumerate(self.kind.fields)]
        texts: list[str] = []
        entries: set[tuple[str, str]] = set()
        for utterance in self.private:
            text = utterance.text
            for mark, value in stand_ins:
                text = text.replace(mark, value)
            texts.append(text)
            entries.update(self._words(utterance, text).items())
        return texts, [list(entry) for entry in sorted(entries)]

    def problem(self, values: Mapping[str, str]) -> str | None:
        """Why the voice cannot say a listener's values; None where it can."""
        if not any(ord(char) > _LAST_LATIN for value in values.values() for char in value):
            return None
        texts, _ = self.said_by(values)
        for utterance, text in zip(self.private, texts, strict=True):
            profile = profile_of(utterance, self.cast)
            known = self._words(utterance, text)
            words = spoken_form(plain(text), utterance.language, keep=frozenset(known))
            reads = "mul" if profile.language == "mul" else utterance.language
            if has_words(words) and (found := unsayable(words, reads, known)):
                return found
        return None

    def _words(self, utterance: Utterance, text: str) -> dict[str, str]:
        words = self.lexicon.words(profile_of(utterance, self.cast), utterance.language)
        return occurring_words(text, words, utterance.language)


def stand_in(number: int) -> str:
    """What stands in a template's words for a value: kept by every stage, and in nobody's script.

    >>> stand_in(0)
    '⟦0⟧'
    """
    return f"\u27e6{number}\u27e7"


class Kinds:
    """Everything that the rows of a batch ask for, each looked up once."""

    def __init__(self, settings: Settings) -> None:
        self.settings = settings
        self.script = Once(_script)
        """The script of a name or path."""
        self.template = Once(self._template)
        """The template of a kind; raises what keeps it from being made."""
        self._lexicon: Once[str, Lexicon] = Once(lambda name: choose_lexicon(self.script(name)))
        self.takes: Once[str, FoundTakes] = Once(
            lambda name: find_takes(self.script(name), settings.recordings)
        )
        """The recordings of a script."""
        self.cast: Once[tuple[str, tuple[str, ...]], Cast] = Once(self._cast)
        """The cast of a script's name and voices."""
        self._beds: Once[tuple[str, tuple[str, ...] | None], Beds] = Once(
            lambda key: choose_beds(self.script(key[0]), key[1])
        )

    def job(self, kind: Kind, values: Mapping[str, str]) -> Job:
        """The render of a session of that kind with a listener's values."""
        return Job(
            script=kind.script,
            listener=kind.listener(values),
            voices=kind.voices,
            beds=kind.beds,
            recordings=self.settings.recordings,
            bitrate_kbps=self.settings.bitrate_kbps,
            loudness_lufs=self.settings.loudness_lufs,
            further_back_db=self.settings.further_back_db,
            keep_clips=self.settings.keep_clips,
            series=kind.series,
            name_in_tags=self.settings.name_in_tags,
            cover=self.settings.cover,
            with_cover=self.settings.with_cover,
            with_words=self.settings.with_words,
        )

    def _cast(self, key: tuple[str, tuple[str, ...]]) -> Cast:
        cast = choose_cast(self.script(key[0]), key[1])
        for profile in cast.voices:
            if problem := load_engine(profile.engine).problem(profile.model):
                raise VoiceError(f'the voice "{profile.name}" cannot speak here: {problem}')
        return cast

    def _template(self, kind: Kind) -> Template:
        script = self.script(kind.script)
        values = {name: stand_in(number) for number, name in enumerate(kind.fields)}
        score = build_score(script, kind.listener(values), self.takes(kind.script).takes)
        cast, lexicon = self.cast((kind.script, kind.voices)), self._lexicon(kind.script)
        beds = self._beds((kind.script, kind.beds))
        made_of = Ingredients(
            script=script,
            score=score,
            cast=cast,
            lexicon=lexicon,
            beds=beds,
            job=self.job(kind, values),
            extra=self.settings.extra,
            handout=self.settings.handout,
        )
        return Template(
            kind=kind,
            score=score,
            cast=cast,
            lexicon=lexicon,
            beds=beds,
            shared=shared_digest(made_of),
            private=_distinct(score.utterances()),
        )


def _script(name: str) -> Script:
    return load_script(find_script(name))


def _distinct(utterances: Sequence[Utterance]) -> tuple[Utterance, ...]:
    found = {
        (utterance.text, utterance.language, utterance.voice): utterance
        for utterance in utterances
        if utterance.private
    }
    return tuple(found.values())
