"""Stages 6 and 7 together: the mix to a file that keeps its promises, which is decoded again to see."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import ExitStack, closing, contextmanager, suppress
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Final

from quietude.audio import Source
from quietude.encoding import Segments
from quietude.errors import EncodeError
from quietude.export.formats import MP3, Form
from quietude.export.frames import Encoding
from quietude.export.mp3 import write_mp3
from quietude.export.tags import ChapterMark, Tags
from quietude.files import ensure_folder, whole_file
from quietude.gains import Gains
from quietude.kept_sound import KeptSound
from quietude.mix.foresee import Foresight
from quietude.mix.grid import gridded
from quietude.mix.master import TRUE_PEAK_LIMIT_DBTP, Master, MasterFigures
from quietude.mix.recipe import MADE_ONCE, Recipe
from quietude.one_go import Played, play, write_whole
from quietude.progress import Progress, Stage
from quietude.timeline.timeline import Timeline

_TRIES: Final = 5


@dataclass(frozen=True, slots=True, kw_only=True)
class Delivered:
    """What was measured on the file, and the master it holds."""

    master: Master
    loudness_lufs: float
    """Integrated, of the master (BS.1770-4); -inf for silence."""
    true_peak_dbtp: float
    """Of the decoded file; -inf for silence."""
    bytes: int
    warnings: tuple[str, ...]
    """What the listener should know about the sound, a sentence each; mostly nothing."""


def deliver(
    mix: Source,
    path: Path,
    *,
    timeline: Timeline,
    recipe: Recipe | None = None,
    kept: KeptSound | None = None,
    foresight: Foresight | None = None,
    tags: Tags,
    form: Form | None = None,
    loudness_lufs: float,
    cores: int | None = None,
    progress: Progress,
) -> Delivered:
    """Master, encode, decode and measure; where a peak overshot in the encoder, relieve it there and again.

    What ``kept`` has of it is not made, whichever session it was made for; ``recipe`` tells what each stretch
    of the mix follows from (None for a mix that is made once, and of which nothing is kept). The bytes are
    the same either way. With ``foresight`` the gain is foreseen, and the mix measured from end to end only
    where it was foreseen wrongly. ``form``: None: MP3 as it is by default. ``cores``: encoders at once; None:
    one for each core. The file appears under ``path`` when all is well, and not before.

    Raises:
        FileError: it cannot be written.
        EncodeError: the encoder failed, or its peaks stay over the limit.
    """
    form = form or Form()
    chapters = [
        ChapterMark(title=chapter.title, start=chapter.start, end=chapter.end)
        for chapter in timeline.chapters
    ]
    with ExitStack() as opened, _folder_for(path), whole_file(path) as temporary:
        if recipe is None or kept is None:
            kept = opened.enter_context(KeptSound(lasting=False))
        recipe = recipe or MADE_ONCE
        gains = Gains(
            mix=gridded(mix),
            timeline=timeline,
            recipe=recipe,
            kept=kept,
            foresight=foresight,
            target_lufs=loudness_lufs,
            progress=lambda fraction: progress(Stage.MEASURE, fraction),
        )
        making = _Making(form=form, path=temporary, tags=tags, chapters=chapters, progress=progress)
        in_segments = partial(making.in_segments, recipe=recipe, kept=kept, cores=cores)
        made = in_segments if form.format is MP3 else making.whole
        mastered = gains.mastered()
        for _ in range(_TRIES):
            played = made(mastered)
            if not gains.hold(mastered):
                mastered = gains.mastered()
            elif not played.over:
                figures = mastered.figures
                return Delivered(
                    master=mastered,
                    loudness_lufs=figures.loudness_lufs,
                    true_peak_dbtp=played.true_peak_dbtp,
                    bytes=temporary.stat().st_size,
                    warnings=_warnings(figures),
                )
            else:
                mastered = mastered.relieved(played.over, limit_dbtp=TRUE_PEAK_LIMIT_DBTP)
        raise EncodeError(
            f"the file's peaks stay over {TRUE_PEAK_LIMIT_DBTP} dBTP ({played.true_peak_dbtp:.1f}); try a "
            "higher --bitrate"
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class _Making:
    """How the file comes to be: in segments, which other sessions may have in common, or in one go."""

    form: Form
    path: Path
    tags: Tags
    chapters: Sequence[ChapterMark]
    progress: Progress

    def in_segments(self, mastered: Master, *, recipe: Recipe, kept: KeptSound, cores: int | None) -> Played:
        """An MP3 at a constant bit rate."""
        encoding = Encoding(bitrate_kbps=self.form.needed_kbps, mono=self.form.mono)
        segments = Segments(mastered=mastered, encoding=encoding, recipe=recipe, kept=kept)
        with closing(segments):
            write_mp3(
                mastered,
                mastered.duration,
                self.path,
                tags=self.tags,
                chapters=self.chapters,
                bitrate_kbps=encoding.bitrate_kbps,
                mono=encoding.mono,
                workers=cores,
                kept=segments,
                progress=lambda fraction: self.progress(Stage.ENCODE, fraction),
            )
            self.progress(Stage.CHECK, 0.0)
            segments.check_joins()
        self.progress(Stage.CHECK, 1.0)
        return Played(true_peak_dbtp=max(segments.peaks_dbtp), over=tuple(segments.over))

    def whole(self, mastered: Master) -> Played:
        """Any other format."""
        write_whole(
            mastered,
            self.path,
            self.form,
            tags=self.tags,
            chapters=self.chapters,
            progress=lambda fraction: self.progress(Stage.ENCODE, fraction),
        )
        return play(
            self.path,
            mastered.duration,
            mono=self.form.mono,
            progress=lambda fraction: self.progress(Stage.CHECK, fraction),
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
