"""Text to utterances: line by line, each on its breaths or, where a person recorded it, whole.

A *line* is a sentence, or all the text that ``[record "x"]`` stands before: what a person would read aloud
at once (see lines.py, which gives every line of a script its name).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from types import MappingProxyType
from typing import Final, TypeAlias

from quietude.findings import Span
from quietude.score.rests import rest
from quietude.score.score import Rest, RestKind, Utterance
from quietude.score.values import Values
from quietude.script.nodes import Text, Words
from quietude.script.sentences import split_breaths, split_sentences

LineKey: TypeAlias = tuple[int, str, str, str]
"""What makes two lines one: the chapter (its place among the script's sections), the words as shown, the
language, and the name that ``[record]`` gives. With a name the chapter is `ANYWHERE`."""

Takes: TypeAlias = Mapping[LineKey, str]
"""The recording of each line that has one: the path of a sound file."""

ANYWHERE: Final = -1
NO_TAKES: Final[Takes] = MappingProxyType({})


@dataclass(frozen=True, slots=True, kw_only=True)
class Said:
    """A line on one listener's way through the script."""

    key: LineKey
    personal: bool
    """A listener's value is among the words."""
    place: Span
    """Where its first words were written."""


class Saying:
    """How one listener's lines are said, and which they were."""

    def __init__(self, language: str, values: Values, takes: Takes) -> None:
        self.said: list[Said] = []
        self.chapter = 0
        self.voice = ""
        self._language = language
        self._values = values
        self._takes = takes

    def lines(
        self, text: Text, span: Span, language: str | None, *, name: str | None = None, hidden_as: str = ""
    ) -> Iterator[tuple[str, list[Utterance | Rest]]]:
        """The lines of a text, each with the breaths it is said on.

        ``span`` is the place that the utterances are given; ``name`` is ``[record]``'s. Where that line has
        no recording, or holds a value, a voice says its sentences. ``hidden_as``: the words are private
        as a whole, and this may be printed for them.
        """
        spoken_in = language or self._language
        hidden = self._values.hide(text)
        sentences = split_sentences(hidden)
        if hidden_as:
            yield from ((each, self._breaths(each, span, spoken_in, hidden_as)) for each in sentences)
            return
        places = self._places(text, hidden, sentences)
        if name is None:
            for sentence, place in zip(sentences, places, strict=True):
                whole = self._line(sentence, self.chapter, spoken_in, "", place, span)
                yield sentence, [whole] if whole else self._breaths(sentence, span, spoken_in)
        elif sentences:
            whole = self._line(" ".join(sentences), ANYWHERE, spoken_in, name, places[0], span)
            if whole:
                yield sentences[-1], [whole]
            else:
                yield from ((each, self._breaths(each, span, spoken_in)) for each in sentences)

    def _line(
        self, hidden: str, chapter: int, language: str, name: str, place: Span, span: Span
    ) -> Utterance | None:
        """Note a line; the utterance of its recording, if it has one."""
        shown = self._values.show(hidden)
        key = (chapter, shown, language, name)
        personal = self._values.is_private(hidden)
        self.said.append(Said(key=key, personal=personal, place=place))
        take = None if personal else self._takes.get(key)
        if take is None:
            return None
        return Utterance(
            text=hidden,
            shown=shown,
            language=language,
            private=False,
            voice=self.voice,
            recording=take,
            span=span,
        )

    def _breaths(
        self, sentence: str, span: Span, language: str, hidden_as: str = ""
    ) -> list[Utterance | Rest]:
        parts: list[Utterance | Rest] = []
        for breath in split_breaths(sentence, language):
            if parts:
                parts.append(rest(RestKind.BREATH, span))
            parts.append(
                Utterance(
                    text=self._values.speak(breath),
                    shown=hidden_as or self._values.show(breath),
                    language=language,
                    private=bool(hidden_as) or self._values.is_private(breath),
                    voice=self.voice,
                    span=span,
                )
            )
        return parts

    def _places(self, text: Text, hidden: str, sentences: Sequence[str]) -> list[Span]:
        """Where the sentences of a text begin in the script, to the character where it has no escapes."""
        ends, end = [], 0
        for part in text:
            end += len(part.text) if isinstance(part, Words) else len(self._values.hide((part,)))
            ends.append(end)
        places, at = [], 0
        for sentence in sentences:
            # Its words stand in the text one after the other; only the white space between them was folded.
            first, *others = sentence.split()
            start = hidden.find(first, at)
            at = start + len(first)
            for word in others:
                at = hidden.find(word, at) + len(word)
            index = next((index for index, end in enumerate(ends) if start < end), len(ends) - 1)
            part = text[index]
            inside = start - (ends[index - 1] if index else 0) if isinstance(part, Words) else 0
            places.append(replace(part.span, column=part.span.column + inside, length=1))
        return places
