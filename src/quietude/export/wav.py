"""A session, or one stem of it, to a WAV file; as RF64 where RIFF is too small.

Stems are 32-bit float, so that nothing is lost and they still add up. A session is 24-bit, which everything
opens, with its tags in three ways, since each is read by others: a list of texts (RIFF's own), an ID3 tag
with the cover, and the chapters as cues with labels, which editors show.
"""

from __future__ import annotations

import struct
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path
from typing import Final

from quietude.audio import CHANNELS, SAMPLE_RATE_HZ, Block, Source
from quietude.export.described import language
from quietude.export.id3 import id3_tag
from quietude.export.pcm import BLOCK_FRAMES, integers_24
from quietude.export.tags import ChapterMark, Tags, one_line
from quietude.files import whole_file

_PCM: Final = 1
_FLOAT: Final = 3
"""WAVE_FORMAT_PCM and WAVE_FORMAT_IEEE_FLOAT. The first is used for 24 bit too: what the newer form
(WAVE_FORMAT_EXTENSIBLE) tells besides is the usual, and some readers know only the old one."""
_LARGEST_RIFF: Final = 0xFFFFFFFF
"""A RIFF file counts its bytes in 32 bits: four hours at 48 kHz, stereo, 24 bit; three in float."""


@dataclass(frozen=True, slots=True, kw_only=True)
class WavForm:
    """How samples lie in the file."""

    bits: int = 32
    """32: floating point; 24: whole numbers."""
    channels: int = CHANNELS

    @property
    def frame_bytes(self) -> int:
        """Bytes of a sample of all channels."""
        return self.bits // 8 * self.channels

    def pack(self, sound: Block) -> bytes:
        """Samples, shape (frames, 2), as they lie in the file; of one channel, the left side."""
        sound = sound[:, : self.channels]
        if self.bits == 32:
            return sound.astype("<f4").tobytes()
        return (integers_24(sound) << 8).view("u1").reshape(-1, 4)[:, 1:].tobytes()


STEM: Final = WavForm()


def write_wav(
    source: Source,
    duration: int,
    path: Path,
    *,
    form: WavForm = STEM,
    before: bytes = b"",
    after: bytes = b"",
    progress: Callable[[float], None] | None = None,
) -> None:
    """Write ``duration`` samples of ``source``, 48 kHz; read once, in order, in blocks of `BLOCK_FRAMES`.

    ``before`` and ``after``: whole chunks that stand before and after the sound.

    Raises:
        FileError: it cannot be written. Nothing half-written is left behind.
    """
    with whole_file(path) as temporary, temporary.open("wb") as file:
        file.write(wav_header(duration, form, before=before, after=after))
        for start in range(0, duration, BLOCK_FRAMES):
            frames = min(BLOCK_FRAMES, duration - start)
            file.write(form.pack(source.read(start, frames)))
            if progress is not None:
                progress((start + frames) / duration)
        file.write(b"\0" * (duration * form.frame_bytes % 2))  # chunks begin at even places
        file.write(after)


def write_session_wav(
    source: Source,
    duration: int,
    path: Path,
    *,
    mono: bool = False,
    tags: Tags,
    chapters: Sequence[ChapterMark] = (),
    progress: Callable[[float], None] | None = None,
) -> None:
    """A whole session at 24 bit, with tags, chapters and cover.

    Raises:
        FileError: it cannot be written.
    """
    write_wav(
        source,
        duration,
        path,
        form=WavForm(bits=24, channels=1 if mono else CHANNELS),
        before=_texts(tags),
        after=cues(chapters) + chunk(b"id3 ", id3_tag(tags, (), duration)),
        progress=progress,
    )


def wav_header(duration: int, form: WavForm = STEM, *, before: bytes = b"", after: bytes = b"") -> bytes:
    """What stands before the samples of a file of ``duration`` samples, ``before`` included.

    Source: EBU Tech 3306 for RF64, whose ``ds64`` chunk holds the sizes that 32 bits cannot.
    """
    frame, size = form.frame_bytes, duration * form.frame_bytes
    kind = _FLOAT if form.bits == 32 else _PCM
    told = struct.pack(
        "<HHIIHH", kind, form.channels, SAMPLE_RATE_HZ, SAMPLE_RATE_HZ * frame, frame, form.bits
    )
    if kind == _FLOAT:
        told += struct.pack("<H", 0)
    chunks = chunk(b"fmt ", told)
    if kind == _FLOAT:
        chunks += chunk(b"fact", struct.pack("<I", min(duration, _LARGEST_RIFF)))
    chunks += before
    whole = 4 + len(chunks) + 8 + size + size % 2 + len(after)
    if whole <= _LARGEST_RIFF:
        riff = b"RIFF" + struct.pack("<I", whole) + b"WAVE"
        return riff + chunks + b"data" + struct.pack("<I", size)
    ds64 = chunk(b"ds64", struct.pack("<QQQI", whole + 8 + 28, size, duration, 0))
    unknown = struct.pack("<I", _LARGEST_RIFF)
    return b"RF64" + unknown + b"WAVE" + ds64 + chunks + b"data" + unknown


def chunk(name: bytes, content: bytes) -> bytes:
    """A chunk of a RIFF file, filled up to an even length."""
    return name + struct.pack("<I", len(content)) + content + b"\0" * (len(content) % 2)


def cues(marks: Sequence[ChapterMark]) -> bytes:
    """Marks as cue points with their labels, as editors show them; nothing where there are none."""
    if not marks:
        return b""
    points = b"".join(
        struct.pack("<II4sIII", number, mark.start, b"data", 0, 0, mark.start)
        for number, mark in enumerate(marks, start=1)
    )
    labels = b"".join(
        chunk(b"labl", struct.pack("<I", number) + _text(mark.title))
        for number, mark in enumerate(marks, start=1)
    )
    return chunk(b"cue ", struct.pack("<I", len(marks)) + points) + chunk(b"LIST", b"adtl" + labels)


def _texts(tags: Tags) -> bytes:
    """RIFF's own list of texts ("Multimedia Programming Interface and Data Specifications 1.0")."""
    texts = {
        b"INAM": tags.title,
        b"IART": tags.artist,
        b"IPRD": tags.album,
        b"IGNR": tags.genre,
        b"ICRD": None if tags.year is None else f"{tags.year:04d}",
        b"ITRK": tags.track,
        b"ICMT": tags.comment,
        b"ILNG": language(tags),
        b"ISFT": f"quietude {version('quietude')}",
    }
    listed = b"".join(chunk(name, _text(text)) for name, text in texts.items() if text and one_line(text))
    return chunk(b"LIST", b"INFO" + listed)


def _text(text: str) -> bytes:
    return one_line(text).encode("utf-8") + b"\0"
