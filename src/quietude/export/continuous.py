"""A session to a file in one go, by one encoder from beginning to end: every format but MP3 in segments.

ffmpeg's own muxers write the container: chapters twice in MP4 (a text track for Apple's players, a list for
the others), the encoder's delay and the exact end where each format has them. Nothing here depends on the day
or the machine: ffmpeg is told to write no dates and no random numbers.
"""

from __future__ import annotations

import errno
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, contextmanager
from pathlib import Path
from shutil import copyfileobj
from typing import Final

from quietude.audio import SAMPLE_RATE_HZ, Block, Source
from quietude.errors import EncodeError
from quietude.export.described import language, mp4_metadata, xiph_metadata
from quietude.export.formats import Form
from quietude.export.id3 import id3_tag
from quietude.export.pcm import ahead, integers_24
from quietude.export.tags import ChapterMark, Tags
from quietude.export.xing import TABLE_AT_MOST, exact_table
from quietude.ffmpeg import Children, file_name
from quietude.files import scratch_file, whole_file
from quietude.narration.private import PrivateFolder

_MUXERS: Final = {"mp3-vbr": "mp3", "m4a": "ipod", "m4b": "ipod", "opus": "opus", "flac": "flac"}
_PICTURES: Final = {"image/jpeg": "jpeg_pipe", "image/png": "png_pipe"}
_NOT_THE_DAY: Final = ("-fflags", "+bitexact", "-flags:a", "+bitexact")
_NO_ROOM: Final = {
    "No space left on device": errno.ENOSPC,
    "Disk quota exceeded": errno.EDQUOT,
    "File too large": errno.EFBIG,
}
"""What ffmpeg's last words end in where it is the disk that failed."""


def write_continuous(
    source: Source,
    duration: int,
    path: Path,
    form: Form,
    *,
    tags: Tags,
    chapters: Sequence[ChapterMark] = (),
    progress: Callable[[float], None] | None = None,
) -> None:
    """Encode ``duration`` samples of ``source``, 48 kHz; of ``form.mono`` the left side, which both must be.

    The source is read once, in order (`quietude.export.pcm.ahead`). The file has its name only when it is
    whole. The same sound, form and tags give the same bytes.

    Raises:
        FileError: ``path`` cannot be written: no such folder, no permission, a full disk.
        EncodeError: ffmpeg is missing or failed, as it does on a FLAC file of under 16 samples.
        ValueError: ``duration`` is not at least 1, or the format is not one of these.
    """
    if duration < 1:
        raise ValueError(f"a session of {duration} samples")
    if form.format.name not in _MUXERS:
        raise ValueError(f"{form.format.name} is not made in one go")
    with whole_file(path) as temporary, ExitStack() as opened:
        folder = opened.enter_context(PrivateFolder()).path  # the title may hold a name
        target, children = temporary, Children()
        if form.format.name == "mp3-vbr":
            target = opened.enter_context(scratch_file(path.parent))
        arguments = [*_input(form), *_described(form, tags, chapters, folder), *_encoder(form), *_NOT_THE_DAY]
        blocks = ahead(source, duration, opened.enter_context(ThreadPoolExecutor(1)))
        pieces = _pcm(blocks, form, duration, progress)
        opened.callback(children.kill)
        with _disk_told_apart():
            children.feed([*arguments, "-f", _MUXERS[form.format.name], "-y", file_name(target)], pieces)
        if target is not temporary:
            with temporary.open("wb") as file, target.open("rb") as sound:
                file.write(id3_tag(tags, chapters, duration))
                file.write(exact_table(sound.read(TABLE_AT_MOST), duration, mono=form.mono))
                copyfileobj(sound, file)


@contextmanager
def _disk_told_apart() -> Iterator[None]:
    """A full disk is the disk's error here as everywhere, although it is ffmpeg that met it."""
    try:
        yield
    except EncodeError as error:
        for words, code in _NO_ROOM.items():
            if str(error).endswith(words):
                raise OSError(code, words) from error
        raise


def _input(form: Form) -> list[str]:
    sample_format = "s32le" if form.format.name == "flac" else "f32le"
    channels, layout = str(form.channels), "mono" if form.mono else "stereo"
    return [
        "-f", sample_format, "-ar", str(SAMPLE_RATE_HZ), "-ac", channels, "-channel_layout", layout,
        "-i", "pipe:0",
    ]  # fmt: skip


def _described(form: Form, tags: Tags, chapters: Sequence[ChapterMark], folder: Path) -> list[str]:
    """The inputs that hold tags, chapters and cover, and how they are taken over."""
    name = form.format.name
    if name == "mp3-vbr":  # its tag is ours, and is put before it
        return ["-map", "0:a", "-id3v2_version", "0", "-write_xing", "1"]
    if name in {"m4a", "m4b"}:
        text = mp4_metadata(tags, chapters, audiobook=name == "m4b")
    else:
        text = xiph_metadata(tags, chapters, cover_inside=name == "opus")
    about = folder / "about.txt"
    about.write_text(text, encoding="utf-8")
    inputs = ["-f", "ffmetadata", "-i", file_name(about)]
    maps = ["-map", "0:a", "-map_metadata", "1", "-map_chapters", "1"]
    if tags.cover is not None and name != "opus":
        picture = folder / "cover"
        picture.write_bytes(tags.cover.data)
        inputs += ["-f", _PICTURES[tags.cover.mime], "-i", file_name(picture)]
        maps += ["-map", "2:v", "-c:v", "copy", "-disposition:v:0", "attached_pic"]
        if name == "flac":
            maps += ["-metadata:s:v:0", "comment=Cover (front)"]
    if name in {"m4a", "m4b"}:
        maps += ["-brand", "M4B " if name == "m4b" else "M4A ", "-movflags", "+faststart"]
        if (code := language(tags)) is not None:
            maps += ["-metadata:s:a:0", f"language={code}"]
    return [*inputs, *maps]


def _encoder(form: Form) -> list[str]:
    name, rate = form.format.name, ["-ar", str(SAMPLE_RATE_HZ)]
    if name == "mp3-vbr":
        return [*rate, "-c:a", "libmp3lame", "-q:a", str(form.vbr_quality), "-compression_level", "3"]
    if name == "opus":
        # Its levels, written down: the most careful, frames of 20 ms, for any kind of sound.
        rate += ["-c:a", "libopus", "-vbr", "on", "-application", "audio", "-compression_level", "10"]
        return [*rate, "-frame_duration", "20", "-b:a", f"{form.needed_kbps}k"]
    if name == "flac":
        return [*rate, "-c:a", "flac", "-sample_fmt", "s32", "-bits_per_raw_sample", "24"]
    # No "noise substitution": each player would make noise of its own there, which nobody has measured, and
    # by the noise-to-mask ratio (docs/formats.md) the sound is nearer to what went in without it.
    return [*rate, "-c:a", "aac", "-aac_pns", "0", "-b:a", f"{form.needed_kbps}k"]


def _pcm(
    blocks: Iterator[Block], form: Form, duration: int, progress: Callable[[float], None] | None
) -> Iterator[bytes]:
    done = 0
    for block in blocks:
        sound = block[:, : form.channels]
        if form.format.name == "flac":
            # Rounded here: ffmpeg would cut the lower bits off, and so move every sample down.
            yield (integers_24(sound) << 8).tobytes()
        else:
            yield sound.astype("<f4").tobytes()
        done += len(block)
        if progress is not None:
            progress(done / duration)
