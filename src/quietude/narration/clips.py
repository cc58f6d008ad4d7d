"""What the later stages ask of the narration: how long an utterance lasts, and its sound."""

from __future__ import annotations

from typing import Final, Protocol

from quietude.audio import Samples
from quietude.score.score import Utterance

VOICE_LEVEL_LUFS: Final = -20.0
"""Every clip is levelled to this loudness (BS.1770, ungated over the clip's speech); profiles add ``gain_db``."""


class Clips(Protocol):
    """The spoken clips of one session."""

    def duration(self, utterance: Utterance) -> int:
        """Length in samples at `quietude.audio.SAMPLE_RATE_HZ`, silence trimmed."""
        ...

    def samples(self, utterance: Utterance) -> Samples:
        """The clip: mono, shape (duration,), trimmed, levelled, with soft edges."""
        ...
