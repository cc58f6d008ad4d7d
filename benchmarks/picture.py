"""A picture of a finished session: its chapters, words and loudness, read from the MP3 itself.

    python -m benchmarks.picture self-compassion docs/pictures/session [--length 7m]

Writes ``session-light.png`` and ``session-dark.png``. Needs the extra ``listen`` (matplotlib).
"""

from __future__ import annotations

import argparse
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

import quietude
from quietude.ffmpeg import decode_blocks
from quietude.session import Session
from quietude.units import format_clock

_STEP = 4_800  # 100 ms


@dataclass(frozen=True, slots=True, kw_only=True)
class Theme:
    """Colours of one picture."""

    paper: str
    ink: str
    faint: str
    voice: str
    bed: str


THEMES = {
    "light": Theme(paper="#ffffff", ink="#24292f", faint="#8c959f", voice="#3a6ea5", bed="#9cc3b5"),
    "dark": Theme(paper="#0d1117", ink="#e6edf3", faint="#6e7681", voice="#79b8ff", bed="#3f7d6e"),
}


def envelope(path: Path) -> NDArray[np.float64]:
    """The highest sample of every 100 ms of a file."""
    peaks = []
    rest = np.zeros(0, dtype=np.float32)
    for block in decode_blocks(path, 48_000):
        mono = np.concatenate([rest, np.abs(block).max(axis=1)])
        whole = len(mono) // _STEP * _STEP
        peaks.append(mono[:whole].reshape(-1, _STEP).max(axis=1))
        rest = mono[whole:]
    return np.concatenate(peaks).astype(np.float64)


def draw(session: Session, peaks: NDArray[np.float64], theme: Theme, path: Path) -> None:
    """One picture in one theme."""
    import matplotlib as mpl

    mpl.use("Agg")
    from matplotlib import pyplot

    rate = session.timeline.sample_rate_hz
    at = (np.arange(len(peaks)) + 0.5) * _STEP / rate
    speaking = np.zeros(len(peaks), dtype=bool)
    for clip in session.timeline.clips:
        speaking[clip.start // _STEP : clip.end // _STEP + 1] = True
    figure, axes = pyplot.subplots(figsize=(11, 2.6), dpi=160, facecolor=theme.paper)
    axes.set_facecolor(theme.paper)
    for where, colour in ((~speaking, theme.bed), (speaking, theme.voice)):
        axes.bar(at[where], 2 * peaks[where], 0.11, -peaks[where], color=colour, linewidth=0)
    _label(axes, session, theme)
    axes.set_xlim(0, session.duration_s)
    axes.set_ylim(-1.2, 1.25)
    axes.set_yticks([])
    minutes = np.arange(0, session.duration_s + 1, 60)
    axes.set_xticks(minutes, [format_clock(minute) for minute in minutes], color=theme.faint, fontsize=8)
    axes.tick_params(axis="x", length=3, color=theme.faint)
    for side in ("left", "right", "top"):
        axes.spines[side].set_visible(False)
    axes.spines["bottom"].set_color(theme.faint)
    figure.tight_layout(pad=0.4)
    figure.savefig(path, facecolor=theme.paper)
    pyplot.close(figure)


def _label(axes: Any, session: Session, theme: Theme) -> None:
    end_s = session.duration_s
    for chapter in session.chapters:
        start_s = chapter.start / session.timeline.sample_rate_hz
        if start_s:
            axes.axvline(start_s, 0.02, 0.98, color=theme.faint, linewidth=0.7, linestyle=(0, (2, 3)))
        axes.text(start_s + 2, 1.08, chapter.title, color=theme.ink, fontsize=9.5, va="center")
    legend = {"fontsize": 8.5, "ha": "right", "va": "bottom", "weight": "bold"}
    axes.text(end_s, -1.15, "voice ", color=theme.voice, **legend)
    axes.text(end_s * 0.955, -1.15, "bed, bell, breath, touch", color=theme.bed, **legend)


def main() -> None:
    """Render and draw."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("script")
    parser.add_argument("prefix", type=Path)
    parser.add_argument("--length")
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        session = quietude.render(given.script, Path(folder) / "session.mp3", length=given.length)
        peaks = envelope(session.path)
    for name, theme in THEMES.items():
        path = given.prefix.with_name(f"{given.prefix.name}-{name}.png")
        draw(session, peaks, theme, path)
        print(path)


if __name__ == "__main__":
    main()
