"""The inside of a paragraph of plain text: bracketed directions, Markdown's marks, dots that mean a rest."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Final, TypeAlias

from quietude.importing.directions import Known, add_name, direct
from quietude.importing.imported import Imported, Noted
from quietude.importing.times import SHORT, pause_of, read_pause, read_time

Inline: TypeAlias = Callable[[Imported, str, int], None]
"""Adds a paragraph's text, which begins at a line, to what was read."""

_MARK: Final = re.compile(
    r"""
    <!--(?P<comment>(?:(?!-->|<!--).)*)-->
    | (?P<link>!?\[(?P<label>[^\[\]]*)\]\((?P<url>[^()\s]*)\))
    | \[(?P<square>[^\[\]]*)\] | \{{1,2}(?P<brace>[^{}]*)\}{1,2}
    | \((?P<round>[^()]*)\) | <(?P<pointed>[^<>\n]{1,60})>
    | (?<![\w*])(?P<stars>\*{1,3})(?!\s)(?P<starred>[^*\n]+)(?<!\s)(?P=stars)(?![\w*])
    | (?<!\w)(?P<lines>_{1,2})(?!\s)(?P<lined>[^_\n]+)(?<!\s)(?P=lines)(?!\w)
    | (?<!\S)/(?P<slash>[0-9]{1,4}(?:\.[0-9]+)?\s?(?:s|secs?|seconds?|m|mins?|minutes?)?)(?!\S)
    | ;[ \t]*(?P<tail>[0-9]{1,3}(?:\.[0-9]+)?[ \t]*(?:s|secs?|seconds?)?)[ \t]*(?=\n|$)
    | (?P<blank>_{3,})
    | (?P<dots>\.[ ]?\.[ ]?\.[. ]*|…)
    """,
    re.VERBOSE | re.DOTALL,
)
_ENDED: Final = re.compile(r"(?:^|[.!?…:;,”\"\n])\s*$")
_NEXT_SENTENCE: Final = re.compile(r"\s*[\"'“‘«¿¡(]?([^\W\d_])")
_GREETED: Final = re.compile(r"\b(?:welcome|hello|hi|dear|thank you|thanks|namaste)[,\s]*$", re.IGNORECASE)


def read_inline(read: Imported, text: str, line: int) -> None:
    """Add a paragraph's text, which begins at a line (from 1), to what was read."""
    at = counted = 0
    for match in _MARK.finditer(text):
        line += text.count("\n", counted, match.start())
        counted = match.start()
        read.add(text[at : match.start()])
        before = text[max(0, match.start() - 40) : match.start()]
        _mark(read, match, line, before)
        at = match.end()
    read.add(text[at:])


def _mark(read: Imported, match: re.Match[str], line: int, before: str) -> None:
    kind = str(match.lastgroup)
    handled = True
    if match["comment"] is not None:
        read.items.append(Noted(text=match["comment"]))
        read.add(" " if _glued(match) else "")
    elif match["link"]:
        read.add(match["label"])
        read.keep(match["url"], line, "a link's address is not spoken; it was kept as a comment")
    elif kind in ("square", "brace", "round", "pointed"):
        handled = _bracketed(read, match, kind, line, alone=bool(_ENDED.search(before)))
    elif kind in ("starred", "lined"):
        _emphasised(read, match[kind], line)
    elif kind in ("slash", "tail"):
        handled = _timed(read, match[kind])
    elif kind == "blank":
        handled = _blank(read, line, before)
    else:
        _dots(read, match)
    if not handled:
        read.add(match[0])


def _glued(match: re.Match[str]) -> bool:
    """Whether words touch on both sides, which have to stay two."""
    text = match.string
    return (
        text[max(0, match.start() - 1) : match.start()].isalnum()
        and text[match.end() : match.end() + 1].isalnum()
    )


def _bracketed(read: Imported, match: re.Match[str], kind: str, line: int, *, alone: bool) -> bool:
    known = Known.ALL if kind in ("square", "brace") else Known.CLEAR
    done = direct(read, match[kind], match[0], line, known=known, alone=alone and kind != "pointed")
    if done and _glued(match):
        read.add(" ")
    return done


def _emphasised(read: Imported, words: str, line: int) -> None:
    if (pause := read_pause(words)) is not None:
        read.items.append(pause)
        return
    read.leave_once(line, "emphasis is not carried over; its words are spoken as the others are")
    read_inline(read, words, line)


def _timed(read: Imported, text: str) -> bool:
    time = read_time(text, bare=True)
    pause = pause_of(*time) if time else None
    if pause is not None:
        read.items.append(pause)
    return pause is not None


def _blank(read: Imported, line: int, before: str) -> bool:
    if not _GREETED.search(before):
        read.leave(line, "a blank to be filled in says nothing; write what belongs there, or a field")
        return False
    add_name(read, line)
    return True


def _dots(read: Imported, match: re.Match[str]) -> None:
    """Dots between sentences are a short pause; those within a sentence stay as they are."""
    following = _NEXT_SENTENCE.match(match.string, match.end())
    starts = not match.string[: match.start()].strip()
    if not starts:
        read.add(match[0].rstrip())
    if starts or (following and following[1].isupper()):
        read.items.append(SHORT)
    if match[0].endswith(" "):
        read.add(" ")
