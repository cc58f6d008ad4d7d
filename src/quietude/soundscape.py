"""From names to sound: which beds and pacers a session has, checked early and made late."""

from __future__ import annotations

import hashlib
import sys
import threading
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache, partial
from pathlib import Path

from quietude.audio import Block, Source
from quietude.beds.bell import BOWLS, BellStrokes
from quietude.beds.breath import Breath, BreathPacer
from quietude.beds.spec import BedSpec, make_bed_from_text, parse_bed
from quietude.beds.touch import Stroke, TouchPacer
from quietude.errors import BedError, ScriptError
from quietude.findings import Finding
from quietude.score.score import Score, SoundCue
from quietude.script.nodes import Node, Only, Script, Sound
from quietude.timeline.timeline import Timeline


@dataclass(frozen=True, slots=True, kw_only=True)
class Beds:
    """What sounds underneath a session, before it has a length."""

    from_start: tuple[str, ...]
    """Each as ``--bed`` takes it; they sound together."""
    follow_script: bool
    """True: the script's ``[sound ...]`` changes them. False: the listener chose, and that stays."""
    folder: Path | None
    """Where relative paths of music files start; None: the working folder."""


def beds_named(score: Score, beds: Beds) -> list[str]:
    """Every bed that sounds in a session, in order, each as ``--bed`` takes it; "none" where nothing does."""
    changes = [item.bed or "none" for item in score.items if isinstance(item, SoundCue)]
    return [*beds.from_start, *(changes if beds.follow_script else ())]


def choose_beds(script: Script, asked: Sequence[str] | None) -> Beds:
    """The listener's own beds, or else the script's.

    Raises:
        BedError: a bed the listener asked for does not exist or takes no such parameter.
        ScriptError: one that the script names does not, with its place (as `bed_findings`).
    """
    if asked is not None:
        for bed in asked:
            parse_bed(bed)
        return Beds(from_start=tuple(bed for bed in asked if bed != "none"), follow_script=False, folder=None)
    findings = bed_findings(script)
    if findings:
        raise ScriptError(findings)
    own = script.metadata.bed
    from_start = (own,) if own is not None and own != "none" else ()
    return Beds(from_start=from_start, follow_script=True, folder=Path(script.path).parent)


def bed_findings(script: Script) -> list[Finding]:
    """An error for every bed that the script names, on any of its paths, and that cannot be had."""
    folder = Path(script.path).parent
    named = [(bed.bed, bed.span) for section in script.sections for bed in _sounds(section.body)]
    if script.metadata.bed is not None:
        named.insert(0, (script.metadata.bed, script.spans.get("bed", script.sections[0].span)))
    findings: list[Finding] = []
    for bed, span in named:
        try:
            parse_bed(bed or "none", base_folder=folder)
        except BedError as error:
            findings.append(script.finding("bad-bed", str(error), span))
    return findings


def bed_sources(timeline: Timeline, *, title: str, folder: Path | None) -> list[Source]:
    """One Source for each of the timeline's beds, in their order, each beginning at its span's start.

    Seeded by the script's title and the bed's place: every listener of a script hears the same sea.
    """
    return [
        _Bed(span.bed, seed_for(title, f"bed {index}"), folder) for index, span in enumerate(timeline.beds)
    ]


_one_at_a_time = threading.Lock()


class _Bed:
    """A bed that is made when it is first heard: a session that was heard before needs none."""

    def __init__(self, text: str, seed: int, folder: Path | None) -> None:
        self._made = partial(_bed, text, seed, folder, bed_state(text, folder))

    def read(self, start: int, frames: int) -> Block:
        with _one_at_a_time:  # or every thread that encodes would make the same bed
            source = self._made()
        return source.read(start, frames)


@lru_cache(maxsize=2)
def _bed(text: str, seed: int, folder: Path | None, state: str) -> Source:
    """A bed's Source; the last ones are kept, since the sessions of a batch mostly share theirs.

    ``state`` is that of its files, so that a changed one is not mistaken.
    """
    del state
    source = make_bed_from_text(text, seed, folder)
    if source is None:
        raise BedError(f'the bed "{text}" makes no sound')
    return source


def bed_state(text: str, folder: Path | None) -> str:
    """All that decides a bed's sound but its seed: its parameters, its files, the code that makes it."""
    told = []
    for spec in parse_bed(text, base_folder=folder):
        told.append(repr((spec.gain_db, spec.parameters, spec.schedule)))
        if spec.kind is not None:
            code = getattr(sys.modules.get(spec.kind.build.__module__), "__file__", None)
            told.append(f"{spec.kind.name} {code and _state(Path(code))}")
        if spec.path is not None:
            told.append(f"{spec.path} {_state(spec.path)}")
    return "\n".join(told)


def _state(path: Path) -> tuple[int, int] | None:
    """A file's size and when it was written: as good as its content, for files of music."""
    try:
        found = path.stat()
    except OSError:
        return None
    return found.st_size, found.st_mtime_ns


def sounds_of(timeline: Timeline, *, title: str, folder: Path | None) -> str:
    """All that decides how a session's beds and pacers sound, but their places."""
    return repr((title, [(span.bed, bed_state(span.bed, folder)) for span in timeline.beds]))


def bed_notes(timeline: Timeline, *, folder: Path | None) -> tuple[str, ...]:
    """What a listener should know about the beds (that one needs headphones, say), each once."""
    notes: dict[str, None] = {}
    for span in timeline.beds:
        for spec in parse_bed(span.bed, base_folder=folder):
            if spec.note:
                notes[f"{_name(spec)}: {spec.note}"] = None
    return tuple(notes)


def pacer_sources(timeline: Timeline, *, title: str) -> list[Source]:
    """The Sources of breaths and bells, each over the whole session; only those that sound."""
    sources: list[Source] = []
    if timeline.breaths:
        breaths = [
            Breath(
                start=span.start,
                inhale=span.inhale,
                hold=span.hold,
                exhale=span.exhale,
                rest=span.rest,
                shape=span.shape,
            )
            for span in timeline.breaths
        ]
        sources.append(BreathPacer(breaths, seed=seed_for(title, "breath")))
    for kind in sorted({stroke.kind for stroke in timeline.bells}):
        starts = [stroke.start for stroke in timeline.bells if stroke.kind == kind]
        sources.append(BellStrokes(starts, bowl=BOWLS[kind]))
    return sources


def stroke_sources(timeline: Timeline, *, title: str) -> list[Source]:
    """The Source of the touch pacer over the whole session, where there is touch."""
    strokes = [
        Stroke(start=stroke.start, duration=stroke.duration, left=stroke.left, right=stroke.right)
        for span in timeline.touches
        for stroke in span.strokes
    ]
    return [TouchPacer(strokes, seed=seed_for(title, "touch"))] if strokes else []


def seed_for(title: str, part: str) -> int:
    """A 63-bit seed that a script's title and a part of its sound always give."""
    digest = hashlib.sha256(f"{title}\0{part}".encode()).digest()
    return int.from_bytes(digest[:8], "big") >> 1


def _name(spec: BedSpec) -> str:
    return spec.kind.name if spec.kind is not None else spec.path.name if spec.path is not None else "bed"


def _sounds(body: Iterable[Node]) -> Iterator[Sound]:
    for node in body:
        if isinstance(node, Sound):
            yield node
        elif isinstance(node, Only):
            yield from _sounds(node.body)
