"""A master's segments and what was measured on them: found where they were made before, else made and kept.

A segment of the file (export/segments.py) and a page of the master (mix/pages.py) are the same 15 s. What a
segment follows from is known without making it (mix/recipe.py); so a session that differs from another in a
name is mixed, encoded and decoded again only where the name is heard.
"""

from __future__ import annotations

import hashlib
import json
import math
import threading
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from itertools import islice, pairwise
from typing import Any, Final

import numpy as np

from quietude.audio import Block
from quietude.errors import EncodeError
from quietude.export.decoded import JOIN_FRAMES, Run, decode_runs, loud_frames
from quietude.export.frames import FRAME_SAMPLES, Encoding
from quietude.export.segments import (
    LEAD_FRAMES,
    SEGMENT_FRAMES,
    EncodedSegment,
    Segment,
    segments_of,
)
from quietude.ffmpeg import Children, build
from quietude.kept_sound import KeptSound
from quietude.memory import give_back
from quietude.mix.grid import CELL
from quietude.mix.limiter import FRAME
from quietude.mix.master import TRUE_PEAK_LIMIT_DBTP, Master
from quietude.mix.pages import PAGE, RUN_UP, PageFigures, pages_in
from quietude.mix.recipe import Made, Recipe
from quietude.mix.true_peak import Peak, heights, peaks_over, true_peak_dbtp

_REACH_CELLS: Final = 2
"""The limiter's gain in a cell follows from the cells before and after it, and they from their neighbours."""
_LENGTH_BYTES: Final = 4
_LITTLE: Final = 0.5
"""An amplitude of 6 dB under full scale: what is under it need not be known exactly to be left alone."""
_DECODED_AT_ONCE: Final = 8
"""Segments that one decoder is started for."""
_JOINS_AT_ONCE: Final = 120
"""Half an hour of a session: 7 MB of sound, where all joins of a night would be 100."""
_FORM: Final = "segment-3"
"""Changes with the form in which segments are kept."""

if SEGMENT_FRAMES * FRAME_SAMPLES != PAGE:
    raise AssertionError("a segment of the file is a page of the master")


@dataclass(frozen=True, slots=True, kw_only=True)
class Heard:
    """A segment as a player decodes it."""

    frames: bytes
    true_peak_dbtp: float
    """Where it is loud (`export.decoded.loud_frames`); -inf for silence."""
    over: tuple[Peak, ...]
    """Every true peak over `TRUE_PEAK_LIMIT_DBTP`, at its place in the session."""
    page: PageFigures | None
    """Of the master, before encoding; None for a last segment in which no sound is left."""

    def to_bytes(self) -> bytes:
        """What `from_bytes` makes it from again."""
        facts = {
            "peak": self.true_peak_dbtp if self.true_peak_dbtp > float("-inf") else None,
            "over": [[peak.place, peak.level_dbtp] for peak in self.over],
            "page": None if self.page is None else self.page.facts(),
        }
        told = json.dumps(facts).encode()
        return len(told).to_bytes(_LENGTH_BYTES, "big") + told + self.frames

    @classmethod
    def from_bytes(cls, content: bytes) -> Heard:
        """The segment again."""
        end = _LENGTH_BYTES + int.from_bytes(content[:_LENGTH_BYTES], "big")
        facts: dict[str, Any] = json.loads(content[_LENGTH_BYTES:end])
        return cls(
            frames=content[end:],
            true_peak_dbtp=float("-inf") if facts["peak"] is None else facts["peak"],
            over=tuple(Peak(place=place, level_dbtp=level) for place, level in facts["over"]),
            page=None if facts["page"] is None else PageFigures.from_facts(facts["page"]),
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class _Waiting:
    """A segment that was encoded, and whose loud places are yet to be decoded."""

    segment: Segment
    frames: bytes
    runs: list[Run]
    page: PageFigures | None


@dataclass(slots=True, kw_only=True)
class Segments:
    """The segments of one master, as `export.segments.KeptSegments`, and what was heard in them."""

    mastered: Master
    encoding: Encoding
    recipe: Recipe
    kept: KeptSound
    children: Children = field(default_factory=Children)
    peaks_dbtp: list[float] = field(default_factory=list)
    """Of every segment and every join so far."""
    over: list[Peak] = field(default_factory=list)
    edges: dict[int, tuple[bytes, bytes]] = field(default_factory=dict)
    """The first and last frames of every segment, by its first frame: what joins are made of."""
    _waiting: list[_Waiting] = field(default_factory=list)
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def find(self, segment: Segment) -> bytes | None:
        """See `KeptSegments`."""
        key, made = self._key(segment)
        content = self.kept.get(key, private=made.private)
        if content is None:
            return None
        heard = Heard.from_bytes(content)
        self._note(segment, heard)
        return heard.frames

    def keep(self, segment: Segment, encoded: EncodedSegment, sound: Block) -> None:
        """See `KeptSegments`. It is decoded, measured and kept with some others; at last by `check_joins`."""
        number = segment.first_frame // SEGMENT_FRAMES
        page = None
        if number < pages_in(self.mastered.duration):
            around = sound[number * PAGE - segment.window[0] - RUN_UP :][: RUN_UP + PAGE]
            page = self.mastered.page(number, around=around)
        frames, size = encoded.before + encoded.frames, self.encoding.frame_bytes
        runs = [
            Run(
                first_frame=segment.first_frame + loud.start,
                frames=frames[loud.start * size : (loud.stop + LEAD_FRAMES) * size],
            )
            for loud in loud_frames(heights(sound, floor=_LITTLE), segment)
        ]
        waiting = _Waiting(segment=segment, frames=encoded.frames, runs=runs, page=page)
        with self._lock:
            self._waiting.append(waiting)
            ready = self._waiting if len(self._waiting) >= _DECODED_AT_ONCE else []
            if ready:
                self._waiting = []
        self._hear(ready)
        if ready:
            give_back()  # or hours of sound leave holes in the heap that nothing fits into

    def _hear(self, waiting: list[_Waiting]) -> None:
        """Decode what is loud in some segments, and keep them."""
        runs = [run for each in waiting for run in each.runs]
        decoded = decode_runs(runs, self.encoding, self.children)
        for each in waiting:
            peak_dbtp, over = -math.inf, list[Peak]()
            for start, sound in islice(decoded, len(each.runs)):
                loudest = true_peak_dbtp(_seconds(sound))
                peak_dbtp = max(peak_dbtp, loudest)
                if loudest > TRUE_PEAK_LIMIT_DBTP:
                    over += _over(start, sound)
            heard = Heard(frames=each.frames, true_peak_dbtp=peak_dbtp, over=tuple(over), page=each.page)
            key, made = self._key(each.segment)
            self.kept.put(key, heard.to_bytes(), private=made.private)
            self._note(each.segment, heard)

    def close(self) -> None:
        """Stop what is being decoded."""
        self.children.kill()

    def check_joins(self) -> None:
        """Decode what is still to be heard, and the file around its joins.

        There a segment's end sounds together with the next one's.
        """
        with self._lock:
            rest, self._waiting = self._waiting, []
        self._hear(rest)
        segments = segments_of(self.mastered.duration)
        size, joins = self.encoding.frame_bytes, []
        for before, after in pairwise(segments):
            end, start = self.edges[before.first_frame][1], self.edges[after.first_frame][0]
            lead = min(LEAD_FRAMES, len(end) // size)
            first = after.first_frame - len(end) // size + lead
            joins.append(Run(first_frame=first, frames=end + start, lead=lead))
        for at in range(0, len(joins), _JOINS_AT_ONCE):
            for place, sound in decode_runs(joins[at : at + _JOINS_AT_ONCE], self.encoding, self.children):
                self.peaks_dbtp.append(true_peak_dbtp([sound]))
                self.over += _over(place, sound)

    def _note(self, segment: Segment, heard: Heard) -> None:
        size, frames = self.encoding.frame_bytes, heard.frames
        if len(frames) != segment.frames * size:
            raise EncodeError(f"a kept segment has {len(frames)} bytes, not {segment.frames * size}")
        self.edges[segment.first_frame] = (
            frames[: JOIN_FRAMES * size],
            frames[-(LEAD_FRAMES + JOIN_FRAMES) * size :],
        )
        self.peaks_dbtp.append(heard.true_peak_dbtp)
        self.over += heard.over
        number = segment.first_frame // SEGMENT_FRAMES
        if heard.page is not None:
            self.mastered.tell(number, heard.page)

    def _key(self, segment: Segment) -> tuple[str, Made]:
        """What a segment's frames follow from."""
        start, end = segment.window
        first, last = start // CELL - _REACH_CELLS, -(-end // CELL) + _REACH_CELLS
        made = self.recipe.of(first * CELL, last * CELL)
        limiter, per_cell = self.mastered.limiter, CELL // FRAME
        relief = sorted(
            (frame, db) for frame, db in limiter.relief.items() if first * per_cell <= frame < last * per_cell
        )
        told = (
            _FORM,
            build(),
            made.digest,
            segment,
            self.encoding,
            limiter.gain_db,
            limiter.ceiling_dbtp,
            relief,
        )
        return hashlib.sha256(repr(told).encode()).hexdigest(), made


def _over(start: int, sound: Block) -> list[Peak]:
    """The true peaks over the limit in a sound that stands at a place of the session."""
    found = peaks_over(_seconds(sound), TRUE_PEAK_LIMIT_DBTP)
    return [Peak(place=start + peak.place, level_dbtp=peak.level_dbtp) for peak in found]


def _seconds(sound: Block) -> Iterator[Block]:
    """A sound in pieces, since oversampling takes fifty times the memory of what it is given."""
    yield from np.split(sound, range(CELL, len(sound), CELL))


def public_pages(personal: Iterable[tuple[int, int]], duration: int) -> frozenset[int]:
    """The pages whose sound no listener's value decides; all of them where those are less than two thirds.

    By these the gain of a session is found.
    """
    count = pages_in(duration)
    touched = {
        page
        for start, end in personal
        for page in range((start - _REACH_CELLS * CELL) // PAGE, -(-(end + _REACH_CELLS * CELL) // PAGE))
    }
    public = frozenset(range(count)) - touched
    return public if 3 * len(public) >= 2 * count else frozenset(range(count))


def made_of_pages(recipe: Recipe, pages: frozenset[int]) -> Made:
    """What several pages together follow from."""
    reach = _REACH_CELLS * CELL
    each = [recipe.of(page * PAGE - reach, (page + 1) * PAGE + reach) for page in sorted(pages)]
    digest = hashlib.sha256("".join(made.digest for made in each).encode())
    return Made(digest=digest.hexdigest(), private=any(made.private for made in each))
