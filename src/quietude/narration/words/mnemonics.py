"""IPA into eSpeak's own alphabet, which it reads between ``[[`` and ``]]`` and which differs by language.

Which of its mnemonics make which sound in a language is not written down here: eSpeak is asked, once for
each language and process, to turn every mnemonic into IPA again, at the places a sound can have in a word.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import lru_cache
from typing import Final

from quietude.narration.words import espeak
from quietude.narration.words.ipa import VOWELS, clean, stress_before_vowels, to_ipa, to_misaki

_MNEMONICS: Final = """
    p b t d k g m n N n^ f v v# T D s z S Z h x C Q j w l r R r- R2 * l^ tS dZ ts dz pF J^ B c J S; Z;
    s. z. tS; dZ; X q ? L Q" r" a e i o u y @ E O I U V A W Y & 3 8 a: e: i: o: u: y: A: E: O: I: Y:
    W: 3: 0 aI aU eI oU OI oI eU EI OY iU uI EU Wy VU yU i@ aI@ A@ O@ e@ U@ i@3 E~ A~ O~ W~ a~ e~ i~ o~
    u~ &~ &U~ oI~ n- m- l- N- I2 I# a# E2 e# i2 @- a/ r/ &/ i/ o/ e/ t# O2 02 iR UR @2
""".split()  # noqa: SIM905  # a list of 120 would fill a page
"""Every mnemonic worth trying, the plainest first: where two make the same sound, the first is taken."""

_NEAREST: Final = {
    "ɹ": "r ɾ ʁ", "r": "ɹ ʁ ɾ", "ɾ": "r ɹ ʁ", "ʁ": "r ɹ x", "ʀ": "ʁ r ɹ", "ɻ": "ɹ r", "ɽ": "ɾ r",
    "ɪ": "i", "i": "iː ɪ", "ʊ": "u uː", "u": "uː ʊ", "ʏ": "y u ʊ", "y": "yː ʏ u uː ʊ", "ʉ": "u uː",
    "ɯ": "u uː", "e": "eː ɛ eɪ", "ɛ": "e eː æ", "æ": "a ɛ", "a": "aː ɑː ɑ æ", "ɑ": "a ɑː aː æ",
    "ɒ": "ɔ ɑ ɑː o", "ɐ": "ɜ a ə æ ɑ", "ʌ": "a ɐ ə ɑ", "ə": "ɐ e ɛ œ", "ɜ": "ɜː œ ø ə e", "ɚ": "ɜ ə",
    "ɔ": "o ɔː ɒ ɑː", "o": "ɔ oː oʊ", "ø": "øː œ ɜː e", "œ": "ø øː ɜː ɛ", "ɨ": "ɪ i", "ᵻ": "ɪ i",
    "ɵ": "ø ə", "ɘ": "ə", "ɤ": "o ə", "ɞ": "œ ɜː", "eɪ": "ei ɛɪ eː e", "oʊ": "əʊ oː o", "əʊ": "oʊ oː o",
    "aɪ": "ai", "aʊ": "au", "ɔɪ": "oɪ ɔø", "θ": "s t", "ð": "z d", "h": "x", "x": "χ h k", "χ": "x h",
    "ħ": "h x", "ɦ": "h", "ç": "x ʃ", "ʝ": "j", "ŋ": "n", "ɲ": "nj", "ʎ": "lj l", "ɡ": "k", "z": "s",
    "ʒ": "ʃ z", "ʃ": "s", "v": "b f", "β": "b v", "ɣ": "ɡ", "w": "u ʊ", "j": "i", "ɥ": "y w",
    "dʒ": "dʒ tʃ", "tʃ": "tʃ", "ts": "ts", "dz": "dz", "ʂ": "ʃ", "ʐ": "ʒ", "ɕ": "ʃ", "ʑ": "ʒ", "tɕ": "tʃ",
    "dʑ": "dʒ", "c": "k", "ɟ": "ɡ", "q": "k", "ʋ": "v", "ɬ": "l", "ɭ": "l", "ɳ": "n", "ʈ": "t", "ɖ": "d",
    "ɱ": "m", "ɸ": "f", "ʍ": "w", "ɰ": "w", "ʕ": "", "ʔ": "", "ʲ": "j", "ː": "", "\u0303": "n",
    "\u0329": "",
}  # fmt: skip
"""What stands in for a sound that a language does not have: IPA, the nearest first (none: nothing)."""
_NO_SOUND: Final = re.compile("^$|[^\\w\u0303\u0329ː]|[ʰ_]")
_VOWEL_GROUP: Final = re.compile(f"[{''.join(sorted(VOWELS))}\u0303]+|\u0329")
_LONGEST: Final = 5


def to_espeak(ipa: str, language: str) -> str | None:
    """IPA in eSpeak's mnemonics for a language, to stand between ``[[`` and ``]]``.

    Args:
        ipa: as in a dictionary, or in misaki's alphabet.
        language: BCP 47.

    Returns:
        None where eSpeak would not say all of it: then the word is better read as it is spelled.

    Raises:
        VoiceError: a letter in it is no sound of the IPA. The message does not repeat the rest.

    >>> to_espeak("ʃɪˈvɔːn", "en")
    "S|I|v|'O:|n"
    """
    to_misaki(ipa)  # for its check that every letter is a sound
    if not espeak.speaks(language):
        return None
    known = _sounds(language)
    text = stress_before_vowels(clean(to_ipa(ipa)))
    if language.partition("-")[0] == "en":
        text = text.replace("r", "ɹ")  # what people write for an English r; eSpeak would roll it
    words = [_word(word, known) for word in text.split()]
    if not words or None in words:
        return None
    mnemonics = " ".join(word for word in words if word)
    said = espeak.sound_of(mnemonics, language)
    # Rules of the language may colour a sound by its neighbours, but no vowel may be missing.
    return mnemonics if _syllables(said) >= _syllables(text) else None


def _syllables(ipa: str) -> int:
    return len(_VOWEL_GROUP.findall(ipa))


def _word(word: str, known: Mapping[str, str]) -> str | None:
    said: list[str] = []
    stress, place = "", 0
    while place < len(word):
        if word[place] in "ˈˌ":
            stress, place = {"ˈ": "'", "ˌ": ","}[word[place]], place + 1
            continue
        for size in range(min(_LONGEST, len(word) - place), 0, -1):
            sound, rest = word[place : place + size], word[place + size :].lstrip("ˈˌ")
            if size > 1 and sound.endswith("ɹ") and rest[:1] in VOWELS:
                continue  # this r belongs to the next vowel
            found = _mnemonics(sound, known)
            if found is not None:
                break
        else:
            return None
        if found:
            said.append(stress + "|".join(found))
            stress = ""
        place += size
    return "|".join(said)


def _mnemonics(sound: str, known: Mapping[str, str], depth: int = 2) -> list[str] | None:
    """The mnemonics of one sound or of what stands in for it; None where nothing does."""
    if sound in known:
        return [known[sound]]
    if sound not in _NEAREST or not depth:
        return None
    others = _NEAREST[sound].split()
    if not others:
        return []
    for other in others:
        if other in known:
            return [known[other]]
    parts = [_mnemonics(char, known, depth - 1) for char in others[-1]]
    return None if None in parts else [mnemonic for part in parts if part for mnemonic in part]


@lru_cache(maxsize=16)
def _sounds(language: str) -> Mapping[str, str]:
    """IPA to the mnemonic that makes it in a language."""
    sounds: dict[str, str] = {}
    last_a = espeak.sound_of("p|'a|p|a", language).rpartition("p")[2]
    first_a, _, stressed_a = espeak.sound_of("a|m|'a", language).partition("m")
    frames = (
        ("p|'", "|p|a", "pˈ", f"p{last_a}"),  # as a stressed vowel
        ("a|", "|'a", first_a, stressed_a),  # between vowels
        ("", "", "", ""),  # alone
    )
    for before, after, heard_before, heard_after in frames:
        for mnemonic in _MNEMONICS:
            whole = espeak.sound_of(f"{before}{mnemonic}{after}", language)
            if whole.startswith(heard_before) and whole.endswith(heard_after):
                sound = clean(whole[len(heard_before) : len(whole) - len(heard_after)])
                if not _NO_SOUND.search(sound):
                    sounds.setdefault(sound, mnemonic)
    return sounds
