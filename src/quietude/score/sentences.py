"""Where a speaker stops: prose to sentences, and long sentences to breaths.

Works on text in which a listener's values are still placeholders (see builder), so that nothing in a
value can move a border.
"""

from __future__ import annotations

import re
from typing import Final

from quietude.script.text import word_count

MOST_WORDS_A_BREATH: Final = 14
"""At 125 words a minute, 14 words last some 7 s: about as much as is said calmly on one breath."""
FEWEST_WORDS_A_BREATH: Final = 4
"""A breath before or after fewer words than these sounds like a stumble."""

_END: Final = re.compile(r"[.!?…]+[\"'”’)»]*(?=\s)")
_ABBREVIATIONS: Final = frozenset(
    (
        *("dr", "mr", "mrs", "ms", "st", "prof", "jr", "vs", "e.g", "i.e", "etc", "no", "approx"),
        *("bzw", "ca", "z.b", "d.h", "u.a", "usw", "nr", "hr", "fr"),
        *("sr", "sra", "p.ex", "env", "dhr", "mevr"),
    )
)
_MARKS: Final = re.compile(r"[,;:–—](?=\s)|\s[-–—](?=\s)")
_JOINTS: Final = {
    "en": "and or but as if so while when where which that because until with",
    "de": "und oder aber wenn während weil bis dass",
    "es": "y o pero si mientras cuando porque hasta que",
    "fr": "et ou mais si pendant quand parce jusqu'à que",
    "it": "e o ma se mentre quando perché finché che",
    "pt": "e ou mas se enquanto quando porque até que",
    "nl": "en of maar als terwijl wanneer omdat tot dat",
}
"""Words before which a clause may begin, by language."""


def split_sentences(text: str) -> list[str]:
    """Sentences in order, white space folded; none is empty.

    >>> split_sentences("Dr. Lee is here. Breathe in… and out! Well")
    ['Dr. Lee is here.', 'Breathe in… and out!', 'Well']
    """
    folded = " ".join(text.split())
    sentences, start = [], 0
    for match in _END.finditer(folded):
        after = folded[match.end() :].lstrip()
        if after and not _ends_here(folded[start : match.end()], after):
            continue
        sentences.append(folded[start : match.end()].strip())
        start = match.end()
    sentences.append(folded[start:].strip())
    return [sentence for sentence in sentences if sentence]


def _ends_here(sentence: str, after: str) -> bool:
    if after[0].islower():
        return False
    last = sentence.split()[-1].strip("\"'“‘(«")
    stem = last.rstrip(".")
    return not (
        last.endswith(".")
        and (stem.lower() in _ABBREVIATIONS or (len(stem) == 1 and stem.isupper() and stem != "I"))
    )


def split_breaths(sentence: str, language: str) -> list[str]:
    """A sentence in pieces that are said on one breath each; a short one stays whole.

    Breaks at punctuation first and before a conjunction where there is none, as near to even pieces as
    the text allows; never leaves fewer than `FEWEST_WORDS_A_BREATH` words alone.
    """
    words = word_count(sentence)
    if words <= MOST_WORDS_A_BREATH:
        return [sentence]
    cut = _best_cut(sentence, words, [match.end() for match in _MARKS.finditer(sentence)])
    if cut is None:
        joints = _JOINTS.get(language.split("-")[0], "").split()
        pattern = rf"\s(?=(?:{'|'.join(map(re.escape, joints))})\s)" if joints else r"(?!)"
        cut = _best_cut(sentence, words, [match.start() for match in re.finditer(pattern, sentence)])
    if cut is None:
        return [sentence]
    return [
        *split_breaths(sentence[:cut].strip(), language),
        *split_breaths(sentence[cut:].strip(), language),
    ]


def _best_cut(sentence: str, words: int, places: list[int]) -> int | None:
    best: tuple[int, int] | None = None
    for place in places:
        before = word_count(sentence[:place])
        if min(before, words - before) >= FEWEST_WORDS_A_BREATH:
            best = min(best or (words, 0), (abs(words - 2 * before), place))
    return best[1] if best else None
