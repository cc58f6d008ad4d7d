from __future__ import annotations

import errno
import os
import stat
import sys
from pathlib import Path

import pytest

from quietude.errors import FileError, InputError
from quietude.files import ensure_folder, read_text, whole_file


def test_a_file_has_its_name_only_when_it_is_whole(tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    with whole_file(path) as temporary:
        assert temporary.parent == tmp_path
        temporary.write_text("whole")
        assert not path.exists()
    assert path.read_text() == "whole"
    assert [item.name for item in tmp_path.iterdir()] == ["a.txt"]


@pytest.mark.parametrize("failure", [ValueError("x"), InputError("x"), KeyboardInterrupt()])
def test_a_failure_leaves_what_was_there(tmp_path: Path, failure: BaseException) -> None:
    path = tmp_path / "a.txt"
    path.write_text("before")
    with pytest.raises(type(failure)), whole_file(path) as temporary:  # noqa: PT012  # the failure comes inside
        temporary.write_text("half")
        raise failure
    assert path.read_text() == "before"
    assert [item.name for item in tmp_path.iterdir()] == ["a.txt"]


def test_a_full_disk_is_named(tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    with (
        pytest.raises(FileError, match=r"cannot write .*a\.txt: no space left on device") as caught,
        whole_file(path),
    ):
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
    assert caught.value.path == path
    assert caught.value.cause is not None
    assert not list(tmp_path.iterdir())


def test_one_inside_another_names_the_file_that_was_meant(tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    with (
        pytest.raises(FileError, match=r"cannot write .*a\.txt: no space") as caught,
        whole_file(path) as temporary,
        whole_file(temporary),
    ):
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
    assert caught.value.path == path
    assert not list(tmp_path.iterdir())


def test_an_error_about_another_file_stays_as_it_is(tmp_path: Path) -> None:
    error = FileError("cannot read b", path=tmp_path / "b")
    with pytest.raises(FileError) as caught, whole_file(tmp_path / "a.txt"):
        raise error
    assert caught.value is error


@pytest.mark.parametrize("name", [".", "no/a.txt", "file/a.txt", "x" * 300])
def test_a_name_that_cannot_be_is_found_before_the_work(tmp_path: Path, name: str) -> None:
    (tmp_path / "file").write_text("")
    worked = False
    with pytest.raises(FileError), whole_file(tmp_path / name):
        worked = True
    assert not worked
    assert [item.name for item in tmp_path.iterdir()] == ["file"]


@pytest.mark.skipif(sys.platform == "win32", reason="permissions of another kind")
def test_the_file_has_the_permissions_that_files_have_here(tmp_path: Path) -> None:
    (tmp_path / "plain").write_text("")
    with whole_file(tmp_path / "ours"):
        pass
    assert stat.S_IMODE((tmp_path / "ours").stat().st_mode) == stat.S_IMODE(
        (tmp_path / "plain").stat().st_mode
    )


@pytest.mark.skipif(sys.platform == "win32" or os.geteuid() == 0, reason="the superuser may write anywhere")
def test_a_folder_without_permission_is_an_error(tmp_path: Path) -> None:
    tmp_path.chmod(0o500)
    try:
        with pytest.raises(FileError, match="permission denied"), whole_file(tmp_path / "a"):
            pass
    finally:
        tmp_path.chmod(0o700)


def test_folders_are_made_with_their_parents(tmp_path: Path) -> None:
    ensure_folder(tmp_path / "a" / "b")
    ensure_folder(tmp_path / "a" / "b")
    assert (tmp_path / "a" / "b").is_dir()
    (tmp_path / "file").write_text("")
    with pytest.raises(FileError, match="cannot make the folder"):
        ensure_folder(tmp_path / "file")


def test_text_is_read_without_its_mark_and_with_one_kind_of_line_end(tmp_path: Path) -> None:
    path = tmp_path / "a.md"
    path.write_bytes("\ufeffÄ\r\nb\rc\n".encode())
    assert read_text(path, "script") == "Ä\nb\nc\n"


@pytest.mark.parametrize(
    ("content", "said"), [(b"\xff\xfeA\0", "not UTF-8 text"), (b"a\0b", "binary"), (None, "no such file")]
)
def test_what_is_no_text_is_refused(tmp_path: Path, content: bytes | None, said: str) -> None:
    path = tmp_path / "a.md"
    if content is not None:
        path.write_bytes(content)
    with pytest.raises(FileError, match=said):
        read_text(path, "script")
