"""A script to begin one's own from: short and whole, with comments that teach the language."""

from __future__ import annotations

import json
import re
import textwrap
import tomllib
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from importlib.resources import files
from typing import Any, Final

from quietude.errors import InputError
from quietude.plugins import unknown_message
from quietude.units import format_time

LANGUAGES: Final = ("de", "en", "es", "fr", "it", "nl", "pt-br")
"""Those that starters are written in."""
_WIDTH: Final = 110
"""Characters in a line, where a space allows."""
_NO_LETTER: Final = ("Cc", "Cs", "Co", "Cn")
_NO_NAME: Final = re.compile(r"\{[^{}]*\}")


class Kind(StrEnum):
    """What a session is about."""

    PHRASES = "phrases"
    """Kind phrases, repeated."""
    BREATH = "breath"
    """Paced breathing."""
    BODY = "body"
    """A way through the body."""
    SIT = "sit"
    """Silence between bells."""
    BLANK = "blank"
    """Hardly anything, to be written."""


_LENGTHS_S: Final = {Kind.PHRASES: 420.0, Kind.BREATH: 300.0, Kind.BODY: 480.0, Kind.SIT: 600.0}
"""Of those that have a usual length; the blank one is as long as what is written."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Start:
    """What a new script is to be."""

    kind: Kind = Kind.PHRASES
    language: str = "en"
    """One of `LANGUAGES`, or a code that means one of them ("de-at")."""
    title: str | None = None
    """None: what the kind is called."""
    touch: bool | None = None
    """Whether it has soothing touch, with a way without; None: where it repeats phrases."""
    name: bool = True
    """Whether it asks what to call the listener."""
    length_s: float | None = None
    """None: what suits the kind."""
    phrases: Sequence[str] = ()
    """In place of the usual ones, as a script writes them after ``- ``; only for `Kind.PHRASES`."""


def language_of(code: str) -> str:
    """The language of `LANGUAGES` that a code means.

    Raises:
        InputError: there is no starter in it.
    """
    code = code.strip().lower().replace("_", "-")
    main = code.partition("-")[0]
    known = {language.partition("-")[0]: language for language in LANGUAGES}
    if code in LANGUAGES or main in known:
        return code if code in LANGUAGES else known[main]
    raise InputError(unknown_message("new script in the language", code, LANGUAGES))


def usual_title(kind: Kind, language: str) -> str:
    """What a session of this kind is called."""
    return str(_words(language)["titles"][kind])


def write_start(start: Start) -> str:
    """The text of a new script; it reads without a finding.

    Raises:
        InputError: there is no starter in its language.
    """
    return _Page(start).write()


def _words(language: str) -> dict[str, Any]:
    text = files("quietude.starting").joinpath(f"words/{language_of(language)}.toml").read_text("utf-8")
    return tomllib.loads(text)


class _Page:
    """The lines so far. Each lesson is given once, at the first place that needs it."""

    def __init__(self, start: Start) -> None:
        self.start = start
        self.language = language_of(start.language)
        self.words = _words(start.language)
        self.touch = start.kind is Kind.PHRASES if start.touch is None else start.touch
        self.lines: list[str] = []
        self.taught: set[str] = set()

    def write(self) -> str:
        self._front_matter()
        self._lesson("chapter")
        self._heading("arriving")
        if self.start.kind is Kind.BLANK:
            self._lesson("blank")
        else:
            self._directive("[bell]", "bell")
        self._say(self.words["arriving"]["welcome"])
        if self.start.kind is not Kind.BLANK:
            self._directive("[pause 6s]", "pause")
            self._say(self.words["arriving"]["position"])
            self._directive("[pause 6s]", "pause")
            self._say(self.words["arriving"]["eyes"])
            self._directive("[pause 6s]", "pause")
        if self.touch:
            self._touching()
        match self.start.kind:
            case Kind.PHRASES:
                self._phrases()
            case Kind.BREATH:
                self._breath()
            case Kind.BODY:
                self._body()
            case Kind.SIT:
                self._sit()
            case Kind.BLANK:
                self._directive("[pause 6s]", "pause")
        if self.touch:
            self._directive("[end touch]")
        self._closing()
        return "\n".join(self.lines).rstrip("\n") + "\n"

    def _front_matter(self) -> None:
        kind, about = self.start.kind, self.words["about"]
        length_s = self.start.length_s or _LENGTHS_S.get(kind)
        title = _one_line(self.start.title or "") or self.words["titles"][kind]
        self.lines += [
            "---",
            f"# {self.words['comments']['about']}",
            f"title: {_quoted(title)}",
            f"description: {_quoted(self.words['descriptions'][kind])}",
            f"language: {self.language}",
        ]
        if length_s is not None:
            self.lines += [f"# {self.words['comments']['length']}", f"length: {format_time(length_s)}"]
        if kind is not Kind.SIT:
            self.lines.append("bed: drone")
        if self.start.name:
            self.lines += [f"# {self.words['comments']['name']}", "ask:", "  name:"]
            self.lines += [f"    prompt: {_quoted(about['prompt_name'])}", "    optional: true"]
        if self.touch:
            self.lines += [f"# {self.words['comments']['choices']}", "choices:", "  touch:"]
            self.lines += [f"    prompt: {_quoted(about['prompt_touch'])}", "    options:"]
            self.lines += [
                f"      touch: {_quoted(about['touch'])}",
                f"      no-touch: {_quoted(about['no_touch'])}",
            ]
        if about["safety"]:
            self.lines.append(f"safety: {_quoted(about['safety'])}")
        self.lines += ["---", ""]

    def _touching(self) -> None:
        words = self.words["touching"]
        self._heading("touching")
        self._lesson("only")
        self.lines += ["[only touch]", *_filled(words["hands"]), "[short pause]"]
        self._lesson("touch")
        self.lines += ["[touch shoulders to elbows, 6s a stroke]", *_filled(words["strokes"]), "[end only]"]
        self.lines += ["[only no-touch]", *_filled(words["imagined"]), "[end only]", ""]
        self._directive("[pause 6s]", "pause")

    def _phrases(self) -> None:
        self._heading("phrases")
        self._say(self.words["phrases"]["intro"])
        self._lesson("phrases")
        for phrase in self.start.phrases or self.words["phrases"]["list"]:
            self.lines += textwrap.wrap(
                f"- {phrase}", _WIDTH, subsequent_indent="  ", break_long_words=False, break_on_hyphens=False
            )
        self.lines.append("")
        self._directive("[repeat phrases for 2-3 min, at least 1 min, at most 20 min]", "repeat")

    def _breath(self) -> None:
        self._heading("breath")
        for line in self.words["breath"]["lines"]:
            self._say(line)
            self._directive("[breathe in 4s, out 6s, 5 times]", "breathe")
            self._directive("[pause 4-90s]")

    def _body(self) -> None:
        self._heading("body")
        for line in self.words["body"]["lines"]:
            self._say(line)
            self._directive("[pause 10s-3min]")

    def _sit(self) -> None:
        self._heading("sit")
        self._say(self.words["sit"]["line"])
        self._directive("[pause 4s]")
        self._directive("[bell low]")
        self._directive("[pause 2-60 min]", "still")
        self._directive("[bell low]")
        self._directive("[pause exactly 9s]")

    def _closing(self) -> None:
        words = self.words["closing"]
        self._heading("closing")
        if self.start.kind is not Kind.BLANK:
            self._say(words["still"])
            self._directive("[pause 6s]")
            self._say(words["ground"])
            self._directive("[short pause]")
        self._say(words["thanks"])
        if self.start.kind is not Kind.BLANK:
            self._directive("[bell]")

    def _heading(self, part: str) -> None:
        self.lines += [f"# {self.words[part]['title']}", ""]

    def _say(self, text: str) -> None:
        self.lines += [*_filled(text if self.start.name else _NO_NAME.sub("", text)), ""]

    def _directive(self, text: str, lesson: str = "") -> None:
        if lesson:
            self._lesson(lesson)
        self.lines += [text, ""]

    def _lesson(self, name: str) -> None:
        if name not in self.taught:
            self.taught.add(name)
            self.lines += _filled(f"<!-- {self.words['comments'][name]}")
            self.lines[-1] += " -->"


def _filled(text: str) -> list[str]:
    # By plain spaces only: a no-break space, as French has before its marks, stays where it is.
    lines, line = [], ""
    for word in text.split(" "):
        if line and len(line) + 1 + len(word) > _WIDTH:
            lines.append(line)
            line = word
        else:
            line = f"{line} {word}" if line else word
    return [*lines, line]


def _one_line(text: str) -> str:
    """A title without what no front matter can hold: control characters and what is no character."""
    kept = (" " if unicodedata.category(char) in _NO_LETTER or char == "\ufeff" else char for char in text)
    return " ".join("".join(kept).split())


def _quoted(text: str) -> str:
    """A text as a quoted scalar of YAML, which is one of JSON."""
    return json.dumps(text, ensure_ascii=False)
