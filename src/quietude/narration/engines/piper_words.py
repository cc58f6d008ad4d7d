"""From words to Piper's phonemes, with the sounds that a lexicon gives in their places.

Piper's own ``[[ phonemes ]]`` would do, but it drops the punctuation after them.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from typing import Any, Final

from quietude.errors import VoiceError
from quietude.narration.words.ipa import stress_before_vowels, to_ipa
from quietude.narration.words.wording import Piece, has_words

_MARKS: Final = re.compile(r"[.,;:!?…)”’]*")
_SPOKEN_MARKS: Final = frozenset(".,;:!?")
_ENDINGS: Final = frozenset(".!?…")


def sentences(voice: Any, said: Sequence[Piece], language: str, name: str) -> list[str]:
    """The phonemes of each sentence that has any, as the voice's own reader writes them.

    Args:
        voice: a loaded ``piper.PiperVoice``.
        said: words, and the IPA of those that have it, from `quietude.narration.words.wording.pieces`.
        language: of the words, BCP 47.
        name: the profile's, for the message.

    Raises:
        VoiceError: a word's IPA holds what is no sound of this voice; the message does not hold the word.
    """
    found = [""]
    for piece in said:
        if piece.phonemes is None:
            _read(voice, _marked(found, piece.text), found)
        else:
            found[-1] += _in_alphabet(piece.phonemes, language, set(voice.config.phoneme_id_map), name)
    return [sentence.strip() for sentence in found if has_words(sentence)]


def _marked(found: list[str], text: str) -> str:
    """Write the marks right after a word that was given, and give back what follows them.

    Piper's reader passes over marks that no word stands before.
    """
    marks = _MARKS.match(text)
    end = marks.end() if marks else 0
    written = "".join(mark for mark in text[:end] if mark in _SPOKEN_MARKS)
    found[-1] += written
    if written and written[-1] in _ENDINGS and text[end : end + 1].isspace():
        found.append("")
    return text[end:]


def _read(voice: Any, text: str, found: list[str]) -> None:
    """Let the voice's reader read on from the last sentence found."""
    first, *others = ["".join(sentence).strip() for sentence in voice.phonemize(text.strip())] or [""]
    if text[:1].isspace() and found[-1] and not found[-1].endswith(" "):
        found[-1] += " "
    found[-1] += first
    found += others
    if first and text[-1:].isspace():
        if found[-1][-1:] in _ENDINGS:
            found.append("")
        else:
            found[-1] += " "


def _in_alphabet(ipa: str, language: str, alphabet: set[str], name: str) -> str:
    """IPA as a voice's own reader writes it: stress before the vowel, no ties, English r as ɹ."""
    sounds = re.sub("[\u0361\u035c.]", "", stress_before_vowels(to_ipa(ipa))).replace("g", "ɡ")
    if language.partition("-")[0] == "en":
        sounds = sounds.replace("r", "ɹ")
    sounds = unicodedata.normalize("NFD", sounds)
    # The word itself stays out of the message: it may be a listener's name.
    if strange := sorted(set(sounds) - alphabet):
        raise VoiceError(
            f'voice "{name}": a lexicon entry has "{strange[0]}", which is no sound of this voice; write IPA,'
            " as in /ʃɪˈvɔːn/"
        )
    return sounds
