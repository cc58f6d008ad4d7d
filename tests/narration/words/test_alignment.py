"""Words of a page laid beside the words that were said for them."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from quietude.narration.words.alignment import owners
from quietude.narration.words.spoken_form import spoken_form

words = st.lists(st.text("abcdeé'’7", min_size=1, max_size=6), min_size=1, max_size=12)


def told(shown: str, said: str, language: str = "en") -> tuple[int | None, ...]:
    return owners(shown.split(), said.split(), lambda piece: spoken_form(piece, language))


@pytest.mark.parametrize(
    ("shown", "said", "expected"),
    [
        ("It's okay to rest.", "It's okay to rest.", (0, 1, 2, 3)),
        ("At 7:30, rest.", "At seven thirty, rest.", (0, 1, 1, 2)),
        ("Rest 2-3 min.", "Rest two to three minutes.", (0, 1, 1, 1, 2)),
        ("Rest – now", "Rest, now", (0, 2)),
        ("the hand on the arm", "the hand on the arm", (0, 1, 2, 3, 4)),
        # What stands between two that are found belongs to what is missing there, or to nobody ...
        ("see Xyz now", "see shiv AWN now", (0, 1, 1, 2)),
        ("see Xyz Abc now", "see shiv AWN now", (0, None, None, 3)),
        # ... and an engine may keep silent about a word.
        ("And naïve café now", "And café now", (0, 2, 3)),
        ("Hello there", "", ()),
    ],
)
def test_each_said_word_belongs_to_a_shown_one(
    shown: str, said: str, expected: tuple[int | None, ...]
) -> None:
    assert told(shown, said) == expected


def test_a_number_that_is_read_by_its_neighbours_is_found_between_them() -> None:
    assert told("Am 1. Mai rest du.", "Am ersten Mai rest du.", "de") == (0, 1, 2, 3, 4)


@given(words)
def test_what_is_said_as_it_is_shown_belongs_word_for_word(shown: list[str]) -> None:
    found = owners(shown, shown, lambda piece: piece)
    expected = [number if any(map(str.isalnum, word)) else None for number, word in enumerate(shown)]
    for got, wanted in zip(found, expected, strict=True):
        assert got == wanted or wanted is None


@given(words, words)
def test_numbers_never_fall_and_name_shown_words(shown: list[str], said: list[str]) -> None:
    found = owners(shown, said, lambda piece: piece)
    known = [number for number in found if number is not None]
    assert len(found) == len(said)
    assert known == sorted(known)
    assert all(0 <= number < len(shown) for number in known)


@given(words, st.data())
def test_a_word_that_is_not_said_moves_no_other(shown: list[str], data: st.DataObject) -> None:
    unlike = [f"{chr(ord('k') + at)}{word}x" for at, word in enumerate(shown)]
    missing = data.draw(st.integers(0, len(unlike) - 1))
    said = unlike[:missing] + unlike[missing + 1 :]
    found = owners(unlike, said, lambda piece: piece)
    assert found == tuple(number for number in range(len(unlike)) if number != missing)
