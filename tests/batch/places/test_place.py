"""Folders and addresses for a batch's files: whole files, lines that survive a cut, one batch at a time."""

from __future__ import annotations

import multiprocessing
import os
import pickle
import subprocess
import sys
import uuid
from collections.abc import Iterator
from multiprocessing.synchronize import Barrier
from pathlib import Path

import pytest

from quietude.batch.places import remote_place
from quietude.batch.places.place import LocalPlace, Place, open_place
from quietude.batch.places.remote_place import without_credentials
from quietude.errors import FileError, InputError


@pytest.fixture
def local(tmp_path: Path) -> LocalPlace:
    place = open_place(tmp_path / "out")
    assert isinstance(place, LocalPlace)
    return place


@pytest.fixture(params=["folder", "memory"])
def place(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Place]:
    if request.param == "folder":
        yield open_place(tmp_path / "out")
        return
    fsspec = pytest.importorskip("fsspec")
    address = f"memory://{uuid.uuid4().hex}/out"
    yield open_place(address)
    fsspec.filesystem("memory").store.clear()


def test_what_is_put_is_there(place: Place) -> None:
    place.put("anna-7/03 Sleep.mp3", b"sound")
    place.put("anna-7/03 Sleep.mp3", b"other sound")
    place.put("b.mp3", b"")
    assert place.read("anna-7/03 Sleep.mp3") == b"other sound"
    assert place.size("anna-7/03 Sleep.mp3") == 11
    assert place.size("b.mp3") == 0
    assert place.names() == ["anna-7/03 Sleep.mp3", "b.mp3"]
    assert place.sizes("anna") == {"anna-7/03 Sleep.mp3": 11}


def test_what_is_not_there_is_none(place: Place) -> None:
    place.put("folder/file", b"1")
    assert place.read("nothing") is None
    assert place.size("nothing") is None
    assert place.size("folder") is None
    assert place.names("other") == []
    place.remove("nothing")


def test_a_file_is_sent(place: Place, tmp_path: Path) -> None:
    (tmp_path / "made.mp3").write_bytes(b"sound" * 1000)
    place.put_file("a/b.mp3", tmp_path / "made.mp3")
    assert place.read("a/b.mp3") == b"sound" * 1000


def test_lines_are_added_after_those_that_are_there(place: Place) -> None:
    place.put("manifest.jsonl", b'{"id": "1"}\n')
    place.append_line("manifest.jsonl", '{"id": "Zoë"}')
    place.append_line("manifest.jsonl", '{"id": "3"}')
    place.flush()
    assert place.read("manifest.jsonl") == '{"id": "1"}\n{"id": "Zoë"}\n{"id": "3"}\n'.encode()


def test_a_torn_line_is_ended_before_the_next(place: Place) -> None:
    place.put("manifest.jsonl", b'whole\n{"id": ')
    place.append_line("manifest.jsonl", "next")
    assert place.read("manifest.jsonl") == b'whole\n{"id": \nnext\n'


def test_a_file_that_was_put_anew_keeps_no_older_lines(place: Place) -> None:
    place.append_line("manifest.jsonl", "old")
    place.put("manifest.jsonl", b"new\n")
    place.append_line("manifest.jsonl", "newer")
    assert place.read("manifest.jsonl") == b"new\nnewer\n"


def test_it_travels(place: Place) -> None:
    place.put("a", b"1")
    there: Place = pickle.loads(pickle.dumps(place))  # noqa: S301  our own
    assert there.shown == place.shown
    assert there.path == place.path
    assert there.read("a") == b"1"


@pytest.mark.parametrize("name", ["../a", "/a", "a/../../b", "", "..\\a"])
def test_no_name_leads_out_of_it(place: Place, name: str) -> None:
    with pytest.raises(ValueError, match="inside it"):
        place.put(name, b"")


def test_nothing_is_left_when_the_lock_goes(place: Place) -> None:
    with place.lock():
        place.put(".quietude/done/1.json", b"1")
        place.append_line("manifest.jsonl", "1")
        place.remove(".quietude/done/1.json")
    assert place.names() == ["manifest.jsonl"]
    if place.path is not None:
        assert [path.name for path in place.path.iterdir()] == ["manifest.jsonl"]


def test_what_still_lies_in_the_private_folder_stays(local: LocalPlace) -> None:
    with local.lock():
        local.put(".quietude/done/1.json", b"1")
    assert local.names() == [".quietude/done/1.json"]


# --- folders ---


def test_a_file_url_and_a_drive_letter_are_folders(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    assert open_place((tmp_path / "with space").as_uri()).path == tmp_path / "with space"
    assert (tmp_path / "with space").is_dir()
    assert open_place("C:\\out").path is not None
    assert open_place("C://out").path is not None


def test_a_folder_that_cannot_be_made_is_a_file_error(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(FileError, match="cannot make the folder"):
        open_place(tmp_path / "file" / "out")


def test_a_second_batch_is_told_so(local: LocalPlace) -> None:
    program = (
        "import sys; from quietude.batch.places.place import open_place\n"
        "with open_place(sys.argv[1]).lock(): print('locked')"
    )
    command = [sys.executable, "-c", program, str(local.path)]
    with local.lock():
        told = subprocess.run(command, check=False, capture_output=True, text=True)
        assert "another batch is writing to" in told.stderr
        assert "locked" not in told.stdout
    told = subprocess.run(command, check=True, capture_output=True, text=True)
    assert told.stdout == "locked\n"


def _take_turns(path: str, start: Barrier, log: str) -> None:
    start.wait()
    got = 0
    while got < 50:
        try:
            with open_place(path).lock():
                with Path(log).open("a") as file:
                    file.write("in ")
                    file.flush()
                    file.write("out\n")
                got += 1
        except FileError as error:
            if "another batch" not in str(error):
                raise


def test_never_two_at_a_time_although_the_lock_is_removed(local: LocalPlace, tmp_path: Path) -> None:
    spawn = multiprocessing.get_context("spawn")
    start = spawn.Barrier(2)
    log = tmp_path / "log"
    two = [
        spawn.Process(target=_take_turns, args=(str(local.path), start, str(log)), daemon=True)
        for _ in range(2)
    ]
    for one in two:
        one.start()
    for one in two:
        one.join(60)
        assert one.exitcode == 0
    assert log.read_text() == "in out\n" * 100
    assert local.names() == []


def test_leftovers_are_swept_wherever_they_lie(local: LocalPlace) -> None:
    local.put("anna-7/1.mp3", b"1")
    local.put("anna-7/.quietude-0123.part", b"1")
    local.put(".quietude/.quietude-4567.part", b"1")
    local.put("mine.part", b"1")
    local.sweep()
    assert local.names() == ["anna-7/1.mp3", "mine.part"]


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="there is no /dev/full here")
def test_a_full_disk_is_a_file_error_and_no_half_line_stays(local: LocalPlace) -> None:
    (local.path / "manifest.jsonl").symlink_to("/dev/full")
    with pytest.raises(FileError, match="no space left") as caught:
        local.append_line("manifest.jsonl", "line")
    assert caught.value.cause is not None


def test_a_write_that_stops_short_is_taken_back(local: LocalPlace, monkeypatch: pytest.MonkeyPatch) -> None:
    local.append_line("manifest.jsonl", "whole")
    write = os.write
    monkeypatch.setattr(os, "write", lambda descriptor, data: write(descriptor, bytes(data)[:3]))
    with pytest.raises(FileError, match="no space left"):
        local.append_line("manifest.jsonl", "another")
    assert local.read("manifest.jsonl") == b"whole\n"


# --- addresses ---


@pytest.mark.parametrize(
    ("address", "shown"),
    [
        ("s3://bucket/a/b", "s3://bucket/a/b"),
        ("sftp://me:secret@host:22/out", "sftp://host:22/out"),
        ("ftp://me:p@ss:w@host/out", "ftp://host/out"),
        ("az://box/out?sig=secret#part", "az://box/out"),
    ],
)
def test_credentials_are_not_shown(address: str, shown: str) -> None:
    assert without_credentials(address) == shown
    assert "secret" not in repr(remote_place.RemotePlace(address=address, shown=shown))


def test_an_address_that_nothing_knows_is_an_input_error() -> None:
    pytest.importorskip("fsspec")
    with pytest.raises(InputError, match=r"s4://host/x: nothing is known that stores files at s4://"):
        open_place("s4://me:secret@host/x")


def test_a_missing_package_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    fsspec = pytest.importorskip("fsspec")
    monkeypatch.setattr(fsspec, "get_filesystem_class", _missing)
    with pytest.raises(InputError, match="pip install s3fs"):
        open_place("s3://bucket/out")
    monkeypatch.setitem(sys.modules, "fsspec", None)
    with pytest.raises(InputError, match=r"pip install 'quietude\[cluster\]'"):
        open_place("s3://bucket/out")


def _missing(scheme: str) -> None:
    raise ImportError(scheme)


class Refusing:
    """A backend that fails with a secret in its words."""

    protocol = "s3"

    def cat_file(self, path: str) -> bytes:
        raise RuntimeError("no entry for somebody with geheim")

    def pipe_file(self, path: str, data: bytes) -> None:
        raise PermissionError(13, "Permission denied" if path.endswith("a") else "geheim is wrong")


def test_a_backends_own_errors_become_file_errors(monkeypatch: pytest.MonkeyPatch) -> None:
    place = remote_place.RemotePlace(address="s3://me:Geheim@b/out", shown="s3://b/out")
    place._system, place._root = Refusing(), "b/out"
    with pytest.raises(FileError, match=r"^cannot read s3://b/out/a: RuntimeError$") as caught:
        place.read("a")
    assert caught.value.__cause__ is None
    with pytest.raises(FileError, match=r"^cannot write s3://b/out/a: permission denied$"):
        place.put("a", b"")
    with pytest.raises(FileError, match=r"^cannot write s3://b/out/b: PermissionError$"):
        place.put("b", b"")


def test_lines_wait_and_what_they_tell_of_is_removed_after_them(monkeypatch: pytest.MonkeyPatch) -> None:
    fsspec = pytest.importorskip("fsspec")
    monkeypatch.setattr(remote_place, "FLUSH_EVERY_S", 1e9)
    address = f"memory://{uuid.uuid4().hex}/out"
    place, another = open_place(address), open_place(address)
    place.put(".quietude/done/1.json", b"1")
    place.append_line("manifest.jsonl", "1")
    place.remove(".quietude/done/1.json")
    assert another.names() == [".quietude/done/1.json"]
    place.flush()
    assert another.names() == ["manifest.jsonl"]
    fsspec.filesystem("memory").store.clear()


class Sftp:
    """A store that shows a file while it is written."""

    protocol = "sftp"

    def __init__(self) -> None:
        self.done: list[tuple[str, ...]] = []
        self.fails = False

    def makedirs(self, path: str, exist_ok: bool) -> None:
        self.done.append(("makedirs", path))

    def pipe_file(self, path: str, data: bytes) -> None:
        self.done.append(("pipe_file", path))
        if self.fails:
            raise OSError(28, "No space left on device")

    def mv(self, old: str, new: str) -> None:
        self.done.append(("mv", old, new))

    def rm_file(self, path: str) -> None:
        self.done.append(("rm_file", path))


def test_where_half_a_file_would_be_seen_it_is_written_beside_and_renamed() -> None:
    place = remote_place.RemotePlace(address="sftp://h/out", shown="sftp://h/out")
    system = Sftp()
    place._system, place._root = system, "/out"
    place.put("a/b", b"1")
    made, written, moved = system.done
    assert made == ("makedirs", "/out/a")
    assert written[1].startswith("/out/a/.quietude-")
    assert moved == ("mv", written[1], "/out/a/b")
    system.done.clear()
    system.fails = True
    with pytest.raises(FileError, match="no space left on device"):
        place.put("a/b", b"1")
    assert [step[0] for step in system.done] == ["makedirs", "pipe_file", "rm_file"]
