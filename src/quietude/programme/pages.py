"""A programme's playlist, and its plan on one page, in the script's language. Text only; nothing is written.

No listener's value is in any of it.
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from html import escape
from importlib.resources import files
from itertools import groupby
from string import Template
from typing import Any, Final

from quietude.programme.days import GUIDANCE, WHY
from quietude.programme.planned import PlannedDay, Programme
from quietude.units import format_clock

_DENSITY: Final = (
    (16, "1", "11.5pt", ".34em"),
    (24, "1", "10pt", ".22em"),
    (31, "1", "9pt", ".14em"),
    (60, "2", "7.8pt", ".1em"),
)
"""Up to so many days: columns, size of the text, and space above and below a row, so that all of it stands
on one page of A4. Measured on the longest phrases that come along."""
_MARKDOWN: Final = str.maketrans({char: f"\\{char}" for char in "\\`*_{}[]<>#|!"})


@dataclass(frozen=True, slots=True, kw_only=True)
class _Stage:
    """Days that follow each other and are practised alike."""

    days: tuple[PlannedDay, ...]
    title: str
    manner: str
    """How the phrases are put, and how much guides; may be empty."""


def playlist(programme: Programme) -> str:
    """The files in order, as an extended M3U in UTF-8; their names are relative to the playlist's folder."""
    lines = ["#EXTM3U", f"#PLAYLIST:{programme.title}"]
    for planned in programme.days:
        number = planned.day.number
        lines.append(f"#EXTINF:{round(planned.duration_s)},{number}. {_line(programme.metadata.title)}")
        lines.append(planned.file)
    return "\n".join(lines) + "\n"


def plan_markdown(programme: Programme) -> str:
    """The plan as Markdown, with a box to tick for each day."""
    words = _words(programme.metadata.language)
    lines = [
        f"# {_marked(programme.title)}",
        "",
        _marked(_under(programme, words)),
        "",
        _how(programme, words),
    ]
    for stage in _stages(programme, words):
        manner = f": {stage.manner}" if stage.manner else ""
        lines += ["", f"## {stage.title}{manner}", ""]
        for planned in stage.days:
            facts = [
                f"{words['day']} {planned.day.number}",
                *_on(planned, words),
                format_clock(planned.duration_s),
            ]
            tail = "".join(
                f" – {_marked(text)}" for text in (planned.phrase, _why(programme, planned)) if text
            )
            lines.append(f"- [ ] {' · '.join(facts)}{tail}")
    return "\n".join([*lines, "", "---", "", _marked(_line(programme.metadata.safety))]) + "\n"


def plan_html(programme: Programme) -> str:
    """The plan as a page of its own: nothing is loaded, and it prints on one page of A4."""
    words = _words(programme.metadata.language)
    days = len(programme.days)
    _, columns, text, row = next(each for each in _DENSITY if days <= each[0])
    page = files("quietude.programme").joinpath("plan.html").read_text(encoding="utf-8")
    return Template(page).substitute(
        language=escape(programme.metadata.language),
        title=escape(programme.title),
        under=escape(_under(programme, words)),
        how=escape(_how(programme, words)),
        stages="\n".join(_table(programme, stage, words) for stage in _stages(programme, words)),
        safety=escape(_line(programme.metadata.safety)),
        columns=columns,
        text=text,
        row=row,
    )


def _table(programme: Programme, stage: _Stage, words: dict[str, Any]) -> str:
    manner = f" <span>· {escape(stage.manner)}</span>" if stage.manner else ""
    heads = [
        "",
        words["day"],
        *([words["date"]] if stage.days[0].on else []),
        words["length"],
        words["begins"],
    ]
    rows = "\n".join(_row(programme, planned, words) for planned in stage.days)
    head = "".join(f'<th scope="col">{escape(text)}</th>' for text in heads)
    return (
        f"<table>\n<caption>{escape(stage.title)}{manner}</caption>\n<thead><tr>{head}</tr></thead>\n"
        f"<tbody>\n{rows}\n</tbody>\n</table>"
    )


def _row(programme: Programme, planned: PlannedDay, words: dict[str, Any]) -> str:
    on = "".join(f'<td class="on">{escape(text)}</td>' for text in _on(planned, words))
    why = f' <span class="why">{escape(text)}</span>' if (text := _why(programme, planned)) else ""
    day = f"{escape(words['day'])} {planned.day.number}"
    return (
        f'<tr><td><span class="box"></span></td><th scope="row">{day}</th>'
        f'{on}<td class="length">{format_clock(planned.duration_s)}</td>'
        f'<td class="words">{escape(planned.phrase)}{why}</td></tr>'
    )


def _stages(programme: Programme, words: dict[str, Any]) -> Iterator[_Stage]:
    levels = tuple(choice.options) if (choice := programme.metadata.choices.get(GUIDANCE)) else ()
    for (phrasing, level), run in groupby(
        programme.days, key=lambda planned: (planned.day.phrasing, planned.day.choices.get(GUIDANCE))
    ):
        days = tuple(run)
        first, last = days[0].day.number, days[-1].day.number
        form = words["stage" if len(days) > 1 else "stage_of_one"]
        manner = [words[str(phrasing)]] if phrasing else []
        if level:
            manner.append(words["most" if level == levels[0] else "least" if level == levels[-1] else "some"])
        yield _Stage(days=days, title=form.format(first=first, last=last), manner=", ".join(manner))


def _why(programme: Programme, planned: PlannedDay) -> str:
    """What a script says of its chapter on why, on the day that has it."""
    name, option = WHY
    if planned.day.choices.get(name) != option:
        return ""
    return programme.metadata.choices[name].options[option]


def _how(programme: Programme, words: dict[str, Any]) -> str:
    asked = any(planned.day.phrasing for planned in programme.days)
    return str(words["how" if asked else "how_plain"])


def _under(programme: Programme, words: dict[str, Any]) -> str:
    days = len(programme.days)
    lengths = dict.fromkeys(
        format_clock(planned.duration_s) for planned in (programme.days[0], programme.days[-1])
    )
    count = words["days"].format(days=days) if days > 1 else words["one_day"]
    title = _line(programme.metadata.title)
    parts = [count, " – ".join(lengths)] if title == programme.title else [title, count, " – ".join(lengths)]
    return " · ".join(parts)


def _on(planned: PlannedDay, words: dict[str, Any]) -> Sequence[str]:
    return () if planned.on is None else (_date(planned.on, words),)


def _date(day: date, words: dict[str, Any]) -> str:
    return str(
        words["date_form"].format(
            weekday=words["weekdays"][day.weekday()], day=day.day, month=words["months"][day.month - 1]
        )
    )


def _words(language: str) -> dict[str, Any]:
    text = files("quietude.programme").joinpath("pages.toml").read_text(encoding="utf-8")
    known: dict[str, dict[str, Any]] = tomllib.loads(text)
    return known.get(language.partition("-")[0], known["en"])


def _line(text: str) -> str:
    return " ".join(text.split())


def _marked(text: str) -> str:
    return text.translate(_MARKDOWN)
