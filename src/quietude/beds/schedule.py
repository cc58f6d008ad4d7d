"""Schedules of tones as SBaGen's users write and share them: files whose names end in ``.sbg``.

The format is described in SBAGEN.TXT by Jim Peters (uazu.net/sbagen), section 4. What is read of it is what
the published examples use: tone sets of binaural tones, plain tones, pink noise (and the white and brown
noise of the later SBaGen+), spinning noise and bells; time lines by the clock or from ``NOW``, with their
fades and slides; blocks. What is not is refused by name and line (see `quietude.beds.schedule_parser`).
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import Final

from quietude.errors import BedError, FileError
from quietude.files import reason
from quietude.findings import Span

EXTENSION: Final = ".sbg"

FADE_S: Final = 60.0
"""How long one set takes to give way to the next where nothing else is said, as SBaGen has it."""

_LARGEST_BYTES: Final = 8_000_000
"""The longest of the published files has some 10,000 bytes."""


class Kind(StrEnum):
    """What a voice of a tone set is."""

    TONE = "tone"
    """A sine in each ear, ``beat_hz`` apart; with a beat of 0 the same in both."""
    PINK = "pink"
    WHITE = "white"
    BROWN = "brown"
    SPIN = "spin"
    """Pink noise that is delayed for one ear and advanced for the other, to and fro."""
    BELL = "bell"
    """A ping when its set begins."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Voice:
    """One sound of a tone set."""

    kind: Kind
    amplitude: float
    """0 to 1: the peak of a tone or a bell, and nearly that of a noise."""
    carrier_hz: float = 0.0
    """Of a tone or a bell; 0 for noise."""
    beat_hz: float = 0.0
    """How much higher the left ear's tone is than the right's, or how often the noise spins to and fro."""
    width_s: float = 0.0
    """How far spinning noise is delayed at most, in seconds."""
    span: Span

    @property
    def pitch(self) -> tuple[float, float, float]:
        """All but how loud it is."""
        return self.carrier_hz, self.beat_hz, self.width_s


@dataclass(frozen=True, slots=True, kw_only=True)
class ToneSet:
    """Sounds that are heard together."""

    name: str
    voices: tuple[Voice | None, ...]
    """By place, at most 16: a slide leads from a place in one set to the same place in the next. None is
    silence."""
    span: Span


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """When a tone set begins, and how it comes and goes."""

    at_s: int
    """From the first entry on."""
    tones: ToneSet
    fade_in: str = "-"
    """``<`` from silence, ``-`` what is the same in both goes on, ``=`` everything slides that can."""
    fade_out: str = "-"
    """``>`` to silence, and ``-`` and ``=`` as above."""
    slide: bool = False
    """Whether it slides to the next set from its first second on (``->``)."""
    span: Span


@dataclass(frozen=True, slots=True, kw_only=True)
class Schedule:
    """A whole file. What its last entry says is held without end."""

    entries: tuple[Entry, ...]
    """At least one, in order, each later than the one before; the first at 0 s."""
    fade_s: float = FADE_S
    ignored: tuple[str, ...] = ()
    """Options that are read and not followed, each with its line: ``line 3: -SE``."""

    @property
    def needs_headphones(self) -> bool:
        """Whether it has anything that differs between the ears by beating."""
        return any(
            voice is not None and voice.beat_hz != 0.0 and voice.amplitude > 0.0
            for entry in self.entries
            for voice in entry.tones.voices
        )

    @property
    def note(self) -> str:
        """What a listener should know before using it; empty where there is nothing."""
        notes = []
        if self.needs_headphones:
            notes.append(
                "Needs headphones: on loudspeakers or in mono each ear hears both tones. Whether brain waves "
                "follow such a beat is disputed."
            )
        if self.ignored:
            notes.append(
                f"Options that are not followed, as the session decides them: {', '.join(self.ignored)}."
            )
        return " ".join(notes)


def read_schedule(path: Path) -> Schedule:
    """Read a schedule's file, as UTF-8 or else as Latin-1, in which many old ones are written.

    Raises:
        BedError: it is no schedule, or holds what is not supported; the message shows each such line.
        FileError: it cannot be read, is binary, or far too large.
    """
    from quietude.beds.schedule_parser import parse_schedule

    try:
        with path.open("rb") as file:
            raw = file.read(_LARGEST_BYTES + 1)
    except OSError as error:
        raise FileError(
            f"cannot read the schedule {path}: {reason(error)}", path=path, cause=error
        ) from error
    if b"\0" in raw:
        raise FileError(f"the schedule {path} is not text: it holds binary data", path=path)
    if len(raw) > _LARGEST_BYTES:
        raise BedError(f"the schedule {path} is larger than {_LARGEST_BYTES // 1_000_000} MB")
    try:
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError:
        text = raw.decode("latin-1")
    return parse_schedule(text, str(path))
