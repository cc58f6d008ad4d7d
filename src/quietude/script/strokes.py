"""Whether every ``[touch]`` ends and every ``[end touch]`` ends one, whatever a listener chooses.

Strokes may begin in one ``[only]`` and end in another or outside, so this cannot be told from the nesting
of brackets: each combination of the options that matter is walked through.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Mapping, Sequence
from typing import Final, TypeAlias

from quietude.findings import Span
from quietude.script.front_matter import Choice
from quietude.script.nodes import Node, Only, Section, TouchEnd, TouchStart
from quietude.script.options import Option, Problem

MOST_PATHS: Final = 4096
"""Combinations of options that are walked through; no script made by hand comes near."""

_Conditions: TypeAlias = tuple[tuple[Option, ...], ...]
"""Of each, one option has to be taken."""


def touch_problems(sections: Sequence[Section], choices: Mapping[str, Choice]) -> list[Problem]:
    """Every ``[touch]`` without end for some listener, every ``[end touch]`` that ends nothing for any."""
    steps = list(_steps(sections))
    useful: set[Span] = set()
    endless: dict[Span, list[set[Option]]] = {}
    paths = list(_paths(steps, choices))
    for path in paths:
        begun: Span | None = None
        for node, conditions in steps:
            if all(set(options) & path for options in conditions):
                if isinstance(node, TouchStart):
                    begun = node.span
                elif begun is not None:
                    useful.add(node.span)
                    begun = None
        if begun is not None:
            endless.setdefault(begun, []).append(path)
    problems = [
        Problem(
            code="stray-end",
            message="[end touch] ends nothing; there is no [touch] before it",
            span=node.span,
        )
        for node, _ in steps
        if isinstance(node, TouchEnd) and node.span not in useful
    ]
    for span, those in endless.items():
        chosen = ", ".join(sorted(option for _, option in those[0]))
        who = f" for a listener who chose {chosen}" if len(those) < len(paths) else ""
        message = f"[touch] is never ended{who}; write [end touch] where it stops"
        problems.append(Problem(code="unclosed-block", message=message, span=span))
    return problems


def _steps(sections: Sequence[Section]) -> Iterator[tuple[TouchStart | TouchEnd, _Conditions]]:
    for section in sections:
        yield from _steps_in(section.body, (section.options,) if section.options else ())


def _steps_in(
    body: Sequence[Node], conditions: _Conditions
) -> Iterator[tuple[TouchStart | TouchEnd, _Conditions]]:
    for node in body:
        if isinstance(node, TouchStart | TouchEnd):
            yield node, conditions
        elif isinstance(node, Only):
            yield from _steps_in(node.body, (*conditions, node.options))


def _paths(
    steps: Sequence[tuple[object, _Conditions]], choices: Mapping[str, Choice]
) -> Iterator[set[Option]]:
    """Every combination of options, of the choices that matter here."""
    named = sorted({choice for _, conditions in steps for options in conditions for choice, _ in options})
    options = [[(choice, option) for option in choices[choice].options] for choice in named]
    for combination in itertools.islice(itertools.product(*options), MOST_PATHS):
        yield set(combination)
