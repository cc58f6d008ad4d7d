"""A script's body, line by line, as tokens: the last step at which characters matter."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Final, TypeAlias

from quietude.findings import Finding, Span
from quietude.script.arguments import DirectiveError
from quietude.script.directives import Directive, OnlyStart, read_directive
from quietude.script.nodes import Phrase, Text
from quietude.script.text import FieldError, Place, has_words, hide_escapes, plain, read_text
from quietude.script.unspoken import NO_PHRASE, NOT_SPOKEN, UNCLEAR_LINE

MOST_FINDINGS_A_LINE: Final = 10
"""What is wrong further on in the same line follows from the same slip."""

_HEADING: Final = re.compile(r"\s*(#{1,6})\s+(?=\S)")
_ITEM: Final = re.compile(r"\s*[-*+]\s+(?=\S)")
_CONTINUED: Final = re.compile(r"(?:\s{2,}|\t)(?=[^\s\[#])")
_ONLY: Final = re.compile(r"\[\s*only\b", re.IGNORECASE)
_FORMS: Final = ("statement", "what-if form", "wish")
"""Of a phrase, as they are written from left to right."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Heading:
    """``# Title``, with its ``[only ...]`` where there is one."""

    title: str
    only: OnlyStart | None
    span: Span


@dataclass(frozen=True, slots=True, kw_only=True)
class Item:
    """A list item: a phrase in the forms that are written."""

    phrase: Phrase
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
        self.visible: list[str] = []
        self.noted: Counter[int] = Counter()

    def tokens(self) -> Iterator[Token]:
        """Every token, in order."""
        self.visible, commented = self._without_comments()
        index = 0
        while index < len(self.visible):
            raw, number = self.visible[index], self.first_line + index
            index += 1
            if not raw.strip():
                if number not in commented:  # a line with only a comment is no blank line
                    yield Blank(span=self._span(number, 0))
            elif unspoken := next((why for pattern, why in NOT_SPOKEN if pattern.match(raw)), None):
                self.complain("unspoken-markdown", unspoken, self._line_span(number, raw))
            elif heading := _HEADING.match(raw):
                yield from self._heading(raw, number, heading)
            elif item := _ITEM.match(raw):
                end = self._item_end(index)
                yield from self._item(index - 1, end, item.end())
                index = end
            else:
                yield from self._runs(raw, number)

    def items(self) -> Iterator[Item]:
        """The phrases alone: headings and text are for who reads the file, and nothing of them is spoken."""
        self.visible, _ = self._without_comments()
        index = 0
        while index < len(self.visible):
            raw, number = self.visible[index], self.first_line + index
            index += 1
            if slip := next((why for pattern, why in NO_PHRASE if pattern.match(raw)), None):
                self.complain("unspoken-markdown", slip, self._line_span(number, raw))
            elif item := _ITEM.match(raw):
                end = self._item_end(index)
                yield from self._item(index - 1, end, item.end())
                index = end
                after = self.visible[index] if index < len(self.visible) else ""
                if after.strip() and not _ITEM.match(after) and not _HEADING.match(after):
                    line = self._line_span(self.first_line + index, after)
                    self.complain("unclear-line", UNCLEAR_LINE, line)

    def complain(self, code: str, message: str, span: Span) -> None:
        """Note an error at a place."""
        self.noted[span.line] += 1
        if self.noted[span.line] > MOST_FINDINGS_A_LINE:
            return
        index = span.line - self.first_line
        source = self.lines[index] if 0 <= index < len(self.lines) else ""
        self.findings.append(Finding.error(code, message, span, source))

    def _span(self, line: int, offset: int, length: int = 1) -> Span:
        return Span(path=self.path, line=line, column=offset + 1, length=max(1, length))

    def _line_span(self, line: int, raw: str) -> Span:
        return self._span(line, len(raw) - len(raw.lstrip()), len(raw.strip()))

    def _without_comments(self) -> tuple[list[str], set[int]]:
        """The lines with comments as spaces, so that columns stay true, and which lines had one."""
        visible, commented = [], set()
        opened: Span | None = None
        for number, line in enumerate(self.lines, self.first_line):
            text, at = "", 0
            while at < len(line):
                mark = "-->" if opened else "<!--"
                found = line.find(mark, at)
                end = len(line) if found < 0 else found + (3 if opened else 0)
                text += " " * (end - at) if opened else line[at:end]
                if opened or found >= 0:
                    commented.add(number)
                if found >= 0:
                    opened = None if opened else self._span(number, found, 4)
                    text += "    " if opened else ""
                    end += 4 if opened else 0
                at = end
            if opened and not line:
                commented.add(number)
            visible.append(text)
        if opened:
            self.complain("unclosed-comment", "this comment is never closed; end it with -->", opened)
        return visible, commented

    def _heading(self, raw: str, number: int, match: re.Match[str]) -> Iterator[Token]:
        span, offset = self._line_span(number, raw), match.end()
        title = raw.rstrip()[offset:]
        only = None
        hidden = hide_escapes(title)
        bracket = hidden.rfind("[")
        if title.endswith("]") and _ONLY.match(hidden, bracket):
            directive = self._directive(title[bracket:], number, offset + bracket)
            only = directive if isinstance(directive, OnlyStart) else None
            title, hidden = title[:bracket], hidden[:bracket]
        title = re.sub(r"\s+#+$", "", title.rstrip())
        if stray := re.search(r"[\[\]]", hidden):
            what = "a heading takes only [only ...], at its end; write other directives under it"
            self.complain("heading-directive", what, self._span(number, offset + stray.start()))
        elif stray := re.search(r"[{}]", hidden):
            what = "a heading is a chapter's title in the file; it takes no field"
            self.complain("heading-field", what, self._span(number, offset + stray.start()))
        else:
            words = plain(read_text(title, lambda at, length: self._span(number, offset + at, length)))
            if not words.strip():
                self.complain("empty-heading", "this heading has no title", span)
            yield Heading(title=" ".join(words.split()), only=only, span=span)

    def _item_end(self, index: int) -> int:
        while (
            index < len(self.visible)
            and _CONTINUED.match(self.visible[index])
            and not _ITEM.match(self.visible[index])
        ):
            index += 1
        return index

    def _item(self, first: int, end: int, offset: int) -> Iterator[Item]:
        """The phrase that stands in the lines from ``first`` to before ``end`` and begins at ``offset``."""
        body, starts = "", []
        for index in range(first, end):
            raw = self.visible[index].rstrip()
            skip = offset if index == first else len(raw) - len(raw.lstrip())
            body += " " if body else ""
            starts.append((len(body), self.first_line + index, skip))
            body += raw[skip:]

        def place(at: int, length: int) -> Span:
            start, number, skip = next(start for start in reversed(starts) if start[0] <= at)
            room = len(self.lines[number - self.first_line]) - skip - (at - start)
            return self._span(number, skip + at - start, min(length, room))

        hidden = hide_escapes(body)
        bars = [match.start() for match in re.finditer(r"\|", hidden)]
        if bracket := re.search(r"[\[\]]", hidden):
            what = "a phrase takes no directive; write it on a line of its own"
            self.complain("phrase-directive", what, place(bracket.start(), 1))
        elif len(bars) >= len(_FORMS):
            what = "a phrase has at most three forms, with a | between: statement | what-if form | wish"
            self.complain("phrase-forms", what, place(bars[len(_FORMS) - 1], 1))
        else:
            yield from self._phrase(body, [-1, *bars, len(body)], place)

    def _phrase(self, body: str, borders: Sequence[int], place: Place) -> Iterator[Item]:
        """The phrase whose forms stand between two borders each; a wish may follow an empty what-if form."""
        forms: list[Text] = []
        for name, (before, end) in zip(_FORMS, pairwise(borders), strict=False):
            raw = body[before + 1 : end]
            form = self._form(raw.strip(), place, end - len(raw.lstrip()))
            if form is None:
                return
            left_out = name == "what-if form" and not raw.strip() and end < len(body)
            if not left_out and not has_words(form):
                self.complain("phrase-forms", f"the {name} of this phrase has no words", place(0, len(body)))
                return
            forms.append(form)
        statement, what_if, wish = (*forms, (), ())[: len(_FORMS)]
        span = place(0, len(body))
        phrase = Phrase(statement=statement, what_if=what_if or None, wish=wish or None, span=span)
        yield Item(phrase=phrase, span=span)

    def _form(self, raw: str, place: Place, lead: int) -> Text | None:
        return self._text(raw, lambda at, length: place(lead + at, length))

    def _runs(self, raw: str, number: int) -> Iterator[Token]:
        hidden = hide_escapes(raw)
        if bar := re.search(r"\|", hidden):
            what = (
                'a | stands only in a phrase, "- statement | what-if form"; one to be spoken is written "\\|"'
            )
            self.complain("stray-bar", what, self._span(number, bar.start()))
            return
        at = 0
        while bracket := re.compile(r"[\[\]]").search(hidden, at):
            start = bracket.start()
            yield from self._run(raw, at, start, number)
            close = re.compile(r"[\[\]]").search(hidden, start + 1)
            if bracket[0] == "]":
                what = 'this bracket closes nothing; a bracket to be spoken is written "\\]"'
                self.complain("stray-bracket", what, self._span(number, start))
                at = start + 1
            elif close is None or close[0] == "[":
                end = close.start() if close else len(raw.rstrip())
                what = "this bracket is never closed on its line; end the directive with ]"
                self.complain("unclosed-bracket", what, self._span(number, start, end - start))
                at = end
            else:
                directive = self._directive(raw[start : close.end()], number, start)
                at = close.end()
                if directive is not None:
                    yield directive
                elif _ONLY.match(raw, start):  # its [end only] is no second mistake
                    yield OnlyStart(names=(), span=self._span(number, start, at - start))
                if _ITEM.match(raw, at):
                    what = "a phrase begins a line of its own; write the directive on the line above"
                    self.complain("phrase-directive", what, self._span(number, start, close.end() - start))
        yield from self._run(raw, at, len(raw), number)

    def _run(self, raw: str, start: int, end: int, number: int) -> Iterator[Token]:
        body = raw[start:end]
        if not body.strip():
            return
        text = self._text(body, lambda at, length: self._span(number, start + at, length))
        if text:
            lead = len(body) - len(body.lstrip())
            yield Run(text=text, span=self._span(number, start + lead, len(body.strip())))

    def _text(self, raw: str, place: Place) -> Text | None:
        """The text; None where it cannot be read (which is then noted)."""
        try:
            return read_text(raw, place)
        except FieldError as error:
            self.complain("bad-field", str(error), place(error.offset, error.length))
            return None

    def _directive(self, bracketed: str, number: int, offset: int) -> Directive | None:
        span = self._span(number, offset, len(bracketed))
        try:
            return read_directive(bracketed[1:-1], span)
        except DirectiveError as error:
            self.complain(error.code, str(error), self._span(number, offset + error.offset, error.length))
            return None
