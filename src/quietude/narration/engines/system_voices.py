"""The computer's own voices, by pyttsx3: eSpeak NG (out of a wheel) on Linux, SAPI on Windows, macOS's own.

Plain voices, but in many languages and always there. Each utterance is spoken by a child process; see
`quietude.narration.engines.system_voices_child` for why.
"""

from __future__ import annotations

import importlib.util
import json
import platform
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any, Final, TypeAlias

from quietude import plugins
from quietude.audio import Audio
from quietude.errors import EngineError, VoiceError
from quietude.narration.engine import EngineVoice, SpeechRequest, SpokenWord
from quietude.narration.engines import models
from quietude.narration.private import PrivateFolder
from quietude.narration.sound_files import read_aiff, read_wav
from quietude.narration.words import espeak, wording
from quietude.narration.words.mnemonics import to_espeak
from quietude.narration.words.wording import Piece
from quietude.voices.profile import VoiceProfile

_REVISION: Final = "2"
"""Changes when this module or its child gives the voices other text for the same words."""
_RATES: Final = (80.0, 450.0)
"""Words a minute. eSpeak speaks no slower than 80 and no faster than 450, whatever it is told."""
_CHILD: Final = "quietude.narration.engines.system_voices_child"
_START_S: Final = 60.0
"""Patience with a child before it must have spoken, on a machine that is busy with other things."""
_PER_CHARACTER_S: Final = 0.2
_Given: TypeAlias = tuple[str, str | None]
"""What is spelled for a piece, and eSpeak's mnemonics for it."""
_Mark: TypeAlias = tuple[int | None, int]
"""A place in what eSpeak was given (None: a clause's end), and the sample at which it got there."""


class SystemVoicesEngine:
    """Speaks with the computer's own voices; the profile's ``rate`` is what they call words a minute."""

    name = "pyttsx3"
    good_rates = (80.0, 220.0)

    def __init__(self) -> None:
        self._voices: list[EngineVoice] | None = None

    def version(self, model: str) -> str:  # noqa: ARG002  # one version whatever the model
        """As `Engine.version`; where the voices belong to the system, the system's version counts."""
        if _is_linux():
            behind = f"espeakng-loader {models.installed('espeakng-loader')}"
        else:
            behind = f"{platform.system()} {platform.release()}"
        return f"pyttsx3/{_REVISION} pyttsx3 {models.installed('pyttsx3')} {behind}"

    def voices(self) -> Sequence[EngineVoice]:
        """As `Engine.voices`. Starts a child process the first time (about 0.1 s)."""
        if self._voices is None:
            answer = _ask({"do": "list"}, wait_s=_START_S)
            self._voices = [
                EngineVoice(model=model, languages=tuple(languages), description=name)
                for model, name, languages in answer.get("voices", [])
            ]
        return self._voices

    def problem(self, model: str = "") -> str | None:  # noqa: ARG002  # all come together
        """As `Engine.problem`."""
        for module, package in (("pyttsx3", "pyttsx3"), ("espeakng_loader", "espeakng-loader")):
            if (module == "pyttsx3" or _is_linux()) and importlib.util.find_spec(module) is None:
                return f"the package {package} is not installed: pip install {package}"
        try:
            return None if self.voices() else "the system has no voices; install one in its speech settings"
        except EngineError as error:
            return str(error)

    def speak(self, request: SpeechRequest) -> Audio:
        """As `Engine.speak`, at the rate that the system's voice has (22 050 Hz for eSpeak)."""
        audio, _, _ = self._said(request)
        return audio

    def words(self, request: SpeechRequest) -> tuple[Audio, tuple[SpokenWord, ...]] | None:
        """As `TellsWords.words`; only eSpeak tells."""
        if not _is_linux():
            return None
        audio, given, marks = self._said(request)
        return audio, _words(given, marks, len(audio.samples))

    def _said(self, request: SpeechRequest) -> tuple[Audio, list[_Given], list[_Mark]]:
        """The sound, the pieces that were given, and eSpeak's marks in them."""
        profile = request.profile
        models.check_rate(profile.rate, _RATES, profile.name, self.name)
        said = wording.pieces(request.text, request.lexicon, request.language)
        given = [(piece.text, _mnemonics(piece, profile.language)) for piece in said]
        order = {
            "do": "speak",
            "model": profile.model,
            "rate": profile.rate,
            "pitch": profile.pitch,
            "pieces": given,
        }
        with PrivateFolder() as folder:
            out = folder.path / ("said.aiff" if sys.platform == "darwin" else "said.wav")
            answer = _ask({**order, "out": str(out)}, wait_s=_START_S + _PER_CHARACTER_S * len(request.text))
            if "unknown" in answer:
                raise VoiceError(_unknown(profile.model, answer["unknown"]))
            return _heard(out), given, [(place, sample) for place, sample in answer.get("words", ())]

    def reading(self, text: str, profile: VoiceProfile) -> tuple[str, str]:
        """As `quietude.narration.words.how_said.Reader.reading`; only eSpeak tells."""
        if not _is_linux():
            return "", "the system's voice"
        return espeak.phonemes(text, profile.language), "eSpeak's rules of spelling"


def _words(given: Sequence[_Given], marks: Sequence[_Mark], frames: int) -> tuple[SpokenWord, ...]:
    """The words that eSpeak told of: each from its first mark to the next word's, or its clause's end."""
    texts, owners = _owners(given)
    spans: dict[int, tuple[int, int]] = {}
    open_word: int | None = None
    for place, sample in [*marks, (None, frames)]:
        word = None if place is None else owners[min(max(place, 0), len(owners) - 1)]
        if word == open_word:
            continue
        if open_word is not None:
            spans[open_word] = (spans[open_word][0], sample)
        # A place among spaces, or one that goes back, is none that can be told.
        open_word = word if word is not None and word > max(spans, default=-1) else None
        if open_word is not None:
            spans[open_word] = (sample, sample)
    return tuple(SpokenWord(text=texts[word], start=start, end=end) for word, (start, end) in spans.items())


def _owners(given: Sequence[_Given]) -> tuple[list[str], list[int | None]]:
    """The words of all pieces, and for each character that eSpeak was given, which word it belongs to."""
    texts: list[str] = []
    owners: list[int | None] = []
    inside = False
    for text, mnemonics in given:
        first = len(owners)
        for char in text:
            if char.isspace():
                owners.append(None)
            elif inside:
                texts[-1] += char
                owners.append(len(texts) - 1)
            else:
                texts.append(char)
                owners.append(len(texts) - 1)
            inside = not char.isspace()
        if mnemonics is not None:
            # Between its brackets stand mnemonics for all of it: they begin with its first word.
            owners[first:] = owners[first : first + 1] * (len(mnemonics) + len("[[]]"))
    return texts, owners


def _mnemonics(piece: Piece, language: str) -> str | None:
    """The piece's sounds in eSpeak's alphabet; None where it is read as it is spelled.

    Other systems' voices have alphabets of their own, or none: they read the spelling.
    """
    if piece.phonemes is None or not _is_linux():
        return None
    return to_espeak(piece.phonemes, language)


def _is_linux() -> bool:
    return sys.platform not in {"win32", "darwin"}


def _unknown(model: str, known: list[str]) -> str:
    # All of eSpeak's are 140: too many to read out.
    near = plugins.nearest(model, [*known, *(one.rpartition("/")[2] for one in known)])
    guess = f'; did you mean "{near}"?' if near else "."
    return (
        f'this machine has no system voice "{model}"{guess} A profile\'s model is a language such as "de" or'
        f' "pt-br", or the voice\'s own name; there are {len(known)} here'
    )


def _heard(out: Path) -> Audio:
    try:
        data = out.read_bytes()
    except OSError as error:
        raise EngineError("pyttsx3 said that it had spoken, but wrote no sound") from error
    audio = read_aiff(data) if data[:4] == b"FORM" else read_wav(data)
    if audio is None:
        raise EngineError("pyttsx3 wrote a sound file that cannot be read")
    return audio


def _ask(order: dict[str, Any], *, wait_s: float) -> dict[str, Any]:
    """Run the child and return its answer.

    Raises:
        EngineError: it crashed, took too long, or says that it failed.
    """
    # -P keeps the current folder out of the child's imports: a stray wave.py would be taken for Python's.
    command = [sys.executable, "-P", "-m", _CHILD]
    try:
        child = subprocess.run(  # noqa: S603  # this program's own module, no shell, nothing of the user's
            command,
            input=json.dumps(order).encode(),
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,  # eSpeak's mutterings, which may repeat the words
            timeout=wait_s,
            check=False,
        )
    except subprocess.TimeoutExpired:
        # Without its cause: that holds the order, and so the words.
        raise EngineError(f"the system's voice did not finish within {wait_s:.0f} s") from None
    except OSError as error:
        raise EngineError(f"the system's voice could not be started: {error.strerror}") from error
    try:
        answer = json.loads(child.stdout)
    except ValueError:
        raise EngineError(
            f"the system's voice ended without an answer (code {child.returncode});"
            " is its speech data complete?"
        ) from None
    if "failed" in answer:
        raise EngineError(f"the system's voice failed: {answer['failed']}")
    return dict(answer)
