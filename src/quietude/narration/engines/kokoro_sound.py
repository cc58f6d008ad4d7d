"""One run of Kokoro's model: tokens to samples, without the syllable that slow speech puts before the words.

The model fills the pad before the first token with silence, for as long as it learned to. Slowed down, that
pad is stretched too, and what is new of it becomes a murmur: "uh" or "and", before every other sentence of
some voices at 0.57. So the first words are said at speed 1 as well, where the pad is silent: divided by the
speed, its length tells where the words begin in the slow ones, and what lies before is cut away. It has to
be measured for each text: it is 0.1 to 0.45 s, by the voice and the length of what is said.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final

import numpy as np

from quietude.audio import Samples
from quietude.narration.engines.kokoro_voices import Style

SAMPLE_RATE_HZ: Final = 24_000
_ENOUGH: Final = 40
"""Tokens, some two seconds: a text of these has the same pad as a longer one that begins with them."""
_SOUND_DB: Final = -25.0
"""Against the loudest frame: what is softer before the words is no sound of theirs."""
_FRAME_S: Final = 0.005
_FRAME: Final = round(_FRAME_S * SAMPLE_RATE_HZ)
_AROUND_S: Final = (-0.08, 0.04)
"""The model counts in steps of 25 ms, so the pad's end is known to about 40."""
_AWAY_DB_PER_S: Final = 200.0
"""The cut is made at the softest frame around the pad's end; in even sound, at the end itself."""
_LEAD_S: Final = 0.2
"""Of silence is left before the words, as it is at speed 1."""
_RISE_S: Final = 0.015
"""Where the murmur ran into the words, they begin as softly as a vowel does."""
_CLEAN: Final = 0.95
"""From this speed on there is nothing to cut."""


def spoken(session: Any, tokens: Sequence[int], style: Style, speed: float) -> Samples:
    """Say up to 510 tokens: mono float32 at 24 kHz.

    Args:
        session: the model, in onnxruntime.
        tokens: of the phonemes, without the pads.
        style: of the voice.
        speed: a factor; 1 is the voice's own pace.
    """
    samples = _run(session, tokens, style, speed)
    if speed >= _CLEAN:
        return samples
    levels = _levels_db(_run(session, tokens[:_ENOUGH], style, 1.0))
    pad_s = float(np.argmax(levels > levels.max() + _SOUND_DB)) * _FRAME_S / speed
    first, last = (max(0, round((pad_s + offset_s) / _FRAME_S)) for offset_s in _AROUND_S)
    around = _levels_db(samples)[first : last + 1]
    away_s = np.abs(np.arange(first, first + around.size) * _FRAME_S - pad_s)
    cut = first + int(np.argmin(around + _AWAY_DB_PER_S * away_s)) if around.size else 0
    return _silent_before(samples, cut * _FRAME)


def _silent_before(samples: Samples, start: int) -> Samples:
    kept = samples[max(0, start - round(_LEAD_S * SAMPLE_RATE_HZ)) :].copy()
    start = min(start, round(_LEAD_S * SAMPLE_RATE_HZ))
    rise = kept[start : start + round(_RISE_S * SAMPLE_RATE_HZ)]
    kept[:start] = 0.0
    rise *= 0.5 - 0.5 * np.cos(np.pi * (np.arange(rise.size) + 0.5) / max(rise.size, 1))
    return kept


def _run(session: Any, tokens: Sequence[int], style: Style, speed: float) -> Samples:
    first = session.get_inputs()[0].name  # "tokens" in kokoro-onnx's files, "input_ids" in others
    inputs = {
        first: np.array([[0, *tokens, 0]], dtype=np.int64),
        "style": style[len(tokens) - 1],
        "speed": np.array([speed], dtype=np.float32),
    }
    return np.asarray(session.run(None, inputs)[0], dtype=np.float32).ravel()


def _levels_db(samples: Samples) -> Samples:
    """Of each 5 ms frame, in dBFS RMS; -100 for silence."""
    frames = samples[: len(samples) // _FRAME * _FRAME].reshape(-1, _FRAME)
    return np.asarray(20 * np.log10(np.sqrt(np.mean(np.square(frames), axis=1)) + 1e-5), dtype=np.float32)
