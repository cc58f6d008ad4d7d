"""Reading whatever sound file a user has, and what was written here, by ffmpeg."""

from __future__ import annotations

import wave
from collections.abc import Iterator
from pathlib import Path
from typing import Final

import numpy as np

from quietude.audio import CHANNELS, SAMPLE_RATE_HZ, Block
from quietude.errors import FileError, InputError
from quietude.ffmpeg import Children, file_name, last_words, standard_output
from quietude.files import reason, whole_file

_FORMATS: Final = (
    "aac,ac3,aiff,amr,ape,asf,au,avi,caf,dsf,eac3,flac,iff,matroska,mov,mp3,mpc,mpc8,mpeg,mpegts,"
    "ogg,oma,sox,tak,tta,voc,w64,wav,wv"
)
"""What a user's file may be, by ffmpeg's names: files that hold sound themselves. Without this list ffmpeg
also plays playlists (a live one that cannot be fetched keeps it trying for ever), pictures and plain text."""
_WAV_BYTES_AT_MOST: Final = 2**32 - 1024
"""A WAV file counts its bytes in 32 bits."""


def decode_to_wav(path: Path, wav: Path) -> None:
    """Turn any sound file into a WAV file of 48 kHz, stereo, 16 bits; pictures and video are left out.

    ``wav`` is there only when it is whole, and the same ``path`` gives the same bytes.

    Raises:
        FileError: ``path`` cannot be read, or ``wav`` cannot be written.
        InputError: ``path`` is no sound file, or is longer than a WAV file can hold (6 hours).
    """
    with whole_file(wav) as temporary, wave.open(str(temporary), "wb") as out:
        out.setnchannels(CHANNELS)
        out.setsampwidth(2)
        out.setframerate(SAMPLE_RATE_HZ)
        written = 0
        for piece in _decode(path, "s16le", SAMPLE_RATE_HZ * CHANNELS * 2):
            written += len(piece)
            if written > _WAV_BYTES_AT_MOST:
                raise InputError(
                    f"{path} is longer than 6 hours: cut it, or use a shorter piece and let it loop"
                )
            out.writeframesraw(piece)


def decode_blocks(path: Path, block_frames: int, *, mono: bool = False) -> Iterator[Block]:
    """Any sound file as blocks of 48 kHz stereo, shape (block_frames, 2), the last one shorter.

    The file is decoded as the blocks are taken, so memory stays flat. Samples are float32 with full scale
    1.0; a file that goes over full scale gives samples that do. A mono file comes out on both sides, 3 dB
    lower on each, which is as loud as it was (ITU-R BS.775, and ffmpeg's rule). With ``mono`` it comes out
    on both as it is, as players play it.

    Raises:
        FileError: ``path`` cannot be read.
        InputError: it is no sound file.
    """
    if block_frames < 1:
        raise ValueError(f"a block of {block_frames} frames")
    channels = 1 if mono else CHANNELS
    for piece in _decode(path, "f32le", block_frames * channels * 4, channels):
        block = np.frombuffer(piece, dtype="<f4").astype(np.float32, copy=False).reshape(-1, channels)
        yield np.repeat(block, CHANNELS, axis=1) if mono else block


def _decode(path: Path, sample_format: str, piece_bytes: int, channels: int = CHANNELS) -> Iterator[bytes]:
    """The first audio stream of a file as raw sound at 48 kHz, in pieces of that many bytes."""
    try:
        with path.open("rb"):
            pass
    except OSError as error:
        raise FileError(f"cannot read {path}: {reason(error)}", path=path, cause=error) from error
    read_it = ("-format_whitelist", _FORMATS, "-i", file_name(path), "-map", "0:a:0", "-vn", "-sn", "-dn")
    as_raw = ("-ac", str(channels), "-ar", str(SAMPLE_RATE_HZ), "-f", sample_format, "pipe:1")
    got_any = False
    with Children().start((*read_it, *as_raw), fed=False) as (child, log):
        pieces = standard_output(child)
        while piece := pieces.read(piece_bytes):
            got_any = True
            yield piece
        code = child.wait()
        # A damaged file plays up to the damage, as it does in players; one that gives nothing is no sound.
        if code != 0 or not got_any:
            words = last_words(log, code) if code != 0 else "it holds no sound"
            raise InputError(
                f"{path} cannot be read as sound ({words}); give a WAV, FLAC, MP3, M4A or Ogg file"
            )
