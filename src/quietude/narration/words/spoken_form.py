"""From what people write to what every voice says alike: figures, signs and abbreviations as words.

Engines differ in "3:30", "2.5", "2-3", "&" and "–" (eSpeak says "two dash three"; a neural voice may drop
the mark), so all of it is spelled out here, before any engine. English, German, Spanish, French, Italian,
Portuguese and Dutch are read in full, with their own number marks; elsewhere only quotes, dashes, brackets
and white space are treated, and figures are left to the engine.

Known limits. Gender follows a noun's ending, German ordinals the article before them, and no case is tried
("mit 1 Minute" becomes "mit eine Minute"). "5 m" is metres, never minutes. A point in a time ("14.30") is
only read as one beside "Uhr", "uur" or "ore". Codes of letters and digits (A4, mp3, v2.5) are the engine's.
"""

from __future__ import annotations

import re
from collections.abc import Set as AbstractSet
from functools import lru_cache
from typing import Final

from quietude.narration.words.spoken.capitals import without_capitals
from quietude.narration.words.spoken.figures import without_figures
from quietude.narration.words.spoken.marks import KEPT, with_pauses, without_quotes
from quietude.narration.words.spoken.short import without_abbreviations
from quietude.narration.words.spoken.tongue import tongue

_MOST_PASSES: Final = 6
"""What one pass lays bare, the next one reads; no text out of 25,000 that were tried needed more than two."""


def spoken_form(text: str, language: str, keep: AbstractSet[str] = frozenset()) -> str:
    """The words to speak for a sentence in a language (BCP 47, lower case); never fails.

    Words in ``keep`` (whole, whatever their case: a lexicon's) are left exactly as they are. Letters are
    never changed but in abbreviations and in words all in capitals; doing it twice changes nothing more.

    >>> spoken_form("Rest for 2-3 min – it’s 7:30, e.g. after “work” (or play).", "en")
    "Rest for two to three minutes, it's seven thirty, for example after work, or play."
    >>> spoken_form("Atme 2,5 s ein, z. B. am 1. Mai um 14:30 Uhr.", "de")
    'Atme zwei Komma fünf Sekunden ein, zum Beispiel am ersten Mai um vierzehn Uhr dreißig.'
    >>> spoken_form("Dr. Lee's mp3 & A4", "en", frozenset({"dr. lee"}))
    "Dr. Lee's mp3 and A4"
    """
    said = _once(text, language, keep)
    for _ in range(_MOST_PASSES):
        again = _once(said, language, keep)
        if again == said:
            break
        said = again
    return said


def _once(text: str, language: str, keep: AbstractSet[str]) -> str:
    text = " ".join(text.replace(KEPT, " ").split())
    kept: list[str] = []
    if keep:
        finder = _finder(frozenset(keep))
        kept = finder.findall(text)
        text = finder.sub(KEPT, text)
    text = without_quotes(text)
    if words := tongue(language):
        text = without_abbreviations(text, words)
        text = without_figures(text, words)
        text = without_capitals(text, words)
    text = with_pauses(text)
    for word in kept:
        text = text.replace(KEPT, word, 1)
    return text


@lru_cache(maxsize=64)
def _finder(keep: frozenset[str]) -> re.Pattern[str]:
    # The longest first, so that "mary ann" is found before "mary".
    words = sorted((" ".join(word.split()) for word in keep), key=lambda word: (-len(word), word))
    either = "|".join(re.escape(word) for word in words if word) or r"(?!)"
    return re.compile(rf"(?<!\w)(?:{either})(?!\w)", re.IGNORECASE)
