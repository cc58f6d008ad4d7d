from __future__ import annotations

import json
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from quietude.batch.made import look
from quietude.batch.made.look import Fault
from quietude.batch.made.manifest import MANIFEST, Line
from quietude.batch.made.verify import Verified, verify
from quietude.errors import FileError
from quietude.export.mp3 import write_mp3
from quietude.export.tags import Tags
from quietude.ffmpeg import Children, file_name, run

from .lines import RATE, Tone, beside, line, session, write_manifest


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    made = tmp_path / "made"
    made.mkdir()
    return made


@pytest.fixture
def lines(folder: Path) -> list[Line]:
    """Three sessions and their manifest."""
    made = [session(folder, number) for number in (1, 2, 3)]
    write_manifest(folder, *made)
    return made


def change(path: Path, at: int, content: bytes) -> None:
    """Write over a part of a file; ``at`` counts from its end where it is negative."""
    whole = bytearray(path.read_bytes())
    at %= len(whole)
    whole[at : at + len(content)] = content
    path.write_bytes(whole)


def faults(found: Verified) -> list[tuple[str, str | None, Fault]]:
    return [(problem.file, problem.id, problem.fault) for problem in found.problems]


@pytest.mark.parametrize("quick", [False, True])
@pytest.mark.usefixtures("lines")
def test_what_is_as_it_was_made_is_well(folder: Path, quick: bool) -> None:
    before = {path: path.read_bytes() for path in folder.rglob("*")}
    told: list[tuple[int, int]] = []
    found = verify(folder, quick=quick, workers=2, progress=lambda done, of: told.append((done, of)))
    assert found == Verified(files=3, well=3, problems=(), unknown=(), unfinished=False)
    assert found.exit_code == 0
    assert told == [(1, 3), (2, 3), (3, 3)]
    assert {path: path.read_bytes() for path in folder.rglob("*")} == before


@pytest.mark.parametrize("quick", [False, True])
@pytest.mark.usefixtures("lines")
def test_a_single_flipped_bit_is_found_and_whether_it_still_plays(folder: Path, quick: bool) -> None:
    path = folder / "K-2.mp3"
    middle = path.stat().st_size // 2
    change(path, middle, bytes((path.read_bytes()[middle] ^ 0x01,)))
    found = verify(folder, quick=quick)
    assert faults(found) == [("K-2.mp3", "K-2", Fault.CHANGED)]
    assert (found.files, found.well, found.exit_code) == (3, 2, 11)
    plays = "" if quick else " (it plays to its end)"
    assert found.problems[0].message == f"its bytes are not those that were made{plays}"


@pytest.mark.usefixtures("lines")
def test_zeros_in_the_sound_do_not_play(folder: Path) -> None:
    path = folder / "K-2.mp3"
    change(path, path.stat().st_size // 2, bytes(4_000))
    (problem,) = verify(folder).problems
    assert problem.message == "its bytes are not those that were made (it does not play to its end)"


def test_a_file_that_was_cut_off_says_how_much_of_it_plays(folder: Path, lines: list[Line]) -> None:
    path = folder / "K-3.mp3"
    path.write_bytes(path.read_bytes()[: lines[2].bytes // 2])
    (problem,) = verify(folder).problems
    assert (problem.file, problem.fault) == ("K-3.mp3", Fault.CHANGED)
    assert problem.message.startswith(f"it has {lines[2].bytes // 2:,} bytes; {lines[2].bytes:,} were made")
    assert "s; 1.3 s were made)" in problem.message


@pytest.mark.usefixtures("lines")
def test_files_that_were_swapped_are_told_of_as_such(folder: Path) -> None:
    first, third = ((folder / name).read_bytes() for name in ("K-1.mp3", "K-3.mp3"))
    (folder / "K-1.mp3").write_bytes(third)
    (folder / "K-3.mp3").write_bytes(first)
    found = verify(folder)
    assert faults(found) == [("K-1.mp3", "K-1", Fault.SWAPPED), ("K-3.mp3", "K-3", Fault.SWAPPED)]
    assert found.problems[0].message == "it is the file that was made as K-3.mp3; were they swapped?"


@pytest.mark.usefixtures("lines")
def test_a_missing_file_is_one_problem_and_an_extra_one_is_none(folder: Path) -> None:
    (folder / "K-1.mp3").rename(folder / "copy of K-1.mp3")
    (folder / ".DS_Store").write_bytes(b"x")
    (folder / "Thumbs.db").write_bytes(b"x")
    (folder / "summary.csv").write_text("x")
    (folder / "summary.html").write_text("x")
    found = verify(folder)
    assert faults(found) == [("K-1.mp3", "K-1", Fault.MISSING)]
    assert found.unknown == ("copy of K-1.mp3",)
    assert found.exit_code == 11
    assert not found.unfinished


@pytest.mark.usefixtures("lines")
def test_another_bit_rate_is_another_file(folder: Path) -> None:
    write_mp3(Tone(320.0), RATE + 4_800, folder / "K-1.mp3", tags=Tags(title="A session"), bitrate_kbps=64)
    (problem,) = verify(folder).problems
    assert (problem.file, problem.fault) == ("K-1.mp3", Fault.CHANGED)
    assert problem.message.endswith("were made (it plays to its end)")


def test_a_length_that_is_not_the_manifests_is_found(folder: Path) -> None:
    made = session(folder, 1)
    for off_s, quick, wrong in (
        (0.049, True, False),
        (0.049, False, False),
        (0.06, True, True),
        (-0.06, False, True),
    ):
        told = session(folder, 1, duration_s=made.duration_s + off_s)
        write_manifest(folder, told)
        found = verify(folder, quick=quick)
        assert faults(found) == ([("K-1.mp3", "K-1", Fault.LENGTH)] if wrong else [])
        assert found.exit_code == (12 if wrong else 0)
    assert found.problems[0].message == "it is 1.10 s long; the manifest says 1.04 s"


def test_a_file_that_never_was_an_mp3_is_found_though_its_digest_fits(folder: Path) -> None:
    noise = beside(folder, "K-9.mp3", b"no sound at all" * 1000)
    write_manifest(folder, line("K-9", file=noise.file, sha256=noise.sha256, bytes=noise.bytes))
    (problem,) = verify(folder).problems
    assert problem.fault is Fault.SOUND
    assert "no whole MP3: it does not begin as an MP3 of quietude does" in problem.message


def test_a_file_of_another_encoder_is_none_of_ours(folder: Path) -> None:
    run(
        [
            "-f",
            "lavfi",
            "-i",
            "sine=d=1",
            "-ar",
            "48000",
            "-ac",
            "2",
            "-b:a",
            "128k",
            file_name(folder / "x.mp3"),
        ]
    )
    made = beside(folder, "K-9.mp3", (folder / "x.mp3").read_bytes())
    write_manifest(folder, line("K-9", file=made.file, sha256=made.sha256, bytes=made.bytes, duration_s=1.0))
    assert faults(verify(folder, quick=True)) == [("K-9.mp3", "K-9", Fault.SOUND)]


def test_sound_that_was_broken_when_it_was_made_is_found_by_playing(
    folder: Path, lines: list[Line], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(look, "told_length_s", lambda path: lines[0].duration_s)
    path = folder / "K-1.mp3"
    change(path, path.stat().st_size // 2, bytes(4_000))
    made = beside(folder, "K-1.mp3", path.read_bytes())
    write_manifest(folder, line("K-1", sha256=made.sha256, bytes=made.bytes, duration_s=lines[0].duration_s))
    assert verify(folder, quick=True).exit_code == 0
    (problem,) = verify(folder).problems
    assert problem.fault is Fault.SOUND
    assert "does not play to its end" in problem.message


def test_hand_outs_are_compared_and_their_session_is_not_well(folder: Path) -> None:
    made = [
        session(folder, number, beside=(beside(folder, f"K-{number}.html", b"a page"),))
        for number in (1, 2, 3)
    ]
    write_manifest(folder, *made)
    assert verify(folder, quick=True).exit_code == 0
    (folder / "K-1.html").write_bytes(b"a Page")
    (folder / "K-2.html").unlink()
    found = verify(folder, quick=True)
    assert faults(found) == [("K-1.html", "K-1", Fault.CHANGED), ("K-2.html", "K-2", Fault.MISSING)]
    assert found.well == 1


def archive(folder: Path, name: str, *files: str) -> None:
    with zipfile.ZipFile(folder / name, "w") as zipped:
        for file in files:
            zipped.write(folder / file, file)


@pytest.mark.usefixtures("lines")
def test_what_an_archive_holds_is_compared_too(folder: Path) -> None:
    archive(folder, "K-1.zip", "K-1.mp3")
    archive(folder, "K-2.zip", "K-2.mp3")
    archive(folder, "K-3.zip", "K-3.mp3")
    assert verify(folder, quick=True) == Verified(files=3, well=3, problems=(), unknown=(), unfinished=False)
    with zipfile.ZipFile(folder / "K-1.zip", "w") as zipped:
        zipped.write(folder / "K-2.mp3", "K-1.mp3")  # another listener's
    change(folder / "K-2.zip", 40_000 % (folder / "K-2.zip").stat().st_size, b"\xaa" * 100)
    (folder / "K-3.zip").write_bytes(b"PK broken")
    (folder / "photos.zip").write_bytes(b"PK something else")
    found = verify(folder, quick=True)
    assert faults(found) == [(f"K-{number}.zip", None, Fault.CHANGED) for number in (1, 2, 3)]
    assert found.problems[0].message == "what it holds as K-1.mp3 is not what was made"
    assert found.unknown == ("photos.zip",)
    assert (found.well, found.exit_code) == (3, 11)


def test_a_damaged_manifest_is_a_problem_of_its_own(folder: Path, lines: list[Line]) -> None:
    (folder / MANIFEST).write_text(f'{lines[0].to_json()}\n{{"id": "Xeno\n{lines[1].to_json()}\n{{"id"')
    found = verify(folder, quick=True)
    assert faults(found) == [(MANIFEST, None, Fault.MANIFEST)] * 2
    assert "line 2 is damaged: it is not JSON" in found.problems[0].message
    assert "cut off" in found.problems[1].message
    assert (found.files, found.well, found.exit_code) == (2, 2, 11)
    assert found.unknown == ("K-3.mp3",)
    assert "Xeno" not in str(found)


def test_a_manifest_with_another_size_is_told_of(folder: Path) -> None:
    write_manifest(folder, session(folder, 1, bytes=7))
    assert faults(verify(folder, quick=True)) == [("K-1.mp3", "K-1", Fault.MANIFEST)]


def test_a_manifest_that_points_elsewhere_reads_nothing_there(folder: Path, tmp_path: Path) -> None:
    (tmp_path / "outside.mp3").write_bytes(b"x")
    data = json.loads(line().to_json()) | {"file": "../outside.mp3"}
    (folder / MANIFEST).write_text(json.dumps(data) + "\n")
    found = verify(folder, quick=True)
    assert faults(found) == [(MANIFEST, None, Fault.MANIFEST)] * 2
    assert found.exit_code == 12


def test_nothing_well_and_an_empty_manifest(folder: Path, lines: list[Line]) -> None:
    for made in lines:
        (folder / made.file).unlink()
    assert verify(folder).exit_code == 12
    (folder / MANIFEST).write_text("")
    (problem,) = verify(folder).problems
    assert problem.message == "it names no file"


def test_without_a_manifest_or_a_folder_there_is_nothing_to_compare(folder: Path) -> None:
    with pytest.raises(FileError, match=r"there is no manifest\.jsonl in .*give the output folder"):
        verify(folder)
    with pytest.raises(FileError, match="there is no folder"):
        verify(folder / "gone")
    assert not (folder / "gone").exists()


@pytest.mark.usefixtures("lines")
def test_a_batch_that_is_not_finished_is_told_of(folder: Path) -> None:
    (folder / ".quietude-0123456789abcdef.part").write_bytes(b"x")
    assert verify(folder, quick=True).unfinished
    (folder / ".quietude-0123456789abcdef.part").unlink()
    (folder / ".quietude" / "done").mkdir(parents=True)
    (folder / ".quietude" / "done" / "a.json").write_text("x")
    found = verify(folder, quick=True)
    assert found.unfinished
    assert found.exit_code == 0
    assert not found.unknown


def test_a_folder_of_series_knows_its_pages(folder: Path) -> None:
    (folder / "K-1").mkdir()
    made = session(folder, 1)
    (folder / "K-1.mp3").rename(folder / "K-1" / "01 Evening.mp3")
    write_manifest(
        folder, line("K-1", file="K-1/01 Evening.mp3", sha256=made.sha256, bytes=made.bytes, duration_s=1.1)
    )
    for page in ("playlist.m3u8", "plan.html", "plan.md", "diary.txt"):
        (folder / "K-1" / page).write_text("x")
    found = verify(folder)
    assert (found.exit_code, found.unknown) == (0, ("K-1/diary.txt",))


@pytest.mark.usefixtures("lines")
def test_an_interrupt_ends_at_once_and_leaves_no_ffmpeg(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    killed: list[Children] = []
    kill = Children.kill

    def noted(children: Children) -> None:
        killed.append(children)
        kill(children)

    monkeypatch.setattr(Children, "kill", noted)

    def interrupt(done: int, of: int) -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        verify(folder, workers=1, progress=interrupt)
    assert killed


@pytest.fixture
def remote(folder: Path, lines: list[Line]) -> Iterator[Any]:
    """The file system in which the same files lie at ``memory://made``."""
    fsspec = pytest.importorskip("fsspec")
    memory = fsspec.filesystem("memory")
    for path in folder.iterdir():
        memory.pipe_file(f"/made/{path.name}", path.read_bytes())
    yield memory
    memory.rm("/made", recursive=True)


def test_an_address_is_verified_like_a_folder(remote: Any) -> None:
    well = verify("memory://made")
    assert well == Verified(files=3, well=3, problems=(), unknown=(), unfinished=False)
    remote.pipe_file("/made/K-2.mp3", b"x" + remote.cat_file("/made/K-2.mp3")[1:])
    remote.rm_file("/made/K-3.mp3")
    found = verify("memory://made")
    assert faults(found) == [("K-2.mp3", "K-2", Fault.CHANGED), ("K-3.mp3", "K-3", Fault.MISSING)]
