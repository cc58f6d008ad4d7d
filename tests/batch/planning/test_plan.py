"""A roster to tasks: what each row asks for, what is told of a bad one, and what is looked into once."""

from __future__ import annotations

import traceback
from collections import Counter
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from quietude.batch.planning import kinds, lengths, series
from quietude.batch.planning.series import USUAL_VALUE
from quietude.batch.task import BatchPlan
from quietude.errors import InputError, ListenerError, RosterError, UnitError, VoiceError
from quietude.narration.narrator import narrate
from quietude.programme.planned import plan_programme
from quietude.score.score import Phrasing

from ...conftest import TONE
from .rosters import SCRIPT, planned, write_scripts

CELLS = (
    "Xanthippe", "askingly", "hnad", "Quirin", "Melchiorr", "never", "lefty", "tlh", "Balthazarr", "Kasparrr",
    "Theophilaa", "Theodorus", "Лёша", "Sieglinde", "Gundula", "Entenhausen", "grieff",
)  # fmt: skip
GOLDEN = Path(__file__).parent / "golden" / "bad-roster.md"
"""A roster, and under it what is told of it."""
BAD_ROSTER, TOLD = (part.strip("\n") for part in GOLDEN.read_text(encoding="utf-8").split("```")[1::2])


@pytest.fixture(autouse=True)
def scripts(workplace: Path) -> None:
    write_scripts(workplace)


def faults(roster: str | None, **more: object) -> RosterError:
    with pytest.raises(RosterError) as raised:
        planned(roster, **more)
    return raised.value


def only(plan: BatchPlan) -> Any:
    (task,) = plan.tasks
    return task


def test_everything_that_is_wrong_is_told_at_once_by_row_and_column() -> None:
    assert str(faults(BAD_ROSTER)).replace("clients.csv: ", "") == TOLD


def test_no_message_repr_or_traceback_holds_a_cell() -> None:
    error = faults(BAD_ROSTER)
    told = "\n".join((str(error), repr(error), *traceback.format_exception(error)))
    assert [cell for cell in CELLS if cell in told] == []


def test_a_plan_can_be_shown_without_a_cell_of_its_roster() -> None:
    plan = planned("id,name,phrase\nq1,Xanthippe,I am here with Sieglinde.\n")
    shown = repr(plan)
    assert "q1" in shown
    assert "Xanthippe" not in shown
    assert "Sieglinde" not in shown


def test_a_first_line_that_names_no_column_is_not_repeated() -> None:
    told = str(faults("Xanthippe,Quirin\nSieglinde,Gundula\n"))
    assert "not one column is known" in told
    assert not any(name.lower() in told.lower() for name in ("Xanthippe", "Quirin", "Sieglinde"))


def test_an_empty_cell_takes_what_was_asked_for_all() -> None:
    plan = planned(
        "id,name,length,phrasing,touch\nx,Ada,,,\ny,Ben,50s,What-If,NONE\n",
        length="40s",
        phrasing="statement",
        choices={"touch": "hand"},
        beds=("none",),
        values={"town": "Ulm"},
    )
    one, two = (task.job for task in plan.tasks)
    assert [task.file for task in plan.tasks] == ["x.mp3", "y.mp3"]
    assert (one.listener.target_s, two.listener.target_s) == (40.0, 50.0)
    assert (one.listener.phrasing, two.listener.phrasing) == (Phrasing.STATEMENT, Phrasing.WHAT_IF)
    assert (one.listener.choices, two.listener.choices) == ({"touch": "hand"}, {"touch": "none"})
    assert one.listener.values == {"name": "Ada", "town": "Ulm"}
    assert one.beds == two.beds == ("none",)
    assert one.voices == (TONE,)
    assert [task.expected_s for task in plan.tasks] == [40.0, 50.0]


def test_choices_stand_together_or_in_columns_of_their_own() -> None:
    plan = planned("id,choices,touch\na,none,\nb,touch=none,\nc,,none\nd,none,none\n")
    assert {task.job.listener.choices["touch"] for task in plan.tasks} == {"none"}


def test_rows_without_an_id_are_numbered() -> None:
    plan = planned("name\nAda\nBen\n")
    assert [(task.id, task.file) for task in plan.tasks] == [("0001", "0001.mp3"), ("0002", "0002.mp3")]


def test_an_id_that_is_no_file_name_is_made_one() -> None:
    task = only(planned("id\n../up\n"))
    assert task.id == "../up"
    assert "/" not in task.file
    assert not task.file.startswith(".")


def test_a_column_that_is_ignored_means_nothing() -> None:
    plan = planned("id,born,name\na,1990,Ada\n", ignore=("Born",))
    assert only(plan).job.listener.values == {"name": "Ada", "town": "town"}


def test_an_ignored_column_that_is_not_there_is_told() -> None:
    assert 'did you mean "born"' in str(faults("id,born\na,1\n", ignore=("brn",)))


def test_empty_rows_and_bad_cells_are_told_together() -> None:
    told = faults("id,length\na,5\n,\nb,40s\n").findings
    assert [(finding.row, finding.column) for finding in told] == [(2, "length"), (3, None)]


def test_a_needed_value_without_a_column_is_told_once() -> None:
    Path("quiet.md").write_text(SCRIPT.replace(', default: "town"', ""), encoding="utf-8")
    (finding,) = faults("id\na\nb\n").findings
    assert (finding.row, finding.column) == (None, "town")
    assert "--set town=" in finding.message
    told = faults("id,town\na,Ulm\nb,\n").findings
    assert [(finding.row, finding.column) for finding in told] == [(3, "town")]


def test_a_value_that_the_voice_cannot_say_is_told_before_it_tries() -> None:
    profile = Path(TONE).read_text(encoding="utf-8").replace('"mul"', '"en"')
    Path("plain.toml").write_text(profile, encoding="utf-8")
    (finding,) = faults("id,name\na,Лёша\nb,Zoë\n", voices=("plain.toml",)).findings
    assert (finding.row, finding.column) == (2, "name")
    assert "Cyrillic" in finding.message


def test_a_field_with_the_name_of_a_column_has_to_be_renamed() -> None:
    Path("quiet.md").write_text(SCRIPT.replace("  town:", "  voice:").replace("{town}", "{voice}"))
    assert 'column "voice"' in str(faults("id\na\n"))
    assert "rename" in str(faults("id\na\n"))


def test_a_row_in_another_language_takes_the_scripts_sister() -> None:
    plan = planned("id,name,language\na,Ada,\nb,Ben,DE\nc,Cleo,de-AT\nd,Dora,en-GB\n")
    assert [task.job.script for task in plan.tasks] == ["quiet.md", "quiet-de.md", "quiet-de.md", "quiet.md"]


def test_a_shipped_script_has_sisters_too() -> None:
    plan = planned(
        "id,language\na,pt-BR\nb,en\nc,pt\n", script="self-compassion-short-de", voices=(TONE,), length="3m"
    )
    found = [task.job.script for task in plan.tasks]
    assert found == ["self-compassion-short-pt-br", "self-compassion-short", "self-compassion-short-pt-br"]


def test_sets_of_phrases_and_typed_ones_stand_in_columns() -> None:
    plan = planned('id,phrases,phrase\na,grief + worthiness,\nb,,"I am home.\nI may rest. | May I rest?"\n')
    sets, typed = (task.job.listener.phrases for task in plan.tasks)
    assert [chosen.about.title for chosen in sets if chosen.about] != []
    assert len(sets) == 2
    assert len(typed) == 1
    assert len(typed[0].phrases) == 2
    assert typed[0].phrases[0].private


def test_phrases_in_another_language_are_told_at_their_row() -> None:
    told = faults("id,language,phrases\na,de,grief\nb,en,grief\n").findings
    assert [(finding.row, finding.column) for finding in told] == [(2, "phrases")]


def test_every_row_is_made_with_each_combination_of_the_variants() -> None:
    plan = planned(
        "id,name,length\na,Ada,3m\nb,Ben,\n", vary=(("length", ("40s", "50 s")), ("touch", ("hand", "none")))
    )
    assert [task.id for task in plan.tasks] == [
        f"{row}-{length}-{touch}" for row in "ab" for length in ("40s", "50-s") for touch in ("hand", "none")
    ]
    assert [task.expected_s for task in plan.tasks] == [40.0, 40.0, 50.0, 50.0] * 2


def test_variants_stand_alone() -> None:
    plan = planned(vary=(("length", ("40s", "1m")),))
    assert [(task.id, task.expected_s) for task in plan.tasks] == [("40s", 40.0), ("1m", 60.0)]


def test_a_bad_variant_is_told_once_and_not_for_every_row() -> None:
    told = faults("id\na\nb\n", vary=(("length", ("40s", "later")), ("nmae", ("x",)))).findings
    assert [(finding.row, finding.column) for finding in told] == [(None, "nmae"), (None, "length")]


@pytest.mark.parametrize("column", ["name", "phrase", "id"])
def test_what_is_private_is_not_varied_since_it_would_stand_in_names(column: str) -> None:
    assert "files' names" in str(faults("id\na\n", vary=((column, ("Ada", "Ben")),)))


def test_variants_that_would_have_one_name_are_told() -> None:
    assert "same name" in str(faults(None, vary=(("length", ("40s", "40 s", "40-s")),)))


def test_a_batch_of_nothing_is_refused() -> None:
    with pytest.raises(InputError, match="--roster"):
        planned()


@pytest.mark.parametrize(
    ("more", "error"),
    [
        ({"length": "soon"}, UnitError),
        ({"phrasing": "askingly"}, ListenerError),
        ({"voices": ("hart",)}, VoiceError),
        ({"values": {"nmae": "Ada"}}, ListenerError),
        ({"choices": {"tuch": "hand"}}, ListenerError),
        ({"bitrate_kbps": 7}, InputError),
        ({"days": 3, "length": "40s"}, InputError),
        ({"length_to": "40s"}, InputError),
    ],
)
def test_what_was_asked_for_all_rows_is_refused_by_itself(
    more: dict[str, object], error: type[Exception]
) -> None:
    with pytest.raises(error) as raised:
        planned("id\na\n", **more)
    assert not isinstance(raised.value, RosterError)


def test_a_natural_length_is_known_before_anything_is_made() -> None:
    short, long = planned("id,touch\na,none\nb,hand\n").tasks
    assert 20 < short.expected_s < long.expected_s < 300


def test_tasks_that_differ_in_values_only_share() -> None:
    tasks = planned("id,name,town,length\na,Ada,Ulm,\nb,Ben,Bonn,\nc,,Ulm,\nd,Ada,Ulm,1m\n").tasks
    assert tasks[0].shared == tasks[1].shared
    assert len({task.shared for task in tasks}) == 3
    assert len({task.inputs for task in tasks}) == 4


def test_what_rows_share_is_looked_into_once(monkeypatch: pytest.MonkeyPatch) -> None:
    calls: Counter[str] = Counter()

    def counted(module: object, name: str) -> None:
        real = getattr(module, name)

        def call(*args: object, **more: object) -> object:
            calls[name] += 1
            return real(*args, **more)

        monkeypatch.setattr(module, name, call)

    for name in ("load_script", "build_score", "choose_cast", "choose_lexicon", "choose_beds"):
        counted(kinds, name)
    counted(lengths, "narrate")
    rows = "".join(f"p{number},Name{number},{'hand' if number % 2 else 'none'}\n" for number in range(200))
    assert len(planned("id,name,touch\n" + rows).tasks) == 200
    assert calls == {
        "load_script": 1,
        "build_score": 2,
        "choose_cast": 1,
        "choose_lexicon": 1,
        "choose_beds": 1,
        "narrate": 1,
    }


def test_clips_that_are_not_to_be_kept_leave_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("QUIETUDE_CACHE_DIR", str(tmp_path / "cache"))
    planned("id,name\na,Ada\n", keep_clips=False)
    assert [path for path in (tmp_path / "cache").rglob("*") if path.is_file()] == []


def test_a_value_is_not_spoken_while_planning(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    heard: list[str] = []
    real = narrate

    def listening(utterances: Any, *args: Any, **more: Any) -> Any:
        listed = list(utterances)
        heard.extend(utterance.text for utterance in listed)
        return real(listed, *args, **more)

    monkeypatch.setattr(lengths, "narrate", listening)
    planned("id,name,phrase\na,Xanthippe,I am Quirin.\n")
    assert heard == ["A hand may lie on your heart."]


def test_a_series_is_planned_once_for_all_who_differ_in_values_only(monkeypatch: pytest.MonkeyPatch) -> None:
    asked = []
    real = plan_programme

    def counted(job: Any, **more: Any) -> Any:
        asked.append(job)
        return real(job, **more)

    monkeypatch.setattr(series, "plan_programme", counted)
    plan = planned(
        "id,name\na,Xanthippe\nb,Bo\n", days=3, length_from="1m", length_to="2m", start=date(2026, 12, 1)
    )
    assert len(asked) == 1
    assert set(asked[0].listener.values.values()) == {USUAL_VALUE}
    assert [task.id for task in plan.tasks] == ["a"] * 3 + ["b"] * 3
    assert plan.tasks[0].file == "a/01 A quiet place.mp3"
    assert [each.id for each in plan.series] == ["a", "b"]
    assert plan.series[1].folder == "b"
    assert plan.series[1].files == tuple(task.file for task in plan.tasks[3:])
    assert [task.expected_s for task in plan.tasks[:3]] == [60.0, 90.0, 120.0]
    assert [task.job.series.number for task in plan.tasks if task.job.series] == [1, 2, 3] * 2
    assert [task.shared for task in plan.tasks[:3]] == [task.shared for task in plan.tasks[3:]]
    assert plan.tasks[0].job.listener.values["name"] == "Xanthippe"


def test_a_series_that_cannot_be_had_is_told_by_row() -> None:
    told = faults("id,touch\na,hand\nb,none\n", days=3, length_from="20m").findings
    assert [finding.row for finding in told] == [2, 3]
    told = faults("id,length\na,40s\n", days=3).findings
    assert [(finding.row, finding.column) for finding in told] == [(2, "length")]


def test_a_session_is_as_long_as_its_plan_says() -> None:
    from dataclasses import replace

    from quietude import pipeline

    task = only(planned("id,name\na,Ada\n", beds=("none",)))
    session = pipeline.render(replace(task.job, output=Path("a.mp3")))
    assert session.duration_s == pytest.approx(task.expected_s, abs=0.05)
