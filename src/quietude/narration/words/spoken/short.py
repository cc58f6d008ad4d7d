"""Abbreviations in full, by each language's list."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import lru_cache, partial
from typing import Final

from quietude.narration.words.spoken.tongue import Tongue

_CLOSERS: Final = " )\"'”’»"
_BEFORE: Final = {
    "before_name": r"(?= ?[^\W\d_a-zß-ÿ]| ?\ufdd0)",
    "before_number": r"(?= ?[0-9])",
    "anywhere": "",
}
"""What must follow: a capital (or a kept word), a digit, or nothing in particular."""


def without_abbreviations(text: str, tongue: Tongue) -> str:
    """In full: "for example" for "e.g.", "Doctor Lee" for "Dr. Lee", "number 5" for "No. 5".

    A list's first letters may be written large or small. A full stop that also ended the sentence stays.
    """
    for kind, after in _BEFORE.items():
        said = tongue.table(kind)
        if not said:
            continue
        known = {_bare(form): full for short, full in said.items() for form in _first_letters(short)}
        text = _finder(tuple(said), after).sub(partial(_in_full, known=known), text)
    return text


def _in_full(found: re.Match[str], known: dict[str, str]) -> str:
    short = found[0]
    full = known[_bare(short)]
    if short[0].isupper() and not full[0].isupper() and len(_bare(short)) > 1 and found.start() == 0:
        full = full[0].upper() + full[1:]
    rest = found.string[found.end() :]
    spaced = " " if rest[:1].isalnum() else ""
    return f"{full}.{spaced}" if short.endswith(".") and not rest.strip(_CLOSERS) else f"{full}{spaced}"


def _first_letters(short: str) -> tuple[str, str]:
    return short[0].lower() + short[1:], short[0].upper() + short[1:]


def _bare(short: str) -> str:
    return short.replace(" ", "")


@lru_cache(maxsize=64)
def _finder(shorts: Iterable[str], after: str) -> re.Pattern[str]:
    spelled = []
    for short in sorted(shorts, key=len, reverse=True):
        rest = re.sub(r"\\\.(?=.)", r"\\. ?", re.escape(short[1:]).replace(r"\ ", " "))
        first = "|".join(re.escape(form[0]) for form in _first_letters(short))
        end = "" if short.endswith((".", "/")) else r"(?!\w|\.\w)"
        spelled.append(f"(?:{first}){rest}{end}")
    return re.compile(rf"(?<![\w.\-'])(?:{'|'.join(spelled)}){after}")
