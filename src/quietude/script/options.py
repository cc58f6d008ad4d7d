"""Looking up the options that an ``[only ...]`` names among the script's choices."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TypeAlias

from quietude.findings import Span
from quietude.plugins import nearest
from quietude.script.arguments import Argument
from quietude.script.directives import OnlyStart
from quietude.script.front_matter import Choice

Option: TypeAlias = tuple[str, str]
"""A choice and one of its options."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Problem:
    """An error before it is a finding: without the line's text."""

    code: str
    message: str
    span: Span


def look_up(only: OnlyStart, choices: Mapping[str, Choice]) -> tuple[tuple[Option, ...], list[Problem]]:
    """The options that an ``[only ...]`` names, and what is wrong with the others.

    An option is named by itself, or as ``choice option`` where several choices have it.
    """
    known = [(choice, option) for choice, entry in choices.items() for option in entry.options]
    found, problems = [], []
    for argument in only.names:
        pairs = _named(argument.text, known)
        if len(pairs) == 1:
            found.append(pairs[0])
        else:
            span = Span(
                path=only.span.path,
                line=only.span.line,
                column=only.span.column + argument.offset,
                length=len(argument.text),
            )
            problems.append(_problem(argument, span, pairs, known))
    return tuple(found), problems


def _named(text: str, known: list[Option]) -> list[Option]:
    for fold in (str, str.lower):  # as written first, so that options may differ by their capitals alone
        pairs = [
            (choice, option)
            for choice, option in known
            if fold(text) in (fold(option), fold(f"{choice} {option}"))
        ]
        if pairs:
            return pairs
    return []


def _problem(argument: Argument, span: Span, pairs: list[Option], known: list[Option]) -> Problem:
    if pairs:
        ways = " or ".join(f"[only {choice} {option}]" for choice, option in pairs)
        message = f'"{argument.text}" is an option of several choices; write {ways}'
        return Problem(code="unclear-option", message=message, span=span)
    options = [option for _, option in known]
    near = nearest(argument.text, options)
    if near:
        hint = f'did you mean "{near}"?'
    else:
        hint = f"known are: {', '.join(options)}" if options else "the script has no choices"
    message = f'no choice in the front matter has the option "{argument.text}"; {hint}'
    return Problem(code="unknown-option", message=message, span=span)
