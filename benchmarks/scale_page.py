"""The tables of docs/scale.md, out of what `benchmarks.scale` measured."""

from __future__ import annotations

from typing import Any, Final

from benchmarks.capacity import NIGHT_S, Fleet, Paces, most_workers, rows_in, written_mb_per_s

FLEETS: Final = (
    Fleet(name="two cores", machines=1, workers_each=2, cluster=False),
    Fleet(name="one machine of 16 cores", machines=1, workers_each=16, cluster=False),
    Fleet(name="Dask, 50 machines of 8 cores, workers write", machines=50, workers_each=8, cluster=True),
    Fleet(
        name="the same, files come back",
        machines=50,
        workers_each=8,
        cluster=True,
        come_home=True,
    ),
)
MANY_KINDS: Final = 48


def tables(found: dict[str, Any]) -> str:
    """All of them, with a line on what they were measured."""
    paces = Paces(**found["paces"])
    parts = [
        f"Measured with {found['what']}: {found['machine']}.",
        "### The constants",
        _constants(paces),
        "### The formula, tried out",
        _checks(found["checks"]),
        f"### A night of {NIGHT_S / 3600:.0f} hours",
        _night(paces),
        "### What the processes hold",
        _memory(found["memory"]),
    ]
    return "\n\n".join(parts)


def _constants(paces: Paces) -> str:
    shown = (
        ("`start`", f"{paces.start_s:.1f} s", "from the command to a worker that is at work; once"),
        ("`whole`", f"{paces.whole_s:.1f} s", "the first session of a kind"),
        ("`further`", f"{paces.further_s:.2f} s", "each other one of that kind"),
        ("`handed`", f"{paces.handed_out_s * 1000:.1f} ms", "of each, in the one process that hands out"),
        ("`task`", f"{paces.task_s * 1000:.1f} ms", "of each, in Dask's scheduler and client"),
        ("`home`", f"{paces.home_s_per_mb * 1000:.1f} ms", "of each MB that comes back through Dask"),
        ("`file`", f"{paces.file_mb:.2f} MB", "a session's MP3"),
    )  # fmt: skip
    return _table(("constant", "value", "what it is"), shown)


def _checks(checks: list[dict[str, float]]) -> str:
    return _table(
        (
            "workers",
            "rows",
            "cores' time foretold",
            "took",
            "ratio",
            "by the clock, foretold",
            "took",
            "ratio",
        ),
        [
            (
                f"{check['workers']:.0f}",
                f"{check['rows']:.0f}",
                *_beside(check["foretold_cpu_s"], check["cpu_s"]),
                *_beside(check["foretold_s"], check["wall_s"]),
            )
            for check in checks
        ],
    )


def _beside(foretold_s: float, took_s: float) -> tuple[str, str, str]:
    return f"{foretold_s:.1f} s", f"{took_s:.1f} s", f"{took_s / foretold_s:.2f}"


def _night(paces: Paces) -> str:
    rows = []
    for fleet in FLEETS:
        files = rows_in(paces, fleet)
        rows.append(
            (
                fleet.name,
                f"{files:,}",
                f"{rows_in(paces, fleet, kinds=MANY_KINDS):,}",
                f"{files * paces.file_mb / 1e6:.2f} TB",
                f"{written_mb_per_s(paces, fleet):.0f} MB/s",
                f"{most_workers(paces, fleet):,}",
            )
        )
    heads = (
        "who",
        "files of one kind",
        f"of {MANY_KINDS} kinds",
        "size",
        "written",
        "most workers of use",
    )
    return _table(heads, rows)


def _memory(rows: list[dict[str, Any]]) -> str:
    return _table(
        ("process", "how many", "RSS, each", "PSS, each", "its own (USS), each"),
        [
            (
                row["what"],
                str(row["count"]),
                *(f"{row[of] / row['count']:.0f} MB" for of in ("rss_mb", "pss_mb", "uss_mb")),
            )
            for row in rows
        ],
    )


def _table(heads: tuple[str, ...], rows: Any) -> str:
    lines = [heads, ("---",) * len(heads), *rows]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)
