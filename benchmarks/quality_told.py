"""The tables and the picture of `benchmarks.quality`."""

from __future__ import annotations

import statistics
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import numpy as np

from benchmarks.mp3_ways import Way
from quietude.job import DEFAULT_BITRATE_KBPS

DOCUMENT: Final = Path(__file__).parents[1] / "docs" / "mp3.md"
PICTURE: Final = DOCUMENT.parent / "pictures" / "mp3-quality.png"
BEGIN: Final = "<!-- tables: begin -->"
END: Final = "<!-- tables: end -->"
_SHOWN_KBPS: Final = (64, 96, 112, 128, 160, 192)
_COMPARED_KBPS: Final = (96, 112, 128, 160, 192)
_USUAL_KBPS: Final = 128
"""What most podcasts and recordings of this kind have, with the reservoir on."""
_OWN_EFFORT: Final = 3
_FIGURES: Final = ("mean", "95 % stay under", "worst 1 %", "disturbed", "signal to noise")


@dataclass(frozen=True, slots=True, kw_only=True)
class Figures:
    """One encoding of one session; ratios are of noise to mask."""

    bytes: int
    mean_db: float
    most_db: float
    """What 95 % of all moments stay under."""
    worst_db: float
    """The mean of the worst hundredth of all moments."""
    disturbed: float
    """The share of moments where noise stands out in some band (`benchmarks.noise_to_mask`)."""
    signal_to_noise_db: float
    late: int
    """Samples."""
    gain_db: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Joins:
    """Ratios within 72 ms of a join and elsewhere: of segments, of an encode in one go, and of bad joins."""

    near_db: float
    near_whole_db: float
    near_bare_db: float
    """Of segments without their run-up."""
    elsewhere_db: float
    elsewhere_whole_db: float
    changes_db: tuple[float, ...]
    """For each join, by how much the ratio near it is worse than in one go."""
    unlike: float
    """The share of frames that have other bytes than in one go."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Heard:
    """All that was measured on one session."""

    label: str
    seconds: float
    figures: Mapping[Way, Figures]
    joins: Joins


def same_as_kbps(rates: Sequence[int], ratios_db: Sequence[float], ratio_db: float) -> float:
    """The bit rate at which a curve falls to a ratio, between its points on straight lines over log(rate)."""
    return float(np.exp(np.interp(-ratio_db, -np.asarray(ratios_db), np.log(rates))))


def told(everything: Sequence[Heard], times_s: Mapping[int, float]) -> str:
    """All tables as Markdown."""
    parts = (_by_rate(everything), _worth(everything), _joins(everything), _efforts(everything, times_s))
    return "\n\n".join(parts)


def write(everything: Sequence[Heard], times_s: Mapping[int, float]) -> None:
    """Put the tables into the document, between their marks, and draw the picture."""
    text = DOCUMENT.read_text(encoding="utf-8")
    before, after = text[: text.index(BEGIN)], text[text.index(END) :]
    DOCUMENT.write_text(f"{before}{BEGIN}\n{told(everything, times_s)}\n{after}", encoding="utf-8")
    draw(everything)


def _by_rate(everything: Sequence[Heard]) -> str:
    rows = []
    for rate in _SHOWN_KBPS:
        rows += [
            (f"{rate} kbit/s", "in one go, reservoir on", Way(rate_kbps=rate)),
            ("", "in one go, reservoir off", Way(rate_kbps=rate, reservoir=False)),
            ("", "**quietude's segments**", Way(rate_kbps=rate, reservoir=False, segments=True)),
        ]
    for quality in (2, 4):
        rows += [
            (f"variable, V{quality}", "in one go, reservoir on", Way(quality=quality)),
            ("", "in one go, reservoir off", Way(quality=quality, reservoir=False)),
        ]
    lines = []
    for name, how, way in rows:
        size = statistics.fmean(one.figures[way].bytes * 60e-6 / one.seconds for one in everything)
        lines.append((name, how, f"{size:.2f}", *_figures(everything, way)))
    return _table(("bit rate", "way", "MB a minute", *_FIGURES), lines)


def _figures(everything: Sequence[Heard], way: Way) -> tuple[str, ...]:
    """As `_FIGURES`, each the mean over the sessions."""
    figures = [one.figures[way] for one in everything]
    return (
        f"{statistics.fmean(each.mean_db for each in figures):.2f} dB",
        f"{statistics.fmean(each.most_db for each in figures):.2f} dB",
        f"{statistics.fmean(each.worst_db for each in figures):.2f} dB",
        f"{100 * statistics.fmean(each.disturbed for each in figures):.1f} %",
        f"{statistics.fmean(each.signal_to_noise_db for each in figures):.1f} dB",
    )


def _worth(everything: Sequence[Heard]) -> str:
    """What our segments are worth in bit rates with a reservoir, session by session."""
    rates, own_rates = _rates(everything, _usual), _rates(everything, _ours)
    heads = (
        "session",
        *(f"ours at {rate} is like" for rate in _COMPARED_KBPS),
        f"ours like {_USUAL_KBPS} with it",
    )
    lines, needed = [], []
    worth: list[list[float]] = []
    for one in everything:
        with_it = [one.figures[Way(rate_kbps=rate)].mean_db for rate in rates]
        ours = [one.figures[_ours(rate)].mean_db for rate in own_rates]
        worth.append(
            [same_as_kbps(rates, with_it, one.figures[_ours(rate)].mean_db) for rate in _COMPARED_KBPS]
        )
        needed.append(same_as_kbps(own_rates, ours, one.figures[Way(rate_kbps=_USUAL_KBPS)].mean_db))
        lines.append((one.label, *(f"{kbps:.0f}" for kbps in worth[-1]), f"{needed[-1]:.0f}"))
    means = [statistics.fmean(column) for column in zip(*worth, strict=True)]
    lines.append(("**mean**", *(f"**{kbps:.0f}**" for kbps in means), f"**{statistics.fmean(needed):.0f}**"))
    table = _table(heads, lines)
    return f"{table}\n\n{_enough(everything)}"


def _enough(everything: Sequence[Heard]) -> str:
    """From which bit rate on our segments are as good as the usual file, in all sessions, by all figures."""
    for rate in _COMPARED_KBPS:
        pairs = [(one.figures[_ours(rate)], one.figures[_usual(_USUAL_KBPS)]) for one in everything]
        if all(
            ours.mean_db <= usual.mean_db
            and ours.most_db <= usual.most_db
            and ours.worst_db <= usual.worst_db
            and ours.disturbed <= usual.disturbed
            for ours, usual in pairs
        ):
            found = f"at {rate} kbit/s"
            break
    else:
        found = "at no bit rate measured here"
    return (
        f"At least as good as {_USUAL_KBPS} kbit/s with a reservoir in every session, by mean, 95 %, worst "
        f"1 % and disturbed moments: quietude's segments {found}."
    )


def _joins(everything: Sequence[Heard]) -> str:
    rate = DEFAULT_BITRATE_KBPS
    heads = (
        f"session, {rate} kbit/s", "joins", "near joins: segments / in one go",
        "elsewhere: segments / in one go", "a join is worse by: mean / most",
        "frames with other bytes", "near joins, had there been no run-up",
    )  # fmt: skip
    lines = []
    for one in everything:
        joins = one.joins
        lines.append(
            (
                one.label,
                str(len(joins.changes_db)),
                f"{joins.near_db:.2f} / {joins.near_whole_db:.2f} dB",
                f"{joins.elsewhere_db:.2f} / {joins.elsewhere_whole_db:.2f} dB",
                f"{statistics.fmean(joins.changes_db):+.3f} / {max(joins.changes_db):+.2f} dB",
                f"{100 * joins.unlike:.2f} %",
                f"{joins.near_bare_db:.1f} dB",
            )
        )
    return _table(heads, lines)


def _efforts(everything: Sequence[Heard], times_s: Mapping[int, float]) -> str:
    heads = (
        f"level, {DEFAULT_BITRATE_KBPS} kbit/s, reservoir off", "CPU", "times real time",
        f"to level {_OWN_EFFORT}", *_FIGURES,
    )  # fmt: skip
    lines = []
    for effort, time_s in sorted(times_s.items()):
        way = Way(rate_kbps=DEFAULT_BITRATE_KBPS, reservoir=False, effort=effort)
        name = f"**{effort}** (ours)" if effort == _OWN_EFFORT else str(effort)
        speed, share = everything[0].seconds / time_s, time_s / times_s[_OWN_EFFORT]
        lines.append((name, f"{time_s:.2f} s", f"{speed:.0f}", f"{share:.2f}", *_figures(everything, way)))
    return _table(heads, lines)


def draw(everything: Sequence[Heard]) -> None:
    """The ratio over the bit rate, with the reservoir and as our segments, in the mean of the sessions."""
    from matplotlib.figure import Figure  # here, because only --write needs it

    ink, faint = "#24292f", "#6e7781"
    figure = Figure(figsize=(9.0, 5.4), dpi=160, facecolor="#ffffff", layout="constrained")
    axes = figure.add_subplot()
    means = {}
    for colour, name, way_at, offset, side, height in (
        ("#a86f1f", "in one go, reservoir on", _usual, (-8, -8), "right", "top"),
        ("#3a6ea5", "quietude's segments, reservoir off", _ours, (10, 8), "left", "bottom"),
    ):
        rates = _rates(everything, way_at)
        curve = [statistics.fmean(one.figures[way_at(rate)].mean_db for one in everything) for rate in rates]
        means[name] = (rates, curve)
        axes.plot(rates, curve, color=colour, linewidth=2.4, marker="o", markersize=5.5)
        axes.annotate(
            name, (96, curve[rates.index(96)]), xytext=offset, textcoords="offset points", color=colour,
            fontsize=11.5, weight="bold", ha=side, va=height,
        )  # fmt: skip
    (usual_rates, usual), (own_rates, ours) = means.values()
    level = usual[usual_rates.index(_USUAL_KBPS)]
    alike = same_as_kbps(own_rates, ours, level)
    axes.plot([_USUAL_KBPS, alike], [level, level], color=ink, linewidth=1.4)
    axes.annotate(
        f"to measure like {_USUAL_KBPS} kbit/s with it\ntakes this much more without", (alike, level),
        xytext=(22, 34), textcoords="offset points", color=ink, fontsize=10.5, va="bottom",
        arrowprops={"arrowstyle": "-", "color": faint, "linewidth": 0.9, "shrinkB": 2},
    )  # fmt: skip
    axes.set_xscale("log")
    axes.set_xticks(usual_rates, [str(rate) for rate in usual_rates])
    axes.minorticks_off()
    axes.set_xlabel("bit rate (kbit/s)", color=ink)
    axes.set_ylabel("noise to mask (dB): lower is better", color=ink)
    axes.set_title(
        f"What it costs to do without the bit reservoir (mean of {len(everything)} sessions)", loc="left",
        color=ink, fontsize=13, pad=12,
    )  # fmt: skip
    axes.tick_params(colors=faint, labelcolor=ink, length=0)
    axes.grid(visible=True, color="#e6e9ed", linewidth=0.8)
    axes.set_axisbelow(True)
    axes.spines[:].set_visible(False)
    PICTURE.parent.mkdir(exist_ok=True)
    figure.savefig(PICTURE, metadata={"Software": None})


def _usual(rate: int) -> Way:
    return Way(rate_kbps=rate)


def _ours(rate: int) -> Way:
    return Way(rate_kbps=rate, reservoir=False, segments=True)


def _rates(everything: Sequence[Heard], way_at: Callable[[int], Way]) -> list[int]:
    """The bit rates that a way was measured at, from the lowest."""
    there = everything[0].figures
    return sorted({way.rate_kbps for way in there if way.rate_kbps and way_at(way.rate_kbps) in there})


def _table(heads: Sequence[str], lines: Sequence[Sequence[str]]) -> str:
    rows = [heads, ["---"] * len(heads), *lines]
    return "\n".join(f"| {' | '.join(row)} |" for row in rows)
