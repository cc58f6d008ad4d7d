"""The table of speed: what quietude takes, beside something real that does as much, in turns.

    python -m benchmarks [--times 5] [--quick] [--only render] [--json FILE] [--page]

Ratios under 1 mean that ours is faster. All times are medians, by the clock and, in brackets, of the
processors; what is compared takes turns, so that both meet the same busy machine. ``--page`` puts the table
into docs/speed.md, where each row is explained. Takes some twenty minutes; ``--quick``, once round, five.
Linux only.
"""

from __future__ import annotations

import argparse
import os
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Final

from benchmarks.machine import machine_line
from benchmarks.speed import batch_rows, bed_rows, render_rows, startup_rows
from benchmarks.speed.table import Row, summary, table, write_json, write_page

_FURTHER_ROWS: Final = 30
_QUICK_FURTHER_ROWS: Final = 10

Section = Callable[[Path, int, bool], list[Row]]
SECTIONS: Final[dict[str, Section]] = {
    "render": lambda folder, times, _quick: render_rows.rows(folder, times),
    "batch": lambda folder, times, quick: batch_rows.rows(
        folder, times, _QUICK_FURTHER_ROWS if quick else _FURTHER_ROWS
    ),
    "beds": lambda folder, times, _quick: bed_rows.rows(folder, times),
    "start-up": lambda _folder, times, _quick: startup_rows.rows(times),
}
"""Each is given a folder of its own, how often everything is done, and whether it is to be quick."""


def main() -> None:
    """Measure, print, and write where that was asked for."""
    parser = argparse.ArgumentParser(
        prog="python -m benchmarks",
        description=__doc__,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("--times", type=int, default=5, help="how often each is done")
    parser.add_argument(
        "--quick", action="store_true", help="once, and a smaller batch: to see that it works"
    )
    parser.add_argument("--only", action="append", choices=list(SECTIONS), help="as often as you like")
    parser.add_argument("--json", type=Path, metavar="FILE", help="the rows, for trends")
    parser.add_argument("--page", action="store_true", help="into docs/speed.md")
    given = parser.parse_args()
    if given.times < 1:
        parser.error("--times is at least 1")
    if given.page and given.only:
        parser.error("docs/speed.md holds the whole table: --page without --only")
    times = 1 if given.quick else given.times
    load = os.getloadavg()[0]
    rows: list[Row] = []
    for name in given.only or SECTIONS:
        print(f"{name}:", file=sys.stderr, flush=True)
        with tempfile.TemporaryDirectory(prefix="quietude-speed-") as folder:
            rows += SECTIONS[name](Path(folder), times, given.quick)
    how = f"medians of {times}" if times > 1 else "each done once: good for a look, no figure to keep"
    on = f"{machine_line()}; load {load:.1f} before it began; {how}."
    print(f"{on}\n\n{table(rows)}\n\n{summary(rows)}")
    if given.json:
        write_json(rows, given.json)
    if given.page:
        command = " ".join(["python -m benchmarks", *sys.argv[1:]])
        write_page(f"`{command}`: {on}\n\n{table(rows)}\n\n{summary(rows)}")


if __name__ == "__main__":
    main()
