"""The inside of spoken text: fields in braces, Markdown's emphasis marks, escapes."""

from __future__ import annotations

import re
from typing import Final

from quietude.findings import Span
from quietude.script.nodes import FieldRef, Text, Words

ESCAPABLE: Final = "\\[]{}|*_#-"
"""What a backslash may stand before to be spoken as it is."""

_FIELD: Final = re.compile(r"\{([^\w{}]*)([A-Za-z][\w-]*)([^\w{}]*)\}")
_EMPHASIS: Final = re.compile(
    r"(?<![\w\\*])(\*{1,3}|_{1,3})(?=[^\s*_])(.+?)(?<=[^\s\\*_])\1(?![\w*])", re.DOTALL
)
_ESCAPE: Final = re.compile(rf"\\([{re.escape(ESCAPABLE)}])")
_MARKER: Final = "\ue000"
_PRIVATE_USE: Final = re.compile("[\ue000-\uf8ff]")
"""Dropped from what is spoken: no voice can say them, and they stand for emphasis marks in here."""


class FieldError(ValueError):
    """A brace that is no field. ``offset`` and ``length`` tell where in the text."""

    def __init__(self, message: str, offset: int, length: int) -> None:
        super().__init__(message)
        self.offset, self.length = offset, length


def read_text(raw: str, span: Span) -> Text:
    """Split text into words and fields; emphasis marks go, escapes become what they protect.

    ``span`` is where ``raw`` begins; the parts' spans count columns from there, on the same line.

    Raises:
        FieldError: a brace opens or closes nothing, or holds no field name.
    """
    raw = _mask_emphasis(raw)
    parts: list[Words | FieldRef] = []
    at = 0
    guarded = re.sub(r"\\.", "\x00\x00", raw)  # the same length, so that offsets hold
    for match in _FIELD.finditer(guarded):
        _refuse_braces(guarded, at, match.start())
        _add_words(parts, raw[at : match.start()], _moved(span, at))
        before, name, after = match.groups()
        parts.append(
            FieldRef(name=name, before=before, after=after, span=_moved(span, match.start(), len(match[0])))
        )
        at = match.end()
    _refuse_braces(guarded, at, len(raw))
    _add_words(parts, raw[at:], _moved(span, at))
    return tuple(parts)


def _mask_emphasis(raw: str) -> str:
    # Markers of Markdown's emphasis become characters that _add_words drops, so that columns stay true.
    previous = None
    while previous != raw:
        previous = raw
        raw = _EMPHASIS.sub(lambda match: _MARKER * len(match[1]) + match[2] + _MARKER * len(match[1]), raw)
    return raw


def plain(text: Text) -> str:
    """The text for people, fields in braces as they were written."""
    return "".join(
        part.text if isinstance(part, Words) else f"{{{part.before}{part.name}{part.after}}}" for part in text
    )


def word_count(text: str) -> int:
    """Words as a speech rate counts them: runs of letters and digits, with inner apostrophes and hyphens.

    >>> word_count("It's okay - well-loved.")
    3
    """
    return len(re.findall(r"\w+(?:['’-]\w+)*", text))


def _add_words(parts: list[Words | FieldRef], raw: str, span: Span) -> None:
    if raw:
        text = _PRIVATE_USE.sub("", _ESCAPE.sub(r"\1", raw))
        parts.append(Words(text=text, span=span))


def _refuse_braces(guarded: str, start: int, end: int) -> None:
    for offset in range(start, end):
        if guarded[offset] == "{":
            close = guarded.find("}", offset)
            length = (close - offset + 1) if close >= 0 else 1
            what = "holds no field name" if close >= 0 else "is never closed"
            raise FieldError(
                f"this brace {what}; a field is written {{name}}, {{, name}} or {{name, }}; "
                'a brace to be spoken is written "\\{"',
                offset,
                length,
            )
        if guarded[offset] == "}":
            raise FieldError("this brace closes nothing; a field is written {name}", offset, 1)


def _moved(span: Span, columns: int, length: int = 1) -> Span:
    return Span(path=span.path, line=span.line, column=span.column + columns, length=length)
