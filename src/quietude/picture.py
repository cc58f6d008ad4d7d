"""A look at a finished session: chapters, voice and bed, words, pacers and loudness on one picture.

Everything is read from the MP3 and its timeline, so the picture shows what a listener gets.
"""

from __future__ import annotations

import importlib.util
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from quietude.audio import SAMPLE_RATE_HZ
from quietude.decoding import decode_blocks
from quietude.errors import InputError
from quietude.files import whole_file
from quietude.loudness import STEP, LoudnessMeter, short_term_lufs
from quietude.session import Session
from quietude.timeline.timeline import Timeline
from quietude.units import format_clock

_SHORT_TERM_S: Final = 3.0
_STRIKE: Final = SAMPLE_RATE_HZ
"""How wide a bell's stroke is drawn, in samples."""
_LOUDNESS_RANGE_LUFS: Final = (-55.0, -5.0)
_LABEL_S_PER_CHARACTER: Final = 0.011
"""Room that a character of a chapter's title takes, as a part of the session's length."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Theme:
    """The colours of one picture."""

    paper: str
    ink: str
    faint: str
    voice: str
    bed: str
    pacer: str
    loudness: str


THEMES: Final = {
    "": Theme(
        paper="#ffffff", ink="#24292f", faint="#8c959f", voice="#3a6ea5", bed="#9cc3b5", pacer="#c08a3e",
        loudness="#7a4e9c",
    ),
    "-dark": Theme(
        paper="#0d1117", ink="#e6edf3", faint="#7d8590", voice="#79b8ff", bed="#3f7d6e", pacer="#d9a860",
        loudness="#c297e8",
    ),
}  # fmt: skip
"""What is added to the file's name, and its colours."""


def check_can_draw() -> None:
    """See that what draws is installed.

    Raises:
        InputError: it is not; the message says what to install.
    """
    if importlib.util.find_spec("matplotlib") is None:
        raise InputError("a picture needs matplotlib; install it with: pip install 'quietude[plot]'")


def draw_session(session: Session, path: Path) -> list[Path]:
    """Draw it, light under ``path`` and dark beside it (``NAME-dark.png``); return both paths.

    Raises:
        InputError: what draws is not installed.
        FileError: a picture cannot be written.
    """
    check_can_draw()
    peaks, energies = _listen(session.path)
    drawn = []
    for suffix, theme in THEMES.items():
        target = path.with_name(f"{path.stem}{suffix}{path.suffix}")
        with whole_file(target) as temporary:
            _draw(session, peaks, energies, theme, temporary)
        drawn.append(target)
    return drawn


def _listen(path: Path) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """The highest sample, and the K-weighted energy, of every 100 ms."""
    meter = LoudnessMeter()
    peaks: list[NDArray[np.float32]] = []
    for block in decode_blocks(path, SAMPLE_RATE_HZ):
        meter.push(block)
        whole = len(block) // STEP * STEP
        peaks.append(np.abs(block[:whole]).reshape(-1, STEP * 2).max(axis=1))
    return np.concatenate(peaks).astype(np.float64), meter.energies()


def _draw(
    session: Session, peaks: NDArray[np.float64], energies: NDArray[np.float64], theme: Theme, path: Path
) -> None:
    from matplotlib.backends.backend_agg import FigureCanvasAgg
    from matplotlib.figure import Figure

    figure = Figure(figsize=(11, 4.2), dpi=160, facecolor=theme.paper)
    FigureCanvasAgg(figure)
    wave, lanes, level = figure.subplots(3, 1, sharex=True, height_ratios=(5, 1.3, 2.4))
    _wave(wave, session, peaks, theme)
    _lanes(lanes, session.timeline, theme)
    _level(level, energies, session, theme)
    for axes in (wave, lanes, level):
        _plain(axes, theme, session.duration_s, bottom=axes is level)
    figure.subplots_adjust(left=0.055, right=0.985, top=0.985, bottom=0.075, hspace=0.08)
    figure.savefig(path, facecolor=theme.paper, format="png", metadata={"Software": None})


def _wave(axes: Any, session: Session, peaks: NDArray[np.float64], theme: Theme) -> None:
    speaking = np.zeros(len(peaks), dtype=bool)
    for clip in session.timeline.clips:
        speaking[clip.start // STEP : clip.end // STEP + 1] = True
    # Long sessions have more steps than the picture has points: show the highest of each group.
    group = max(1, len(peaks) // 3000)
    count = -(-len(peaks) // group)
    padding = count * group - len(peaks)
    heights = np.pad(peaks, (0, padding)).reshape(count, group).max(axis=1)
    spoken = np.pad(speaking, (0, padding)).reshape(count, group).any(axis=1)
    step_s = group * STEP / SAMPLE_RATE_HZ
    at = (np.arange(count) + 0.5) * step_s
    for where, colour in ((~spoken, theme.bed), (spoken, theme.voice)):
        axes.bar(at[where], 2 * heights[where], step_s * 1.1, -heights[where], color=colour, linewidth=0)
    axes.set_ylim(-1.0, 1.35)
    axes.set_yticks([])
    free_from_s = 0.0
    for chapter in session.chapters:
        start_s = chapter.start / SAMPLE_RATE_HZ
        if start_s:
            axes.axvline(start_s, color=theme.faint, linewidth=0.7, linestyle=(0, (2, 3)))
        raised = 0.13 if start_s < free_from_s else 0.0  # a short chapter's title would run into the next
        axes.text(start_s, 1.08 + raised, " " + chapter.title, color=theme.ink, fontsize=9.5, va="baseline")
        free_from_s = start_s + len(chapter.title) * session.duration_s * _LABEL_S_PER_CHARACTER


def _lanes(axes: Any, timeline: Timeline, theme: Theme) -> None:
    for lane, (name, colour, spans) in enumerate(_spans(timeline, theme)):
        axes.broken_barh(
            [(start, length) for start, length in spans], (-lane - 0.38, 0.7), color=colour, linewidth=0
        )
        axes.text(-0.008, -lane, name, transform=axes.get_yaxis_transform(), ha="right", va="center",
                  color=theme.faint, fontsize=7.5)  # fmt: skip
    axes.set_ylim(-4.6, 0.6)
    axes.set_yticks([])


def _spans(timeline: Timeline, theme: Theme) -> Iterator[tuple[str, str, list[tuple[float, float]]]]:
    def seconds(start: int, end: int) -> tuple[float, float]:
        return start / SAMPLE_RATE_HZ, (end - start) / SAMPLE_RATE_HZ

    yield "words", theme.voice, [seconds(clip.start, clip.end) for clip in timeline.clips]
    yield "touch", theme.pacer, [seconds(span.start, span.end) for span in timeline.touches]
    breaths = [
        seconds(breath.start, breath.start + breath.inhale + breath.hold + breath.exhale)
        for breath in timeline.breaths
    ]
    yield "breath", theme.pacer, breaths
    strikes = [seconds(bell.start, bell.start + _STRIKE) for bell in timeline.bells]
    yield "bell", theme.pacer, strikes
    yield "bed", theme.bed, [seconds(span.start, span.end) for span in timeline.beds]


def _level(axes: Any, energies: NDArray[np.float64], session: Session, theme: Theme) -> None:
    curve = np.maximum(short_term_lufs(energies), _LOUDNESS_RANGE_LUFS[0])
    at = _SHORT_TERM_S / 2 + np.arange(len(curve)) * STEP / SAMPLE_RATE_HZ
    axes.plot(at, curve, color=theme.loudness, linewidth=1.0)
    if np.isfinite(session.loudness_lufs):
        axes.axhline(session.loudness_lufs, color=theme.faint, linewidth=0.7, linestyle=(0, (2, 3)))
        axes.text(
            session.duration_s, session.loudness_lufs + 1.2, f"{session.loudness_lufs:.1f} LUFS ",
            color=theme.faint, fontsize=7.5, ha="right", va="bottom",
        )  # fmt: skip
    axes.set_ylim(*_LOUDNESS_RANGE_LUFS)
    axes.set_yticks([-50, -30, -10], ["-50", "-30", "-10"], color=theme.faint, fontsize=7.5)
    axes.set_ylabel("loudness", color=theme.faint, fontsize=7.5)


def _plain(axes: Any, theme: Theme, duration_s: float, *, bottom: bool) -> None:
    axes.set_facecolor(theme.paper)
    axes.set_xlim(0, duration_s)
    for side in ("left", "right", "top", "bottom"):
        axes.spines[side].set_visible(side == "bottom" and bottom)
        axes.spines[side].set_color(theme.faint)
    axes.tick_params(axis="x", length=3 if bottom else 0, color=theme.faint, labelbottom=bottom)
    axes.tick_params(axis="y", length=0)
    if bottom:
        step_s = next(
            step for step in (10, 30, 60, 300, 600, 1800, 3600) if duration_s / step <= 16 or step == 3600
        )
        ticks = np.arange(0, duration_s + 0.5, step_s)
        axes.set_xticks(ticks, [format_clock(tick) for tick in ticks], color=theme.faint, fontsize=8)
