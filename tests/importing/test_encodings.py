"""Files come in the encodings of the programs that people write in."""

from __future__ import annotations

import codecs
from pathlib import Path

import pytest

from quietude.errors import FileError
from quietude.importing.encodings import decode
from quietude.importing.importer import import_script

TEXT = "“Café” – it’s quiet.\nRest…"


@pytest.mark.parametrize(
    "raw",
    [
        TEXT.encode(),
        codecs.BOM_UTF8 + TEXT.encode(),
        codecs.BOM_UTF16_LE + TEXT.encode("utf-16-le"),
        codecs.BOM_UTF16_BE + TEXT.encode("utf-16-be"),
        TEXT.replace("\n", "\r\n").encode(),
        TEXT.replace("\n", "\r").encode(),
    ],
)
def test_marked_and_unmarked_text_is_read(raw: bytes) -> None:
    assert decode(raw, Path("a.txt")) == (TEXT, None)


def test_windows_text_is_read_with_a_remark() -> None:
    text, remark = decode(TEXT.encode("cp1252"), Path("a.txt"))
    assert text == TEXT
    assert remark is not None
    left = import_script(TEXT.encode("cp1252"), Path("a.txt")).left
    assert [told.what for told in left] == [remark]


@pytest.mark.parametrize("raw", [b"a\0b", codecs.BOM_UTF16_LE + b"a", b"\xff\x81\x8d", b"%PDF\0"])
def test_what_is_no_text_is_refused(raw: bytes) -> None:
    with pytest.raises(FileError, match=r"a\.txt"):
        decode(raw, Path("a.txt"))
