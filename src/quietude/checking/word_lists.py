"""The words that rules look for, by main language: orders, closed eyes, claims, and what to write instead.

Patterns are kept narrow: where a language says something kind in nearly the same words ("du musst nichts
tun"), it is left alone, since an author who is told wrong things stops reading. A language that has no entry
is passed over.
"""

from __future__ import annotations

import re
from typing import Final

_START: Final = r"(?:^|(?<=[.!?…]\s)|(?<=[.!?…]\s\s)|(?<=\n))"
"""Where a sentence begins: an order in the imperative stands there."""
_FEW: Final = r"(?:\w+\s+){0,3}?"


def _patterns(**given: str) -> dict[str, re.Pattern[str]]:
    return {language: re.compile(pattern, re.IGNORECASE) for language, pattern in given.items()}


def _not_after(*words: str) -> str:
    return "".join(f"(?<!{word})" for word in words)


ORDERS: Final = _patterns(
    en=_not_after("nothing ", "anything ", "nowhere ", "everything ", "whatever ", "all ", "what ", "think ")
    + r"\byou\s+(?:must|should|have\s+to|ought\s+to)\b"
    + "|"
    + _not_after("to ", "not ", "n't ", "n’t ")
    + r"\btry\s+(?:not\s+)?to\b",
    de=_not_after("was ", "dass ", "denkst ", "glaubst ")
    + r"\b(?:du\s+(?:musst|mußt|sollst|solltest)|(?-i:Sie)\s+(?:müssen|sollen|sollten))\b"
    + r"(?![^.!?,;:]*\b(?:nicht|nichts|nie|niemand\w*|nirgend\w*|kein\w*)\b)"
    + rf"|{_START}versuch(?:e|t|en\s+Sie)?(?=,?\s)(?!,?\s+nicht\b)",
    es=_not_after("no ", "si ", "que ", "cuando ")
    + r"\b(?:tienes\s+que|debes|usted\s+debe|usted\s+tiene\s+que)\b(?!\s+nada)"
    + rf"|{_START}(?:intenta|intente|trata\s+de)\b(?=\s)",
    fr=_not_after("si ", "que ", "quand ", "où ")
    + r"\b(?:vous\s+devez|tu\s+dois)\b(?!\s+(?:rien|pas))"
    + "|"
    + _not_after("s'", "s’", "qu'", "qu’")
    + rf"\bil\s+faut\b(?!\s+(?:rien|pas))|{_START}(?:essayez|essaie)\s+(?:de\b|d['’])",
    it=_not_after("non ", "se ", "che ", "quando ", "cosa ")
    + r"\b(?:devi|lei\s+deve|bisogna)\b(?!\s+(?:nulla|niente))"
    + rf"|{_START}(?:cerca|cerchi)\s+di\b",
    nl=_not_after("als ", "dat ", "wat ", "wanneer ")
    + r"\b(?:je|jij|u)\s+moet\b(?![^.!?,;:]*\b(?:niet|niets|nooit|geen)\b)"
    + rf"|{_START}probeer\b(?=\s)(?!\s+niet\b)",
    pt=_not_after("se ", "que ", "quando ")
    + r"\b(?:você\s+(?:deve|precisa|tem\s+(?:que|de)))\b(?!\s+nada)"
    + "|"
    + _not_after("não ", "se ", "que ", "quando ")
    + rf"\b(?:tens\s+(?:de|que)|deves)\b|{_START}tente\b(?=\s)",
)
"""Telling the listener what to do; not the sentences that free the listener from doing it."""

INVITATIONS: Final = {
    "en": '"you might", "if you like"',
    "de": "„du kannst“, „wenn du magst“",
    "es": "«puedes», «si quieres»",
    "fr": "« vous pouvez », « si vous voulez »",
    "it": "«puoi», «se vuoi»",
    "nl": "“je kunt”, “als je wilt”",
    "pt": "“você pode”, “se quiser”",
}
"""What to write in place of an order."""

CLOSED_EYES: Final = _patterns(
    en=r"\b(?:close|closing|shut)\s+your\s+eyes\b"
    r"|\b(?:let|letting|allow|keep|have)\s+your\s+eyes\s+(?:\w+\s+){0,2}(?:close|closed|shut)\b",
    de=rf"\bschlie(?:ß|ss)e?n?\s+{_FEW}Augen\b"
    rf"|\bAugen\s+{_FEW}(?:schlie(?:ß|ss)en|zufallen|zugehen|zumachen)\b",
    es=rf"\b(?:cierra|cierre|cierras|cerrar|cerrando)\s+{_FEW}ojos\b"
    rf"|\bojos\s+{_FEW}(?:cierren|cierran|cerrarse|cerrados)\b",
    fr=rf"\b(?:ferme|fermez|fermer|fermant)\s+{_FEW}yeux\b|\byeux\s+{_FEW}(?:ferment|fermer|fermés|clos)\b",
    it=rf"\b(?:chiudi|chiuda|chiudere|chiudendo)\s+{_FEW}occhi\b"
    rf"|\bocchi\s+{_FEW}(?:chiudano|chiudono|chiudersi|chiusi)\b",
    nl=rf"\b(?:sluit|sluiten)\s+{_FEW}ogen\b"
    rf"|\bogen\s+{_FEW}(?:sluiten|gesloten|dicht|dichtdoen|dichtgaan|dichtvallen)\b",
    pt=rf"\b(?:feche|fecha|fechar|fechando)\s+{_FEW}olhos\b"
    rf"|\bolhos\s+{_FEW}(?:fechem|fecham|fecharem|fechados)\b",
)
"""Eyes that close."""

OTHER_THAN_CLOSED: Final = _patterns(
    en=r"\bgaze\b|\bsoft(?:en)?\s+(?:your\s+)?focus\b|\b(?:leave|keep|stay|remain|half|little)\b[^.!?]*\bopen\b"
    r"|\brest(?:ing)?\s+(?:them\s+)?on\b|\beyes\s+(?:can|may|could)\s+(?:stay|remain|be)\b",
    de=r"\bBlick\b|\boffen\w*\b|\bgeöffnet\w*\b",
    es=r"\bmirada\b|\b(?:entre)?abiertos\b",
    fr=r"\bregard\b|\bouverts\b|\bentrouverts\b|\bmi-clos\b",
    it=r"\bsguardo\b|\baperti\b|\bsocchiusi\b",
    nl=r"\bblik\b|\bopen\b",
    pt=r"\bolhar\b|\b(?:entre)?abertos\b|\bsemicerrados\b",
)
"""What a chapter may offer beside closed eyes."""

RESTED_GAZE: Final = {
    "en": '"or rest your gaze"',
    "de": "„oder lass den Blick ruhen“",
    "es": "«o deja descansar la mirada»",
    "fr": "« ou laissez reposer votre regard »",
    "it": "«o lascia riposare lo sguardo»",
    "nl": "“of laat je blik rusten”",
    "pt": "“ou descanse o olhar”",
}
"""What to add to closed eyes."""

CLAIMS: Final = _patterns(
    en=r"\b(?:cures?|cured|will\s+(?:heal|fix)|heals\s+(?:you|your)|guarantee[ds]?|miracles?"
    r"|proven\s+to|(?:clinically|scientifically)\s+proven|delta[-\s]waves?)\b",
    de=rf"\b(?:heilt|wird\s+{_FEW}heilen|garantier\w*|nachweislich|Wundermittel"
    r"|(?:wissenschaftlich|klinisch)\s+(?:bewiesen|erwiesen)|Delta-?wellen)\b",
    es=r"\b(?:cura(?:rá)?\s+(?:el|la|los|las|tu|tus|su)|te\s+(?:cura|sana)(?:rá)?|garantiz\w+"
    r"|(?:científica|clínica)mente\s+(?:probad|comprobad|demostrad)[oa]s?|ondas\s+delta)\b",
    fr=r"\b(?:guéri(?:t|ra|ssent)|garanti\w*|(?:scientifiquement|cliniquement)\s+prouvée?s?|ondes\s+delta)\b",
    it=r"\b(?:guarisc(?:e|ono)|guarirà|garanti(?:to|ta|sce|scono)|onde\s+delta"
    r"|(?:scientificamente|clinicamente)\s+(?:provat|dimostrat|comprovat)[oaie])\b",
    nl=rf"\b(?:geneest|zal\s+{_FEW}genezen|gegarandeerd\w*|garande\w+|wondermiddel"
    r"|(?:wetenschappelijk|klinisch)\s+bewezen|deltagolven)\b",
    pt=r"\b(?:cura(?:rá)?\s+(?:o|a|os|as|seu|sua)|garant(?:e|em|id[oa]s?)"
    r"|(?:cientifica|clinica)mente\s+(?:provad|comprovad)[oa]s?|ondas\s+delta)\b",
)
"""A cure, a proof, a guarantee."""

WE: Final = _patterns(en=r"\blet\s+us\b|\blet['’]s\b|\bwe(?:['’](?:re|ll|ve))?\b")
"""Where the author says "we" to the listener; the listeners asked were listeners to English."""

WHAT_IF: Final = _patterns(
    en=r"what\s+if\b",
    de=r"(?:was\s+wäre|wie\s+wäre\s+es|was)?,?\s*(?:und\s+)?(?:wenn|angenommen)\b|was\s+(?:würde|passiert)\b",
    es=r"¿?\s*(?:y\s+si|y\s+qué\s+tal\s+si|qué\s+(?:pasa|pasaría|ocurriría|sucedería)\s+si)\b",
    fr=r"(?:et|que\s+se\s+passerait-il|qu['’]en\s+serait-il)\s*,?\s+s(?:i\b|['’]il)",
    it=r"(?:e|(?:che\s+)?cosa\s+(?:succederebbe|cambierebbe|accadrebbe)|come\s+sarebbe)\s+se\b",
    nl=r"(?:wat|en|hoe\s+zou\s+het\s+zijn)\s+als\b|stel\s+dat\b",
    pt=r"(?:e|o\s+que\s+(?:aconteceria|mudaria)|como\s+seria)\s+se\b",
)
"""How a what-if form begins."""

WHAT_IF_BEGINS: Final = {
    "en": "What if",
    "de": "Was wäre, wenn",
    "es": "¿Y si",
    "fr": "Et si",
    "it": "E se",
    "nl": "Wat als",
    "pt": "E se",
}
"""The most usual of these, for messages."""

NO_CLAUSE: Final = _patterns(
    en=r"(?:and|but|or|because|maybe|perhaps|yes|no(?=\s*,)|thank|thanks|please|dear|hello|welcome)\b"
    r"|(?:breathe|notice|remember|imagine|allow|relax|soften|trust|feel|stay|be|begin|take|give|put"
    r"|keep|return|listen|forgive)\s+(?!(?:is|are|was|were|can|may|will|has|and\s+\w+\s+(?:is|are))\b)",
)
"""How a sentence begins that makes no sense after "What if": no statement, or one that joins another."""
