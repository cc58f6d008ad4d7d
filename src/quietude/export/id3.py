"""The tags in front of an MP3: ID3 version 2.3, with chapters.

Layout: "ID3 tag version 2.3.0" and "ID3v2 Chapter Frame Addendum 1.0" (id3.org). Version 2.3 with UTF-16 is
what everything reads, from car radios to phones. Nothing here depends on the day or the machine.
"""

from __future__ import annotations

import struct
from collections.abc import Iterator, Sequence
from importlib.metadata import version
from typing import Final

from quietude.export.captions.stamps import milliseconds
from quietude.export.id3_frames import END, UTF16_WITH_BOM, frame, utf16
from quietude.export.id3_words import timed_words_frame, words_frame
from quietude.export.languages import UNDETERMINED, iso_639_2
from quietude.export.tags import ChapterMark, Picture, Tags, one_line

_LATIN: Final = b"\x00"
_NO_BYTE_OFFSET: Final = 0xFFFF_FFFF
"""Chapters are given by time; this says that their place in bytes is not."""
_FRONT_COVER: Final = 3
_TOP_LEVEL: Final = 0x02
_ORDERED: Final = 0x01
_CHILDREN_AT_MOST: Final = 255
"""A table of contents counts its children in one byte."""
_SIZE_AT_MOST: Final = 2**28 - 1
"""The tag's size has four bytes of seven bits."""


def id3_tag(tags: Tags, chapters: Sequence[ChapterMark], duration: int) -> bytes:
    """The whole tag, without padding; ``duration`` is the session's, in samples.

    Raises:
        ValueError: a chapter runs backwards, begins before the one before it, or lies outside the session;
            or all of it is larger than a tag can be (256 MB).
    """
    _check(chapters, duration)
    words = (words_frame(tags.lines, tags.language), timed_words_frame(tags.lines, tags.language))
    parts = (*_texts(tags, duration), *_comment(tags), *_contents(chapters), *words, *_cover(tags.cover))
    body = b"".join(parts)
    if len(body) > _SIZE_AT_MOST:
        raise ValueError(f"tags of {len(body)} bytes are larger than an ID3 tag can be")
    return b"ID3\x03\x00\x00" + syncsafe(len(body)) + body


def syncsafe(number: int) -> bytes:
    """Four bytes of seven bits each, so that no byte looks like the start of a frame of sound.

    >>> syncsafe(257).hex()
    '00000201'
    """
    return bytes(number >> shift & 0x7F for shift in (21, 14, 7, 0))


def tag_size(head: bytes) -> int:
    """The size in bytes of the ID3 tag that begins with these (at least ten) bytes; 0 where there is none.

    >>> tag_size(b"ID3" + bytes((3, 0, 0, 0, 0, 2, 1)))
    267
    """
    if len(head) < 10 or head[:3] != b"ID3":
        return 0
    size = 0
    for byte in head[6:10]:
        size = size << 7 | byte & 0x7F
    return 10 + size


def _check(chapters: Sequence[ChapterMark], duration: int) -> None:
    earliest = 0
    for chapter in chapters:
        if not earliest <= chapter.start <= chapter.end <= duration:
            raise ValueError(
                f"a chapter from sample {chapter.start} to {chapter.end} does not fit behind {earliest} "
                f"in a session of {duration}"
            )
        earliest = chapter.start


def _texts(tags: Tags, duration: int) -> Iterator[bytes]:
    texts = {
        "TIT2": tags.title,
        "TPE1": tags.artist,
        "TALB": tags.album,
        "TCON": tags.genre,
        "TLAN": language if (language := iso_639_2(tags.language)) != UNDETERMINED else None,
        "TYER": None if tags.year is None else f"{tags.year:04d}",
        "TRCK": tags.track,
        "TPOS": tags.disc,
        "TLEN": str(milliseconds(duration)),
        "TSSE": f"quietude {version('quietude')}",
    }
    for name, text in texts.items():
        if text and (line := one_line(text)):
            yield _text_frame(name, line)


def _comment(tags: Tags) -> Iterator[bytes]:
    if tags.comment and (text := tags.comment.replace("\0", "").strip()):
        no_description = utf16("") + END
        language = iso_639_2(tags.language).encode("ascii")
        yield frame("COMM", UTF16_WITH_BOM + language + no_description + utf16(text))


def _cover(picture: Picture | None) -> Iterator[bytes]:
    """The front cover. Its (empty) description is Latin: some players fail at a picture with a UTF-16 one."""
    if picture is not None:
        about = _LATIN + picture.mime.encode("ascii") + b"\0" + bytes((_FRONT_COVER,)) + b"\0"
        yield frame("APIC", about + picture.data)


def _contents(chapters: Sequence[ChapterMark]) -> Iterator[bytes]:
    """The table of contents and the chapters. Identifiers sort as the chapters follow each other."""
    if not chapters:
        return
    digits = max(3, len(str(len(chapters) - 1)))
    names = [f"ch{number:0{digits}d}" for number in range(len(chapters))]
    if len(names) <= _CHILDREN_AT_MOST:
        yield _toc("toc", _TOP_LEVEL, names)
    else:
        # More than one table can count: a table of tables.
        parts = [names[at : at + _CHILDREN_AT_MOST] for at in range(0, len(names), _CHILDREN_AT_MOST)]
        yield _toc("toc", _TOP_LEVEL, [f"toc{number:03d}" for number in range(len(parts))])
        for number, part in enumerate(parts):
            yield _toc(f"toc{number:03d}", 0, part)
    for name, chapter in zip(names, chapters, strict=True):
        place = struct.pack(
            ">4I", milliseconds(chapter.start), milliseconds(chapter.end), _NO_BYTE_OFFSET, _NO_BYTE_OFFSET
        )
        yield frame("CHAP", _identifier(name) + place + _text_frame("TIT2", one_line(chapter.title)))


def _toc(name: str, flags: int, children: Sequence[str]) -> bytes:
    listed = b"".join(_identifier(child) for child in children)
    return frame("CTOC", _identifier(name) + bytes((flags | _ORDERED, len(children))) + listed)


def _text_frame(name: str, text: str) -> bytes:
    return frame(name, UTF16_WITH_BOM + utf16(text))


def _identifier(name: str) -> bytes:
    return name.encode("ascii") + b"\0"
