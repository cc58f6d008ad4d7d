"""The session's edges: how long the bed sounds alone before the first word and after the last; the fades."""

from __future__ import annotations

from dataclasses import dataclass
from types import MappingProxyType
from typing import Final

from quietude.audio import SAMPLE_RATE_HZ

FULL_EDGES_FROM_S: Final = 180.0
"""Sessions shorter than this have edges and fades scaled down with their length."""
LEAST_LEAD_IN_S: Final = 0.5
"""Players clip the first instants."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Edges:
    """Seconds, for a session of `FULL_EDGES_FROM_S` or more."""

    lead_in_s: float
    """Before the first word."""
    tail_s: float
    """After the last."""
    fade_in_s: float
    fade_out_s: float
    least_tail_s: float = 0.0
    """Never scaled below this (a bell that has to ring out)."""

    def around(self, total: int) -> tuple[int, int]:
        """Lead-in and tail, in samples, of a session of ``total`` samples."""
        scale = self._scale(total)
        lead_in_s = max(LEAST_LEAD_IN_S, self.lead_in_s * scale)
        tail_s = max(self.least_tail_s, self.tail_s * scale)
        # Only the sum is rounded to grow with the total: were each, a longer session could have less room.
        lead_in = round(lead_in_s * SAMPLE_RATE_HZ)
        return lead_in, round((lead_in_s + tail_s) * SAMPLE_RATE_HZ) - lead_in

    def fades(self, total: int) -> tuple[int, int]:
        """Fade-in and fade-out, in samples; each lies within its edge."""
        scale = self._scale(total)
        lead_in, tail = self.around(total)
        fade_in, fade_out = (
            round(self.fade_in_s * scale * SAMPLE_RATE_HZ),
            round(self.fade_out_s * scale * SAMPLE_RATE_HZ),
        )
        return min(fade_in, lead_in), min(fade_out, tail)

    def total_for(self, body: int) -> int:
        """The session's length, in samples, whose body is ``body``: the one where edges and length agree."""
        low, high = body, body + sum(self.around(round(FULL_EDGES_FROM_S * SAMPLE_RATE_HZ)))
        high = max(high, body + round((LEAST_LEAD_IN_S + self.least_tail_s) * SAMPLE_RATE_HZ))
        while low < high:  # total - edges(total) grows with total, by bisection
            middle = (low + high) // 2
            if middle - sum(self.around(middle)) < body:
                low = middle + 1
            else:
                high = middle
        return low

    def _scale(self, total: int) -> float:
        return min(1.0, total / (FULL_EDGES_FROM_S * SAMPLE_RATE_HZ))


WITH_BED: Final = Edges(lead_in_s=8.0, tail_s=15.0, fade_in_s=3.0, fade_out_s=8.0)
"""The bed alone 8 s before and 15 s after, faded over 3 s and 8 s, as the strongest peer has it."""
VOICE_ONLY: Final = Edges(lead_in_s=1.0, tail_s=2.0, fade_in_s=0.05, fade_out_s=0.5)
"""Nothing sounds before the first word, so there is little to wait for."""
BELL_RINGS_S: Final = MappingProxyType({"low": 16.0, "middle": 13.0, "high": 11.0, "small": 7.0})
"""A bell after the last word is given this long before the end. What still rings then lies more than 50 dB
under its stroke and fades (see beds/bell.py)."""
BEFORE_BELL_S: Final = 4.0
"""A bell that opens the session is struck after this long; its ring belongs to the time before the words."""
