"""Times of day and dates in words."""

from __future__ import annotations

import re
from typing import Final

from quietude.narration.words.spoken import numbers
from quietude.narration.words.spoken.ordinals import ordinal
from quietude.narration.words.spoken.tongue import END, START, Tongue

_HOUR: Final = rf"{START}([01]?[0-9]|2[0-4])"
_MINUTE: Final = rf"([0-5][0-9]){END}"
_AM: Final = r" ?([ap])(?:\. ?m|m)\.?(?!\w)"
_TO: Final = r" ?[-–−] ?"
_DAY: Final = rf"{START}(0?[1-9]|[12][0-9]|3[01])"
_DE_EN: Final = frozenset(["am", "den", "dem", "vom", "zum", "bis", "ab", "seit"])
"""German words after which a day ends on -n."""


def with_clock_words(text: str, tongue: Tongue) -> str:
    """3:30, 7 am, 14h30, 14.30 Uhr, and from one time to another; a ratio like 1:2 is no time."""
    to = tongue.word("to")
    if tongue.root == "en":
        text = re.sub(
            rf"{_HOUR}(?::([0-5][0-9]))?{_TO}(?=(?:[0-9]{{1,2}}(?::[0-9]{{2}})?){_AM})",
            lambda m: f"{_english(m[1], m[2], '')} {to} ",
            text,
            flags=re.IGNORECASE,
        )
        text = re.sub(
            rf"{_HOUR}(?::([0-5][0-9]))?{_AM}",
            lambda m: _english(m[1], m[2], m[3].lower()),
            text,
            flags=re.IGNORECASE,
        )
    text = re.sub(rf"({_HOUR}:[0-5][0-9]){_TO}(?={_HOUR}:{_MINUTE})", rf"\1 {to} ", text)
    suffix = {"de": " ?Uhr", "nl": " ?uur", "es": " ?h(?:oras)?", "fr": " ?h", "pt": " ?h(?:oras)?", "it": ""}
    after = rf"(?:{suffix[tongue.root]}\b)" if suffix.get(tongue.root) else ""
    seconds = rf"{_HOUR}:([0-5][0-9]):{_MINUTE}"
    text = re.sub(seconds, lambda m: " ".join(tongue.said(str(int(part))) for part in m.groups()), text)
    text = re.sub(rf"{_HOUR}:{_MINUTE}{after and after + '?'}", lambda m: _clock(m[1], m[2], tongue), text)
    if tongue.root in {"fr", "pt", "es"}:
        text = re.sub(rf"{_HOUR} ?h ?{_MINUTE}(?! ?min)", lambda m: _clock(m[1], m[2], tongue), text)
    if tongue.root in {"de", "nl"}:
        text = re.sub(rf"{_HOUR}\.([0-5][0-9]){after}", lambda m: _clock(m[1], m[2], tongue), text)
        text = re.sub(rf"{_HOUR}{after}", lambda m: _clock(m[1], "00", tongue), text)
    if tongue.root == "it":
        text = re.sub(
            rf"\b((?:ore|alle|dalle) ){_HOUR}\.{_MINUTE}", lambda m: m[1] + _clock(m[2], m[3], tongue), text
        )
    return text


def _clock(hour: str, minute: str, tongue: Tongue) -> str:
    if tongue.root == "en":
        return _english(hour, minute, "")
    count = int(hour)
    feminine = tongue.root in {"es", "fr", "it", "pt"}
    said = numbers.cardinal(count, tongue.language, feminine=feminine)
    if tongue.root == "de" and count == 1:
        said = "ein"
    one, _, many = str(tongue.table("clock").get("hours", ":")).partition(":")
    form = tongue.table("clock")["time" if int(minute) else "whole"]
    minutes = numbers.cardinal(int(minute), tongue.language)
    return form.format(h=said, m=minutes, hours=one if count < 2 else many)


def _english(hour: str, minute: str | None, half: str) -> str:
    said = [numbers.cardinal(int(hour), "en")]
    if minute and int(minute):
        said.append(("oh " if minute.startswith("0") else "") + numbers.cardinal(int(minute), "en"))
    elif minute and not half:
        said.append("o'clock" if 1 <= int(hour) <= 12 else "hundred" if int(hour) else "hundred hours")
    if half:
        said.append(f"{half}.m.")
    return " ".join(said)


def with_date_words(text: str, tongue: Tongue) -> str:
    """2026-05-01, May 1, 2026, 1 May, 1. Mai, 1.5.2026, 1 de mayo; figures that are no date stay."""
    months = tongue.listed("months")
    named = "|".join(months)
    year = r"(?:,? (?:de )?(1[1-9][0-9]{2}|20[0-9]{2})(?![\w-]))?"

    def said(found: re.Match[str], day: str, month: str, in_year: str | None) -> str:
        return _date(found, int(day), month, in_year, tongue)

    text = re.sub(
        r"(?<![\w-])([12][0-9]{3})-(0[1-9]|1[0-2])-(0[1-9]|[12][0-9]|3[01])(?![\w-])",
        lambda m: said(m, m[3], months[int(m[2]) - 1], m[1]),
        text,
    )
    if tongue.root == "de":
        text = re.sub(
            rf"(\b\w+ )?{_DAY}\. ?[-–] ?(?=[0-9]{{1,2}}\. ?(?:{named}))",
            lambda m: f"{m[1] or ''}{_day(int(m[2]), (m[1] or '').strip().lower(), tongue)} bis ",
            text,
        )
        text = re.sub(
            rf"{_DAY}\. ?(0?[1-9]|1[0-2])\. ?([12][0-9]{{3}})(?!\w)",
            lambda m: said(m, m[1], months[int(m[2]) - 1], m[3]),
            text,
        )
    if tongue.root == "en":
        text = re.sub(
            rf"\b({named}) (0?[1-9]|[12][0-9]|3[01])(?:st|nd|rd|th)?(?![\w:]|[.,]\w|[-–%]){year}",
            lambda m: said(m, m[2], m[1], m[3]),
            text,
        )
    of = {"es": "(?:º)?(?: de)?", "pt": "(?:º|°)?(?: de)?", "fr": "(?:er)?", "de": r"\.", "it": "[°º]?"}
    of |= {"en": "(?:st|nd|rd|th)?(?: of)?"}
    flags = re.IGNORECASE if tongue.root in {"es", "pt", "fr", "it", "nl"} else re.NOFLAG
    pattern = rf"{_DAY}{of.get(tongue.root, '')} ({named})(?!\w){year}"
    return re.sub(pattern, lambda m: said(m, m[1], m[2], m[3]), text, flags=flags)


def _date(found: re.Match[str], day: int, month: str, year: str | None, tongue: Tongue) -> str:
    before = found.string[: found.start()].split()[-1:]
    word = before[0].lower() if before else ""
    said = tongue.word("date").format(day=_day(day, word, tongue), month=month)
    written_first = found[0][0].isdigit() and "-" not in found[0]
    if tongue.root == "en" and (tongue.day_first or written_first):
        said = f"{'' if word == 'the' else 'the '}{ordinal(day, 'en')} of {month}"
    if year is None:
        return said
    joint = f" {tongue.word('date_year')}".rstrip() if tongue.word("date_year") else ""
    joint = "," if tongue.root == "en" else joint
    return f"{said}{joint} {numbers.year(int(year), tongue.language)}"


def _day(day: int, before: str, tongue: Tongue) -> str:
    if tongue.root == "de":
        return ordinal(day, "de") + ("n" if before in _DE_EN else "r")
    if tongue.root == "en" or (day == 1 and tongue.root in {"fr", "it", "pt"}):
        return ordinal(day, tongue.language)
    return numbers.cardinal(day, tongue.language)
