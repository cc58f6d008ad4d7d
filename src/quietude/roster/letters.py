"""Whether letters look like writing: what a wrong encoding makes of names rarely does."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from typing import Final

from quietude.roster.alphabets import CYRILLIC, MISSING, NEVER, RARE, SPECIAL, Encoding, Writing

WORD: Final = re.compile(r"[A-Za-z]*[^\x00-\x7f][A-Za-z\x80-\U0010ffff]*")
"""A word that holds more than a to z."""
_BEFORE: Final = "“‘„«‹‚–—…¿¡"
_AFTER: Final = "”’»›–—…ªº™®"
_WRONG: Final = 1.0
_ODD: Final = 0.6
"""Letters that no language has together."""
_RARE: Final = 0.15
_SLIGHT: Final = 0.1
_SMALL: Final = 0.2
"""For a name without its capital, or a Greek one without its accent."""
_UNFAMILIAR: Final = 0.5
"""For a word of characters that are all rare in names."""
_CYRILLIC_VOWELS: Final = "аеёиоуыэюяіїєј"
_GREEK_ACCENTS: Final = "άέήίόύώΐΰ"
_GREEK_VOWELS: Final = f"αεηιουω{_GREEK_ACCENTS}ϊϋ"
_HEBREW_FINALS: Final = "ךםןףץ"
_ARABIC_FINALS: Final = "ةى"
_THAI: Final = re.compile("(?:[เแโใไ]?[ก-ฮ]{1,5}[ัิีึืุู็]?[่้๊๋]?[าะำ]?์?)+")
"""Consonants, with the vowel before them and signs above, below and after."""
_CAPITALISED: Final = re.compile(r"u*l*")


def doubts(words: Iterable[str], encoding: Encoding) -> float:
    """How many of those words do not look like writing, if they were read in that encoding.

    Args:
        words: each of them matches `WORD`.
        encoding: in which they were read.

    Returns:
        The sum over all words of 0 (looks right) to 1 (cannot be), without the encoding's handicap.
    """
    return sum(_doubt(word, encoding) for word in words)


def _doubt(word: str, encoding: Encoding) -> float:
    if not any(letter.isalpha() for letter in word):
        return 0.0 if len(word) == 1 else _WRONG  # a currency or a dash by itself, or a heap of signs
    word = word.lstrip(_BEFORE).rstrip(_AFTER)
    first, mark, rest = word.partition("’")
    if mark and first.isalpha() and rest.isalpha():
        # O’Brien and Anna’s; elsewhere it may be a letter of another encoding.
        usual = len(first) <= 2 or rest.lower() in ("s", "t")
        return max(_plain(first, encoding), _plain(rest, encoding), 0.0 if usual else _SLIGHT)
    return _plain(word, encoding)


def _plain(word: str, encoding: Encoding) -> float:
    if word.isascii():
        return 0.0
    if encoding.writing in (Writing.HAN, Writing.KANA, Writing.HANGUL):
        return _characters(word, encoding)
    if not all(unicodedata.category(letter)[0] in "LM" for letter in word):
        return _WRONG
    scripts = {unicodedata.name(letter, "").partition(" ")[0] for letter in word if letter.isalpha()}
    if scripts == {"LATIN"} and encoding.writing in (Writing.LATIN, Writing.ARABIC):
        return _latin(word, encoding)
    if scripts != {encoding.writing.name}:
        return _WRONG
    judged = {
        Writing.CYRILLIC: _cyrillic,
        Writing.GREEK: _greek,
        Writing.HEBREW: _hebrew,
        Writing.ARABIC: _arabic,
        Writing.THAI: _thai,
    }
    return judged[encoding.writing](word)


def _latin(word: str, encoding: Encoding) -> float:
    special = [letter for letter in word if not letter.isascii()]
    if len(word) > 1 and len(special) == len(word):
        return _WRONG  # "Èâàí"
    if not _case_fits(word):
        return _WRONG
    lower = word.replace("İ", "i").lower()
    letters = {letter for letter in lower if not letter.isascii()}
    best = _ODD
    for language in encoding.languages.split() or ["fr"]:
        if (
            letters <= set(SPECIAL[language])
            and not set(MISSING.get(language, "")) & set(lower)
            and not (language in NEVER and re.search(NEVER[language], lower))
        ):
            best = min(best, _RARE if language in RARE else 0.0)
    # Names begin with a capital, other words seldom with an accent.
    return best + (_SLIGHT if not word[0].isascii() and word[0].islower() else 0.0)


def _case_fits(word: str) -> bool:
    """Whether no accented capital stands inside a word, and no accented small letter among capitals."""
    small = [letter for letter in word if letter.islower()]
    if small and any(not letter.isascii() and letter.isupper() for letter in word[1:]):
        return False
    rest = "".join(letter for letter in word if letter.isupper())
    return not (len(rest) >= 2 and small and all(not letter.isascii() and letter != "ß" for letter in small))


def _cased(word: str) -> bool:
    """Ivan, IVAN or ivan."""
    return bool(_CAPITALISED.fullmatch("".join("u" if letter.isupper() else "l" for letter in word)))


def _cyrillic(word: str) -> float:
    lower = word.lower()
    if not _cased(word) or lower[0] in "ъьы" or not any(set(lower) <= set(alphabet) for alphabet in CYRILLIC):
        return _WRONG
    shape = "".join("v" if letter in _CYRILLIC_VOWELS else "c" for letter in lower)
    if any(letter == "й" and shape[at] == "c" for at, letter in enumerate(lower[1:])):
        return _WRONG  # й after a consonant
    if len(word) > 2 and ("v" not in shape or "ccccc" in shape or "vvvv" in shape):
        return _WRONG
    return _SMALL if word[0].islower() else 0.0


def _greek(word: str) -> float:
    lower = word.lower()
    if not _cased(word) or "ΰ" in word or lower[0] in "ΐς" or (len(word) > 1 and word[-1] == "σ"):
        return _WRONG
    if "ς" in word[:-1] or sum(letter in _GREEK_ACCENTS for letter in lower) > 1:
        return _WRONG
    if len(word) > 2 and not set(lower) & set(_GREEK_VOWELS):
        return _WRONG
    bare = len(word) > 2 and not word.isupper() and not set(lower) & set(_GREEK_ACCENTS)
    return _SMALL * (word[0].islower() + bare)


def _hebrew(word: str) -> float:
    # Vowel points are for children and poems.
    pointed = any(unicodedata.category(letter) != "Lo" for letter in word)
    return _WRONG if pointed or any(letter in _HEBREW_FINALS for letter in word[:-1]) else 0.0


def _arabic(word: str) -> float:
    return _WRONG if any(letter in _ARABIC_FINALS for letter in word[:-1]) else 0.0


def _thai(word: str) -> float:
    return 0.0 if _THAI.fullmatch(word) else _WRONG


def _characters(word: str, encoding: Encoding) -> float:
    """Of thousands of characters any two may stand together; what tells is which are frequent in names."""
    if any(letter.isascii() for letter in word):
        return _WRONG
    kinds = {unicodedata.name(letter, "").partition(" ")[0] for letter in word}
    if kinds <= {"IDEOGRAPHIC", "FULLWIDTH", "MIDDLE", "KATAKANA"} and encoding.writing is Writing.HAN:
        return _SLIGHT
    allowed = {
        Writing.HAN: ({"CJK"},),
        Writing.KANA: ({"CJK", "HIRAGANA", "KATAKANA", "KATAKANA-HIRAGANA", "IDEOGRAPHIC"}, {"HALFWIDTH"}),
        Writing.HANGUL: ({"HANGUL"},),
    }[encoding.writing]
    if not any(kinds <= one for one in allowed):
        return _WRONG
    han = [letter for letter in word if unicodedata.name(letter, "").startswith(("CJK", "HANGUL"))]
    if not han:
        return 0.0 if "HALFWIDTH" not in kinds else _SLIGHT
    return _UNFAMILIAR * sum(letter not in encoding.familiar for letter in han) / len(han)
