"""How long sessions will be, known before any is made: what listeners share is spoken once, now."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from contextlib import ExitStack
from types import TracebackType
from typing import Self, TypeAlias

from quietude.audio import SAMPLE_RATE_HZ
from quietude.batch.planning.kinds import Kind, Once, Template
from quietude.errors import LengthError, QuietudeError
from quietude.narration.cache import ClipCache
from quietude.narration.engine import release_engines
from quietude.narration.narrator import narrate
from quietude.narration.private import PrivateFolder
from quietude.progress import Progress, Stage
from quietude.score.score import Score, SoundCue, Utterance
from quietude.timeline.builder import build_timeline, feasible_ranges
from quietude.timeline.nominal import estimated_durations
from quietude.units import format_time, samples_to_seconds

_Said: TypeAlias = tuple[str, str, str, str]


class Lengths:
    """Speaks what the templates share and knows how long their sessions are. A context manager.

    Clips go into the lasting cache, where the renders find them; with ``keep_clips`` False into a folder that
    goes when this is closed.
    """

    def __init__(self, *, keep_clips: bool) -> None:
        self._stack = ExitStack()
        if keep_clips:
            self._cache = ClipCache()
        else:
            self._cache = ClipCache(self._stack.enter_context(PrivateFolder()).path)
        self._durations: dict[tuple[str, tuple[str, ...]], dict[_Said, int]] = {}
        self._failed: dict[tuple[str, tuple[str, ...]], dict[_Said, QuietudeError]] = {}
        self._templates: dict[Kind, Template] = {}
        self.expected_s = Once(self._expected_s)
        """The length of a kind's sessions, in seconds; raises what keeps one from being had."""

    def speak(self, templates: Iterable[Template], progress: Progress) -> None:
        """Speak what the templates share, each text once in each voice; failures are told by `expected_s`."""
        casts: dict[tuple[str, tuple[str, ...]], list[Template]] = {}
        for template in templates:
            self._templates[template.kind] = template
            casts.setdefault(_cast(template.kind), []).append(template)
        shared = {cast: _shared(those) for cast, those in casts.items()}
        in_all = sum(len(utterances) for utterances in shared.values())
        before = 0
        for cast, utterances in shared.items():
            failed = self._failed.setdefault(cast, {})
            first = casts[cast][0]

            def told(done: int, of: int, before: int = before) -> None:
                progress(Stage.SPEAK, (before + done) / max(in_all, before + of))

            def not_spoken(
                utterance: Utterance, error: QuietudeError, failed: dict[_Said, QuietudeError] = failed
            ) -> None:
                failed[_said(utterance)] = error

            with narrate(
                utterances.values(),
                first.cast,
                cache=self._cache,
                lexicon=first.lexicon,
                progress=told,
                failed=not_spoken,
            ) as clips:
                self._durations.setdefault(cast, {}).update(
                    (said, clips.duration(utterance))
                    for said, utterance in utterances.items()
                    if said not in failed
                )
            before += len(utterances)
        release_engines()  # what is still to be said, the workers say

    def close(self) -> None:
        """Remove what was not to be kept."""
        self._stack.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def _expected_s(self, kind: Kind) -> float:
        template = self._templates[kind]
        score, beds = template.score, template.beds
        known, failed = self._durations[_cast(kind)], self._failed[_cast(kind)]
        for utterance in score.utterances():
            if not utterance.private and (error := failed.get(_said(utterance))) is not None:
                raise error

        duration_of = estimated_durations(score, lambda utterance: known[_said(utterance)])
        try:
            timeline = build_timeline(
                score, duration_of, beds=beds.from_start, script_beds=beds.follow_script
            )
        except LengthError as error:
            if kind.target_s is None:
                raise
            has_bed = bool(beds.from_start) or (beds.follow_script and _sounds(score))
            ranges = feasible_ranges(score, duration_of, has_bed=has_bed)
            raise LengthError(
                f"this length is not possible with this script and voice: {_had(ranges)}",
                shortest_s=error.shortest_s,
                longest_s=error.longest_s,
            ) from None
        return samples_to_seconds(timeline.duration, SAMPLE_RATE_HZ)


def _cast(kind: Kind) -> tuple[str, tuple[str, ...]]:
    """Who speaks, and with which lexicon."""
    return kind.script, kind.voices


def _shared(templates: Iterable[Template]) -> dict[_Said, Utterance]:
    return {
        _said(utterance): utterance
        for template in templates
        for utterance in template.score.utterances()
        if not utterance.private
    }


def _said(utterance: Utterance) -> _Said:
    return utterance.text, utterance.language, utterance.voice, utterance.recording


def _sounds(score: Score) -> bool:
    return any(isinstance(item, SoundCue) and item.bed is not None for item in score.items)


def _had(ranges: Sequence[tuple[float, float]]) -> str:
    """The lengths that can be had, rounded inward to tenths, so that each is possible."""
    tenths = [
        (math.ceil(round(low * 10, 6)) / 10, math.floor(round(high * 10, 6)) / 10) for low, high in ranges
    ]
    spans = [
        f"from {format_time(low)} to {format_time(high)}" if low < high else format_time(high)
        for low, high in tenths
        if low <= high
    ]
    if not spans:
        return f"it lasts {format_time(ranges[0][1])}, and nothing in it can give way; leave the length out"
    return f"it can last {', or '.join(spans)}"
