"""Where a speaker stops: prose to sentences, and long sentences to breaths.

Works on text in which a listener's values are still placeholders (see the score's values), so that nothing
in a value can move a border.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from quietude.script.text import word_count

MOST_WORDS_A_BREATH: Final = 14
"""At 125 words a minute, 14 words last some 7 s: about as much as is said calmly on one breath."""
FEWEST_WORDS_A_BREATH: Final = 4
"""A breath before or after fewer words than these sounds like a stumble."""

_END: Final = re.compile(r"(?:[.!?…؟۔।]+[\"'”’)»]*(?=\s)|[。！？｡]+[\"'”’）」』]*)")
_TITLES: Final = frozenset(
    (
        *("dr", "mr", "mrs", "ms", "st", "prof", "e.g", "i.e", "vs"),
        *("hr", "fr", "z.b", "d.h", "u.a", "bzw"),
        *("sr", "sra", "dhr", "mevr"),
    )
)
"""Abbreviations that another word follows, so that no sentence ends with them."""
_NUMBERED: Final = frozenset(("no", "nr", "ca", "approx", "p", "n", "núm"))
"""Abbreviations before a digit, and whole words or letters elsewhere."""
_MARKS: Final = re.compile(r"[,;:–—،؛](?=\s)|\s[-–—](?=\s)|[，、；：]")
_NEXT: Final = re.compile(r"[\s\"'“‘«(]*(\S)")
_SPOKEN: Final = re.compile("[^\\W_]|[\ue100-\uf8ff]")
"""A letter, a digit, or the placeholder of a value (see the score's values)."""
_STRAY: Final = ",;:.!?…)]–—- "
"""Marks that begin no sentence: a directive or a field that says nothing has cut them off."""
_CLAUSES: Final = {
    "en": "but so because while when where which until if though before after without",
    "de": "und oder aber wenn während weil bis dass",
    "es": "y o pero si mientras cuando porque hasta que",
    "fr": "et ou mais si pendant quand parce jusqu'à que",
    "it": "e o ma se mentre quando perché finché che",
    "pt": "e ou mas se enquanto quando porque até que",
    "nl": "en of maar als terwijl wanneer omdat tot dat",
}
"""Words before which a clause may begin, by language."""
_STARTERS: Final = (
    "a an the my your our their its it you i we they he she this that these those there then to in on at "
    "with for from by as how what when where if nothing nowhere both let notice feel begin"
)
_EN_WEAK: Final = re.compile(
    rf"\s(?=(?:(?:and|or|that)\s(?:{_STARTERS.replace(' ', '|')})|(?:as|like)\s(?:a|an|the|if|though))\b)",
    re.IGNORECASE,
)
"""English joins two words with these as readily as two clauses; an article or the like tells a clause."""
_EN_NEVER_AFTER: Final = re.compile(
    r"(?:\b(?:a|an|the|of|to|and|or|but|as|so|just|even|only|what|that|than|in|on|at|with|for|from|by)"
    r"|\b(?:a|an)\s\w+,)\s*$",
    re.IGNORECASE,
)
"""Nobody breathes after these words, nor inside "a wide, still lake"."""


def split_sentences(text: str) -> list[str]:
    """Sentences in order, white space folded; each has something to say.

    >>> split_sentences("Dr. Lee is here. Breathe in… and out! Well")
    ['Dr. Lee is here.', 'Breathe in… and out!', 'Well']
    """
    folded = " ".join(text.split()).lstrip(_STRAY)
    sentences, start = [], 0
    for end in [*sentence_ends(folded), len(folded)]:
        if _SPOKEN.search(folded, start, end) and (end == len(folded) or _SPOKEN.search(folded, end)):
            sentences.append(folded[start:end].lstrip(_STRAY).rstrip())
            start = end
    return sentences


def sentence_ends(text: str) -> list[int]:
    """Where sentences end inside a text, each with its closing marks."""
    ends, start = [], 0
    for match in _END.finditer(text):
        after = _NEXT.match(text, match.end())
        if after and _ends_here(text[start : match.end()], after[1]):
            ends.append(match.end())
            start = match.end()
    return ends


def _ends_here(sentence: str, following: str) -> bool:
    if following.islower():
        return False
    last = sentence.split()[-1].strip("\"'“‘(«")
    if not last.endswith("."):
        return True
    stem = last.rstrip(".")
    if following.isdigit() and stem.lower() in _NUMBERED:
        return False
    is_initial = len(stem) == 1 and stem.isupper() and stem.isascii() and stem != "I" and last == f"{stem}."
    return stem.lower() not in _TITLES and not is_initial


def split_breaths(sentence: str, language: str) -> list[str]:
    """A sentence in pieces that are said on one breath each; a short one stays whole.

    Breaks at punctuation, else where a clause begins, as near to even pieces as the text allows; never
    leaves fewer than `FEWEST_WORDS_A_BREATH` words alone.
    """
    words = word_count(sentence)
    if words <= MOST_WORDS_A_BREATH:
        return [sentence]
    cut = None
    for places in _borders(sentence, language.split("-")[0]):
        cut = cut or _best_cut(sentence, words, places)
    if cut is None:
        return [sentence]
    return [
        *split_breaths(sentence[:cut].strip(), language),
        *split_breaths(sentence[cut:].strip(), language),
    ]


def _borders(sentence: str, language: str) -> Iterator[list[int]]:
    """Where a breath may be taken, the best places first."""
    clause = "|".join(map(re.escape, _CLAUSES.get(language, "").split()))
    kinds = [
        [match.end() for match in _MARKS.finditer(sentence)],
        [match.start() for match in re.finditer(rf"\s(?=(?:{clause})\s)", sentence)] if clause else [],
        [match.start() for match in _EN_WEAK.finditer(sentence)] if language == "en" else [],
    ]
    for places in kinds:
        yield [place for place in places if language != "en" or not _after_a_joint(sentence, place)]


def _after_a_joint(sentence: str, place: int) -> bool:
    # The words just before are enough, and a sentence may be very long.
    return bool(_EN_NEVER_AFTER.search(sentence[max(0, place - 40) : place]))


def _best_cut(sentence: str, words: int, places: list[int]) -> int | None:
    best: tuple[int, int] | None = None
    before, start = 0, 0
    for place in places:
        before += word_count(sentence[start:place])
        start = place
        if min(before, words - before) >= FEWEST_WORDS_A_BREATH:
            best = min(best or (words, 0), (abs(words - 2 * before), place))
    return best[1] if best else None
