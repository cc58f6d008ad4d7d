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
    r"at_ease at_peace at_rest calm content curious free gentle grateful happy healthy kind(?!_of) kinder "
    r"open patient peaceful protected safe steady strong tender warm well(?!_aware) willing"
)
"""What somebody may wish to be, after "I am"."""
_FEELING: Final = (
    r"accepted beloved cared_for enough forgiven held(?!_back) loved supported understood valued welcome "
    r"whole worthy"
)
"""What somebody may be already and not feel: to wish to be worthy would say that one is not."""
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


_I: Final = r"(?P<lead>[\s\"'“‘«(]*)I"
_HOW_OFTEN: Final = rf"(?:\s+(?P<often>{_any_of(_OFTEN)}))?"
_OPENINGS: Final = tuple(
    (re.compile(rf"{_I}{opening}\s+(?P<rest>(?:{words})\b.*)", re.DOTALL), verb)
    for opening, words, verb in (
        (rf"(?:\s+am|['’]m){_HOW_OFTEN}", _any_of(_BEING), "be"),
        (rf"\s+can{_HOW_OFTEN}\s+be", _any_of(f"{_BEING} {_FEELING}"), "be"),
        (rf"(?:\s+am|['’]m){_HOW_OFTEN}", _any_of(_FEELING), "feel"),
        (rf"(?:\s+can)?{_HOW_OFTEN}", rf"(?:{_any_of(_TO_MYSELF)})\s+myself|{_any_of(_DOING)}", ""),
    )
)
"""How a statement may begin, and the verb that its wish has in place of "am"; empty: its own."""
_TURNS: Final = re.compile(
    r"[,;:?–—]|\s-\s|\b(?:not|never|no|nor|nothing|nobody|without|cannot|but|yet|though|although|because"
    r"|unless|until|so|than|I)\b|n['’]t\b|\band\s+(?:my|it|this|that|others)\b"
)
"""After these the sentence goes elsewhere, where a wish may say what nobody meant."""
_SO_FAR: Final = re.compile(r"\b(?:as|when|while|what|how|where)\s+I\b|\bno\s+matter\b")
"""Harmless places of the same words: "enough as I am", "kind when I fail"."""


def wish(statement: Text) -> Text:
    """From "I am safe." to "May I be safe." where that is sure to be right; else the statement.

    >>> from quietude.findings import Span
    >>> here = Span(path="x", line=1, column=1)
    >>> [plain(wish((Words(text=each, span=here),))) for each in ("I'm safe.", "I am worthy.", "I hurt.")]
    ['May I be safe.', 'May I feel worthy.', 'I hurt.']
    """
    first = statement[0] if statement else None
    if not isinstance(first, Words) or sentence_ends(plain(statement)):
        return statement
    for opening, verb in _OPENINGS:
        found = opening.fullmatch(first.text)
        if found is None:
            continue
        later = "".join(part.text for part in statement[1:] if isinstance(part, Words))
        if _TURNS.search(_SO_FAR.sub("", found["rest"] + later)):
            break
        words = " ".join(word for word in ("May I", found["often"], verb, found["rest"]) if word)
        return (Words(text=found["lead"] + words, span=first.span), *statement[1:])
    return statement
