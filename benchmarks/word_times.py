"""How exactly words are timed: against the sound itself, and against a recogniser that knows nothing of us.

    python -m benchmarks.word_times [--script self-compassion ...] [--voice heart ...] [--worst 50]

Each voice says every sentence of the scripts once. *Onset*: where a clip sounds again after a pause at a
mark, a word has to begin; what is measured is the time from there to the nearest word's start. The silence
is looked for in the finished clip, in frames of 5 ms, and so by another rule than the one that times words.
A silence that stands at no mark is a p, t or k being held, mostly the last of the clip: those are counted
apart. *Whisper*: from its start of a word that it heard as it was written to ours; its own places are
multiples of 20 ms, and after a pause often those where the word before ends. CPU seconds are those of
asking for the times, the second speaking included. Needs the extra ``listen``, but with ``--sound-only``,
which leaves Whisper out.
Leaves with 1 where a word after a silence is over ``--worst`` milliseconds from its onset.
"""

from __future__ import annotations

import argparse
import os
import sys
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass, field
from difflib import SequenceMatcher
from pathlib import Path
from typing import Any, Final

import numpy as np

from benchmarks import recogniser
from quietude.audio import SAMPLE_RATE_HZ, Audio, Samples
from quietude.casting import choose_lexicon
from quietude.narration.narrator import SpokenClips, narrate
from quietude.narration.sound.pace import border_places, pauses_at
from quietude.narration.word_times import ClipWord
from quietude.narration.words.alignment import letters
from quietude.score.builder import build_score
from quietude.score.listener import Listener
from quietude.score.score import Utterance
from quietude.script.library import find_script
from quietude.script.parser import load_script
from quietude.voices import library

_FRAME: Final = SAMPLE_RATE_HZ // 200
_SILENCE_S: Final = 0.11
_SILENT_DB: Final = -36.0
"""Against the clip's loud frames."""
_HEADS: Final = (
    "| voice | words | sentences without times | CPU s per s of speech | silences at no mark | pauses"
    " | onset: median, 90 %, worst, ms"
    " | Whisper: words, median, 90 %, ms |"
)


@dataclass(slots=True, kw_only=True)
class Found:
    """What was found of one voice: times in milliseconds, never negative."""

    words: int = 0
    without: int = 0
    cpu_s: float = 0.0
    speech_s: float = 0.0
    elsewhere: int = 0
    onsets: list[float] = field(default_factory=list)
    heard: list[float] = field(default_factory=list)


def onsets(samples: Samples) -> list[int]:
    """Where a clip (mono, 48 kHz) sounds again after a silence inside it, in samples."""
    frames = samples[: len(samples) // _FRAME * _FRAME].reshape(-1, _FRAME).astype(np.float64)
    levels_db = 10 * np.log10(np.mean(frames**2, axis=1) + 1e-12)
    loud = np.flatnonzero(levels_db > np.percentile(levels_db, 95) + _SILENT_DB)
    long = np.flatnonzero(np.diff(loud) > _SILENCE_S * SAMPLE_RATE_HZ / _FRAME)
    return [int(loud[at + 1]) * _FRAME for at in long]


def at_marks(places: Sequence[int], samples: Samples, text: str) -> list[int]:
    """Those of a clip's onsets that end a pause at one of the text's inner marks."""
    pauses = pauses_at(Audio(samples=samples, sample_rate_hz=SAMPLE_RATE_HZ), border_places(text))
    return [
        place for place in places if any(pause.start < place < pause.end + 4 * _FRAME for pause in pauses)
    ]


def away_ms(places: Sequence[int], starts: Sequence[int]) -> list[float]:
    """From each place to the nearest of the starts."""
    return [min(abs(start - place) for start in starts) / SAMPLE_RATE_HZ * 1000 for place in places]


def whisper_ms(model: Any, samples: Samples, shown: Sequence[ClipWord]) -> list[float]:
    """From each word's start as Whisper has it to ours, of those that it wrote as we did."""
    from scipy.signal import resample_poly

    # No silence before it: Whisper has a text's first word begin at its beginning.
    after = np.zeros(SAMPLE_RATE_HZ // 2, dtype=np.float32)
    sound = resample_poly(np.concatenate([samples, after]), 1, 3).astype(np.float32)
    segments, _ = model.transcribe(sound, language="en", beam_size=5, word_timestamps=True)
    heard = [word for segment in segments for word in segment.words]
    matcher = SequenceMatcher(
        a=[letters(word.text) for word in shown], b=[letters(word.word) for word in heard], autojunk=False
    )
    return [
        abs(1000 * heard[block.b + at].start - shown[block.a + at].start / SAMPLE_RATE_HZ * 1000)
        for block in matcher.get_matching_blocks()
        for at in range(block.size)
    ]


def measured(clips: SpokenClips, utterances: Sequence[Utterance], model: Any) -> Found:
    """All sentences of a voice."""
    found = Found()
    for utterance in utterances:
        begun = sum(os.times()[:4])  # eSpeak speaks in a child
        words = clips.word_times(utterance)
        found.cpu_s += sum(os.times()[:4]) - begun
        if words is None:
            found.without += 1
            continue
        samples = clips.samples(utterance)[: clips.duration(utterance)]
        found.words += len(words)
        found.speech_s += len(samples) / SAMPLE_RATE_HZ
        silences = onsets(samples)
        places = at_marks(silences, samples, utterance.text)
        found.elsewhere += len(silences) - len(places)
        found.onsets += away_ms(places, [word.start for word in words])
        if model is not None:
            found.heard += whisper_ms(model, samples, words)
    return found


def row(voice: str, found: Found) -> str:
    """One line of the table."""

    def told(values: Sequence[float], *parts: int) -> str:
        return ", ".join(f"{np.percentile(values, part):.0f}" for part in parts) if values else "-"

    return (
        f"| {voice} | {found.words} | {found.without} | {found.cpu_s / max(found.speech_s, 1e-9):.3f}"
        f" | {found.elsewhere} | {len(found.onsets)} | {told(found.onsets, 50, 90, 100)}"
        f" | {len(found.heard)}, {told(found.heard, 50, 90)} |"
    )


def main() -> None:
    """Speak, time, compare, print."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--script", action="append")
    parser.add_argument("--voice", action="append")
    parser.add_argument("--worst", type=float, default=50.0, help="milliseconds; leave with 1 above it")
    parser.add_argument("--sound-only", action="store_true", help="without Whisper")
    given = parser.parse_args()
    scripts = [load_script(find_script(name)) for name in given.script or ("self-compassion",)]
    said = [each for script in scripts for each in build_score(script, Listener()).utterances()]
    utterances = list({each.text: each for each in said}.values())
    worst = 0.0
    with tempfile.TemporaryDirectory() as folder:
        try:
            model = None if given.sound_only else recogniser.load_recogniser(Path(folder))
        except recogniser.MissingError as missing:
            sys.exit(str(missing))
        print(f"{_HEADS}\n{'| --- ' * 8}|")
        for voice in given.voice or ("heart", "espeak-en"):
            profile, lexicon = library.load(voice), choose_lexicon(scripts[0])
            with narrate(utterances, profile, cache=None, lexicon=lexicon) as clips:
                found = measured(clips, utterances, model)
            worst = max(worst, *found.onsets, 0.0)
            print(row(voice, found), flush=True)
    if worst > given.worst:
        sys.exit(f"a word after a silence is {worst:.0f} ms from its onset")


if __name__ == "__main__":
    main()
