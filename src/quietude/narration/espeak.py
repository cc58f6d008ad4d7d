"""What eSpeak NG makes of words: their sounds as IPA, in a hundred languages, without speaking them.

eSpeak's library comes in the wheel of espeakng-loader. It is asked for phonemes only, never for sound: that
part of it is the same whatever was asked before, needs no thread, and takes a tenth of a millisecond a word.
Where the wheel is missing, `available` says so and the engines do with their own guesses.
"""

from __future__ import annotations

import ctypes
import importlib.util
import os
import re
import threading
from functools import lru_cache
from pathlib import Path
from typing import Any, Final

from quietude.errors import EngineError, VoiceError
from quietude.narration.private import PrivateFolder

_LONGEST_DATA_PATH: Final = 150
"""Bytes. eSpeak NG holds the path of its data in 160 and cuts what is longer."""
_SYNCHRONOUS: Final = 2
_DO_NOT_EXIT: Final = 0x8000
"""espeakINITIALIZE_DONT_EXIT: an error is told instead of ending the whole program."""
_UTF8: Final = 1
_IPA: Final = 2
_PHONEME_INPUT: Final = 0x100
"""espeakPHONEMES: what stands between ``[[`` and ``]]`` is mnemonics."""
_VOICES: Final = {
    "en": "en-us", "en-gb": "en", "en-ie": "en", "en-au": "en", "en-nz": "en", "en-in": "en", "en-za": "en",
    "zh": "cmn", "pt-pt": "pt", "es-mx": "es-419", "es-us": "es-419", "no": "nb",
}  # fmt: skip
"""Tags that eSpeak knows by another name, or knows as another accent than we mean."""
_SWITCH: Final = re.compile(r"\([a-z]{2,3}(?:-[a-z0-9-]+)?\)")
"""eSpeak's note that a word is read as another language's: ``(en)…(de)``."""

_lock = threading.RLock()
"""eSpeak holds its language and its place in the text in globals."""


def _new_lock() -> None:
    global _lock  # a forked child gets the lock as it was, held by a thread that it does not have
    _lock = threading.RLock()


if hasattr(os, "register_at_fork"):
    os.register_at_fork(after_in_child=_new_lock)


def available() -> bool:
    """Whether eSpeak's library and data are installed."""
    return importlib.util.find_spec("espeakng_loader") is not None


def phonemes(text: str, language: str) -> str:
    """How eSpeak says a text: IPA, stress marks before the vowel, a space between words.

    Nothing in the text is read as markup.

    Args:
        text: words, of one or many sentences.
        language: BCP 47 (``en`` is American English, ``en-gb`` British).

    Raises:
        VoiceError: eSpeak does not know the language.
        EngineError: eSpeak is not installed, or cannot start.
    """
    return _said(text.replace("[", " ").replace("]", " "), language)


def sound_of(mnemonics: str, language: str) -> str:
    """The IPA of what eSpeak's mnemonics say, as ``phonemes``; empty where they say nothing.

    Raises:
        VoiceError, EngineError: as `phonemes`.
    """
    return _said(f"[[{mnemonics}]]", language)


def speaks(language: str) -> bool:
    """Whether eSpeak knows a language (BCP 47)."""
    if not available():
        return False
    with _lock:
        return _voice(language) is not None


def _said(text: str, language: str) -> str:
    with _lock:
        library = _library()
        voice = _voice(language)
        if voice is None:
            raise VoiceError(f'eSpeak does not know the language "{language}"')
        library.espeak_SetVoiceByName(voice)
        # A zero inside would end the text; a lone surrogate has no sound and no bytes.
        data = ctypes.create_string_buffer(text.replace("\0", " ").encode("utf-8", "ignore"))
        place = ctypes.c_void_p(ctypes.addressof(data))
        clauses: list[str] = []
        while place.value:
            clause = library.espeak_TextToPhonemes(ctypes.byref(place), _UTF8, _IPA)
            clauses.append(clause.decode("utf-8", "replace") if clause else "")
    return " ".join(_SWITCH.sub("", " ".join(clauses)).split())


@lru_cache(maxsize=64)
def _voice(language: str) -> bytes | None:
    """What eSpeak calls the voice to take: the exact tag's, or else its main language's."""
    library = _library()
    wanted = language.lower().replace("_", "-")
    main = wanted.partition("-")[0]
    for name in dict.fromkeys((_VOICES.get(wanted, wanted), wanted, _VOICES.get(main, main))):
        if name.isascii() and library.espeak_SetVoiceByName(name.encode()) == 0:
            return name.encode()
    return None


@lru_cache(maxsize=1)
def _library() -> Any:
    try:
        import espeakng_loader

        data, path = Path(espeakng_loader.get_data_path()), str(espeakng_loader.get_library_path())
    except (ImportError, RuntimeError):
        raise EngineError("eSpeak is not installed: pip install espeakng-loader") from None
    if not (data / "phontab").is_file():
        raise EngineError(f"eSpeak's data is not in {data}; install espeakng-loader again")
    try:
        # For itself alone (RTLD_LOCAL): other copies of eSpeak, such as piper's, keep to theirs.
        library = ctypes.CDLL(path)
    except OSError as error:
        raise EngineError(
            f"eSpeak's library cannot be loaded ({error}); install espeakng-loader again"
        ) from None
    library.espeak_TextToPhonemes.restype = ctypes.c_char_p
    if not _started(library, data):
        raise EngineError(f"eSpeak cannot read its data in {data}; install espeakng-loader again")
    # What TextToPhonemes takes ``[[ ]]`` for is decided by the last text that was spoken: a space.
    library.espeak_SetSynthCallback(_heard)
    library.espeak_Synth(b" ", ctypes.c_size_t(2), 0, 1, 0, _UTF8 | _PHONEME_INPUT, None, None)
    return library


def _started(library: Any, data: Path) -> bool:
    if len(os.fsencode(data)) > _LONGEST_DATA_PATH:
        # Each language's own data is read when it is first asked for: the link stays as long as the process.
        link = _short_folder().path / "espeak-ng-data"
        link.symlink_to(data, target_is_directory=True)
        data = link
    return bool(library.espeak_Initialize(_SYNCHRONOUS, 0, os.fsencode(data), _DO_NOT_EXIT) > 0)


@lru_cache(maxsize=1)
def _short_folder() -> PrivateFolder:
    return PrivateFolder()


def _nothing_heard(_samples: Any, _count: int, _events: Any) -> int:
    return 0


_heard: Final = ctypes.CFUNCTYPE(ctypes.c_int, ctypes.c_void_p, ctypes.c_int, ctypes.c_void_p)(_nothing_heard)
"""Kept as long as the library may call it."""
