"""What a voice profile is; `quietude.voices.library` reads it from TOML."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final

from quietude.voices.effects import NO_EFFECTS, Effects

UNSET_RATE: Final = 0.0
"""The rate of a profile that gives a pace instead; no engine is ever asked for it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class VoiceProfile:
    """A voice as a listener chooses it: an engine, one of its voices, and how it speaks.

    Fields that change the engine's output are part of a clip's key; those that are applied later to the
    clip (``gain_db``, ``effects``) are not. The lexicon is a plain dictionary underneath, so that a profile
    travels to worker processes; its type lets nobody write to it.
    """

    name: str
    """The file's name without ``.toml``: what ``--voice`` takes."""
    title: str
    """One line for people: ``Heart, warm American English``."""
    engine: str
    """An entry point of ``quietude.engines``."""
    model: str
    """The engine's own name for the voice: ``heart``, ``de``, ``gmw/en-US``."""
    language: str
    """BCP 47, lower case, of the language it speaks; ``mul`` for a voice that takes any."""
    rate: float
    """The engine's own rate setting (hibari: a speed factor; pyttsx3: words a minute); or `UNSET_RATE`: it is
    found by measuring (`quietude.narration.own_rate`), so that the voice speaks at its pace."""
    pace: float | None = None
    """Words a minute inside a sentence, first to last sound: a clip that is faster gets its own pauses
    lengthened (`quietude.narration.sound.pace`). None: pauses stay as spoken."""
    pitch: float = 0.0
    """Semitones against the voice's own pitch, where the engine can."""
    gain_db: float = 0.0
    """Added to the levelled clip."""
    licence: str
    """Of the voice itself, as an SPDX name or a few words."""
    commercial: bool = True
    """Whether that licence lets recordings be used commercially."""
    lexicon: Mapping[str, str] = field(default_factory=dict)
    """Whole words (lower case) to how they are said: another spelling, or IPA between slashes,
    ``/ʃɪˈvɔːn/``."""
    effects: Effects = NO_EFFECTS
    """The voice polish."""

    @property
    def terms(self) -> str:
        """The licence as lists show it, with a mark where it forbids commercial use."""
        return self.licence if self.commercial else f"{self.licence} (NOT for commercial use)"

    def speaks(self, language: str) -> bool:
        """Whether it speaks a language (BCP 47), whatever the accent."""
        main = self.language.partition("-")[0]
        return main in {language.lower().partition("-")[0], "mul"}
