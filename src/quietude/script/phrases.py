"""Sets of phrases: Markdown files that say what is repeated, whatever the script around it.

---
title: Worthiness
---
# When it is hard to believe
For the listener's eyes or yours: a line that is no list item is never spoken.

- I am worthy of rest. | What if I am worthy of rest? | May I be worthy of rest.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Final

from pydantic import Field

from quietude.errors import FileError, ListenerError, ScriptError
from quietude.files import read_text
from quietude.findings import Finding, Span
from quietude.plugins import unknown_message
from quietude.script.front_matter import Entries, Language, Line, find_front_matter
from quietude.script.nodes import FieldRef, Phrase
from quietude.script.tokens import Tokenizer
from quietude.shipped import folder

SUFFIX: Final = ".md"


class About(Entries):
    """All that a set of phrases says about itself."""

    title: Line
    description: Line | None = None
    """One or two sentences for a list of sets."""
    language: Language = "en"
    author: Line | None = None
    sources: list[Line] = Field(default_factory=list)
    """What the phrases rest on: author, year, title; one a line."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PhraseSet:
    """Phrases that belong together."""

    path: str
    """The file as the user named it; what a message calls them where a listener typed them."""
    about: About | None
    """None where a listener typed them."""
    phrases: tuple[Phrase, ...]
    source_lines: tuple[str, ...] = ()
    """The text by lines, for messages about a place; empty where it is private."""

    @property
    def language(self) -> str | None:
        """BCP 47, lower case; None: the script's."""
        return self.about.language if self.about else None

    @property
    def fields(self) -> tuple[str, ...]:
        """The listener's values that they speak, in order."""
        parts = (part for phrase in self.phrases for form in phrase.forms for part in form)
        return tuple(dict.fromkeys(part.name for part in parts if isinstance(part, FieldRef)))

    def line(self, number: int) -> str:
        """The text of a line, counted from 1; empty past the end."""
        return self.source_lines[number - 1] if 0 < number <= len(self.source_lines) else ""


def names() -> list[str]:
    """The sets that came with quietude, by name."""
    return sorted(path.stem for path in _shipped().glob(f"*{SUFFIX}"))


def find_phrases(name_or_path: str) -> Path:
    """The file of a set: a path that ends in ``.md``, or the name of one that came with quietude.

    Raises:
        FileError: there is neither.
        ListenerError: it is neither; it may be a phrase, so that the message does not hold it.
    """
    path = Path(name_or_path)
    if path.suffix == SUFFIX:
        if path.is_file():
            return path
        raise FileError(f"there is no file {path}; check the path, or run: quietude phrases list", path=path)
    if not name_or_path.replace("-", "").replace("_", "").isalnum():
        raise ListenerError(
            "a set of phrases is a name (see: quietude phrases list) or the path of a file that ends in "
            f"{SUFFIX}; a phrase in your own words is given with --phrase"
        )
    if name_or_path not in names():
        raise FileError(unknown_message("set of phrases", name_or_path, names()), path=path)
    return _shipped() / f"{name_or_path}{SUFFIX}"


def load_phrases(path: Path) -> PhraseSet:
    """Read a set from a file.

    Raises:
        FileError: the file cannot be read or is no text.
        ScriptError: it is no set of phrases; holds every finding.
    """
    return parse_phrases(read_text(path, "set of phrases"), path=str(path))


def parse_phrases(text: str, *, path: str) -> PhraseSet:
    """Read a set from its text; ``path`` is the name that messages use.

    Raises:
        ScriptError: it is no set of phrases; holds every finding, in the order of lines.
    """
    text = text.removeprefix("\ufeff").replace("\r\n", "\n").replace("\r", "\n")
    lines = text.split("\n")
    about, _, body_start, findings = find_front_matter(lines, path, About, of="a set of phrases")
    tokenizer = Tokenizer(lines[body_start:], path=path, first_line=body_start + 1)
    phrases = tuple(item.phrase for item in tokenizer.items())
    findings = [*findings, *tokenizer.findings]
    if not phrases and not findings:
        message = 'this file holds no phrases; write each on a line of its own, after "- "'
        place = Span(path=path, line=len(lines), column=1)
        findings.append(Finding.error("no-phrases", message, place, lines[-1]))
    if findings or about is None:
        raise ScriptError(sorted(findings, key=lambda finding: (finding.span.line, finding.span.column)))
    return PhraseSet(path=path, about=about, phrases=phrases, source_lines=tuple(lines))


def _shipped() -> Path:
    return folder("scripts") / "phrases"
