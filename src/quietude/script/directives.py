"""The directives in square brackets: each known one, what it takes, and the node it becomes.

`read_directive` is the only entrance. Each reader, below, in sounding.py and in speaking.py, takes a
directive's arguments (see arguments.py) and returns its node.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Final, TypeAlias

from quietude.findings import Span
from quietude.plugins import nearest
from quietude.script.arguments import (
    Argument,
    DirectiveError,
    no_second,
    split_arguments,
    split_at_or,
)
from quietude.script.defaults import ELASTIC, LONG_PAUSE_S, PAUSE_S, SHORT_PAUSE_S
from quietude.script.nodes import Bell, Bells, Breathe, Pause, Sound, TouchEnd, TouchStart, VoiceChange
from quietude.script.sounding import read_bell, read_breathe, read_sound, read_touch
from quietude.script.speaking import (
    InEnd,
    InStart,
    RecordHere,
    read_answer,
    read_in,
    read_record,
    read_voice,
)


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
    answered_by: str | None
    span: Span


Directive: TypeAlias = (
    Pause
    | Breathe
    | TouchStart
    | TouchEnd
    | Bell
    | Bells
    | Sound
    | VoiceChange
    | OnlyStart
    | OnlyEnd
    | InStart
    | InEnd
    | RecordHere
    | RepeatHere
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
        (
            known
            for known in _LONGEST_FIRST
            if folded == known or folded.startswith((known + " ", known + ","))
        ),
        None,
    )
    if name is None:
        raise _unknown(inside)
    skipped = re.match(r"\s*" + r"\s+".join(map(re.escape, name.split())), inside, re.IGNORECASE)
    at = skipped.end() if skipped else 0
    return _READERS[name](split_arguments(inside, at), span)


def _unknown(inside: str) -> DirectiveError:
    words = inside.split()
    if not words:
        return DirectiveError(
            "unknown-directive", "these brackets are empty; remove them", 0, len(inside) + 2
        )
    guess = nearest(" ".join(words[:2]), _GUESSED) or nearest(words[0], _GUESSED)
    hint = f"did you mean [{guess}]?" if guess else f"known are {', '.join(f'[{known}]' for known in KNOWN)}"
    return DirectiveError(
        "unknown-directive",
        f'there is no directive [{" ".join(words)}]; {hint} (a bracket to be spoken is written "\\[")',
        0,
        len(inside) + 2,
    )


def _bare(name: str, make: Callable[[Span], Directive]) -> _Reader:
    """The reader of a directive that takes no arguments."""

    def read(arguments: Sequence[Argument], span: Span) -> Directive:
        if arguments:
            raise arguments[0].fail(f"[{name}] takes nothing more")
        return make(span)

    return read


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


def _repeat(arguments: Sequence[Argument], span: Span) -> RepeatHere:
    times: tuple[int, int] | None = None
    for_s: tuple[float, float] | None = None
    least_s = most_s = apart_s = None
    answered_by: str | None = None
    seen: set[str] = set()
    for argument in arguments:
        text = argument.text.lower()
        if count := re.fullmatch(r"([0-9]+)(?: ?(?:-|–|to) ?([0-9]+))? times?", text):
            no_second(seen, "times", argument)
            times = argument.times(count[1]), argument.times(count[2] or count[1])
            if times[0] > times[1]:
                raise argument.fail("this runs backwards: write the smaller number first")
        elif text.startswith("for "):
            no_second(seen, "for", argument)
            for_s = argument.time_range(text.removeprefix("for "))
        elif text.startswith("at least "):
            no_second(seen, "at least", argument)
            least_s = argument.time(text.removeprefix("at least "))
        elif text.startswith("at most "):
            no_second(seen, "at most", argument)
            most_s = argument.time(text.removeprefix("at most "))
        elif text.endswith(" apart"):
            no_second(seen, "apart", argument)
            apart_s = argument.time(text.removesuffix(" apart"))
        elif text.startswith("answered by"):
            no_second(seen, "answered by", argument)
            answered_by = read_answer(argument)
        else:
            raise argument.fail(
                f'[repeat phrases] does not know "{argument.text}"; it is written '
                "[repeat phrases 3 times] or [repeat phrases for 2-3 min, at most 8 min, 8s apart]"
            )
    _check_repeat(times, for_s, least_s, most_s, span)
    return RepeatHere(
        times=times,
        for_s=for_s,
        least_s=least_s,
        most_s=most_s,
        apart_s=apart_s,
        answered_by=answered_by,
        span=span,
    )


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
    names = split_at_or(arguments)
    if not names:
        raise DirectiveError("directive-argument", "[only] needs an option: [only no-touch]", 0, span.length)
    return OnlyStart(names=tuple(names), span=span)


_READERS: Final[dict[str, _Reader]] = {
    "pause": _pause,
    "short pause": _bare("short pause", lambda span: _pause_of(SHORT_PAUSE_S, span)),
    "long pause": _bare("long pause", lambda span: _pause_of(LONG_PAUSE_S, span)),
    "breathe": read_breathe,
    "touch": read_touch,
    "end touch": _bare("end touch", lambda span: TouchEnd(span=span)),
    "repeat phrases": _repeat,
    "only": _only,
    "end only": _bare("end only", lambda span: OnlyEnd(span=span)),
    "bell": read_bell,
    "sound": read_sound,
    "voice": read_voice,
    "end voice": _bare("end voice", lambda span: VoiceChange(name="", span=span)),
    "in": read_in,
    "end in": _bare("end in", lambda span: InEnd(span=span)),
    "record": read_record,
}
KNOWN: Final = tuple(_READERS)
"""Every directive's name, as written."""
_GUESSED: Final = [known for known in KNOWN if known not in {"in", "end in"}]
"""Two letters are near to too much."""
_LONGEST_FIRST: Final = sorted(KNOWN, key=len, reverse=True)
