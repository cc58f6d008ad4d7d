"""One MP3 of ours looked at: what its own header says, and what comes out when it is played."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Final

from quietude.audio import SAMPLE_RATE_HZ
from quietude.errors import EncodeError, FileError
from quietude.export.check import check_mp3
from quietude.export.formats import MP3_KBPS
from quietude.export.frames import Encoding
from quietude.export.id3 import tag_size
from quietude.export.info import read_info
from quietude.ffmpeg import Children, file_name
from quietude.files import reason

_MODE_EXTENSION: Final = 0x30
"""Bits of a frame's fourth byte that differ from frame to frame."""
_MICROSECOND: Final = 1e-6


def told_length_s(path: Path) -> float:
    """How long an MP3 of ours says it is, in seconds, where all its frames and checksums say the same.

    Raises:
        EncodeError: it is not whole, or none of ours.
        FileError: it cannot be read.
    """
    try:
        with path.open("rb") as file:
            file.seek(tag_size(file.read(10)))
            head = file.read(max(MP3_KBPS) * 3)
    except OSError as error:
        raise FileError(f"cannot read {path}: {reason(error)}", path=path, cause=error) from error
    encoding = _encoding_of(head[:4])
    said = read_info(head[: encoding.frame_bytes], encoding)
    return check_mp3(path, said.duration, encoding).duration / SAMPLE_RATE_HZ


def played_length_s(path: Path, children: Children) -> float:
    """How long a sound file is when it is played from end to end, in seconds; nothing of it is kept.

    Raises:
        EncodeError: a part of it cannot be decoded (players would leave that out), it is no sound at all, or
            ``children`` were killed.
    """
    at_the_first_error = ("-xerror", "-err_detect", "explode")
    told = children.run(
        [
            *at_the_first_error,
            *("-i", file_name(path), "-map", "0:a:0", "-vn", "-sn", "-dn"),
            *("-progress", "pipe:1", "-nostats", "-f", "null", "-"),
        ]
    )
    times = re.findall(rb"^out_time_us=(\d+)$", told, re.MULTILINE)
    return int(times[-1]) * _MICROSECOND if times else 0.0


def _encoding_of(header: bytes) -> Encoding:
    for bitrate_kbps in MP3_KBPS:
        for mono in (False, True):
            encoding = Encoding(bitrate_kbps=bitrate_kbps, mono=mono)
            if header[:3] == encoding.header[:3] and header[3] & ~_MODE_EXTENSION == encoding.header[3]:
                return encoding
    raise EncodeError("it does not begin as an MP3 of quietude does")
