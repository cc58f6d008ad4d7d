"""hibari's own voice object, on a session that takes less memory; imported when it first speaks."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any, Final, TypeAlias

import numpy as np
from hibari import Hibari
from hibari.dsp import HOP, synth
from hibari.g2p.normalize import normalize
from hibari.tts import ASSETS

from quietude.audio import Samples
from quietude.narration.engine import SpokenWord
from quietude.narration.engines import models
from quietude.narration.engines.durations import with_durations

_FRAMES: Final = 2
"""The model counts phonemes in steps of so many frames of its sound, 25 ms."""
_EARLY_S: Final = 0.06
"""Its sounds come so much earlier than it counts, at speed 1, and in proportion at others. Measured where
a vowel turns into s, sh, f or th, at 0.56, 0.8 and 1: 51 to 67 ms inside 93 words, 63 to 69 between 57 pairs
of words, if half the space is counted to either. Kokoro, whose voice this is, takes off 75."""

_Sound: TypeAlias = tuple[str, int, int]
"""A phoneme, its first sample, and the one after its last."""


class HibariVoice(Hibari):  # type: ignore[misc]  # it carries no types
    """One voice, loaded: a call with a text says it.

    Everything is hibari's but how the session is opened, which hibari leaves no choice in; so what its own
    ``__init__`` sets is set here, and a test holds that both say the same to the bit.
    """

    def __init__(self, voice: str, path: Path, reader: Any, changed: bytes | None = None) -> None:
        """``path``: the voice's model, and ``changed``: what is run in its place, where it is given.
        ``reader``: a ``hibari.g2p.G2P`` of the voice's accent.

        Raises:
            EngineError: the file is no model that can be run here.
        """
        self.voice = voice
        self.model_path = str(path)
        self.sess = models.session(path, changed)
        self.vocab = json.loads(Path(ASSETS, "vocab.json").read_text(encoding="utf-8"))
        self._g2p = reader


class TellingVoice(HibariVoice):
    """The same voice, which tells besides how long it holds each phoneme."""

    @classmethod
    def like(cls, voice: HibariVoice) -> TellingVoice | None:
        """The one that says what another says; None where its model does not show the lengths."""
        path = Path(voice.model_path)
        changed = with_durations(path.read_bytes())
        return cls(voice.voice, path, voice.g2p, changed) if changed else None

    def told(self, text: str, speed: float, seed: int) -> tuple[Samples, tuple[SpokenWord, ...]]:
        """What a call says, sample for sample, with its words; none where they cannot be told apart."""
        rng = np.random.default_rng(seed)
        parts: list[Samples] = [np.zeros(0, dtype=np.float32)]
        sounds: list[_Sound] = []
        begun = 0
        for phonemes in self.phonemize(text):
            known = [char for char in phonemes if char in self.vocab]
            if not known:
                continue
            asked = {
                "ids": np.asarray([self.ids(phonemes)], np.int64),
                "speed": np.asarray([speed], np.float32),
            }
            *spectra, lengths = self.sess.run(None, asked)
            parts.append(synth(*(one[0] for one in spectra), rng))
            edges = np.concatenate([[0], np.cumsum(lengths.ravel())]) * (_FRAMES * HOP)
            edges = np.maximum(edges - round(_EARLY_S * self.sample_rate / speed), 0) + begun
            sounds += _without_spaces(known, edges[1:].tolist())
            begun += len(parts[-1])
        return np.concatenate(parts), _words(self._spelled(text), sounds)

    def _spelled(self, text: str) -> list[tuple[str, str]]:
        """Each word as it is read, and its phonemes that the model knows."""
        words: list[tuple[str, str]] = []
        for sentence in self.split_sentences(text):
            joined = False
            for token in self.g2p.phonemize_tokens(self.g2p.tokenize(normalize(sentence))):
                known = "".join(char for char in token.phonemes or "" if char in self.vocab)
                before = words.pop() if joined else ("", "")
                words.append((before[0] + token.text, before[1] + known))
                joined = not token.whitespace
        return words


def _without_spaces(phonemes: Sequence[str], edges: Sequence[int]) -> list[_Sound]:
    """Each phoneme from its edge to the next; the two beside a mere space get half of it each."""
    starts, ends = list(edges[:-1]), list(edges[1:])
    for at in range(1, len(phonemes) - 1):
        if phonemes[at] == " " and phonemes[at - 1].isalpha() and phonemes[at + 1].isalpha():
            ends[at - 1] = starts[at + 1] = (edges[at] + edges[at + 1]) // 2
    return [sound for sound in zip(phonemes, starts, ends, strict=False) if sound[0] != " "]


def _words(spelled: Sequence[tuple[str, str]], sounds: Sequence[_Sound]) -> tuple[SpokenWord, ...]:
    """Words by their phonemes' places; spaces do not count, since long sentences are cut at some."""
    owners = [number for number, (_, phonemes) in enumerate(spelled) for char in phonemes if char != " "]
    if len(owners) != len(sounds):
        return ()
    spans: dict[int, tuple[int, int]] = {}
    for number, (char, start, end) in zip(owners, sounds, strict=True):
        if char.isalpha():  # stress marks are; punctuation, which holds the pauses, is not
            spans[number] = (spans.get(number, (start, end))[0], end)
    return tuple(
        SpokenWord(text=spelled[number][0], start=start, end=end) for number, (start, end) in spans.items()
    )
