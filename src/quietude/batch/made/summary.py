"""What a batch made, for people: a table for a spreadsheet, and a page to read and print. Text only.

Neither has a clock in it: the same files give the same bytes. What stands in them comes from a roster and
from scripts of other people, and is taken for text: no cell is a formula, and nothing in the page is markup.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from html import escape
from importlib.resources import files
from string import Template
from typing import Final
from urllib.parse import quote

from quietude.batch.made.manifest import Failure, Line
from quietude.units import format_clock

SUMMARY_CSV: Final = "summary.csv"
SUMMARY_HTML: Final = "summary.html"

_MARK: Final = "\ufeff"
"""By which Excel knows UTF-8."""
_COLUMNS: Final = (
    "made",
    "id",
    "file",
    "title",
    "language",
    "voice",
    "beds",
    "minutes",
    "loudness_lufs",
    "true_peak_dbtp",
    "bytes",
    "beside",
    "notes",
)
_FORMULA: Final = re.compile(r"\s*[=+\-@＝＋－＠|%]")
"""What a spreadsheet may take for the beginning of a formula or a command (OWASP, "CSV injection"), also in
the wide forms of Japanese keyboards."""
_HIDING: Final = re.compile("[\x00-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069\ufeff\ud800-\udfff]")
"""Characters that break a line, turn text around, or are none. Joiners and marks of direction may stay: words
need them."""
_KINDS: Final = {".html": "page", ".sheet.html": "sheet"}
"""Hand-outs, by what follows the session's name."""
_MINUS: Final = "\N{MINUS SIGN}"


@dataclass(frozen=True, slots=True, kw_only=True)
class _Column:
    """A column of the page's table."""

    name: str
    """As a class of its cells."""
    head: str
    cell: Callable[[Line], str]
    """The cell's content, as HTML."""
    always: bool = True
    """False: left out where all its cells are the same, since the heading says it or it says nothing."""


def summary_csv(lines: Sequence[Line], failures: Sequence[Failure] = ()) -> str:
    """A table of what was made and of what was not, those first; to be written as it is, in UTF-8.

    Cells that a spreadsheet would take for formulas begin with an apostrophe, which makes them text.
    """
    out = io.StringIO()
    out.write(_MARK)
    table = csv.writer(out, lineterminator="\r\n")
    table.writerow(_COLUMNS)
    for failure in failures:
        blank = [""] * (len(_COLUMNS) - 4)
        table.writerow(["no", *map(_safe, (failure.id, failure.file)), *blank, _safe(failure.reason)])
    for line in lines:
        texts = (line.id, line.file, line.title, line.language, line.voice, " + ".join(line.beds))
        figures = (line.loudness_lufs, line.true_peak_dbtp)
        table.writerow(
            [
                "yes",
                *map(_safe, texts),
                f"{line.duration_s / 60:.2f}",
                *("" if figure is None else f"{figure:.1f}" for figure in figures),
                line.bytes,
                _safe("; ".join(each.file for each in line.beside)),
                _safe("; ".join(line.warnings)),
            ]
        )
    return out.getvalue()


def summary_html(lines: Sequence[Line], failures: Sequence[Failure] = (), *, title: str | None = None) -> str:
    """A page of its own on what was made; nothing is loaded, and its links lead to the files beside it.

    ``title``: its heading; usual: that of the sessions, where they have the same.
    """
    titles = list(dict.fromkeys(line.title for line in lines))
    heading = title or (titles[0] if len(titles) == 1 else "Sessions")
    page = files("quietude.batch.made").joinpath("summary.html").read_text(encoding="utf-8")
    return Template(page).substitute(
        title=_html(heading),
        under=" ".join(f"<span>{count}</span>" for count in _counts(lines, failures)),
        failures=_failures(failures),
        sessions=_sessions(lines),
        versions=_html(_versions(lines)),
    )


def shown(text: str) -> str:
    r"""Text in one line, in which nothing hides: what would break or turn it is shown as its code.

    >>> shown("Ada\n7")
    'Ada\\u000a7'
    """
    return _HIDING.sub(lambda match: f"\\u{ord(match[0]):04x}", text)


def _safe(text: str) -> str:
    told = shown(text)
    return f"'{told}" if _FORMULA.match(told) else told


def _html(text: str) -> str:
    return escape(shown(text))


def _foreign(text: str) -> str:
    """Text of any direction, which does not turn what stands around it."""
    return f"<bdi>{_html(text)}</bdi>"


def _path(text: str) -> str:
    """A file's name, which is read from the left in every script: its ending stays its end."""
    return f'<bdi dir="ltr">{_html(text)}</bdi>'


def _counts(lines: Sequence[Line], failures: Sequence[Failure]) -> Iterator[str]:
    yield f"<b>{len(lines):,}</b> {'file' if len(lines) == 1 else 'files'}"
    if failures:
        yield f'<b class="bad">{len(failures):,} not made</b>'
    if lines:
        yield f"<b>{_hours(sum(line.duration_s for line in lines))}</b> of sound"
        yield f"<b>{_size(sum(_all_bytes(line) for line in lines))}</b>"
        if noted := sum(bool(line.warnings) for line in lines):
            yield f"{noted:,} with a note"


def _all_bytes(line: Line) -> int:
    return line.bytes + sum(each.bytes for each in line.beside)


def _failures(failures: Sequence[Failure]) -> str:
    if not failures:
        return ""
    what = "1 file was" if len(failures) == 1 else f"{len(failures):,} files were"
    rows = "\n".join(
        f'<tr><th scope="row">{_foreign(each.id)}</th><td class="file">{_path(each.file)}</td>'
        f'<td class="why">{_foreign(each.reason)}</td></tr>'
        for each in failures
    )
    return (
        f'<section class="failures">\n<h2>{what} not made</h2>\n'
        "<p>Once the reason is mended, the same command makes what is missing and keeps the rest.</p>\n"
        '<table>\n<thead><tr><th scope="col">Id</th><th scope="col">File</th><th scope="col">Reason</th></tr>'
        f"</thead>\n<tbody>\n{rows}\n</tbody>\n</table>\n</section>\n"
    )


def _sessions(lines: Sequence[Line]) -> str:
    if not lines:
        return '<p class="none">No file was made.</p>'
    columns = [column for column in _COLUMNS_SHOWN if column.always or _varies(column, lines)]
    heads = "".join(f'<th scope="col" class="{column.name}">{column.head}</th>' for column in columns)
    rows = "\n".join(_row(columns, line) for line in lines)
    return (
        f'<table class="sessions">\n<thead><tr><th scope="col" class="id">Id</th>{heads}</tr></thead>\n'
        f"<tbody>\n{rows}\n</tbody>\n</table>"
    )


def _varies(column: _Column, lines: Sequence[Line]) -> bool:
    return len({column.cell(line) for line in lines}) > 1


def _row(columns: Sequence[_Column], line: Line) -> str:
    cells = "".join(f'<td class="{column.name}">{column.cell(line)}</td>' for column in columns)
    notes = "".join(
        f'\n<tr class="note"><td colspan="{len(columns) + 1}">{_foreign(warning)}</td></tr>'
        for warning in line.warnings
    )
    return f'<tr><th scope="row">{_foreign(line.id)}</th>{cells}</tr>{notes}'


def _title(line: Line) -> str:
    return f'<bdi lang="{_html(line.language)}">{_html(line.title)}</bdi>'


def _files(line: Line) -> str:
    more = " ".join(_link(each.file, _short(each.file, line.file)) for each in line.beside)
    return _link(line.file, line.file) + (f'<span class="more">{more}</span>' if more else "")


def _short(file: str, session: str) -> str:
    """What a file beside a session is called: by its kind, or by the part of its name that is its own.

    >>> [_short(f"a-7{end}", "a-7.mp3") for end in (".html", ".sheet.html", ".zip")]
    ['page', 'sheet', 'zip']
    >>> _short("b/all.zip", "a-7.mp3")
    'all.zip'
    """
    own = file.removeprefix(session.rpartition(".")[0])
    if own == file:
        return file.rpartition("/")[2]
    return _KINDS.get(own) or own.lstrip(" .-_") or file


def _link(file: str, text: str) -> str:
    # "./" in front, so that no name can be read as an address.
    return f'<a href="./{escape(quote(file, errors="replace"))}">{_path(text)}</a>'


def _level(level: float | None) -> str:
    return "<i>silent</i>" if level is None else f"{level:.1f}".replace("-", _MINUS)


def _hours(seconds: float) -> str:
    """Much sound in few words.

    >>> _hours(59 * 60 + 20), _hours(3 * 3600 + 5 * 60)
    ('59 min', '3 h 5 min')
    """
    hours, minutes = divmod(round(seconds / 60), 60)
    parts = [*([f"{hours:,} h"] if hours else []), *([f"{minutes} min"] if minutes else [])]
    return " ".join(parts) or f"{round(seconds)} s"


def _size(size: int) -> str:
    """Bytes as file managers show them.

    >>> _size(1_234), _size(5_600_000), _size(1_230_000_000)
    ('1 kB', '5.6 MB', '1.2 GB')
    """
    if size < 1_000_000:
        return f"{max(1, round(size / 1e3))} kB"
    return f"{size / 1e9:.1f} GB" if size >= 1_000_000_000 else f"{size / 1e6:.1f} MB"


def _versions(lines: Sequence[Line]) -> str:
    told = dict.fromkeys(
        number if number.startswith(name) else f"{name} {number}"
        for line in lines
        for name, number in line.versions.items()
    )
    return " · ".join(told) or "quietude"


_COLUMNS_SHOWN: Final = (
    _Column(name="title", head="Session", cell=_title, always=False),
    _Column(name="file", head="File", cell=_files),
    _Column(name="language", head="Language", cell=lambda line: _html(line.language), always=False),
    _Column(name="length", head="Length", cell=lambda line: format_clock(round(line.duration_s))),
    _Column(name="voice", head="Voice", cell=lambda line: _html(line.voice)),
    _Column(name="bed", head="Bed", cell=lambda line: _html(" + ".join(line.beds) or "none")),
    _Column(
        name="loudness", head="Loudness <small>LUFS</small>", cell=lambda line: _level(line.loudness_lufs)
    ),
    _Column(name="peak", head="Peak <small>dBTP</small>", cell=lambda line: _level(line.true_peak_dbtp)),
)
"""Of the page's table, after the id."""
