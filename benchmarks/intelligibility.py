"""How much of the narration a speech recogniser that knows nothing of us finds in the finished MP3.

    python -m benchmarks.intelligibility [SCRIPT] [--voice V] [--bed B] [--phrasing P] [--most 15]

Renders the script, decodes the file as a listener's player would, lets Whisper (`benchmarks.recogniser`)
write down what it hears, and prints the word error rate. Needs the extra ``listen``.
Leaves with 1 where the rate is over ``--most`` per cent.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
from pathlib import Path
from typing import Any

import numpy as np

import quietude
from benchmarks.recogniser import MissingError, hear, load_recogniser, word_errors, words_of
from quietude.ffmpeg import run
from quietude.session import Session


def error_rate(session: Session, recogniser: Any) -> tuple[float, list[str], list[str]]:
    """Word error rate of a session's file, with what was spoken and what was heard."""
    spoken = words_of(" ".join(clip.utterance.text for clip in session.timeline.clips))
    pcm = run(["-i", f"file:{session.path}", "-ar", "16000", "-ac", "1", "-f", "f32le", "-"])
    heard = hear(recogniser, np.frombuffer(pcm, "<f4"), session.language.split("-")[0])
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
        try:
            recogniser = load_recogniser(Path(folder))
        except MissingError as missing:
            sys.exit(str(missing))
        session = quietude.render(
            given.script,
            Path(folder) / "session.mp3",
            voice=given.voice,
            bed=given.bed,
            phrasing=given.phrasing,
        )
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
