"""A short sound with everything a file can say of itself, in every format, in stereo and mono."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cache
from io import BytesIO
from pathlib import Path
from typing import Final

import numpy as np
from PIL import Image

from quietude.audio import Block
from quietude.export.continuous import write_continuous
from quietude.export.formats import FORMATS, Form, choose_form
from quietude.export.mp3 import write_mp3
from quietude.export.tags import ChapterMark, Picture, Tags, TimedLine
from quietude.export.wav import write_session_wav

from ..export.sounds import RATE, Held, murmur

DURATION: Final = 2 * RATE + 4_001
"""In samples: no whole number of frames, pages or milliseconds."""
HARD: Final = "a=b; c#d \\ \"q\" 's' [CHAPTER] 100 % <&> 静けさ שלום é 🌿 =\\"
"""What a title may hold, the signs among it that mean something to some program."""
STARTS: Final = (0, 20_011, 47_999, 60_013)
CHAPTERS: Final = tuple(
    ChapterMark(title=title, start=start, end=end)
    for title, start, end in zip(
        (HARD, "二", "Three; #3 = \\", "Last"), STARTS, (*STARTS[1:], DURATION), strict=True
    )
)
TAGS: Final = Tags(
    title=HARD,
    artist="Ann; #1 = Ündine",
    album="One\nline \\",
    genre="Meditation",
    language="ja",
    year=2031,
    track="3/12",
    disc="1/2",
    comment="Not while driving; ever.\n# = second line\\\nthird",
    lines=(
        TimedLine(start=4_800, end=40_000, text="Welcome = you; all."),
        TimedLine(start=60_000, end=90_000, text="#2 \\"),
    ),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Made:
    """A file, and what went into it."""

    path: Path
    form: Form
    sound: Block
    tags: Tags
    chapters: tuple[ChapterMark, ...]

    @property
    def duration(self) -> int:
        return len(self.sound)

    def __str__(self) -> str:
        return f"{self.form.format.name}{'-mono' if self.form.mono else ''}"


@cache
def cover(kind: str) -> Picture:
    """A picture of noise, as a PNG or JPEG file of some thousand bytes."""
    file = BytesIO()
    Image.effect_noise((60, 50), 80).convert("RGB").save(file, kind)
    mime = f"image/{kind.lower()}"
    return Picture(data=file.getvalue(), mime=mime, width=60, height=50)


def make(
    folder: Path,
    name: str,
    sound: Block,
    *,
    mono: bool = False,
    tags: Tags = TAGS,
    chapters: tuple[ChapterMark, ...] = (),
    kbps: int | None = None,
) -> Made:
    """A file of that format with that sound; of ``mono`` both sides are the mean, as a session's are."""
    form = choose_form(name, None, mono=mono, kbps=kbps)
    if mono:
        sound = np.repeat(sound.mean(axis=1, dtype=np.float32)[:, None], 2, axis=1)
    path = folder / f"{name}-{form.channels}{form.format.ending}"
    source, length = Held(sound), len(sound)
    if name == "mp3":
        write_mp3(
            source, length, path,
            tags=tags, chapters=chapters, mono=mono, bitrate_kbps=form.needed_kbps, workers=1,
        )  # fmt: skip
    elif name == "wav":
        write_session_wav(source, length, path, tags=tags, chapters=chapters, mono=mono)
    else:
        write_continuous(source, length, path, form, tags=tags, chapters=chapters)
    return Made(path=path, form=form, sound=sound, tags=tags, chapters=chapters)


def every(folder: Path) -> list[Made]:
    """Every format in stereo, with a PNG as its cover, and in mono, with a JPEG."""
    sound = murmur(DURATION / RATE + 0.01)[:DURATION]
    return [
        make(
            folder, name, sound,
            mono=mono, chapters=CHAPTERS, tags=replace(TAGS, cover=cover("JPEG" if mono else "PNG")),
        )
        for name in FORMATS
        for mono in (False, True)
    ]  # fmt: skip
