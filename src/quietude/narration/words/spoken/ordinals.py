"""Places in a row, 1st or 1º, as words: first, erste, première."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Final

from quietude.narration.words.spoken.numbers import cardinal
from quietude.narration.words.spoken.tongue import START, Tongue, next_word

_PLACES: Final = {
    "es": (
        "primero segundo tercero cuarto quinto sexto séptimo octavo noveno décimo undécimo duodécimo",
        "décimo vigésimo trigésimo cuadragésimo quincuagésimo sexagésimo septuagésimo octogésimo nonagésimo",
    ),
    "pt": (
        "primeiro segundo terceiro quarto quinto sexto sétimo oitavo nono décimo",
        "décimo vigésimo trigésimo quadragésimo quinquagésimo sexagésimo septuagésimo octogésimo nonagésimo",
    ),
    "it": ("primo secondo terzo quarto quinto sesto settimo ottavo nono decimo", ""),
}
"""Places in a row: the first ones, and the tens."""
_ENDINGS: Final = {
    "en": (
        ("one", "first"), ("two", "second"), ("three", "third"), ("five", "fifth"), ("eight", "eighth"),
        ("nine", "ninth"), ("twelve", "twelfth"), ("y", "ieth"), ("", "th"),
    ),
    "de": (
        ("eins", "erste"), ("zwei", "zweite"), ("drei", "dritte"), ("sieben", "siebte"), ("acht", "achte"),
        ("zig", "zigste"), ("ßig", "ßigste"), ("hundert", "hundertste"), ("tausend", "tausendste"),
        ("Million", "millionste"), ("", "te"),
    ),
    "nl": (
        ("één", "eerste"), ("drie", "derde"), ("acht", "achtste"), ("twee", "tweede"), ("tig", "tigste"),
        ("honderd", "honderdste"), ("duizend", "duizendste"), ("", "de"),
    ),
    "fr": (
        ("quatre", "quatrième"), ("cinq", "cinquième"), ("neuf", "neuvième"), ("un", "unième"),
        ("vingts", "vingtième"), ("cents", "centième"), ("e", "ième"), ("", "ième"),
    ),
    "it": (
        ("tré", "treesimo"), ("sei", "seiesimo"), ("mila", "millesimo"), ("mille", "millesimo"),
        ("a", "esimo"), ("e", "esimo"), ("i", "esimo"), ("o", "esimo"),
    ),
}  # fmt: skip
"""How the last word of a number changes; the first that fits."""
_DE_E: Final = ("der", "die", "das", "jeder", "jede", "jedes", "diese", "dieser", "dieses")
_DE_EN: Final = (
    *("dem", "den", "des", "am", "im", "vom", "zum", "zur", "beim"),
    *("jeden", "jedem", "diesem", "diesen"),
)
"""German words after which a place ends on -e, and those after which it ends on -en."""
_ORDINALS: Final = {
    "en": ((r"(?:st|nd|rd|th)\b", False),),
    "fr": ((r"er\b", False), (r"(?:re|ère)\b", True), (r"(?:ème|eme|e|nd|nde)\b", False)),
    "es": ((r"(?:\.?º|\.?er\b)", False), (r"\.?ª", True)),
    "pt": ((r"\.?[º°](?! ?[CF]\b)", False), (r"\.?ª", True)),
    "it": ((r"[º°](?= [a-z])", False), (r"ª", True)),
    "nl": ((r"(?:e|ste|de)\b", False),),
}
"""What marks a place after the figure, and whether it is feminine."""


def with_ordinals(text: str, tongue: Tongue) -> str:
    """1st, 1er, 1ª, 3e as words; a German "3." only after an article, where no sentence can have ended."""
    for pattern, feminine in _ORDINALS.get(tongue.root, ()):
        text = re.sub(rf"{START}([0-9]{{1,6}}){pattern}", _placed(tongue, feminine=feminine), text)
    if tongue.root == "de":
        text = re.sub(
            rf"\b({'|'.join([*_DE_E, *_DE_EN])}) ([0-9]{{1,3}})\. (?=[^\W\d_])",
            _german_place,
            text,
            flags=re.IGNORECASE,
        )
    return text


def _german_place(found: re.Match[str]) -> str:
    article, number = found[1], int(found[2])
    ending = "n" if article.lower() in _DE_EN else ""
    return f"{article} {ordinal(number, 'de')}{ending} " if number else found[0]


def _placed(tongue: Tongue, *, feminine: bool) -> Callable[[re.Match[str]], str]:
    def said(found: re.Match[str]) -> str:
        number = int(found[1])
        try:
            place = ordinal(number, tongue.language, feminine=feminine)
        except KeyError:
            return tongue.counting(number, "")
        # "primer paso", but "el primero".
        if tongue.root == "es" and number % 10 in {1, 3} and (found[0].endswith("er") or next_word(found)):
            place = re.sub(r"(primer|tercer)o$", r"\1", place)
        return place

    return lambda found: said(found) if int(found[1]) else found[0]


def ordinal(number: int, language: str, *, feminine: bool = False) -> str:
    """A place in a row, from 1 to `numbers.MOST`, in Spanish and Portuguese to 99; German on -e.

    Raises:
        KeyError: there is no short word for it in this language.

    >>> ordinal(21, "en"), ordinal(3, "de"), ordinal(1, "fr", feminine=True), ordinal(12, "es")
    ('twenty-first', 'dritte', 'première', 'duodécimo')
    """
    tongue = language.partition("-")[0]
    if tongue == "fr" and number == 1:
        return "première" if feminine else "premier"
    said = _place(number, language)
    if tongue in _PLACES and feminine:
        return f"{said[:-1]}a".replace("o ", "a ")
    return said


def _place(number: int, language: str) -> str:
    tongue = language.partition("-")[0]
    ones, tens = (words.split() for words in _PLACES.get(tongue, ("", "")))
    if 0 < number <= len(ones):
        return ones[number - 1]
    if tens:
        ten, one = divmod(number, 10)
        if not 1 <= ten <= len(tens):
            raise KeyError(number)
        return f"{tens[ten - 1]}{f' {ones[one - 1]}' if one else ''}"
    said = cardinal(number, language)
    ending, place = next(change for change in _ENDINGS[tongue] if said.endswith(change[0]))
    return said.removesuffix(ending) + place
