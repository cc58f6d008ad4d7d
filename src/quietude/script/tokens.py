"""A script's body, line by line, as tokens: the last step at which characters matter."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final, TypeAlias

from quietude.findings import Finding, Severity, Span
from quietude.script.directives import Directive, DirectiveError, OnlyStart, read_directive
from quietude.script.nodes import Text
from quietude.script.text import FieldError, read_text

_HEADING: Final = re.compile(r"(#{1,6})\s+(.*?)\s*#*\s*$")
_ITEM: Final = re.compile(r"(\s{0,3}[-*+]\s+)(\S.*)$")
_CONTINUED: Final = re.compile(r"\s{2,}(\S.*)$")
_COMMENT: Final = re.compile(r"<!--.*?(?:-->|$)")
_ONLY_AT_END: Final = re.compile(r"\[\s*only\b[^\]]*\]\s*$", re.IGNORECASE)
_NOT_SPOKEN: Final = (
    (
        re.compile(r"\s*(```|~~~)"),
        "a code block cannot be spoken; remove the marks, or write a comment <!-- ... -->",
    ),
    (re.compile(r"\s*>"), 'a block quote cannot be spoken; remove the ">", or write a comment <!-- ... -->'),
    (re.compile(r"\s*\|.*\|\s*$"), "a table cannot be spoken; write sentences"),
    (re.compile(r"\s*([-*_])(\s*\1){2,}\s*$"), "a ruler cannot be spoken; a heading begins a chapter"),
    (re.compile(r"\s*\d+[.)]\s"), 'a numbered list is not a list of phrases; begin each phrase with "- "'),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Heading:
    """``# Title``, with its ``[only ...]`` where there is one."""

    title: str
    only: OnlyStart | None
    span: Span


@dataclass(frozen=True, slots=True, kw_only=True)
class Item:
    """A list item: a phrase, with or without its what-if form."""

    statement: Text
    what_if: Text | None
    span: Span


@dataclass(frozen=True, slots=True, kw_only=True)
class Run:
    """Spoken text between directives, within one line."""

    text: Text
    span: Span


@dataclass(frozen=True, slots=True, kw_only=True)
class Blank:
    """A line with nothing to say."""

    span: Span


Token: TypeAlias = Heading | Item | Run | Blank | Directive


class Tokenizer:
    """Turns lines into tokens and collects what is wrong with them on the way."""

    def __init__(self, lines: Sequence[str], *, path: str, first_line: int) -> None:
        """``lines[0]`` is line ``first_line`` (from 1) of the file ``path``."""
        self.lines, self.path, self.first_line = lines, path, first_line
        self.findings: list[Finding] = []

    def tokens(self) -> Iterator[Token]:
        """Every token, in order."""
        visible = self._without_comments()
        index = 0
        while index < len(visible):
            raw = visible[index]
            number = self.first_line + index
            index += 1
            if not raw.strip():
                if not self.lines[index - 1].strip():  # a line with only a comment is no blank line
                    yield Blank(span=self._span(number, 0))
            elif heading := _HEADING.match(raw):
                yield from self._heading(heading, number)
            elif (item := _ITEM.match(raw)) and not _NOT_SPOKEN[3][0].match(raw):
                body, offset = item[2], item.start(2)
                while (
                    index < len(visible)
                    and (more := _CONTINUED.match(visible[index]))
                    and not _ITEM.match(visible[index])
                ):
                    body += " " + more[1]
                    index += 1
                yield from self._item(body.rstrip(), number, offset)
            elif unspoken := next((why for pattern, why in _NOT_SPOKEN if pattern.match(raw)), None):
                self.complain("unspoken-markdown", unspoken, self._span(number, 0, len(raw)))
            else:
                yield from self._runs(raw, number, 0)

    def complain(self, code: str, message: str, span: Span) -> None:
        """Note an error at a place."""
        index = span.line - self.first_line
        source = self.lines[index] if 0 <= index < len(self.lines) else ""
        self.findings.append(
            Finding(severity=Severity.ERROR, code=code, message=message, span=span, source_line=source)
        )

    def _span(self, line: int, offset: int, length: int = 1) -> Span:
        return Span(path=self.path, line=line, column=offset + 1, length=max(1, length))

    def _without_comments(self) -> list[str]:
        # Comments become spaces of the same length, so that columns stay true.
        visible, inside, opened = [], False, 0
        for number, line in enumerate(self.lines, self.first_line):
            text = line
            if inside:
                close = text.find("-->")
                if close < 0:
                    visible.append(" " * len(text))
                    continue
                text, inside = " " * (close + 3) + text[close + 3 :], False
            text = _COMMENT.sub(lambda match: " " * len(match[0]), text)
            start = line.rfind("<!--")
            if start >= 0 and line.find("-->", start) < 0:
                inside, opened = True, number
            visible.append(text)
        if inside:
            span = self._span(opened, self.lines[opened - self.first_line].rfind("<!--"), 4)
            self.complain("unclosed-comment", "this comment is never closed; end it with -->", span)
        return visible

    def _heading(self, match: re.Match[str], number: int) -> Iterator[Token]:
        title, offset = match[2], match.start(2)
        only = None
        if attached := _ONLY_AT_END.search(title):
            directive = self._directive(attached[0].strip(), number, offset + attached.start())
            only = directive if isinstance(directive, OnlyStart) else None
            title = title[: attached.start()].rstrip()
        if not title:
            self.complain("empty-heading", "this heading has no title", self._span(number, 0, len(match[0])))
        if bracket := re.search(r"(?<!\\)[\[\]]", title):
            span = self._span(number, offset + bracket.start())
            self.complain("heading-directive", "a heading takes only [only ...], at its end", span)
        if brace := re.search(r"(?<!\\)[{}]", title):
            span = self._span(number, offset + brace.start())
            self.complain(
                "heading-field", "a heading is a chapter's title in the file; it takes no field", span
            )
        yield Heading(title=title, only=only, span=self._span(number, 0, len(match[0])))

    def _item(self, body: str, number: int, offset: int) -> Iterator[Token]:
        if bracket := re.search(r"(?<!\\)[\[\]]", body):
            what = "a phrase takes no directive; write it on a line of its own"
            self.complain("phrase-directive", what, self._span(number, offset + bracket.start()))
            return
        bars = [match.start() for match in re.finditer(r"(?<!\\)\|", body)]
        if len(bars) > 1:
            what = "a phrase has one statement and one what-if form, with one | between"
            self.complain("phrase-forms", what, self._span(number, offset + bars[1]))
            return
        statement = self._text(body[: bars[0]] if bars else body, number, offset)
        what_if = self._text(body[bars[0] + 1 :], number, offset + bars[0] + 1) if bars else None
        span = self._span(number, offset, len(body))
        if not statement or (bars and not what_if):
            self.complain("phrase-forms", "one side of the | is empty", span)
            return
        yield Item(statement=statement, what_if=what_if, span=span)

    def _runs(self, raw: str, number: int, offset: int) -> Iterator[Token]:
        at = 0
        for match in re.finditer(r"(?<!\\)[\[\]]", raw):
            if match.start() < at:
                continue
            yield from self._run(raw[at : match.start()], number, offset + at)
            at = match.start()
            close = re.compile(r"(?<!\\)\]").search(raw, at)
            if match[0] == "]":
                what = 'this bracket closes nothing; a bracket to be spoken is written "\\]"'
                self.complain("stray-bracket", what, self._span(number, offset + at))
                at += 1
            elif close is None:
                what = "this bracket is never closed on its line; end the directive with ]"
                self.complain("unclosed-bracket", what, self._span(number, offset + at, len(raw) - at))
                return
            else:
                directive = self._directive(raw[at : close.end()], number, offset + at)
                if directive is not None:
                    yield directive
                at = close.end()
        yield from self._run(raw[at:], number, offset + at)

    def _run(self, raw: str, number: int, offset: int) -> Iterator[Token]:
        if raw.strip():
            text = self._text(raw, number, offset, keep_edges=True)
            if text:
                lead = len(raw) - len(raw.lstrip())
                yield Run(text=text, span=self._span(number, offset + lead, len(raw.strip())))

    def _text(self, raw: str, number: int, offset: int, *, keep_edges: bool = False) -> Text:
        lead = 0 if keep_edges else len(raw) - len(raw.lstrip())
        body = raw if keep_edges else raw.strip()
        try:
            return read_text(body, self._span(number, offset + lead, len(body)))
        except FieldError as error:
            self.complain(
                "bad-field", str(error), self._span(number, offset + lead + error.offset, error.length)
            )
            return ()

    def _directive(self, bracketed: str, number: int, offset: int) -> Directive | None:
        span = self._span(number, offset, len(bracketed))
        try:
            return read_directive(bracketed[1:-1], span)
        except DirectiveError as error:
            self.complain(error.code, str(error), self._span(number, offset + error.offset, error.length))
            return None
