"""How well captions stand where the words are heard: a whole session, its MP3 and its cue sheet.

    python -m benchmarks.captions [--script self-compassion] [--voice heart]

The session is rendered with the sound underneath, as listeners have it, with a voice-only twin beside it.
*Sound*: from a caption's start to the first sound of its sentence in the decoded twin, and from the last to
its end. *Whisper*: it hears the decoded session in pieces of some 25 s, cut between sentences, and
says where each word begins and ends; words it heard as they are written are compared with the cue sheet's.
Its own places are multiples of 20 ms, and after a pause often those where the word before ends. Needs the
extra ``listen``.
"""

from __future__ import annotations

import argparse
import json
import tempfile
from collections.abc import Iterator, Sequence
from difflib import SequenceMatcher
from itertools import pairwise
from pathlib import Path
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

import quietude
from benchmarks import recogniser
from quietude.audio import SAMPLE_RATE_HZ, Samples
from quietude.decoding import decode_blocks

_PIECE_S: Final = 25.0
_FRAME: Final = SAMPLE_RATE_HZ // 200
_SILENT_DB: Final = -35.0
"""Against a sentence's loud frames."""
_NEAR_S: Final = 0.3


def main() -> None:
    """Render, hear, compare, print."""
    asked = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    asked.add_argument("--script", default="self-compassion")
    asked.add_argument("--voice", default="heart")
    options = asked.parse_args()
    with tempfile.TemporaryDirectory(prefix="quietude-") as name:
        folder = Path(name)
        session = quietude.render(
            options.script, folder / "s.mp3", voice=options.voice, voice_only=True, captions="json"
        )
        sheet = json.loads((folder / "s.cues.json").read_text(encoding="utf-8"))
        cues = [cue for cue in sheet["cues"] if cue["kind"] == "words"]
        voice = _mono(folder / "s.voice-only.mp3")
        ends = np.array([_ends_ms(voice, cue) for cue in cues])
        print(f"{options.script}, {options.voice}: {session.duration_s:.0f} s, {len(cues)} captions")
        for what, off in zip(("start", "end"), ends.T, strict=True):
            print(f"{what} against the sound: {_told(off)}, worst {np.abs(off).max():.0f} ms")
        judge = recogniser.load_recogniser(folder)
        said = [word for cue in cues for breath in cue["breaths"] for word in breath["words"] or ()]
        heard = list(_heard(judge, _mono(session.path), cues, sheet["language"].partition("-")[0]))
        starts, stops = _compared(said, heard)
        print(f"Whisper heard {len(starts)} of {len(said)} words as they are written")
        print(f"starts of words: {_told(starts)}; ends: {_told(stops)}")


def _mono(path: Path) -> Samples:
    sound: Samples = np.concatenate(list(decode_blocks(path, SAMPLE_RATE_HZ))).mean(axis=1, dtype=np.float32)
    return sound


def _ends_ms(voice: Samples, cue: dict[str, Any]) -> tuple[float, float]:
    """From a caption's start to its sentence's first sound, and from its last sound to the caption's end."""
    near = round(_NEAR_S * SAMPLE_RATE_HZ)
    first = max(0, cue["start"] - near)
    frames = voice[first : cue["end"] + near]
    frames = frames[: len(frames) // _FRAME * _FRAME].reshape(-1, _FRAME).astype(np.float64)
    levels_db = 10 * np.log10(np.mean(frames**2, axis=1) + 1e-12)
    loud = np.flatnonzero(levels_db > np.percentile(levels_db, 95) + _SILENT_DB)
    begins, ends = first + int(loud[0]) * _FRAME, first + (int(loud[-1]) + 1) * _FRAME
    per_ms = SAMPLE_RATE_HZ / 1000
    return (begins - cue["start"]) / per_ms, (cue["end"] - ends) / per_ms


def _heard(
    judge: Any, sound: Samples, cues: Sequence[dict[str, Any]], language: str
) -> Iterator[tuple[str, float, float]]:
    """Every word that Whisper hears, with the seconds at which it begins and ends."""
    edges = [0]
    for before, after in pairwise(cues):
        if after["start"] - edges[-1] > _PIECE_S * SAMPLE_RATE_HZ:
            edges.append((before["end"] + after["start"]) // 2)
    for start, end in zip(edges, [*edges[1:], len(sound)], strict=True):
        piece = sound[start:end]
        thirds = piece[: len(piece) // 3 * 3].reshape(-1, 3).mean(axis=1)  # 48 kHz to 16, roughly
        segments, _ = judge.transcribe(
            thirds, language=language, beam_size=5, word_timestamps=True, condition_on_previous_text=False
        )
        for segment in segments:
            for word in segment.words:
                offset = start / SAMPLE_RATE_HZ
                yield word.word, offset + word.start, offset + word.end


def _compared(
    said: Sequence[dict[str, Any]], heard: Sequence[tuple[str, float, float]]
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Ours less Whisper's, in milliseconds, of the words that both have in the same order."""
    ours = ["".join(recogniser.words_of(word["text"])) for word in said]
    theirs = ["".join(recogniser.words_of(word)) for word, _, _ in heard]
    pairs = [
        (said[block.a + at], heard[block.b + at])
        for block in SequenceMatcher(a=ours, b=theirs, autojunk=False).get_matching_blocks()
        for at in range(block.size)
    ]
    starts = [1000 * (word["start_s"] - start) for word, (_, start, _) in pairs]
    stops = [1000 * (word["end_s"] - end) for word, (_, _, end) in pairs]
    return np.array(starts), np.array(stops)


def _told(off_ms: NDArray[np.float64]) -> str:
    middle, most = np.median(np.abs(off_ms)), np.percentile(np.abs(off_ms), 90)
    return f"median {middle:.0f} ms, 90 % within {most:.0f} ms (in the mean {off_ms.mean():+.0f})"


if __name__ == "__main__":
    main()
