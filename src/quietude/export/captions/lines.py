"""Where a line of a caption breaks: at clauses rather than elsewhere, and in even halves.

At most two lines of 42 characters is what broadcasters and streaming services ask of Latin script, and some
16 characters of Chinese. Lines break after punctuation, before a conjunction or a preposition, and not
between an article and its noun.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from typing import Final

from quietude.export.captions.words import line_words

COLUMNS: Final = 42
"""A line's width in Latin letters."""
WIDE_COLUMNS: Final = 32
"""Where most letters are two columns wide, as those of Chinese and Japanese."""
MOST_LINES: Final = 2

_OPENING: Final = "([{«“‘„‚「『（〈《【〔｛［¿¡"
_NOT_FIRST: Final = (
    "、。，．・：；？！）」』】〕〉》｝］…ー々ゝゞぁぃぅぇぉっゃゅょゎァィゥェォッャュョヮヵヶ!?,.:;)]}%»”’"
)
"""No line of Chinese or Japanese begins with one of these (JIS X 4051)."""
_UNSPACED: Final = re.compile("[\u3001-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\uff01-\uff60]")
_CLAUSE_END: Final = re.compile(r"[.!?…;:。！？；：—–][\"'”’)»」』]*\s*$")
_COMMA: Final = re.compile(r"[,،、，][\"'”’)»」』]*\s*$")

# What a break costs. A line half as long again as its neighbour costs about as much as a break in mid-phrase.
_AT_CLAUSE: Final = 0.0
_AT_COMMA: Final = 1.0
_BEFORE_JOINER: Final = 3.0
_ANYWHERE: Final = 8.0
_AFTER_JOINER: Final = 16.0
_UNEVEN: Final = 30.0
_TOO_WIDE: Final = 1000.0


def width(text: str) -> int:
    """How many columns a text takes: wide characters two, those that sit on another none.

    >>> width("calm"), width("静か"), width("é")
    (4, 4, 1)
    """
    return sum(_columns(char) for char in text)


def columns_for(text: str) -> int:
    """How many columns a line of such a text may have."""
    wide = sum(_columns(char) == 2 for char in text)
    return WIDE_COLUMNS if 2 * wide > len(text) else COLUMNS


def atoms(text: str) -> list[str]:
    """A text in the smallest pieces that a line may break between; joined they are the text again.

    White space ends a piece. Between letters of Chinese and Japanese there need be none; closing marks stay
    with what they close, and opening ones with what they open.
    """
    found: list[str] = []
    for piece in re.findall(r"\S+\s*|^\s+", text):
        start = 0
        for at in range(1, len(piece)):
            one, other = piece[at - 1], piece[at]
            if (_UNSPACED.match(one) or _UNSPACED.match(other)) and not (
                one in _OPENING or other in _NOT_FIRST or other.isspace() or not _columns(other)
            ):
                found.append(piece[start:at])
                start = at
        found.append(piece[start:])
    return found


def penalty(before: str, after: str, language: str) -> float:
    """What it costs to break between two neighbouring pieces of `atoms`; 0 is best."""
    if _CLAUSE_END.search(before):
        return _AT_CLAUSE
    if _COMMA.search(before):
        return _AT_COMMA
    if _UNSPACED.match(after) and not before[-1].isspace():
        return _between(before[-1], after[0])
    if _bare(before) in line_words(language, "after"):
        return _AFTER_JOINER
    if _bare(after) in line_words(language, "before"):
        return _BEFORE_JOINER
    return _ANYWHERE


def broken(text: str, language: str) -> tuple[str, ...]:
    """A text in as few lines as hold it, broken where it reads best.

    A word that is wider than a line stays whole. White space at a break goes; nothing else changes.

    >>> broken("Let your shoulders soften, and let your breath be as it is.", "en")
    ('Let your shoulders soften,', 'and let your breath be as it is.')
    """
    pieces = atoms(text.strip())
    if not pieces:
        return ()
    most = columns_for(text)
    count = _fewest(pieces, most)
    if count == 1:
        return (text.strip(),)
    ends = _best(pieces, count, most, language)
    starts = [0, *ends[:-1]]
    return tuple("".join(pieces[start:end]).strip() for start, end in zip(starts, ends, strict=True))


def fits(text: str) -> bool:
    """Whether a screen holds it."""
    return _fewest(atoms(text.strip()), columns_for(text)) <= MOST_LINES


def _between(one: str, other: str) -> float:
    """Between letters of Chinese or Japanese: a word of Kanji or Katakana begins after Hiragana."""
    if "\u3041" <= other <= "\u309f" or ("\u30a0" <= one <= "\u30ff" and "\u30a0" <= other <= "\u30ff"):
        return _AFTER_JOINER
    return _BEFORE_JOINER if "\u3041" <= one <= "\u309f" else _ANYWHERE


def _fewest(pieces: Sequence[str], most: int) -> int:
    count, line = 1, ""
    for piece in pieces:
        if line and width((line + piece).rstrip()) > most:
            count, line = count + 1, ""
        line += piece
    return count


def _best(pieces: Sequence[str], count: int, most: int, language: str) -> list[int]:
    """Where each of ``count`` lines ends: the cheapest way, by trying all."""
    ends = [0]
    for piece in pieces:
        ends.append(ends[-1] + width(piece))
    even = ends[-1] / count
    trailing = [width(piece) - width(piece.rstrip()) for piece in pieces]

    def line_cost(start: int, end: int) -> float:
        wide = ends[end] - ends[start] - trailing[end - 1]
        uneven = _UNEVEN * ((wide - even) / even) ** 2
        return uneven + _TOO_WIDE * max(0, wide - most)

    # For each line the cost of all up to where it ends, and where it starts; what can be no way is left out.
    narrow = all(width(piece.rstrip()) <= most for piece in pieces)
    costs, ways = {0: 0.0}, []
    for left in range(count - 1, -1, -1):
        longer: dict[int, float] = {}
        came: dict[int, int] = {}
        for start, cost in costs.items():
            for end in range(start + 1, len(pieces) + 1):
                wide = ends[end] - ends[start] - trailing[end - 1]
                if narrow and wide > most:
                    break
                if narrow and ends[-1] - ends[end] > left * (most + max(trailing)):
                    continue
                total = cost + line_cost(start, end)
                if end < len(pieces):
                    total += penalty(pieces[end - 1], pieces[end], language)
                if end not in longer or total < longer[end]:
                    longer[end], came[end] = total, start
        costs = longer
        ways.append(came)
    found = [len(pieces)]
    for came in reversed(ways[1:]):
        found.append(came[found[-1]])
    return found[::-1]


def _columns(char: str) -> int:
    if unicodedata.combining(char) or unicodedata.category(char) in ("Mn", "Me", "Cf"):
        return 0
    return 2 if unicodedata.east_asian_width(char) in "WF" else 1


def _bare(piece: str) -> str:
    return piece.strip().strip("\"'“”‘’„‚«»()[]¿¡,.;:!?…").lower()
