"""What a script asks for and never uses, and what it says and nobody ever hears."""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Sequence
from typing import TypeAlias

from quietude.checking.rule import Hit, entry_span
from quietude.script.nodes import FieldRef, Node, Only, Phrase, Prose, Repeat, Script, Text
from quietude.script.options import Option
from quietude.script.passages import walk
from quietude.script.strokes import MOST_PATHS

_Conditions: TypeAlias = tuple[tuple[Option, ...], ...]
"""Of each, one option has to be taken."""


def unused_fields(script: Script) -> Iterator[Hit]:
    """A value asked for and never spoken."""
    used = {
        part.name
        for heard in walk(script)
        for text in _texts(heard.node)
        for part in text
        if isinstance(part, FieldRef)
    }
    for name in script.metadata.ask:
        if name not in used:
            yield (
                entry_span(script, f"ask.{name}"),
                f"{name} is asked for and never said: write {{{name}}} where it belongs, or ask for less",
            )


def unused_choices(script: Script) -> Iterator[Hit]:
    """A choice that changes nothing."""
    used = {choice for section in script.sections for choice, _ in section.options}
    used |= {choice for heard in walk(script) for choice in heard.choices}
    for name in script.metadata.choices:
        if name not in used:
            yield (
                entry_span(script, f"choices.{name}"),
                f"no [only ...] names an option of {name}, so that choosing changes nothing",
            )


def never_heard(script: Script) -> Iterator[Hit]:
    """What stands under options that no listener can take together."""
    for only, around in _onlys(script):
        conditions = (*around, only.options)
        if _possible(script, around) and not _possible(script, conditions):
            others = sorted({option for ways in around for _, option in ways})
            message = (
                f"nobody hears this: it is inside [only {', '.join(others)}], and one listener takes one "
                "option of a choice; move it out, or name another option"
            )
            yield only.span, message


def needless_onlys(script: Script) -> Iterator[Hit]:
    """An ``[only ...]`` that leaves nobody out."""
    headings = [(section.span, section.options) for section in script.sections]
    for span, options in [*headings, *((only.span, only.options) for only, _ in _onlys(script))]:
        for name, choice in script.metadata.choices.items():
            if {option for at, option in options if at == name} >= set(choice.options):
                yield span, f"every option of {name} is named here, so that everyone hears it; leave it out"


def _onlys(script: Script) -> Iterator[tuple[Only, _Conditions]]:
    """Every ``[only ...]``, with the conditions that hold around it; each one once."""
    seen = set()
    for section in script.sections:
        for only, around in _inside(section.body, (section.options,) if section.options else ()):
            if (only.span, around) not in seen:  # a repeat holds those of its phrases once more
                seen.add((only.span, around))
                yield only, around


def _inside(body: Sequence[Node], around: _Conditions) -> Iterator[tuple[Only, _Conditions]]:
    for node in body:
        if isinstance(node, Only):
            yield node, around
            yield from _inside(node.body, (*around, node.options))
        elif isinstance(node, Repeat):
            yield from _inside(node.phrases, around)


def _possible(script: Script, conditions: _Conditions) -> bool:
    """Whether some listener can meet all of them; taken for yes where there is too much to try."""
    named = sorted({choice for ways in conditions for choice, _ in ways})
    axes = [[(choice, option) for option in script.metadata.choices[choice].options] for choice in named]
    combinations = list(itertools.islice(itertools.product(*axes), MOST_PATHS + 1))
    if len(combinations) > MOST_PATHS:
        return True
    return any(all(set(ways) & set(taken) for ways in conditions) for taken in combinations)


def _texts(node: Node) -> tuple[Text, ...]:
    if isinstance(node, Phrase):
        return node.forms
    return (node.text,) if isinstance(node, Prose) else ()
