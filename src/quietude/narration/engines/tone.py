"""The tone engine: a known sound instead of a voice, for tests and for hearing a session's shape quickly.

Each word is one tone, its pitch and strength drawn from its letters, so that two texts never sound alike
and some are a good deal quieter than others, as with real voices.
"""

from __future__ import annotations

import zlib
from collections.abc import Sequence
from typing import Final

import numpy as np

from quietude.audio import Audio
from quietude.errors import VoiceError
from quietude.narration.engine import EngineVoice, SpeechRequest, SpokenWord
from quietude.narration.words import wording

SAMPLE_RATE_HZ: Final = 24_000
LEAD_S: Final = 0.3
"""Silence before the first word."""
TAIL_S: Final = 0.4
"""Silence after the last word."""
_SOUNDING: Final = 0.8
"""The part of a word's time that sounds; the rest is the gap to the next."""
_EDGE_S: Final = 0.01


class ToneEngine:
    """Says each word as a tone; the profile's ``rate`` is words a minute, its ``model`` is ``tone``."""

    name = "tone"
    good_rates = (40.0, 400.0)

    def version(self, model: str) -> str:  # noqa: ARG002  # one version whatever the model
        """As `Engine.version`."""
        return "tone 1"

    def voices(self) -> Sequence[EngineVoice]:
        """As `Engine.voices`."""
        return [EngineVoice(model="tone", languages=("mul",), description="a tone for each word")]

    def problem(self, model: str = "") -> str | None:  # noqa: ARG002  # it has all it needs
        """As `Engine.problem`: it always works."""
        return None

    def speak(self, request: SpeechRequest) -> Audio:
        """As `Engine.speak`: the words take exactly 60 / rate seconds each, without the last one's gap."""
        return self.words(request)[0]

    def words(self, request: SpeechRequest) -> tuple[Audio, tuple[SpokenWord, ...]]:
        """As `TellsWords.words`, exactly."""
        profile = request.profile
        if profile.model != "tone":
            raise VoiceError(f'the engine "tone" has one model, "tone"; "{profile.model}" is none of its')
        text = "".join(piece.text for piece in wording.pieces(request.text, request.lexicon))
        words = [word for word in text.split() if wording.has_words(word)]
        step = round(SAMPLE_RATE_HZ * 60 / profile.rate)
        lead, tail = round(LEAD_S * SAMPLE_RATE_HZ), round(TAIL_S * SAMPLE_RATE_HZ)
        samples = np.zeros(lead + step * len(words) + tail, dtype=np.float32)
        loudness = 0.05 + 0.25 * _part(text)
        told: list[SpokenWord] = []
        for index, word in enumerate(words):
            at = lead + step * index
            tone = _tone(word, round(step * _SOUNDING), 2.0 ** (profile.pitch / 12))
            samples[at : at + len(tone)] = loudness * tone
            told.append(SpokenWord(text=word, start=at, end=at + len(tone)))
        end = len(samples) - round(step * (1 - _SOUNDING))
        return Audio(samples=samples[:end], sample_rate_hz=SAMPLE_RATE_HZ), tuple(told)


def _part(text: str) -> float:
    return zlib.crc32(text.encode("utf-8", "surrogatepass")) % 1000 / 1000


def _tone(word: str, frames: int, pitch: float) -> np.ndarray[tuple[int], np.dtype[np.float64]]:
    pitch_hz = (150.0 + 150.0 * _part(word)) * pitch
    phase = 2 * np.pi * pitch_hz * np.arange(frames) / SAMPLE_RATE_HZ
    edge = min(round(_EDGE_S * SAMPLE_RATE_HZ), frames // 2)
    envelope = np.ones(frames)
    rise = 0.5 - 0.5 * np.cos(np.pi * (np.arange(edge) + 0.5) / max(edge, 1))
    envelope[:edge], envelope[frames - edge :] = rise, rise[::-1]
    return envelope * (np.sin(phase) + 0.5 * np.sin(2 * phase) + 0.25 * np.sin(3 * phase)) / 1.75
