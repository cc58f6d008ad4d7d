"""Whole numbers as words, in the languages whose figures are read here and not by an engine.

Written out by hand because gender ("una hora", "duas horas"), regions ("septante", British "and") and the
numbers that neural voices stumble over are ours to decide; compared with the package num2words over the
first ten thousand numbers and samples up to a thousand million.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final, TypeVar

_Table = TypeVar("_Table")

LANGUAGES: Final = ("de", "en", "es", "fr", "it", "nl", "pt")
"""The languages with number words."""
MOST: Final = 10**12 - 1
"""The largest number with words; what is longer is a telephone number or the like."""

_ONES: Final = {
    "en": "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen"
    " sixteen seventeen eighteen nineteen",
    "de": "null eins zwei drei vier fünf sechs sieben acht neun zehn elf zwölf dreizehn vierzehn fünfzehn"
    " sechzehn siebzehn achtzehn neunzehn",
    "nl": "nul één twee drie vier vijf zes zeven acht negen tien elf twaalf dertien veertien vijftien zestien"
    " zeventien achttien negentien",
    "es": "cero uno dos tres cuatro cinco seis siete ocho nueve diez once doce trece catorce quince dieciséis"
    " diecisiete dieciocho diecinueve veinte veintiuno veintidós veintitrés veinticuatro veinticinco"
    " veintiséis veintisiete veintiocho veintinueve",
    "fr": "zéro un deux trois quatre cinq six sept huit neuf dix onze douze treize quatorze quinze seize"
    " dix-sept dix-huit dix-neuf",
    "it": "zero uno due tre quattro cinque sei sette otto nove dieci undici dodici tredici quattordici"
    " quindici sedici diciassette diciotto diciannove",
    "pt": "zero um dois três quatro cinco seis sete oito nove dez onze doze treze catorze quinze dezasseis"
    " dezassete dezoito dezanove",
    "pt-br": "zero um dois três quatro cinco seis sete oito nove dez onze doze treze catorze quinze dezesseis"
    " dezessete dezoito dezenove",
}
_TENS: Final = {
    "en": "twenty thirty forty fifty sixty seventy eighty ninety",
    "de": "zwanzig dreißig vierzig fünfzig sechzig siebzig achtzig neunzig",
    "nl": "twintig dertig veertig vijftig zestig zeventig tachtig negentig",
    "es": "veinte treinta cuarenta cincuenta sesenta setenta ochenta noventa",
    "fr": "vingt trente quarante cinquante soixante soixante quatre-vingt quatre-vingt",
    "fr-be": "vingt trente quarante cinquante soixante septante quatre-vingt nonante",
    "fr-ch": "vingt trente quarante cinquante soixante septante quatre-vingt nonante",
    "it": "venti trenta quaranta cinquanta sessanta settanta ottanta novanta",
    "pt": "vinte trinta quarenta cinquenta sessenta setenta oitenta noventa",
}
_HUNDREDS: Final = {
    "es": "ciento doscientos trescientos cuatrocientos quinientos seiscientos setecientos ochocientos"
    " novecientos",
    "pt": "cento duzentos trezentos quatrocentos quinhentos seiscentos setecentos oitocentos novecentos",
}
_GREAT: Final = {
    "en": ("thousand", "one million|million", "one billion|billion"),
    "de": ("tausend", "eine Million|Millionen", "eine Milliarde|Milliarden"),
    "nl": ("duizend", "een miljoen|miljoen", "een miljard|miljard"),
    "es": ("mil", "un millón|millones", ""),
    "fr": ("mille", "un million|millions", "un milliard|milliards"),
    "it": ("mila", "un milione|milioni", "un miliardo|miliardi"),
    "pt": ("mil", "um milhão|milhões", ""),
    "pt-br": ("mil", "um milhão|milhões", "um bilhão|bilhões"),
}
"""A thousand, and the million and thousand million as "one|several". Empty: counted in thousand millions."""


def cardinal(number: int, language: str, *, feminine: bool = False) -> str:
    """0 to `MOST` in words; ``feminine`` matters in Spanish, Portuguese, French and Italian.

    >>> cardinal(1201, "en"), cardinal(1201, "en-gb")
    ('one thousand two hundred one', 'one thousand two hundred and one')
    >>> cardinal(81, "fr"), cardinal(21, "de"), cardinal(22, "pt", feminine=True)
    ('quatre-vingt-un', 'einundzwanzig', 'vinte e duas')
    """
    tongue = language.partition("-")[0]
    great = _of(_GREAT, language)
    if great[2]:
        milliards, below = divmod(number, 10**9)
        millions, below = divmod(below, 10**6)
    else:
        milliards = 0
        millions, below = divmod(number, 10**6)
    words = [
        _several(count, names, language)
        for count, names in ((milliards, great[2]), (millions, great[1]))
        if count
    ]
    if below or not words:
        lead = "and " if _says_and(language) and words and below < 100 else ""
        lead = "e " if tongue == "pt" and words and (below < 100 or below % 100 == 0) else lead
        words.append(lead + _below_million(below, language, feminine=feminine))
    said = " ".join(words)
    return f"{said[:-1]}é" if tongue == "it" and number > 3 and said.endswith("tre") else said


def digits(text: str, language: str) -> str:
    """Each ASCII digit by itself: telephone numbers, decimals.

    >>> digits("007", "en")
    'zero zero seven'
    """
    return " ".join(_of(_ONES, language).split()[int(digit)] for digit in text)


def year(number: int, language: str) -> str:
    """A year from 1010 to 2099 in words.

    >>> year(1905, "en"), year(2026, "en"), year(1998, "de")
    ('nineteen oh five', 'twenty twenty-six', 'neunzehnhundertachtundneunzig')
    """
    tongue = language.partition("-")[0]
    century, rest = divmod(number, 100)
    if tongue == "en" and (century % 10 or (century == 10 and rest >= 10)):
        tail = "hundred" if not rest else f"oh {cardinal(rest, 'en')}" if rest < 10 else cardinal(rest, "en")
        return f"{cardinal(century, 'en')} {tail}"
    if tongue == "en" and century == 20 and rest >= 10:
        return f"twenty {cardinal(rest, 'en')}"
    if tongue in {"de", "nl"} and century < 20 and century % 10:
        hundred = "hundert" if tongue == "de" else "honderd"
        return f"{cardinal(century, tongue)}{hundred}{cardinal(rest, tongue) if rest else ''}"
    return cardinal(number, language)


def _of(tables: Mapping[str, _Table], language: str) -> _Table:
    return tables.get(language) or tables[language.partition("-")[0]]


def _says_and(language: str) -> bool:
    return language.startswith("en-") and language != "en-us"


def _several(count: int, names: str, language: str) -> str:
    one, many = names.split("|")
    if count == 1:
        return one
    said = _below_million(count, language, feminine=False)
    if language.startswith("es"):
        said = _shortened_uno(said)
    return f"{said} {many}"


def _below_million(number: int, language: str, *, feminine: bool) -> str:
    tongue = language.partition("-")[0]
    thousands, rest = divmod(number, 1000)
    if not thousands:
        return _below_thousand(rest, language, feminine=feminine)
    thousand = _of(_GREAT, language)[0]
    before = _below_thousand(thousands, language, feminine=feminine and tongue in {"es", "pt"})
    after = _below_thousand(rest, language, feminine=feminine) if rest else ""
    if tongue == "de":
        return f"{'ein' if thousands == 1 else _before_more(before)}{thousand}{after}"
    if tongue == "it":
        return f"{'mille' if thousands == 1 else _elided(before) + thousand}{after}"
    if tongue == "nl":
        return f"{'' if thousands == 1 else before}{thousand} {after}".rstrip()
    if tongue in {"es", "fr", "pt"} and thousands == 1:
        before = ""
    elif tongue == "es":
        before = before if feminine else _shortened_uno(before)
    elif tongue == "fr":
        before = _plain_plural(before)
    if (_says_and(language) and 0 < rest < 100) or (
        tongue == "pt" and rest and (rest < 100 or rest % 100 == 0)
    ):
        after = f"{'and' if tongue == 'en' else 'e'} {after}"
    return f"{before} {thousand} {after}".strip()


def _below_thousand(number: int, language: str, *, feminine: bool) -> str:
    tongue = language.partition("-")[0]
    hundreds, rest = divmod(number, 100)
    tail = _below_hundred(rest, language, feminine=feminine)
    if not hundreds:
        return tail
    ones = _of(_ONES, language).split()
    if tongue in _HUNDREDS:
        if number == 100:
            return "cien" if tongue == "es" else "cem"
        head = _HUNDREDS[tongue].split()[hundreds - 1]
        head = f"{head[:-2]}as" if feminine and hundreds > 1 else head
        return f"{head}{' e' if tongue == 'pt' and rest else ''}{f' {tail}' if rest else ''}"
    if tongue == "en":
        joint = " and " if _says_and(language) else " "
        return f"{ones[hundreds]} hundred{joint + tail if rest else ''}"
    if tongue == "fr":
        head = "cent" if hundreds == 1 else f"{ones[hundreds]} cent{'' if rest else 's'}"
        return f"{head}{f' {tail}' if rest else ''}"
    if tongue == "de":
        return f"{_before_more(ones[hundreds])}hundert{tail if rest else ''}"
    head = "" if hundreds == 1 else ones[hundreds]
    if tongue == "it":
        return f"{head}{'cent' if tail.startswith('ott') else 'cento'}{tail if rest else ''}"
    return f"{head}honderd{tail if rest else ''}"


def _below_hundred(number: int, language: str, *, feminine: bool) -> str:
    tongue = language.partition("-")[0]
    ones = _of(_ONES, language).split()
    if number < len(ones):
        return _gendered(ones[number], tongue) if feminine else ones[number]
    tens, one = divmod(number, 10)
    ten = _of(_TENS, language).split()[tens - 2]
    if tongue == "fr":
        return _french(ten, tens, one, ones, feminine=feminine)
    if not one:
        return ten
    unit = _gendered(ones[one], tongue) if feminine else ones[one]
    if tongue in {"de", "nl"}:
        return _ones_first(tongue, ten, unit)
    if tongue == "it":
        return f"{ten[:-1] if one in {1, 8} else ten}{'tré' if one == 3 else unit}"
    return f"{ten}{ {'en': '-', 'es': ' y ', 'pt': ' e '}[tongue] }{unit}"


def _ones_first(tongue: str, ten: str, unit: str) -> str:
    if tongue == "de":
        return f"{_before_more(unit)}und{ten}"
    unit = "een" if unit == "één" else unit
    return f"{unit}{'ën' if unit.endswith('e') else 'en'}{ten}"


def _french(ten: str, tens: int, one: int, ones: list[str], *, feminine: bool) -> str:
    if ten in {"soixante", "quatre-vingt"} and tens % 2:  # 70 and 90 where they are sixty-ten, fourscore-ten
        one += 10
    if not one:
        return f"{ten}s" if ten == "quatre-vingt" else ten
    unit = "une" if feminine and one == 1 else ones[one]
    return f"{ten} et {unit}" if one in {1, 11} and ten != "quatre-vingt" else f"{ten}-{unit}"


def _gendered(word: str, tongue: str) -> str:
    if tongue in {"es", "it"}:
        return f"{word[:-1]}a" if word.endswith("uno") else word
    return {"um": "uma", "dois": "duas", "un": "une"}.get(word, word)


def _before_more(word: str) -> str:
    return word.removesuffix("s") if word.endswith("eins") else word


def _elided(word: str) -> str:
    return f"{word[:-1]}e" if word.endswith("tré") else word


def _shortened_uno(word: str) -> str:
    if word.endswith("veintiuno"):
        return f"{word[:-9]}veintiún"
    return word.removesuffix("o") if word.endswith("uno") else word


def _plain_plural(word: str) -> str:
    return word.removesuffix("s") if word.endswith(("cents", "vingts")) else word
