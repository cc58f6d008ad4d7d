"""A job: all that decides the sound of one file."""

from __future__ import annotations

import os
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from quietude.errors import FileError
from quietude.export.formats import Form, choose_form, format_of
from quietude.score.listener import Listener

DEFAULT_BITRATE_KBPS: Final = Form().needed_kbps
"""Of an MP3."""
DEFAULT_LOUDNESS_LUFS: Final = -16.0
"""Stereo speech on podcast platforms (AES TD1008)."""
OUTPUT_FOLDER: Final = Path("output")
"""Where renders go that are given no name, below the working folder."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """What a render writes beside the file, under its name."""

    stems: bool = False
    """``NAME.voice.wav``, ``NAME.bed.wav`` and ``NAME.pacer.wav``, which add up to the master; with them
    ``NAME.otio`` and ``NAME.*.labels.txt``, which tell editors where everything is."""
    voice_only: bool = False
    """``NAME.voice-only`` in the same format: the same timing, and only the voice sounds."""
    report: bool = False
    """``NAME.report.json``: what was measured, on the stems and on the file."""
    plot: Path | None = None
    """A picture there, light, and ``-dark`` beside it."""
    captions: tuple[str, ...] = ()
    """Names of `quietude.export.captions.write.KINDS`."""
    sound_cues: bool = False
    """Captions tell what is heard besides the voice."""
    word_times: bool = False
    """Captions have the moment of each word, in the formats that can show it."""
    name_in_captions: bool = False
    """Captions have the words that are heard, with a listener's values; otherwise these are left out."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Series:
    """A file's place in a numbered series, as players show it. Nothing of the listener is in it."""

    title: str
    """The series' own, which the files have as their album."""
    number: int
    """From 1."""
    of: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Job:
    """One render. Everything but ``script`` has a default that suits most."""

    script: str
    """The name of a script that came with quietude, or a path."""
    listener: Listener = field(default_factory=Listener)
    voices: tuple[str, ...] = ()
    """Names of profiles or their paths. The first leads the session (none: what suits the script's language);
    the others take, in this order, what is in a language that the lead does not speak."""
    beds: tuple[str, ...] | None = None
    """Each as ``--bed`` takes it, sounding together; None: what the script says; empty: none at all."""
    recordings: Path | None = None
    """A folder of a person's recorded lines, named as `quietude.score.lines` names them; None: the folder
    that the script names, if it names one."""
    output: Path | None = None
    """The file to write; None: ``output/<script>`` with the format's ending."""
    format: str | None = None
    """One of `quietude.export.formats.FORMATS`; None: what the file's ending says, MP3 without one."""
    bitrate_kbps: int | None = None
    """None: the format's own."""
    mono: bool = False
    """One channel: the mean of both."""
    loudness_lufs: float = DEFAULT_LOUDNESS_LUFS
    """Integrated. One channel is as loud as this when it plays from both sides; a meter that counts one
    channel alone shows 3 LU less."""
    further_back_db: float = 0.0
    """How much further than usual beds and strokes step back for the voice, in decibels."""
    keep_clips: bool = True
    """False: no clip is looked for or kept in the lasting cache."""
    wanted: Wanted = field(default_factory=Wanted)
    """What is written beside the file."""
    series: Series | None = None
    """None: the file stands alone, and its album is what the script says."""
    name_in_tags: bool = False
    """The file's tags may say whom it is for: the title ends in the value of ``name``, and the words are
    those that are heard."""
    cover: Path | None = None
    """A picture for the file; None: one is drawn."""
    with_cover: bool = True
    """False: no picture is drawn."""
    with_words: bool = True
    """The words are in the file's tags, as players show lyrics. Without a listener's values, but for
    ``name_in_tags``."""

    def output_path(self) -> Path:
        """Where the file will be. Never named after a listener."""
        return self.output or OUTPUT_FOLDER / f"{Path(self.script).stem}{self.form().format.ending}"

    def form(self) -> Form:
        """How the file is written.

        Raises:
            InputError: there is no such format, or it has no such bit rate.
            FileError: the file's ending is that of no format, or of another one than is asked for.
        """
        return choose_form(self.format, self.output, kbps=self.bitrate_kbps, mono=self.mono)


def check_output(path: Path, *, make_folder: bool, ending: str | None = None, option: str = "-o") -> None:
    """See that a file can be written there, before anything dear is done.

    ``make_folder``: its folder will be made where it is missing. ``ending``: what it must end in; None: in
    that of any format. ``option`` is what chooses the place.

    Raises:
        FileError: it is a folder, its folder is missing or cannot be written, or it has another ending.
    """
    if path.is_dir():
        example = path / f"session{ending or '.mp3'}"
        raise FileError(f"{path} is a folder; give the name of a file, such as {example}", path=path)
    if ending is None:
        format_of(path)
    elif path.suffix.lower() != ending:
        raise FileError(f"{path} does not end in {ending}, which is the format that is written", path=path)
    parent = path.parent
    if make_folder and not parent.exists():
        return  # made when the file is written
    choose = f"choose another place with {option}"
    if not parent.is_dir():
        raise FileError(f"there is no folder {parent}; make it, or {choose}", path=path)
    if not os.access(parent, os.W_OK | os.X_OK):
        raise FileError(f"the folder {parent} cannot be written; {choose}", path=path)
