"""The lines of a script, each with a name that a recording of it is known by.

A line's name follows from the script alone, whoever listens: the lines that somebody may hear are numbered
by chapter, in the order they are written. The same words twice in a chapter are one line: recorded once,
heard each time. What is written later moves no name that was given before.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Container, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from quietude.errors import ScriptError
from quietude.findings import Span
from quietude.score.saying import LineKey
from quietude.score.score import Phrasing
from quietude.score.ways import Conditions, HeardLine, heard_in, joined
from quietude.script.nodes import Script
from quietude.script.text import word_count

CALM_WPM: Final = 125.0
"""Words a minute of somebody who reads calmly: the middle of what the voices keep to."""
_LETTERS_A_WORD: Final = 2
"""Chinese and Japanese have no spaces: two of their letters count as a word (some 250 a minute)."""
_UNSPACED: Final = re.compile("[\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff]")
_FIRST_CHAPTER: Final = "opening"
"""The name of what stands before the first heading."""
_NO_WORDS: Final = "chapter"
_LONGEST_SLUG: Final = 40


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """A sentence that somebody may hear, or all the text that one ``[record]`` stands before."""

    id: str
    """``arriving-1``, or the name that ``[record]`` gives; like no other line's, whatever its capitals."""
    chapter: str
    """The chapter's title; empty before the first."""
    text: str
    """The words, a field's name in braces for its value."""
    language: str
    """BCP 47, lower case."""
    personal: bool
    """It holds a listener's value: a voice says it, since nobody can have recorded it."""
    named: str
    """The name that ``[record]`` asks for (also where the line is personal and cannot have it), or empty."""
    conditions: Conditions
    """Who hears it: of each, a listener has chosen one option."""
    phrasing: Phrasing | None
    """The form of a phrase, where it is heard in one phrasing only."""
    without: tuple[str, ...]
    """Fields: it is heard only by listeners who gave no value for them."""
    span: Span
    """Where its first words were written."""
    key: LineKey
    """What the score knows it by."""

    def is_heard_with(self, choices: Mapping[str, str]) -> bool:
        """Whether somebody may hear it who made these choices, and any others."""
        return all(
            any(choices.get(choice, option) == option for choice, option in options)
            for options in self.conditions
        )


def lines_of(script: Script) -> tuple[Line, ...]:
    """Every line that somebody may hear (see `quietude.score.ways`), in the order they are written.

    ``arriving-1`` is the first line of the chapter "Arriving". Where an author gives that name to another
    line, the first is ``arriving-1b``. The lines of a second chapter "Arriving" are ``arriving-2-1`` and on.

    Raises:
        ScriptError: one ``[record]`` name stands before two different texts.
    """
    chapters = [heard_in(script, chapter) for chapter in range(len(script.sections))]
    taken = _recorded_names(script, [line for heard in chapters for line in heard])
    slugs: set[str] = set()
    lines: dict[LineKey, tuple[str, str, HeardLine]] = {}
    for section, heard in zip(script.sections, chapters, strict=True):
        slug = _new_slug(slug_of(section.title) if section.title else _FIRST_CHAPTER, slugs)
        slugs.add(slug)
        for number, line in enumerate(heard, start=1):
            key = line.said.key
            if key in lines:  # named, and said in an earlier chapter too
                first_id, title, first = lines[key]
                lines[key] = first_id, title, joined(first, line)
                continue
            line_id = _name(line)
            if not line_id:
                line_id = _new_id(f"{slug}-{number}", taken)
                taken.add(folded_name(line_id))
            lines[key] = line_id, section.title, line
    return tuple(_line(*each) for each in lines.values())


def reading_s(text: str) -> float:
    """How long a calm reading of some words takes, in seconds; at least one.

    >>> reading_s("There is nothing to get right."), reading_s("ゆっくり息をします。")
    (2.88, 2.16)
    """
    unspaced = len(_UNSPACED.findall(text))
    words = word_count(_UNSPACED.sub(" ", text)) + unspaced / _LETTERS_A_WORD
    return max(1.0, round(words * 60.0 / CALM_WPM, 2))


def slug_of(title: str) -> str:
    """A title as the first part of a file's name: small letters of any script, digits, hyphens.

    >>> slug_of("Why this can't be hard"), slug_of("Für dich …"), slug_of("呼吸"), slug_of("…")
    ('why-this-cant-be-hard', 'für-dich', '呼吸', 'chapter')
    """
    folded = unicodedata.normalize("NFC", unicodedata.normalize("NFKC", title).lower())
    slug = ""
    for word in "".join(map(_in_slug, folded)).split():
        longer = f"{slug}-{word}" if slug else word[:_LONGEST_SLUG]
        if len(longer) > _LONGEST_SLUG:
            break
        slug = longer
    return slug or _NO_WORDS


def folded_name(name: str) -> str:
    """A name as names are compared: whatever its capitals, and however a file system composes letters."""
    return unicodedata.normalize("NFC", unicodedata.normalize("NFC", name).casefold())


def _in_slug(char: str) -> str:
    if unicodedata.category(char)[0] in "LNM":  # M: marks, which are the vowels of many scripts
        return char
    return "" if char in "'’" else " "


def _new_slug(slug: str, slugs: Container[str]) -> str:
    new, number = slug, 1
    while new in slugs:
        number += 1
        new = f"{slug}-{number}"
    return new


def _new_id(line_id: str, taken: Container[str]) -> str:
    while folded_name(line_id) in taken:
        line_id += "b"
    return line_id


def _name(line: HeardLine) -> str:
    """The name that the author gave to a line that can be recorded; empty: none."""
    return "" if line.said.personal else line.said.key[3]


def _line(line_id: str, chapter: str, heard: HeardLine) -> Line:
    _, text, language, name = heard.said.key
    return Line(
        id=line_id,
        chapter=chapter,
        text=text,
        language=language,
        personal=heard.said.personal,
        named=name,
        conditions=heard.conditions,
        phrasing=heard.phrasing,
        without=tuple(sorted(heard.without)),
        span=heard.said.place,
        key=heard.said.key,
    )


def _recorded_names(script: Script, lines: Sequence[HeardLine]) -> set[str]:
    """All names that ``[record]`` gives, folded."""
    known: dict[str, HeardLine] = {}
    findings = []
    for line in lines:
        if not (name := _name(line)):
            continue
        first, place = known.setdefault(folded_name(name), line).said, line.said.place
        if first.key != line.said.key:
            message = (
                f'"{name}" is the recording of other words in line {first.place.line}; '
                "give this one another name"
            )
            findings.append(script.finding("same-recording", message, place))
    if findings:
        raise ScriptError(findings)
    return set(known)
