from __future__ import annotations

import pytest

from quietude.narration.words.sayable import unsayable


@pytest.mark.parametrize(
    ("text", "language", "script"),
    [
        ("Welcome, Лёша.", "en", "Cyrillic"), ("Welcome, Γιάννης.", "en", "Greek"),
        ("مريم", "de", "Arabic"), ("Shalom, רבקה", "en-gb", "Hebrew"), ("प्रिया", "fr", "Devanagari"),
        ("Willkommen, 美玲.", "de", "Chinese"), ("さくら", "es", "Japanese"), ("サクラ", "es", "Japanese"),
        ("지훈", "it", "Korean"), ("สมชาย", "nl", "Thai"), ("さくら", "zh", "Japanese"),
    ],
)  # fmt: skip
def test_another_languages_script_is_told_and_the_word_is_not(text: str, language: str, script: str) -> None:
    told = unsayable(text, language)
    assert told is not None
    assert f"{script} letters" in told
    assert language in told
    assert told.isascii()


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("Welcome, Łukasz, Zoë, Nguyễn and Đorđe.", "en"), ("20 °C, № 2.5, 10 µm, 1ª", "es"),
        ("Привет, Ann", "ru"), ("さくら 美玲 サクラ", "ja"), ("你好", "zh-cn"), ("안녕 漢字", "ko"),
        ("42", "en"), ("Привет", "mul"),
    ],
)  # fmt: skip
def test_a_languages_own_letters_can_be_said(text: str, language: str) -> None:
    assert unsayable(text, language) is None


def test_a_word_that_the_lexicon_says_can_be_said() -> None:
    assert unsayable("Welcome, Лёша.", "en", ["лёша"]) is None
    assert unsayable("Лёша's and Маша", "en", ["Лёша"]) is not None


@pytest.mark.parametrize("text", ["", "...", "🌸", " - "])
def test_nothing_to_say_is_told(text: str) -> None:
    assert unsayable(text, "en") == "there is no word in it"
