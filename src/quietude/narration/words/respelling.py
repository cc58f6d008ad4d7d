"""Respellings as newspapers write them, ``shi-VAWN``: one key, for English, and every engine says the same.

Syllables are parted by hyphens and the stressed one stands in capitals. The key, which is ours:

    a   cat (at a syllable's end: spa; unstressed: sofa)    ah aa  father       aw au  law
    ay ai ey  day      e eh  bed       ee  see       i ih  sit       y eye igh  my
    o   hot (at a syllable's end: go)  oh oe  go     oo  moon        uu  book
    ow ou  now         oy oi  boy      u uh  cup (unstressed: sofa)  ew  few, without its y
    ar ahr  car        or awr ohr  for    air ehr  hair    eer  near    er ur ir  her    oor  tour
    b d f g h j k l m n p r s t v w y z  as in English, g as in go, j as in jam, s as in sun
    ch  chin    sh  shoe    zh  vision    th  thin    dh  this    ng  sing    kh  loch    x  ks    c q  k
"""

from __future__ import annotations

import re
from typing import Final

_VOWELS: Final = {
    "ahr": "ɑːɹ", "awr": "ɔːɹ", "ohr": "ɔːɹ", "air": "ɛɹ", "ehr": "ɛɹ", "eer": "ɪɹ", "oor": "ʊɹ",
    "ar": "ɑːɹ", "or": "ɔːɹ", "er": "ɜːɹ", "ur": "ɜːɹ", "ir": "ɜːɹ", "eye": "aɪ", "igh": "aɪ", "y": "aɪ",
    "ay": "eɪ", "ai": "eɪ", "ey": "eɪ", "ee": "iː", "oo": "uː", "ew": "uː", "uu": "ʊ", "ow": "aʊ",
    "ou": "aʊ", "oy": "ɔɪ", "oi": "ɔɪ", "oh": "oʊ", "oe": "oʊ", "ah": "ɑː", "aa": "ɑː", "aw": "ɔː",
    "au": "ɔː", "eh": "ɛ", "ih": "ɪ", "uh": "ʌ", "a": "æ", "e": "ɛ", "i": "ɪ", "o": "ɑː", "u": "ʌ",
}  # fmt: skip
_AT_THE_END: Final = {"a": "ɑː", "o": "oʊ", "u": "uː"}
_UNSTRESSED: Final = {"uh": "ə", "u": "ə", "er": "ɚ", "ur": "ɚ", "ir": "ɚ"}
_UNSTRESSED_AT_THE_END: Final = {"a": "ə"}
_CONSONANTS: Final = {
    "ch": "tʃ", "sh": "ʃ", "zh": "ʒ", "th": "θ", "dh": "ð", "ng": "ŋ", "nk": "ŋk", "kh": "x", "ck": "k",
    "ph": "f", "wh": "w", "gh": "ɡ", "qu": "kw", "b": "b", "c": "k", "d": "d", "f": "f", "g": "ɡ", "h": "h",
    "j": "dʒ", "k": "k", "l": "l", "m": "m", "n": "n", "p": "p", "q": "k", "r": "ɹ", "s": "s", "t": "t",
    "v": "v", "w": "w", "x": "ks", "y": "j", "z": "z",
}  # fmt: skip


def _one_of(keys: dict[str, str]) -> str:
    return "|".join(sorted(keys, key=len, reverse=True))


_SYLLABLE: Final = re.compile(
    # A y before another vowel begins the syllable, as in "yoo".
    rf"((?:(?!y(?![aeiou]))(?:{_one_of(_CONSONANTS)}))*)({_one_of(_VOWELS)})((?:(?!y)(?:{_one_of(_CONSONANTS)}))*)"
)
_CONSONANT: Final = re.compile(_one_of(_CONSONANTS))
_DOUBLED: Final = re.compile(r"([bcdfgjklmnpqrstvwxz])\1")
_WORD: Final = re.compile(r"[A-Za-z]+(?:-[A-Za-z]+)*")


def respelled(value: str) -> str | None:
    """The IPA of a respelling; None where it is none, and is better read as a spelling.

    Every syllable has one vowel of the key. A value without capitals is stressed on its first syllable.

    >>> respelled("shi-VAWN"), respelled("NEEV"), respelled("uh-LEE-uh")
    ('ʃɪˈvɔːn', 'ˈniːv', 'əˈliːə')
    >>> respelled("KWEE-vuh"), respelled("win"), respelled("JOR-jeh"), respelled("Marian")
    ('ˈkwiːvə', 'ˈwɪn', 'ˈdʒɔːɹdʒɛ', None)
    """
    words = [_word(word) if _WORD.fullmatch(word) else None for word in value.split()]
    said = [word for word in words if word is not None]
    return " ".join(said) if said and len(said) == len(words) else None


def looks_respelled(value: str) -> bool:
    """Whether somebody wrote syllables or stress into a value, and not just another spelling.

    >>> looks_respelled("shi-VAWN"), looks_respelled("NEEV"), looks_respelled("Shivawn")
    (True, True, False)
    """
    return any(len(part) > 1 and part.isupper() for word in value.split() for part in word.split("-")) or any(
        "-" in word.strip("-") for word in value.split()
    )


def smoothed(value: str) -> str:
    """A spelling without marks of stress and syllables, so that no engine spells capitals out or pauses.

    >>> smoothed("schi-WOON"), smoothed("Anne-Marie"), smoothed("OM")
    ('schiwoon', 'Anne-Marie', 'om')
    """
    return " ".join(_smooth(word) for word in value.split())


def _smooth(word: str) -> str:
    if any(len(part) > 1 and part.isupper() for part in word.split("-")):
        return word.replace("-", "").lower()
    return word


def _word(word: str) -> str | None:
    syllables = word.split("-")
    stressed = [part.isupper() and (len(part) > 1 or len(syllables) > 1) for part in syllables]
    if not any(stressed):
        stressed[0] = True
    said: list[str] = []
    mark = "ˈ"
    for syllable, strong in zip(syllables, stressed, strict=True):
        sounds = _syllable(syllable.lower(), strong=strong)
        if sounds is None:
            return None
        said.append(mark + sounds if strong else sounds)
        mark = "ˌ" if strong else mark
    return "".join(said)


def _syllable(syllable: str, *, strong: bool) -> str | None:
    parts = _SYLLABLE.fullmatch(_DOUBLED.sub(r"\1", syllable))
    if parts is None:
        return None
    onset, vowel, coda = parts.groups()
    sound = _VOWELS[vowel]
    if not coda:
        sound = _AT_THE_END.get(vowel, sound)
    if not strong:
        sound = _UNSTRESSED.get(vowel, sound) if coda or vowel not in _UNSTRESSED_AT_THE_END else "ə"
    return _consonants(onset) + sound + _consonants(coda)


def _consonants(letters: str) -> str:
    return "".join(_CONSONANTS[found] for found in _CONSONANT.findall(letters))
