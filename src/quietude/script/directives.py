"""The directives in square brackets: each known one, what it takes, and the node it becomes.

`read_directive` is the only entrance. A directive is words and comma-separated arguments; each argument
keeps its column, so that a complaint points at the word that is wrong.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Final, TypeAlias

from quietude.errors import UnitError
from quietude.findings import Span
from quietude.plugins import nearest
from quietude.script.nodes import Bell, Breathe, Pause, Sound, TouchEnd, TouchStart
from quietude.units import parse_time, parse_time_range

PAUSE_S: Final = (4.0, 6.0, 10.0)
"""Shortest, ideal and longest ``[pause]``: medians of two public script collections."""
SHORT_PAUSE_S: Final = (2.0, 3.0, 5.0)
LONG_PAUSE_S: Final = (12.0, 17.0, 24.0)
"""Its ideal lies in the collections' 15 to 20 s."""
ELASTIC: Final = (4 / 6, 10 / 6)
"""How far ``[pause 6s]`` may shrink and stretch: as ``[pause]`` does."""
BREATH_IN_S: Final = 4.0
BREATH_OUT_S: Final = 6.0
"""Six breaths a minute (slow-breathing meta-analyses of 2017 and 2024)."""
BREATHS: Final = 3
STROKE_S: Final = 6.0
"""34 cm from shoulder to elbow in 6 s is 5.7 cm/s, within the 3-6 cm/s that soothes most."""
STROKE_PATH: Final = "shoulders to elbows"
SOUND_FADE_S: Final = 8.0
MOST_TIMES: Final = 1000


class DirectiveError(ValueError):
    """A directive that cannot be read. ``offset`` and ``length`` tell where inside the brackets."""

    def __init__(self, code: str, message: str, offset: int, length: int) -> None:
        super().__init__(message)
        self.code, self.offset, self.length = code, offset, max(1, length)


@dataclass(frozen=True, slots=True, kw_only=True)
class Argument:
    """One comma-separated part of a directive."""

    text: str
    """Stripped; inner white space folded."""
    offset: int
    """Of its first character, from the opening bracket's own (0)."""

    def fail(self, message: str) -> DirectiveError:
        """The error that points at this argument."""
        return DirectiveError("directive-argument", message, self.offset, len(self.text))

    def time(self, text: str) -> float:
        """A time that stands in this argument."""
        try:
            return parse_time(text)
        except UnitError as error:
            raise self.fail(str(error)) from error

    def time_range(self, text: str) -> tuple[float, float]:
        """A time or a range of times that stands in this argument."""
        try:
            return parse_time_range(text)
        except UnitError as error:
            raise self.fail(str(error)) from error

    def times(self, text: str) -> int:
        """A count between 1 and 1000."""
        count = int(text)
        if not 1 <= count <= MOST_TIMES:
            raise self.fail(f'"{text} times" is out of range: 1 to {MOST_TIMES}')
        return count


@dataclass(frozen=True, slots=True, kw_only=True)
class OnlyStart:
    """``[only a, b]`` before its options are looked up."""

    names: tuple[Argument, ...]
    span: Span


@dataclass(frozen=True, slots=True, kw_only=True)
class OnlyEnd:
    """``[end only]``."""

    span: Span


@dataclass(frozen=True, slots=True, kw_only=True)
class RepeatHere:
    """``[repeat phrases ...]`` before its phrases are found. Fields as in `nodes.Repeat`."""

    times: tuple[int, int] | None
    for_s: tuple[float, float] | None
    least_s: float | None
    most_s: float | None
    apart_s: float | None
    span: Span


Directive: TypeAlias = (
    Pause | Breathe | TouchStart | TouchEnd | Bell | Sound | OnlyStart | OnlyEnd | RepeatHere
)
_Reader: TypeAlias = Callable[[Sequence[Argument], Span], Directive]


def read_directive(inside: str, span: Span) -> Directive:
    """Read what stands between the brackets.

    Args:
        inside: without the brackets.
        span: of the opening bracket to the closing one.

    Raises:
        DirectiveError: it is not known, or an argument cannot be read.
    """
    folded = " ".join(inside.lower().split())
    name = next(
        (known for known in _LONGEST_FIRST if folded == known or folded.startswith(known + " ")), None
    )
    if name is None and folded.startswith("breathe,"):
        name = "breathe"
    if name is None:
        raise _unknown(inside)
    skipped = re.match(r"\s*" + r"\s+".join(map(re.escape, name.split())), inside, re.IGNORECASE)
    at = skipped.end() if skipped else 0
    return _READERS[name](_arguments(inside, at), span)


def _unknown(inside: str) -> DirectiveError:
    words = inside.split()
    if not words:
        return DirectiveError(
            "unknown-directive", "these brackets are empty; remove them", 0, len(inside) + 2
        )
    guess = nearest(" ".join(words[:2]), KNOWN) or nearest(words[0], KNOWN)
    hint = f"did you mean [{guess}]?" if guess else f"known are {', '.join(f'[{known}]' for known in KNOWN)}"
    return DirectiveError(
        "unknown-directive",
        f'there is no directive [{" ".join(words)}]; {hint} (a bracket to be spoken is written "\\[")',
        0,
        len(inside) + 2,
    )


def _arguments(inside: str, at: int) -> list[Argument]:
    found = []
    # A comma between digits is a decimal comma, which the time's own reader refuses by name.
    for match in re.finditer(r"(?:[^,]|(?<=\d),(?=\d))+", inside[at:]):
        text = match[0].strip()
        if text:
            lead = len(match[0]) - len(match[0].lstrip())
            found.append(Argument(text=" ".join(text.split()), offset=1 + at + match.start() + lead))
    return found


def _no_arguments(arguments: Sequence[Argument], name: str) -> None:
    if arguments:
        raise arguments[0].fail(f"[{name}] takes nothing more")


def _pause(arguments: Sequence[Argument], span: Span) -> Pause:
    if not arguments:
        return _pause_of(PAUSE_S, span)
    argument = arguments[0]
    if len(arguments) > 1:
        raise arguments[1].fail("[pause] takes one time or one range: [pause 6s], [pause 4-10s]")
    text = argument.text.lower()
    if text.startswith("exactly "):
        exact_s = argument.time(text.removeprefix("exactly "))
        return _pause_of((exact_s, exact_s, exact_s), span)
    low_s, high_s = argument.time_range(text)
    if low_s < high_s:
        return _pause_of((low_s, (low_s + high_s) / 2, high_s), span)
    return _pause_of((low_s * ELASTIC[0], low_s, low_s * ELASTIC[1]), span)


def _pause_of(times_s: tuple[float, float, float], span: Span) -> Pause:
    return Pause(min_s=times_s[0], ideal_s=times_s[1], max_s=times_s[2], span=span)


def _short_pause(arguments: Sequence[Argument], span: Span) -> Pause:
    _no_arguments(arguments, "short pause")
    return _pause_of(SHORT_PAUSE_S, span)


def _long_pause(arguments: Sequence[Argument], span: Span) -> Pause:
    _no_arguments(arguments, "long pause")
    return _pause_of(LONG_PAUSE_S, span)


def _breathe(arguments: Sequence[Argument], span: Span) -> Breathe:
    parts_s = {"in": BREATH_IN_S, "hold": 0.0, "out": BREATH_OUT_S, "rest": 0.0}
    times, lasting = BREATHS, None
    for argument in arguments:
        word, _, time = argument.text.lower().partition(" ")
        if word in parts_s and time:
            parts_s[word] = argument.time(time)
        elif count := re.fullmatch(r"(\d+) times?", argument.text.lower()):
            times = argument.times(count[1])
        elif word == "for" and time:
            lasting = argument.time(time)
        else:
            raise argument.fail(
                f'[breathe] does not know "{argument.text}"; '
                "it is written [breathe in 4s, hold 2s, out 6s, 3 times]"
            )
    breath_s = sum(parts_s.values())
    if parts_s["in"] <= 0 or parts_s["out"] <= 0:
        raise DirectiveError("directive-argument", "a breath needs time to go in and out", 0, span.length)
    if lasting is not None:
        times = max(1, round(lasting / breath_s))
    return Breathe(
        in_s=parts_s["in"],
        hold_s=parts_s["hold"],
        out_s=parts_s["out"],
        rest_s=parts_s["rest"],
        times=times,
        span=span,
    )


def _touch(arguments: Sequence[Argument], span: Span) -> TouchStart:
    path, stroke_s = STROKE_PATH, STROKE_S
    for argument in arguments:
        if stroke := re.fullmatch(r"(.+?) (?:a|per) stroke", argument.text.lower()):
            stroke_s = argument.time(stroke[1])
            if not 0.5 <= stroke_s <= 60:
                raise argument.fail("a stroke lasts between 0.5 s and 60 s")
        elif any(char.isdigit() for char in argument.text):
            raise argument.fail(f'[touch] does not know "{argument.text}"; write the time as "6s a stroke"')
        else:
            path = argument.text
    return TouchStart(path=path, stroke_s=stroke_s, span=span)


def _touch_end(arguments: Sequence[Argument], span: Span) -> TouchEnd:
    _no_arguments(arguments, "end touch")
    return TouchEnd(span=span)


def _repeat(arguments: Sequence[Argument], span: Span) -> RepeatHere:
    times: tuple[int, int] | None = None
    for_s: tuple[float, float] | None = None
    least_s = most_s = apart_s = None
    for argument in arguments:
        text = argument.text.lower()
        if count := re.fullmatch(r"(\d+)(?: ?(?:-|–|to) ?(\d+))? times?", text):
            times = argument.times(count[1]), argument.times(count[2] or count[1])
            if times[0] > times[1]:
                raise argument.fail("this runs backwards: write the smaller number first")
        elif text.startswith("for "):
            for_s = argument.time_range(text.removeprefix("for "))
        elif text.startswith("at least "):
            least_s = argument.time(text.removeprefix("at least "))
        elif text.startswith("at most "):
            most_s = argument.time(text.removeprefix("at most "))
        elif text.endswith(" apart"):
            apart_s = argument.time(text.removesuffix(" apart"))
        else:
            raise argument.fail(
                f'[repeat phrases] does not know "{argument.text}"; it is written '
                "[repeat phrases 3 times] or [repeat phrases for 2-3 min, at most 8 min, 8s apart]"
            )
    _check_repeat(times, for_s, least_s, most_s, span)
    return RepeatHere(times=times, for_s=for_s, least_s=least_s, most_s=most_s, apart_s=apart_s, span=span)


def _check_repeat(
    times: tuple[int, int] | None,
    for_s: tuple[float, float] | None,
    least_s: float | None,
    most_s: float | None,
    span: Span,
) -> None:
    wrong = None
    if (times is None) == (for_s is None):
        wrong = 'say either how often ("3 times") or how long ("for 2-3 min")'
    elif for_s is None and (least_s is not None or most_s is not None):
        wrong = '"at least" and "at most" go with a time ("for 2-3 min")'
    elif for_s is not None and ((least_s or 0) > for_s[0] or (most_s is not None and most_s < for_s[1])):
        wrong = '"at least" must not be more, and "at most" not less, than the time after "for"'
    elif for_s is not None and for_s[1] <= 0:
        wrong = "the time must be more than nothing"
    if wrong:
        raise DirectiveError("directive-argument", f"[repeat phrases]: {wrong}", 0, span.length)


def _only(arguments: Sequence[Argument], span: Span) -> OnlyStart:
    names: list[Argument] = []
    for argument in arguments:
        at = 0
        for part in re.split(r"( or )", argument.text):
            if part != " or " and part.strip():
                names.append(Argument(text=part.strip(), offset=argument.offset + at))
            at += len(part)
    if not names:
        raise DirectiveError("directive-argument", "[only] needs an option: [only no-touch]", 0, span.length)
    return OnlyStart(names=tuple(names), span=span)


def _only_end(arguments: Sequence[Argument], span: Span) -> OnlyEnd:
    _no_arguments(arguments, "end only")
    return OnlyEnd(span=span)


def _bell(arguments: Sequence[Argument], span: Span) -> Bell:
    _no_arguments(arguments, "bell")
    return Bell(span=span)


def _sound(arguments: Sequence[Argument], span: Span) -> Sound:
    if not arguments:
        raise DirectiveError(
            "directive-argument", "[sound] needs a bed: [sound ocean, fade 8s] or [sound off]", 0, span.length
        )
    fade_s, kept = SOUND_FADE_S, []
    for argument in arguments:
        if argument.text.lower().startswith("fade "):
            fade_s = argument.time(argument.text[5:])
        else:
            kept.append(argument.text)
    bed = ",".join(kept)
    if not bed:
        raise arguments[0].fail("[sound] needs a bed before its fade: [sound ocean, fade 8s]")
    return Sound(bed=None if bed.lower() in ("off", "none") else bed, fade_s=fade_s, span=span)


_READERS: Final[dict[str, _Reader]] = {
    "pause": _pause,
    "short pause": _short_pause,
    "long pause": _long_pause,
    "breathe": _breathe,
    "touch": _touch,
    "end touch": _touch_end,
    "repeat phrases": _repeat,
    "only": _only,
    "end only": _only_end,
    "bell": _bell,
    "sound": _sound,
}
KNOWN: Final = tuple(_READERS)
"""Every directive's name, as written."""
_LONGEST_FIRST: Final = sorted(KNOWN, key=len, reverse=True)
