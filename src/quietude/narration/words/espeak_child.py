"""eSpeak NG's phonemes, in a process of its own; run by `quietude.narration.words.espeak`.

eSpeak leaves the process where its data is bad and keeps its state in globals, and it is under another
licence than quietude (docs/decisions.md): so it lives here. Orders and answers are lines of JSON on standard
input and output, where no other user of the machine can read a listener's name. The process ends with its
input, too.

    first   {"library", "data"}            answer  {"ready": true} or {"failed": why}
    then    {"text", "language"}           answer  {"ipa"} or {"unknown": true}
            {"speaks": language}           answer  {"speaks": true or false}
    last    null
"""

from __future__ import annotations

import ctypes
import json
import os
import re
import sys
from functools import lru_cache
from pathlib import Path
from typing import Any

from quietude.narration.private import PrivateFolder

_LONGEST_DATA_PATH = 150
"""Bytes. eSpeak NG holds the path of its data in 160 and cuts what is longer."""
_SYNCHRONOUS = 2
_DO_NOT_EXIT = 0x8000
"""espeakINITIALIZE_DONT_EXIT: an error is told instead of ending the whole program."""
_UTF8 = 1
_IPA = 2
_PHONEME_INPUT = 0x100
"""espeakPHONEMES: what stands between ``[[`` and ``]]`` is mnemonics."""
_VOICES = {
    "en": "en-us", "en-gb": "en", "en-ie": "en", "en-au": "en", "en-nz": "en", "en-in": "en", "en-za": "en",
    "zh": "cmn", "pt-pt": "pt", "es-mx": "es-419", "es-us": "es-419", "no": "nb",
}  # fmt: skip
"""Tags that eSpeak knows by another name, or knows as another accent than we mean."""
_SWITCH = re.compile(r"\([a-z]{2,3}(?:-[a-z0-9-]+)?\)")
"""eSpeak's note that a word is read as another language's: ``(en)…(de)``."""


def main() -> None:
    """Answer every order until there are no more."""
    orders = (json.loads(line) for line in sys.stdin.buffer)
    # eSpeak prints as it pleases: the answers get the real output, it gets nothing.
    answers = os.fdopen(os.dup(1), "w", encoding="utf-8")
    os.dup2(os.open(os.devnull, os.O_WRONLY), 1)

    def answer(given: dict[str, Any]) -> None:
        answers.write(json.dumps(given) + "\n")
        answers.flush()

    first = next(orders, None)
    if first is None:
        return
    try:
        espeak = _Espeak(first["library"], Path(first["data"]))
    except OSError as error:
        answer({"failed": str(error)})
        return
    answer({"ready": True})
    for order in orders:
        if order is None:
            return
        if "speaks" in order:
            answer({"speaks": espeak.voice(order["speaks"]) is not None})
        else:
            ipa = espeak.phonemes(order["text"], order["language"])
            answer({"unknown": True} if ipa is None else {"ipa": ipa})


class _Espeak:
    """The library, loaded and started."""

    def __init__(self, path: str, data: Path) -> None:
        self._library = ctypes.CDLL(path)
        self._library.espeak_TextToPhonemes.restype = ctypes.c_char_p
        if len(os.fsencode(data)) > _LONGEST_DATA_PATH:
            # Each language's own data is read when it is first asked for: the link stays until the end.
            link = PrivateFolder().path / "espeak-ng-data"
            link.symlink_to(data, target_is_directory=True)
            data = link
        if self._library.espeak_Initialize(_SYNCHRONOUS, 0, os.fsencode(data), _DO_NOT_EXIT) <= 0:
            raise OSError("its data cannot be read")
        # What TextToPhonemes takes ``[[ ]]`` for is decided by the last text that was spoken: a space.
        self._heard = ctypes.CFUNCTYPE(ctypes.c_int, ctypes.c_void_p, ctypes.c_int, ctypes.c_void_p)(
            _nothing_heard
        )
        self._library.espeak_SetSynthCallback(self._heard)
        self._library.espeak_Synth(b" ", ctypes.c_size_t(2), 0, 1, 0, _UTF8 | _PHONEME_INPUT, None, None)
        self.voice = lru_cache(maxsize=64)(self._voice)

    def phonemes(self, text: str, language: str) -> str | None:
        """The IPA; None where eSpeak does not know the language."""
        voice = self.voice(language)
        if voice is None:
            return None
        self._library.espeak_SetVoiceByName(voice)
        # A zero inside would end the text; a lone surrogate has no sound and no bytes.
        data = ctypes.create_string_buffer(text.replace("\0", " ").encode("utf-8", "ignore"))
        place = ctypes.c_void_p(ctypes.addressof(data))
        clauses: list[str] = []
        while place.value:
            clause = self._library.espeak_TextToPhonemes(ctypes.byref(place), _UTF8, _IPA)
            clauses.append(clause.decode("utf-8", "replace") if clause else "")
        return " ".join(_SWITCH.sub("", " ".join(clauses)).split())

    def _voice(self, language: str) -> bytes | None:
        """What eSpeak calls the voice to take: the exact tag's, or else its main language's."""
        wanted = language.lower().replace("_", "-")
        main = wanted.partition("-")[0]
        for name in dict.fromkeys((_VOICES.get(wanted, wanted), wanted, _VOICES.get(main, main))):
            if name.isascii() and self._library.espeak_SetVoiceByName(name.encode()) == 0:
                return name.encode()
        return None


def _nothing_heard(_samples: Any, _count: int, _events: Any) -> int:
    return 0


if __name__ == "__main__":
    main()
