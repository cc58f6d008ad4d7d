"""What `--fix` puts right by itself: slips that can have been meant in one way only.

Line ends of more than one kind, tabs that indent front matter, a dot in place of a phrase's dash, and a
directive, field or option with a single letter wrong when one known name alone is that near. A fix stays only
where the error at that place is gone and its line has no new one; everything else keeps its bytes.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from quietude.errors import FileError, ScriptError
from quietude.files import read_text, reason, whole_file
from quietude.findings import Finding
from quietude.script.directives import KNOWN
from quietude.script.front_matter import Metadata, find_front_matter
from quietude.script.parser import parse_script

_FOLLOW: Final = {"stray-end", "unclosed-block", "no-phrases"}
"""Errors that follow from a slip on another line."""
SHORTEST_NAME: Final = 4
"""A shorter name is one letter away from too much."""

_LINE: Final = re.compile(r"([^\r\n]*)(\r\n|\r|\n|\Z)")
_DOT: Final = re.compile(r"(\s*)[•·‣▪]\s*(?=\S)")
_NAME: Final = re.compile(r"[A-Za-z][\w-]*")


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """One thing put right."""

    line: int
    """From 1."""
    what: str
    """What was done, for people."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Fixed:
    """A script's text with its slips put right."""

    text: str
    changes: tuple[Change, ...]
    """In the order they were made."""


def fix_file(path: Path, *, write: bool = True) -> tuple[str, Fixed]:
    """Put a file right; without ``write``, only say how it would be.

    The file is replaced whole or not at all, keeps its permissions and its byte order mark, and is left
    alone where nothing changes. A link stays a link.

    Returns:
        The text as it was, with its line ends, and as it is.

    Raises:
        FileError: it cannot be read or written, or is no text.
    """
    read_text(path, "script")  # says what is wrong with it
    try:
        before = path.read_bytes().decode("utf-8")
    except OSError as error:
        raise FileError(f"cannot read the script {path}: {reason(error)}", path=path, cause=error) from error
    fixed = fix_text(before, path=str(path))
    if write and fixed.text != before:
        with whole_file(path.resolve()) as temporary:
            temporary.write_bytes(fixed.text.encode("utf-8"))
            temporary.chmod(path.stat().st_mode & 0o7777)
    return before, fixed


def fix_text(text: str, *, path: str) -> Fixed:
    """Put a script's text right; ``path`` is the name that messages would use.

    Fixing what is fixed changes nothing.
    """
    changes: list[Change] = []
    text = _even_line_ends(text, changes)
    found = _errors(text, path)
    tried: set[str] = set()
    while (better := _next_fix(text, found, path, tried)) is not None:
        text, change = better
        changes.append(change)
        found = _errors(text, path)
    return Fixed(text=text, changes=tuple(changes))


def _even_line_ends(text: str, changes: list[Change]) -> str:
    ends = Counter(match[2] for match in _LINE.finditer(text) if match[2])
    if len(ends) < 2:
        return text
    usual = max(ends, key=lambda end: (ends[end], end))
    first = next(
        number for number, match in enumerate(_LINE.finditer(text), 1) if match[2] not in ("", usual)
    )
    changes.append(Change(line=first, what="made every line end in the same way"))
    return _LINE.sub(lambda match: match[1] + (usual if match[2] else ""), text)


def _next_fix(text: str, found: Sequence[Finding], path: str, tried: set[str]) -> tuple[str, Change] | None:
    """The text with one more slip put right; None where there is none left. ``tried`` collects failures."""
    lines = [[match[1], match[2]] for match in _LINE.finditer(text)]
    for error in reversed(found):  # from the end, so that no line becomes part of the phrase above it
        index = error.span.line - 1
        for line, what in _candidates(error, lines[index][0], text):
            attempt = "".join(
                (line if at == index else content) + end for at, (content, end) in enumerate(lines)
            )
            if attempt in tried:
                continue
            tried.add(attempt)
            if _is_better(error, found, _errors(attempt, path)):
                return attempt, Change(line=error.span.line, what=what)
    return None


def _is_better(error: Finding, before: Sequence[Finding], after: Sequence[Finding]) -> bool:
    """Whether the error is gone, its line has no new one, and no other line lost one of its own."""

    def on_line(findings: Iterable[Finding]) -> Counter[tuple[str, str]]:
        return Counter((one.code, one.message) for one in findings if one.span.line == error.span.line)

    def elsewhere(findings: Iterable[Finding]) -> set[tuple[int, str]]:
        return {(one.span.line, one.code) for one in findings if one.span.line != error.span.line}

    lost = {code for _, code in elsewhere(before) - elsewhere(after)}
    return on_line(after) < on_line(before) and lost <= _FOLLOW


def _candidates(error: Finding, line: str, text: str) -> Iterator[tuple[str, str]]:
    """The line as it may have been meant, and what that changes in it."""
    start = error.span.column - 1
    if text.startswith("\ufeff") and error.span.line == 1:
        start += 1  # places are counted without the mark
    place = line[start : start + error.span.length]
    lead = line[: len(line) - len(line.lstrip())]
    match error.code:
        case "front-matter" if "\t" in lead:
            yield lead.replace("\t", "  ") + line.lstrip(), "made tabs two spaces each"
        case "unspoken-markdown" if dot := _DOT.match(line):
            yield f"{dot[1]}- {line[dot.end() :]}", "began the phrase with a dash"
        case "unknown-directive":
            yield from _respelt(line, start, _meant(place, KNOWN))
        case "unknown-field" if name := _NAME.search(place):
            yield from _respelt(line, start, _near(name, _metadata_names(text)[0]))
        case "unknown-option" if name := re.match(r".+", place):
            yield from _respelt(line, start, _near(name, _metadata_names(text)[1]))
        case _:
            pass


def _respelt(line: str, start: int, found: tuple[re.Match[str], str] | None) -> Iterator[tuple[str, str]]:
    """The line with a name written right: where it stands, from ``start``, and the name that was meant."""
    if found is not None:
        wrong, meant = found
        right = line[: start + wrong.start()] + meant + line[start + wrong.end() :]
        yield right, f'wrote "{meant}" for "{wrong[0]}"'


def _meant(place: str, known: Sequence[str]) -> tuple[re.Match[str], str] | None:
    """The first words inside a bracket, and the one directive that they are one slip away from."""
    fitting = []
    for name in known:
        words = re.compile(r"(?<=[\[\s])[^\s,\[\]]+" + r"\s+[^\s,\[\]]+" * name.count(" "))
        wrong = words.search(place)
        if wrong and one_slip(" ".join(wrong[0].lower().split()), name):
            fitting.append((wrong, name))
    return fitting[0] if len(fitting) == 1 and len(fitting[0][1]) >= SHORTEST_NAME else None


def _near(wrong: re.Match[str], known: Iterable[str]) -> tuple[re.Match[str], str] | None:
    """A name, and the one known name that it is one slip away from."""
    fitting = [name for name in dict.fromkeys(known) if one_slip(wrong[0], name)]
    return (wrong, fitting[0]) if len(fitting) == 1 and len(fitting[0]) >= SHORTEST_NAME else None


def one_slip(typed: str, meant: str) -> bool:
    """Whether one letter is wrong, missing or too many, or two neighbours are swapped.

    >>> one_slip("puase", "pause"), one_slip("paus", "pause"), one_slip("pose", "pause")
    (True, True, False)
    """
    if typed == meant:
        return False
    short, long = sorted((typed, meant), key=len)
    same = next((at for at, (a, b) in enumerate(zip(short, long, strict=False)) if a != b), len(short))
    if len(long) == len(short) + 1:
        return short[same:] == long[same + 1 :]
    if len(long) != len(short):
        return False
    swapped = short[same : same + 2] == long[same : same + 2][::-1]
    return short[same + 1 :] == long[same + 1 :] or (swapped and short[same + 2 :] == long[same + 2 :])


def _metadata_names(text: str) -> tuple[list[str], list[str]]:
    """The fields and the options of a script that may have errors below its front matter."""
    lines = re.split(r"\r\n|\r|\n", text.removeprefix("\ufeff"))
    metadata = find_front_matter(lines, "", Metadata)[0]
    if metadata is None:
        return [], []
    options = [option for choice in metadata.choices.values() for option in choice.options]
    return list(metadata.ask), options


def _errors(text: str, path: str) -> Sequence[Finding]:
    try:
        parse_script(text, path=path)
    except ScriptError as error:
        return error.findings
    return ()
