from __future__ import annotations

import pytest

from quietude.cover.lettering import set_words
from quietude.cover.words import broken, clean, cut, settable


def lines(title: str) -> tuple[str, ...]:
    setting = set_words(title)
    return setting.lines if setting else ()


@pytest.mark.parametrize(
    ("title", "expected"),
    [
        ("Grief", ("Grief",)),
        ("Leaning into self-compassion", ("Leaning into", "self-compassion")),
        ("A kind moment, when it is hard", ("A kind moment,", "when it is hard")),
        ("Um convite à autocompaixão", ("Um convite à", "autocompaixão")),
        ("S'ouvrir à l'autocompassion", ("S’ouvrir à", "l’autocompassion")),
        ("Αναπνοή και ηρεμία", ("Αναπνοή", "και ηρεμία")),
        ("Тихий вечер", ("Тихий вечер",)),
        ("Sleep well 😴", ("Sleep well",)),
        ("日本語の題", ()),
        ("Calm 冥想", ()),
    ],
)
def test_lines_are_balanced_and_letters_never_lost(title: str, expected: tuple[str, ...]) -> None:
    assert lines(title) == expected


def test_short_titles_are_larger_than_long_ones() -> None:
    titles = ["Grief", "The door between work and evening", "The door between work and evening " * 3]
    sizes = [setting.size for title in titles if (setting := set_words(title))]
    assert sizes == sorted(set(sizes), reverse=True)
    assert len(sizes) == 3


def test_a_title_that_is_too_long_ends_in_dots_on_the_fourth_line() -> None:
    found = lines("and another kind word " * 500)
    assert len(found) == 4
    assert found[-1].endswith("…")
    assert not any(line.endswith("…") for line in found[:-1])


def test_one_endless_word_is_cut() -> None:
    found = lines("a" * 10_000)
    assert len(found) == 4
    assert found[-1].endswith("a…")


def test_a_line_of_its_own_makes_no_title() -> None:
    assert set_words("", "Day 3") is None


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("It's 'fine' - really...", "It’s ’fine’ – really…"),
        ("a\u0301\u0301\u0301\u0301\u0301", "á\u0301\u0301"),
        ("x\u00a0!  y", "x\u00a0! y"),
        ("x\u202f!", "x\u00a0!"),
        ("\ufeffa\tb\r\nc\x00\x1b", "a b c"),
    ],
)
def test_clean(text: str, expected: str) -> None:
    assert clean(text) == expected


def test_signs_may_go_but_letters_may_not() -> None:
    def has(character: str) -> bool:
        return character.isascii()

    assert settable("calm ☕ now", has) == "calm now"
    assert settable("calm é now", has) == ""


def test_a_break_is_rather_after_a_comma_than_after_a_short_word() -> None:
    words = ["one", "two,", "by", "three"]
    assert broken(words, [3, 4, 2, 5], 1, 12, 4) == ("one two,", "by three")
    assert broken(words, [3, 4, 2, 5], 1, 4, 4) is None


def test_what_is_cut_fits() -> None:
    found = cut("some words that go on and on", len, 10, 2)
    assert found == ("some words", "that go…")
