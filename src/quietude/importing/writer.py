"""Our language, written: what was read becomes the text of a script, and no word of it becomes markup.

Everything that our reader would take for a directive, a field, a phrase or Markdown is escaped; a backslash
does that, and two asterisks where our language has no escape (``**1.** Notice``, which they leave silent).
"""

from __future__ import annotations

import json
import re
import unicodedata
from collections.abc import Iterable, Iterator
from typing import Final

from quietude.importing.imported import (
    Headed,
    Imported,
    InLanguage,
    Item,
    Named,
    Noted,
    ParagraphEnded,
    Paused,
    Phrased,
    Rung,
    Said,
)

WIDTH: Final = 110
"""Characters in a line, where a space allows."""

_FIXED: Final = "\ue000"
"""Stands for a space that no line may be broken at; cleaned text has none."""
_ALWAYS: Final = re.compile(r"[\\\[\]{}|*_]")
_AT_START: Final = re.compile(r"(\s*)([-#])")
_UNESCAPABLE: Final = re.compile(r"(\s*)(\d+[.)](?=\s)|[+>•·‣▪=]|```|~~~)")
_BAD_START: Final = re.compile(r"[-#+>•·‣▪=~`]|\d+[.)]")
_SENTENCE_END: Final = re.compile(r"[.!?…。！？:;][\"'”’)\]»]*\s*$")
_WORD_END: Final = re.compile(r"[^\W_]")
_TAIL: Final = 20
"""How much of a stretch's end tells whether a sentence ends there."""
_NO_CHARACTER: Final = re.compile("[\ufeff\ufdd0-\ufdef\ufffe\uffff]")
"""A byte order mark, and code points that stand for nothing and that YAML refuses."""


def write(read: Imported, *, title: str, language: str) -> str:
    """The script's text: front matter and body.

    Args:
        read: with its `Timed` items already made into pauses.
        title: for a script that brings none; at least one letter or digit.
        language: the script's own, BCP 47.
    """
    entries = [f"title: {quoted(read.title or title)}"]
    if language != "en":
        entries.append(f"language: {quoted(language)}")
    if any(isinstance(item, Named) for item in read.items):
        entries += ["ask:", '  name: { prompt: "What should the voice call you?", optional: true }']
    if read.say:
        entries.append("say:")
        entries += [f"  {quoted(word)}: {quoted(value)}" for word, value in sorted(read.say.items())]
    body = _Page().write(read.items)
    return "\n".join(["---", *entries, "---", "", *body]) + "\n"


def clean(text: str) -> str:
    r"""Text without what no script can hold (control characters, halves of characters), white space folded.

    One space stays at either end where there was some.

    >>> clean(" a\x07b\n\n c ")
    ' a b c '
    """
    kept = "".join(" " if unicodedata.category(char) in ("Cc", "Cs", "Co") else char for char in text)
    return re.sub(r"\s+", " ", _NO_CHARACTER.sub(" ", kept))


def quoted(text: str) -> str:
    """A text as a quoted scalar of YAML, which is one of JSON."""
    return json.dumps(clean(text).strip(), ensure_ascii=False)


class _Page:
    """The lines of the body so far, and the stretch of text that is being written."""

    def __init__(self) -> None:
        self.lines: list[str] = []
        self.stretch = ""
        self.after_mark = True
        """The next words stand at a line's start, or as good as there: right after a directive or comment."""
        self.held: list[str] = []
        """Comments that wait for the end of the word they stand in."""
        self.name_due = False
        self.in_phrases = False
        self.language: str | None = None

    def write(self, items: Iterable[Item]) -> list[str]:
        for item in _joined(items):
            if self.in_phrases and not isinstance(item, Phrased | ParagraphEnded):
                self._blank()
                self.in_phrases = False
            self._add(item)
        self._end_paragraph()
        if self.language:
            self.lines.append("[end in]")
        while self.lines and not self.lines[-1]:
            self.lines.pop()
        return self.lines

    def _add(self, item: Item) -> None:
        match item:
            case Said():
                self._said(item.text)
            case Named():
                self._named()
            case Paused():
                self._mark(f"[{item.directive}]")
            case Rung():
                self._mark("[bell]" if item.times == 1 else f"[bell {item.times} times]")
            case Noted():
                self._noted(item.text)
            case InLanguage():
                self._in_language(item.language)
            case _:
                self._add_block(item)

    def _add_block(self, item: Item) -> None:
        match item:
            case ParagraphEnded():
                self._end_paragraph()
                if not self.in_phrases:
                    self._blank()
            case Phrased():
                if not self.in_phrases:
                    self._end_paragraph()
                    self._blank()
                self.in_phrases = True
                self.lines.append(f"- {self._at_start(_escaped(clean(item.text).strip()))}")
            case Headed():
                self._headed(item.title)
            case _:
                raise AssertionError(item)  # times become pauses before a script is written

    def _said(self, text: str) -> None:
        words = clean(text)
        if self.held and (end := re.search(r"[\W_]", words)):
            self._put(_escaped(words[: end.start()]))
            words = words[end.start() :]
            self._release()
        if self.name_due:
            self.name_due = False
            if words.startswith(", "):
                words = words[2:]
                self.stretch = self.stretch.removesuffix("{name}") + f"{{name,{_FIXED}}}"
        self._put(_escaped(words))

    def _put(self, text: str) -> None:
        if not text:
            return
        if self.after_mark:
            text = self._at_start(text)
        self.after_mark = self.after_mark and not text.strip()
        self.stretch += text

    def _at_start(self, text: str) -> str:
        """Escape what would be Markdown at the start of a line."""
        if match := _UNESCAPABLE.match(text):
            return f"{match[1]}**{match[2]}**{text[match.end() :]}"
        return _AT_START.sub(r"\1\\\2", text, count=1) if _AT_START.match(text) else text

    def _named(self) -> None:
        self._release()
        if self.stretch.endswith(", "):
            self.stretch = self.stretch[:-2] + f"{{,{_FIXED}name}}"
        else:
            self.stretch += "{name}"
            self.name_due = True
        self.after_mark = False

    def _mark(self, mark: str) -> None:
        """A directive: on a line of its own between sentences, inside the line within one."""
        self._release()
        if not self.stretch.strip() or _SENTENCE_END.search(self.stretch[-_TAIL:]):
            self._flush()
            self.lines.append(mark)
        else:
            self._inline(mark)

    def _inline(self, mark: str) -> None:
        after = " " if self.stretch.endswith(" ") else ""
        self.stretch += mark.replace(" ", _FIXED) + after
        self.after_mark, self.name_due = True, False

    def _noted(self, text: str) -> None:
        words = clean(text).strip().replace("-->", "-- >")
        if not words:
            return
        comment = f"<!-- {words} -->"
        if _WORD_END.search(self.stretch[-1:]):
            self.held.append(comment)
        else:
            self._mark(comment)

    def _release(self) -> None:
        held, self.held = self.held, []
        for comment in held:
            self._inline(comment)

    def _in_language(self, language: str | None) -> None:
        if language == self.language:
            return
        if self.language:
            self._mark("[end in]")
        if language:
            self._mark(f"[in {language}]")
        self.language = language

    def _headed(self, title: str) -> None:
        words = _escaped(clean(title).strip())
        if not words:
            return
        self._end_paragraph()
        self._blank()
        if self.language:  # a language ends with its chapter
            self.lines.append("[end in]")
            self._blank()
        self.lines += [f"# {words}" if words[0] != "#" else f"# \\{words}", ""]
        if self.language:
            self.lines.append(f"[in {self.language}]")

    def _end_paragraph(self) -> None:
        self._release()
        self._flush()

    def _blank(self) -> None:
        if self.lines and self.lines[-1]:
            self.lines.append("")

    def _flush(self) -> None:
        words: list[str] = []
        length = 0
        for word in self.stretch.split():
            if words and length + len(word) > WIDTH and not _BAD_START.match(word):
                self.lines.append(_line(words))
                words, length = [], 0
            words.append(word)
            length += len(word) + 1
        if words:
            self.lines.append(_line(words))
        self.stretch, self.after_mark, self.name_due = "", True, False


def _joined(items: Iterable[Item]) -> Iterator[Item]:
    """The items, neighbouring words as one: what is Markdown is seen on the whole text only."""
    pieces: list[str] = []
    for item in items:
        if isinstance(item, Said):
            pieces.append(item.text)
            continue
        if pieces:
            yield Said(text="".join(pieces))
            pieces = []
        yield item
    if pieces:
        yield Said(text="".join(pieces))


def _line(words: list[str]) -> str:
    # No space before a mark that closes what a directive has parted from it.
    return re.sub(r"(\]|-->) (?=[.,;:!?…])", r"\1", " ".join(words)).replace(_FIXED, " ")


def _escaped(text: str) -> str:
    return _ALWAYS.sub(r"\\\g<0>", text).replace("<!--", "<!\\--")
