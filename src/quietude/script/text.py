"""The inside of spoken text: fields in braces, Markdown's emphasis marks, escapes."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Final, TypeAlias

from quietude.findings import Span
from quietude.script.nodes import FieldRef, Text, Words

ESCAPABLE: Final = "\\[]{}|*_#-"
"""What a backslash may stand before to be spoken as it is."""

Place: TypeAlias = Callable[[int, int], Span]
"""From the offset and length of some characters to where they were written."""

_FIELD: Final = re.compile(r"\{([^\w{}]*)([A-Za-z](?:[\w-]*\w)?)([^\w{}]*)\}")
_ESCAPE: Final = re.compile(rf"\\([{re.escape(ESCAPABLE)}])")
_EMPHASIS: Final = re.compile(r"\*+|(?<!\w)_+|_+(?!\w)")
"""Marks that are never spoken, whether they pair or not: nobody means to hear an asterisk, and a pair may
be parted by the end of a line."""
_UNSPEAKABLE: Final = re.compile("[\x00-\x08\x0e-\x1f\x7f\ue000-\uf8ff]")
"""Control characters and those for private use: no voice can say them, and the score needs the latter."""


class FieldError(ValueError):
    """A brace that is no field. ``offset`` and ``length`` tell where in the text."""

    def __init__(self, message: str, offset: int, length: int) -> None:
        super().__init__(message)
        self.offset, self.length = offset, length


def hide_escapes(raw: str) -> str:
    r"""The text with every ``\x`` blanked out, at the same length: what is left of a mark is a mark.

    >>> hide_escapes(r"a \[ b [")
    'a \x00\x00 b ['
    """
    return re.sub(r"\\.", "\x00\x00", raw, flags=re.DOTALL)


def read_text(raw: str, place: Place) -> Text:
    """Split text into words and fields; emphasis marks go, escapes become what they protect.

    Raises:
        FieldError: a brace opens or closes nothing, or holds no field name.
    """
    parts: list[Words | FieldRef] = []
    at = 0
    visible = hide_escapes(raw)
    for match in _FIELD.finditer(visible):
        _refuse_braces(visible, at, match.start())
        _add_words(parts, raw, at, match.start(), place)
        before, name, after = match.groups()
        parts.append(
            FieldRef(
                name=name,
                before=_spoken(before),
                after=_spoken(after),
                span=place(match.start(), len(match[0])),
            )
        )
        at = match.end()
    _refuse_braces(visible, at, len(raw))
    _add_words(parts, raw, at, len(raw), place)
    return tuple(parts)


def plain(text: Text) -> str:
    """The text for people, fields in braces as they were written."""
    return "".join(
        part.text if isinstance(part, Words) else f"{{{part.before}{part.name}{part.after}}}" for part in text
    )


def has_words(text: Text) -> bool:
    """Whether there is anything a voice can say: a letter, a digit or a field."""
    return any(isinstance(part, FieldRef) or re.search(r"[^\W_]", part.text) for part in text)


def word_count(text: str) -> int:
    """Words as a speech rate counts them: runs of letters and digits, with inner apostrophes and hyphens.

    >>> word_count("It's okay - well-loved.")
    3
    """
    return len(re.findall(r"\w+(?:['’-]\w+)*", text))


def _add_words(parts: list[Words | FieldRef], raw: str, start: int, end: int, place: Place) -> None:
    text = _spoken(raw[start:end])
    if text:
        parts.append(Words(text=text, span=place(start, end - start)))


def _spoken(raw: str) -> str:
    # Escapes are cut out first, so that an escaped mark is not taken for emphasis.
    pieces, at = [], 0
    for escape in _ESCAPE.finditer(raw):
        pieces += [_EMPHASIS.sub("", raw[at : escape.start()]), escape[1]]
        at = escape.end()
    pieces.append(_EMPHASIS.sub("", raw[at:]))
    return _UNSPEAKABLE.sub("", "".join(pieces))


def _refuse_braces(visible: str, start: int, end: int) -> None:
    brace = re.compile(r"[{}]").search(visible, start, end)
    if brace is None:
        return
    offset = brace.start()
    if brace[0] == "}":
        raise FieldError("this brace closes nothing; a field is written {name}", offset, 1)
    close = visible.find("}", offset)
    what = "holds no field name" if close >= 0 else "is never closed"
    raise FieldError(
        f"this brace {what}; a field is written {{name}}, {{, name}} or {{name, }}; "
        'a brace to be spoken is written "\\{"',
        offset,
        (close - offset + 1) if close >= 0 else 1,
    )
