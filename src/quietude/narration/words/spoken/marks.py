"""Punctuation that every engine takes alike: a dash becomes a comma, quotes go, apostrophes stay."""

from __future__ import annotations

import re
from typing import Final

_PAUSE: Final = "\x1f"
"""Stands for a pause of ours until it is known what lies around it. White space, so no folded text has it."""
KEPT: Final = "\ufdd0"
"""Stands for a word that must stay as it is: a code point that Unicode keeps out of all text."""
_STOPS: Final = ",.;:!?…，。、；：！？؟،"
_LOOSE: Final = r"'(?:tis|twas|til|em|cause|n|s|t|k|m)\b"
"""Words that begin with an apostrophe; ``'s avonds``, ``'t``, ``'k`` are Dutch."""
_INSIDE: Final = re.compile(r"(?<=\w)[’ʼ´`ʹ](?=\w)")
_QUOTED: Final = re.compile(
    rf"(?<!\w)(?!{_LOOSE})[‘‚']([\w\ufdd0](?:[^'’‘]|(?<=\w)['’](?=\w)){{0,300}}?)[’'](?!\w)"
)
_DOUBLE: Final = re.compile(r"« ?| ?»|[\"“”„‟‹›″＂]|''")
_PICTURES: Final = re.compile(r"(?<!\w)[:;]-?[()]+(?!\w)|[™®©]")
_STARS: Final = re.compile(r"\*+|(?<![^\W_])_+|_+(?![^\W_])")
_DOTS: Final = re.compile(r" ?\.(?: \.){2,}|\.(?: ?\.){2,}|…(?: ?[.…])*")
_SUFFIX: Final = re.compile(r"(?<=[a-zà-ÿ]{2})\(([a-zà-ÿ]{1,3})\)(?!\w)")
_HYPHENS: Final = re.compile(r"[\u2010\u2011]")
_COMPOUND: Final = re.compile(r"(?<=[^\W\d_])–(?=[^\W\d_])")
_DASHES: Final = re.compile(
    r"\s*[—―⸺⸻]\s*"
    r"|\s*[-–—−‒]{2,}\s*"
    r"|(?<![0-9])\s[-–−‒]\s|\s[-–−‒]\s(?![0-9])"
    r"|(?<=\S)\s–(?![0-9\s])|(?<![0-9\s])–\s(?=\S)"
    r"|^[-–−‒](?:\s|(?![0-9]))|\s?[–−‒]$|\s-$"
)
_ROUND: Final = re.compile(r"[(){}•|]|(?<!\w)·|·(?!\w)")
_PAUSES: Final = re.compile(rf"[{_PAUSE} ]*{_PAUSE}[{_PAUSE} ]*")


def without_quotes(text: str) -> str:
    """Quotation marks out, and every apostrophe as ``'``; words never run together.

    >>> without_quotes("“It’s ‘now’,” she said, « oui »")
    "It's now, she said, oui"
    """
    text = _INSIDE.sub("'", text)
    text = _QUOTED.sub(r"\1", text)
    text = _DOUBLE.sub(_gone, text)
    return re.sub("[‘’ʼ]", "'", text)


def with_pauses(text: str) -> str:
    """Dashes and brackets as commas, dots as one ``…``; hyphens inside words stay.

    >>> with_pauses("Breathe -- slowly — (gently), self-compassion. . .")
    'Breathe, slowly, gently, self-compassion…'
    """
    text = _PICTURES.sub("", _HYPHENS.sub("-", text))
    text = _STARS.sub(_gone, text)
    text = _SUFFIX.sub(r"\1", _DOTS.sub("…", text))
    text = _COMPOUND.sub("-", text)
    text = _ROUND.sub(_PAUSE, _DASHES.sub(_PAUSE, text))
    return " ".join(_PAUSES.sub(_pause, text).split())


def _gone(mark: re.Match[str]) -> str:
    before, after = mark.string[: mark.start()][-1:], mark.string[mark.end() :][:1]
    return " " if all(char.isalnum() or char == KEPT for char in (before, after)) else ""


def _pause(mark: re.Match[str]) -> str:
    before, after = mark.string[: mark.start()][-1:], mark.string[mark.end() :][:1]
    if not before or not after or after in _STOPS:
        return ""
    if before in "¿¡":
        return ""
    return " " if before in _STOPS else ", "
