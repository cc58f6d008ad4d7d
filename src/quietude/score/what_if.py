"""The what-if form that English gets by rule where the author wrote none."""

from __future__ import annotations

import re
from typing import Final

from quietude.script.nodes import FieldRef, Text, Words

LANGUAGES: Final = ("en",)
"""Elsewhere the verb moves or changes its mood; there the author writes the form."""

_KEPT: Final = re.compile(r"(?:I|I['’]\w+|[A-Z]{2,})\b")


def what_if(statement: Text) -> Text:
    """From "I am worthy." to "What if I am worthy?" (made by rule).

    The first letter becomes small ("I" and what is all capitals stay), the full stop a question mark.
    A statement that asks already stays as it is.

    Source: the founding exercise asks for "What if" before a phrase that feels untrue.
    """
    first, last = statement[0], statement[-1]
    whole = "".join(part.text for part in statement if isinstance(part, Words)).strip()
    if whole.lower().startswith("what if") or whole.endswith("?"):
        return statement
    parts: list[Words | FieldRef] = list(statement)
    if isinstance(last, Words):
        parts[-1] = Words(text=last.text.rstrip().rstrip(".!…") + "?", span=last.span)
    else:
        parts.append(Words(text="?", span=last.span))
    if isinstance(first, Words):
        head = parts[0]
        text = head.text.lstrip() if isinstance(head, Words) else ""
        lowered = text if _KEPT.match(text) else text[:1].lower() + text[1:]
        parts[0] = Words(text="What if " + lowered, span=first.span)
    else:
        parts.insert(0, Words(text="What if ", span=first.span))
    return tuple(parts)
