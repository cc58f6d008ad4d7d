"""Every script of the library, rendered at the shortest and the longest length that it is written for.

    python -m benchmarks.library [SCRIPT ...] [--voice V] [--longest 65m]

A script's own ``range`` says both lengths; one without it is rendered at its usual length. Prints for each
file its length, loudness, true peak, how fast the voice speaks and how fast the render was, and leaves with
1 where a length is missed by more than 50 ms, a peak is over -1 dBTP, or a session with speech is over 0.5 LU
from its target without saying so.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

import quietude
from quietude.errors import QuietudeError
from quietude.script.library import find_script, names
from quietude.script.parser import load_script
from quietude.session import Session
from quietude.units import format_time, parse_time

TARGET_LUFS = -16.0
MOST_PEAK_DBTP = -1.0


def lengths(name: str, longest_s: float) -> Iterator[float | None]:
    """The lengths to render a script at, in seconds; None for its usual one."""
    range_s = load_script(find_script(name)).metadata.range
    if range_s is None:
        yield None
    else:
        yield from dict.fromkeys((range_s[0], max(range_s[0], min(range_s[1], longest_s))))


def faults(session: Session, length_s: float | None) -> list[str]:
    """What is wrong with a file."""
    found = []
    if length_s is not None and abs(session.duration_s - length_s) > 0.05:
        found.append(f"{session.duration_s:.3f} s instead of {length_s:g}")
    if session.true_peak_dbtp > MOST_PEAK_DBTP:
        found.append(f"peak {session.true_peak_dbtp:.1f} dBTP")
    speaks = session.speech_rate_wpm is not None and session.speech_rate_wpm > 0
    told = any("LUFS" in warning for warning in session.warnings)  # of little speech in much silence
    if speaks and not told and abs(session.loudness_lufs - TARGET_LUFS) > 0.5:
        found.append(f"{session.loudness_lufs:.1f} LUFS")
    return found


def main() -> None:
    """Render, measure, print."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("scripts", nargs="*", default=names())
    parser.add_argument("--voice")
    parser.add_argument(
        "--longest", default="65m", help="render nothing longer than this, or a script's shortest"
    )
    given = parser.parse_args()
    wrong = 0
    print("| script | length | LUFS | dBTP | words a minute | x real time | |\n|---|---|---|---|---|---|---|")
    with tempfile.TemporaryDirectory() as folder:
        for name in given.scripts:
            for length_s in lengths(name, parse_time(given.longest)):
                began = time.monotonic()
                try:
                    session = quietude.render(
                        name, Path(folder) / "session.mp3", length=length_s, voice=given.voice
                    )
                except QuietudeError as error:
                    wrong += 1
                    print(f"| {name} | {format_time(length_s or 0)} | | | | | {error} |", flush=True)
                    continue
                found = faults(session, length_s)
                wrong += bool(found)
                speed = session.duration_s / (time.monotonic() - began)
                rate = f"{session.speech_rate_wpm:.0f}" if session.speech_rate_wpm else "-"
                print(
                    f"| {name} | {format_time(round(session.duration_s))} | {session.loudness_lufs:.1f} |"
                    f" {session.true_peak_dbtp:.1f} | {rate} | {speed:.0f} | {'; '.join(found)} |",
                    flush=True,
                )
    if wrong:
        sys.exit(f"{wrong} files are not as they should be")


if __name__ == "__main__":
    main()
