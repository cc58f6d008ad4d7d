"""Where a speaker stops and breathes, judged by ear on calm prose."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from quietude.script.sentences import (
    FEWEST_WORDS_A_BREATH,
    MOST_WORDS_A_BREATH,
    split_breaths,
    split_sentences,
)
from quietude.script.text import word_count


@pytest.mark.parametrize(
    "told",
    [
        "It is okay to say no. | Let that be.",
        'She said: "Let go." | And you did.',
        "Breathe... and let go... | Now rest.",
        "Well… | You are here.",
        "¿Puedes sentirlo? | ¡Muy bien! | Ahora descansa.",
        "No. 5 is fine. | It costs approx. 5 coins.",
        "Dr. Lee, Mrs. Ray and St. John came. | They rest.",
        "Stay for 2.5 minutes. | 3 times.",
        "Herr Dr. Lee kommt, z.B. Montag. | Gut.",
        "J. K. Lee is here. | So am I. | Rest.",
        "“Rest.” | (Then go on.) | ‘Yes!’ | You know",
        "Rest, e.g. on a chair. | Or not.",
        "Frag dich: „Was wäre, wenn es so wäre?“ | Dann ruh. | »Gut.« | »Ja.« | Weiter.",
        "Komm, z. B. Montag oder ggf. Dienstag. | Gut.",
        "Dites : « Et si c'était vrai ? » | Puis posez-vous. | « Oui. » | Reposez-vous, p.ex. Paris.",
        "« Est-ce vrai ? » demande la voix. | M. Roy se tait.",
        "Vraag: “Wat als het zo is?” | Neem bijv. Anna, of mw. Bos. | Rust.",
    ],
)
def test_sentences(told: str) -> None:
    parts = told.split(" | ")
    assert split_sentences(" ".join(parts)) == parts


def test_sentences_without_spaces_between() -> None:
    assert split_sentences("请坐下。放松！好吗？谢谢") == ["请坐下。", "放松！", "好吗？", "谢谢"]


def test_marks_alone_are_no_sentence() -> None:
    assert split_sentences("… ! — ,") == []
    assert split_sentences(", and rest. … Ok. - Then go.") == ["and rest.", "Ok.", "Then go."]


@pytest.mark.parametrize("line", Path(__file__).with_name("breaths.txt").read_text("utf-8").splitlines())
def test_breaths_are_taken_where_written_down(line: str) -> None:
    language, told = line.split(": ", 1)
    parts = told.split(" | ")
    assert split_breaths(" ".join(parts), language) == parts


WORDS = ["rest", "and", "you,", "breathe;", "the", "a", "–", "or", "…", "end.", "Go!", "it", "while", "—"]
texts = st.lists(st.sampled_from(WORDS), max_size=60)


@settings(max_examples=150, deadline=None)
@given(texts, st.sampled_from(["en", "de", "xx"]))
def test_no_word_is_lost_and_no_piece_is_too_short(found: list[str], language: str) -> None:
    text = " ".join(found)
    said = []
    for sentence in split_sentences(text):
        breaths = split_breaths(sentence, language)
        assert " ".join(breaths) == sentence
        said += sentence.split()
        if len(breaths) > 1:
            assert word_count(sentence) > MOST_WORDS_A_BREATH
            assert min(map(word_count, breaths)) >= FEWEST_WORDS_A_BREATH
    assert [word for word in said if word[0].isalpha()] == [word for word in found if word[0].isalpha()]
