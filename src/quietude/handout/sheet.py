"""The sheet to print: what a session is for, what happens in it, its phrases, and room for notes."""

from __future__ import annotations

from collections.abc import Sequence
from string import Template
from typing import Final

from quietude.handout.clinic import Clinic, in_language
from quietude.handout.colour import readable
from quietude.handout.density import TOO_LONG_PT, SheetText, text_size_pt
from quietude.handout.fragments import clinic_header, crisis_line, for_line, length_in_words, paragraph
from quietude.handout.page import ACCENT
from quietude.handout.templates import attribute, csp_hash, filled
from quietude.handout.told import Step, Told
from quietude.handout.words import read_data, words_in
from quietude.script.front_matter import Metadata
from quietude.session import Session
from quietude.units import format_clock

_SENTENCES: Final = (2, 1, 0)
"""Of each step, from the roomiest sheet to the shortest."""


def make_sheet(metadata: Metadata, session: Session, told: Told, clinic: Clinic | None) -> bytes:
    """The sheet, in UTF-8. It has the same words as the page, and no sound."""
    language = session.language
    words = words_in(language)
    accent = readable((clinic and clinic.accent) or ACCENT, "#ffffff", darker=True)
    text, size_pt = _fitted([_text(metadata, session, told, clinic, most) for most in _SENTENCES])
    style = Template(read_data("sheet.css")).substitute(accent=accent, text=f"{size_pt}pt")
    values = {
        "language": attribute(language),
        "title": attribute(text.title),
        "style": style,
        "style_hash": csp_hash(style),
        "accent": accent,
        "accent_dark": accent,
        "clinic": clinic_header(clinic),
        "for_line": for_line(told.name, language),
        "length": length_in_words(session.duration_s),
        "purpose": _section(words["purpose"], text.purpose),
        "why": _section(words["why"], text.why),
        "steps": _steps(told.steps, text.steps),
        "phrases": _phrases(told, language),
        "chosen": _list("chosen", words["chosen"], text.chosen),
        "how": _list("how", words["how"], text.how),
        "safety": attribute(_line(metadata.safety)),
        "crisis": crisis_line(clinic, language),
        "footer": paragraph(in_language(clinic.footer, language)) if clinic else "",
    }
    return filled((clinic and clinic.sheet) or read_data("sheet.html"), values, language)


def _fitted(texts: Sequence[SheetText]) -> tuple[SheetText, float]:
    """The first that stands on one page, and the size of its letters; else the first, on two."""
    sizes = ((text, text_size_pt(text)) for text in texts)
    return next(((text, size) for text, size in sizes if size), (texts[0], TOO_LONG_PT))


def _text(
    metadata: Metadata, session: Session, told: Told, clinic: Clinic | None, sentences: int
) -> SheetText:
    """All that stands on the sheet, with at most so many sentences a step."""
    language = session.language
    words = words_in(language)
    length = length_in_words(session.duration_s)
    ours = [in_language(texts, language) for texts in (clinic.crisis, clinic.footer)] if clinic else []
    return SheetText(
        clinic=(clinic.name, *clinic.lines) if clinic else (),
        title=_line(metadata.title),
        purpose=_line(metadata.purpose or metadata.description or ""),
        why=_line(metadata.why or ""),
        steps=tuple((step.title, _step(step, words["breaths"], sentences)) for step in told.steps),
        phrases=told.phrases,
        own_phrases=told.own_phrases,
        chosen=told.chosen,
        how=(
            words["how_place"].replace("{length}", length),
            *(words[f"how_{what}"] for what in ("volume", "stop", "again")),
        ),
        foot=(*ours, f"{words['safety']}: {_line(metadata.safety)}"),
    )


def _step(step: Step, breaths: str, sentences: int) -> str:
    """A chapter in a few lines: its first sentences, and its paced breath."""
    told = list(step.sentences[:sentences])
    if step.breath_s is not None:
        in_s, out_s = (f"{part:g}" for part in step.breath_s)
        told.append(breaths.replace("{in_s}", in_s).replace("{out_s}", out_s))
    return " ".join(told)


def _section(title: str, text: str) -> str:
    if not text:
        return ""
    return f'<section>\n<h2>{attribute(title)}</h2>\n<p dir="auto">{attribute(_line(text))}</p>\n</section>'


def _list(name: str, title: str, lines: tuple[str, ...]) -> str:
    if not lines:
        return ""
    rows = "".join(f'<li dir="auto">{attribute(line)}</li>' for line in lines)
    return f'<section class="{name}">\n<h2>{attribute(title)}</h2>\n<ul>{rows}</ul>\n</section>'


def _steps(steps: tuple[Step, ...], texts: tuple[tuple[str, str], ...]) -> str:
    rows = "\n".join(
        f'<li dir="auto"><strong>{attribute(step.title)}</strong> '
        f'<span class="at">{format_clock(step.start_s)}</span> {attribute(text)}</li>'
        for step, (_, text) in zip(steps, texts, strict=True)
    )
    return f'<ol class="steps">\n{rows}\n</ol>'


def _phrases(told: Told, language: str) -> str:
    """The phrases in a frame, with a line to write on for each typed one that may not be told."""
    if not told.phrases and not told.own_phrases:
        return ""
    words = words_in(language)
    rows = [_phrase(*pair) for pair in told.phrases]
    if told.own_phrases:
        head = f"<li>{attribute(words['own_phrases'])}:</li>" if told.phrases else ""
        rows += [head, *['<li class="own"></li>'] * told.own_phrases]
    title = words["phrases"] if told.phrases else words["own_phrases"]
    manner = [words["gradual"]] if any(last for _, last in told.phrases) else []
    manner.append(words["repeat"])
    return (
        f'<section class="phrases">\n<h2>{attribute(title)}</h2>\n<p>{attribute(" ".join(manner))}</p>\n'
        f"<ul>{''.join(rows)}</ul>\n</section>"
    )


def _phrase(first: str, last: str) -> str:
    if not last:
        return f'<li dir="auto">{attribute(first)}</li>'
    forms = " ".join(f'<span dir="auto">{attribute(form)}</span>' for form in (first, last))
    return f'<li class="two">{forms}</li>'


def _line(text: str) -> str:
    return " ".join(text.split())
