"""A cell of a workbook as a person sees it: 5 and not 5.0, 12:30 and not noon and a half."""

from __future__ import annotations

import re
from datetime import date, datetime, time, timedelta
from typing import Final

Cell = int | float | str | bool | time | date | datetime | timedelta
"""What python-calamine makes of a cell; an empty one is an empty text."""

_DAY_ZERO: Final = datetime(1899, 12, 31)
"""Excel counts days from here, so 45:00 in a cell for times of day is "1 January 1900, 21:00"."""
_DURATION: Final = re.compile(r"PT(\d+)H(\d+)M(\d+)(?:\.\d+)?S")
"""How ODS writes a time of a day or more."""
_LITERAL: Final = re.compile(r'"[^"]*"|\\.|_.|\*.|\[(?!h+\]|m+\]|s+\])[^\]]*\]', re.IGNORECASE)
"""What a number format shows as it stands, and its colours and locales."""
_SHOWS_SECONDS: Final = re.compile(r"s", re.IGNORECASE)
_PADDED: Final = re.compile(r"0{2,}")
_PERCENT: Final = re.compile(r"0(\.0+)?%")
_EXACT: Final = 1e15
"""From here on a spreadsheet no longer keeps every figure."""


def shown(cell: Cell, code: str | None = None) -> str:
    """The text of a cell.

    Args:
        cell: its value.
        code: its number format, such as "h:mm:ss"; None: not known, or none that matters.

    >>> shown(5.0), shown(42.0, "00000"), shown(0.5, "0%"), shown(True), shown(date(2026, 3, 1))
    ('5', '00042', '50%', 'TRUE', '2026-03-01')
    >>> shown(time(12, 30)), shown(time(0, 5, 30)), shown(timedelta(hours=45))
    ('12:30', '0:05:30', '45:00')
    """
    if isinstance(cell, str):
        duration = _DURATION.fullmatch(cell)
        if duration is None:
            return cell
        hours, minutes, seconds = (int(group) for group in duration.groups())
        return _clock(timedelta(hours=hours, minutes=minutes, seconds=seconds), code)
    if isinstance(cell, bool):
        return str(cell).upper()  # as Excel writes it into a CSV file
    if isinstance(cell, int | float):
        return _number(cell, code)
    if (length := _length(cell)) is not None:
        return _clock(length, code)
    if isinstance(cell, datetime) and (cell.hour, cell.minute, cell.second) != (0, 0, 0):
        return cell.replace(microsecond=0).isoformat(sep=" ").removesuffix(":00")
    return cell.strftime("%Y-%m-%d") if isinstance(cell, date) else str(cell)


def is_guessed(cell: Cell, code: str | None = None) -> bool:
    """Whether a cell holds a time with no seconds that may have been typed with or without them.

    Excel knows which (``code``), LibreOffice shows seconds either way, and XLS and ODS do not say it here.
    """
    length = _length(cell)
    if length is None or length.seconds % 60 or length >= timedelta(days=1):
        return False
    return code is None or bool(shows_seconds(code) and length >= timedelta(hours=1))


def shows_seconds(code: str) -> bool:
    """Whether cells of that number format show seconds."""
    return bool(_SHOWS_SECONDS.search(_LITERAL.sub("", code)))


def matters(code: str) -> bool:
    """Whether a number format decides which text a cell has: it shows times, leading zeros or per cent."""
    plain = _LITERAL.sub("", code).lower()
    is_time = bool(re.search(r"[hs]", plain)) and not re.search(r"[yd]", plain)
    return is_time or bool(_PADDED.fullmatch(plain) or _PERCENT.fullmatch(plain))


def _length(cell: Cell) -> timedelta | None:
    """A time of day or a length of time as such; None of anything else."""
    if isinstance(cell, timedelta):
        return cell
    if isinstance(cell, time):
        return timedelta(
            hours=cell.hour, minutes=cell.minute, seconds=cell.second, microseconds=cell.microsecond
        )
    if isinstance(cell, date) and cell.year == 1900 and cell.month <= 2:
        moment = cell if isinstance(cell, datetime) else datetime(cell.year, cell.month, cell.day)
        return moment - _DAY_ZERO
    return None


def _clock(length: timedelta, code: str | None) -> str:
    """A time as it was typed, which is as `quietude.units.parse_time` reads it.

    Who types 12:30 means twelve minutes and a half, and a spreadsheet makes it 12:30:00; from 24 hours on it
    even shows the seconds that nobody typed. So seconds are left out where there are none, unless the sheet
    shows them, or there is no hour either: 0:10:00 is ten minutes, and 0:10 would be ten seconds.
    """
    total = round(length.total_seconds())
    sign, total = ("-", -total) if total < 0 else ("", total)
    hours, rest = divmod(total, 3600)
    minutes, seconds = divmod(rest, 60)
    spoken = hours < 24 and shows_seconds(code) if code is not None else not hours
    if seconds or spoken:
        return f"{sign}{hours}:{minutes:02d}:{seconds:02d}"
    return f"{sign}{hours}:{minutes:02d}"


def _number(number: float, code: str | None) -> str:
    plain = "" if code is None else _LITERAL.sub("", code)
    if _PERCENT.fullmatch(plain):
        return f"{number * 100:.15g}%"
    if abs(number) < _EXACT and number == int(number):
        text = str(int(number))
        return text.zfill(len(plain)) if _PADDED.fullmatch(plain) and number >= 0 else text
    return f"{number:.15g}"
