"""Phrases for a new script: from a set of phrases, or from any list with one a line."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from quietude.errors import FileError, InputError
from quietude.files import read_text
from quietude.findings import Span
from quietude.plugins import unknown_message
from quietude.script.nodes import FieldRef, Phrase, Text, Words
from quietude.script.phrases import find_phrases, names, parse_phrases
from quietude.script.what_if import can_make, what_if

_MARK: Final = re.compile(r"(?:[-*+•·‣▪]|\d+[.)])\s+")
"""What a list's line may begin with."""
_COMMENT: Final = re.compile(r"<!--.*?-->", re.DOTALL)
_SPECIAL: Final = re.compile(r"[\\\[\]{}|*_]")
"""What a script would take for something else than words."""


def phrases_from(name_or_path: str, language: str) -> list[str]:
    """Phrases as a script writes them after ``- ``, each with its question where there is one.

    In English a question is made by rule where none is written, for the author to see and change.

    Args:
        name_or_path: a set of phrases that came with quietude, or a file: a set, or a list of any kind.
        language: the new script's, for the questions.

    Raises:
        FileError: there is no such set or file, or it is no text.
        ScriptError: it is a set of phrases, and cannot be read as one.
        InputError: there is no phrase in it.
    """
    path = _find(name_or_path)
    text = read_text(path, "list of phrases")
    if text.lstrip().startswith("---"):
        forms = [_forms_of(phrase) for phrase in parse_phrases(text, path=str(path)).phrases]
    else:
        forms = list(_listed(text, path))
    if not forms:
        raise InputError(
            f'there is no phrase in {path}; write one a line, such as "- I am doing what I can."'
        )
    return [_written(each, language) for each in forms]


def _find(name_or_path: str) -> Path:
    path = Path(name_or_path)
    if path.is_file():
        return path
    if path.suffix or len(path.parts) != 1:
        raise FileError(f"there is no file {path}; check the path, or run: quietude phrases list", path=path)
    if name_or_path not in names():
        raise FileError(unknown_message("set of phrases", name_or_path, names()), path=path)
    return find_phrases(name_or_path)


def _forms_of(phrase: Phrase) -> list[Text | None]:
    return [phrase.statement, phrase.what_if, phrase.wish]


def _listed(text: str, path: Path) -> Iterator[list[Text | None]]:
    for number, line in enumerate(_COMMENT.sub("", text).split("\n"), start=1):
        words = line.strip()
        if not words or words.startswith("#"):
            continue
        span = Span(path=str(path), line=number, column=1)
        parts = [part.strip() for part in _MARK.sub("", words, count=1).split("|")][:3]
        if any(char.isalnum() for char in parts[0]):
            yield [(Words(text=part, span=span),) if part else None for part in [*parts, "", ""][:3]]


def _written(forms: list[Text | None], language: str) -> str:
    statement, asked, wish = forms
    if asked is None and statement is not None and can_make(language):
        made = what_if(statement)
        asked = None if made == statement else made
    if asked is None:
        wish = None  # a script's wish stands third, and there is no second
    return " | ".join("".join(_part(part) for part in form) for form in (statement, asked, wish) if form)


def _part(part: Words | FieldRef) -> str:
    if isinstance(part, FieldRef):
        return f"{{{part.before}{part.name}{part.after}}}"
    return _SPECIAL.sub(lambda found: "\\" + found[0], part.text)
