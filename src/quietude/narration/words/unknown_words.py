"""English words that the dictionary does not have, names above all: read by eSpeak's rules.

hibari guesses such words with a small network that learnt from eSpeak, and its teacher is the better. Of 79
given names set aside for the comparison it says 50 as they are said in America, with eSpeak 59; of 404 the
two differ in 73. Of the 1,296 words of the English scripts three are unknown, and the two agree: so every
unknown word goes this way, whatever its capitals.
"""

from __future__ import annotations

import unicodedata
from typing import Final

from quietude.narration.words import espeak
from quietude.narration.words.ipa import to_misaki

_BASE_LETTERS: Final = str.maketrans(
    {"ł": "l", "ø": "o", "đ": "d", "ð": "th", "þ": "th", "ß": "ss", "æ": "e", "œ": "e", "ı": "i", "ħ": "h"}
)
"""Letters that do not come apart into a letter and its mark."""
_DIAERESIS: Final = str.maketrans("ëïËÏ", "eiEI")


def english_sounds(word: str, language: str = "en") -> str:
    """How an unknown word is said: misaki's alphabet, a possessive included.

    A letter that eSpeak's English would name ("latin small letter e with ...") is read as the letter below
    its marks.

    Args:
        word: letters, with apostrophes and hyphens inside.
        language: ``en`` or ``en-gb``.

    Returns:
        The sounds; none for a word without a Latin letter.

    >>> english_sounds("Siobhan"), english_sounds("Nguyễn") == english_sounds("Nguyen")
    ('ʃɪvˈɔn', True)
    """
    if not any(unicodedata.name(char, "").startswith("LATIN") for char in word):
        return ""  # another script: eSpeak would only say which
    # What English writes with two dots begins a syllable: Chloë, Noël, Anaïs. eSpeak knows them without.
    said = espeak.phonemes(word.translate(_DIAERESIS), language)
    if " " in said:
        said = espeak.phonemes(base_letters(word), language)
    return to_misaki(said.replace(" ", ""), british=language == "en-gb", flaps=True)


def base_letters(word: str) -> str:
    """The word in the letters of English.

    >>> base_letters("Łukasz"), base_letters("Đorđe")
    ('Lukasz', 'Dorde')
    """
    return "".join(map(_base, unicodedata.normalize("NFC", word)))


def _base(char: str) -> str:
    lower = char.lower()
    base = lower.translate(_BASE_LETTERS)
    if base == lower:
        base = unicodedata.normalize("NFD", lower)[0]
    return base.capitalize() if char.isupper() else base
