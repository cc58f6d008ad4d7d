"""The words that come with quietude can be said by every engine."""

from __future__ import annotations

import pytest

from quietude.narration.words import espeak
from quietude.narration.words.ipa import to_misaki
from quietude.narration.words.mnemonics import to_espeak
from quietude.narration.words.respelling import respelled
from quietude.voices.lexicon import load_lexicon

SHIPPED = load_lexicon().shipped


@pytest.mark.parametrize("language", sorted(SHIPPED))
def test_every_shipped_word_has_sounds_in_every_alphabet(language: str) -> None:
    for word, value in SHIPPED[language].items():
        assert value.startswith("/"), word
        assert to_misaki(value[1:-1]), word
        assert to_misaki(value[1:-1], british=True), word
        mnemonics = to_espeak(value[1:-1], language)
        assert mnemonics is not None, word
        assert espeak.sound_of(mnemonics, language), word


@pytest.mark.parametrize(
    ("value", "ipa"),
    [
        ("shi-VAWN", "ʃɪˈvɔːn"), ("NEEV", "ˈniːv"), ("uh-LEE-uh", "əˈliːə"), ("KWEE-vuh", "ˈkwiːvə"),
        ("win", "ˈwɪn"), ("JOR-jeh", "ˈdʒɔːɹdʒɛ"), ("ny-EEM", "naɪˈiːm"), ("YOO-suf", "ˈjuːsəf"),
        ("hoh-ZAY", "hoʊˈzeɪ"), ("TY chee", "ˈtaɪ ˈtʃiː"), ("KLOH-EE", "ˈkloʊˌiː"), ("SO-fa", "ˈsoʊfə"),
        ("an-MAIR-ee", "ænˈmɛɹiː"), ("KHY-im", "ˈxaɪɪm"), ("ah-nuh-YIR", "ɑːnəˈjɜːɹ"),
    ],
)  # fmt: skip
def test_a_respelling_is_read_by_the_key(value: str, ipa: str) -> None:
    assert respelled(value) == ipa
    assert to_misaki(ipa)


@pytest.mark.parametrize(
    "value", ["", "Marian", "zoë", "AY-dn", "mike", "-", "3-VAWN", "qxz", "shi--VAWN", "日本"]
)
def test_what_is_no_respelling_is_none(value: str) -> None:
    assert respelled(value) is None
