"""The voice polish as a profile asks for it; the narration makes it (`quietude.narration.sound.polish`)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final, Literal, TypeAlias

Room: TypeAlias = Literal["dry", "room", "hall"]

ROOMS: Final[tuple[Room, ...]] = ("dry", "room", "hall")
"""What ``room`` may be: none at all, a furnished room (0.35 s), a hall (1.2 s)."""

EFFECT_LIMITS: Final = {
    "high_pass_hz": (0.0, 200.0),
    "presence_db": (-6.0, 6.0),
    "de_ess": (0.0, 1.0),
    "compression": (0.0, 1.0),
    "room_db": (-60.0, -6.0),
}
"""Each number's least and most. Beyond them a voice no longer sounds like somebody who sits beside you."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Effects:
    """What is done to a clip's sound after it is spoken. As it stands, without arguments, nothing is."""

    high_pass_hz: float = 0.0
    """Takes away what lies below, 12 dB an octave, 3 dB down here; 0 is off."""
    presence_db: float = 0.0
    """Raises (or lowers) a broad band around 4 kHz; 0 is off."""
    de_ess: float = 0.0
    """How far a sharp s is taken back, 0 (off) to 1 (by up to 12 dB)."""
    compression: float = 0.0
    """How far loud words are brought nearer to soft ones, 0 (off) to 1 (by half of what they are over)."""
    room: Room = "dry"
    """The room that the voice seems to be in; ``dry`` is off."""
    room_db: float = -18.0
    """The room's sound against the voice's own, in dB."""

    @property
    def shape(self) -> bool:
        """Whether anything changes the spoken sound itself, the room aside."""
        return bool(self.high_pass_hz or self.presence_db or self.de_ess or self.compression)


NO_EFFECTS: Final = Effects()
"""The voice as the engine gives it."""
