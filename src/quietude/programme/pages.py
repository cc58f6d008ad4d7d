"""A programme's playlist, and its plan on one page, in the script's language. Text only; nothing is written.

No listener's value is in any of it.
"""

from __future__ import annotations

import math
import tomllib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from html import escape
from importlib.resources import files
from itertools import groupby
from string import Template
from typing import Any, Final

from quietude.programme.days import GUIDANCE, STEP_S, WHY
from quietude.programme.planned import PlannedDay, Programme

_DENSITIES: Final = (
    (1, 11.5, 0.34),
    (1, 10.0, 0.22),
    (1, 9.0, 0.14),
    (2, 8.0, 0.1),
    (2, 7.0, 0.06),
    (2, 6.3, 0.03),
)
"""Columns, size of the text in points, and space above and below a row in its heights: from the roomiest to
the densest."""
_PAGE_WIDTH_MM: Final = 180.0
"""Of A4, between its margins."""
_PAGE_HEIGHT_MM: Final = 205.0
"""Of A4, without margins, heading and safety line."""
_LINE_EM: Final = 1.4
_FACTS_EM: Final = 19.0
"""What stands before a phrase: box, day, date, length."""
_LETTER_EM: Final = 0.49
"""The mean width of a letter in a serif."""
_CAPTION_EM: Final = 2.7
_MM_A_POINT: Final = 0.3528
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
                _length(planned.duration_s),
            ]
            tail = "".join(
                f" – {_marked(text)}" for text in (planned.phrase, _why(programme, planned)) if text
            )
            lines.append(f"- [ ] {' · '.join(facts)}{tail}")
    return "\n".join([*lines, "", "---", "", _marked(_line(programme.metadata.safety))]) + "\n"


def plan_html(programme: Programme) -> str:
    """The plan as a page of its own: nothing is loaded, and it prints on one page of A4."""
    words = _words(programme.metadata.language)
    stages = tuple(_stages(programme, words))
    columns, text_pt, row_em = _density(programme, len(stages))
    page = files("quietude.programme").joinpath("plan.html").read_text(encoding="utf-8")
    return Template(page).substitute(
        language=escape(programme.metadata.language),
        title=escape(programme.title),
        under=escape(_under(programme, words)),
        how=escape(_how(programme, words)),
        heads="".join(f'<th scope="col">{escape(head)}</th>' for head in _heads(programme, words)),
        stages="\n".join(_stage(programme, stage, words) for stage in stages),
        safety=escape(_line(programme.metadata.safety)),
        columns=columns,
        text=f"{text_pt}pt",
        row=f"{row_em}em",
    )


def _density(programme: Programme, stages: int) -> tuple[int, float, float]:
    """The roomiest of `_DENSITIES` with which the days stand on one page, by an estimate; else the last."""
    for columns, text_pt, row_em in _DENSITIES:
        em_mm = text_pt * _MM_A_POINT
        letters = max(8.0, (_PAGE_WIDTH_MM / columns / em_mm - _FACTS_EM) / _LETTER_EM)
        height_em = _CAPTION_EM * stages
        for planned in programme.days:
            words = len(planned.phrase) + len(_why(programme, planned))
            height_em += _LINE_EM * max(1, math.ceil(words / letters)) + 2 * row_em
        if height_em * em_mm / columns <= _PAGE_HEIGHT_MM:
            return columns, text_pt, row_em
    return _DENSITIES[-1]


def _heads(programme: Programme, words: dict[str, Any]) -> list[str]:
    dates = [words["date"]] if programme.days[0].on else []
    return ["", words["day"], *dates, words["length"], words["begins"]]


def _stage(programme: Programme, stage: _Stage, words: dict[str, Any]) -> str:
    manner = f" <span>· {escape(stage.manner)}</span>" if stage.manner else ""
    rows = "\n".join(_row(programme, planned, words) for planned in stage.days)
    head = (
        f'<th colspan="{len(_heads(programme, words))}" scope="rowgroup">{escape(stage.title)}{manner}</th>'
    )
    return f'<tbody>\n<tr class="stage">{head}</tr>\n{rows}\n</tbody>'


def _row(programme: Programme, planned: PlannedDay, words: dict[str, Any]) -> str:
    on = "".join(f'<td class="on">{escape(text)}</td>' for text in _on(planned, words))
    why = f' <span class="why">{escape(text)}</span>' if (text := _why(programme, planned)) else ""
    day = f"{escape(words['day'])} {planned.day.number}"
    return (
        f'<tr><td><span class="box"></span></td><th scope="row">{day}</th>'
        f'{on}<td class="length">{_length(planned.duration_s)}</td>'
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
    ends = (programme.days[0], programme.days[-1])
    lengths = " – ".join(dict.fromkeys(_length(planned.duration_s) for planned in ends))
    count = words["days"].format(days=days) if days > 1 else words["one_day"]
    title = _line(programme.metadata.title)
    return " · ".join([*([title] if title != programme.title else []), count, lengths])


def _length(seconds: float) -> str:
    """A length, in words that are the same in every language, and that nobody takes for a time of day.

    >>> _length(330.0), _length(3600.0), _length(150.4)
    ('5½ min', '1 h', '2½ min')
    """
    hours, rest = divmod(round(seconds / STEP_S), 120)
    minutes, half = divmod(rest, 2)
    part = f"{minutes or ''}{'½' if half else ''}"
    return " ".join([*([f"{hours} h"] if hours else []), *([f"{part} min"] if part else [])]) or "½ min"


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
