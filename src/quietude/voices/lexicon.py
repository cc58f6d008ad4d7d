"""How words are to be said that a voice gets wrong: respellings and exact sounds, by language."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final, TypeAlias

from quietude.voices.profile import VoiceProfile

Entries: TypeAlias = Mapping[str, Mapping[str, str]]
"""Main language (``en``) to whole words (lower case) to how they are said: another spelling, or IPA between
slashes, ``/ʃɪˈvɔːn/``."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Lexicon:
    """The lexicon of one session, from what comes with quietude to what the script itself says."""

    shipped: Entries = field(default_factory=dict)
    """Least: a profile's own words go before it."""
    kept: Entries = field(default_factory=dict)
    """The user's own; goes before a profile's words."""
    script: Entries = field(default_factory=dict)
    """The script's ``say:``; goes before all."""

    def words(self, profile: VoiceProfile, language: str) -> dict[str, str]:
        """Every word that this profile says in its own way in that language."""
        main = language.partition("-")[0]
        own = profile.lexicon if profile.speaks(language) else {}
        return {
            **self.shipped.get(main, {}),
            **own,
            **self.kept.get(main, {}),
            **self.script.get(main, {}),
        }


NO_LEXICON: Final = Lexicon()
"""Nothing but what profiles bring."""
