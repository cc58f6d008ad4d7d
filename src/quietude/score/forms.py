"""Which form of a phrase a phrasing asks for: as it was written, or made by rule."""

from __future__ import annotations

from quietude.errors import ListenerError
from quietude.findings import Finding
from quietude.score.score import Phrasing
from quietude.script.nodes import Phrase, Text
from quietude.script.what_if import can_make, what_if
from quietude.script.wish import wish


def form_of(phrase: Phrase, phrasing: Phrasing, language: str) -> Text | None:
    """The form that is heard first in this phrasing; None where it is neither written nor made by rule.

    ``language`` is the phrase's own, BCP 47.
    """
    if phrasing is Phrasing.STATEMENT:
        return phrase.statement
    wished = phrasing is Phrasing.WISH
    written = phrase.wish if wished else phrase.what_if
    if written is not None or not can_make(language):
        return written
    return wish(phrase.statement) if wished else what_if(phrase.statement)


def missing_form(phrase: Phrase, phrasing: Phrasing, language: str, source_line: str) -> Finding:
    """What to tell the author of a phrase that has no form for this phrasing.

    Raises:
        ListenerError: a listener typed it; nobody else is told its words.
    """
    wished = phrasing is Phrasing.WISH
    form = 'wish ("May I ...")' if wished else "what-if form"
    bar = "the what-if form and a second |" if wished else "the statement and a |"
    why = f'has no {form}, and none is made by rule in "{language}"; write it after {bar}'
    if phrase.private:
        raise ListenerError(f"the phrase that was typed as number {phrase.span.line} {why}")
    code = "no-wish" if wished else "no-what-if"
    return Finding.error(code, f"this phrase {why}", phrase.span, source_line)
