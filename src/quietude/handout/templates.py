"""The templates of page and sheet: what may stand in them, checked before anything is made.

A template is HTML in which ``$title`` or ``${title}`` stands for something, and ``$$`` for a dollar sign.
"""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Mapping
from pathlib import Path
from string import Template
from typing import Final

from quietude.errors import InputError
from quietude.handout.words import words_in
from quietude.plugins import nearest

PAGE: Final = "page"
SHEET: Final = "sheet"
REQUIRED: Final[Mapping[str, tuple[str, ...]]] = {
    PAGE: ("language", "title", "audio", "words", "safety"),
    SHEET: ("language", "title", "steps", "phrases", "safety"),
}
"""What no template may leave out: whose session it is, what is in it, and when not to listen."""
OPTIONAL: Final[Mapping[str, tuple[str, ...]]] = {
    PAGE: (
        *("style", "style_hash", "script", "script_hash", "accent", "accent_dark"),
        *("clinic", "for_line", "about", "cover", "length", "length_s", "chapters", "crisis", "footer"),
    ),
    SHEET: (
        *("style", "style_hash", "accent", "accent_dark"),
        *("clinic", "for_line", "length", "purpose", "why", "chosen", "how", "crisis", "footer"),
    ),
}
"""What a template may leave out. Beside these, each of our own words is ``$label_KEY`` (see words.toml)."""


def labels(language: str) -> dict[str, str]:
    """The words of a language as a template's placeholders; plain text, not yet escaped."""
    return {f"label_{key}": word for key, word in words_in(language).items()}


def check_template(text: str, kind: str, path: Path) -> None:
    """See that a template can be filled in, and that it leaves out nothing that a hand-out needs.

    Args:
        text: the template.
        kind: `PAGE` or `SHEET`.
        path: of its file, for messages.

    Raises:
        InputError: a placeholder is not known or is missing, or a dollar sign begins none; names the file,
            and the line where there is one.
    """
    template = Template(text)
    known = (*REQUIRED[kind], *OPTIONAL[kind], *labels("en"))
    for match in template.pattern.finditer(text):
        line = text.count("\n", 0, match.start()) + 1
        if match.group("invalid") is not None:
            raise InputError(
                f"{path}:{line}: this $ begins no placeholder; write $$ for a dollar sign, and ${{name}} "
                "where a letter follows a placeholder"
            )
        name = match.group("named") or match.group("braced")
        if name and name not in known:
            near = nearest(name, known)
            guess = f'; did you mean "${near}"?' if near else "."
            raise InputError(
                f"{path}:{line}: ${name} is no placeholder of a {kind}{guess} Known: "
                f"{', '.join((*REQUIRED[kind], *OPTIONAL[kind]))}, and label_KEY for each of our own words; "
                "write $$ for a dollar sign"
            )
    missing = [name for name in REQUIRED[kind] if name not in template.get_identifiers()]
    if missing:
        raise InputError(
            f"{path}: the {kind} has no {', '.join('$' + name for name in missing)}; write it "
            "where it belongs"
        )


def filled(text: str, values: Mapping[str, str], language: str) -> bytes:
    """A checked template with everything in its place, in UTF-8. ``values`` are HTML already."""
    words = {key: attribute(word) for key, word in labels(language).items()}
    return Template(text).substitute(words, **values).encode()


def csp_hash(content: str) -> str:
    """How a content security policy names an inline style or script that may be used."""
    return "sha256-" + base64.b64encode(hashlib.sha256(content.encode()).digest()).decode()


def attribute(text: str) -> str:
    """Text that may stand in HTML: between tags and between double quotation marks, and harmless in both.

    Control characters go, which HTML forbids; line ends become spaces.
    """
    kept = "".join(char if char >= " " and not "\x7f" <= char <= "\x9f" else " " for char in text)
    for char, entity in (("&", "&amp;"), ("<", "&lt;"), (">", "&gt;"), ('"', "&quot;"), ("'", "&#39;")):
        kept = kept.replace(char, entity)
    return kept
