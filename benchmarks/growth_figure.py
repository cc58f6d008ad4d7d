"""The picture of `benchmarks.growth`: four small panels, light and dark."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, Final, Protocol

from benchmarks.straight import Line
from quietude.picture import THEMES, Theme

_LONGEST_MIN: Final = 480
_ENOUGH: Final = 3


class Taken(Protocol):
    """As `benchmarks.growth.Point`."""

    @property
    def size(self) -> int: ...  # noqa: D102
    @property
    def cpu_s(self) -> float: ...  # noqa: D102
    @property
    def largest_mb(self) -> float: ...  # noqa: D102


def draw(taken: Mapping[tuple[str, str], Sequence[Taken]], path: Path) -> None:
    """Draw it, light under ``path`` and dark beside it (``NAME-dark.png``).

    Raises:
        SystemExit: there are not enough figures yet.
    """
    if min(len(taken[("render", "tone")]), len(taken[("batch", "tone")])) < _ENOUGH:
        raise SystemExit(f"a picture needs {_ENOUGH} sizes of renders and of batches; measure first")
    from matplotlib.backends.backend_agg import FigureCanvasAgg
    from matplotlib.figure import Figure

    for suffix, theme in THEMES.items():
        figure = Figure(figsize=(10, 6.0), dpi=160, facecolor=theme.paper)
        FigureCanvasAgg(figure)
        (time, memory), (batch_time, batch_memory) = figure.subplots(2, 2)
        tone, heart = taken[("render", "tone")], taken[("render", "heart")]
        rows = taken[("batch", "tone")]
        _time(time, tone, heart, theme)
        _memory(memory, tone, heart, theme)
        _per_row(batch_time, rows, theme)
        _batch_memory(batch_memory, rows, theme)
        for axes in (time, memory, batch_time, batch_memory):
            _plain(axes, theme)
        figure.subplots_adjust(left=0.06, right=0.97, top=0.9, bottom=0.08, hspace=0.55, wspace=0.16)
        target = path.with_name(f"{path.stem}{suffix}{path.suffix}")
        figure.savefig(target, facecolor=theme.paper, metadata={"Software": None})


def _time(axes: Any, tone: Sequence[Taken], heart: Sequence[Taken], theme: Theme) -> None:
    line = _line(tone)
    _title(axes, theme, "One render: seconds of the processors",
           f"{line.slope:.2f} s for each minute of sound, and {line.start:.1f} s once")  # fmt: skip
    axes.plot([0, _LONGEST_MIN], [line.start, line.at(_LONGEST_MIN)], color=theme.faint, linewidth=1)
    _dots(axes, tone, "cpu_s", theme.voice, theme)
    _dots(axes, heart, "cpu_s", theme.pacer, theme)
    axes.set_ylim(0, None)
    _hours(axes)


def _memory(axes: Any, tone: Sequence[Taken], heart: Sequence[Taken], theme: Theme) -> None:
    _title(axes, theme, "One render: memory at its peak, MB", _grown(tone, "minutes of sound"))
    for each, colour, name in ((tone, theme.voice, "a tone for a voice"), (heart, theme.pacer, "heart")):
        axes.plot([one.size for one in each], [one.largest_mb for one in each], color=colour, linewidth=1,
                  alpha=0.5)  # fmt: skip
        _dots(axes, each, "largest_mb", colour, theme)
        if each:
            last = each[-1]
            axes.annotate(name, (last.size, last.largest_mb), xytext=(0, 8), textcoords="offset points",
                          ha="right" if each is tone else "left", color=colour, fontsize=9)  # fmt: skip
    axes.set_ylim(0, 1.5 * max(one.largest_mb for one in (*tone, *heart)))
    _hours(axes)


def _per_row(axes: Any, rows: Sequence[Taken], theme: Theme) -> None:
    line = _line(rows)
    _title(axes, theme, "A batch: seconds of the processors",
           f"{line.slope * 1000:.0f} ms for each row of one minute, and {line.start:.1f} s once")  # fmt: skip
    most = rows[-1].size
    at = [most ** (step / 60) for step in range(61)]
    axes.plot(at, [line.at(size) for size in at], color=theme.faint, linewidth=1)
    _dots(axes, rows, "cpu_s", theme.voice, theme)
    axes.set_yscale("log")
    _counts(axes, rows)


def _batch_memory(axes: Any, rows: Sequence[Taken], theme: Theme) -> None:
    _title(axes, theme, "A batch: its largest process, MB", _grown(rows, "rows"))
    axes.plot([one.size for one in rows], [one.largest_mb for one in rows], color=theme.voice, linewidth=1,
              alpha=0.5)  # fmt: skip
    _dots(axes, rows, "largest_mb", theme.voice, theme)
    axes.set_ylim(0, 1.5 * max(one.largest_mb for one in rows))
    _counts(axes, rows)


def _grown(each: Sequence[Taken], what: str) -> str:
    least, most = each[0], each[-1]
    return (
        f"from {least.size:,} to {most.size:,} {what}: {most.largest_mb / least.largest_mb:.2f} times as much"
    )


def _line(each: Sequence[Taken]) -> Line:
    return Line.through([one.size for one in each], [one.cpu_s for one in each])


def _title(axes: Any, theme: Theme, what: str, found: str) -> None:
    axes.text(0, 1.16, what, transform=axes.transAxes, color=theme.ink, fontsize=10.5, weight="bold")
    axes.text(0, 1.045, found, transform=axes.transAxes, color=theme.faint, fontsize=9)


def _dots(axes: Any, each: Sequence[Taken], what: str, colour: str, theme: Theme) -> None:
    values = [getattr(one, what) for one in each]
    axes.plot([one.size for one in each], values, linestyle="", marker="o", markersize=5.5, color=colour,
              markeredgecolor=theme.paper, markeredgewidth=1, zorder=3)  # fmt: skip


def _hours(axes: Any) -> None:
    axes.set_xlim(0, _LONGEST_MIN * 1.03)
    axes.set_xticks(range(0, _LONGEST_MIN + 1, 120), ["0", "2 h", "4 h", "6 h", "8 h"])


def _counts(axes: Any, rows: Sequence[Taken]) -> None:
    axes.set_xscale("log")
    names = [f"{one.size:,}" for one in rows]
    names[-1] += " rows"
    axes.set_xticks([one.size for one in rows], names)
    axes.minorticks_off()


def _plain(axes: Any, theme: Theme) -> None:
    axes.set_facecolor(theme.paper)
    for side in ("left", "right", "top"):
        axes.spines[side].set_visible(False)
    axes.spines["bottom"].set_color(theme.faint)
    axes.tick_params(axis="x", length=3, color=theme.faint, labelcolor=theme.faint, labelsize=8.5)
    axes.tick_params(axis="y", length=0, labelcolor=theme.faint, labelsize=8.5)
    axes.grid(axis="y", color=theme.faint, alpha=0.18, linewidth=0.8)
    axes.set_axisbelow(True)
    if axes.get_yscale() == "log":
        axes.yaxis.set_major_formatter("{x:,g}")
    else:
        axes.yaxis.get_major_locator().set_params(nbins=4)
