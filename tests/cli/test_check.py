"""`quietude check` for people, for programs, for many scripts at once, and while one writes."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from quietude.cli.main import run
from quietude.cli.watching import Watch, changed_chapters
from quietude.errors import INTERRUPTED_EXIT_CODE

from ..conftest import TONE

GOOD = "---\ntitle: Good\ndescription: D.\n---\nRest.\n"
BOSSY = "---\ntitle: Bossy\ndescription: D.\n---\nYou must rest.\n"
SLIP = "---\ntitle: Slip\ndescription: D.\n---\nRest.\n\n[puase]\n"


@pytest.fixture
def scripts(workplace: Path) -> Path:
    folder = workplace / "mine"
    (folder / "deeper").mkdir(parents=True)
    (folder / "good.md").write_text(GOOD)
    (folder / "deeper" / "bossy.md").write_text(BOSSY)
    (folder / "README.md").write_text("# No script\n")
    return folder


def test_a_folder_is_checked_whole(scripts: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["check", "mine", "mine/good.md"]) == 0
    printed = capsys.readouterr().out
    assert "mine/deeper/bossy.md:5:1: warning" in printed
    assert printed.endswith("2 scripts: 1 warning\n")
    assert run(["check", "mine", "--strict", "-q"]) == 3
    (scripts / "slip.md").write_text(SLIP)
    assert run(["check", "mine", "-q"]) == 3
    assert "mine/slip.md:7:1: error" in capsys.readouterr().out


def test_a_folder_without_scripts_is_refused(workplace: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (workplace / "empty").mkdir()
    assert run(["check", "empty"]) == 10
    assert "there is no script in empty" in capsys.readouterr().err


def test_formats_for_programs(scripts: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["check", "mine", "--format", "json"]) == 0
    (fact,) = json.loads(capsys.readouterr().out)
    assert (fact["path"], fact["line"], fact["code"]) == ("mine/deeper/bossy.md", 5, "order")
    assert run(["check", "mine", "--format", "sarif", "--strict"]) == 3
    log = json.loads(capsys.readouterr().out)
    (result,) = log["runs"][0]["results"]
    place = result["locations"][0]["physicalLocation"]
    assert place["artifactLocation"]["uri"] == "mine/deeper/bossy.md"


def test_fix_shows_and_then_writes(scripts: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = scripts / "slip.md"
    path.write_text(SLIP)
    assert run(["check", "mine/slip.md", "--fix", "--diff"]) == 0
    printed = capsys.readouterr().out
    assert "-[puase]\n+[pause]\n" in printed
    assert path.read_text() == SLIP
    assert run(["check", "mine/slip.md", "--fix"]) == 0
    printed = capsys.readouterr().out
    assert 'mine/slip.md:7: fixed: wrote "pause" for "puase"' in printed
    assert path.read_text() == SLIP.replace("puase", "pause")


@pytest.mark.parametrize(
    "arguments",
    [[], ["self-compassion", "--diff"], ["self-compassion", "--watch", "--fix"],
     ["self-compassion", "--watch", "--json"], ["self-compassion", "--format", "xml"]],
)  # fmt: skip
def test_what_does_not_go_together_is_refused(arguments: list[str], workplace: Path) -> None:
    assert run(["check", *arguments]) == 2


def test_a_voice_that_there_is_not_is_refused(scripts: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["check", "mine", "--voice", "haert"]) == 6
    assert 'did you mean "heart"?' in capsys.readouterr().err


def test_waivers_are_counted(workplace: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (workplace / "s.md").write_text(BOSSY.replace("rest.", "rest. <!-- quietude: ignore order -->"))
    assert run(["check", "s.md", "--strict"]) == 0
    assert "this script is fine (1 waived)" in capsys.readouterr().out


def test_watch_checks_again_and_ends_with_an_interrupt(
    scripts: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    edits: Iterator[str] = iter([BOSSY, BOSSY])

    def edit(_: float) -> None:  # in place of sleeping: write, and at last press Ctrl-C
        if (text := next(edits, None)) is None:
            raise KeyboardInterrupt
        if (scripts / "good.md").read_text() != text:
            (scripts / "good.md").write_text(text)

    monkeypatch.setattr("quietude.cli.watching.time.sleep", edit)
    assert run(["check", "mine/good.md", "--watch"]) == INTERRUPTED_EXIT_CODE
    printed = capsys.readouterr()
    assert printed.out.startswith("nothing to say")
    assert "good.md:5:1: warning" in printed.out
    assert "changed: mine/good.md" in printed.err


def test_a_change_is_found_whenever_it_happens(tmp_path: Path) -> None:
    path = tmp_path / "script.md"
    path.write_text("one")
    watched = Watch(lambda: [path], every_s=0.01)
    path.write_text("another")  # between two rounds
    assert watched.wait() == [path]
    timer = threading.Timer(0.05, path.unlink)
    timer.start()
    assert watched.wait() == [path]
    timer = threading.Timer(0.05, lambda: path.write_text("back"))
    timer.start()
    assert watched.wait() == [path]
    timer.join()


TEXT = "---\ntitle: A\n---\nHello.\n\n# One\nA.\n\n# Two\nB.\n"


@pytest.mark.parametrize(
    ("after", "changed"),
    [
        (TEXT, []),
        (TEXT + "\n\n", []),
        (TEXT.replace("B.", "C."), ["Two"]),
        (TEXT.replace("A.", "A!").replace("Hello", "Hi"), ["the opening", "One"]),
        (TEXT.replace("title: A", "title: B"), ["the front matter"]),
        (TEXT.replace("# Two", "# Three"), ["Three", "Two"]),
        (TEXT.replace("# Two\nB.\n", ""), ["Two"]),
    ],
)
def test_changed_chapters_are_named(after: str, changed: list[str]) -> None:
    assert changed_chapters(TEXT, after) == changed


def test_render_watch_says_which_chapter_changed_and_waits_out_errors(
    workplace: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    texts = [TEXT, TEXT.replace("B.", "[puase]"), TEXT.replace("B.", "Better.")]
    path = workplace / "script.md"
    path.write_text(texts[0])
    rounds = iter([texts[1], None, texts[2], None])

    def edit(_: float) -> None:  # in place of sleeping: write, let it settle, and at last press Ctrl-C
        try:
            text = next(rounds)
        except StopIteration:
            raise KeyboardInterrupt from None
        if text is not None:
            path.write_text(text)

    monkeypatch.setattr("quietude.cli.watching.time.sleep", edit)
    assert run(["render", "script.md", "-v", TONE, "--watch", "--dry-run"]) == INTERRUPTED_EXIT_CODE
    printed = capsys.readouterr()
    assert "B." in printed.out
    assert "Better." in printed.out
    assert printed.err.count("changed: Two") == 2
    assert "script.md:10:1: error" in printed.err
