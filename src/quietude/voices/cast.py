"""Who speaks in a session: one voice leads, others take lines given to them by name or by language."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from quietude.errors import VoiceError
from quietude.voices import library
from quietude.voices.profile import VoiceProfile


@dataclass(frozen=True, slots=True, kw_only=True)
class Cast:
    """The voices of one session."""

    lead: VoiceProfile
    """Speaks whatever is given to nobody else."""
    others: tuple[VoiceProfile, ...] = ()
    """Take, in this order, the lines in a language that the lead does not speak."""
    named: Mapping[str, VoiceProfile] = field(default_factory=dict)
    """By what the script calls them, ``[voice NAME]``."""
    language: str = ""
    """BCP 47: a line in this language is spoken by whom it was given to or not at all. Lines in others are
    passed on to whoever speaks them."""

    @property
    def voices(self) -> tuple[VoiceProfile, ...]:
        """Everyone who was cast."""
        return (self.lead, *self.others, *self.named.values())

    def voice_of(self, voice: str, language: str) -> VoiceProfile:
        """The profile that speaks a line.

        Args:
            voice: the name that the script gives the line to; empty for the lead's lines.
            language: of the line, BCP 47.

        Raises:
            VoiceError: the voice it was given to does not speak the script's own language; or nobody in the
                cast, and no voice that comes with quietude, speaks the line's.
            LookupError: the cast was made without that name.
        """
        first = self.named[voice] if voice else self.lead
        if first.speaks(language):
            return first
        found = next((other for other in self.others if other.speaks(language)), None)
        if language != self.language and (found := found or library.for_language(language)):
            return found
        other = library.for_language(language)
        option = "" if voice else "--voice "
        advice = f"choose {option}{other.name}" if other else "write a profile that speaks it (see voices/)"
        raise VoiceError(
            f'this is in "{language}", and the voice "{first.name}" speaks "{first.language}"; {advice}'
        )
