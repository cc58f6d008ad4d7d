"""Reading a written file back, to see that it is what it says it is."""

from __future__ import annotations

from pathlib import Path
from typing import Final

from quietude.audio import SAMPLE_RATE_HZ
from quietude.decoding import decode_blocks
from quietude.errors import EncodeError, FileError
from quietude.export.frames import Encoding, check_frames, frames_for
from quietude.export.id3 import tag_size
from quietude.export.info import Info, crc16_of_frames, read_info
from quietude.files import reason

_FRAMES_AT_A_TIME: Final = 5_000


def check_mp3(path: Path, duration: int, encoding: Encoding) -> Info:
    """Read a whole MP3 of ours back, and return what its Info frame says.

    Every frame's header, the number of frames, the length to the sample and both checksums are compared
    with what was asked for; the sound is not decoded, so this takes a fraction of a second an hour.

    Raises:
        EncodeError: the file is not ``duration`` samples of sound in that encoding, whole.
        FileError: it cannot be read.
    """
    size = encoding.frame_bytes
    try:
        with path.open("rb") as file:
            file.seek(tag_size(file.read(10)))
            first = file.read(size)
            if len(first) != size:
                raise EncodeError("the MP3 ends before its first frame does")
            check_frames(first, encoding)
            info = read_info(first, encoding)
            frames = music_crc = 0
            while piece := file.read(size * _FRAMES_AT_A_TIME):
                frames += check_frames(piece, encoding)
                music_crc = crc16_of_frames(piece, size, music_crc)
    except OSError as error:
        raise FileError(f"cannot read {path}: {reason(error)}", path=path, cause=error) from error
    if frames != frames_for(duration) or info.frames != frames or info.duration != duration:
        raise EncodeError(
            f"the MP3 holds {frames} frames and says {info.frames} frames, {info.duration} samples; "
            f"{frames_for(duration)} frames, {duration} samples were asked for"
        )
    if info.music_crc != music_crc or info.size_bytes != (frames + 1) * size:
        raise EncodeError("the MP3 is not as it was encoded: its checksum or its size does not fit")
    return info


def decoded_duration_s(path: Path) -> float:
    """How long any sound file really is, in seconds: it is decoded to its end and the samples are counted.

    Raises:
        FileError: it cannot be read.
        InputError: it is no sound file.
    """
    return sum(len(block) for block in decode_blocks(path, SAMPLE_RATE_HZ)) / SAMPLE_RATE_HZ
