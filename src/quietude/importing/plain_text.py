"""Plain text with the usual habits, and Markdown: headings, lists, rulers, pauses on lines of their own."""

from __future__ import annotations

import re
from typing import Final

from quietude.importing.imported import (
    Headed,
    Imported,
    Item,
    Named,
    Noted,
    ParagraphEnded,
    Phrased,
    Said,
    Timed,
    shortened,
)
from quietude.importing.inline import Inline, read_inline
from quietude.importing.times import LONG, SHORT, read_clock, read_pause, read_time
from quietude.importing.timing import place_at_times
from quietude.script.text import word_count

MOST_HEADING_WORDS: Final = 10
MOST_PHRASE_WORDS: Final = 20

_MARKDOWN: Final = re.compile(r"#{1,6}\s+(.*?)\s*#*")
_UNDERLINE: Final = re.compile(r"=+|-{3,}")
_RULER: Final = re.compile(r"(?:[-*_=~–—]\s*){3,}")
_FRAMED: Final = re.compile(r"[-–—=*~_]{2,}\s*([^\W_][^*_=~\[\](){}<>]*?)\s*[-–—=*~_]{2,}")
_FENCE: Final = re.compile(r"(?:```|~~~).*")
_DOTS: Final = re.compile(r"(?:\.\s*){3,}|…+")
_BULLET: Final = re.compile(r"([-*+•·‣▪◦–])\s+(?=\S)")
_NUMBER: Final = re.compile(r"(\d{1,3}[.)])\s+(?=\S)")
_TITLE: Final = re.compile(r"title\s*:\s*(\S.*)", re.IGNORECASE)
_STAMP: Final = re.compile(r"((?:\d{1,2}:)?\d{1,3}:[0-5]\d)(?:\s*[-–—:|]\s*|\s+|$)(?=\D|$)")
_SENTENCE: Final = re.compile(r".*[.!?…,;][\"'”’)]*")
_OWN: Final = re.compile(
    r"(?:i|i['’](?:m|ve|ll)|i\s+\w+|my|may\s+(?:i|you|we|all|they)|it(?:\s+is|['’]s)\s+(?:okay|ok|safe|alright))\b",
    re.IGNORECASE,
)
_DIRECTED: Final = re.compile(r"[\[\](){}<>|*_]|\.\.\.|…|;\s*\d|/\d")
_YOURS: Final = re.compile(r"\b(?:you|your|yourself|me|my|say|repeat|notice|now)\b", re.IGNORECASE)


def read_plain_text(text: str, path: str) -> Imported:
    """Read plain text or Markdown; ``path`` is not needed, since nothing is refused here."""
    del path
    return read_blocks(text, read_inline)


def read_blocks(text: str, inline: Inline) -> Imported:
    """Read text by lines and paragraphs; ``inline`` reads the inside of each paragraph."""
    blocks = _Blocks(text.split("\n"), inline)
    blocks.read_all()
    read = blocks.read
    place_at_times(read)
    _settle_headings(read)
    return read


class _Blocks:
    """Goes from line to line; the paragraph that is open is in ``lines``."""

    def __init__(self, lines: list[str], inline: Inline) -> None:
        self.all = lines
        self.inline = inline
        self.read = Imported()
        self.lines: list[str] = []
        self.first = 1
        stamped = sum(bool(_STAMP.match(line.strip())) for line in lines)
        self.stamped = stamped > 1
        """A single line that begins with a time may be a sentence; several are stamps."""

    def read_all(self) -> None:
        index = 0
        while index < len(self.all):
            index = self._line(index)
        self._end()

    def _line(self, index: int) -> int:
        """Read the line at an index, and those that belong to it; the index of the next one."""
        line = self.all[index].strip()
        number = index + 1
        if not line or _RULER.fullmatch(line):
            self._end()
        elif not self.lines and self._underlined(index):
            self._head(line, guessed=False)
            return index + 2
        elif heading := _MARKDOWN.fullmatch(line):
            self._head(heading[1], guessed=False)
        elif (framed := _FRAMED.fullmatch(line)) and self._framed(framed[1]):
            pass  # it has been read
        elif _DOTS.fullmatch(line):
            self._end()
            self.read.items.append(SHORT)
        elif _FENCE.fullmatch(line):
            self._end()
            self.read.keep(line, number, "the marks of a code block were kept as a comment")
        elif _BULLET.match(line):
            return self._bullets(index)
        elif _NUMBER.match(line) and not self._alone_as_heading(index):
            self._numbered(line, number)
        elif not self.lines and self._alone_as_heading(index):
            self._lone(line)
        elif pause := _line_pause(line):
            self._end()
            self.read.items += [pause, ParagraphEnded()]
        elif self.stamped and (stamp := _STAMP.match(line)):
            self._end()
            self.read.items.append(Timed(at_s=read_clock(stamp[1]) or 0.0, line=number))
            self._open(line[stamp.end() :], number)
        else:
            self._tell_heading(index)
            self._open(re.sub(r"^(?:>\s*)+", "", line), number)
        return index + 1

    def _open(self, line: str, number: int) -> None:
        if not self.lines:
            self.first = number
        self.lines.append(line)

    def _end(self) -> None:
        if self.lines:
            self.inline(self.read, "\n".join(self.lines), self.first)
            self.lines = []
        self.read.end_paragraph()

    def _head(self, title: str, *, guessed: bool) -> None:
        self._end()
        if title.strip():
            self.read.items.append(Headed(title=title, guessed=guessed))

    def _framed(self, inside: str) -> bool:
        """Read what two rulers on one line frame: a pause or a heading; False where it is neither."""
        pause = read_pause(inside) or (read_pause(f"pause {inside}") if read_time(inside) else None)
        if pause is not None:
            self._end()
            self.read.items.append(pause)
        elif _SENTENCE.fullmatch(inside) or word_count(inside) > MOST_HEADING_WORDS:
            return False
        else:
            self._head(inside, guessed=True)
        return True

    def _underlined(self, index: int) -> bool:
        below = self.all[index + 1].strip() if index + 1 < len(self.all) else ""
        line = self.all[index].strip()
        return bool(_UNDERLINE.fullmatch(below)) and word_count(line) > 0 and not _BULLET.match(line)

    def _alone_as_heading(self, index: int) -> bool:
        """Whether a line that stands alone looks like a heading."""
        line = self.all[index].strip()
        below = self.all[index + 1].strip() if index + 1 < len(self.all) else ""
        words = word_count(line)
        if not 0 < words <= MOST_HEADING_WORDS or self.lines:
            return False
        if _TITLE.fullmatch(line) and not self.read.items:
            return True
        if re.search(r"[\[\](){}<>]", line) or _SENTENCE.fullmatch(line) or _line_pause(line):
            return False
        if line.isupper() and len(line) > 2:
            return True
        if below:
            return False
        if number := _NUMBER.match(line):
            return words <= 7 and line[number.end()].isupper() and not line.endswith(":")
        long_words = [word for word in re.findall(r"[^\W\d_]+", line) if len(word) > 3]
        return (
            line.endswith(":")
            and words <= 5
            and bool(long_words)
            and all(word[0].isupper() for word in long_words)
            and not _YOURS.search(line)
        )

    def _tell_heading(self, index: int) -> None:
        """Tell of a line that may be a heading and may be not: it is spoken."""
        line = self.all[index].strip()
        below = [line.strip() for line in self.all[index + 1 : index + 3]]
        lone = not self.lines and len(below) > 1 and not below[0] and bool(below[1])
        lone = lone and not _SENTENCE.fullmatch(line) and not line.endswith(":")
        names = [word[0].isupper() for word in re.findall(r"[^\W\d_]+", line) if len(word) > 3]
        if lone and names and all(names) and word_count(line) <= MOST_HEADING_WORDS and line[0].isalpha():
            told = shortened(line)
            self.read.leave(index + 1, f'"{told}" is spoken; if it is a heading, write "# {told}"')

    def _lone(self, line: str) -> None:
        if (title := _TITLE.fullmatch(line)) and not self.read.items:
            self.read.title = title[1]
        else:
            self._head(line.removesuffix(":").rstrip(), guessed=True)

    def _numbered(self, line: str, number: int) -> None:
        self._end()
        match = _NUMBER.match(line)
        if match is not None:
            self.read.items.append(Noted(text=match[1]))
            self.read.leave_once(number, "the numbers of a list are not spoken; they were kept as comments")
            self._open(line[match.end() :], number)

    def _bullets(self, index: int) -> int:
        """Read a list: phrases where every item is an affirmation, else a paragraph for each."""
        self._end()
        items: list[tuple[int, str]] = []
        while index < len(self.all):
            raw = self.all[index]
            line = raw.strip()
            if (bullet := _BULLET.match(line)) and not _RULER.fullmatch(line):
                items.append((index + 1, line[bullet.end() :]))
            elif items and line and raw[:1] in (" ", "\t") and not _NUMBER.match(line):
                items[-1] = (items[-1][0], f"{items[-1][1]}\n{line}")
            else:
                break
            index += 1
        if all(_is_phrase(item) for _, item in items):
            self.read.items += [Phrased(text=item) for _, item in items]
            self.read.end_paragraph()
            return index
        for number, item in items:
            pause = _line_pause(item)
            if pause:
                self.read.items.append(pause)
            else:
                self._open(item, number)
            self._end()
        return index


def _is_phrase(text: str) -> bool:
    """Whether a list's item can be nothing but an affirmation, in English: a sentence of its own."""
    return (
        bool(_OWN.match(text))
        and word_count(text) <= MOST_PHRASE_WORDS
        and not _DIRECTED.search(text)
        and len(re.findall(r"[.!?](?=\s|$)", text)) <= 1
    )


def _line_pause(line: str) -> Item | None:
    """The pause that a whole line is: ``Pause for 10 seconds.``, ``long pause``, ``SILENCE``."""
    if not re.match(r"[^\W\d_]", line) and not re.fullmatch(r"\d[^\s]*\s.*", line):
        return None
    words = line.strip(" .")
    if re.fullmatch(r"silence|silencio|silenzio|stille", words, re.IGNORECASE):
        return LONG
    return read_pause(words)


def _settle_headings(read: Imported) -> None:
    """Decide which guesses are headings, and find the title."""
    items: list[Item] = []
    said = False
    for index, item in enumerate(read.items):
        said = said or (_is_content(item) and not isinstance(item, Headed))
        if isinstance(item, Headed):
            below = next((other for other in read.items[index + 1 :] if _is_content(other)), None)
            first = not any(isinstance(other, Headed | Said) for other in items)
            if item.guessed and (below is None or (isinstance(below, Headed) and not first)):
                items += [Said(text=item.title), ParagraphEnded()]
                continue
            if read.title is None and not said:
                read.title = item.title
                noted = any(isinstance(other, Noted) for other in items)
                if first and not noted and isinstance(below, Headed):
                    continue  # the title of the whole, which front matter now holds
        items.append(item)
    read.items = items


def _is_content(item: Item) -> bool:
    if isinstance(item, Said):
        return word_count(item.text) > 0
    return isinstance(item, Headed | Phrased | Named)
