"""Stages 6 and 7 together: the mix to a file that keeps its promises, which is decoded again to see."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from quietude.audio import Source
from quietude.errors import EncodeError
from quietude.export.id3 import Tags
from quietude.export.mp3 import ChapterMark, write_mp3
from quietude.ffmpeg import decode_blocks
from quietude.files import ensure_folder, whole_file
from quietude.job import Series
from quietude.mix.master import TRUE_PEAK_LIMIT_DBTP, Master, MasterFigures, master
from quietude.mix.true_peak import peaks_over, true_peak_dbtp
from quietude.progress import Progress, Stage
from quietude.script.front_matter import Metadata
from quietude.timeline.timeline import Timeline

_TRIES: Final = 4
_DECODE_FRAMES: Final = 48_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Delivered:
    """What was measured on the file, and the master it holds."""

    master: Master
    loudness_lufs: float
    """Integrated, of the master (BS.1770-4); -inf for silence."""
    true_peak_dbtp: float
    """Of the decoded MP3; -inf for silence."""
    bytes: int
    warnings: tuple[str, ...]
    """What the listener should know about the sound, a sentence each; mostly nothing."""


def tags_for(metadata: Metadata, series: Series | None = None) -> Tags:
    """The file's tags from the script's front matter. None of them holds a listener's value.

    In a ``series`` the title begins with the file's number, since many players show and sort by titles alone.
    """
    return Tags(
        title=metadata.title if series is None else f"{series.number}. {metadata.title}",
        artist=metadata.author,
        album=metadata.album if series is None else series.title,
        track=None if series is None else f"{series.number}/{series.of}",
        disc=None if series is None else "1/1",
        genre=metadata.genre,
        language=metadata.language,
        year=metadata.year,
        comment=metadata.safety,
    )


def deliver(
    mix: Source,
    path: Path,
    *,
    timeline: Timeline,
    tags: Tags,
    bitrate_kbps: int,
    loudness_lufs: float,
    progress: Progress,
) -> Delivered:
    """Master, encode, decode and measure; where a peak overshot in the encoder, relieve it there and again.

    The file appears under ``path`` when all is well, and not before.

    Raises:
        FileError: it cannot be written.
        EncodeError: the encoder failed, or its peaks stay over the limit.
        InputError: the bit rate does not exist.
    """
    chapters = [
        ChapterMark(title=chapter.title, start=chapter.start, end=chapter.end)
        for chapter in timeline.chapters
    ]
    mastered = master(
        mix,
        timeline.duration,
        target_lufs=loudness_lufs,
        progress=lambda fraction: progress(Stage.MEASURE, fraction),
    )
    with _folder_for(path), whole_file(path) as temporary:
        for _ in range(_TRIES):
            write_mp3(
                mastered,
                timeline.duration,
                temporary,
                tags=tags,
                chapters=chapters,
                bitrate_kbps=bitrate_kbps,
                progress=lambda fraction: progress(Stage.ENCODE, fraction),
            )
            progress(Stage.CHECK, 0.0)
            peak_dbtp = true_peak_dbtp(decode_blocks(temporary, _DECODE_FRAMES))
            progress(Stage.CHECK, 1.0)
            if peak_dbtp <= TRUE_PEAK_LIMIT_DBTP:
                return Delivered(
                    master=mastered,
                    loudness_lufs=mastered.figures.loudness_lufs,
                    true_peak_dbtp=peak_dbtp,
                    bytes=temporary.stat().st_size,
                    warnings=_warnings(mastered.figures),
                )
            over = peaks_over(decode_blocks(temporary, _DECODE_FRAMES), TRUE_PEAK_LIMIT_DBTP)
            mastered = mastered.relieved(over)
        raise EncodeError(
            f"the MP3's peaks stay over {TRUE_PEAK_LIMIT_DBTP} dBTP ({peak_dbtp:.1f}); try a higher --bitrate"
        )


def _warnings(figures: MasterFigures) -> tuple[str, ...]:
    if not figures.gain_bounded:
        return ()
    why = (
        f"there is little speech in this session, so it measures {figures.loudness_lufs:.1f} LUFS and not "
        f"{figures.target_lufs:g}: to raise it further, the voice would have to shout"
    )
    return (why,)


@contextmanager
def _folder_for(path: Path) -> Iterator[None]:
    """The file's folder, made where it is missing, and taken away again where no file comes to be in it."""
    missing = not path.parent.exists()
    ensure_folder(path.parent)
    with ExitStack() as on_failure:
        if missing:
            on_failure.callback(_remove_empty, path.parent)
        yield
        on_failure.pop_all()


def _remove_empty(folder: Path) -> None:
    with suppress(OSError):  # something else has come to be in it, and may stay
        folder.rmdir()
