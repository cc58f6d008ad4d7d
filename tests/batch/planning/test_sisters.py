"""Which file is a script's sister in another language."""

from __future__ import annotations

from pathlib import Path

import pytest

from quietude.batch.planning.sisters import sister, sisters
from quietude.errors import FileError


def write(name: str, language: str) -> None:
    text = f"---\ntitle: {name}\nlanguage: {language}\n---\n# One\nRest.\n"
    Path(f"{name}.md").write_text(text, encoding="utf-8")


@pytest.fixture(autouse=True)
def scripts(workplace: Path) -> None:
    for name, language in (
        ("sea", "en"), ("sea-de", "de"), ("sea-pt-br", "pt-br"),
        ("sea-it", "en"), ("sea-short", "en"), ("sea-short-fr", "fr"), ("nl", "nl"), ("red-sea-es", "es"),
    ):  # fmt: skip
        write(name, language)
    Path("sea-fr.md").write_text("no script at all", encoding="utf-8")


@pytest.mark.parametrize("start", ["sea", "sea-de", "sea-pt-br"])
def test_each_leads_to_all_and_to_nothing_that_is_named_after_another(start: str) -> None:
    assert sisters(f"{start}.md") == {"en": "sea.md", "de": "sea-de.md", "pt-br": "sea-pt-br.md"}


def test_they_lie_beside_the_script_wherever_that_is(monkeypatch: pytest.MonkeyPatch) -> None:
    here = Path.cwd()
    monkeypatch.chdir("/")
    assert sisters(str(here / "sea.md"))["de"] == str(here / "sea-de.md")


def test_those_that_came_along_are_known_by_name() -> None:
    found = sisters("self-compassion")
    assert found["pt-br"] == "self-compassion-pt-br"
    assert "self-compassion-short" not in found.values()


def test_a_script_that_is_not_there_has_none() -> None:
    with pytest.raises(FileError):
        sisters("lake.md")


@pytest.mark.parametrize(
    ("language", "found"),
    [("de", "d"), ("DE", "d"), ("de_AT", "d"), ("de-CH-1996", "d"), ("pt", "p"), ("es", None), ("", None)],
)
def test_the_nearest_language_is_taken(language: str, found: str | None) -> None:
    assert sister({"en": "e", "de": "d", "pt-br": "p"}, language) == found
