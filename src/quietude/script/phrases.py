"""Sets of phrases: Markdown files that say what is repeated, whatever the script around it.

---
title: Worthiness
---
# When it is hard to believe
For the listener's eyes or yours: a line that is no list item is never spoken.

- I am worthy of rest. | What if I am worthy of rest? | May I be worthy of rest.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from quietude.errors import FileError, ListenerError, ScriptError
from quietude.files import read_text
from quietude.findings import Finding, Span
from quietude.plugins import nearest, unknown_message
from quietude.script.front_matter import Language, Line
from quietude.script.nodes import FieldRef, Phrase
from quietude.script.tokens import Tokenizer
from quietude.script.yaml_places import FrontMatterYaml
from quietude.shipped import folder

SUFFIX: Final = ".md"
_PLAINLY: Final = {
    "missing": "is missing",
    "list_type": 'is a list: lines that begin with "  - "',
    "string_pattern_mismatch": "is not a language: write a code such as en, de or pt-br",
    "string_too_short": "is empty; write something, or leave the line out",
    "string_type": "is one line of text",
}
"""What pydantic says in the words of a programmer, in those of an author."""


class About(BaseModel):
    """All that a set of phrases says about itself."""

    model_config = ConfigDict(extra="forbid", frozen=True)

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
    about, body_start, findings = _read_about(lines, path)
    tokenizer = Tokenizer(lines[body_start:], path=path, first_line=body_start + 1)
    phrases = tuple(item.phrase for item in tokenizer.items())
    findings += tokenizer.findings
    if not phrases and not findings:
        message = 'this file holds no phrases; write each on a line of its own, after "- "'
        place = Span(path=path, line=len(lines), column=1)
        findings.append(Finding.error("no-phrases", message, place, lines[-1]))
    if findings or about is None:
        raise ScriptError(sorted(findings, key=lambda finding: (finding.span.line, finding.span.column)))
    return PhraseSet(path=path, about=about, phrases=phrases, source_lines=tuple(lines))


def _shipped() -> Path:
    return folder("scripts") / "phrases"


def _read_about(lines: Sequence[str], path: str) -> tuple[About | None, int, list[Finding]]:
    """What stands between the first two ``---`` lines, where the rest begins, and what is wrong."""
    start = next((index for index, line in enumerate(lines) if line.strip()), 0)
    end = next((index for index in range(start + 1, len(lines)) if lines[index].strip() == "---"), None)
    if lines[start].strip() != "---" or end is None:
        message = 'a set of phrases begins with a line "---", then at least "title: ...", then a line "---"'
        place = Span(path=path, line=start + 1, column=1, length=3)
        return None, len(lines), [Finding.error("front-matter", message, place, lines[start])]
    reader = FrontMatterYaml(lines[start + 1 : end], path, start + 2)
    data = reader.load()
    if data is None or reader.findings:
        return None, end + 1, reader.findings
    try:
        return About.model_validate(data), end + 1, []
    except ValidationError as error:
        for problem in error.errors():
            _complain(reader, ".".join(str(part) for part in problem["loc"]), problem["type"], problem["msg"])
    return None, end + 1, reader.findings


def _complain(reader: FrontMatterYaml, name: str, kind: str, message: str) -> None:
    if kind == "extra_forbidden":
        near = nearest(name, About.model_fields)
        guess = f'did you mean "{near}"?' if near else f"it may hold: {', '.join(About.model_fields)}"
        text = f'the front matter of phrases knows no "{name}"; {guess}'
    else:
        text = f'"{name}" {_PLAINLY.get(kind, message)}'
    reader.add(text, reader.spans.get(name) or reader.spans.get(name.partition(".")[0]) or reader.span())
