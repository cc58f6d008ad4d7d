"""From words to what an engine is given: nothing but words, with a profile's lexicon applied.

A text may hold what a listener typed, and every engine has markup of its own: hibari's ``[word](/x/)``,
``[[ ]]`` of eSpeak and macOS, SSML tags on Windows, eSpeak's commands behind control characters. All of
it is taken out here, once, before an engine adds markup that it means.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

_MARKUP: Final = frozenset("[]<>")
"""No engine's markup works without these."""
_JOINERS: Final = "\u200c\u200d"
"""Persian and the Indic scripts spell with these two; every other format character is invisible noise."""
_FIRST_PICTURE: Final = "\u2190"
"""Symbols from the arrows on are pictures, which eSpeak would name aloud; ° and № lie before."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Piece:
    """A stretch of text that is given to the engine in one way."""

    text: str
    """The words, as spelled for the engine."""
    phonemes: str | None = None
    """In the engine's alphabet, from the profile's lexicon; None: the engine reads ``text`` by itself."""


def plain(text: str) -> str:
    """The words alone: composed (NFC), one space between, without markup, control characters or pictures.

    >>> plain("Be  <break time='9h'/> kind, [pause 99h] [[x]] 🌸")
    "Be break time='9h'/ kind, pause 99h x"
    """
    kept = [_kept(char) for char in unicodedata.normalize("NFC", text)]
    return " ".join("".join(kept).split())


def has_words(text: str) -> bool:
    """Whether there is anything to say: a letter or a digit.

    >>> has_words("Yes."), has_words("..."), has_words("🌸")
    (True, False, False)
    """
    return any(char.isalnum() for char in text)


def count_words(text: str) -> int:
    """How many words are spoken, the way a person counts them: between spaces, with a letter or digit.

    >>> count_words("It's okay - to feel this way.")
    6
    """
    return sum(has_words(word) for word in text.split())


def pieces(text: str, lexicon: Mapping[str, str]) -> list[Piece]:
    """Text with the lexicon's words replaced, as pieces in order; their texts join to the whole.

    Words are found whole and whatever their case. A value between slashes becomes phonemes.

    >>> pieces("Om, Zoe.", {"zoe": "/zˈOi/", "om": "ohm"})  # doctest: +NORMALIZE_WHITESPACE
    [Piece(text='ohm', phonemes=None), Piece(text=', ', phonemes=None),
     Piece(text='Zoe', phonemes='zˈOi'), Piece(text='.', phonemes=None)]
    """
    words = plain(text)
    known = {plain(word).lower(): value for word, value in lexicon.items()}
    if not known:
        return [Piece(text=words)]
    found: list[Piece] = []
    for part in _finder(tuple(sorted(known, key=lambda word: (-len(word), word)))).split(words):
        value = known.get(part.lower())
        if value is None:
            found += [Piece(text=part)] if part else []
        elif len(value) > 2 and value.startswith("/") and value.endswith("/"):
            found.append(Piece(text=part, phonemes=value[1:-1]))
        else:
            found.append(Piece(text=plain(value)))
    return found


def occurring(text: str, lexicon: Mapping[str, str]) -> dict[str, str]:
    """The part of a lexicon whose words are in the text.

    >>> occurring("Hello Zoe.", {"zoe": "/zˈOi/", "om": "ohm"})
    {'zoe': '/zˈOi/'}
    """
    words = plain(text)
    return {word: value for word, value in lexicon.items() if _finder((plain(word).lower(),)).search(words)}


@lru_cache(maxsize=256)
def _finder(words: tuple[str, ...]) -> re.Pattern[str]:
    # The longest first, so that "mary ann" is found before "mary".
    return re.compile(rf"(?<!\w)({'|'.join(map(re.escape, words))})(?!\w)", re.IGNORECASE)


def _kept(char: str) -> str:
    category = unicodedata.category(char)
    if char in _MARKUP or category in {"Cc", "Zl", "Zp", "Zs"}:
        return " "
    if category in {"Cs", "Cn", "Co", "Me"} or (category == "Cf" and char not in _JOINERS):
        return ""
    if (category in {"So", "Sk"} and char >= _FIRST_PICTURE) or "\ufe00" <= char <= "\ufe0f":
        return ""
    return char
