"""Pieces of HTML that page and sheet share."""

from __future__ import annotations

from quietude.handout.clinic import Clinic, in_language
from quietude.handout.templates import attribute
from quietude.handout.words import words_in


def clinic_header(clinic: Clinic | None) -> str:
    """Logo, name and lines of a clinic; empty without one."""
    if clinic is None:
        return ""
    # The name stands beside the logo, so that a screen reader need not be told it twice.
    logo = f'<img src="{clinic.logo}" alt="">\n' if clinic.logo else ""
    lines = "<br>".join(map(attribute, clinic.lines))
    about = f"<p><strong>{attribute(clinic.name)}</strong>{lines}</p>"
    return f'<header class="clinic" dir="auto">\n{logo}{about}\n</header>'


def crisis_line(clinic: Clinic | None, language: str) -> str:
    """Whom to turn to, as a clinic says it; empty where it says nothing."""
    text = in_language(clinic.crisis, language) if clinic else ""
    if not text:
        return ""
    head = attribute(words_in(language)["crisis"])
    return f'<p class="crisis" dir="auto"><strong>{head}</strong> {attribute(text)}</p>'


def for_line(name: str, language: str) -> str:
    """The line "For Siobhan"; empty without a name."""
    if not name:
        return ""
    return f'<p class="for" dir="auto">{attribute(words_in(language)["for"].replace("{name}", name))}</p>'


def paragraph(text: str) -> str:
    """A text as a paragraph; empty for none."""
    return f'<p dir="auto">{attribute(text)}</p>' if text else ""


def length_in_words(seconds: float) -> str:
    """A length to half a minute, in words that are the same in every language.

    >>> length_in_words(330.0), length_in_words(3660.0), length_in_words(20.0)
    ('5½ min', '1 h 1 min', '½ min')
    """
    hours, rest = divmod(max(1, round(seconds / 30)), 120)
    minutes, half = divmod(rest, 2)
    part = f"{minutes or ''}{'½' if half else ''}"
    return " ".join([*([f"{hours} h"] if hours else []), *([f"{part} min"] if part else [])])
