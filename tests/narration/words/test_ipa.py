from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from quietude.errors import VoiceError
from quietude.narration.words.ipa import clean, to_ipa, to_misaki

AMERICAN = set("bdfhijklmnpstuvwzðŋɑɔəɛɜɡɪɹʃʊʌʒˈˌθᵻæAIOWYTʤʧᵊ ")
BRITISH = set("bdfhijklmnpstuvwzðŋɑɒɔəɛɜɡɪɹʃʊʌʒˈˌːθaAIQWYʤʧᵊ ")


@pytest.mark.parametrize(
    ("ipa", "misaki"),
    [
        ("ʃɪˈvɔːn", "ʃɪvˈɔn"),
        ("ʃɪvˈɔːn", "ʃɪvˈɔn"),
        ("ˈt͡ʃiː", "ʧˈi"),
        ("d͜ʒəʊ", "ʤˈO"),
        ("ˌtaɪ ˈtʃiː", "tˌI ʧˈi"),
        ("ˈstɹɛŋθ", "stɹˈɛŋθ"),
        ("wɪn", "wˈɪn"),
        ("gəʊt", "ɡˈOt"),
        ("nɜːs", "nˈɜɹs"),
        ("ˈnaɪ.əm", "nˈIəm"),
        ("xoˈse", "hOsˈA"),
        ("ˈxoɾxe", "hˈɔɹkA"),
        ("meɾˈθeðes", "mɛɹθˈAðɛs"),
        ("ˈjʏʁɡn̩", "jˈʊɹɡᵊn"),
        ("ʒɑ̃", "ʒˈɑn"),
        ("ˈçag\u0306la", "ʃˈɑɡlɑ"),
    ],
)  # fmt: skip
def test_ipa_becomes_the_nearest_english_sounds(ipa: str, misaki: str) -> None:
    assert to_misaki(ipa) == misaki


@pytest.mark.parametrize("misaki", ["ʤˈOzəf", "klˈOi", "kˈATi", "bˈʌtᵊn", "əlˈIzə", "nˈɑməstˌA", "kwˈivə"])
def test_misakis_own_alphabet_stays_as_it_is(misaki: str) -> None:
    assert to_misaki(misaki) == misaki
    assert not set(to_ipa(misaki)) & set("AIOQTWYʤʧᵊ")


def test_british_voices_get_length_and_no_r_but_before_a_vowel() -> None:
    assert to_misaki("kɑːɹ", british=True) == "kˈɑː"
    assert to_misaki("ˈmɛɹi", british=True) == "mˈɛɹi"
    assert to_misaki("niv", british=True) == "nˈiːv"
    assert to_misaki("ɡoʊt", british=True) == "ɡˈQt"


def test_a_tap_is_an_r_but_in_espeaks_english() -> None:
    assert to_misaki("maˈɾia") == "mɑɹˈiɑ"
    assert to_misaki("kˈeɪɾi", flaps=True) == "kˈATi"


@pytest.mark.parametrize("strange", ["h@l'oU", "ab5", "шиван", "ʃɪ(vɔn"])
def test_what_is_no_ipa_is_an_error_that_shows_one_letter_of_it(strange: str) -> None:
    with pytest.raises(VoiceError, match=r'has ".", which is no sound of the IPA') as caught:
        to_misaki(strange)
    assert strange not in str(caught.value)


@given(st.text(alphabet="pbtdkgmnŋfvszʃʒhxlɹrɾjwaeiouɛɔəɪʊʌyøɑ̃ːˈˌ.t͡ʃ", max_size=30), st.booleans())
def test_whatever_is_ipa_comes_out_in_the_alphabet(ipa: str, british: bool) -> None:
    try:
        said = to_misaki(ipa, british=british)
    except VoiceError:  # a nasal mark on a consonant
        assert "\u0303" in clean(ipa)
        return
    assert set(said) <= (BRITISH if british else AMERICAN)
