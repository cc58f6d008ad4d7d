"""Phrases and their what-if forms: there, and read as a question about the same thing."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from typing import Final

from quietude.checking.rule import Hit
from quietude.checking.word_lists import NO_CLAUSE, WHAT_IF, WHAT_IF_BEGINS
from quietude.script.nodes import Phrase, Script, Text
from quietude.script.passages import walk
from quietude.script.text import plain
from quietude.script.what_if import can_make, what_if

_OPENING: Final = " \"'“‘«„‚("
_CLOSING: Final = " \"'”’»“)"
_DOUBLED: Final = re.compile(r"\b(what\s+if|[^\W\d_]+)\s+\1\b", re.IGNORECASE)
_STEM: Final = 3
"""Letters that a verb keeps, more or less, when it changes its mood (sein to wäre does not)."""
_CONTENT: Final = 4
"""Shorter words are mostly articles and pronouns, which any two sentences may share."""


def made_what_ifs(script: Script) -> Iterator[Hit]:
    """The what-if forms made by rule, for the author to see."""
    for phrase, language in _phrases(script):
        if phrase.what_if is not None or not can_make(language):
            continue
        made = what_if(phrase.statement)
        if made != phrase.statement:
            yield (
                phrase.span,
                f'this phrase gets: "{_one_line(made)}"; write another after it and a |, if you like',
            )


def no_what_ifs(script: Script) -> Iterator[Hit]:
    """Phrases without a what-if form, where none is made by rule."""
    for phrase, language in _phrases(script):
        if phrase.what_if is None and not can_make(language):
            message = (
                f'no what-if form is made by rule in "{language}", and without one this script cannot be '
                "played what-if or gradual; write it after the phrase and a |"
            )
            yield phrase.span, message


def strange_what_ifs(script: Script) -> Iterator[Hit]:
    """What-if forms that read wrong, written or made."""
    for phrase, language in _phrases(script):
        statement = _one_line(phrase.statement)
        if phrase.what_if is not None:
            wrong = _written_wrong(statement, _one_line(phrase.what_if), language)
        elif can_make(language) and (made := what_if(phrase.statement)) != phrase.statement:
            wrong = _made_wrong(statement, _one_line(made), language)
        else:
            wrong = None
        if wrong:
            yield phrase.span, wrong


def strange_openings(script: Script) -> Iterator[Hit]:
    """What-if forms that do not begin as what-if forms do in their language."""
    for phrase, language in _phrases(script):
        main = language.partition("-")[0]
        usual = WHAT_IF.get(main)
        if phrase.what_if is None or usual is None:
            continue
        if not usual.match(_one_line(phrase.what_if).lstrip(_OPENING)):
            begins = WHAT_IF_BEGINS[main]
            yield phrase.span, f'this what-if form does not begin with "{begins}"; is it meant so?'


def _phrases(script: Script) -> Iterator[tuple[Phrase, str]]:
    """Each phrase with its language."""
    for heard in walk(script):
        if isinstance(heard.node, Phrase):
            yield heard.node, heard.node.language or script.metadata.language


def _written_wrong(statement: str, form: str, language: str) -> str | None:
    main = language.partition("-")[0]
    if not form.rstrip(_CLOSING).endswith(("?", "？", "؟")):
        return f'this what-if form asks nothing: "{form}"; end it with a question mark'
    if main == "es" and "¿" not in form:
        return 'a Spanish question begins with "¿"; the voice hears by it where the question starts'
    if doubled := _new_doubled(statement, form):
        return f'"{doubled}" stands twice in this what-if form; keep one'
    if statement.lstrip(_OPENING)[:1].isupper() and form.lstrip(_OPENING)[:1].islower():
        return f'this what-if form begins with a small letter, unlike its statement: "{form}"'
    if main in WHAT_IF and _content(statement) and not _content(statement) & _stems(form):
        return "this what-if form shares no word with its statement; did it get to the wrong phrase?"
    return None


def _made_wrong(statement: str, made: str, language: str) -> str | None:
    main = language.partition("-")[0]
    strange = NO_CLAUSE.get(main)
    if _new_doubled(statement, made) or (strange and strange.match(statement.lstrip(_OPENING))):
        return f'made by rule, this phrase becomes "{made}"; write a what-if form after it and a |'
    return None


def _new_doubled(statement: str, form: str) -> str | None:
    """A word twice in a row that the statement does not double."""
    doubled = _DOUBLED.search(form)
    if doubled is None or re.search(rf"\b{doubled[1]}\s+{doubled[1]}\b", statement, re.IGNORECASE):
        return None
    return doubled[0]


def _stems(text: str) -> set[str]:
    return {_folded(word)[:_STEM] for word in re.findall(r"[^\W\d_]+", text)}


def _content(text: str) -> set[str]:
    """The stems of the words that carry the meaning."""
    return {_folded(word)[:_STEM] for word in re.findall(r"[^\W\d_]+", text) if len(word) >= _CONTENT}


def _folded(word: str) -> str:
    letters = unicodedata.normalize("NFD", word.casefold())
    return "".join(letter for letter in letters if not unicodedata.combining(letter))


def _one_line(text: Text) -> str:
    return " ".join(plain(text).split())
