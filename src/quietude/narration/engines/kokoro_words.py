"""From words to the phonemes that Kokoro was trained on: misaki's alphabet, made as Kokoro's makers made it.

English is read by hibari's reader, a port of misaki's; the other languages by eSpeak NG, whose diphthongs
and affricates become one letter each, as in misaki's `espeak.py`.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from functools import lru_cache, partial
from typing import Any, Final

from quietude.errors import EngineError, VoiceError
from quietude.narration.words import espeak
from quietude.narration.words.ipa import stress_before_vowels, to_misaki
from quietude.narration.words.unknown_words import english_sounds
from quietude.narration.words.wording import Piece, has_words

LANGUAGES: Final = {"en": "en", "es": "es", "fr": "fr", "it": "it", "pt": "pt-br"}
"""Main languages to what eSpeak is asked for. Kokoro's others need readers that we do not have."""
MOST_PHONEMES: Final = 510
"""What the model takes at once; a style file has so many rows, one for each length."""

_IDS: Final = {
    1: ";:,.!?",
    9: '—…"()“” \u0303ʣʥʦʨᵝ\uab67AI',
    31: "O",
    33: "Q",
    35: "ST",
    39: "W",
    41: "Yᵊabcdef",
    50: "hijklmnopqrstuvwxyzɑɐɒæ",
    75: "βɔɕç",
    80: "ɖðʤə",
    85: "ɚɛɜ",
    90: "ɟ",
    92: "ɡ",
    99: "ɥ",
    101: "ɨɪʝ",
    110: "ɯɰŋɳɲɴø",
    118: "ɸθœ",
    123: "ɹ",
    125: "ɾɻ",
    128: "ʁɽʂʃʈʧ",
    135: "ʊʋ",
    138: "ʌɣɤ",
    142: "χʎ",
    147: "ʒʔ",
    156: "ˈˌː",
    162: "ʰ",
    164: "ʲ",
    169: "↓",
    171: "→↗↘",
    177: "ᵻ",
}
"""The vocabulary of Kokoro-82M 1.0, from its config.json: runs of neighbouring ids."""
TOKENS: Final = {char: first + at for first, run in _IDS.items() for at, char in enumerate(run)}
"""Each phoneme to the number that the model knows it by."""

_ONE_LETTER: Final = {
    "aɪ": "I", "aʊ": "W", "eɪ": "A", "oʊ": "O", "əʊ": "Q", "ɔɪ": "Y",
    "dz": "ʣ", "dʒ": "ʤ", "ts": "ʦ", "tʃ": "ʧ", "ss": "S",
}  # fmt: skip
"""misaki's letters. It goes by eSpeak's tie marks, which French has none of, and which on a hundred other
words agree with the pairs of letters alone."""
_UNTIED: Final = frozenset({"fr"})
_MARKS: Final = re.compile(r"([;:,.!?…]+(?=[\s”»)]|$)|[—–“”«»()¿¡])")
_QUOTES: Final = str.maketrans({"«": "“", "»": "”", "–": "—", "¿": None, "¡": None})
_TIES: Final = dict.fromkeys(map(ord, "\u0361\u035c."))
_SENTENCE: Final = re.compile(r"(?<=[.!?…])\s+")
_CLAUSE: Final = re.compile(r"(?<=[,;:—])\s+")
_SPACE: Final = re.compile(r"\s+")


def phonemes(said: Sequence[Piece], language: str, *, british: bool, voice: str) -> str:
    """How the pieces of an utterance are said, in Kokoro's alphabet; empty where nothing can be read.

    Args:
        said: words, and the IPA of those that have it, from `quietude.narration.words.wording.pieces`.
        language: main language, a key of `LANGUAGES`.
        british: English with British sounds.
        voice: the profile's name, for the message.

    Raises:
        VoiceError: a word's IPA holds what is no sound of Kokoro's; the message does not hold the word.
        EngineError: an English word has no sound that is known.
    """
    if language == "en":
        read = _english(said, british=british, voice=voice)
    else:
        read = "".join(_by_espeak(said, language, voice))
    return " ".join("".join(char for char in _spelled(read) if char in TOKENS).split())


def parts(read: str) -> list[str]:
    """Phonemes in as few parts as the model needs, cut after a sentence, else a clause, else a word.

    >>> [len(part) for part in parts("mˈɑ " * 200)]
    [507, 291]
    """
    return _cut(read.strip(), (_SENTENCE, _CLAUSE, _SPACE))


def _cut(read: str, borders: Sequence[re.Pattern[str]]) -> list[str]:
    if len(read) <= MOST_PHONEMES:
        return [read] if read else []
    if not borders:
        return [read[at : at + MOST_PHONEMES] for at in range(0, len(read), MOST_PHONEMES)]
    found: list[str] = []
    for piece in borders[0].split(read):
        if found and len(found[-1]) + 1 + len(piece) <= MOST_PHONEMES:
            found[-1] += f" {piece}"
        else:
            found += _cut(piece, borders[1:])
    return found


def _english(said: Sequence[Piece], *, british: bool, voice: str) -> str:
    reader = _reader(british=british)
    texts = [
        piece.text
        if piece.phonemes is None
        else f"[{piece.text}](/{_checked(to_misaki(piece.phonemes, british=british), voice)}/)"
        for piece in said
    ]
    tokens = reader.phonemize_tokens(reader.tokenize(_normalized("".join(texts))))
    if any(any(map(str.isalpha, token.text)) and not (token.phonemes or "").strip() for token in tokens):
        raise EngineError(
            f'the voice "{voice}" cannot say one of these words and would leave it out; write it in Latin'
            " letters as it sounds"
        )
    return "".join((token.phonemes or "") + " " * bool(token.whitespace) for token in tokens)


def _normalized(text: str) -> str:
    from hibari.g2p.normalize import normalize

    return str(normalize(text))


@lru_cache(maxsize=2)
def _reader(*, british: bool) -> Any:
    from hibari.g2p import G2P  # its dictionaries take half a second

    unknown = partial(english_sounds, language="en-gb" if british else "en")
    return G2P(oov=unknown if espeak.available() else None, british=british)


def forget_readers() -> None:
    """Let go of the dictionaries for English; the next English words load them again."""
    _reader.cache_clear()


def _by_espeak(said: Sequence[Piece], language: str, voice: str) -> list[str]:
    """The pieces as eSpeak reads them, with the punctuation that it drops and Kokoro speaks by."""
    read: list[str] = []
    for piece in said:
        if piece.phonemes is not None:
            sounds = stress_before_vowels(piece.phonemes.translate(_TIES))
            read.append(_checked(_one_letter(sounds, language), voice))
            continue
        for part in _MARKS.split(piece.text):
            if not has_words(part):
                read.append(part.translate(_QUOTES))
                continue
            sounds = _one_letter(espeak.phonemes(part, LANGUAGES[language]), language)
            read.append(part.replace(part.strip(), sounds.replace("-", "")))
    return read


def _one_letter(sounds: str, language: str) -> str:
    if language not in _UNTIED:
        for several, one in _ONE_LETTER.items():
            sounds = sounds.replace(several, one)
    return sounds


def _spelled(sounds: str) -> str:
    """Letters that the model knows only in pieces (``ã``) taken apart, and a typed g as IPA's."""
    return "".join(
        char if char in TOKENS else unicodedata.normalize("NFD", char) for char in sounds.replace("g", "ɡ")
    )


def _checked(given: str, voice: str) -> str:
    sounds = _spelled(given)
    # The word itself stays out of the message: it may be a listener's name.
    if strange := sorted(set(sounds) - (set(TOKENS) - set("()"))):
        raise VoiceError(
            f'voice "{voice}": a lexicon entry has "{strange[0]}", which is no sound that Kokoro knows;'
            " write IPA, as in /ʃɪˈvɔːn/"
        )
    return sounds
