"""Bytes to text, in the encodings that scripts are kept in."""

from __future__ import annotations

import codecs
from pathlib import Path
from typing import Final

from quietude.errors import FileError

_MARKS: Final = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_WINDOWS: Final = "cp1252"
"""What older Windows programs write in western Europe and America."""


def decode(raw: bytes, path: Path) -> tuple[str, str | None]:
    r"""The text of a file, line ends as ``\n``, and a remark where its encoding had to be guessed.

    UTF-8 with or without a mark, UTF-16 with one, and else Windows-1252.

    Raises:
        FileError: it is no text in any of them.
    """
    remark = None
    try:
        for mark, encoding in _MARKS:
            if raw.startswith(mark):
                text = raw[len(mark) :].decode(encoding)
                break
        else:
            try:
                text = raw.decode("utf-8")
            except UnicodeDecodeError:
                text = raw.decode(_WINDOWS)
                remark = (
                    "the file is not UTF-8 and was read as Windows-1252; if letters with accents look wrong, "
                    "save it as UTF-8 and import it again"
                )
    except UnicodeDecodeError as error:
        raise FileError(
            f"{path} is not text that can be read; save it as plain text, UTF-8", path=path
        ) from error
    if "\0" in text:
        raise FileError(f"{path} is not text: it holds binary data; export it as plain text", path=path)
    return text.replace("\r\n", "\n").replace("\r", "\n"), remark
