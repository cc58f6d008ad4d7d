"""From words to what an engine is given: nothing but words, with the lexicon applied.

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

from quietude.narration.words.respelling import looks_respelled, respelled, smoothed

_MARKUP: Final = frozenset("[]<>")
"""No engine's markup works without these."""
_JOINERS: Final = "\u200c\u200d"
"""Persian and the Indic scripts spell with these two; every other format character is invisible noise."""
_FIRST_PICTURE: Final = "\u2190"
"""Symbols from the arrows on are pictures, which eSpeak would name aloud; ° and № lie before."""

_ALIKE: Final = str.maketrans({"’": "'", "ʼ": "'", "‐": "-", "‑": "-"})
_WRITTEN: Final = {"'": "['’ʼ]", "-": "[-‐‑]", " ": "[ ]"}
_ENDINGS: Final = {
    "en": "['’]s|(?<=[sS])['’]|(?<=[^sS'’])s['’]?|(?<=[sxzSXZ])es|",
    "de": "['’]?s|['’]|",
    "nl": "['’]?s|['’]|",
    "es": "s|",
    "pt": "s|",
    "fr": "s|",
}
"""The endings that a word keeps its sound before: possessive and plural."""
_SIBILANTS: Final = "szʃʒʧʤ"
_VOICELESS: Final = "ptkfθ"


@dataclass(frozen=True, slots=True, kw_only=True)
class Piece:
    """A stretch of text that is given to the engine in one way."""

    text: str
    """The words, as spelled for the engine."""
    phonemes: str | None = None
    """IPA, from the lexicon; None: the engine reads ``text`` by itself. One without an alphabet of sounds
    reads it anyway."""


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


def pieces(text: str, lexicon: Mapping[str, str], language: str = "en") -> list[Piece]:
    """Text with the lexicon's words replaced, as pieces in order; their texts join to the whole.

    Words are found whole and whatever their case, with the ending of a possessive or a plural. A value
    between slashes is IPA; in English a respelling becomes IPA too, by the key in
    `quietude.narration.words.respelling`; everything else is another spelling.

    Args:
        text: what is to be said.
        lexicon: words to how they are said.
        language: of the text, BCP 47.

    >>> pieces("Om, Zoe's.", {"zoe": "ZOH-ee", "om": "ohm"})  # doctest: +NORMALIZE_WHITESPACE
    [Piece(text='ohm', phonemes=None), Piece(text=', ', phonemes=None),
     Piece(text="zohee's", phonemes='ˈzoʊiːz'), Piece(text='.', phonemes=None)]
    """
    words = plain(text)
    known = {_key(word): value for word, value in lexicon.items() if _key(word)}
    if not known:
        return [Piece(text=words)]
    main = language.partition("-")[0]
    found: list[Piece] = []
    place = 0
    for match in _finder(tuple(sorted(known, key=lambda word: (-len(word), word))), main).finditer(words):
        value = known.get(_key(match["word"]))
        if value is None:
            continue  # letters that are alike to a pattern, and not in lower case
        if match.start() > place:
            found.append(Piece(text=words[place : match.start()]))
        found.append(_piece(match["word"], match["ending"], value, main))
        place = match.end()
    return [*found, Piece(text=words[place:])] if place < len(words) else found


def occurring(text: str, lexicon: Mapping[str, str], language: str = "en") -> dict[str, str]:
    """The part of a lexicon whose words are in the text.

    >>> occurring("Hello Zoe.", {"zoe": "/zˈOi/", "om": "ohm"})
    {'zoe': '/zˈOi/'}
    """
    keys = {_key(word) for word in lexicon} - {""}
    if not keys:
        return {}
    main = language.partition("-")[0]
    finder = _finder(tuple(sorted(keys, key=lambda word: (-len(word), word))), main)
    used = {_key(match["word"]) for match in finder.finditer(plain(text))}
    return {word: value for word, value in lexicon.items() if _key(word) in used}


@lru_cache(maxsize=4096)  # every sentence asks for the whole lexicon again
def _key(word: str) -> str:
    """A word as the lexicon finds it: in lower case, with one kind of apostrophe and of hyphen."""
    return plain(word).lower().translate(_ALIKE)


def _piece(word: str, ending: str, value: str, main: str) -> Piece:
    if len(value) > 2 and value.startswith("/") and value.endswith("/"):
        return Piece(text=word + ending, phonemes=value[1:-1] + _ending_sound(value[1:-1], ending, main))
    said = respelled(value) if main == "en" and looks_respelled(value) else None
    if said is None:
        return Piece(text=smoothed(plain(value)) + ending)
    return Piece(text=smoothed(value) + ending, phonemes=said + _ending_sound(said, ending, main))


def _ending_sound(sounds: str, ending: str, main: str) -> str:
    if "s" not in ending.lower() or main == "fr":
        return ""
    if main != "en":
        return "s"
    last = sounds[-1:]
    return "ɪz" if last in _SIBILANTS else "s" if last in _VOICELESS else "z"


@lru_cache(maxsize=256)
def _finder(words: tuple[str, ...], main: str) -> re.Pattern[str]:
    # The longest first, so that "mary ann" is found before "mary".
    alternatives = "|".join("".join(_WRITTEN.get(char) or re.escape(char) for char in word) for word in words)
    return re.compile(
        rf"(?<!\w)(?P<word>{alternatives})(?P<ending>{_ENDINGS.get(main, '')})(?!\w)", re.IGNORECASE
    )


def _kept(char: str) -> str:
    category = unicodedata.category(char)
    if char in _MARKUP or category in {"Cc", "Zl", "Zp", "Zs"}:
        return " "
    if category in {"Cs", "Cn", "Co", "Me"} or (category == "Cf" and char not in _JOINERS):
        return ""
    if (category in {"So", "Sk"} and char >= _FIRST_PICTURE) or "\ufe00" <= char <= "\ufe0f":
        return ""
    return char
