"""A file of somebody's, in whatever dialect, to a script of ours."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType
from typing import Final

from quietude.errors import InputError, ScriptError
from quietude.importing.detect import DIALECTS, detect
from quietude.importing.encodings import decode
from quietude.importing.imported import Imported, Left, Named, Paused, Phrased, Rung, Said, refuse
from quietude.importing.json_list import read_json
from quietude.importing.plain_text import read_plain_text
from quietude.importing.speech_markdown import read_speech_markdown
from quietude.importing.ssml import read_ssml
from quietude.importing.subtitles import read_subtitles
from quietude.importing.tags import main_language
from quietude.importing.writer import clean, write
from quietude.plugins import unknown_message
from quietude.script.parser import parse_script

_READERS: Final[Mapping[str, Callable[[str, str], Imported]]] = MappingProxyType(
    {
        "text": read_plain_text,
        "ssml": read_ssml,
        "speech-markdown": read_speech_markdown,
        "json": read_json,
        "subtitles": read_subtitles,
    }
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Converted:
    """A script of ours, and what could not be carried over to it."""

    text: str
    """With front matter."""
    dialect: str
    """One of `detect.DIALECTS`."""
    left: tuple[Left, ...]
    """In the order of lines."""


def import_script(
    raw: bytes, path: Path, *, dialect: str | None = None, language: str | None = None
) -> Converted:
    """Read a script in another dialect and write it in ours. The result can be parsed.

    Args:
        raw: the file's bytes.
        path: its name, for messages, and for a title where the text has none.
        dialect: one of `detect.DIALECTS`; None: as it looks.
        language: BCP 47; None: as the script says, else English.

    Raises:
        FileError: it is no text.
        InputError: there is no such dialect or language, or it is a script of ours already.
        ScriptError: it cannot be read, or says nothing.
    """
    if dialect is not None and dialect not in DIALECTS:
        raise InputError(unknown_message("dialect", dialect, DIALECTS))
    if language is not None and main_language(language) is None:
        raise InputError(f'"{language}" is not a language: write a code such as en, de or pt-br')
    text, remark = decode(raw, path)
    if dialect is None and _is_ours(text, path):
        raise InputError(f"{path} is a script of quietude's already; render it as it is")
    dialect = dialect or detect(text, str(path))
    read = _READERS[dialect](text, str(path))
    if remark:
        read.leave(1, remark)
    if not any(map(_speaks, read.items)):
        source = text.split("\n")[0]
        refuse("there is nothing to say in this file", path=str(path), line=1, source=source)
    if read.title and not re.search(r"[^\W_]", clean(read.title)):
        read.title = None
    title = path.stem.replace("_", " ").replace("-", " ").strip()
    main = main_language(language) if language else read.language
    written = write(
        read, title=title if re.search(r"[^\W_]", clean(title)) else "Untitled", language=main or "en"
    )
    return Converted(text=written, dialect=dialect, left=tuple(sorted(read.left, key=lambda left: left.line)))


def _is_ours(text: str, path: Path) -> bool:
    if not text.lstrip("\ufeff \n").startswith("---"):
        return False
    try:
        parse_script(text, path=str(path))
    except ScriptError:
        return False
    return True


def _speaks(item: object) -> bool:
    if isinstance(item, Said | Phrased):
        return bool(re.search(r"[^\W_]", item.text))
    return isinstance(item, Named | Paused | Rung)
