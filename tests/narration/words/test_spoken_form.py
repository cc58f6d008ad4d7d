from __future__ import annotations

import re
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from quietude.narration.words.spoken.numbers import LANGUAGES, cardinal
from quietude.narration.words.spoken.ordinals import ordinal
from quietude.narration.words.spoken.tongue import tongue
from quietude.narration.words.spoken_form import spoken_form

GOLDEN = Path(__file__).parent / "golden"
TRIED = (*LANGUAGES, "en-gb", "es-mx", "fr-ch", "pt-br", "sv", "x-klingon", "")
WORDS = (
    *(
        "breathe",
        "gently",
        "compassion",
        "été",
        "größer",
        "niño",
        "São",
        "lumière",
        "mind-body",
        "it's",
        "self",
    ),
    *("l'aria", "don't", "ventre", "ogen", "Siobhán", "straße", "NOW"),
)
"""Words that are no abbreviation, unit or month in any of the languages."""
SIGNS = (
    *("2-3", "2.5", "1,000", "1.000", "14:30", "-5", "3rd", "1.", "1º", "½", "1/2", "5", "$5", "5,50", "10%"),
    *(
        "1998",
        "4-7-8",
        "–",
        "—",
        "--",
        "-",
        "...",
        "…",
        "(",
        ")",
        "“",
        "”",
        "'",
        '"',
        "«",
        "»",
        "&",
        "+",
        "=",
    ),
    *(
        "/",
        "#",
        "*",
        "_",
        "•",
        ":",
        ";",
        ",",
        ".",
        "!",
        "?",
        "24/7",
        "2x",
        "007",
        "20",
        "°C",
        "7",
        "555-1234",
    ),
    *("2026-05-01", "14h30", "x3", "²", "٣", "ª", "\x1f", "\ufdd0"),
)


def golden() -> list[tuple[str, str, str]]:
    cases = []
    for path in sorted(GOLDEN.glob("*.txt")):
        lines = path.read_text(encoding="utf-8").splitlines()
        lines = [line for line in lines if line and not line.startswith("#")]
        for written, said in zip(lines[::2], lines[1::2], strict=True):
            assert (written[:2] == "= ", said[:2] == "= ") == (False, True), f"{path}: {written}"
            cases.append((path.stem, written, said.removeprefix("= ")))
    return cases


@pytest.mark.parametrize(("language", "written", "said"), golden())
def test_what_is_written_is_said(language: str, written: str, said: str) -> None:
    assert spoken_form(written, language) == said


@pytest.mark.parametrize(("language", "written", "said"), golden())
def test_no_golden_case_changes_twice(language: str, written: str, said: str) -> None:
    assert spoken_form(said, language) == said


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_language_has_every_word_that_the_rules_ask_for(language: str) -> None:
    words = tongue(language)
    assert words is not None
    for key in (
        *("decimal", "minus", "to", "times", "number", "about", "and", "at", "plus", "equals", "plus_minus"),
        *("half_more", "one_part", "date", "okay", "counted_after"),
    ):
        assert words.word(key), key
    assert len(words.parts) == 9
    assert len(words.listed("months")) == 12
    assert {"time", "whole"} <= set(words.table("clock"))
    assert all(one and many for one, many in words.units.values())
    assert all(":" in forms for sign, forms in words.table("money").items() if sign != "join")


@given(st.text(), st.sampled_from(TRIED))
def test_any_text_has_a_spoken_form_and_only_one(text: str, language: str) -> None:
    once = spoken_form(text, language)
    assert spoken_form(once, language) == once


@given(st.lists(st.sampled_from([*WORDS, *SIGNS])), st.sampled_from(["", " "]), st.sampled_from(TRIED))
def test_signs_of_all_kinds_settle(tokens: list[str], between: str, language: str) -> None:
    once = spoken_form(between.join(tokens), language)
    assert spoken_form(once, language) == once


@given(st.lists(st.sampled_from([*WORDS, *SIGNS])), st.sampled_from(TRIED))
def test_no_word_is_lost_or_moved(tokens: list[str], language: str) -> None:
    said = re.findall(r"[\w'-]+", spoken_form(" ".join(tokens), language).lower())
    wanted = [token.lower() for token in tokens if token in WORDS]
    rest = iter(said)
    assert all(word in rest for word in wanted), said


@given(st.lists(st.sampled_from(WORDS[:-1])).map(" ".join), st.sampled_from(TRIED))
def test_plain_prose_stays_as_it_is(prose: str, language: str) -> None:
    assert spoken_form(prose, language) == prose


@given(st.lists(st.sampled_from([*WORDS, *SIGNS, "mp3", "Dr. Lee", "24/7", "4-7-8"])), st.sampled_from(TRIED))
def test_kept_words_are_kept(tokens: list[str], language: str) -> None:
    keep = frozenset({"mp3", "dr. lee", "24/7"})
    once = spoken_form(" ".join(tokens), language, keep)
    for word in ("mp3", "Dr. Lee", "24/7"):
        assert once.count(word) == tokens.count(word)
    assert spoken_form(once, language, keep) == once


def test_a_kept_word_is_whole_and_in_any_case() -> None:
    keep = frozenset({"4-7-8", "Zoë’s", "now"})
    assert spoken_form("NOW the 4-7-8 “breath” is Zoë’s 4-7-80", "en", keep) == (
        "NOW the 4-7-8 breath is Zoë’s four seven eighty"
    )


def test_what_stands_for_a_kept_word_may_stand_in_the_text_itself() -> None:
    assert spoken_form("one\ufdd0two now", "en", frozenset({"now"})) == "one two now"


@pytest.mark.parametrize(
    ("language", "number", "said"),
    [
        ("en", 1_000_000, "one million"),
        ("de", 701_000, "siebenhunderteintausend"),
        ("es", 41_000_000, "cuarenta y un millones"),
        ("es", 21_001, "veintiún mil uno"),
        ("es", 1_000_000_000, "mil millones"),
        ("fr", 80, "quatre-vingts"),
        ("fr", 80_000, "quatre-vingt mille"),
        ("fr", 71, "soixante et onze"),
        ("fr-be", 91, "nonante et un"),
        ("it", 103, "centotré"),
        ("it", 28, "ventotto"),
        ("pt", 1_100, "mil e cem"),
        ("pt", 1_000_000_000, "mil milhões"),
        ("pt-br", 1_000_000_000, "um bilhão"),
        ("nl", 33, "drieëndertig"),
    ],
)
def test_numbers_that_are_easily_wrong(language: str, number: int, said: str) -> None:
    assert cardinal(number, language) == said


@pytest.mark.parametrize(
    ("language", "number", "said"),
    [
        ("en", 20, "twentieth"),
        ("de", 7, "siebte"),
        ("de", 100, "einhundertste"),
        ("fr", 80, "quatre-vingtième"),
        ("fr", 9, "neuvième"),
        ("it", 23, "ventitreesimo"),
        ("nl", 8, "achtste"),
        ("pt", 22, "vigésimo segundo"),
    ],
)
def test_places_that_are_easily_wrong(language: str, number: int, said: str) -> None:
    assert ordinal(number, language) == said


@pytest.mark.parametrize("language", LANGUAGES)
def test_all_small_numbers_differ(language: str) -> None:
    said = [cardinal(number, language) for number in range(10_000)]
    assert len(set(said)) == len(said)
