"""By which a file is known again: what changes its digest, and what does not."""

from __future__ import annotations

from collections.abc import Callable
from importlib.metadata import version
from pathlib import Path

import pytest

from quietude.batch.planning.digests import bed_told, public_digests
from quietude.batch.task import Task
from quietude.files import file_sha256
from quietude.narration.engines import tone
from quietude.score.lines import lines_of
from quietude.script.parser import load_script
from quietude.voices import kept_words

from ...conftest import TONE
from ...recorded import recording, write
from .rosters import SCRIPT, planned, write_scripts

ROSTER = "id,name,town,touch\na,Ada,Ulm,hand\n"


@pytest.fixture(autouse=True)
def scripts(workplace: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write_scripts(workplace)
    monkeypatch.setenv("QUIETUDE_LEXICON", str(workplace / "words"))
    profile = Path(TONE).read_text(encoding="utf-8").replace('"mul"', '"en"')
    (workplace / "voice.toml").write_text(profile, encoding="utf-8")
    (workplace / "sea.wav").write_bytes(b"waves")


def task(roster: str = ROSTER, **more: object) -> Task:
    options: dict[str, object] = {"voices": ("voice.toml",), "beds": ("sea.wav",), **more}
    return planned(roster, **options).tasks[0]


def rewrite(old: str, new: str) -> None:
    assert old in SCRIPT
    Path("quiet.md").write_text(SCRIPT.replace(old, new), encoding="utf-8")


def say(word: str) -> None:
    kept_words.keep(word, "oh", "en")


SAME: dict[str, Callable[[], object]] = {
    "a comment": lambda: rewrite("author: Ada", "# A note to myself.\nauthor: Ada  # and another"),
    "an empty line": lambda: rewrite("# Kind words", "\n\n# Kind words"),
    "a passage that this listener does not hear": lambda: rewrite(
        "[pause 2-40s]", "[only none] Your hands may rest. [end only]\n[pause 2-40s]"
    ),
    "a form that is not said": lambda: rewrite("What if I am allowed", "What if I may be allowed"),
    "a word of the lexicon that nobody says": lambda: say("elsewhere"),
    "an unused voice beside it": lambda: Path("other.toml").write_text("", encoding="utf-8"),
}
OTHER: dict[str, Callable[[], object]] = {
    "a word": lambda: rewrite("You might rest", "You may rest"),
    "a phrase": lambda: rewrite("It is okay to be here.", "It is good to be here."),
    "a pause": lambda: rewrite("2-40s", "2-39s"),
    "a heading": lambda: rewrite("# Arriving", "# Coming in"),
    "the title": lambda: rewrite("A quiet place", "A quieter place"),
    "the author, in the tags": lambda: rewrite("author: Ada", "author: Ben"),
    "a word of the lexicon that is said": lambda: say("heart"),
    "the voice's pitch": lambda: Path("voice.toml").write_text(
        Path("voice.toml").read_text(encoding="utf-8") + "pitch = 1.0\n", encoding="utf-8"
    ),
    "the music": lambda: Path("sea.wav").write_bytes(b"other waves"),
}
"""What touches every listener's file."""


@pytest.mark.parametrize("change", SAME.values(), ids=SAME)
def test_what_this_listener_does_not_hear_makes_no_other_file(change: Callable[[], object]) -> None:
    before = task()
    change()
    after = task()
    assert (after.inputs, after.shared) == (before.inputs, before.shared)


@pytest.mark.parametrize("change", OTHER.values(), ids=OTHER)
def test_what_is_heard_makes_another_file(change: Callable[[], object]) -> None:
    before = task()
    change()
    after = task()
    assert after.inputs != before.inputs
    assert after.shared != before.shared


@pytest.mark.parametrize(
    "more",
    [
        {"length": "50s"},
        {"phrasing": "what-if"},
        {"phrasing": "gradual"},
        {"phrases": ("grief",), "length": "3m"},
        {"beds": ()},
        {"beds": ("sea.wav:-6dB",)},
        {"voices": (TONE,)},
        {"bitrate_kbps": 64},
        {"loudness_lufs": -18.0},
        {"name_in_tags": True},
        {"with_words": True},
        {"with_cover": False},
        {"further_back_db": 6.0},
        {"handout": True},
        {"handout": True, "name_in_handout": True},
    ],
    ids=str,
)
def test_what_was_asked_for_makes_another_file(more: dict[str, object]) -> None:
    before = task(length="40s")
    after = task(ROSTER, **{"length": "40s", **more})
    assert after.inputs != before.inputs
    assert after.shared != before.shared


def test_an_engine_that_changes_makes_another_file(monkeypatch: pytest.MonkeyPatch) -> None:
    before = task()
    monkeypatch.setattr(tone.ToneEngine, "version", lambda self, model: "tone 99")
    assert task().shared != before.shared


def test_a_value_that_is_said_changes_the_file_and_not_what_is_shared() -> None:
    before = task()
    for roster in (ROSTER.replace("Ada", "Ben"), ROSTER.replace("Ulm", "Bonn"), ROSTER.replace("Ada", "ada")):
        after = task(roster)
        assert after.inputs != before.inputs
        assert after.shared == before.shared


def test_a_value_that_is_not_said_changes_nothing() -> None:
    rewrite(", in {town},", "")
    before = task()
    assert task(ROSTER.replace("Ulm", "Bonn")).inputs == before.inputs
    assert task(ROSTER.replace("Ulm", "Bonn"), name_in_tags=True).inputs != task(name_in_tags=True).inputs


def test_a_value_only_counts_as_it_is_spoken() -> None:
    assert task(ROSTER.replace("Ada", '"  Ada "')).inputs == task().inputs


def test_how_a_name_is_said_touches_only_who_bears_it() -> None:
    roster = "id,name,town,touch\na,Ada,Ulm,hand\nb,Ben,Ulm,hand\n"
    ada, ben = planned(roster, voices=("voice.toml",)).tasks
    say("ada")
    ada_again, ben_again = planned(roster, voices=("voice.toml",)).tasks
    assert ada_again.inputs != ada.inputs
    assert ben_again.inputs == ben.inputs
    assert ada_again.shared == ada.shared


def test_a_typed_phrase_is_private() -> None:
    one, two, long = planned('id,phrase\na,I am Ada.\nb,I am Ben.\nc,"I am Ada. I am here."\n').tasks
    assert one.inputs != two.inputs
    assert one.shared == two.shared != long.shared


def test_whose_file_it_is_is_part_of_it() -> None:
    one, two = planned("id,name\na,Ada\nb,Ada\n").tasks
    assert one.inputs != two.inputs
    assert one.shared == two.shared


def test_another_account_cannot_try_names(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    before = task()
    monkeypatch.setenv("QUIETUDE_DATA_DIR", str(tmp_path / "another"))
    after = task()
    assert after.inputs != before.inputs
    assert after.shared == before.shared


def test_a_recording_counts_by_its_content(workplace: Path) -> None:
    line = next(each for each in lines_of(load_script(Path("quiet.md"))) if "okay" in each.key[1])
    folder = workplace / "takes"
    folder.mkdir()
    before = task(recordings=folder)
    write(folder / f"{line.id}.wav", recording(1.5))
    once = task(recordings=folder)
    (folder / f"{line.id}.wav").touch()
    assert task(recordings=folder).inputs == once.inputs != before.inputs
    write(folder / f"{line.id}.wav", recording(1.6))
    assert task(recordings=folder).inputs != once.inputs


def test_what_a_file_was_made_from_is_told_without_its_listener() -> None:
    job = task().job
    told = public_digests(job)
    assert told.script_sha256 == file_sha256(Path("quiet.md"))
    assert told.versions["quietude"] == version("quietude")
    assert "tone" in told.versions
    Path("voice.toml").write_text(
        Path("voice.toml").read_text(encoding="utf-8") + '[lexicon]\nada = "oh"\n', encoding="utf-8"
    )
    assert public_digests(job).voice_sha256 != told.voice_sha256


def test_a_bed_is_told_by_its_content_or_its_parameters(workplace: Path) -> None:
    (workplace / "same.wav").write_bytes(b"waves")
    assert bed_told("sea.wav:-6dB", None) == bed_told("same.wav:-6dB", None)
    assert bed_told("sea.wav", None) != bed_told("sea.wav:-6dB", None)
    assert bed_told("ocean + drone:-6dB", None) == ["ocean", "drone:-6dB"]
    assert bed_told("none", None) == []
