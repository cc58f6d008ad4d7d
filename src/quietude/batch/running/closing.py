"""What is written when a batch has made all that it can: manifest, summaries, each series' pages, archives.

All of it follows from the files that are there, so that two batches that were interrupted at different
moments end with the same bytes. What lies there already as it should be is not written again.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from quietude.batch.made.manifest import MANIFEST, Failure, Line, compacted
from quietude.batch.made.summary import SUMMARY_CSV, SUMMARY_HTML, summary_csv, summary_html
from quietude.batch.places.place import Place
from quietude.batch.running.archives import write_archives
from quietude.batch.task import BatchPlan, Series
from quietude.programme.making import PLAN_HTML, PLAN_MARKDOWN, PLAYLIST
from quietude.programme.pages import plan_html, plan_markdown, playlist


def close(
    plan: BatchPlan,
    place: Place,
    lines: Mapping[str, Line],
    failed: Sequence[Failure],
    *,
    zipped: bool,
) -> tuple[str, ...]:
    """Write what belongs to all files; the names of what was written beside them and the manifest.

    ``lines``: file to line, of all that lies there, in any order. ``failed``: in any order.

    Raises:
        FileError: the place cannot be read or written.
    """
    order = [task.file for task in plan.tasks]
    placed = {file: number for number, file in enumerate(order)}
    failed = sorted(failed, key=lambda failure: placed[failure.file])
    manifest = compacted(lines.values(), order)
    written: list[str] = []
    for series in plan.series:
        if all(file in lines for file in series.files):
            written += _pages(series, place)
    if zipped:
        written += write_archives(plan, place, lines, written)
    listed = [Line.from_json(text) for text in manifest.splitlines()]
    for name, text in (
        (SUMMARY_CSV, summary_csv(listed, failed)),
        (SUMMARY_HTML, summary_html(listed, failed)),
    ):
        _put(place, name, text)
        written.append(name)
    _put(place, MANIFEST, manifest)
    return tuple(written)


def _pages(series: Series, place: Place) -> Iterator[str]:
    for name, text in (
        (PLAYLIST, playlist(series.programme)),
        (PLAN_MARKDOWN, plan_markdown(series.programme)),
        (PLAN_HTML, plan_html(series.programme)),
    ):
        _put(place, f"{series.folder}/{name}", text)
        yield f"{series.folder}/{name}"


def _put(place: Place, name: str, text: str) -> None:
    data = text.encode("utf-8")
    if place.read(name) != data:
        place.put(name, data)
