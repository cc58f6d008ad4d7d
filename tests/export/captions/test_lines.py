"""Lines break where a reader would take a breath, and nothing of the text is lost."""

from __future__ import annotations

import pytest
from hypothesis import given

from quietude.export.captions.lines import atoms, broken, columns_for, fits, width

from .made import TEXTS

GOOD = {
    "en": [
        "Rest.",
        "If you like, let your eyes close,|or rest your gaze.",
        "You might let your body find a position|that is comfortable enough,",
        "Let your shoulders soften,|and let your breath be as it is.",
        "There is nothing at all|that you need to do right now.",
    ],
    "de": ["Wenn du so weit bist,|kannst du die Arme vor der Brust kreuzen."],
    "fr": ["Laissez maintenant vos deux mains|glisser lentement jusqu'aux coudes,"],
    "ja": ["目を閉じて、ゆっくりと息を|吸って、そして吐いてみましょう。"],
    "zh": ["如果你愿意，可以轻轻闭上眼睛，|感受呼吸自然地进出。"],
    "ko": ["원하신다면 눈을 감고,|천천히 숨을 들이마셔 보세요."],
}


@pytest.mark.parametrize(
    ("language", "expected"), [(language, text) for language, texts in GOOD.items() for text in texts]
)
def test_lines_break_at_clauses_and_evenly(language: str, expected: str) -> None:
    whole = expected.replace("|", "" if language in ("ja", "zh") else " ")
    assert broken(whole, language) == tuple(expected.split("|"))


@given(TEXTS)
def test_nothing_is_lost_and_no_line_is_too_wide_that_could_be_narrower(text: str) -> None:
    lines = broken(text, "en")
    assert "".join("".join(lines).split()) == "".join(text.split())
    assert "".join(atoms(text)) == text
    for line in lines:
        assert line == line.strip() != ""
        assert width(line) <= columns_for(text) or len(atoms(line)) == 1
    assert fits(text) == (len(lines) <= 2)


def test_no_line_ends_with_an_article_where_another_place_is_as_good() -> None:
    first, _ = broken("Let your attention come to rest on the warmth of the sun on your skin", "en")
    assert first.split()[-1] not in ("the", "of", "on", "your")
    evenly = "Perhaps tonight we see the mountains glimmering now"
    assert broken(evenly, "en") == ("Perhaps tonight we see", "the mountains glimmering now")


def test_no_japanese_line_begins_with_a_closing_mark_or_a_small_letter() -> None:
    text = "ゆっくりと、ちょっとだけ、息を吸ってみましょう。「それでいい」と言って、ほほえんでもいいですよ。"
    for line in broken(text, "ja"):
        assert line[0] not in "、。っょゃゅ」ー"
        assert line[-1] != "「"


def test_a_word_wider_than_a_line_stays_whole() -> None:
    word = "a" * 60
    assert broken(f"See {word} here.", "en") == ("See", word, "here.")


def test_a_very_long_text_does_not_take_long() -> None:
    lines = broken("and let it be, " * 400, "en")
    assert all(width(line) <= 42 for line in lines)
