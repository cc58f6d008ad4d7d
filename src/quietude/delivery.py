"""Stages 6 and 7 together: the mix to a file that keeps its promises, which is decoded again to see."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator
from contextlib import ExitStack, closing, contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from quietude.audio import Source
from quietude.encoding import Segments, made_of_pages, public_pages
from quietude.errors import EncodeError
from quietude.export.frames import Encoding
from quietude.export.mp3 import write_mp3
from quietude.export.tags import ChapterMark, Tags
from quietude.files import ensure_folder, whole_file
from quietude.job import Series
from quietude.kept_sound import KeptSound
from quietude.mix.foresee import Foresight
from quietude.mix.grid import Gridded, gridded
from quietude.mix.master import CEILING_DBTP, TRUE_PEAK_LIMIT_DBTP, Gain, Master, MasterFigures, master
from quietude.mix.recipe import MADE_ONCE, Made, Recipe
from quietude.progress import Progress, Stage
from quietude.script.front_matter import Metadata
from quietude.timeline.timeline import Timeline

_TRIES: Final = 5
_FORESEEN_WELL_LU: Final = 0.3
"""A loudness this near what was asked for stays as it is; nobody hears the difference, and platforms allow
more than twice as much."""


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


def tags_for(metadata: Metadata, series: Series | None = None, *, name: str = "") -> Tags:
    """The file's tags from the script's front matter. None of them holds a listener's value but ``name``.

    In a ``series`` the title begins with the file's number, since many players show and sort by titles alone.
    With a ``name`` it ends in it.
    """
    title = metadata.title if series is None else f"{series.number}. {metadata.title}"
    return Tags(
        title=f"{title} – {name}" if name else title,
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
    recipe: Recipe | None = None,
    kept: KeptSound | None = None,
    foresight: Foresight | None = None,
    tags: Tags,
    bitrate_kbps: int,
    loudness_lufs: float,
    cores: int | None = None,
    progress: Progress,
) -> Delivered:
    """Master, encode, decode and measure; where a peak overshot in the encoder, relieve it there and again.

    What ``kept`` has of it is not made, whichever session it was made for; ``recipe`` tells what each stretch
    of the mix follows from (None for a mix that is made once, and of which nothing is kept). The bytes are
    the same either way. With ``foresight`` the gain is foreseen, and the mix measured from end to end only
    where it was foreseen wrongly. ``cores``: encoders at once; None: one for each core. The file appears
    under ``path`` when all is well, and not before.

    Raises:
        FileError: it cannot be written.
        EncodeError: the encoder failed, or its peaks stay over the limit.
        InputError: the bit rate does not exist.
    """
    chapters = [
        ChapterMark(title=chapter.title, start=chapter.start, end=chapter.end)
        for chapter in timeline.chapters
    ]
    encoding = Encoding(bitrate_kbps=bitrate_kbps)
    with ExitStack() as opened, _folder_for(path), whole_file(path) as temporary:
        if recipe is None or kept is None:
            kept = opened.enter_context(KeptSound(lasting=False))
        recipe = recipe or MADE_ONCE
        gains = _Gains(
            mix=gridded(mix),
            timeline=timeline,
            recipe=recipe,
            kept=kept,
            foresight=foresight,
            target_lufs=loudness_lufs,
            progress=lambda fraction: progress(Stage.MEASURE, fraction),
        )
        mastered = gains.mastered()
        for _ in range(_TRIES):
            segments = Segments(mastered=mastered, encoding=encoding, recipe=recipe, kept=kept)
            with closing(segments):
                write_mp3(
                    mastered,
                    timeline.duration,
                    temporary,
                    tags=tags,
                    chapters=chapters,
                    bitrate_kbps=bitrate_kbps,
                    workers=cores,
                    kept=segments,
                    progress=lambda fraction: progress(Stage.ENCODE, fraction),
                )
                progress(Stage.CHECK, 0.0)
                segments.check_joins()
            progress(Stage.CHECK, 1.0)
            if not gains.hold(mastered):
                mastered = gains.mastered()
            elif not segments.over:
                figures = mastered.figures
                return Delivered(
                    master=mastered,
                    loudness_lufs=figures.loudness_lufs,
                    true_peak_dbtp=max(segments.peaks_dbtp),
                    bytes=temporary.stat().st_size,
                    warnings=_warnings(figures),
                )
            else:
                mastered = mastered.relieved(segments.over, limit_dbtp=TRUE_PEAK_LIMIT_DBTP)
        raise EncodeError(
            f"the MP3's peaks stay over {TRUE_PEAK_LIMIT_DBTP} dBTP ({max(segments.peaks_dbtp):.1f}); try a "
            "higher --bitrate"
        )


@dataclass(slots=True, kw_only=True)
class _Gains:
    """The gain of a session: kept from before, foreseen, or, where that went wrong, measured.

    It is found by what is the same for every listener, and so is whether it was foreseen well: so all of a
    batch have the same, whoever is rendered first.
    """

    mix: Gridded
    timeline: Timeline
    recipe: Recipe
    kept: KeptSound
    foresight: Foresight | None
    target_lufs: float
    progress: Callable[[float], None]
    foreseen: bool = False
    """Nobody has measured yet whether it is right."""
    _pages: frozenset[int] = field(init=False)
    _made: Made = field(init=False)

    def __post_init__(self) -> None:
        self._pages = public_pages(self.timeline.personal, self.timeline.duration)
        self._made = made_of_pages(self.recipe, self._pages)

    def mastered(self) -> Master:
        """The session's master; asked for again, one whose gain is not foreseen."""
        known = self.kept.get_facts(self._key, private=self._made.private)
        gain = None if known is None else Gain.from_facts(known)
        if gain is None and self.foresight is not None:
            gain = self.foresight.gain(
                self.mix, self._pages, target_lufs=self.target_lufs, ceiling_dbtp=CEILING_DBTP
            )
            self.foreseen = gain is not None
            if self.foreseen:
                self.progress(1.0)
            self.foresight = None
        mastered = master(
            self.mix,
            self.timeline.duration,
            target_lufs=self.target_lufs,
            gain=gain,
            pages=self._pages,
            progress=self.progress,
        )
        if known is None and not self.foreseen:
            self._keep(mastered.gain)
        return mastered

    def hold(self, mastered: Master) -> bool:
        """Whether the gain of a master that was made throughout is right; only a foreseen one may not be."""
        if not self.foreseen:
            return True
        self.foreseen = False
        missing = self.target_lufs - mastered.loudness_lufs(self._pages)
        right = abs(missing) <= _FORESEEN_WELL_LU or (mastered.gain.bounded and missing > 0.0)
        if right:
            self._keep(mastered.gain)
        return right

    def _keep(self, gain: Gain) -> None:
        self.kept.put_facts(self._key, gain.facts(), private=self._made.private)

    @property
    def _key(self) -> str:
        told = ("gain-2", self._made.digest, self.target_lufs)
        return hashlib.sha256(repr(told).encode()).hexdigest()


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
