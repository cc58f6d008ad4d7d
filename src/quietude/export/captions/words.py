"""The words of captions themselves, in seven languages; those of the session are the script's."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from typing import Final

BEDS: Final = "beds"
"""The table of what the beds that come along are called."""


def words_in(language: str) -> Mapping[str, str]:
    """The words of a language (BCP 47), by key; the English ones where there are none in it."""
    return {key: word for key, word in _table(language).items() if isinstance(word, str)}


def bed_words(language: str) -> Mapping[str, str]:
    """What each bed that comes along is called in a language, by its name; as `words_in`."""
    beds = _table(language)[BEDS]
    return beds if isinstance(beds, Mapping) else {}


def own_phrase(language: str) -> str:
    """What stands for a phrase that a listener typed.

    >>> own_phrase("en")
    '(your own phrase)'
    """
    return words_in(language)["own_phrase"]


def line_words(language: str, which: str) -> frozenset[str]:
    """Short words that lines are broken by: ``before`` (a line begins with one) or ``after`` (none ends so).

    A language of which nothing is known has none.
    """
    known = _all().get(language.partition("-")[0].lower())
    return frozenset(str(known[f"break_{which}"]).split()) if known else frozenset()


def _table(language: str) -> Mapping[str, str | Mapping[str, str]]:
    known = _all()
    return known.get(language.partition("-")[0].lower(), known["en"])


@cache
def _all() -> Mapping[str, Mapping[str, str | Mapping[str, str]]]:
    return tomllib.loads(files(__package__).joinpath("words.toml").read_text(encoding="utf-8"))
