"""What an author does not want to be told: waivers in comments, and for the whole script in front matter.

    <!-- quietude: ignore order because the teacher quoted here says so -->

At the end of a line it is about that line; on a line of its own, about the next one. In front matter,
``ignore: [no-description]`` is about the whole script. An error cannot be waived.
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterable, Iterator, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from typing import Final

from quietude.checking.rule import entry_span
from quietude.checking.table import CODES
from quietude.findings import Finding, Severity, Span
from quietude.plugins import nearest
from quietude.script.nodes import Script

BAD_WAIVER: Final = "bad-waiver"
UNUSED_WAIVER: Final = "unused-waiver"

_COMMENT: Final = re.compile(r"<!--(.*?)-->", re.DOTALL)
_OURS: Final = re.compile(r"\s*quietude\s*:\s*", re.IGNORECASE)
_IGNORE: Final = re.compile(
    r"ignore\s+([a-z-]+(?:\s*,\s*[a-z-]+)*)(?:\s+because\s+(.*\S))?\s*", re.IGNORECASE | re.DOTALL
)
_WRITTEN: Final = 'a waiver is written "<!-- quietude: ignore CODE because ... -->"'


@dataclass(frozen=True, slots=True, kw_only=True)
class Waived:
    """A finding that the author does not want to be told, and why."""

    finding: Finding
    reason: str
    """Empty where none was given."""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Waiver:
    code: str
    line: int | None
    """The line it is about; None: every one."""
    reason: str
    span: Span


def apply_waivers(
    script: Script, findings: Iterable[Finding], asked: AbstractSet[str]
) -> tuple[list[Finding], list[Waived]]:
    """What is still to be told, and what was waived.

    Args:
        script: it holds the waivers.
        findings: warnings and notes about it.
        asked: the codes of the rules that were asked; a waiver of another is neither used nor useless.

    Returns:
        The findings that are left, with a note for every waiver that cannot be read, names no rule, or
        waives nothing; and those that were waived.
    """
    waivers, kept = _waivers(script)
    waived: list[Waived] = []
    used: set[_Waiver] = set()
    for each in findings:
        fitting = [
            waiver for waiver in waivers if waiver.code == each.code and waiver.line in (None, each.span.line)
        ]
        if fitting and each.severity is not Severity.ERROR:
            used.update(fitting)
            waived.append(Waived(finding=each, reason=fitting[0].reason))
        else:
            kept.append(each)
    for waiver in waivers:
        if waiver not in used and waiver.code in asked:
            where = "in this script" if waiver.line is None else f"on line {waiver.line}"
            message = f'there is no "{waiver.code}" {where} to ignore; remove the waiver'
            kept.append(script.finding(UNUSED_WAIVER, message, waiver.span, Severity.NOTE))
    return kept, waived


def _waivers(script: Script) -> tuple[list[_Waiver], list[Finding]]:
    """Every waiver that can be used, and what is wrong with the others."""
    found: list[_Waiver] = []
    wrong: list[Finding] = []
    for waiver in itertools.chain[_Waiver](_of_front_matter(script), _of_comments(script)):
        if waiver.code in CODES:
            found.append(waiver)
            continue
        near = nearest(waiver.code, CODES) if waiver.code else None
        hint = f'did you mean "{near}"?' if near else "errors cannot be ignored; see quietude check --rules"
        message = f'no rule is called "{waiver.code}"; {hint}' if waiver.code else _WRITTEN
        wrong.append(script.finding(BAD_WAIVER, message, waiver.span, Severity.NOTE))
    return found, wrong


def _of_front_matter(script: Script) -> Iterator[_Waiver]:
    for code in script.metadata.ignore:
        yield _Waiver(code=code.lower(), line=None, reason="", span=entry_span(script, "ignore"))


def _of_comments(script: Script) -> Iterator[_Waiver]:
    """One for each code; one with no code where a comment begins like a waiver and is none."""
    first = _body_start(script.source_lines)
    body = "\n".join(script.source_lines[first:])
    for comment in _COMMENT.finditer(body):
        ours = _OURS.match(comment[1])
        if ours is None:
            continue
        line = first + 1 + body.count("\n", 0, comment.start())
        last = line + comment[0].count("\n")
        before = body[: comment.start()].rpartition("\n")[2]
        after = body[comment.end() :].partition("\n")[0]
        length = len(comment[0].partition("\n")[0])
        span = Span(path=script.path, line=line, column=len(before) + 1, length=length)
        read = _IGNORE.fullmatch(comment[1], ours.end())
        about = last if _speaks(after) else _next_line(script, last)
        about = line if _speaks(before) else about
        for code in re.split(r"\s*,\s*", read[1].lower()) if read else [""]:
            reason = " ".join((read[2] or "").split()) if read else ""
            yield _Waiver(code=code, line=about, reason=reason, span=span)


def _speaks(text: str) -> bool:
    return bool(_COMMENT.sub("", text).strip())


def _next_line(script: Script, last: int) -> int:
    """The first line after this one that is no comment alone."""
    line = last + 1
    while _COMMENT.search(script.line(line)) and not _COMMENT.sub("", script.line(line)).strip():
        line += 1
    return line


def _body_start(lines: Sequence[str]) -> int:
    """The index of the first line after the front matter."""
    marks = [index for index, line in enumerate(lines) if line.strip() == "---"]
    return marks[1] + 1 if len(marks) > 1 else 0
