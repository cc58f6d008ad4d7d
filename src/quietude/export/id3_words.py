"""The words of a session in an MP3's tag, as lyrics: plain (USLT) and with their times (SYLT).

Layout: "ID3 tag version 2.3.0" (id3.org), 4.9 and 4.10.
"""

from __future__ import annotations

import struct
from collections.abc import Sequence
from typing import Final

from quietude.audio import SAMPLE_RATE_HZ
from quietude.export.id3_frames import END, UTF16_WITH_BOM, frame, utf16
from quietude.export.languages import iso_639_2
from quietude.export.tags import TimedLine, one_line
from quietude.units import samples_to_milliseconds

_IN_MILLISECONDS: Final = b"\x02"
_LYRICS: Final = b"\x01"
_NO_DESCRIPTION: Final = utf16("") + END


def words_frame(lines: Sequence[TimedLine], language: str) -> bytes:
    """The USLT frame: the lines without their times; nothing where there are none.

    ``language`` is the script's (BCP 47).
    """
    text = "\n".join(filter(None, (one_line(line.text) for line in lines)))
    return frame("USLT", _head(language) + _NO_DESCRIPTION + utf16(text)) if text else b""


def timed_words_frame(lines: Sequence[TimedLine], language: str) -> bytes:
    """The SYLT frame: each line with the time it begins at, in milliseconds; nothing where there are none.

    The standard wants a line feed before what begins a line, so all but the first have one.

    Raises:
        ValueError: a line begins before the one before it.
    """
    entries: list[bytes] = []
    latest = 0
    for line in lines:
        if line.start < latest:
            raise ValueError(f"the line at sample {line.start} comes after one at {latest}")
        latest = line.start
        if text := one_line(line.text):
            feed = "\n" if entries else ""
            entries.append(
                utf16(feed + text)
                + END
                + struct.pack(">I", samples_to_milliseconds(line.start, SAMPLE_RATE_HZ))
            )
    if not entries:
        return b""
    head = _head(language) + _IN_MILLISECONDS + _LYRICS + _NO_DESCRIPTION
    return frame("SYLT", head + b"".join(entries))


def _head(language: str) -> bytes:
    return UTF16_WITH_BOM + iso_639_2(language).encode("ascii")
