"""What is wrong gets one clear message and its exit code, and leaves nothing behind."""

from __future__ import annotations

import os
import resource
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from quietude.cli.main import run

from ..conftest import TONE

HEAD = '---\ntitle: A script\nask:\n  name: { prompt: "Who?", optional: true }\n---\n'
GOOD = HEAD + "# One\nYou might rest here{, name}.\n[pause 5s]\nThank you.\n"


def script(workplace: Path, text: str | bytes = GOOD) -> str:
    path = workplace / "script.md"
    path.write_bytes(text.encode() if isinstance(text, str) else text)
    return path.name


def failure(arguments: list[str], workplace: Path, capsys: pytest.CaptureFixture[str]) -> tuple[int, str]:
    """Exit code and message of a command that must fail and leave the folder as it was."""
    before = sorted(path for path in workplace.rglob("*"))
    code = run(arguments)
    assert sorted(path for path in workplace.rglob("*")) == before, "something was left behind"
    message = capsys.readouterr().err.replace("speaking ...", "").strip()
    assert "Traceback" not in message
    return code, message


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        ("Hello.\n[puase 6s]\n", ["script.md:7:1", "[puase 6s]", "did you mean [pause]?", "^^^^"]),
        ("Hello.\n[pause 2,5 min]\n", ["script.md:7:8", "decimal comma", "2.5 min"]),
        ("Hello.\n[pause -3s]\n", ["script.md:7:8", "negative"]),
        ("Hello.\n[pause 1e9h]\n", ["script.md:7:8", "is not a time"]),
        ("Hello.\n[only touch]\nYou.\n", ["script.md:7:"]),
        ("Hello.\n[touch arms, 6s a stroke]\nYou.\n", ["script.md:7:1", "[end touch]"]),
        ("Hello {nmae}.\n", ["script.md:6:7", "did you mean {name}?"]),
        ("Hello.\n[sound ocaen]\n", ["script.md:7:1", 'did you mean "ocean"']),
    ],
)
def test_a_script_error_shows_the_place_and_what_was_meant(
    body: str, expected: list[str], workplace: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    code, message = failure(["render", script(workplace, HEAD + body), "-v", TONE], workplace, capsys)
    assert code == 3
    for part in expected:
        assert part in message


def test_an_empty_script(workplace: Path, capsys: pytest.CaptureFixture[str]) -> None:
    code, message = failure(["render", script(workplace, "\n \n")], workplace, capsys)
    assert (code, "empty" in message) == (3, True)


def test_a_missing_script_by_path_and_by_name(workplace: Path, capsys: pytest.CaptureFixture[str]) -> None:
    code, message = failure(["render", "nowhere/script.md"], workplace, capsys)
    assert (code, "nowhere/script.md" in message) == (10, True)
    code, message = failure(["render", "self-compasion"], workplace, capsys)
    assert code == 10
    assert 'did you mean "self-compassion"?' in message


@pytest.mark.parametrize("content", [b"\x89PNG\r\n\x1a\n\x00\x00", b"---\ntitle: x\n---\nHello\0there\n"])
def test_a_binary_file(content: bytes, workplace: Path, capsys: pytest.CaptureFixture[str]) -> None:
    code, message = failure(["render", script(workplace, content)], workplace, capsys)
    assert code == 10
    assert "not UTF-8 text" in message or "binary data" in message


@pytest.mark.parametrize(
    ("options", "code", "expected"),
    [
        (["--set", "nmae=x"], 4, 'did you mean "name"?'),
        (["--set", "name"], 4, "FIELD=VALUE"),
        (["--choose", "no-touch"], 4, "has no choices"),
        (["--phrasing", "what"], 4, "what-if"),
        (["--voice", "hart"], 6, 'did you mean "heart"?'),
        (["--voice", "nowhere.toml"], 6, "nowhere.toml"),
        (["--bed", "ocaen"], 7, 'did you mean "ocean"?'),
        (["--bed", "ocean:perod=9s"], 7, "period"),
        (["--bed", "nowhere.flac"], 7, "nowhere.flac"),
        (["--length", "2h"], 5, "it can last from"),
        (["--length", "1s"], 5, "it can last from"),
        (["--length", "2,5 min"], 2, "decimal comma"),
        (["--length=-3s"], 2, "negative"),
        (["--length", "1e9h"], 2, "is not a time"),
        (["--bitrate", "100"], 2, "128"),
        (["--loudness", "5"], 2, "-10"),
        (["--nonsense"], 2, "--nonsense"),
        (["-o", "."], 10, "is a folder"),
        (["-o", "out.txt"], 10, ".mp3"),
        (["-o", "nowhere/out.mp3"], 10, "there is no folder nowhere"),
        (["--plot", "look.jpg"], 10, ".png"),
        (["--plot", "nowhere/look.png"], 10, "choose another place with --plot"),
    ],
)
def test_an_option_that_does_not_fit(
    options: list[str], code: int, expected: str, workplace: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    arguments = ["render", script(workplace), *([] if "--voice" in options else ["-v", TONE]), *options]
    found, message = failure(arguments, workplace, capsys)
    assert (found, expected in message) == (code, True), message


def test_music_that_is_no_sound(workplace: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (workplace / "music.mp3").write_text("these are only words\n" * 100)
    arguments = [
        "render",
        script(workplace),
        "-v",
        TONE,
        "--bed",
        "music.mp3",
        "--length",
        "10s",
        "-o",
        "out.mp3",
    ]
    code, message = failure(arguments, workplace, capsys)
    assert code == 7
    assert "music.mp3" in message


@pytest.mark.skipif(os.name != "posix" or os.geteuid() == 0, reason="root may write everywhere")
def test_an_output_folder_that_cannot_be_written(workplace: Path, capsys: pytest.CaptureFixture[str]) -> None:
    locked = workplace / "locked"
    locked.mkdir(mode=0o500)
    code, message = failure(["render", script(workplace), "-o", "locked/out.mp3"], workplace, capsys)
    assert (code, "cannot be written" in message) == (10, True)


def test_an_output_folder_that_is_a_file(workplace: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (workplace / "output").write_text("I was here first")
    code, message = failure(["render", script(workplace), "-v", TONE], workplace, capsys)
    assert code == 10
    assert "output" in message


def _no_room() -> None:
    # Files may not grow past 100 kB, as on a full disk; the limit's signal would end the process first.
    signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    resource.setrlimit(resource.RLIMIT_FSIZE, (100_000, 100_000))


def test_a_full_disk_leaves_nothing(workplace: Path) -> None:
    arguments = ["render", script(workplace), "-v", TONE, "--bed", "none", "--length", "10s", "-o", "out.mp3"]
    program = [sys.executable, "-c", "from quietude.cli.main import main; main()", *arguments]
    done = subprocess.run(
        program, cwd=workplace, capture_output=True, text=True, preexec_fn=_no_room, check=False
    )
    assert done.returncode == 10, done.stderr
    assert "out.mp3" in done.stderr
    assert [path.name for path in workplace.iterdir()] == ["script.md"]


@pytest.mark.skipif(os.name != "posix", reason="Ctrl-C reaches a child process in another way on Windows")
@pytest.mark.parametrize("told", [signal.SIGINT, signal.SIGTERM])
def test_ctrl_c_half_way_leaves_nothing(told: signal.Signals, workplace: Path) -> None:
    text = HEAD + "You might rest here.\n[pause exactly 1 h]\nThank you.\n"
    arguments = ["render", script(workplace, text), "-v", TONE, "--bed", "none", "-o", "out.mp3"]
    program = [sys.executable, "-c", "from quietude.cli.main import main; main()", *arguments]
    running = subprocess.Popen(program, cwd=workplace, stderr=subprocess.PIPE, text=True)
    assert running.stderr is not None
    while running.stderr.readline() not in ("encoding ...\n", ""):
        pass
    running.send_signal(told)
    assert running.wait(timeout=30) == 130
    assert "nothing unfinished was left behind" in running.stderr.read()
    running.stderr.close()
    assert [path.name for path in workplace.iterdir()] == ["script.md"]
    children = subprocess.run(["ps", "-eo", "args"], capture_output=True, text=True, check=True).stdout
    assert str(workplace) not in children


def test_what_nobody_foresaw_is_told_without_its_words(
    workplace: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    def break_down(*_: object, **__: object) -> None:
        raise RuntimeError("Zyxwolda")

    monkeypatch.setattr("quietude.pipeline.build_timeline", break_down)
    code, message = failure(
        ["render", script(workplace), "-v", TONE, "--name", "Zyxwolda"], workplace, capsys
    )
    assert code == 1
    assert "RuntimeError" in message
    assert "Zyxwolda" not in message
