"""Every way through a script, walked to find the lines that somebody may hear, and who that is.

Prose is cut into sentences between two rests, and nothing beyond them has a part in it. So a chapter is
walked a stretch at a time, and of the choices and fields only those that matter there are tried.
"""

from __future__ import annotations

import itertools
import math
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import TypeAlias

from quietude.score.builder import lines_said
from quietude.score.listener import Listener
from quietude.score.saying import LineKey, Said
from quietude.score.score import Phrasing
from quietude.script.nodes import FieldRef, Node, Only, Phrase, Prose, Repeat, Script, Text
from quietude.script.options import Option
from quietude.script.strokes import MOST_PATHS

Conditions: TypeAlias = tuple[tuple[Option, ...], ...]
"""Of each, a listener has chosen one option; empty: everyone hears it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class HeardLine:
    """A line, and who hears it."""

    said: Said
    conditions: Conditions
    """By each choice for itself: where two choices only matter together, more listeners than there are."""
    phrasing: Phrasing | None
    """The form of a phrase, where not every phrasing has it. (A statement may serve for a wish too.)"""
    without: frozenset[str]
    """Fields: it is heard only by listeners who gave no value for them."""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Matters:
    """What a stretch's lines depend on."""

    choices: Mapping[str, tuple[str, ...]]
    """Each choice's options, the default first."""
    fields: tuple[str, ...]
    """Those that a listener may leave out."""
    forms: tuple[Phrasing, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class _Way:
    """What one listener brings to a stretch."""

    options: Mapping[str, str]
    without: frozenset[str]
    phrasing: Phrasing


@dataclass(slots=True)
class _Found:
    said: Said
    order: tuple[int, int, int]
    ways: list[_Way] = field(default_factory=list)


def heard_in(script: Script, chapter: int) -> list[HeardLine]:
    """The lines of a chapter (given by its place among the sections), in the order they are written.

    Wishes come after all others, so that they moved no name of a line that was recorded without them.
    Where more than `MOST_PATHS` combinations matter between two rests, those are walked in which at most
    two choices or fields differ from the usual.
    """
    section = script.sections[chapter]
    lines: dict[LineKey, HeardLine] = {}
    for stretch in _stretches(section.body):
        for line in _heard(script, chapter, stretch):
            if section.options:
                line = replace(line, conditions=(section.options, *line.conditions))
            known = lines.get(line.said.key)
            lines[line.said.key] = joined(known, line) if known else line
    return sorted(lines.values(), key=lambda line: line.phrasing is Phrasing.WISH)


def joined(first: HeardLine, again: HeardLine) -> HeardLine:
    """One line that stands in two places: whoever hears either, hears it."""
    others = {_choices(options): options for options in again.conditions}
    both = (
        tuple(dict.fromkeys((*options, *others[_choices(options)])))
        for options in first.conditions
        if _choices(options) in others
    )
    return replace(
        first,
        conditions=tuple(both),
        phrasing=first.phrasing if first.phrasing is again.phrasing else None,
        without=first.without & again.without,
    )


def _choices(options: Iterable[Option]) -> frozenset[str]:
    return frozenset(choice for choice, _ in options)


def _stretches(body: Sequence[Node]) -> Iterator[list[Node]]:
    """A chapter's nodes, parted where prose is parted for every listener."""
    stretch: list[Node] = []
    for node in body:
        if isinstance(node, Prose | Only):
            stretch.append(node)
            continue
        if stretch:
            yield stretch
        stretch = []
        if isinstance(node, Phrase | Repeat):
            yield [node]
    if stretch:
        yield stretch


def _heard(script: Script, chapter: int, stretch: Sequence[Node]) -> list[HeardLine]:
    matters = _matters(script, stretch)
    found: dict[LineKey, _Found] = {}
    for way in _ways(matters):
        values = {name: name for name in script.metadata.ask if name not in way.without}
        listener = Listener(values=values, choices=way.options, phrasing=way.phrasing)
        for said in lines_said(script, listener, chapter, stretch):
            order = (said.place.line, matters.forms.index(way.phrasing), said.place.column)
            found.setdefault(said.key, _Found(said, order)).ways.append(way)
    return [_line(each, matters) for each in sorted(found.values(), key=lambda each: each.order)]


def _line(found: _Found, matters: _Matters) -> HeardLine:
    conditions = []
    for choice, options in matters.choices.items():
        heard = {way.options[choice] for way in found.ways}
        if len(heard) < len(options):
            conditions.append(tuple((choice, option) for option in options if option in heard))
    forms = {way.phrasing for way in found.ways}
    return HeardLine(
        said=found.said,
        conditions=tuple(conditions),
        phrasing=min(forms, key=matters.forms.index) if len(forms) < len(matters.forms) else None,
        without=frozenset.intersection(*(way.without for way in found.ways)),
    )


def _matters(script: Script, stretch: Sequence[Node]) -> _Matters:
    choices: dict[str, tuple[str, ...]] = {}
    fields: dict[str, None] = {}
    phrases = False
    for node in _inside(stretch):
        match node:
            case Only(options=options):
                for choice, _ in options:
                    known = script.metadata.choices[choice]
                    choices[choice] = tuple(dict.fromkeys((known.default, *known.options)))
            case Prose(text=text):
                fields |= _left_out(script, text)
            case Phrase():
                phrases = True
                fields |= _left_out(script, tuple(part for form in node.forms for part in form))
            case _:
                pass
    forms = (Phrasing.STATEMENT, Phrasing.WHAT_IF, Phrasing.WISH) if phrases else (Phrasing.STATEMENT,)
    return _Matters(choices=choices, fields=tuple(fields), forms=forms)


def _inside(nodes: Iterable[Node]) -> Iterator[Node]:
    for node in nodes:
        yield node
        if isinstance(node, Only):
            yield from _inside(node.body)
        elif isinstance(node, Repeat):
            yield from _inside(node.phrases)


def _left_out(script: Script, text: Text) -> dict[str, None]:
    """The fields of a text that a listener may leave out, in order."""
    asked = script.metadata.ask
    return {
        part.name: None
        for part in text
        if isinstance(part, FieldRef) and asked[part.name].optional and not asked[part.name].default
    }


def _ways(matters: _Matters) -> Iterator[_Way]:
    """Statements first, so that they are found in the order of the script."""
    axes = [*matters.choices.values(), *(("", name) for name in matters.fields)]
    for form in matters.forms:
        for taken in _combinations(axes):
            yield _Way(
                options=dict(zip(matters.choices, taken, strict=False)),
                without=frozenset(taken[len(matters.choices) :]) - {""},
                phrasing=form,
            )


def _combinations(axes: Sequence[Sequence[str]]) -> Iterator[tuple[str, ...]]:
    """One of each axis: every combination, or those with at most two that are not the first."""
    if math.prod(map(len, axes)) <= MOST_PATHS:
        yield from itertools.product(*axes)
        return
    usual = [axis[0] for axis in axes]
    seen = set()
    for one, two in itertools.combinations(range(len(axes)), 2):
        for first, second in itertools.product(axes[one], axes[two]):
            taken = list(usual)
            taken[one], taken[two] = first, second
            if (combination := tuple(taken)) not in seen:
                seen.add(combination)
                yield combination
