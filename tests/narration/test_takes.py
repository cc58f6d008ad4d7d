from __future__ import annotations

from pathlib import Path

import pytest

from quietude.errors import FileError, ScriptError
from quietude.narration.takes import FoundTakes, doubtful_takes, find_takes, recordings_folder
from quietude.score.score import Utterance
from quietude.script.nodes import Script
from quietude.script.parser import parse_script

from .test_recordings import line

BODY = "# Für dich\nWelcome{, name}. Be here. Rest.\n"


def script_of(body: str = BODY, *, front: str = "", path: str = "script.md") -> Script:
    ask = "ask: { name: { prompt: Who, optional: true } }"
    return parse_script(f"---\ntitle: T\n{ask}\n{front}---\n{body}", path=path)


def found(folder: Path, *names: str, body: str = BODY) -> FoundTakes:
    for name in names:
        (folder / name).write_bytes(b"never decoded here")
    return find_takes(script_of(body), folder)


def texts(takes: FoundTakes) -> dict[str, str]:
    return {key[1]: Path(path).name for key, path in takes.takes.items()}


def test_files_are_known_by_their_names(tmp_path: Path) -> None:
    # As macOS writes the name: the letter and its dots apart.
    takes = found(tmp_path, "Fu\u0308r-Dich-3.WAV", "für-dich-2.m4a", "notes.txt", ".für-dich-4.wav")
    assert texts(takes) == {"Be here.": "Fu\u0308r-Dich-3.WAV", "Welcome.": "für-dich-2.m4a"}
    assert [missing.id for missing in takes.missing] == ["für-dich-4"]
    assert takes.warnings == ()


def test_a_file_that_no_line_is_called_after_is_told_with_the_nearest(tmp_path: Path) -> None:
    (warning,) = found(tmp_path, "für-dich-33.wav").warnings
    assert "für-dich-33.wav (did you mean für-dich-3?) is named after no line" in warning
    (warning,) = found(tmp_path, *(f"x{number}.wav" for number in range(5))).warnings
    assert "and 3 more are named after no lines" in warning


def test_a_line_with_a_value_is_never_replaced(tmp_path: Path) -> None:
    takes = found(tmp_path, "für-dich-1.wav")
    assert texts(takes) == {}
    assert takes.warnings[0].startswith("für-dich-1.wav would be heard for a line that holds")


def test_of_two_recordings_of_a_line_the_one_without_loss_is_heard(tmp_path: Path) -> None:
    takes = found(tmp_path, "für-dich-3.mp3", "für-dich-3.wav")
    assert texts(takes) == {"Be here.": "für-dich-3.wav"}
    assert takes.warnings[0].startswith("für-dich-3.mp3 is a second recording of its line")


def test_recordings_asked_for_in_vain_are_counted_once(tmp_path: Path) -> None:
    body = " ".join(f'[record "part-{number}"] Part {number}.' for number in range(5))
    (warning,) = found(tmp_path, body=body).warnings
    assert "no recording of part-0, part-1, part-2 and 2 more in" in warning
    (warning,) = find_takes(script_of(body)).warnings
    assert "give their folder with --recordings" in warning
    assert found(tmp_path, *(f"part-{number}.wav" for number in range(5)), body=body).warnings == ()


def test_a_record_that_always_holds_a_value_is_told(tmp_path: Path) -> None:
    script = parse_script(
        '---\ntitle: T\nask: { name: { prompt: Who } }\n---\n[record "hi"] Hi, {name}.\n', path="script.md"
    )
    (warning,) = find_takes(script, tmp_path).warnings
    assert warning.startswith("[record] stands before words with a field (hi)")


def test_the_script_may_name_its_folder(tmp_path: Path) -> None:
    script = script_of(front="recordings: voices/mine\n", path=str(tmp_path / "script.md"))
    assert recordings_folder(script) == tmp_path / "voices" / "mine"
    assert recordings_folder(script, Path("other")) == Path("other")
    with pytest.raises(FileError, match=r"cannot read the folder of recordings .*mine: no such file"):
        find_takes(script)
    (tmp_path / "voices" / "mine").mkdir(parents=True)
    assert found(tmp_path / "voices" / "mine").takes == find_takes(script).takes


def test_without_recordings_nothing_is_asked() -> None:
    assert find_takes(script_of()) == FoundTakes()


def test_a_file_in_place_of_the_folder_and_a_doubled_name(tmp_path: Path) -> None:
    file = tmp_path / "a.wav"
    file.write_bytes(b"")
    with pytest.raises(FileError, match="not a directory"):
        find_takes(script_of(), file)
    with pytest.raises(ScriptError, match="same-recording"):
        find_takes(script_of('[record "a"] One. [pause] [record "a"] Two.\n'), tmp_path)


class _Lengths:
    def __init__(self, **seconds: float) -> None:
        self.seconds = seconds

    def duration(self, utterance: Utterance) -> int:
        return round(48_000 * self.seconds[Path(utterance.recording).stem])

    def samples(self, utterance: Utterance) -> None:
        raise AssertionError("nobody needs the sound")


def test_a_recording_of_other_words_is_doubted() -> None:
    lines = [
        line(Path("calm.wav"), "You might notice your breath."),
        line(Path("long.wav"), "Rest."),
        line(Path("short.wav"), "You might let your body find a position that is comfortable enough."),
    ]
    lengths = _Lengths(calm=2.0, long=9.0, short=1.0)
    (warning,) = doubtful_takes(lengths, lines)  # type: ignore[arg-type]
    assert warning.startswith(
        "long.wav (9 s for about 1 s of words), short.wav (1 s for about 6 s of words):"
    )
    assert doubtful_takes(lengths, lines[:1]) == ()  # type: ignore[arg-type]
