"""A clinic's own part in a hand-out: header, logo, colour, footer, crisis line, and templates of its own."""

from __future__ import annotations

import base64
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final, NoReturn
from xml.parsers import expat

from quietude.errors import FileError, InputError
from quietude.files import read_text, reason
from quietude.handout.colour import parse_colour
from quietude.handout.templates import PAGE, SHEET, check_template
from quietude.plugins import nearest

_KEYS: Final = ("name", "lines", "logo", "accent", "footer", "crisis", "page", "sheet")
_LARGEST_LOGO: Final = 1_000_000
"""Bytes: it stands in every file, and is shown at the height of three lines."""
_PICTURES: Final = ((b"\x89PNG\r\n\x1a\n", "image/png"), (b"\xff\xd8\xff", "image/jpeg"))
_SVG: Final = ("svg", "http://www.w3.org/2000/svg svg")


@dataclass(frozen=True, slots=True, kw_only=True)
class Clinic:
    """What a clinic puts on its hand-outs. All texts are plain text."""

    name: str
    lines: tuple[str, ...] = ()
    """Under the name: address, telephone, opening hours."""
    logo: str = ""
    """A ``data:`` address of a PNG, JPEG or SVG; empty: none. For ``<img>``, where no SVG runs a script."""
    accent: str = ""
    """``#rrggbb``; empty: ours. Made darker or lighter where it could not be read (see colour.py)."""
    footer: Mapping[str, str] = field(default_factory=dict)
    """By language (BCP 47, lower case); under ``""`` for every language."""
    crisis: Mapping[str, str] = field(default_factory=dict)
    """Whom to turn to when it becomes too much; as ``footer``."""
    page: str | None = None
    """A template in place of ours (see templates.py)."""
    sheet: str | None = None


def load_clinic(path: Path) -> Clinic:
    """Read a clinic's TOML file, and the files it names, which are looked for beside it.

    Raises:
        FileError: one of the files cannot be read.
        InputError: it says something that cannot be used; names file and key.
    """
    text = read_text(path, "clinic file")
    try:
        given = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise InputError(
            f"{path}: this is not TOML: {error}; texts need quotation marks, and a line reads: key = value"
        ) from error
    return _Reader(path, given).clinic()


def in_language(texts: Mapping[str, str], language: str) -> str:
    """The text for a language (BCP 47): its own, else its main language's, else one for all, or the first.

    >>> in_language({"en": "Call us", "de": "Ruf an"}, "de-at"), in_language({}, "de")
    ('Ruf an', '')
    """
    wanted = (language, language.partition("-")[0], "", *texts)
    return next((texts[each] for each in wanted if each in texts), "")


class _Reader:
    """Turns what a file says into a clinic, and says clearly what cannot be used."""

    def __init__(self, path: Path, given: Mapping[str, Any]) -> None:
        self._path = path
        self._given = given

    def clinic(self) -> Clinic:
        for key in self._given:
            if key not in _KEYS:
                near = nearest(key, _KEYS)
                guess = f'; did you mean "{near}"?' if near else "."
                self._refuse(key, f"is not a key of a clinic file{guess} Known: {', '.join(_KEYS)}")
        if "name" not in self._given:
            self._refuse("name", 'is missing; write the clinic\'s name, as in name = "Harbour Clinic"')
        return Clinic(
            name=self._text("name"),
            lines=self._lines(),
            logo=self._logo(),
            accent=self._accent(),
            footer=self._by_language("footer"),
            crisis=self._by_language("crisis"),
            page=self._template("page", PAGE),
            sheet=self._template("sheet", SHEET),
        )

    def _text(self, key: str) -> str:
        value = self._given[key]
        if not isinstance(value, str) or not value.strip():
            self._refuse(key, f'is no text; write one in quotation marks, as in {key} = "..."')
        return " ".join(value.split())

    def _lines(self) -> tuple[str, ...]:
        value = self._given.get("lines", [])
        lines = value.splitlines() if isinstance(value, str) else value
        if not isinstance(lines, list) or not all(isinstance(line, str) for line in lines):
            self._refuse("lines", 'is no list of texts; write lines = ["12 Quay Street", "Tel. 555 0123"]')
        return tuple(" ".join(line.split()) for line in lines if line.strip())

    def _accent(self) -> str:
        if "accent" not in self._given:
            return ""
        colour = parse_colour(self._text("accent"))
        if colour is None:
            self._refuse(
                "accent", 'is no colour; write # and six hexadecimal digits, as in accent = "#2f6b5e"'
            )
        return colour

    def _by_language(self, key: str) -> dict[str, str]:
        value = self._given.get(key, {})
        if isinstance(value, str):
            return {"": " ".join(value.split())} if value.strip() else {}
        if not isinstance(value, dict) or not all(
            isinstance(text, str) and text.strip() for text in value.values()
        ):
            self._refuse(
                key,
                f'is no text; write {key} = "...", or a table [{key}] with a text for each language, as in '
                'en = "..."',
            )
        return {
            language.lower().replace("_", "-"): " ".join(text.split()) for language, text in value.items()
        }

    def _logo(self) -> str:
        if "logo" not in self._given:
            return ""
        path = self._path.parent / self._text("logo")
        content = self._bytes("logo", path)
        if len(content) > _LARGEST_LOGO:
            self._refuse(
                "logo",
                f"names {path}, which has {len(content):,} bytes; it is put into every hand-out, so save it "
                f"smaller than {_LARGEST_LOGO:,}",
            )
        kind = next((kind for magic, kind in _PICTURES if content.startswith(magic)), None)
        if kind is None and _is_svg(content):
            kind = "image/svg+xml"
        if kind is None:
            self._refuse(
                "logo", f"names {path}, which is no PNG, JPEG or SVG picture; save it as one of these"
            )
        return f"data:{kind};base64,{base64.b64encode(content).decode()}"

    def _template(self, key: str, kind: str) -> str | None:
        if key not in self._given:
            return None
        path = self._path.parent / self._text(key)
        try:
            text = read_text(path, f"{kind} template")
        except FileError as error:
            raise self._unread(key, error) from error
        check_template(text, kind, path)
        return text

    def _bytes(self, key: str, path: Path) -> bytes:
        try:
            return path.read_bytes()
        except OSError as error:
            raise self._unread(
                key, FileError(f"cannot read {path}: {reason(error)}", path=path, cause=error)
            ) from error

    def _unread(self, key: str, error: FileError) -> FileError:
        return FileError(f'{self._path}: "{key}": {error}', path=error.path, cause=error.cause)

    def _refuse(self, key: str, what: str) -> NoReturn:
        raise InputError(f'{self._path}: "{key}" {what}')


def _is_svg(content: bytes) -> bool:
    """Whether it is XML as a whole, and its outermost element an SVG picture."""
    names: list[str] = []

    def begun(name: str, _: Mapping[str, str]) -> None:
        names.append(name)

    parser = expat.ParserCreate(namespace_separator=" ")
    parser.StartElementHandler = begun
    try:
        parser.Parse(content, True)
    except expat.ExpatError:
        return False
    return names[0] in _SVG
