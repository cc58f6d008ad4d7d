"""What a file says of itself, as ffmpeg is told it: metadata by key, in the words of each container.

Two families: MP4 (M4A, M4B), whose keys are ffmpeg's own, and Xiph's (FLAC, Opus), whose comments have names
of their own and may be of any kind. Sources: ffmpeg's "Metadata" documentation for the file's syntax; "Ogg
Vorbis I format specification: comment field" and the "Chapter Extension" of Xiph's wiki for the comments;
RFC 9639, 8.8 for the picture.
"""

from __future__ import annotations

import base64
import struct
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from importlib.metadata import version
from typing import Final

from quietude.audio import SAMPLE_RATE_HZ
from quietude.export.captions.lrc import lrc_line
from quietude.export.captions.stamps import clock, milliseconds
from quietude.export.languages import UNDETERMINED, iso_639_2
from quietude.export.tags import ChapterMark, Picture, Tags, one_line

_AUDIOBOOK: Final = "2"
_MUSIC: Final = "1"
"""The kinds of media ("stik") that iTunes knows; by the first a player keeps the place in a file."""
_MOST_CHAPTERS: Final = 1000
"""Xiph's comments count them with three digits."""
_TITLE_BYTES_AT_MOST: Final = 255
"""The list of chapters in an MP4 counts a title's bytes in one."""
_FRONT_COVER: Final = 3
_BITS_A_PIXEL: Final = 24


def mp4_metadata(tags: Tags, chapters: Sequence[ChapterMark], *, audiobook: bool) -> str:
    """What an MP4 file says, as ffmpeg's metadata file; the cover is a stream and not in it."""
    entries = {
        "title": one_line(tags.title),
        "artist": _line(tags.artist),
        "album": _line(tags.album),
        "genre": _line(tags.genre),
        "date": None if tags.year is None else f"{tags.year:04d}",
        "track": tags.track,
        "disc": tags.disc,
        "comment": _lines(tags.comment),
        "lyrics": "\n".join(one_line(line.text) for line in tags.lines) or None,
        "media_type": _AUDIOBOOK if audiobook else _MUSIC,
        "gapless_playback": "1",
        "encoding_tool": _program(),
    }
    return metadata_file(_given(entries), [replace(each, title=_short(each.title)) for each in chapters])


def xiph_metadata(tags: Tags, chapters: Sequence[ChapterMark], *, cover_inside: bool) -> str:
    """What a FLAC or Opus file says, as ffmpeg's metadata file.

    ``cover_inside``: the cover is a comment too, which is how Ogg has it; FLAC has a block of its own for it.
    Chapters are comments. The words are there with their times, as players show them along.
    """
    entries: dict[str, str | None] = {
        "TITLE": one_line(tags.title),
        "ARTIST": _line(tags.artist),
        "ALBUM": _line(tags.album),
        "GENRE": _line(tags.genre),
        "DATE": None if tags.year is None else f"{tags.year:04d}",
        **_counted("TRACK", tags.track),
        **_counted("DISC", tags.disc),
        "DESCRIPTION": _lines(tags.comment),
        "LANGUAGE": language(tags),
        "LYRICS": "\n".join(lrc_line(line.start, line.text) for line in tags.lines) or None,
        "ENCODED-BY": _program(),
        **dict(_chapter_comments(chapters)),
    }
    if cover_inside and tags.cover is not None:
        block = base64.b64encode(picture_block(tags.cover)).decode("ascii")
        entries["METADATA_BLOCK_PICTURE"] = block
    return metadata_file(_given(entries), ())


def metadata_file(entries: Mapping[str, str], chapters: Iterable[ChapterMark]) -> str:
    """Entries and chapters in the syntax that ffmpeg reads.

    A text that ends in a backslash gets a space behind it: ffmpeg takes any backslash before a line's end
    for one that escapes it, and would read the next line as more of the same text.
    """
    lines = [";FFMETADATA1"]
    lines += [f"{_escaped(key)}={_value(text)}" for key, text in entries.items()]
    for chapter in chapters:
        lines += [
            "[CHAPTER]",
            f"TIMEBASE=1/{SAMPLE_RATE_HZ}",
            f"START={chapter.start}",
            f"END={chapter.end}",
            f"title={_value(one_line(chapter.title))}",
        ]
    return "\n".join(lines) + "\n"


def picture_block(picture: Picture) -> bytes:
    """A front cover as FLAC's picture block, without the block's own header."""
    mime = picture.mime.encode("ascii")
    return b"".join(
        (
            struct.pack(">II", _FRONT_COVER, len(mime)),
            mime,
            struct.pack(">I", 0),  # no description
            struct.pack(">IIII", picture.width, picture.height, _BITS_A_PIXEL, 0),
            struct.pack(">I", len(picture.data)),
            picture.data,
        )
    )


def language(tags: Tags) -> str | None:
    """ISO 639-2, for containers that name the language; None where it is not known."""
    code = iso_639_2(tags.language)
    return None if code == UNDETERMINED else code


def _chapter_comments(chapters: Sequence[ChapterMark]) -> Iterator[tuple[str, str]]:
    for number, chapter in enumerate(chapters[:_MOST_CHAPTERS]):
        yield f"CHAPTER{number:03d}", clock(milliseconds(chapter.start))
        yield f"CHAPTER{number:03d}NAME", one_line(chapter.title)


def _counted(name: str, place: str | None) -> dict[str, str | None]:
    """A number, and of how many: "3/12"."""
    number, _, total = (place or "").partition("/")
    return {f"{name}NUMBER": number or None, f"{name}TOTAL": total or None}


def _short(title: str) -> str:
    """A title cut between two letters, where the list of chapters would cut it inside one.

    >>> len(_short("é" * 200))
    127
    """
    return one_line(title).encode()[:_TITLE_BYTES_AT_MOST].decode(errors="ignore")


def _program() -> str:
    return f"quietude {version('quietude')}"


def _given(entries: Mapping[str, str | None]) -> dict[str, str]:
    return {key: text for key, text in entries.items() if text}


def _line(text: str | None) -> str | None:
    return None if text is None else one_line(text)


def _lines(text: str | None) -> str | None:
    return None if text is None else "\n".join(one_line(line) for line in text.strip().splitlines())


def _value(text: str) -> str:
    return _escaped(text) + (" " if text.endswith("\\") else "")


def _escaped(text: str) -> str:
    r"""Text in which nothing means anything to ffmpeg.

    >>> _escaped("a=b; #1")
    'a\\=b\\; \\#1'
    """
    return "".join(f"\\{char}" if char in "=;#\\\n" else char for char in text)
