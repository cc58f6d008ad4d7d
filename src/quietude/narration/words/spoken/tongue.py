"""What a language needs to read figures: its words, from the TOML files beside this, and its number marks."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property, lru_cache
from importlib import resources
from typing import Any, Final

from quietude.narration.words.spoken import numbers

_POINT_COUNTRIES: Final = frozenset(["mx", "us", "pr", "do", "gt", "hn", "ni", "pa", "sv", "pe"])
"""Spanish is spoken there with 1,000.5 as in English (Real Academia Española, "números")."""
_DAY_FIRST: Final = frozenset(["gb", "au", "nz", "ie", "za", "in"])
"""English is spoken there with "the first of May"."""
START: Final = r"(?<!\w)(?<!\w[.,:'/])"
"""A figure does not begin inside a word or a longer figure."""
END: Final = r"(?!\w)(?![.,:'/]\w)"
"""Nor does it end there."""
_NOUN: Final = re.compile(r" ([^\W\d_]+)")
_LONGEST_COUNT: Final = 9
"""Digits that stand together without a mark are a count up to here; beyond, a number to dial."""


@dataclass(frozen=True, slots=False, kw_only=True)
class Tongue:
    """A language's way with figures. No slots: the patterns are made once and kept in it."""

    language: str
    """BCP 47, lower case."""
    data: Mapping[str, Any]
    """The file of its words; `word` and the patterns below read it."""

    def word(self, key: str) -> str:
        """A single word or pattern out of the file; empty where the language has none."""
        return str(self.data.get(key, ""))

    def listed(self, key: str) -> list[str]:
        """A list of words out of the file."""
        return self.word(key).split()

    def table(self, key: str) -> dict[str, str]:
        """A table out of the file."""
        return dict(self.data.get(key, {}))

    @property
    def root(self) -> str:
        """The language without its region."""
        return self.language.partition("-")[0]

    @property
    def day_first(self) -> bool:
        """Whether English is said as "the first of May" here."""
        return self.language.partition("-")[2] in _DAY_FIRST

    @property
    def _has_points(self) -> bool:
        return self.root == "en" or self.language.partition("-")[2] in _POINT_COUNTRIES

    @property
    def _decimal_word(self) -> str:
        return "punto" if self.root == "es" and self._has_points else self.word("decimal")

    @cached_property
    def number(self) -> str:
        """The pattern of a number as it is written: grouped or not, with decimals or not; no groups."""
        grouped, decimal = ("[,']", "[.]") if self._has_points else ("[.' ]", "[,.]")
        return rf"(?:[1-9][0-9]{{0,2}}(?:{grouped}[0-9]{{3}})+(?![0-9])|[0-9]+)(?:{decimal}[0-9]+)?"

    @cached_property
    def units(self) -> dict[str, tuple[str, str]]:
        """Each written unit to how one and several are said."""
        said: dict[str, tuple[str, str]] = {}
        for written, forms in self.table("units").items():
            one, _, many = forms.partition(":")
            forms_written = [
                *written.split(),
                *(unit.capitalize() for unit in written.split() if len(unit) > 2),
            ]
            said |= dict.fromkeys(forms_written, (one, many))
        return said

    @cached_property
    def parts(self) -> list[tuple[str, str]]:
        """Halves to tenths, one and several; the first is for a denominator of 2."""
        return [(one, many) for one, _, many in (part.partition(":") for part in self.listed("parts"))]

    def split(self, written: str) -> tuple[str, str]:
        """A number's digits before and after its decimal mark."""
        marks = re.search(r"[.,]([0-9]+)$", written)
        grouped = re.fullmatch(r"[1-9][0-9]{0,2}(?:[.,' ][0-9]{3})+", written)
        # "1.000" is a thousand where the full stop groups, and one where it is the decimal mark.
        if marks is None or (grouped and not (self._has_points and written[marks.start()] == ".")):
            return re.sub(r"[^0-9]", "", written), ""
        return re.sub(r"[^0-9]", "", written[: marks.start()]), marks[1]

    def said(self, written: str, following: str = "") -> str:
        """A written number in words, agreeing with the noun that follows (empty: with none)."""
        whole, decimals = self.split(written)
        if len(whole) > len(str(numbers.MOST)) or (
            whole == re.sub(r"[.,][0-9]*$", "", written)
            and (len(whole) > _LONGEST_COUNT or (whole.startswith("0") and len(whole) > 1))
        ):
            count = numbers.digits(whole, self.language)
        elif decimals:
            count = numbers.cardinal(int(whole), self.language)
        else:
            count = self.counting(int(whole), following)
        if not decimals:
            return count
        # Romance languages say "dos coma veinticinco", Germanic ones "zwei Komma zwei fünf".
        pair = self.root in {"es", "fr", "it", "pt"} and len(decimals) == 2 and decimals[0] != "0"
        after = (
            numbers.cardinal(int(decimals), self.language)
            if pair
            else numbers.digits(decimals, self.language)
        )
        return f"{count} {self._decimal_word} {after}"

    def counting(self, count: int, following: str) -> str:
        """A count in words before a noun: "una hora", "ein Atemzug", "veintiún minutos".

        Gender is guessed from the noun's ending, for lack of a dictionary; cases are not tried.
        """
        if count > numbers.MOST:
            return numbers.digits(str(count), self.language)
        noun = following if following.lower() not in self.listed("not_counted") else ""
        if self.root == "de":
            noun = noun if noun[:1].isupper() else ""
        if not noun:
            return numbers.cardinal(count, self.language)
        feminine = self.is_feminine(noun) and (count == 1 or self.root != "it")
        said = numbers.cardinal(count, self.language, feminine=feminine)
        if self.root == "de" and count == 1:
            return "eine" if feminine else "ein"
        if self.root == "es" and not feminine:
            return re.sub(r"veintiuno$", "veintiún", re.sub(r"\buno$", "un", said))
        if self.root == "it" and count == 1:
            return "una" if feminine else "uno" if re.match(r"s[^aeiou]|z|gn|ps", noun) else "un"
        return said

    def is_feminine(self, noun: str) -> bool:
        """Whether a noun looks feminine, by the file's endings and exceptions."""
        if noun.lower() in self.word("masculine").lower().split():
            return False
        return any(re.search(ending, noun.lower()) for ending in self.data.get("feminine", ()))

    def measured(self, written: str, unit: tuple[str, str]) -> str:
        """A number with a unit: "one hour", "zwei Komma fünf Stunden"."""
        one, many = unit
        whole, decimals = self.split(written)
        # In French and Portuguese the plural begins with two; elsewhere everything but one is several.
        singular = int(whole) < 2 if self.root in {"fr", "pt"} and (decimals or int(whole)) else False
        singular = singular or (int(whole) == 1 and not decimals)
        return f"{self.said(written, one if singular else many)} {one if singular else many}"


@lru_cache(maxsize=32)
def tongue(language: str) -> Tongue | None:
    """The tongue of a language (BCP 47, lower case); None where its figures are left to the engine.

    >>> tongue("en-gb").said("2.5"), tongue("de").said("1.000"), tongue("sv")
    ('two point five', 'eintausend', None)
    """
    root = language.partition("-")[0]
    if root not in numbers.LANGUAGES:
        return None
    source = resources.files("quietude.narration.words.spoken") / f"{root}.toml"
    return Tongue(language=language, data=tomllib.loads(source.read_text(encoding="utf-8")))


def next_word(found: re.Match[str]) -> str:
    """The word that follows a match after one space, in its string; empty where none does."""
    noun = _NOUN.match(found.string, found.end())
    return noun[1] if noun else ""
