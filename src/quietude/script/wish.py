"""The wish ("May I be safe" from "I am safe") that English gets by rule where the author wrote none.

"May I" before the wrong words wishes harm ("I am in pain"), asks for the past ("I did my best"), or breaks
the grammar ("I have survived"). So a wish is made only of words that are known to be safe after it; any
other statement stays as it is, and an author who wants it as a wish writes one.
"""

from __future__ import annotations

import re
from typing import Final

from quietude.script.nodes import Text, Words
from quietude.script.sentences import sentence_ends
from quietude.script.text import plain

_BEING: Final = (
    r"accepted at_ease at_peace at_rest beloved calm cared_for content curious enough forgiven free gentle "
    r"grateful happy healthy held(?!_back) kind(?!_of) kinder loved open patient peaceful protected safe "
    r"steady strong supported tender understood valued warm welcome well(?!_aware) whole willing worthy"
)
"""What somebody may wish to be, after "I am"."""
_TO_MYSELF: Final = (
    "accept allow believe_in care_for comfort forgive give hold honor honour let love meet offer show "
    "speak_to thank treat trust welcome"
)
"""What somebody may wish to do to "myself": by itself, "let" or "give" may go anywhere ("I give up")."""
_DOING: Final = (
    "begin_again breathe come_back keep_going let_go listen make_room remember rest slow_down soften "
    "speak_kindly start_again take_my_time"
)
"""What somebody may wish to do without more."""
_OFTEN: Final = "also always still"
"""May stand before any of them: "I am still worthy", "I can always begin again"."""


def _any_of(words: str) -> str:
    return "|".join(word.replace("_", r"\s+") for word in words.split())


_LEAD: Final = r"(?P<lead>[\s\"'“‘«(]*)"
_AM: Final = re.compile(
    rf"{_LEAD}I(?:\s+am|['’]m)\s+(?:(?P<often>{_any_of(_OFTEN)})\s+)?(?P<rest>(?:{_any_of(_BEING)})\b.*)",
    re.DOTALL,
)
_DO: Final = re.compile(
    rf"{_LEAD}I\s+(?:can\s+)?(?:(?P<often>{_any_of(_OFTEN)})\s+)?"
    rf"(?P<rest>(?:(?:{_any_of(_TO_MYSELF)})\s+myself|{_any_of(_DOING)})\b.*)",
    re.DOTALL,
)
_CAN_BE: Final = re.compile(
    rf"{_LEAD}I\s+can\s+(?:(?P<often>{_any_of(_OFTEN)})\s+)?be\s+(?P<rest>(?:{_any_of(_BEING)})\b.*)",
    re.DOTALL,
)
_TURNS: Final = re.compile(
    r"[,;:?–—]|\s-\s|\b(?:not|never|no|nor|nothing|nobody|without|cannot|but|yet|though|although|because"
    r"|unless|until|so|than|I)\b|n['’]t\b|\band\s+(?:my|it|this|that|others)\b"
)
"""After these the sentence goes elsewhere, where a wish may say what nobody meant."""
_SO_FAR: Final = re.compile(r"\b(?:as|when|while|what|how|where)\s+I\b|\bno\s+matter\b")
"""Harmless places of the same words: "enough as I am", "kind when I fail"."""


def wish(statement: Text) -> Text:
    """From "I am worthy." to "May I be worthy." where that is sure to be right; else the statement.

    >>> from quietude.findings import Span
    >>> here = Span(path="x", line=1, column=1)
    >>> [plain(wish((Words(text=each, span=here),))) for each in ("I'm safe here.", "I am in pain.")]
    ['May I be safe here.', 'I am in pain.']
    """
    first = statement[0] if statement else None
    if not isinstance(first, Words) or sentence_ends(plain(statement)):
        return statement
    being = _AM.fullmatch(first.text) or _CAN_BE.fullmatch(first.text)
    doing = _DO.fullmatch(first.text)
    found = being or doing
    if found is None:
        return statement
    whole = "".join((found["rest"], *(part.text for part in statement[1:] if isinstance(part, Words))))
    if _TURNS.search(_SO_FAR.sub("", whole)):
        return statement
    words = ["May I", found["often"] or "", "be" if being else "", found["rest"]]
    made = Words(text=found["lead"] + " ".join(word for word in words if word), span=first.span)
    return (made, *statement[1:])
