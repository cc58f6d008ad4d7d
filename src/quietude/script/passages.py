"""A script's spoken text as it runs, with the place of every character: what the checker reads."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from quietude.findings import Span
from quietude.script.nodes import FieldRef, Node, Only, Phrase, Prose, Repeat, Script, Section, Text
from quietude.script.options import Option


@dataclass(frozen=True, slots=True, kw_only=True)
class Heard:
    """A node and who hears it."""

    node: Node
    section: Section
    conditions: tuple[tuple[Option, ...], ...]
    """Of each, a listener has chosen one option; empty: everyone hears it."""

    @property
    def choices(self) -> set[str]:
        """The choices that decide whether it is heard."""
        return {choice for options in self.conditions for choice, _ in options}


@dataclass(frozen=True, slots=True, kw_only=True)
class Passage:
    """The text of one prose or one form of a phrase; a field stands as its name in braces."""

    text: str
    places: Sequence[tuple[int, int]]
    """Line and column of each character."""
    heard: Heard
    language: str
    """BCP 47, lower case."""

    def span(self, start: int, end: int) -> Span:
        """Where the characters from ``start`` to before ``end`` were written, as far as their first line."""
        line, column = self.places[start]
        last = max(place[1] for place in self.places[start:end] if place[0] == line)
        return Span(path=self.heard.node.span.path, line=line, column=column, length=last - column + 1)


def walk(script: Script) -> Iterator[Heard]:
    """Every node except ``Only``, whose body is walked in its place; a repeat's phrases come before it."""
    phrases: set[Span] = set()
    for section in script.sections:
        for heard in _walk(section.body, section, (section.options,) if section.options else ()):
            if isinstance(heard.node, Phrase):
                if heard.node.span in phrases:
                    continue  # spoken where it stands and repeated: written once
                phrases.add(heard.node.span)
            yield heard


def passages(script: Script) -> list[Passage]:
    """All that is spoken, in order."""
    found = []
    for heard in walk(script):
        match heard.node:
            case Prose(text=text):
                found.append(_passage(script, text, heard))
            case Phrase(forms=forms):
                found += [_passage(script, form, heard) for form in forms]
            case _:
                pass
    return found


def _walk(
    body: Sequence[Node], section: Section, conditions: tuple[tuple[Option, ...], ...]
) -> Iterator[Heard]:
    for node in body:
        if isinstance(node, Only):
            yield from _walk(node.body, section, (*conditions, node.options))
        else:
            if isinstance(node, Repeat):
                yield from _walk(node.phrases, section, conditions)
            yield Heard(node=node, section=section, conditions=conditions)


def _passage(script: Script, text: Text, heard: Heard) -> Passage:
    said, places = "", []
    for part in text:
        if isinstance(part, FieldRef):
            words = f"{part.before}{{{part.name}}}{part.after}"
            places += [(part.span.line, part.span.column)] * len(words)
        else:
            words = part.text
            places += _places(script, words, part.span)
        said += words
    node = heard.node
    language = node.language if isinstance(node, Prose | Phrase) else None
    return Passage(text=said, places=places, heard=heard, language=language or script.metadata.language)


def _places(script: Script, words: str, span: Span) -> Iterator[tuple[int, int]]:
    # Marks, escapes and line breaks are missing from the words; each character is looked for after the last.
    line, column = span.line, span.column
    for char in words:
        if char.isspace():
            yield line, column
            continue
        found = script.line(line).find(char, column - 1)
        if found < 0 and (further := script.line(line + 1).find(char)) >= 0:
            line, found = line + 1, further
        yield line, found + 1 if found >= 0 else column
        column = found + 2 if found >= 0 else column
