"""The captions that are asked for, beside a session's file."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from types import MappingProxyType
from typing import Final

from quietude.errors import InputError
from quietude.export.captions.cue import Cue, WordTimes, cues, timed_lines
from quietude.export.captions.cue_sheet import to_cue_sheet
from quietude.export.captions.lrc import to_lrc
from quietude.export.captions.printable import Printable
from quietude.export.captions.screen import on_screen
from quietude.export.captions.sounds import beside_words, sound_cues, sounds
from quietude.export.captions.srt import to_srt
from quietude.export.captions.transcript import to_transcript
from quietude.export.captions.webvtt import chapters_vtt, to_vtt
from quietude.export.tags import TimedLine
from quietude.files import whole_file
from quietude.plugins import unknown_message
from quietude.score.listener import Listener
from quietude.script.nodes import Script
from quietude.timeline.timeline import Timeline


@dataclass(frozen=True, kw_only=True)
class Captions:
    """All that captions of a session are made from. Its texts are made when they are asked for."""

    script: Script
    listener: Listener
    timeline: Timeline
    language: str
    """The session's (BCP 47): sounds are told in it."""
    voice: str = ""
    """The name of the leading voice, for the cue sheet."""
    with_values: bool = False
    """Exactly what is heard may be read. Otherwise no value of the listener and no phrase that was typed."""
    sound_cues: bool = False
    """What is heard besides the voice is told, too."""
    word_times: WordTimes | None = None
    """When words are said, where that is known: long sentences are cut by it, and the cue sheet has it."""
    show_word_times: bool = False
    """WebVTT and LRC have the moment of each word."""

    @cached_property
    def said(self) -> tuple[Cue, ...]:
        """Every sentence, with its exact times."""
        printable = Printable(self.script, self.listener, with_values=self.with_values)
        return cues(self.timeline, printable, word_times=self.word_times)

    @cached_property
    def shown(self) -> tuple[Cue, ...]:
        """What a screen shows, one thing at a time: of two lines, and long enough to read."""
        return self._with_sounds(on_screen(self.said))

    @property
    def lines(self) -> tuple[TimedLine, ...]:
        """Every sentence as a line of the lyrics that a file's tags hold."""
        return timed_lines(self.said)

    def vtt(self) -> str:
        """As WebVTT."""
        return to_vtt(
            self.shown,
            language=self.language,
            title=self.script.metadata.title,
            word_times=self.show_word_times,
        )

    def srt(self) -> str:
        """As SubRip."""
        return to_srt(self.shown)

    def lrc(self) -> str:
        """As LRC: whole sentences, which a player breaks as it likes."""
        metadata = self.script.metadata
        return to_lrc(
            self._with_sounds(self.said),
            title=metadata.title,
            artist=metadata.author or "",
            album=metadata.album or "",
            duration=self.timeline.duration,
            word_times=self.show_word_times,
        )

    def transcript(self) -> str:
        """As text to read."""
        metadata = self.script.metadata
        return to_transcript(
            self._with_sounds(self.said),
            title=metadata.title,
            author=metadata.author or "",
            safety=metadata.safety,
            chapters=self.timeline.chapters,
            duration=self.timeline.duration,
        )

    def cue_sheet(self) -> str:
        """As JSON. Sounds have the times at which they are heard, also where words are said."""
        found: Iterable[Cue] = self.said
        if self.sound_cues:
            heard = sound_cues(sounds(self.timeline, self.language), self.timeline, self.language)
            found = sorted((*heard, *self.said), key=lambda cue: cue.start)
        return to_cue_sheet(
            found,
            title=self.script.metadata.title,
            language=self.language,
            voice=self.voice,
            chapters=self.timeline.chapters,
            duration=self.timeline.duration,
            with_values=self.with_values,
        )

    def chapters(self) -> str:
        """The chapters alone, as WebVTT."""
        return chapters_vtt(self.timeline.chapters)

    def _with_sounds(self, words: tuple[Cue, ...]) -> tuple[Cue, ...]:
        if not self.sound_cues:
            return words
        return beside_words(sounds(self.timeline, self.language), words, self.timeline, self.language)


@dataclass(frozen=True, slots=True, kw_only=True)
class Kind:
    """A file of captions."""

    ending: str
    """What follows the session's name."""
    about: str
    """What it is and where it is used, in a few words."""
    make: Callable[[Captions], str]


KINDS: Final[Mapping[str, Kind]] = MappingProxyType(
    {
        "vtt": Kind(ending=".vtt", about="WebVTT: web pages, YouTube, players", make=Captions.vtt),
        "srt": Kind(ending=".srt", about="SubRip: every video player and editor", make=Captions.srt),
        "lrc": Kind(ending=".lrc", about="LRC: music players on phones", make=Captions.lrc),
        "txt": Kind(ending=".txt", about="a transcript to read and hand out", make=Captions.transcript),
        "json": Kind(
            ending=".cues.json", about="every cue to the sample, for programs", make=Captions.cue_sheet
        ),
        "chapters": Kind(
            ending=".chapters.vtt", about="the chapters as WebVTT, for web pages", make=Captions.chapters
        ),
    }
)
"""What can be asked for, by name."""
ALL: Final = "all"


def parse_kinds(text: str) -> tuple[str, ...]:
    """What ``--captions`` says: names with commas between, or "all"; each once, in the order of `KINDS`.

    Raises:
        InputError: there is no such kind; names the nearest. Or none is named.

    >>> parse_kinds("srt, vtt")
    ('vtt', 'srt')
    """
    asked = {part.strip().lower() for part in text.split(",")} - {""}
    if not asked:
        raise InputError(f"which captions? write some of {', '.join(KINDS)}, or {ALL}")
    for name in sorted(asked - {ALL}):
        if name not in KINDS:
            raise InputError(unknown_message("kind of captions", name, [*KINDS, ALL]))
    return tuple(name for name in KINDS if name in asked or ALL in asked)


def caption_paths(kinds: Sequence[str], path: Path) -> list[Path]:
    """Where the captions of a session's file stand.

    >>> [each.name for each in caption_paths(["vtt", "json"], Path("out/evening.mp3"))]
    ['evening.vtt', 'evening.cues.json']
    """
    return [path.with_name(path.stem + KINDS[kind].ending) for kind in kinds]


def write_captions(kinds: Sequence[str], path: Path, captions: Captions) -> list[Path]:
    """Write captions beside a session's file, each whole or not at all; return where they are.

    The same captions give the same bytes: UTF-8 without a byte order mark.

    Args:
        kinds: names of `KINDS` (see `parse_kinds`).
        path: the session's file, whose name they take.
        captions: the session's.

    Raises:
        FileError: one cannot be written.
    """
    paths = caption_paths(kinds, path)
    for kind, target in zip(kinds, paths, strict=True):
        content = KINDS[kind].make(captions).encode()
        with whole_file(target) as temporary:
            temporary.write_bytes(content)
    return paths
