"""IPA for engines: into misaki's alphabet, which hibari and kokoro read.

For eSpeak's alphabet see `quietude.narration.words.mnemonics`.

What is written as IPA may have tie bars, length marks, syllable dots and the marks of fine detail; and it
may hold sounds that a language does not have, which become the nearest that it has.
"""

from __future__ import annotations

import re
import unicodedata
from typing import Final

from quietude.errors import VoiceError

_CEDILLA: Final = ("c\u0327", "ç")
_NASAL: Final = "\u0303"
_FINE: Final = dict.fromkeys(
    map(
        ord,
        "\u0361\u035c\u032a\u033a\u033b\u0325\u030a\u032c\u031f\u0320\u031d\u031e\u0318\u0319\u0339"
        "\u031c\u0324\u0330\u033c\u031a\u0308\u033d\u0306\u032f\u02d1\u02de\u0301\u0300\u0302\u0304"
        ".|‿^-ʰʷˠˤⁿˡ",
    )
)
"""Tie bars, syllable dots, tones and detail that no engine of ours can make heard."""
_TYPED: Final = str.maketrans({"g": "ɡ", "'": "ˈ", "’": "ˈ", ":": "ː", "ɫ": "l"})
"""What people type for IPA's own letters."""
_ONLY_MISAKI: Final = frozenset("AIOQTWYʤʧᵊ")
"""Letters that no IPA has: where one stands, the rest is misaki's alphabet too."""
_MISAKI: Final = frozenset("bdfhijklmnpstuvwzðŋɑɔəɛɜɡɪɹɾʃʊʌʒˈˌːθᵻæaɒ ") | _ONLY_MISAKI

VOWELS: Final = frozenset("aeiouyæøœɐɑɒɔəɘɚɛɜɝɞɤɨɪɯɵɶʉʊʌʏᵻᵊAIOQWY")
_WEAK: Final = frozenset("ˈˌː" + _NASAL)

_LETTERS: Final = {
    "tʃ": "ʧ", "dʒ": "ʤ", "tɕ": "ʧ", "dʑ": "ʤ", "tʂ": "ʧ", "dʐ": "ʤ", "ʈʂ": "ʧ", "ɖʐ": "ʤ",
    "n̩": "ᵊn", "l̩": "ᵊl", "m̩": "ᵊm", "ŋ̩": "ᵊŋ", "ɹ̩": "əɹ", "r̩": "əɹ", "ɝ": "ɜɹ", "ɚ": "əɹ",
    "eɪ": "A", "ei": "A", "ɛɪ": "A", "ej": "A", "aɪ": "I", "ai": "I", "ɑɪ": "I", "aj": "I", "æɪ": "I",
    "aʊ": "W", "au": "W", "ɑʊ": "W", "æʊ": "W", "aw": "W", "ɔɪ": "Y", "ɔi": "Y", "oɪ": "Y", "oi": "Y",
    "ɔʏ": "Y", "ɔʏ̯": "Y", "ɔø": "Y", "œy": "Y", "oʊ": "O", "ou": "O", "ow": "O", "əʊ": "O", "ɔʊ": "O",
    "eə": "ɛɹ", "ɥi": "wi", "ɲi": "ni", "ɲj": "nj", "ʎi": "li", "ʎj": "lj", "ʲi": "i", "ʲj": "j",
    "ɑ̃": "ɑn", "ɔ̃": "ɔn", "ɛ̃": "æn", "œ̃": "ʌn", "ɐ̃ʊ̃": "Wn", "ɐ̃": "ʌn", "ã": "ɑn", "õɪ̃": "Yn", "õ": "On",
    "ẽ": "An", "ĩ": "in", "ũ": "un",
    "i": "i", "ɪ": "ɪ", "e": "A", "ɛ": "ɛ", "æ": "æ", "a": "ɑ", "ɑ": "ɑ", "ɒ": "ɑ", "ɔ": "ɔ", "o": "O",
    "ʊ": "ʊ", "u": "u", "ʌ": "ʌ", "ə": "ə", "ɜ": "ɜ", "ɐ": "ə", "ɨ": "ɪ", "ᵻ": "ᵻ", "ʉ": "u", "ɯ": "u",
    "y": "u", "ʏ": "ʊ", "ø": "ɜ", "œ": "ɜ", "ɘ": "ə", "ɵ": "ə", "ɤ": "ʌ", "ɞ": "ɜ", "ɶ": "ɑ",
    "p": "p", "b": "b", "t": "t", "d": "d", "k": "k", "ɡ": "ɡ", "m": "m", "n": "n", "ŋ": "ŋ", "f": "f",
    "v": "v", "θ": "θ", "ð": "ð", "s": "s", "z": "z", "ʃ": "ʃ", "ʒ": "ʒ", "h": "h", "ɹ": "ɹ", "l": "l",
    "j": "j", "w": "w", "r": "ɹ", "ʁ": "ɹ", "ʀ": "ɹ", "ɻ": "ɹ", "ɽ": "ɹ", "ɾ": "ɹ", "ɺ": "ɹ", "x": "k",
    "χ": "k", "ħ": "h", "ɦ": "h", "ɧ": "ʃ", "ç": "ʃ", "ʝ": "j", "ɣ": "ɡ", "ɕ": "ʃ", "ʑ": "ʒ", "ʂ": "ʃ",
    "ʐ": "ʒ", "ɲ": "nj", "ʎ": "lj", "ɭ": "l", "ɬ": "l", "ɮ": "l", "ʟ": "l", "ɳ": "n", "ɴ": "ŋ", "ɱ": "m",
    "ɸ": "f", "β": "b", "ʋ": "v", "ʍ": "w", "ɰ": "w", "ɥ": "w", "c": "k", "ɟ": "ɡ", "q": "k", "ɢ": "ɡ",
    "ʈ": "t", "ɖ": "d", "ʔ": "", "ʕ": "", "ɓ": "b", "ɗ": "d", "ʄ": "ɡ", "ɠ": "ɡ", "ʦ": "ts", "ʣ": "dz",
    "ʲ": "j", "T": "T", "ˈ": "ˈ", "ˌ": "ˌ", "ː": "", " ": " ",
}  # fmt: skip
_BRITISH_LETTERS: Final = {
    "oʊ": "Q", "ou": "Q", "ow": "Q", "əʊ": "Q", "ɔʊ": "Q", "o": "Q", "õ": "Qn", "T": "t", "ᵻ": "ɪ",
    "æ": "a", "a": "a", "aː": "ɑː", "ɑ": "ɑː", "ɑː": "ɑː", "ɒ": "ɒ", "ɔː": "ɔː", "iː": "iː", "uː": "uː",
    "ɜ": "ɜː", "ɜː": "ɜː", "ɝ": "ɜːɹ", "ø": "ɜː", "øː": "ɜː", "œ": "ɜː", "œː": "ɜː", "ɞ": "ɜː", "ɛ̃": "an",
    "yː": "uː", "eə": "ɛː", "ɛə": "ɛː", "ɛː": "ɛː",
}  # fmt: skip


def _table(*letters: dict[str, str]) -> dict[str, str]:
    return {_decomposed(key): value for some in letters for key, value in some.items()}


def _decomposed(text: str) -> str:
    return unicodedata.normalize("NFD", text).replace(*_CEDILLA)


_AMERICAN: Final = _table(_LETTERS)
_BRITISH: Final = _table(_LETTERS, _BRITISH_LETTERS)

_TO_IPA: Final = {
    "A": "eɪ", "I": "aɪ", "O": "oʊ", "Q": "əʊ", "W": "aʊ", "Y": "ɔɪ", "T": "ɾ", "ʤ": "dʒ", "ʧ": "tʃ",
    "ʦ": "ts", "ʣ": "dz", "ᵊ": "ə",
}  # fmt: skip


def to_misaki(ipa: str, *, british: bool = False, flaps: bool = False) -> str:
    """IPA in the alphabet that hibari and kokoro read; what is in that alphabet already stays as it is.

    Args:
        ipa: as in a dictionary, stress marks before the syllable or before its vowel.
        british: for British voices, whose alphabet has length marks and other vowels.
        flaps: ``ɾ`` and ``ʔ`` are the t of the American "water" and "button", as eSpeak's English writes
            it; else ``ɾ`` is an r, as in the Spanish "María".

    Raises:
        VoiceError: a letter in it is no sound of the IPA. The message does not repeat the rest.

    >>> to_misaki("ʃɪˈvɔːn"), to_misaki("ˈnaɪ.əm"), to_misaki("xoˈse"), to_misaki("ʤˈOzəf")
    ('ʃɪvˈɔn', 'nˈIəm', 'hOsˈA', 'ʤˈOzəf')
    """
    if not british and set(ipa) & _ONLY_MISAKI and set(ipa) <= _MISAKI:
        return ipa.replace("ɾ", "T")
    text = clean(to_ipa(ipa))
    if flaps:
        text = text.replace("ʔ", "t").replace("ɾ", "T")
    letters = _BRITISH if british else _AMERICAN
    mapped, place, text = [], 0, _english_e_o_h(text)
    while place < len(text):
        size = next((n for n in (4, 3, 2, 1) if text[place : place + n] in letters), 0)
        if not size:
            raise VoiceError(
                f'a lexicon entry has "{text[place]}", which is no sound of the IPA (as in /ʃɪˈvɔːn/)'
            )
        mapped.append(letters[text[place : place + size]])
        place += size
    said = stress_before_vowels(re.sub("ɹ+", "ɹ", "".join(mapped)))
    return _british(said) if british else re.sub("ɜ(?!ɹ)", "ɜɹ", said)


def to_ipa(phonemes: str) -> str:
    """Misaki's letters spelled out as IPA; IPA stays as it is.

    >>> to_ipa("ʤˈOzəf")
    'dʒˈoʊzəf'
    """
    return "".join(_TO_IPA.get(char, char) for char in phonemes)


def clean(ipa: str) -> str:
    """The sounds alone, decomposed (NFD, but for ç), without tie bars, dots and detail.

    >>> clean("ˈt͡ʃi.ɡo'ʔa")
    'ˈtʃiɡoˈʔa'
    """
    text = _decomposed(ipa.translate(_TYPED)).translate(_FINE)
    return " ".join(text.split())


def stress_before_vowels(ipa: str) -> str:
    """The same with each stress mark right before its vowel, where our engines want it.

    A word of one vowel gets a stress where it has none: a name is never said in passing.

    >>> stress_before_vowels("ˈstɹɛŋθən"), stress_before_vowels("wɪn")
    ('stɹˈɛŋθən', 'wˈɪn')
    """
    return " ".join(map(_word_stressed, ipa.split(" ")))


def _word_stressed(word: str) -> str:
    said, waiting = [], ""
    for place, char in enumerate(word):
        if char in "ˈˌ":
            waiting = "ˈ" if "ˈ" in waiting + char else char
            continue
        if waiting and (char in VOWELS or word[place + 1 : place + 2] == "\u0329"):
            said.append(waiting)
            waiting = ""
        said.append(char)
    whole = "".join(said)
    vowels = [place for place, char in enumerate(whole) if char in VOWELS]
    if not set(whole) & set("ˈˌ") and vowels and vowels[-1] - vowels[0] == len(vowels) - 1:
        place = vowels[0]
        whole = f"{whole[:place]}ˈ{whole[place:]}"
    return whole


def _english_e_o_h(text: str) -> str:
    """What a plain e, o and x of other languages become: Mercedes, Jorge and Jürgen as English has them."""
    said: list[str] = []
    for place, char in enumerate(text):
        rest = [letter for letter in text[place + 1 : place + 5] if letter not in "ˈˌ"]
        first, second = (*rest, " ", " ")[:2]
        if char == "e" and _closes(first) and (second == " " or _closes(second)):
            char = "ɛ"
        elif char == "o" and (first in "rɹɾʁʀ" or (first == "ː" and second in "rɹɾʁʀ")):
            char = "ɔ"
        elif char in "xχ" and text[:place][-1:].strip("ˈˌ") in {"", " "} and first in VOWELS:
            char = "h"
        said.append(char)
    return "".join(said)


def _closes(char: str) -> bool:
    return char not in VOWELS and char not in _WEAK and char not in "jw "


def _british(said: str) -> str:
    """Length on the stressed vowels that have it, and no r but before a vowel."""
    said = re.sub("([ˈˌ][iuɔ])(?![ː])", r"\1ː", said)
    for rhotic, vowel in (
        ("ɪɹ", "ɪə"),
        ("iːɹ", "ɪə"),
        ("ʊɹ", "ʊə"),
        ("ɛɹ", "ɛː"),
        ("Aɹ", "ɛː"),
        ("ɔɹ", "ɔː"),
        ("ɹ", ""),
    ):
        said = re.sub(f"{rhotic}(?![ˈˌ]?[{''.join(sorted(VOWELS))}])", vowel, said)
    return said
