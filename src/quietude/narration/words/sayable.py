"""What a voice would drop without a word: letters of a script that its language is not written in."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable
from typing import Final

from quietude.narration.words.wording import has_words, pieces

_SCRIPTS: Final = {
    "LATIN": "Latin", "CYRILLIC": "Cyrillic", "GREEK": "Greek", "ARABIC": "Arabic", "HEBREW": "Hebrew",
    "DEVANAGARI": "Devanagari", "BENGALI": "Bengali", "GURMUKHI": "Gurmukhi", "GUJARATI": "Gujarati",
    "TAMIL": "Tamil", "TELUGU": "Telugu", "KANNADA": "Kannada", "MALAYALAM": "Malayalam",
    "SINHALA": "Sinhala", "THAI": "Thai", "LAO": "Lao", "KHMER": "Khmer", "MYANMAR": "Burmese",
    "TIBETAN": "Tibetan", "GEORGIAN": "Georgian", "ARMENIAN": "Armenian", "ETHIOPIC": "Ethiopic",
    "HANGUL": "Korean", "HIRAGANA": "Japanese", "KATAKANA": "Japanese", "CJK": "Chinese",
}  # fmt: skip
"""The first word of a letter's Unicode name to its script's name for people."""

_OF_LANGUAGES: Final = {
    "Cyrillic": "ru uk be bg mk sr kk ky tg mn tt ba cv", "Greek": "el", "Arabic": "ar fa ur ps sd ug ku",
    "Hebrew": "he yi", "Devanagari": "hi mr ne sa kok", "Bengali": "bn as bpy", "Gurmukhi": "pa",
    "Gujarati": "gu", "Tamil": "ta", "Telugu": "te", "Kannada": "kn", "Malayalam": "ml", "Sinhala": "si",
    "Thai": "th", "Lao": "lo", "Khmer": "km", "Burmese": "my shn", "Tibetan": "bo dz", "Georgian": "ka",
    "Armenian": "hy hyw", "Ethiopic": "am ti",
    "Korean": "ko", "Japanese": "ja", "Chinese": "zh cmn yue ja ko",
}  # fmt: skip
"""The languages that each script but Latin writes. Latin letters are read in every language."""


def unsayable(text: str, language: str, words: Iterable[str] = ()) -> str | None:
    """One line on what cannot be said in a text, for a message; None where all of it can.

    The text itself is not repeated: it may hold a listener's name.

    Args:
        text: what is to be said.
        language: of the voice, BCP 47.
        words: those that the lexicon has sounds for.

    >>> unsayable("Welcome, Łukasz.", "en")
    >>> unsayable("Welcome, Лёша.", "en")
    'a word in Cyrillic letters, which a voice for "en" cannot read; write it in Latin letters as it sounds'
    >>> unsayable("...", "en")
    'there is no word in it'
    """
    if not has_words(text):
        return "there is no word in it"
    main = language.lower().partition("-")[0]
    left = pieces(text, dict.fromkeys(words, "/ə/"), language)
    scripts = {_script(char) for piece in left if piece.phonemes is None for char in piece.text}
    strange = sorted(script for script in scripts if script and not _writes(script, main))
    if not strange:
        return None
    return (
        f'a word in {strange[0]} letters, which a voice for "{language}" cannot read;'
        " write it in Latin letters as it sounds"
    )


def _script(char: str) -> str:
    """The script of a letter; empty for what is no letter, or belongs to none."""
    if not unicodedata.category(char).startswith("L"):
        return ""
    return _SCRIPTS.get(unicodedata.name(char, "").partition(" ")[0], "")


def _writes(script: str, main: str) -> bool:
    return script == "Latin" or main == "mul" or main in _OF_LANGUAGES[script].split()
