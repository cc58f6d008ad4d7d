from __future__ import annotations

import csv
import stat
from itertools import pairwise
from pathlib import Path

import pytest
from mutagen.id3 import ID3

from quietude import audition as auditions
from quietude.audition import Audition, audition, read_respellings
from quietude.cli.main import run
from quietude.errors import InputError
from quietude.narration.cache import ClipCache
from quietude.voices import library
from quietude.voices.lexicon import load_lexicon

from .conftest import TONE
from .sounding import decoded

NAMES = (
    (Path(__file__).parent / "narration" / "words" / "given_names.txt").read_text(encoding="utf-8").split()
)
STRANGE = ["Лёша", "Ἑλένη", "محمد", "שִׁרָה", "अनिल", "小明", "さくら", "지우", "สมชาย", "🌸", "  ", "Ana Лёша"]


def roster(folder: Path, names: list[str]) -> Path:
    path = folder / "clients.csv"
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows([("id", "Name"), *((f"c{n}", name) for n, name in enumerate(names))])
    return path


def heard(made: Audition) -> dict[int, float]:
    return {one.row: one.at_s for one in made.heard if one.at_s is not None}


def test_every_name_of_many_countries_is_read_or_told(workplace: Path) -> None:
    names = NAMES[:30] + STRANGE + NAMES[30::8]
    made = audition(roster(workplace, names), voice=str(english(workplace)), output=workplace / "a.mp3")
    assert len(made.heard) == len(names)
    unsaid = {one.row: one.problem or "" for one in made.unsaid}
    assert sorted(unsaid) == list(range(32, 32 + len(STRANGE)))
    assert "Cyrillic" in unsaid[32]
    assert "Korean" in unsaid[39]
    assert "no word" in unsaid[41]
    assert "empty" in unsaid[42]
    assert "Cyrillic" in unsaid[43]
    assert not any(name in "".join(unsaid.values()) for name in STRANGE if name.strip())
    assert decoded(made.path).shape[0] / 48_000 == pytest.approx(made.duration_s, abs=0.05)


def english(folder: Path) -> Path:
    """The tone voice, claiming to speak English alone."""
    path = folder / "english.toml"
    path.write_text(Path(TONE).read_text(encoding="utf-8").replace('"mul"', '"en"'), encoding="utf-8")
    return path


def test_each_name_follows_its_rows_number(workplace: Path) -> None:
    said = audition(roster(workplace, ["Ada", "Bo", "Ada"]), voice=TONE, output=workplace / "a.mp3")
    places = list(heard(said).values())
    assert places == sorted(places)
    assert places[0] > 1  # the lead-in and "Row two" come first
    assert all(2.5 < after - before < 4 for before, after in pairwise(places))


def test_respellings_are_used_and_kept_by_the_next_run(
    workplace: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = roster(workplace, ["Siobhan", "Ада"])
    first = audition(path, voice=str(english(workplace)), output=workplace / "a.mp3")
    assert [one.row for one in first.unsaid] == [3]
    with first.sheet.open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.reader(file))
    assert rows[0] == list(auditions.SHEET_COLUMNS)
    rows[1][4], rows[2][4] = "shi-VAWN", "AH-duh"
    with first.sheet.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows(rows)
    second = audition(path, voice=str(english(workplace)), output=workplace / "a.mp3")
    assert not second.unsaid
    assert read_respellings(second.sheet) == {"Siobhan": "shi-VAWN", "Ада": "AH-duh"}
    monkeypatch.setenv("QUIETUDE_LEXICON", str(workplace / "own"))
    asked = ["voices", "audition", "--roster", str(path), "-v", str(english(workplace)), "-o", "a.mp3"]
    assert run([*asked, "--keep", "--quiet"]) == 0
    words = load_lexicon().words(library.load("heart"), "en")
    assert (words["siobhan"], words["ада"]) == ("shi-VAWN", "AH-duh")


def test_names_are_in_the_sound_and_the_sheet_and_nowhere_else(
    workplace: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    path = roster(workplace, ["Xenophilia", "Ада"])
    clips = ClipCache().info().files
    assert run(["voices", "audition", "--roster", str(path), "-v", str(english(workplace))]) == 0
    told = "".join(capfd.readouterr())
    assert "row 3: a word in Cyrillic" in told
    assert "Xenophilia" not in told
    assert "Ада" not in told
    assert ClipCache().info().files <= clips + 1  # "Row 2", for the next time
    made = sorted(file.name for file in (workplace / "output").iterdir())
    assert made == ["audition.csv", "audition.mp3"]
    assert stat.S_IMODE((workplace / "output" / "audition.csv").stat().st_mode) == 0o600
    tags = ID3(workplace / "output" / "audition.mp3")  # type: ignore[no-untyped-call]
    assert "Xenophilia" not in str(dict(tags))


def test_a_roster_of_nobody_who_can_be_said_leaves_nothing(workplace: Path) -> None:
    with pytest.raises(InputError, match=r'"english" can say none of these names: a word in Cyrillic'):
        audition(roster(workplace, ["Ада"]), voice=str(english(workplace)), output=workplace / "a.mp3")
    with pytest.raises(InputError, match="nobody under them"):
        audition(roster(workplace, []), voice=TONE, output=workplace / "a.mp3")
    assert not (workplace / "a.mp3").exists()
    assert not (workplace / "a.csv").exists()


def test_the_wrong_column_has_the_nearest(workplace: Path) -> None:
    with pytest.raises(InputError, match='did you mean "name"'):
        audition(roster(workplace, ["Ada"]), column="nam", voice=TONE)
