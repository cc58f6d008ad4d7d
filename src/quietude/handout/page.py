"""The page to listen to: one HTML file that holds the sound, its chapters and its words."""

from __future__ import annotations

import base64
from collections.abc import Container, Iterable, Iterator
from string import Template
from typing import Final

from quietude.export.captions.cue import Cue
from quietude.export.captions.transcript import PARAGRAPH
from quietude.export.captions.webvtt import to_vtt
from quietude.export.tags import Picture
from quietude.handout.clinic import Clinic, in_language
from quietude.handout.colour import readable
from quietude.handout.fragments import clinic_header, crisis_line, for_line, length_in_words, paragraph
from quietude.handout.templates import attribute, csp_hash, filled
from quietude.handout.told import Told
from quietude.handout.words import read_data, words_in
from quietude.script.front_matter import Metadata
from quietude.session import Session
from quietude.units import format_clock, samples_to_seconds

ACCENT: Final = "#2f6b5e"
"""Where a clinic has none."""
_LIGHT: Final = ("#fbfaf7", "#ffffff", "#eef2ec")
_DARK: Final = ("#141918", "#1c2322", "#24302d")
"""The grounds that the accent is read on (see page.css)."""
_ACCENT_DARK: Final = "#8cc9b8"


def make_page(
    metadata: Metadata,
    session: Session,
    told: Told,
    mp3: bytes,
    clinic: Clinic | None,
    cover: Picture | None = None,
) -> bytes:
    """The page, in UTF-8: some 4/3 of the MP3, which is in it whole."""
    language = session.language
    accent = clinic.accent if clinic else ""
    light = readable(accent or ACCENT, *_LIGHT, darker=True)
    dark = readable(accent or _ACCENT_DARK, *_DARK, darker=False)
    style = Template(read_data("page.css")).substitute(accent=light, accent_dark=dark)
    script = read_data("page.js")
    values = {
        "language": attribute(language),
        "title": attribute(metadata.title),
        "style": style,
        "style_hash": csp_hash(style),
        "script": script,
        "script_hash": csp_hash(script),
        "accent": light,
        "accent_dark": dark,
        "length": format_clock(session.duration_s),
        "length_s": f"{session.duration_s:.3f}",
        "clinic": clinic_header(clinic),
        "for_line": for_line(told.name, language),
        "about": _about(metadata, session),
        "cover": _cover(cover),
        "audio": _audio(session, told, mp3),
        "chapters": _chapters(session),
        "words": _words(session, told),
        "safety": attribute(_line(metadata.safety)),
        "crisis": crisis_line(clinic, language),
        "footer": paragraph(in_language(clinic.footer, language)) if clinic else "",
    }
    template = (clinic and clinic.page) or read_data("page.html")
    return filled(template, values, language)


def _about(metadata: Metadata, session: Session) -> str:
    text = _line(metadata.description or metadata.purpose or "")
    about = f'<p class="about" dir="auto">{attribute(text)}</p>\n' if text else ""
    return f'{about}<p class="length">{length_in_words(session.duration_s)}</p>'


def _cover(cover: Picture | None) -> str:
    """The picture, with no words of its own for screen readers: the title, which is in it, comes next."""
    if cover is None:
        return ""
    data = base64.b64encode(cover.data).decode("ascii")
    return (
        f'<img id="cover" class="cover" alt="" width="{cover.width}" height="{cover.height}" '
        f'src="data:{cover.mime};base64,{data}">'
    )


def _audio(session: Session, told: Told, mp3: bytes) -> str:
    language = attribute(session.language)
    label = attribute(words_in(session.language)["words"])
    sound = base64.b64encode(mp3).decode("ascii")
    captions = base64.b64encode(to_vtt(told.cues).encode()).decode("ascii")
    return (
        f'<audio id="audio" controls preload="auto" src="data:audio/mpeg;base64,{sound}">\n'
        f'<track kind="captions" srclang="{language}" label="{label}" default '
        f'src="data:text/vtt;charset=utf-8;base64,{captions}">\n</audio>'
    )


def _chapters(session: Session) -> str:
    if not session.chapters:
        return ""
    rate = session.timeline.sample_rate_hz
    rows = []
    for number, chapter in enumerate(session.chapters):
        start_s = samples_to_seconds(chapter.start, rate)
        rows.append(
            f'<li><a href="#part-{number + 1}" data-start="{start_s:.3f}"><span dir="auto">'
            f'{attribute(chapter.title)}</span> <span class="at">{format_clock(start_s)}</span></a></li>'
        )
    title = attribute(words_in(session.language)["parts"])
    listed = "\n".join(rows)
    return (
        f'<nav class="chapters" aria-labelledby="parts">\n<h2 id="parts">{title}</h2>\n'
        f"<ol>\n{listed}\n</ol>\n</nav>"
    )


def _words(session: Session, told: Told) -> str:
    """All that is said, by chapters, each sentence with its times; phrases to repeat stand apart."""
    by_chapter: dict[int | None, list[Cue]] = {number: [] for number in range(len(session.chapters))}
    for cue in told.cues:
        by_chapter.setdefault(cue.chapter, []).append(cue)
    lines: list[str] = []
    for number, said in by_chapter.items():
        if number is not None:
            title = attribute(session.chapters[number].title)
            lines.append(f'<h3 id="part-{number + 1}" dir="auto">{title}</h3>')
        for together in _paragraphs(said, told.phrase_sentences):
            manner = ' class="phrase"' if together[0].text in told.phrase_sentences else ""
            sentences = " ".join(_sentence(cue, session.language) for cue in together)
            lines.append(f'<p{manner} dir="auto">{sentences}</p>')
    return "\n".join(lines)


def _paragraphs(found: Iterable[Cue], phrases: Container[str]) -> Iterator[list[Cue]]:
    together: list[Cue] = []
    for cue in found:
        if together and (
            cue.start - together[-1].end > PARAGRAPH
            or (cue.text in phrases) != (together[-1].text in phrases)
        ):
            yield together
            together = []
        together.append(cue)
    if together:
        yield together


def _sentence(cue: Cue, language: str) -> str:
    lang = f' lang="{attribute(cue.language)}"' if cue.language != language else ""
    return (
        f'<span{lang} data-start="{cue.start_s:.3f}" data-end="{cue.end_s:.3f}">{attribute(cue.text)}</span>'
    )


def _line(text: str) -> str:
    return " ".join(text.split())
