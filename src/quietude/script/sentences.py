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

_END: Final = re.compile(r"(?:[.!?…؟۔।]+[\"'”’)»“«]*(?:\s»)?(?=\s)|[。！？｡]+[\"'”’）」』]*)")
"""Closing quotation marks stay with the sentence: also those of „German“ and »German«, and « French »."""
_TITLES: Final = frozenset(
    (
        *("dr", "mr", "mrs", "ms", "st", "prof", "e.g", "i.e", "vs"),
        *("hr", "fr", "z", "z.b", "d.h", "u.a", "bzw", "bspw", "evtl", "ggf", "vgl"),
        "p.ex",
        *("sr", "sra", "sres", "dra", "ud", "uds", "ej"),
        *("sig", "sigg", "dott"),
        *("dhr", "mevr", "mw", "drs", "bijv", "d.w.z", "o.a"),
    )
)
"""Abbreviations that another word follows, so that no sentence ends with them."""
_NUMBERED: Final = frozenset(("no", "nr", "ca", "approx", "p", "n", "núm", "pág", "pag", "aprox", "env"))
"""Abbreviations before a digit, and whole words or letters elsewhere."""
_MARKS: Final = re.compile(r"[,;:–—،؛](?=\s)|\s[-–—](?=\s)|[，、；：]")
_NEXT: Final = re.compile(r"[\s\"'“‘«„‚»(]*(\S)")
_SPOKEN: Final = re.compile("[^\\W_]|[\ue100-\uf8ff]")
"""A letter, a digit, or the placeholder of a value (see the score's values)."""
_STRAY: Final = ",;:.!?…)]–—- "
"""Marks that begin no sentence: a directive or a field that says nothing has cut them off."""
_CLAUSES: Final = {
    "en": "but so because while when where which until if though before after without",
    "de": "aber sondern denn wenn während weil bevor bis sobald obwohl dass ohne um",
    "es": (
        "pero sino mientras cuando porque aunque si hasta_que para_que sin_que antes_de_que como_si "
        "como_un como_una como_cuando donde cada_vez_que y_que"
    ),
    "fr": (
        "mais quand lorsque lorsqu' puisque puisqu' parce pendant tandis afin "
        "avant_de avant_que alors_que jusqu'à jusqu'au jusqu'aux que qu' qui dont où sans s'il s'ils "
        "si_vous si_tu si_vos si_votre si_cela si_ça si_le si_la si_les si_un si_une"
    ),
    "it": (
        "ma però mentre quando perché finché affinché se oppure prima_che senza_che come_se come_un "
        "come_uno come_una come_quando dove ogni_volta_che e_che"
    ),
    "pt": (
        "mas porém enquanto quando porque embora até_que para_que sem_que antes_que cada_vez_que "
        "e_que como_se como_um como_uma como_quando onde se_você se_quiser se_for se_fizer se_algo se_isso "
        "se_o se_a se_os se_as"
    ),
    "nl": (
        "maar want als terwijl wanneer omdat zodat zodra voordat nadat hoewel tot om zonder "
        "dat_je dat_het dat_er dat_de dat_ik dat_u"
    ),
}
"""Words before which a clause may begin, by language; "_" stands for a space, and an apostrophe at the end
joins the next word. With its next word: what alone means something else as often (French "si facilement",
Portuguese "os olhos se fecham")."""
_JOINERS: Final = {
    "de": "und oder",
    "es": "y e o u que",
    "fr": "et ou",
    "it": "e ed o che",
    "nl": "en of",
    "pt": "e ou que",
}
"""Words that join two words as readily as two clauses: the last choice, where no clause begins."""
_STARTERS: Final = (
    "a an the my your our their its it you i we they he she this that these those there then to in on at "
    "with for from by as how what when where if nothing nowhere both let notice feel begin"
)
_EN_WEAK: Final = re.compile(
    rf"\s(?=(?:(?:and|or|that)\s(?:{_STARTERS.replace(' ', '|')})|(?:as|like)\s(?:a|an|the|if|though))\b)",
    re.IGNORECASE,
)
"""English joins two words with these as readily as two clauses; an article or the like tells a clause."""
_NEVER_LAST: Final = {
    "en": "a an the of to and or but as so just even only what that than in on at with for from by",
    "de": "der die das den dem des eine einen einem einer von vom zum zur im am beim für und oder aber als "
    "so auch nur selbst erst immer nicht ohne statt außer",
    "es": "el la los las lo un una unos unas al del a de en con por para sin sobre entre hasta hacia desde "
    "bajo mi mis tu tus su sus este esta estos estas ese esa esos esas cada y e o u ni pero sino que si como "
    "cuando mientras porque aunque donde tan (?<!vez_)más menos muy no se me te le antes_de tal incluso "
    r"(?:deja|dejas|dejar|dejando|permite|permitir|puede|hace|es|siente|sentir|tal_vez|cada_vez)",
    "fr": "le la les un une des du de à au aux en dans sur sous par pour avec vers chez mon ma mes ton ta "
    "tes son sa ses votre vos leur leurs et ou mais ni car que si comme ce ceux celle celles parce autant "
    "tel telle tant alors tandis pendant afin avant après dès sans ainsi autre là "
    r"(?<!du_)bien (?<!-)même (?:aussi|si|plus|moins)(?:_\w+)?",
    "it": "il lo la i gli le un uno una di a da in con su per tra fra al allo alla ai agli alle dal dallo "
    "dalla dai dagli dalle del dello della dei degli delle nel nello nella nei negli nelle sul sullo sulla "
    "sui sugli sulle mio mia tuo tua tuoi tue suo sua suoi sue questo questa quel quella ogni ciò quello "
    "e ed o ma che se come quando mentre perché finché dove anche (?<!da_)solo (?<!di_)più meno non mi ti si "
    r"ci prima senza (?:lascia|lasci|lasciare|lasciando|senti|sentire|può_darsi|è|ogni_volta)",
    "nl": "de een van met en of maar want als dan zo ook alleen zelfs pas net niet wat dat omdat "
    r"(?:zo|even)_\w+",
    "pt": "o a os as um uma uns umas ao aos à às do da dos das no na nos nas num numa pelo pela pelos pelas "
    "de em com por para sem sobre entre até desde meu minha seu sua seus suas este esta esse essa cada e ou "
    "mas que se como quando enquanto porque onde tão (?<!vez_)mais menos não antes_de mesmo só "
    r"(?:deixe|deixa|deixar|deixando|permita|permitir|pode_ser|é|sinta|sentir|perceba|faça|talvez|cada_vez)",
}
"""Words after which nobody breathes, by language, as patterns; "_" stands for a space. What may be the end of
a parted verb is none (German "atme ein", Dutch "adem in")."""
_NEVER_AFTER: Final = {
    language: re.compile(rf"\b(?:{words.replace(' ', '|').replace('_', ' ')})\s*$", re.IGNORECASE)
    for language, words in _NEVER_LAST.items()
}
_EN_LIST: Final = re.compile(r"\b(?:a|an)\s\w+,\s*$", re.IGNORECASE)
"""Nobody breathes inside "a wide, still lake"."""


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
    last = sentence.split()[-1].strip("\"'“‘(«„‚»")
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
    kinds = [
        [match.end() for match in _MARKS.finditer(sentence)],
        _openings(sentence, _CLAUSES.get(language, "")),
        _openings(sentence, _JOINERS.get(language, "")),
        [match.start() for match in _EN_WEAK.finditer(sentence)] if language == "en" else [],
    ]
    for places in kinds:
        yield [place for place in places if not _after_a_joint(sentence, place, language)]


def _openings(sentence: str, words: str) -> list[int]:
    if not words:
        return []
    patterns = words.replace(" ", "|").replace("_", " ").replace("'", "['’]")
    opening = rf"\s(?=(?:{patterns})(?:\s|(?<=['’])\w))"
    return [match.start() for match in re.finditer(opening, sentence)]


def _after_a_joint(sentence: str, place: int, language: str) -> bool:
    # The words just before are enough, and a sentence may be very long.
    before = sentence[max(0, place - 40) : place]
    never = _NEVER_AFTER.get(language)
    return bool((never and never.search(before)) or (language == "en" and _EN_LIST.search(before)))


def _best_cut(sentence: str, words: int, places: list[int]) -> int | None:
    best: tuple[int, int] | None = None
    before, start = 0, 0
    for place in places:
        before += word_count(sentence[start:place])
        start = place
        if min(before, words - before) >= FEWEST_WORDS_A_BREATH:
            best = min(best or (words, 0), (abs(words - 2 * before), place))
    return best[1] if best else None
