"""The what-if form that English gets by rule where the author wrote none."""

from __future__ import annotations

import re
from itertools import pairwise
from typing import Final

from quietude.script.nodes import FieldRef, Text, Words
from quietude.script.sentences import sentence_ends
from quietude.script.text import plain

LANGUAGES: Final = ("en",)
"""Elsewhere the verb moves or changes its mood; there the author writes each form."""

_KEPT_CAPITAL: Final = re.compile(r"(?:I|I['’]\w+|[A-Z]{2,})\b")
_STAYS: Final = re.compile(r"\W*(?:what if|may|let)\b", re.IGNORECASE)
"""A wish ("May I be safe") claims nothing that a question could soften, and has no what-if form."""
_OPENING: Final = re.compile(r"[\s\"'“‘«(]*")
_CLOSING: Final = re.compile(r"([\s.!…]*)([\"'”’»)]*)\s*$")


def can_make(language: str) -> bool:
    """Whether what-if forms and wishes are made in this language (``en``, ``en-gb``)."""
    return language.split("-")[0] in LANGUAGES


def what_if(statement: Text) -> Text:
    """From "I am worthy." to "What if I am worthy?" (made by rule).

    The first letter becomes small ("I" and what is all capitals stay), the full stop a question mark; of
    several sentences each is asked. A question or a wish stays as it is.

    Source: the founding exercise asks for "What if" before a phrase that feels untrue.
    """
    whole = plain(statement).rstrip(" \"'”’»)")
    if not statement or whole.endswith("?") or _STAYS.match(whole):
        return statement
    parts: list[Words | FieldRef] = [_asked_inside(part) for part in statement]
    first, last = parts[0], parts[-1]
    if isinstance(first, Words):
        parts[0] = Words(text=_asked(first.text), span=first.span)
    else:
        parts.insert(0, Words(text="What if ", span=first.span))
    end = parts[-1]
    if isinstance(end, Words):
        parts[-1] = Words(text=_CLOSING.sub(r"?\2", end.text, count=1), span=end.span)
    else:
        parts.append(Words(text="?", span=last.span))
    return tuple(parts)


def _asked(text: str) -> str:
    opening = _OPENING.match(text)
    lead = opening[0] if opening else ""
    body = text[len(lead) :]
    if body and not _KEPT_CAPITAL.match(body):
        body = body[0].lower() + body[1:]
    return f"{lead.lstrip()}What if {body}"


def _asked_inside(part: Words | FieldRef) -> Words | FieldRef:
    if not isinstance(part, Words):
        return part
    ends = sentence_ends(part.text)
    pieces = [part.text[start:end] for start, end in pairwise((0, *ends, len(part.text)))]
    asked = [_CLOSING.sub(r"?\2", piece, count=1) for piece in pieces[:-1]]
    later = [piece[: len(piece) - len(piece.lstrip())] + _asked(piece) for piece in (*asked[1:], pieces[-1])]
    return Words(text="".join((*asked[:1], *later)) if ends else part.text, span=part.span)
