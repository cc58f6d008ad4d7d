"""The formats that a session can be written in, and how one of them is chosen."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Final

from quietude.errors import FileError, InputError
from quietude.plugins import unknown_message

MP3_KBPS: Final = (64, 80, 96, 112, 128, 160, 192, 224, 256, 320)
"""Constant ones. MPEG-1 Layer III also knows 32, 40, 48 and 56; at 48 kHz those spoil even speech, and an
Info frame does not fit into theirs."""

_VBR_KBPS: Final = {245: 0, 225: 1, 190: 2, 175: 3, 165: 4, 130: 5, 115: 6, 100: 7}
"""Usual means of LAME's qualities V0 to V7 (its manual, "Recommended LAME Settings")."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Format:
    """One way of writing sound to a file."""

    name: str
    """As ``--format`` takes it."""
    endings: tuple[str, ...]
    """Of files that hold it, the usual one first."""
    about: str
    """A line for whoever chooses."""
    mime: str
    kbps: tuple[int, ...] = ()
    """The bit rates to choose from, kilobits a second, rising; none where nothing is lost."""
    stereo_kbps: int | None = None
    """What is taken where nobody chooses."""
    mono_kbps: int | None = None
    """The same, for one channel."""

    @property
    def ending(self) -> str:
        """The usual one, with its dot."""
        return self.endings[0]


MP3: Final = Format(
    name="mp3",
    endings=(".mp3",),
    about="plays on anything; constant bit rate",
    mime="audio/mpeg",
    kbps=MP3_KBPS,
    stereo_kbps=160,  # without a reservoir as good as the usual 128 with one (docs/mp3.md)
    mono_kbps=112,
)

_AAC_KBPS: Final = (64, 80, 96, 112, 128, 160, 192, 224, 256, 320)

FORMATS: Final = {
    made.name: made
    for made in (
        MP3,
        Format(
            name="mp3-vbr",
            endings=(".mp3",),
            about="MP3 with a variable bit rate; some old players jump to a wrong place in it",
            mime="audio/mpeg",
            kbps=tuple(sorted(_VBR_KBPS)),
            stereo_kbps=190,
            mono_kbps=190,
        ),
        Format(
            name="m4a",
            endings=(".m4a",),
            about="AAC; Apple's own, plays on every phone and in every browser",
            mime="audio/mp4",
            kbps=_AAC_KBPS,
            stereo_kbps=160,
            mono_kbps=128,
        ),
        Format(
            name="m4b",
            endings=(".m4b",),
            about="AAC as an audiobook: players remember the place and list the chapters",
            mime="audio/mp4",
            kbps=_AAC_KBPS,
            stereo_kbps=160,
            mono_kbps=128,
        ),
        Format(
            name="opus",
            endings=(".opus", ".ogg"),
            about="the smallest at the same quality; browsers, Android, and phones since about 2020",
            mime="audio/ogg",
            kbps=(32, 48, 64, 80, 96, 112, 128, 160, 192, 224, 256),
            stereo_kbps=128,  # level with MP3 at 160 (docs/formats.md)
            mono_kbps=80,
        ),
        Format(name="flac", endings=(".flac",), about="nothing is lost; 24 bit", mime="audio/flac"),
        Format(
            name="wav",
            endings=(".wav",),
            about="nothing is lost, and every editor opens it; 24 bit, RF64 when it is long",
            mime="audio/wav",
        ),
    )
}
"""By name; of those with the same ending, the first is what the ending stands for."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Form:
    """A format with all that can be chosen in it."""

    format: Format = MP3
    kbps: int | None = MP3.stereo_kbps
    """Kilobits a second; None where the format has none to choose."""
    mono: bool = False
    """One channel."""

    def __post_init__(self) -> None:
        """Refuse a bit rate that the format does not have.

        Raises:
            InputError: it is not among the format's.
        """
        if not self.format.kbps:
            if self.kbps is not None:
                raise InputError(f"{self.format.name} loses nothing and has no bit rate; leave out --bitrate")
        elif self.kbps not in self.format.kbps:
            allowed = ", ".join(map(str, self.format.kbps))
            raise InputError(
                f"{self.kbps} kbit/s is no bit rate of {self.format.name} here; choose from {allowed}"
            )

    @property
    def channels(self) -> int:
        """1 or 2."""
        return 1 if self.mono else 2

    @property
    def needed_kbps(self) -> int:
        """The bit rate of a format that has one.

        Raises:
            ValueError: it has none.
        """
        if self.kbps is None:
            raise ValueError(f"{self.format.name} has no bit rate")
        return self.kbps

    @property
    def vbr_quality(self) -> int:
        """LAME's V, of an MP3 with a variable bit rate."""
        return _VBR_KBPS[self.needed_kbps]


def choose_form(name: str | None, path: Path | None, *, kbps: int | None = None, mono: bool = False) -> Form:
    """The form that a name (as ``--format``), or else a file's ending, asks for; MP3 where neither is given.

    Raises:
        InputError: there is no such format, or it has no such bit rate.
        FileError: the file's ending is that of no format, or of another one than is named.
    """
    if name is not None and name not in FORMATS:
        raise InputError(unknown_message("format", name, FORMATS))
    if name is not None:
        made = FORMATS[name]
        if path is not None and path.suffix.lower() not in made.endings:
            raise FileError(
                f"{path} does not end in {' or '.join(made.endings)}, as {name} does; change one of the two",
                path=path,
            )
    else:
        made = MP3 if path is None else format_of(path)
    usual = made.mono_kbps if mono else made.stereo_kbps
    return Form(format=made, kbps=usual if kbps is None else kbps, mono=mono)


def format_of(path: Path) -> Format:
    """The format that a file's ending stands for.

    Raises:
        FileError: none.
    """
    ending = path.suffix.lower()
    for made in FORMATS.values():
        if ending in made.endings:
            return made
    raise FileError(
        f"{path} does not end in {or_list(endings())}, the formats that can be written", path=path
    )


def endings() -> list[str]:
    """Every ending of a format, once."""
    return list(dict.fromkeys(ending for made in FORMATS.values() for ending in made.endings))


def or_list(words: list[str]) -> str:
    """Words in a row, the last after "or".

    >>> or_list([".mp3", ".wav"])
    '.mp3 or .wav'
    """
    return " or ".join((", ".join(words[:-1]), words[-1])) if len(words) > 1 else "".join(words)
