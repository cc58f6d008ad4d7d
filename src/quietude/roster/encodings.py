"""Bytes to text, and how sure that is."""

from __future__ import annotations

from pathlib import Path

from quietude.errors import FileError


def decode(raw: bytes, path: Path, encoding: str | None = None) -> tuple[str, tuple[str, ...]]:
    r"""The text, line ends as ``\\n``, and what there is to know about it."""
    encoding = encoding or ("utf-16" if raw.startswith((b"\xff\xfe", b"\xfe\xff")) else "utf-8-sig")
    try:
        text = raw.decode(encoding)
    except UnicodeDecodeError as error:
        message = f'{path} is not UTF-8 text (byte {error.start}); save the sheet as "CSV UTF-8"'
        raise FileError(message, path=path) from None  # whose own words hold the whole file
    return text.replace("\r\n", "\n").replace("\r", "\n"), ()
