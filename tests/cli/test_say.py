"""``quietude voices say`` and ``forget``: how a word is said, tried, kept, and taken out again."""

from __future__ import annotations

from pathlib import Path

import pytest

from quietude.cli.main import run
from quietude.voices.lexicon import FOLDER_VARIABLE, load_lexicon

from ..conftest import TONE

NAME = "Xenophilia"


@pytest.fixture(autouse=True)
def own(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    folder = tmp_path / "words"
    monkeypatch.setenv(FOLDER_VARIABLE, str(folder))
    return folder


def test_a_word_is_said_into_a_file_that_does_not_tell_which(
    workplace: Path, shared_cache: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    before = sorted(shared_cache.rglob("*"))
    assert run(["voices", "say", NAME, "--voice", TONE]) == 0
    assert sorted(path.name for path in workplace.rglob("*")) == ["output", "say.mp3"]
    assert NAME.encode() not in (workplace / "output" / "say.mp3").read_bytes()
    assert sorted(shared_cache.rglob("*")) == before
    assert NAME not in capsys.readouterr().err


def test_another_way_is_tried_kept_and_forgotten(
    workplace: Path, own: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    say = ["voices", "say", NAME, "--voice", TONE]
    assert run([*say, "--as", "zen-oh-FEE-lee-uh"]) == 0
    assert "/zɛnoʊˈfiːliːə/  (from what you gave)" in capsys.readouterr().out
    assert not own.exists()
    for value in ("NO-fil", "zen-oh-FEE-lee-uh"):
        assert run([*say, "--as", value, "--keep"]) == 0
    assert load_lexicon().kept == {"en": {NAME.lower(): "zen-oh-FEE-lee-uh"}}
    capsys.readouterr()
    assert run(["voices", "say", f"{NAME}'s", "--voice", TONE]) == 0
    assert "/zɛnoʊˈfiːliːəz/  (from your lexicon" in capsys.readouterr().out
    assert run(["voices", "forget", NAME]) == 0
    assert run(["voices", "forget", NAME]) == 6
    assert load_lexicon().kept == {"en": {}}
    assert NAME not in capsys.readouterr().err


@pytest.mark.parametrize(
    ("more", "code", "says"),
    [
        (["--keep"], 2, "--as"),
        (["--as", "/"], 6, "needs how it is said"),
        (["--as", "[x](/y/)"], 6, "another spelling, or IPA"),
        (["--voice", "heart", "--language", "de"], 6, '"heart" speaks "en"'),
        (["--voice", "nobody"], 6, "nobody"),
    ],
)
def test_what_cannot_be_said_is_an_error_without_the_word(
    workplace: Path, own: Path, capsys: pytest.CaptureFixture[str], more: list[str], code: int, says: str
) -> None:
    assert run(["voices", "say", NAME, *more]) == code
    told = capsys.readouterr()
    assert says in " ".join(told.err.split())
    assert NAME not in told.out + told.err
    assert not own.exists()


def test_another_script_is_an_error(workplace: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["voices", "say", "Лёша"]) == 6
    assert "Cyrillic letters" in capsys.readouterr().err


@pytest.mark.voice
@pytest.mark.parametrize(
    ("word", "more", "says"),
    [
        ("Niamh", [], "/niːv/  (from the lexicon that comes with quietude)"),
        ("welcome", [], "/wˈɛlkəm/  (from the voice's dictionary)"),
        ("Sean", [], "/ʃˈɔn/  (from eSpeak's rules of spelling)"),
        ("Ann", ["--as", "ohm"], "ohm /ˈoʊm/  (from what you gave, and the voice's dictionary)"),
        ("Jürgen", ["--voice", "espeak-de"], "eSpeak's rules of spelling"),
    ],
)
def test_it_is_told_who_says_so(
    workplace: Path, capsys: pytest.CaptureFixture[str], word: str, more: list[str], says: str
) -> None:
    assert run(["voices", "say", word, *more, "-o", "said.mp3"]) == 0
    assert says in capsys.readouterr().out
    assert (workplace / "said.mp3").stat().st_size > 5000
