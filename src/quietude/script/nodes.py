"""What a script is, once read: sections of nodes, each of which knows where it was written.

Nothing here knows of listeners, voices or sound. Times are seconds.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TypeAlias

from quietude.findings import Finding, Severity, Span
from quietude.script.front_matter import Metadata


@dataclass(frozen=True, slots=True, kw_only=True)
class Words:
    """Text that is spoken as it stands."""

    text: str
    span: Span


@dataclass(frozen=True, slots=True, kw_only=True)
class FieldRef:
    """A place for a listener's value: ``{name}``, ``{, name}`` or ``{name, }``."""

    name: str
    before: str
    """Spoken before the value, only when there is one (``", "`` for ``{, name}``)."""
    after: str
    """Spoken after the value, only when there is one."""
    span: Span


Text: TypeAlias = tuple[Words | FieldRef, ...]
"""Words and fields in the order they are spoken."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Prose:
    """Spoken text up to a blank line or a directive; lines joined by spaces."""

    text: Text
    language: str | None = None
    """BCP 47, lower case, from ``[in es]``; None: the script's own."""
    recording: str | None = None
    """From ``[record "arriving-1"]``: what a person's recording of this text is called."""
    span: Span


@dataclass(frozen=True, slots=True, kw_only=True)
class ParagraphEnd:
    """A blank line after something spoken: a paragraph's rest."""

    span: Span


@dataclass(frozen=True, slots=True, kw_only=True)
class Phrase:
    """A list item: a statement the listener may repeat, its what-if form, and its wish."""

    statement: Text
    what_if: Text | None
    """None where the author wrote none; the score then makes one by rule, in English."""
    wish: Text | None = None
    """The form that begins with "May I"; None: as ``what_if``."""
    language: str | None = None
    """As `Prose.language`."""
    private: bool = False
    """A listener typed it: kept out of messages, logs and lasting caches, as a field's value is."""
    span: Span

    @property
    def forms(self) -> tuple[Text, ...]:
        """Every form that was written, the statement first."""
        return tuple(form for form in (self.statement, self.what_if, self.wish) if form)


@dataclass(frozen=True, slots=True, kw_only=True)
class Pause:
    """``[pause]`` and its forms: ``6s``, ``4-10s``, ``exactly 6s``; ``[short pause]``, ``[long pause]``."""

    min_s: float
    ideal_s: float
    max_s: float
    span: Span


@dataclass(frozen=True, slots=True, kw_only=True)
class Breathe:
    """``[breathe in 4s, hold 2s, out 6s, 3 times]``: a stretch of paced breathing."""

    in_s: float
    hold_s: float
    out_s: float
    rest_s: float
    """The still moment after the out-breath (``rest 2s``)."""
    times: int
    shape: str
    """One of `defaults.BREATH_SHAPES`."""
    span: Span


@dataclass(frozen=True, slots=True, kw_only=True)
class TouchStart:
    """``[touch shoulders to elbows, 6s a stroke]``: soft strokes from here to ``[end touch]``."""

    path: str
    """Where the hands travel, as written: ``shoulders to elbows``."""
    stroke_s: float
    alternating: bool
    """The hands take turns; otherwise they go together."""
    span: Span


@dataclass(frozen=True, slots=True, kw_only=True)
class TouchEnd:
    """``[end touch]``."""

    span: Span


@dataclass(frozen=True, slots=True, kw_only=True)
class Repeat:
    """``[repeat phrases ...]``: the section's phrases, spoken in rounds.

    Given either as a number of rounds or as a time for all of them together.
    """

    phrases: tuple[Phrase | Only, ...]
    """A phrase written inside ``[only ...]`` keeps its ``Only``, which then holds nothing but phrases."""
    times: tuple[int, int] | None
    """Fewest and most rounds, where the author counted them."""
    for_s: tuple[float, float] | None
    """The ideal time for all rounds, low and high."""
    least_s: float | None
    """``at least 1 min``: how far a shorter session may cut them; None: down to ``for_s``'s low end."""
    most_s: float | None
    """``at most 9 min``: how far a longer session may extend them; None: up to ``for_s``'s high end."""
    apart_s: float | None
    """The ideal silence after each phrase; None: enough to say the phrase (see the score)."""
    answered_by: str | None = None
    """The voice that says each phrase again after the first; None: nobody, the listener has the silence."""
    span: Span


@dataclass(frozen=True, slots=True, kw_only=True)
class Only:
    """``[only no-touch] ... [end only]``: spoken only to listeners who chose one of the options."""

    options: tuple[tuple[str, str], ...]
    """(choice, option) pairs, any of which lets the body be heard."""
    body: tuple[Node, ...]
    span: Span


@dataclass(frozen=True, slots=True, kw_only=True)
class Bell:
    """``[bell low, 3 times]``: strokes of a bell; what follows begins while the last still sounds."""

    kind: str
    """One of `defaults.BELLS`."""
    times: int
    """Strokes, each `defaults.BELLS_APART_S` after the one before."""
    span: Span


@dataclass(frozen=True, slots=True, kw_only=True)
class Bells:
    """``[bell every 5 min]``: from here on one rings at each multiple of this time, until ``[bell off]``."""

    kind: str
    """One of `defaults.BELLS`."""
    every_s: float | None
    """None for ``[bell off]``."""
    span: Span


@dataclass(frozen=True, slots=True, kw_only=True)
class Sound:
    """``[sound ocean, fade 8s]`` or ``[sound off]``: the bed changes from here on."""

    bed: str | None
    """The bed as ``--bed`` takes it (``ocean``, ``ocean:period=9s``); None for ``off``."""
    fade_s: float
    span: Span


@dataclass(frozen=True, slots=True, kw_only=True)
class VoiceChange:
    """``[voice heart-soft]`` or ``[end voice]``: who speaks from here on."""

    name: str
    """A profile's name or path; empty for ``[end voice]``: who leads the session."""
    span: Span


Node: TypeAlias = (
    Prose
    | ParagraphEnd
    | Phrase
    | Pause
    | Breathe
    | TouchStart
    | TouchEnd
    | Repeat
    | Only
    | Bell
    | Bells
    | Sound
    | VoiceChange
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Section:
    """A heading and what follows it: a chapter."""

    title: str
    """Without the ``#``; empty for text before the first heading."""
    options: tuple[tuple[str, str], ...]
    """From ``# Why this is hard [only with-why]``; empty: for every listener."""
    body: tuple[Node, ...]
    span: Span


@dataclass(frozen=True, slots=True, kw_only=True)
class Script:
    """A whole script: what the author wrote, with line and column."""

    path: str
    metadata: Metadata
    sections: tuple[Section, ...]
    source_lines: tuple[str, ...]
    """The text by lines, for messages about a span."""
    spans: Mapping[str, Span]
    """Where each front matter entry was written, by dotted name (``ask.name``)."""

    def line(self, number: int) -> str:
        """The text of a line, counted from 1; empty past the end."""
        return self.source_lines[number - 1] if 0 < number <= len(self.source_lines) else ""

    def finding(self, code: str, message: str, span: Span, severity: Severity = Severity.ERROR) -> Finding:
        """What there is to say about a place in it."""
        return Finding(
            severity=severity, code=code, message=message, span=span, source_line=self.line(span.line)
        )
