"""What eSpeak NG makes of words: their sounds as IPA, in a hundred languages, without speaking them.

eSpeak comes in the wheel of espeakng-loader and works in a process of its own, started when it is first
asked and kept until this one ends (see espeak_child.py). It is asked for phonemes only,
never for sound: that part of it is the same whatever was asked before. Where the wheel is missing,
`available` says so and the engines do with their own guesses.
"""

from __future__ import annotations

import atexit
import contextlib
import importlib.util
import json
import os
import subprocess
import sys
import threading
from functools import lru_cache
from pathlib import Path
from typing import Any, Final

from quietude.errors import EngineError, VoiceError

_CHILD: Final = "quietude.narration.words.espeak_child"
_PATIENCE_S: Final = 60.0
"""At the end, with a child that has been told to go."""


def available() -> bool:
    """Whether eSpeak's library and data are installed."""
    return importlib.util.find_spec("espeakng_loader") is not None


def phonemes(text: str, language: str) -> str:
    """How eSpeak says a text: IPA, stress marks before the vowel, a space between words.

    Nothing in the text is read as markup. A word takes some 0.1 ms; the first call 0.1 s more.

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
    return available() and bool(_espeak(os.getpid()).ask({"speaks": language}).get("speaks"))


def _said(text: str, language: str) -> str:
    answer = _espeak(os.getpid()).ask({"text": text, "language": language})
    if "ipa" not in answer:
        raise VoiceError(f'eSpeak does not know the language "{language}"')
    return str(answer["ipa"])


@lru_cache(maxsize=1)
def _espeak(_process: int) -> _Espeak:
    """The one of this process: a forked child must not talk into its parent's pipes."""
    return _Espeak()


class _Espeak:
    """A child process that is asked one thing at a time."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._child: subprocess.Popen[bytes] | None = None
        self._owner = os.getpid()

    def ask(self, order: dict[str, str]) -> dict[str, Any]:
        """The answer to an order; a child that has died is started once more.

        Raises:
            EngineError: eSpeak is not installed, cannot start, or died twice.
        """
        with self._lock:
            for _ in range(2):
                if self._child is None:
                    self._start()
                with contextlib.suppress(OSError, ValueError):
                    return self._answer(order)
                self._stop()
        raise EngineError("eSpeak ended without an answer; install espeakng-loader again")

    def _start(self) -> None:
        library, data = _places()
        # -P keeps the current folder out of the child's imports: a stray json.py would be taken for Python's.
        command = [sys.executable, "-P", "-m", _CHILD]
        try:
            self._child = subprocess.Popen(  # noqa: S603  # this program's own module, nothing of the user's
                command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL
            )
            answer = self._answer({"library": library, "data": data})
        except (OSError, ValueError) as error:
            self._stop()
            raise EngineError(f"eSpeak cannot be started ({error}); install espeakng-loader again") from None
        if "failed" in answer:
            self._stop()
            raise EngineError(f"eSpeak cannot start: {answer['failed']}; install espeakng-loader again")
        atexit.register(self._stop)

    def _answer(self, order: dict[str, str]) -> dict[str, Any]:
        child = self._child
        if child is None or child.stdin is None or child.stdout is None:
            raise OSError("there is no child")
        child.stdin.write(json.dumps(order).encode() + b"\n")
        child.stdin.flush()
        return dict(json.loads(child.stdout.readline()))

    def _stop(self) -> None:
        child, self._child = self._child, None
        atexit.unregister(self._stop)
        if child is None or os.getpid() != self._owner:
            return
        with contextlib.suppress(OSError):
            if child.stdin is not None:
                # Closing alone does not end the input: a forked process may hold the other end, too.
                child.stdin.write(b"null\n")
                child.stdin.close()
        try:
            child.wait(_PATIENCE_S)
        except subprocess.TimeoutExpired:
            child.kill()
            child.wait()
        if child.stdout is not None:
            child.stdout.close()


def _places() -> tuple[str, str]:
    try:
        import espeakng_loader

        library, data = str(espeakng_loader.get_library_path()), Path(espeakng_loader.get_data_path())
    except (ImportError, RuntimeError):
        raise EngineError("eSpeak is not installed: pip install espeakng-loader") from None
    if not (data / "phontab").is_file():
        raise EngineError(f"eSpeak's data is not in {data}; install espeakng-loader again")
    return library, str(data)
