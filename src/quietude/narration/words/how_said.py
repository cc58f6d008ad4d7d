"""How a word comes out, and who says so: the lexicon, a voice's dictionary, or rules of spelling."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol, runtime_checkable

from quietude.narration.engine import load_engine
from quietude.narration.words.wording import occurring, pieces, plain
from quietude.voices.lexicon import Lexicon, own_file
from quietude.voices.profile import VoiceProfile


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """How a word is said."""

    sounds: str
    """IPA; empty where the voice does not tell."""
    spelled: str
    """What the voice reads, where it is not the word itself; else empty."""
    source: str
    """Who says so, for people."""


@runtime_checkable
class Reader(Protocol):
    """An engine that can tell how it would say words by itself."""

    def reading(self, text: str, profile: VoiceProfile) -> tuple[str, str]:
        """IPA, and where it comes from, for people: ``the voice's dictionary``.

        Raises:
            VoiceError, EngineError: as `quietude.narration.engine.Engine.speak`.
        """
        ...


def how_said(word: str, profile: VoiceProfile, language: str, lexicon: Lexicon) -> Reading:
    """How a voice says a word.

    Raises:
        VoiceError, EngineError: as `quietude.narration.engine.Engine.speak`.
    """
    words = plain(word)
    used = occurring(words, lexicon.words(profile, language), language)
    said = pieces(words, used, language)
    source = _layer(next(iter(used)), profile, language, lexicon) if used else ""
    if used and all(piece.phonemes is not None or not piece.text.strip() for piece in said):
        sounds = "".join(piece.phonemes or piece.text for piece in said)
        return Reading(sounds=sounds, spelled="", source=source)
    text = "".join(piece.text for piece in said)
    engine = load_engine(profile.engine)
    sounds, by_itself = (
        engine.reading(text, profile) if isinstance(engine, Reader) else ("", "the voice itself")
    )
    spelled = text if text != words else ""
    return Reading(
        sounds=sounds, spelled=spelled, source=f"{source}, and {by_itself}" if source else by_itself
    )


def _layer(word: str, profile: VoiceProfile, language: str, lexicon: Lexicon) -> str:
    main = language.partition("-")[0]
    if word in lexicon.script.get(main, {}):
        return "what you gave"
    if word in lexicon.kept.get(main, {}):
        return f"your lexicon ({own_file(main)})"
    if profile.speaks(language) and word in profile.lexicon:
        return f'the voice "{profile.name}"'
    return "the lexicon that comes with quietude"
