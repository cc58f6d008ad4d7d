"""Words all in capitals: emphasis is said as a word, an initialism letter by letter."""

from __future__ import annotations

import re
from typing import Final

from quietude.narration.words.spoken.tongue import Tongue

_WORD: Final = re.compile(r"(?<![\w.])[^\W\d_]+(?:'[^\W\d_]+)*(?!\w)")
_VOWEL: Final = re.compile(r"[AEIOUYÀ-ÆÈ-ÏÒ-ÖØ-Ý]")
_ROMAN: Final = re.compile(r"X{0,3}(?:IX|IV|V?I{0,3})")


def without_capitals(text: str, tongue: Tongue) -> str:
    """NOW becomes now; TV, PTSD and numerals (IV) stay; EMDR, which engines would read as a word, is spelled.

    A word without a vowel is an initialism; one with a vowel only if the language's list has it.
    """
    return _WORD.sub(lambda word: _said(word[0], tongue), text)


def _said(word: str, tongue: Tongue) -> str:
    if word in {"OK", "Ok"} or (word == "ok" and tongue.root != "it"):
        okay = tongue.word("okay")
        return okay.capitalize() if word == "Ok" else okay
    letters = word.replace("'", "")
    if len(letters) < 2 or not letters.isupper():
        return word
    if word in tongue.listed("spelled"):
        return " ".join(word)
    if word in tongue.listed("initialisms") or not _VOWEL.search(letters) or _ROMAN.fullmatch(word):
        return word
    lowered = word.lower()
    if tongue.root == "en" and lowered.startswith("i'"):
        lowered = f"I{lowered[1:]}"
    return lowered if len(lowered) == len(word) else word
