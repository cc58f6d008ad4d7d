"""The text of a schedule to its tone sets and entries, with every complaint at its line.

The lines of the format, as SBAGEN.TXT (section 4.1) has them::

    # a comment                     ## one that SBaGen shows
    -SE                             options
    alpha: pink/40 200+10/20        a tone set
    round: {                        a block of entries,
        +0:00 == alpha ->           each relative to where the block is called
    }
    0:00:30 == alpha ->             an entry: time, how it fades in and out, set or block, slide
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import Final

from quietude import plugins
from quietude.beds.schedule import FADE_S, Entry, Schedule, ToneSet
from quietude.beds.schedule_voices import Trouble, parse_options, parse_voice
from quietude.errors import BedError
from quietude.findings import Finding, Span

DAY_S: Final = 24 * 3600
"""A schedule spans a day at most; one that begins in the evening may pass midnight."""
MOST_ENTRIES: Final = 20_000
"""Blocks in blocks could make billions of entries of a few lines."""
MOST_VOICES: Final = 16
"""As in SBaGen."""
_MOST_FINDINGS: Final = 20

_NAME: Final = r"[A-Za-z][A-Za-z0-9_-]*"
_DEFINITION: Final = re.compile(rf"({_NAME}):(?!\S)\s*(.*)")
_WAVE: Final = re.compile(r"wave\d\d")
_ENTRY: Final = re.compile(r"(NOW\S*|[+\d]\S*)\s+(?:([<=-][>=-])\s+)?(\S+)(?:\s+(->))?")
_TIME: Final = re.compile(r"(?:(NOW)|(\d{1,2}:\d{1,2}(?::\d{1,2})?))?((?:\+\d{1,2}:\d{1,2}(?::\d{1,2})?)*)")


@dataclass(frozen=True, slots=True)
class _Step:
    """An entry of a block, some seconds after the block's beginning."""

    at_s: int
    tones: ToneSet
    fades: str
    slide: bool
    span: Span


def parse_schedule(text: str, path: str) -> Schedule:
    """Read a schedule; ``path`` is how messages call it.

    Raises:
        BedError: with every line that is wrong or not supported, what it says, and what could stand there.
    """
    parser = _Parser(path)
    lines = text.replace("\r\n", "\n").replace("\r", "\n").split("\n")
    for number, line in enumerate(lines, start=1):
        parser.line(number, line)
        if len(parser.findings) >= _MOST_FINDINGS:
            break
    parser.finish(len(lines))
    if parser.findings:
        shown = "\n\n".join(finding.show() for finding in parser.findings)
        more = "\n\nThere may be more further down." if len(parser.findings) >= _MOST_FINDINGS else ""
        raise BedError(f"the schedule {path} cannot be used:\n\n{shown}{more}")
    return Schedule(entries=tuple(parser.entries), fade_s=parser.fade_s, ignored=tuple(parser.ignored))


@dataclass
class _Parser:
    path: str
    findings: list[Finding] = field(default_factory=list)
    entries: list[Entry] = field(default_factory=list)
    ignored: list[str] = field(default_factory=list)
    fade_s: float = FADE_S
    sets: dict[str, ToneSet] = field(default_factory=dict)
    blocks: dict[str, list[_Step]] = field(default_factory=dict)
    block: list[_Step] | None = None
    """The one that is being read."""
    block_name: str = ""
    base: str = ""
    """NOW or "clock": what the times so far start from."""
    last_absolute_s: int | None = None
    first_s: int | None = None
    number: int = 0
    source: str = ""

    def line(self, number: int, source: str) -> None:
        self.number, self.source = number, source
        text = source.partition("#")[0].strip()
        if not text:
            return
        try:
            self._line(text)
        except Trouble as trouble:
            self._report(trouble, text)

    def _report(self, trouble: Trouble, text: str) -> None:
        place = self._span(trouble.text or text)
        self.findings.append(Finding.error(trouble.code, str(trouble), place, self.source))

    def finish(self, number: int) -> None:
        self.number, self.source = number, ""
        if self.block is not None:
            name = self.block_name[:40]
            self._report(
                Trouble(f'the block "{name}" has no end; close it with "}}" on a line of its own'), ""
            )
        elif not self.entries and not self.findings:
            self._report(
                Trouble('nothing is played: a line such as "0:00 alpha" says when a tone set begins'), ""
            )

    def _span(self, text: str) -> Span:
        column = self.source.find(text)
        while column > 0 and not self.source[column - 1].isspace():  # within another word
            column = self.source.find(text, column + 1)
        column = column if column >= 0 else max(0, self.source.find(text))
        return Span(path=self.path, line=self.number, column=column + 1, length=max(1, len(text)))

    def _line(self, text: str) -> None:
        if text == "}" and self.block is not None:
            if not self.block:
                raise Trouble("this block is empty", text)
            self.blocks[self.block_name] = self.block
            self.sets.pop(self.block_name, None)
            self.block = None
        elif text.startswith("-") and self.block is None:
            options = parse_options(text)
            self.fade_s = options.fade_s or self.fade_s
            self.ignored += [f"line {self.number}: {option}" for option in options.ignored]
        elif (definition := _DEFINITION.fullmatch(text)) and self.block is None:
            self._define(definition[1], definition[2])
        else:
            self._entry(text)

    def _define(self, name: str, text: str) -> None:
        if _WAVE.fullmatch(name):
            raise Trouble(
                "waveforms of one's own are not supported; plain tones (200+4/50) are", name, supported=False
            )
        if text == "{":
            self.block, self.block_name = [], name
            return
        words = text.split()
        if not words:
            raise Trouble(f'"{name[:40]}" has no tones; for silence write "-"', name)
        if len(words) > MOST_VOICES:
            raise Trouble(f"a tone set has at most {MOST_VOICES} sounds; this one has {len(words)}", name)
        voices = []
        for word in words:
            try:
                voices.append(parse_voice(word, self._span(word)))
            except Trouble as trouble:  # the line's other words may have troubles of their own
                self._report(trouble, text)
        # Known by its name even so, or every entry with it would be reported too.
        self.sets[name] = ToneSet(name=name, voices=tuple(voices), span=self._span(name))
        self.blocks.pop(name, None)

    def _entry(self, text: str) -> None:
        match = _ENTRY.fullmatch(text)
        if match is None:
            raise Trouble(
                "this is neither a tone set (alpha: pink/40 200+10/20), nor an entry (0:10 == alpha ->), "
                "nor a block (round: {)"
            )
        when, fades, name, arrow = match[1], match[2] or "--", match[3], match[4] is not None
        if self.block is not None:
            if not when.startswith("+"):
                raise Trouble("times within a block begin with +: they count from where it is called", when)
            at_s, target = self._time(when), self.block
        else:
            at_s, target = self._time(when), None
        steps = self.blocks.get(name)
        if steps is None:
            tones = self.sets.get(name)
            if tones is None:
                known = [*self.sets, *self.blocks]
                near = plugins.nearest(name[:40], known[:2000])
                guess = f'; did you mean "{near}"?' if near else ""
                raise Trouble(f'no tone set or block "{name[:40]}" is defined above this line{guess}', name)
            steps = [_Step(0, tones, fades, arrow, self._span(text))]
        elif match[2] or arrow:
            raise Trouble("a block has its own fades; only its time and name stand here", text)
        count = len(steps) + len(self.entries if target is None else target)
        if count > MOST_ENTRIES:
            raise Trouble(f"this makes more than {MOST_ENTRIES} entries, the most there can be", name)
        for step in steps:
            placed = _Step(at_s + step.at_s, step.tones, step.fades, step.slide, step.span)
            if target is None:
                self._place(placed, when)
            else:
                target.append(placed)

    def _time(self, text: str) -> int:
        """Seconds from midnight, or from NOW, or from where a block is called."""
        match = _TIME.fullmatch(text)
        if match is None:
            raise Trouble(f'"{text[:40]}" is not a time: write it like 0:10, 0:10:30, +0:05 or NOW', text)
        now, clock, relative = match.groups()
        if now or clock:
            base = "NOW" if now else "clock"
            if self.base not in ("", base):
                raise Trouble(
                    "NOW and times of the clock in one schedule are not supported: their distance would "
                    "depend on the hour of listening",
                    text,
                    supported=False,
                )
            self.base = base
            at_s = 0 if now else _clock(clock, text, day=True)
            if clock and self.first_s is not None:
                before_s = self.entries[-1].at_s + self.first_s
                at_s += before_s // DAY_S * DAY_S
                at_s += DAY_S if at_s < before_s else 0  # past midnight
            at_s += sum(_clock(part, text) for part in relative.split("+")[1:])
            self.last_absolute_s = at_s
            return at_s
        after_s = sum(_clock(part, text) for part in relative.split("+")[1:])
        if self.block is not None:
            return after_s
        if self.last_absolute_s is None:
            raise Trouble("a time after + needs one before it to count from, such as NOW or 0:00", text)
        return self.last_absolute_s + after_s

    def _place(self, step: _Step, when: str) -> None:
        if self.first_s is None:
            self.first_s = step.at_s
        at_s = step.at_s - self.first_s
        entry = Entry(
            at_s=at_s,
            tones=step.tones,
            fade_in=step.fades[0],
            fade_out=step.fades[1],
            slide=step.slide,
            span=step.span,
        )
        if at_s > DAY_S:
            raise Trouble(
                f"{when[:40]} lies more than 24 hours after the first entry, or is out of order", when
            )
        if self.entries and at_s < self.entries[-1].at_s:
            raise Trouble("this lies before the entry above it; entries stand in their order", when)
        if self.entries and at_s == self.entries[-1].at_s:
            self.entries.pop()  # the later of two at one time is heard
        self.entries.append(entry)


def _clock(text: str, whole: str, *, day: bool = False) -> int:
    parts = [int(part) for part in text.split(":")]
    hours, minutes, seconds = (*parts, 0)[:3]
    if hours > (23 if day else 24) or minutes > 59 or seconds > 59:
        raise Trouble(f'"{whole[:40]}" is not a time of the clock', whole)
    return hours * 3600 + minutes * 60 + seconds
