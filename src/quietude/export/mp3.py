"""A session to an MP3 file: tags, Info frame, and the segments one after the other."""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from quietude.audio import SAMPLE_RATE_HZ, Source
from quietude.export.check import check_mp3
from quietude.export.frames import Encoding
from quietude.export.id3 import id3_tag
from quietude.export.info import crc16_of_frames, info_frame
from quietude.export.segments import KeptSegments, encoded_segments, segments_of
from quietude.export.tags import ChapterMark, Tags
from quietude.files import whole_file


@dataclass(frozen=True, slots=True, kw_only=True)
class Mp3Figures:
    """What was written."""

    duration: int
    """Samples at 48 kHz that a gapless player plays."""
    frames: int
    """Frames of sound, 24 ms each; the Info frame is not one of them."""
    segments: int
    """Segments they were made in."""
    size_bytes: int
    """Of the whole file."""
    tag_bytes: int
    """Of the tags in front."""
    bitrate_kbps: int
    channels: int
    """1 or 2."""

    @property
    def duration_s(self) -> float:
        """Length in seconds."""
        return self.duration / SAMPLE_RATE_HZ


def write_mp3(
    source: Source,
    duration: int,
    path: Path,
    *,
    tags: Tags,
    chapters: Sequence[ChapterMark] = (),
    bitrate_kbps: int = 160,
    mono: bool = False,
    workers: int | None = None,
    kept: KeptSegments | None = None,
    progress: Callable[[float], None] | None = None,
) -> Mp3Figures:
    """Encode ``duration`` samples of ``source`` to an MP3 at 48 kHz, constant bit rate, joint stereo or mono.

    The file has its name only when it is whole and has been read back and checked. The same sound and tags
    give the same bytes, whatever ``workers`` (encoders at once; None: one for each usable core) may be, and
    whatever segments ``kept`` has already.
    ``progress`` is called in this thread, with the part that is done, from above 0 to 1.

    Raises:
        InputError: ``bitrate_kbps`` is none of `quietude.export.formats.MP3_KBPS`.
        FileError: ``path`` cannot be written: no such folder, no permission, a full disk.
        EncodeError: ffmpeg is missing or failed, or made what it should not.
        ValueError: ``duration`` is not at least 1, or the chapters do not lie in order inside it.
    """
    if duration < 1:
        raise ValueError(f"a session of {duration} samples")
    encoding = Encoding(bitrate_kbps=bitrate_kbps, mono=mono)
    tag = id3_tag(tags, chapters, duration)
    segments = len(segments_of(duration))
    music_crc = 0
    with whole_file(path) as temporary:
        encoded = encoded_segments(source, duration, encoding, workers, kept=kept)
        # Closing the iterator is what kills the encoders when the writing fails or is interrupted.
        with contextlib.closing(encoded), temporary.open("wb") as file:
            file.write(tag)
            file.write(info_frame(encoding, duration, music_crc))
            for done, frames in enumerate(encoded, start=1):
                file.write(frames)
                music_crc = crc16_of_frames(frames, encoding.frame_bytes, music_crc)
                if progress is not None:
                    progress(done / segments)
            file.seek(len(tag))
            file.write(info_frame(encoding, duration, music_crc))
        info = check_mp3(temporary, duration, encoding)
    return Mp3Figures(
        duration=duration,
        frames=info.frames,
        segments=segments,
        size_bytes=len(tag) + info.size_bytes,
        tag_bytes=len(tag),
        bitrate_kbps=bitrate_kbps,
        channels=encoding.channels,
    )
