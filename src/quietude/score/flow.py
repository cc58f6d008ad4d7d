"""The order of a score: which silences fall together, and what begins before a silence and what after."""

from __future__ import annotations

from typing import Final

from quietude.findings import Span
from quietude.score.rests import rest
from quietude.score.score import (
    BellCue,
    BellsCue,
    BreathCue,
    Mark,
    Rest,
    RestKind,
    Rounds,
    ScoreItem,
    SoundCue,
    TouchCue,
    Utterance,
)

_OWN: Final = (RestKind.PAUSE, RestKind.REPEAT)
"""Silences that are for something, and not just between two things."""


class Flow:
    """A score's items as they come in.

    Silence is held back as ``pending`` until it is known what follows it, so that neighbouring silences
    become one and not their sum; what takes no time is ``waiting`` behind it, to begin with what follows.
    """

    def __init__(self) -> None:
        self.items: list[ScoreItem] = []
        self._pending: Rest | None = None
        self._waiting: list[ScoreItem] = []
        self._rested = False
        self._stroking = False
        self._begun = False

    def add(self, item: Utterance | Rest | BreathCue | BellCue | Rounds) -> None:
        """Something that is heard or takes its time, after the silence held back and what waits behind it."""
        if self._pending is not None:
            self._emit(self._pending)
        self._emit(*self._waiting, item)
        self._pending, self._waiting = None, []
        self._rested = isinstance(item, Rounds)
        self._begun = True

    def hold(self, silence: Rest) -> None:
        """A silence that nobody wrote; of neighbouring ones the larger is kept.

        There is none before anything was heard, nor after an own silence: the author's pause, or the room
        that rounds of phrases end in.
        """
        order = list(RestKind)
        held = self._pending
        if (
            self._begun
            and not self._rested
            and (held is None or order.index(silence.kind) >= order.index(held.kind))
        ):
            self._pending = silence

    def pause(self, silence: Rest) -> None:
        """The author's own silence: it replaces those that nobody wrote, and adds to other own ones.

        What was written before it begins before it: strokes, a change of sound.
        """
        if self._pending is not None and self._pending.kind is RestKind.PAUSE:
            self._emit(self._pending)
        self._emit(*self._waiting)
        self._waiting = []
        self._pending, self._rested = silence, True

    def mark(self, mark: Mark) -> None:
        """A chapter begins with what follows; one in which this listener hears nothing falls away."""
        self.hold(rest(RestKind.CHAPTER, mark.span))
        self._drop_waiting(Mark)
        if mark.title:
            self._waiting.append(mark)

    def change(self, cue: SoundCue | BellsCue) -> None:
        """The bed changes, or interval bells begin or end, with what follows."""
        self._waiting.append(cue)

    def begin_touch(self, cue: TouchCue) -> None:
        """Strokes begin with what follows."""
        self._drop_waiting(TouchCue)
        self._waiting.append(cue)

    def end_touch(self, span: Span) -> None:
        """Strokes last through a silence that is meant for them, and stop ahead of any other.

        Where they have not begun, for this listener, there is nothing to stop.
        """
        self._drop_waiting(TouchCue)
        if not self._stroking:
            return
        if self._pending is not None and self._pending.kind in _OWN:
            self._emit(self._pending)
            self._pending, self._rested = None, True
        self._emit(TouchCue(stroke_s=None, path="", span=span))

    def end(self) -> tuple[ScoreItem, ...]:
        """All items, in order. Silence at the very end is the session's tail, unless it is for something."""
        if self._pending is not None and self._pending.kind in _OWN:
            self._emit(self._pending)
        self._drop_waiting(Mark)
        self._emit(*self._waiting)
        self._pending, self._waiting = None, []
        return tuple(self.items)

    def _emit(self, *items: ScoreItem) -> None:
        self.items += items
        for item in items:
            if isinstance(item, TouchCue):
                self._stroking = item.stroke_s is not None

    def _drop_waiting(self, kind: type[ScoreItem]) -> None:
        self._waiting = [item for item in self._waiting if not isinstance(item, kind)]
