"""What is read from a script in another language: what is spoken and what is silent, in order.

Each dialect's reader fills an `Imported`; writer.py turns it into a script of ours. Text here is what is to
be spoken, character by character: nothing in it is markup any more.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import NoReturn, TypeAlias

from quietude.errors import ScriptError
from quietude.findings import Finding, Span


@dataclass(frozen=True, slots=True, kw_only=True)
class Said:
    """Words to speak, joined to those before and after without a space of their own."""

    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Named:
    """A place for the listener's name."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Phrased:
    """An affirmation: a phrase of a list."""

    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Paused:
    """A silence."""

    directive: str
    """As our language writes it, without the brackets: ``pause 6s``."""
    ideal_s: float
    """How long it is meant to be, in seconds."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Rung:
    """A bell is struck."""

    times: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Timed:
    """What follows is to begin at a time of the session (see timing.py, which turns it into a pause)."""

    at_s: float
    """From the beginning, in seconds."""
    line: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Headed:
    """A chapter begins."""

    title: str
    guessed: bool = False
    """It only looks like a heading (capitals, a colon); with nothing under it, it is spoken after all."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ParagraphEnded:
    """A paragraph ends here; several in a row are one."""


@dataclass(frozen=True, slots=True, kw_only=True)
class InLanguage:
    """What follows is in another language."""

    language: str | None
    """BCP 47, lower case; None: the script's own again."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Noted:
    """Words that are kept and not spoken: a stage direction, a mark."""

    text: str


Item: TypeAlias = (
    Said | Named | Phrased | Paused | Rung | Timed | Headed | ParagraphEnded | InLanguage | Noted
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Left:
    """Something that could not be carried over, or not as it was."""

    line: int
    """Of the file that was read, from 1."""
    what: str
    """What it was, and what became of it, in one sentence."""
    path: str = ""
    """Where in JSON: ``steps[3].music``."""


@dataclass(slots=True, kw_only=True)
class Imported:
    """A script as it was understood; its reader fills it."""

    items: list[Item] = field(default_factory=list)
    left: list[Left] = field(default_factory=list)
    say: dict[str, str] = field(default_factory=dict)
    """Words to how they are said, as ``say:`` in front matter has it."""
    title: str | None = None
    language: str | None = None
    """BCP 47; None where the script does not tell."""
    _told: set[str] = field(default_factory=set)

    def add(self, text: str) -> None:
        """Words to speak."""
        if text:
            self.items.append(Said(text=text))

    def end_paragraph(self) -> None:
        """The paragraph, if one is open, ends here."""
        if self.items and not isinstance(self.items[-1], ParagraphEnded):
            self.items.append(ParagraphEnded())

    def keep(self, text: str, line: int, what: str) -> None:
        """Keep words as a comment, and tell that they are not spoken."""
        self.items.append(Noted(text=text))
        self.leave(line, what)

    def leave(self, line: int, what: str, path: str = "") -> None:
        """Tell what is not carried over."""
        self.left.append(Left(line=line, what=what, path=path))

    def leave_once(self, line: int, what: str) -> None:
        """Tell it where it is met first; further ones are like it."""
        if what not in self._told:
            self._told.add(what)
            self.leave(line, f"{what} (told once, where it is first)")

    def speak_as(self, word: str, ipa: str, line: int) -> None:
        """Keep how a word is said, in IPA. The first way of a word holds for the whole script."""
        key, value = " ".join(word.split()), f"/{' '.join(ipa.split()).strip('/ ')}/"
        folded = {known.lower(): known for known in self.say}
        if not re.search(r"[^\W_]", key) or len(value) < 3 or re.search(r"[\[\]()<>/\x00-\x1f]", value[1:-1]):
            self.leave(
                line, f'the sounds "{shortened(ipa)}" cannot be used; the word is spoken as it is written'
            )
        elif self.say.get(folded.get(key.lower(), ""), value) != value:
            self.leave(
                line,
                f'"{shortened(key)}" is said in two ways; the first holds, here it was "{shortened(ipa)}"',
            )
        else:
            self.say.setdefault(folded.get(key.lower(), key), value)


def shortened(text: str, most: int = 60) -> str:
    r"""The text on one line, cut where it is long: for messages.

    >>> shortened("[music\n fades]"), shortened("abcdef", 4)
    ('[music fades]', 'abc…')
    """
    folded = " ".join(text.split())
    return folded if len(folded) <= most else folded[: most - 1] + "…"


def refuse(message: str, *, path: str, line: int, source: str, column: int = 1) -> NoReturn:
    """End the import: what is at this place cannot be read.

    Raises:
        ScriptError: always.
    """
    span = Span(path=path, line=line, column=min(column, len(source) + 1))
    raise ScriptError([Finding.error("cannot-import", message, span, source)])
