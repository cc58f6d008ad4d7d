"""What the later stages ask of the narration: how long an utterance lasts, and its sound."""

from __future__ import annotations

from typing import Final, Protocol

from quietude.audio import SAMPLE_RATE_HZ, Samples
from quietude.score.score import Utterance

VOICE_LEVEL_LUFS: Final = -20.0
"""Every clip is levelled to this loudness; profiles add ``gain_db``.

BS.1770, gated, as one channel, over the whole clip however short (see `quietude.narration.sound.finish`).
A clip on both channels of a stereo session meters 3.01 LU higher."""

LONGEST_RING: Final = 2 * SAMPLE_RATE_HZ
"""No room rings on for longer than this after a clip's words, in samples."""


class Clips(Protocol):
    """The spoken clips of one session."""

    def duration(self, utterance: Utterance) -> int:
        """Length in samples at `quietude.audio.SAMPLE_RATE_HZ`: of what is spoken, silence trimmed."""
        ...

    def samples(self, utterance: Utterance) -> Samples:
        """The clip: mono, shape (duration + ring,), trimmed, levelled, with soft edges.

        What lies past the duration (at most `LONGEST_RING`; often nothing) is the room's, which rings on
        into the silence after the words and under the next ones.
        """
        ...
