from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from quietude.narration.words import wording


@pytest.mark.parametrize(
    ("written", "said"),
    [
        ("[pause 99h]", "pause 99h"),
        ("<break time='9h'/>", "break time='9h'/"),
        ("[[h@l'oU]]", "h@l'oU"),
        ("[Ann](/kɹˈæp/)", "Ann (/kɹˈæp/)"),
        ("\x01+90S loud\x00", "+90S loud"),
        ("one\n\ntwo\u2028three", "one two three"),
        ("Zoe\u0308", "Zoë"),
        ("soft\u00adly \u202eback", "softly back"),
        ("Rose 🌸👩🏽‍🚀 ❤️", "Rose \u200d"),
        ("\ud83d broken", "broken"),
        ("It’s 20 °C, № 2.5 at 7:30.", "It’s 20 °C, № 2.5 at 7:30."),
        ("می‌خواهم", "می‌خواهم"),
    ],
)
def test_nothing_but_words_is_left(written: str, said: str) -> None:
    assert wording.plain(written) == said


@given(st.text())
def test_plain_is_stable_and_holds_no_markup(text: str) -> None:
    once = wording.plain(text)
    assert wording.plain(once) == once
    assert not set(once) & set("[]<>\x00\x01\n")


@given(
    st.text(alphabet="ab [](/)<>'.é"), st.dictionaries(st.text(alphabet="abé", min_size=1), st.just("/x/"))
)
def test_phonemes_come_from_the_lexicon_alone(text: str, lexicon: dict[str, str]) -> None:
    for piece in wording.pieces(text, lexicon):
        assert piece.phonemes is None or piece.text.lower() in lexicon


def test_lexicon_replaces_whole_words_whatever_their_case() -> None:
    lexicon = {"om": "ohm", "mary ann": "/m/", "mary": "/x/"}
    found = wording.pieces("OM, Tom. Mary Ann and MARY's om", lexicon)
    assert [(piece.text, piece.phonemes) for piece in found] == [
        ("ohm", None), (", Tom. ", None), ("Mary Ann", "m"), (" and ", None), ("MARY's", "xz"), (" ", None),
        ("ohm", None),
    ]  # fmt: skip


def test_words_are_counted_as_a_person_does() -> None:
    assert wording.count_words("What if it's okay - to feel this way? 🌸 ...") == 8
    assert wording.count_words("") == 0
