"""What a file says of itself: title and the like, chapters, a cover, and the words.

Every container has its own way of holding them; these are what all of them are made from.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class ChapterMark:
    """A chapter, from ``start`` to ``end`` in samples at 48 kHz."""

    title: str
    start: int
    end: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Picture:
    """A picture as its file holds it."""

    data: bytes
    mime: str
    """``image/jpeg`` or ``image/png``."""
    width: int
    """In pixels."""
    height: int
    """In pixels."""


@dataclass(frozen=True, slots=True, kw_only=True)
class TimedLine:
    """Words that are said from ``start`` to ``end``, in samples at 48 kHz."""

    start: int
    end: int
    text: str
    """One line."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Tags:
    """What a player shows. Text may be in any script; what is empty or None is left out."""

    title: str
    artist: str | None = None
    album: str | None = None
    genre: str | None = "Meditation"
    language: str = "und"
    """BCP 47, as in the script."""
    year: int | None = None
    track: str | None = None
    """Its number, or number and total: "3" or "3/12"."""
    disc: str | None = None
    """As ``track``, of the disc that the track is on: "1/1"."""
    comment: str | None = None
    """The safety line, for one. Lines may be broken here, and only here."""
    cover: Picture | None = None
    lines: tuple[TimedLine, ...] = ()
    """What is said, as it may be printed, in order: players show it as lyrics."""


def one_line(text: str) -> str:
    r"""Text as most fields may hold it: no line breaks, and no NUL, which would end it.

    Half of a surrogate pair, which a broken file can bring in, becomes a question mark.

    >>> one_line("Kind\nwords")
    'Kind words'
    """
    whole = text.replace("\0", "").encode("utf-8", "replace").decode("utf-8")
    return " ".join(whole.split())
