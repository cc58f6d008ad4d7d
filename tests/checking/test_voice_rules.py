"""What the checker asks of voices: their letters, their languages, their pace, their dictionaries."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import pytest

from quietude.checking.check import check_text
from quietude.findings import Finding

from ..conftest import TONE


def found(code: str, body: str, *, entries: str = "", voices: Sequence[str] = ()) -> list[Finding]:
    text = f"---\ntitle: T\ndescription: D.\n{entries}---\n{body}\n"
    return [
        finding
        for finding in check_text(text, path="script.md", voices=voices).findings
        if finding.code == code
    ]


def words(findings: Sequence[Finding]) -> list[str]:
    return [
        each.source_line[each.span.column - 1 : each.span.column - 1 + each.span.length] for each in findings
    ]


def test_a_word_in_strange_letters_is_told_where_it_stands() -> None:
    told = found("unsayable", "Welcome, друг, and\nrest in *покой*.")
    assert words(told) == ["друг", "покой"]
    assert "Cyrillic" in told[0].message


@pytest.mark.parametrize(
    ("body", "entries"),
    [
        ("Welcome, Łukasz, Siobhán, naïve, Ærø, 5 min.", ""),
        ("Welcome, друг.", 'say: { друг: "droog" }\n'),
        ("[in ru] Добро пожаловать. [end in]", ""),
        ("- Добро. | Что, если добро?", "language: ru\n"),
    ],
)
def test_what_can_be_said_is_not_told(body: str, entries: str) -> None:
    spoken = [each for each in found("unsayable", body, entries=entries) if "letters" in each.message]
    assert spoken == []


def test_a_language_that_nobody_speaks_is_told_once_and_where() -> None:
    (told,) = found("unsayable", "Saluton.", entries="language: eo\n")
    assert (told.span.line, told.source_line) == (4, "language: eo")
    (told,) = found("unsayable", "Rest. [in eo] Saluton. [end in]")
    assert words([told]) == ["Saluton."]
    assert found("unsayable", '[in eo] [record "saluton"] Saluton. [end in]') == []


def test_a_voice_that_does_not_speak_the_language_is_a_finding() -> None:
    (told,) = found("unsayable", "Ruhe.", entries="language: de\n", voices=["heart"])
    assert "espeak-de" in told.message


@pytest.mark.parametrize(("pace", "word"), [(180, "hurries"), (80, "drags"), (150, None), (95, None)])
def test_a_pace_that_is_not_calm_is_told(pace: int, word: str | None, tmp_path: Path) -> None:
    profile = tmp_path / "mine.toml"
    profile.write_text(
        f"{Path(TONE).read_text()}\n".replace("pace", "# pace").replace("rate", f"pace = {pace}\nrate", 1)
    )
    told = found("speech-rate", "Rest.", voices=[str(profile)])
    assert len(told) == (word is not None)
    assert all(word in each.message for each in told if word)


def test_only_a_named_voice_is_asked_what_it_guesses() -> None:
    body = "Welcome, {name}, to Zyrqelblee. Zyrqelblee is calm."
    entries = 'ask: { name: { prompt: "Who?" } }\n'
    assert found("guessed-word", body, entries=entries) == []
    told = found("guessed-word", body, entries=entries, voices=["heart"])
    assert words(told) == ["Zyrqelblee"]
    assert (
        found(
            "guessed-word", body, entries=f"{entries}say: {{ Zyrqelblee: zeer-KEL-blee }}\n", voices=["heart"]
        )
        == []
    )
