"""Programmes as files: numbered, tagged, resumed, and without a word of the listener outside the sound."""

from __future__ import annotations

import json
import re
import shutil
from datetime import date
from html.parser import HTMLParser
from pathlib import Path

import pytest
from mutagen.id3 import ID3

from quietude import pipeline
from quietude.cli.main import run
from quietude.errors import FileError, InputError
from quietude.programme.making import Made, make_programme
from quietude.programme.pages import plan_html, plan_markdown, playlist
from quietude.programme.planned import (
    NO_VALUE,
    PlannedDay,
    ProgrammeJob,
    file_name,
    plan_programme,
)
from quietude.score.listener import Listener
from quietude.score.own_phrases import choose_phrases
from quietude.score.score import Phrasing

from ..conftest import TONE
from ..sounding import heard

SCRIPT = """---
title: 'Rest: <b>"here"</b> & now/then?'
author: Ada
ask:
  name: { prompt: "Who?", optional: true }
  town: { prompt: "Where?" }
choices:
  guidance: [full, little]
safety: Not while driving. Stop <whenever> you wish.
---
# One
You might rest here{, name}, in {town}. [only full] With all the words that there are. [end only]
[pause 2-20s]
- It is okay to be here{, name}.
- I am in {town}.
[repeat phrases 1-9 times]
"""
NAME, TOWN = "Xanthippe", "Wolkenkuckucksheim"
LISTENER = Listener(values={"name": NAME, "town": TOWN})


@pytest.fixture
def script(workplace: Path) -> str:
    (workplace / "rest.md").write_text(SCRIPT, encoding="utf-8")
    return "rest.md"


def job_for(script: str, **more: object) -> ProgrammeJob:
    options: dict[str, object] = {
        "days": 3,
        "listener": LISTENER,
        "voices": (TONE,),
        "beds": (),
        "from_s": 30.0,
        "to_s": 60.0,
        "start": date(2026, 12, 30),
        "folder": Path("series"),
        **more,
    }
    return ProgrammeJob(script=script, **options)  # type: ignore[arg-type]


def make_anywhere(folder: Path, days: int) -> Made:
    (folder / "rest.md").write_text(SCRIPT, encoding="utf-8")
    job = job_for(str(folder / "rest.md"), days=days, folder=folder / "series")
    return make_programme(job, plan_programme(job))


@pytest.fixture(scope="module")
def three_days(tmp_path_factory: pytest.TempPathFactory) -> Made:
    """A programme that is made once, for the tests that only look at it."""
    return make_anywhere(tmp_path_factory.mktemp("three"), 3)


@pytest.fixture(scope="module")
def one_day(tmp_path_factory: pytest.TempPathFactory) -> Made:
    return make_anywhere(tmp_path_factory.mktemp("one"), 1)


@pytest.fixture
def begun(script: str, workplace: Path, one_day: Made) -> ProgrammeJob:
    """A programme of a day that is there already, as if it had been made here."""
    shutil.copytree(one_day.folder, workplace / "series")
    job = job_for(script, days=1)
    assert make_programme(job, plan_programme(job)).kept == 1
    return job


def files_in(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


def test_a_programme_is_an_album_with_a_playlist_and_a_plan(three_days: Made) -> None:
    folder = three_days.folder
    names = [f"0{day} Rest b here b & now then.mp3" for day in (1, 2, 3)]
    assert files_in(folder) == [*names, "plan.html", "plan.md", "playlist.m3u8", "programme.json"]
    assert (three_days.kept, [path.name for path in three_days.sessions]) == (0, names)
    for number, (name, length_s) in enumerate(zip(names, (30, 30, 60), strict=True), start=1):
        tags = ID3(folder / name)  # type: ignore[no-untyped-call]  # mutagen carries no types
        assert str(tags["TIT2"]) == f'{number}. Rest: <b>"here"</b> & now/then?'
        assert str(tags["TALB"]) == 'Rest: <b>"here"</b> & now/then?'
        assert (str(tags["TRCK"]), str(tags["TPOS"])) == (f"{number}/3", "1/1")
        assert heard(folder / name).duration_s == pytest.approx(length_s, abs=0.05)
    lines = (folder / "playlist.m3u8").read_text("utf-8").splitlines()
    assert lines[0] == "#EXTM3U"
    assert [line for line in lines if not line.startswith("#")] == names
    assert [line.split(",")[0] for line in lines if line.startswith("#EXTINF")] == [
        "#EXTINF:30",
        "#EXTINF:30",
        "#EXTINF:60",
    ]


def test_a_programme_in_another_format_has_its_endings_and_no_name(script: str, workplace: Path) -> None:
    job = job_for(script, days=1, format="m4b", mono=True)
    made = make_programme(job, plan_programme(job))
    assert made.kept == 0
    (path,) = (workplace / "series").glob("*.m4b")
    assert heard(path).duration_s == pytest.approx(30.0, abs=0.05)
    assert path.name in (workplace / "series" / "playlist.m3u8").read_text(encoding="utf-8")
    assert NAME.encode() not in path.read_bytes()
    assert make_programme(job, plan_programme(job)).kept == 1


def test_no_value_of_the_listener_is_outside_the_sound(script: str, three_days: Made) -> None:
    made = list(three_days.folder.rglob("*"))
    assert len(made) == 7
    for path in made:
        content = path.read_bytes().lower()
        for value in (NAME, TOWN):
            assert value not in path.name
            for encoding in ("utf-8", "utf-16-le", "utf-16-be"):
                assert value.lower().encode(encoding) not in content, path.name
    page = plan_markdown(plan_programme(job_for(script)))
    assert "What if it is okay to be here?" in page
    assert f"I am in {NO_VALUE}." in page


def test_what_a_listener_typed_is_in_no_plan(script: str) -> None:
    listener = Listener(values=LISTENER.values, phrases=choose_phrases((), (f"I forgive myself{NO_VALUE}",)))
    planned = plan_programme(job_for(script, listener=listener))
    assert [day.phrase for day in planned.days] == ["", "", ""]
    assert "forgive" not in plan_html(planned) + plan_markdown(planned) + playlist(planned)


def test_the_same_command_goes_on_where_it_was_stopped(
    script: str, workplace: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    job = job_for(script, days=2)
    programme = plan_programme(job)
    begun: list[int] = []

    def stop_at_two(planned: PlannedDay) -> None:
        begun.append(planned.day.number)
        if planned.day.number == 2:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        make_programme(job, programme, begins=stop_at_two)
    folder = workplace / "series"
    assert files_in(folder) == [programme.days[0].file, "programme.json"]
    first = (folder / programme.days[0].file).read_bytes()

    begun.clear()
    made = make_programme(job, programme, begins=lambda planned: begun.append(planned.day.number))
    assert (begun, made.kept) == ([2], 1)
    assert (folder / programme.days[0].file).read_bytes() == first

    with monkeypatch.context() as patched:
        patched.setattr(pipeline, "render", None)  # whatever were made would fail
        assert make_programme(job, programme).kept == 2
    assert make_programme(job, programme, anew=True).kept == 0


@pytest.mark.parametrize(
    "change",
    [
        {"listener": Listener(values={"name": "Xanthippa", "town": TOWN})},
        {"listener": Listener(values=LISTENER.values, phrasing=Phrasing.STATEMENT)},
        {"beds": ("brown-noise",)},
        {"bitrate_kbps": 96},
        {"title": "Another"},
    ],
)
def test_days_made_from_other_inputs_are_made_again(begun: ProgrammeJob, change: dict[str, object]) -> None:
    other = job_for(begun.script, days=1, **change)
    assert make_programme(other, plan_programme(other)).kept == 0
    assert make_programme(other, plan_programme(other)).kept == 1


def test_a_changed_script_and_a_damaged_file_are_made_again(begun: ProgrammeJob, workplace: Path) -> None:
    (made,) = (workplace / "series").glob("*.mp3")
    made.write_bytes(b"short")
    assert make_programme(begun, plan_programme(begun)).kept == 0
    changed = SCRIPT.replace("all the words", "all those words")
    (workplace / begun.script).write_text(changed, encoding="utf-8")
    assert make_programme(begun, plan_programme(begun)).kept == 0


@pytest.mark.parametrize("notes", ["", "{", "[]", '{"format": 9}', '{"format": 1, "salt": "zz", "days": 3}'])
def test_notes_that_cannot_be_read_cost_only_time(begun: ProgrammeJob, workplace: Path, notes: str) -> None:
    (workplace / "series" / "programme.json").write_text(notes)
    assert make_programme(begun, plan_programme(begun)).kept == 0
    assert make_programme(begun, plan_programme(begun)).kept == 1


def test_files_of_an_earlier_programme_are_told_and_stay(
    script: str, workplace: Path, three_days: Made
) -> None:
    shutil.copytree(three_days.folder, workplace / "series")
    job = job_for(script, days=1)
    made = make_programme(job, plan_programme(job))
    assert any("earlier programme" in warning for warning in made.warnings)
    assert len(list((workplace / "series").glob("*.mp3"))) == 3


class _Page(HTMLParser):
    """What a page loads, and its text."""

    def __init__(self) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.text = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        assert not {"src", "href", "onload", "onclick"} & {name for name, _ in attrs}

    def handle_data(self, data: str) -> None:
        self.text += data


def test_the_page_stands_alone_and_shows_words_as_words(script: str) -> None:
    page = plan_html(plan_programme(job_for(script)))
    assert not re.search(r"https?:|@import|url\(", page)
    read = _Page()
    read.feed(page)
    assert not {"b", "script", "link", "img", "whenever"} & set(read.tags)
    assert page.count('class="box"') == 3
    for told in (
        'Rest: <b>"here"</b> & now/then?',
        "Wed 30 Dec",
        "Fri 1 Jan",
        "½ min",
        "Stop <whenever> you wish.",
    ):
        assert told in read.text, told


@pytest.mark.parametrize("code", ["", "-de", "-es", "-fr", "-it", "-nl", "-pt-br"])
def test_the_plan_is_in_the_scripts_language(code: str) -> None:
    job = ProgrammeJob(script=f"self-compassion{code}", days=3, voices=(TONE,), start=date(2026, 5, 1))
    programme = plan_programme(job)
    page, written = plan_html(programme), plan_markdown(programme)
    english = ("One session a day", "with full guidance", "Begins with")
    for text in (page, written):
        assert "{" not in re.sub(r"<style>.*?</style>", "", text, flags=re.DOTALL)
    assert all((words in page) == (code == "") for words in english)
    assert [day.day.number for day in programme.days] == [1, 2, 3]
    assert programme.days[0].day.choices["why"] == "with-why"
    lengths = [day.duration_s for day in programme.days]
    assert lengths == sorted(lengths)
    assert lengths[-1] > lengths[0]


def test_own_choices_and_phrasing_hold_on_every_day() -> None:
    listener = Listener(choices={"guidance": "little", "why": "without-why"}, phrasing=Phrasing.STATEMENT)
    programme = plan_programme(
        ProgrammeJob(script="self-compassion", days=4, voices=(TONE,), listener=listener)
    )
    assert all(not day.day.choices and day.day.phrasing is None for day in programme.days)
    assert programme.notes == ()


def test_a_script_without_phrases_has_a_programme_too() -> None:
    programme = plan_programme(ProgrammeJob(script="bell-only", days=2, voices=(TONE,)))
    assert [(day.phrase, day.day.phrasing) for day in programme.days] == [("", None)] * 2
    assert [day.duration_s for day in programme.days] == [1200.0, 1800.0]


def test_phrases_without_questions_are_said_as_they_stand(workplace: Path) -> None:
    (workplace / "leise.md").write_text(
        "---\ntitle: Leise\nlanguage: de\n---\n- Ich bin hier.\n[repeat phrases 1-9 times]\n",
        encoding="utf-8",
    )
    programme = plan_programme(ProgrammeJob(script="leise.md", days=3, voices=(TONE,)))
    assert {day.day.phrasing for day in programme.days} == {None}
    assert {day.phrase for day in programme.days} == {"Ich bin hier."}


@pytest.mark.parametrize(
    ("title", "expected"),
    [
        ("Sleep", "07 Sleep.mp3"),
        ("../../etc/passwd", "07 etc passwd.mp3"),
        ("Rest...", "07 Rest.mp3"),
        ("a\tb\nc\x00", "07 a b c.mp3"),
        ("CON", "07 CON.mp3"),
        ("???", "07.mp3"),
        ("Freundlich zu mir – ganz", "07 Freundlich zu mir – ganz.mp3"),
    ],
)
def test_names_are_safe_everywhere(title: str, expected: str) -> None:
    assert file_name(7, 14, title) == expected


def test_long_titles_make_names_that_a_disk_takes(tmp_path: Path) -> None:
    for title in ("x" * 500, "静" * 500, "👩‍👩‍👧" * 100):
        name = file_name(60, 60, title)
        assert len(name.encode()) <= 250
        (tmp_path / name).write_text("")


def test_a_folder_that_is_a_file_and_a_length_for_all_are_refused(script: str, workplace: Path) -> None:
    (workplace / "series").write_text("")
    with pytest.raises(FileError, match="is a file"):
        plan_programme(job_for(script))
    listener = Listener(values=LISTENER.values, target_s=60.0)
    with pytest.raises(InputError, match="--length-from"):
        plan_programme(job_for(script, folder=None, listener=listener))


def test_the_verb_plans_makes_and_goes_on(
    script: str, workplace: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    command = ["programme", script, "--days", "2", "-v", TONE, "--bed", "none", "--name", NAME]
    command += ["--set", f"town={TOWN}", "--length-from", "30s", "--length-to", "1m", "--start", "2026-12-01"]
    assert run([*command, "--dry-run"]) == 0
    planned = capsys.readouterr()
    assert planned.out.startswith("1\t2026-12-01\t0:30\twhat-if\tfull\tWhat if it is okay to be here?\n2\t")
    assert not (workplace / "output").exists()
    assert run(command) == 0
    made = capsys.readouterr()
    assert "day 1 of 2, 0:30: 01 Rest b here b & now then.mp3" in made.err
    assert "output/rest-2-days  2 sessions\n" in made.out
    assert run([*command, "--json"]) == 0
    again = capsys.readouterr()
    facts = json.loads(again.out)
    assert facts["kept"] == 2
    assert [day["date"] for day in facts["days"]] == ["2026-12-01", "2026-12-02"]
    assert [day["duration_s"] for day in facts["days"]] == [30.0, 60.0]
    for told in (planned, made, again):
        assert NAME not in told.out + told.err
        assert TOWN not in told.out + told.err


def test_a_date_that_is_none_is_refused(script: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["programme", script, "--start", "1.12.2026"]) == 2
    assert "2026-12-01" in capsys.readouterr().err


def test_a_calendar_ends(script: str) -> None:
    with pytest.raises(InputError, match="start earlier"):
        plan_programme(job_for(script, start=date.max))
