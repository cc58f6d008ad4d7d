"""A listener's own phrases: sets by name or path, and phrases in their own words.

What a listener types is spoken and never parsed: but for the | between the forms, brackets, braces and
markup in it are just odd characters. It is as private as a name, which may stand in it.
"""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import Final

from quietude.errors import ListenerError
from quietude.findings import Span
from quietude.score.listener import LONGEST_VALUE, cleaned
from quietude.script.nodes import Phrase, Text, Words
from quietude.script.phrases import PhraseSet, find_phrases, load_phrases
from quietude.script.text import has_words

TYPED: Final = "typed phrases"
"""What a message calls them in place of a path."""
_MOST_FORMS: Final = 3


def choose_phrases(sets: Iterable[str | Path] = (), typed: Iterable[str] = ()) -> tuple[PhraseSet, ...]:
    """The phrases for `Listener.phrases`: sets by name or path in their order, then typed phrases.

    Raises:
        FileError: there is no such set, or its file cannot be read.
        ScriptError: a file is no set of phrases; holds every finding.
        ListenerError: a typed phrase has no words, is too long, or has too many forms. No message holds one.
    """
    chosen = [load_phrases(find_phrases(str(each))) for each in sets]
    phrases = tuple(_typed(text, number) for number, text in enumerate(typed, start=1))
    if phrases:
        chosen.append(PhraseSet(path=TYPED, about=None, phrases=phrases))
    return tuple(chosen)


def _typed(text: str, number: int) -> Phrase:
    """A phrase from a listener's words: ``statement | what-if form | wish``, the last two optional."""
    span = Span(path=TYPED, line=number, column=1)
    written = text.split("|")
    if len(written) > _MOST_FORMS:
        raise ListenerError(
            f"the phrase that was typed as number {number} has {len(written)} forms; it may have three, with "
            "a | between: statement | what-if form | wish"
        )
    forms = [_form(form, span) for form in written]
    statement, what_if, wish = (*forms, None, None)[:_MOST_FORMS]
    if statement is None:
        raise ListenerError(f"the phrase that was typed as number {number} has no words; write some")
    return Phrase(statement=statement, what_if=what_if, wish=wish, private=True, span=span)


def _form(written: str, span: Span) -> Text | None:
    said = cleaned(written)
    if len(said) > LONGEST_VALUE:
        raise ListenerError(
            f"the phrase that was typed as number {span.line} has {len(said)} characters; at most "
            f"{LONGEST_VALUE} are spoken"
        )
    form = (Words(text=said, span=span),)
    return form if has_words(form) else None
