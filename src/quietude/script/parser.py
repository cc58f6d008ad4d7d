"""Text to Script: front matter, sections, blocks. Every finding is collected before any is raised."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path

from quietude.errors import ScriptError
from quietude.files import read_text
from quietude.findings import Finding, Span
from quietude.plugins import nearest
from quietude.script.directives import OnlyEnd, OnlyStart, RepeatHere
from quietude.script.front_matter import Metadata, find_front_matter
from quietude.script.nodes import (
    Bell,
    Breathe,
    FieldRef,
    Node,
    Only,
    ParagraphEnd,
    Pause,
    Phrase,
    Prose,
    Repeat,
    Script,
    Section,
    Text,
    Words,
)
from quietude.script.options import look_up
from quietude.script.speaking import InEnd, InStart, RecordHere
from quietude.script.strokes import touch_problems
from quietude.script.text import has_words
from quietude.script.tokens import Blank, Heading, Item, Run, Token, Tokenizer
from quietude.script.unspoken import UNCLEAR_LINE


def load_script(path: Path) -> Script:
    """Read a script from a file.

    Raises:
        FileError: the file cannot be read or is no text.
        ScriptError: it is no script; holds every finding.
    """
    return parse_script(read_text(path, "script"), path=str(path))


def parse_script(text: str, *, path: str) -> Script:
    """Read a script from its text; ``path`` is the name that messages use.

    Raises:
        ScriptError: it is no script; holds every finding, in the order of lines.
    """
    text = text.removeprefix("\ufeff").replace("\r\n", "\n").replace("\r", "\n")
    lines = text.split("\n")
    if not text.strip():
        raise ScriptError(
            [Finding.error("empty-script", "this script is empty", Span(path=path, line=1, column=1), "")]
        )
    metadata, spans, body_start, findings = find_front_matter(lines, path, Metadata)
    tokenizer = Tokenizer(lines[body_start:], path=path, first_line=body_start + 1)
    builder = _Builder(tokenizer, metadata)
    sections = builder.build(tokenizer.tokens())
    findings = [*findings, *tokenizer.findings]
    if not findings and not builder.speaks:
        message = (
            "this script says nothing: write some text, a list of phrases or a pause under its front matter"
        )
        findings.append(
            Finding.error("empty-script", message, Span(path=path, line=len(lines), column=1), lines[-1])
        )
    if findings or metadata is None:
        raise ScriptError(sorted(findings, key=lambda finding: (finding.span.line, finding.span.column)))
    return Script(path=path, metadata=metadata, sections=sections, source_lines=tuple(lines), spans=spans)


def _phrases_in(node: Node) -> list[Phrase | Only]:
    """A node's phrases, under the ``[only]``s that they stand in."""
    if isinstance(node, Phrase):
        return [node]
    if isinstance(node, Only) and (inner := [phrase for child in node.body for phrase in _phrases_in(child)]):
        return [replace(node, body=tuple(inner))]
    return []


def _is_list(node: Node) -> bool:
    if isinstance(node, Only):
        return all(_is_list(child) for child in node.body)
    return isinstance(node, ParagraphEnd | Phrase)


class _Builder:
    """Tokens to sections. Blocks nest by a stack of open ``[only]``s; ``[touch]`` may span sections."""

    def __init__(self, tokenizer: Tokenizer, metadata: Metadata | None) -> None:
        self.complain = tokenizer.complain
        self.metadata = metadata
        self.sections: list[Section] = []
        self.heading: Heading | None = None
        self.bodies: list[list[Node]] = [[]]
        self.onlys: list[OnlyStart] = []
        self.broken_off = 0
        self.foreign: InStart | None = None
        self.recorded: RecordHere | None = None
        self.speaks = False
        self.line = 0
        self.after_item = False

    def build(self, tokens: Iterable[Token]) -> tuple[Section, ...]:
        for token in tokens:
            self._add(token)
            if not isinstance(token, RecordHere):
                self._check_recorded()
            self.line = token.span.line
            self.after_item = isinstance(token, Item)
        self._close_section()
        if self.metadata is not None:
            for problem in touch_problems(self.sections, self.metadata.choices):
                self.complain(problem.code, problem.message, problem.span)
        return tuple(self.sections)

    def _add(self, token: Token) -> None:
        body = self.bodies[-1]
        match token:
            case Heading():
                self._close_section()
                self.heading = token
            case Blank():
                if (body or self.onlys) and not (body and isinstance(body[-1], ParagraphEnd)):
                    body.append(ParagraphEnd(span=token.span))
            case Run():
                self._add_prose(token)
            case Item():
                self.speaks = True
                language = self.foreign.language if self.foreign else None
                phrase = replace(token.phrase, language=language)
                self._check_fields(tuple(part for form in phrase.forms for part in form))
                body.append(phrase)
            case OnlyStart():
                self.onlys.append(token)
                self.bodies.append([])
            case OnlyEnd():
                self._close_only(token)
            case InStart() | InEnd():
                self._change_language(token)
            case RecordHere():
                self._check_recorded()
                self.recorded = token
            case RepeatHere():
                self._add_repeat(token)
            case _:
                self.speaks = self.speaks or isinstance(token, Pause | Breathe | Bell)
                body.append(token)

    def _add_prose(self, run: Run) -> None:
        if self.after_item:
            self.complain("unclear-line", UNCLEAR_LINE, run.span)
        self._check_fields(run.text)
        self.speaks = self.speaks or has_words(run.text)
        body = self.bodies[-1]
        last = body[-1] if body else None
        # A line break is a space, also where directives stand between: joined prose never glues words.
        begins = not body and not self.onlys
        text = run.text
        if run.span.line != self.line and not begins:
            text = (Words(text=" ", span=run.span), *run.text)
        language, recorded = self.foreign.language if self.foreign else None, self.recorded
        if isinstance(last, Prose) and last.language == language and recorded is None:
            body[-1] = replace(last, text=(*last.text, *text))
        else:
            recording = recorded.name if recorded else None
            body.append(Prose(text=text, language=language, recording=recording, span=run.span))
            self.recorded = None

    def _change_language(self, token: InStart | InEnd) -> None:
        if isinstance(token, InEnd):
            if self.foreign is None:
                self.complain(
                    "stray-end", "[end in] ends nothing; there is no [in ...] before it", token.span
                )
            self.foreign = None
            return
        if self.foreign is not None:
            message = f"[in {self.foreign.language}] is still open; write [end in] before another language"
            self.complain("unclosed-block", message, token.span)
        self.foreign = token

    def _check_recorded(self) -> None:
        if self.recorded is not None:
            message = "no text follows this; write after it the words that are in the recording"
            self.complain("no-text", message, self.recorded.span)
            self.recorded = None

    def _add_repeat(self, token: RepeatHere) -> None:
        phrases = self._phrases_above()
        if not phrases:
            message = (
                'there are no phrases above this in its section; write them as a list ("- ...") before it'
            )
            self.complain("no-phrases", message, token.span)
            return
        # A list right above is spoken by the repeat alone; one further up is also spoken where it stands.
        body = self.bodies[-1]
        while body and _is_list(body[-1]):
            body.pop()
        body.append(
            Repeat(
                phrases=phrases,
                times=token.times,
                for_s=token.for_s,
                least_s=token.least_s,
                most_s=token.most_s,
                apart_s=token.apart_s,
                answered_by=token.answered_by,
                span=token.span,
            )
        )

    def _phrases_above(self) -> tuple[Phrase | Only, ...]:
        """The section's phrases since the last repeat; where there are none, that repeat's once more."""
        found: list[Phrase | Only] = []
        before: tuple[Phrase | Only, ...] = ()
        for body in self.bodies:
            for node in body:
                if isinstance(node, Repeat):
                    found, before = [], node.phrases
                else:
                    found += _phrases_in(node)
        return tuple(found) or before

    def _close_only(self, end: OnlyEnd) -> None:
        if self.broken_off:
            self.broken_off -= 1  # it ends an [only] that a heading broke off, which has been noted
            return
        if not self.onlys:
            self.complain(
                "stray-end", "[end only] ends nothing; there is no [only ...] open before it", end.span
            )
            return
        start, inner = self.onlys.pop(), self.bodies.pop()
        self.bodies[-1].append(Only(options=self._look_up(start), body=tuple(inner), span=start.span))

    def _close_section(self) -> None:
        while self.onlys:
            start = self.onlys.pop()
            self.broken_off += 1
            self.complain(
                "unclosed-block",
                "[only] is never ended in its section; write [end only] "
                "(a whole section is for some listeners when its heading ends in [only ...])",
                start.span,
            )
            self.bodies.pop()
        if self.foreign is not None:
            message = "[in] is never ended in its section; write [end in] where the language ends"
            self.complain("unclosed-block", message, self.foreign.span)
            self.foreign = None
        heading, body = self.heading, self.bodies[0]
        self.bodies = [[]]
        if heading is None and all(isinstance(node, ParagraphEnd) for node in body):
            return
        span = heading.span if heading else body[0].span
        options = self._look_up(heading.only) if heading and heading.only else ()
        title = heading.title if heading else ""
        self.sections.append(Section(title=title, options=options, body=tuple(body), span=span))

    def _check_fields(self, text: Text) -> None:
        if self.metadata is None:
            return
        for part in text:
            if isinstance(part, FieldRef) and part.name not in self.metadata.ask:
                near = nearest(part.name, self.metadata.ask)
                guess = (
                    f"did you mean {{{near}}}?"
                    if near
                    else f'add "{part.name}" under "ask:" in the front matter'
                )
                self.complain(
                    "unknown-field", f"the script asks for no field {{{part.name}}}; {guess}", part.span
                )

    def _look_up(self, only: OnlyStart) -> tuple[tuple[str, str], ...]:
        if self.metadata is None:
            return ()
        found, problems = look_up(only, self.metadata.choices)
        for problem in problems:
            self.complain(problem.code, problem.message, problem.span)
        return found
