"""Music that a user brings: any format, any length from a second up, looped where nobody hears it.

It is decoded once into a temporary file that is mapped into memory, so that a long piece costs disk and
not memory, and the file is gone when the bed is. Of a piece longer than `LONGEST_S` the first 15 minutes
are used, and loop.
"""

from __future__ import annotations

import tempfile
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import numpy as np

from quietude import decoding
from quietude.audio import CHANNELS, SAMPLE_RATE_HZ, Block, Source
from quietude.beds.cells import Layers
from quietude.beds.level import BED_LEVEL_LUFS, measure
from quietude.beds.seam import Seam, find_seam
from quietude.errors import BedError, FileError, InputError
from quietude.files import reason
from quietude.pydub_bridge import import_pydub
from quietude.units import amplitude_to_db

if TYPE_CHECKING:
    from numpy.typing import NDArray
    from pydub import AudioSegment

LONGEST_S: Final = 900.0
"""Of a longer piece this much is used."""
SHORTEST_S: Final = 1.0
"""What is shorter, silence at its ends not counted, is refused: it would loop as a rattle."""

_FULL_SCALE: Final = 16_384
"""Samples are kept in 16 bits with 6 dB to spare: many files go over full scale once they are decoded."""
_SILENCE_UNDER_PEAK_DB: Final = 54.0
_QUIETEST_DBFS: Final = -72.0
"""A file whose peak lies under this holds no music but the noise of its recording."""
_PEAK_DBFS: Final = -3.0
_END_S: Final = 60
"""How much is looked at in one piece when silence is sought at the ends."""


def open_music(path: Path) -> Source:
    """A music file as an endless bed at `BED_LEVEL_LUFS`.

    Silence at its ends is cut off, a mono file sounds on both sides, and peaks stay under -3 dBFS even
    where that leaves the whole quieter than other beds.

    Raises:
        BedError: it is no sound, silent, or shorter than a second.
        FileError: it cannot be read, or there is no room for the temporary file.
    """
    pcm = _decode(path)
    begin, end = _without_silence(pcm, path)
    if end - begin < SHORTEST_S * SAMPLE_RATE_HZ:
        seconds = (end - begin) / SAMPLE_RATE_HZ
        raise BedError(
            f"{path} holds {seconds:.1f} s of sound; music for a bed needs at least {SHORTEST_S:g} s"
        )
    music = LoopedMusic(pcm, find_seam(pcm, begin, end))
    heard_lufs = measure(music, frames=end - begin)
    if not np.isfinite(heard_lufs):
        raise BedError(f"{path} is silent, or nearly so: it cannot be a bed")
    room_db = _PEAK_DBFS - _peak_dbfs(pcm)
    return Layers([(music, min(BED_LEVEL_LUFS - heard_lufs, room_db))])


class LoopedMusic:
    """Decoded music as a Source without end: played once from its start, then round and round.

    ``pcm`` is 16-bit stereo, shape (frames, 2). Nothing sounds before 0.
    """

    def __init__(self, pcm: NDArray[np.int16], seam: Seam) -> None:
        self._pcm = pcm
        self._seam = seam
        self._mean = _mean(pcm[seam.begin : seam.end])

    def read(self, start: int, frames: int) -> Block:
        """The samples from ``start`` to ``start + frames``, shape (frames, 2)."""
        out = np.zeros((frames, CHANNELS), dtype=np.float32)
        at = max(start, 0)
        while at < start + frames:
            count = self._piece(out[at - start :], at)
            at += count
        return out

    def _piece(self, out: Block, at: int) -> int:
        """Write what sounds from ``at`` on, as far as one rule holds; return how many frames that was."""
        seam = self._seam
        intro = seam.loop_start - seam.begin
        if at < intro:
            count = min(len(out), intro - at)
            out[:count] = self._take(seam.begin + at, count)
            return count
        turn, place = divmod(at - intro, seam.period)
        if turn == 0 or place >= seam.overlap:
            count = min(len(out), seam.period - place)
            out[:count] = self._take(seam.loop_start + place, count)
            return count
        count = min(len(out), seam.overlap - place)
        rising, falling = seam.gains(place, count)
        out[:count] = self._take(seam.loop_start + place, count) * rising[:, None]
        out[:count] += self._take(seam.loop_start + seam.period + place, count) * falling[:, None]
        return count

    def _take(self, start: int, frames: int) -> Block:
        piece = self._pcm[start : start + frames].astype(np.float32)
        for channel, mean in enumerate(self._mean):
            piece[:, channel] -= mean
        piece *= np.float32(1.0 / _FULL_SCALE)
        return piece


def _decode(path: Path) -> NDArray[np.int16]:
    """The first 15 minutes as 16-bit stereo in a temporary file that is mapped into memory."""
    longest = round(LONGEST_S * SAMPLE_RATE_HZ)
    frames = 0
    blocks = decoding.decode_blocks(path, SAMPLE_RATE_HZ)
    try:
        # The file has no name, or loses it with the mapping: nothing is left behind.
        with tempfile.TemporaryFile(prefix="quietude-") as store:
            for block in blocks:
                kept = block[: longest - frames]
                whole = np.rint(np.nan_to_num(kept) * _FULL_SCALE)
                store.write(np.clip(whole, -32_768, 32_767).astype("<i2").tobytes())
                frames += len(kept)
                if frames >= longest:
                    break
            if not frames:
                raise BedError(f"{path} holds no sound")
            store.flush()
            return np.memmap(store, dtype="<i2", mode="r", shape=(frames, CHANNELS))
    except InputError as error:
        raise error if isinstance(error, BedError) else BedError(str(error)) from error
    except OSError as error:
        raise FileError(
            f"there is no room to unpack {path}: {reason(error)}", path=path, cause=error
        ) from error
    finally:
        close = getattr(blocks, "close", None)
        if close is not None:
            close()  # ends ffmpeg where the file goes on


def _without_silence(pcm: NDArray[np.int16], path: Path) -> tuple[int, int]:
    """Where the sound begins and ends, in frames."""
    detect = _pydub_silence().detect_leading_silence
    peak_dbfs = _peak_dbfs(pcm)
    if peak_dbfs < _QUIETEST_DBFS:
        raise BedError(f"{path} is silent, or nearly so: it cannot be a bed")
    threshold_dbfs = peak_dbfs + amplitude_to_db(_FULL_SCALE / 32_768) - _SILENCE_UNDER_PEAK_DB
    ends = []
    for backwards in (False, True):
        quiet, step = 0, _END_S * SAMPLE_RATE_HZ
        while quiet < len(pcm):
            piece = pcm[::-1][quiet : quiet + step] if backwards else pcm[quiet : quiet + step]
            found_ms = detect(_segment(piece), silence_threshold=threshold_dbfs)
            found = min(len(piece), found_ms * SAMPLE_RATE_HZ // 1000)
            quiet += found
            if found < len(piece):
                break
        ends.append(quiet)
    return ends[0], len(pcm) - ends[1]


def _segment(piece: NDArray[np.int16]) -> AudioSegment:
    segment: AudioSegment = import_pydub().AudioSegment(
        data=np.ascontiguousarray(piece).tobytes(),
        sample_width=2,
        frame_rate=SAMPLE_RATE_HZ,
        channels=CHANNELS,
    )
    return segment


def _pydub_silence() -> Any:
    import_pydub()
    import pydub.silence

    return pydub.silence


def _peak_dbfs(pcm: NDArray[np.int16]) -> float:
    peak = 0
    for start in range(0, len(pcm), SAMPLE_RATE_HZ * 10):
        peak = max(peak, int(np.abs(pcm[start : start + SAMPLE_RATE_HZ * 10].astype(np.int32)).max()))
    return amplitude_to_db(peak / _FULL_SCALE)


def _mean(pcm: NDArray[np.int16]) -> NDArray[np.float32]:
    """What a recording has as DC, for each channel, in 16-bit steps."""
    total = np.zeros(CHANNELS, dtype=np.int64)
    for start in range(0, len(pcm), SAMPLE_RATE_HZ * 10):
        total += pcm[start : start + SAMPLE_RATE_HZ * 10].sum(axis=0, dtype=np.int64)
    return (total / len(pcm)).astype(np.float32)
