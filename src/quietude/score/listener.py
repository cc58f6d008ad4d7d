"""Who a session is for: the values, choices and wishes that turn a script into one person's score."""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

from quietude.errors import ListenerError
from quietude.plugins import unknown_message
from quietude.score.score import Phrasing

if TYPE_CHECKING:  # with pydantic, which --help can do without
    from quietude.script.front_matter import Metadata
    from quietude.script.nodes import Phrase
    from quietude.script.phrases import PhraseSet

LONGEST_VALUE: Final = 200
"""Characters in a field's value; a longer one is a slip of a roster's columns."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Listener:
    """What one listener brings. Everything is optional; the script's own defaults fill the rest."""

    values: Mapping[str, str] = field(default_factory=dict, repr=False)
    """Field to value. Private: kept out of ``repr`` so that no log or traceback shows it."""
    choices: Mapping[str, str] = field(default_factory=dict)
    """Choice to option; a choice left out takes its default."""
    phrasing: Phrasing | None = None
    """None: the script's own."""
    phrases: tuple[PhraseSet, ...] = field(default=(), repr=False)
    """Said in place of the script's own wherever it repeats phrases; empty: the script's. Private, since a
    listener may have typed them (see own_phrases.py)."""
    target_s: float | None = None
    """The length asked for, in seconds; None: the script's own, or what is natural."""
    first_phrase: int = 0
    """Which of the repeated phrases begins each round, counted from 0; past the last it goes round."""


def parse_phrasing(text: str) -> Phrasing:
    """The phrasing of that name.

    Raises:
        ListenerError: there is none.
    """
    try:
        return Phrasing(text)
    except ValueError as error:
        raise ListenerError(unknown_message("phrasing", text, list(Phrasing))) from error


def settle_values(listener: Listener, metadata: Metadata) -> dict[str, str]:
    """The value of every field that has one, cleaned for speaking; defaults filled in.

    A value is spoken and never parsed: brackets, braces and markup in it are just odd characters. Line
    breaks and control characters become spaces, since no voice can say them.

    Raises:
        ListenerError: a field the script does not ask for, a value too long, or a needed one missing.
            No message holds a value.
    """
    for name in listener.values:
        if name not in metadata.ask:
            raise ListenerError(unknown_message("field", name, metadata.ask) + _in_script(metadata))
    settled = {}
    for name, ask in metadata.ask.items():
        value = cleaned(listener.values.get(name, "")) or (ask.default or "")
        if len(value) > LONGEST_VALUE:
            raise ListenerError(
                f'the value of "{name}" has {len(value)} characters; at most {LONGEST_VALUE} are spoken'
            )
        if value:
            settled[name] = value
        elif not ask.optional:
            raise ListenerError(
                f'the script needs a value for "{name}" ({ask.prompt}); give it with --set {name}=...'
            )
    return settled


def settle_choices(listener: Listener, metadata: Metadata) -> dict[str, str]:
    """The option taken for every choice of the script.

    Raises:
        ListenerError: a choice or an option that the script does not have.
    """
    for choice, option in listener.choices.items():
        if choice not in metadata.choices:
            raise ListenerError(unknown_message("choice", choice, metadata.choices) + _in_script(metadata))
        if option not in metadata.choices[choice].options:
            raise ListenerError(
                unknown_message(f"option of {choice}", option, metadata.choices[choice].options)
            )
    return {name: listener.choices.get(name, choice.default) for name, choice in metadata.choices.items()}


def settle_phrases(listener: Listener, metadata: Metadata) -> tuple[Phrase, ...]:
    """The phrases that are said in place of the script's own, in order; none: the script's are kept.

    Raises:
        ListenerError: they are in another language than the script, or hold a field that it does not ask for.
    """
    for chosen in listener.phrases:
        if chosen.language is not None and _primary(chosen.language) != _primary(metadata.language):
            raise ListenerError(
                f'the phrases of {chosen.path} are in "{chosen.language}", and the script "{metadata.title}" '
                f'is in "{metadata.language}"; choose phrases in its language'
            )
        for name in chosen.fields:
            if name not in metadata.ask:
                raise ListenerError(
                    f'the phrases of {chosen.path} say {{{name}}}, and the script "{metadata.title}" does '
                    f'not ask for it; choose other phrases, or add "{name}" under "ask:" in the script'
                )
    return tuple(phrase for chosen in listener.phrases for phrase in chosen.phrases)


def _primary(language: str) -> str:
    return language.partition("-")[0]


def _in_script(metadata: Metadata) -> str:
    return f' (script "{metadata.title}")'


def cleaned(value: str) -> str:
    """A listener's words without what no voice can say; one line, with single spaces."""
    # Cc: control, Cf: format (but joiners, which some scripts need), Co/Cs/Cn: nothing that can be spoken.
    kept = "".join(
        char
        if char in "\u200c\u200d" or unicodedata.category(char) not in ("Cc", "Cf", "Co", "Cs", "Cn")
        else " "
        for char in unicodedata.normalize("NFC", value)
    )
    return " ".join(kept.split()) if kept.strip(" \u200c\u200d") else ""
