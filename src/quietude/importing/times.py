"""Times and pauses as people write them: ``20 seconds``, ``1-2 min``, ``ten seconds``, ``PAUSE: 3s``."""

from __future__ import annotations

import re
from typing import Final

from quietude.importing.imported import Paused
from quietude.script.defaults import LONG_PAUSE_S, PAUSE_S, SHORT_PAUSE_S
from quietude.units import LONGEST_TIME_S

SHORT: Final = Paused(directive="short pause", ideal_s=SHORT_PAUSE_S[1])
USUAL: Final = Paused(directive="pause", ideal_s=PAUSE_S[1])
LONG: Final = Paused(directive="long pause", ideal_s=LONG_PAUSE_S[1])

LONGEST_PAUSE: Final = 120
"""Characters; what is longer is no pause that a person wrote."""

_COUNTS: Final = {
    "a": 1.0, "an": 1.0, "one": 1.0, "half a": 0.5, "two": 2.0, "three": 3.0, "four": 4.0, "five": 5.0,
    "six": 6.0, "seven": 7.0, "eight": 8.0, "nine": 9.0, "ten": 10.0, "twelve": 12.0, "fifteen": 15.0,
    "twenty": 20.0, "thirty": 30.0, "forty": 40.0, "forty-five": 45.0, "fifty": 50.0, "sixty": 60.0,
}  # fmt: skip
_UNITS: Final = (
    (re.compile(r"ms|msec|milli\w*"), 0.001),
    (re.compile(r"s|se[cgk]\w*"), 1.0),  # also segundos, Sekunden, secondes
    (re.compile(r"m|min\w*"), 60.0),  # also Minuten, minutos
    (re.compile(r"h|hrs?|hours?"), 3600.0),
)
_COUNT: Final = "|".join(sorted(map(re.escape, _COUNTS), key=len, reverse=True))
_AMOUNT: Final = rf"(?:[0-9]{{1,7}}(?:[.,][0-9]{{1,4}})?|(?:{_COUNT})(?![a-z-]*[a-z]))"
_UNIT: Final = r"(?:ms|msec|milli[a-z]*|se[cgk][a-z]*|min[a-z]*|hours?|hrs?|[smh])"
_PART: Final = re.compile(rf"({_AMOUNT})[\s-]*({_UNIT})(?![a-z])\.?")
_RANGE: Final = re.compile(rf"({_AMOUNT})\s*({_UNIT})?\s*(?:[-–—]|to|or)\s*(?=[0-9a-z])")
_CLOCK: Final = re.compile(r"(?:(\d{1,2}):)?(\d{1,3}):([0-5]\d)(?:[.,](\d{1,3}))?")
_ABOUT: Final = re.compile(
    r"^(?:for|of|de|di|von|van|about|approx(?:imately)?\.?|around|ca\.|exactly|~|=|:|,|-|–|—|\s)+"
)
_VAGUE: Final = {
    "a moment": USUAL,
    "a few moments": LONG,
    "a few seconds": USUAL,
    "a few breaths": LONG,
    "a breath": USUAL,
    "a beat": SHORT,
    "briefly": SHORT,
}
_SILENCE: Final = r"(?:pause|pausa|pauze|silence|silencio|silenzio|silêncio|stille)s?"
_PAUSE: Final = re.compile(
    rf"(?:(?P<kind>short|brief|small|long|longer|silent|quiet)\s+)?{_SILENCE}\b(?:\s+here)?(?P<time>.*)",
    re.DOTALL,
)
_TIMED_PAUSE: Final = re.compile(
    rf"(?P<time>.+?)[\s-]+(?:of\s+)?(?:(?P<kind>silent|quiet|long|short)\s+)?{_SILENCE}", re.DOTALL
)


def pause_of(low_s: float, high_s: float) -> Paused | None:
    """The pause of a time or a range of times in seconds; None for none at all, or for more than a day.

    >>> pause_of(4, 10).directive, pause_of(0.25, 0.25).directive, pause_of(120, 120).directive
    ('pause 4-10s', 'pause 250ms', 'pause 2 min')
    """
    low_s, high_s = round(low_s, 3), round(high_s, 3)
    if not 0 < low_s <= high_s <= LONGEST_TIME_S:
        return None
    if low_s < high_s:
        return Paused(directive=f"pause {_number(low_s)}-{_number(high_s)}s", ideal_s=(low_s + high_s) / 2)
    if low_s < 1:
        written = f"{round(low_s * 1000)}ms"
    elif low_s >= 60 and low_s % 60 == 0:
        written = f"{_number(low_s / 60)} min"
    else:
        written = f"{_number(low_s)}s"
    return Paused(directive=f"pause {written}", ideal_s=low_s)


def read_time(text: str, *, bare: bool = False) -> tuple[float, float] | None:
    """Low and high end of a time in seconds; None where the text is no time.

    Args:
        text: such as ``20 seconds``, ``1 min 30 s``, ``10-15 sec``, ``a minute and thirty seconds``.
        bare: a number without a unit is seconds.

    >>> read_time("10-15 sec"), read_time("a minute"), read_time("5"), read_time("5", bare=True)
    ((10.0, 15.0), (60.0, 60.0), None, (5.0, 5.0))
    """
    cleaned = _ABOUT.sub("", " ".join(text.lower().split())).rstrip(" .")
    if span := _RANGE.match(cleaned):
        high = _single(cleaned[span.end() :], bare=bare)
        unit = span[2] or next((part[2] for part in [_PART.match(cleaned, span.end())] if part), "s")
        low_s = _amount(span[1]) * _unit_s(unit)
        if high is not None and low_s <= high:
            return low_s, high
    single = _single(cleaned, bare=bare)
    return None if single is None else (single, single)


def read_clock(text: str) -> float | None:
    """A place in a session, ``2:05`` or ``1:02:05.500``, in seconds; None where the text is none.

    >>> read_clock("2:05"), read_clock("00:01:02,500"), read_clock("2")
    (125.0, 62.5, None)
    """
    match = _CLOCK.fullmatch(text.strip())
    if match is None:
        return None
    hours, minutes, seconds, fraction = match.groups()
    whole = int(hours or 0) * 3600 + int(minutes) * 60 + int(seconds)
    return whole + (int(fraction) / 10 ** len(fraction) if fraction else 0.0)


def read_pause(text: str) -> Paused | None:
    """The pause that these words ask for, without their brackets; None where they ask for none.

    A pause of an unknown length ("pause until they settle") is none here: see `names_pause`.

    >>> read_pause("PAUSE: 20 seconds").directive, read_pause("long pause").directive, read_pause("music")
    ('pause 20s', 'long pause', None)
    """
    if len(text) > LONGEST_PAUSE:
        return None
    folded = " ".join(text.lower().split()).strip(" .*_")
    for pattern in (_PAUSE, _TIMED_PAUSE):
        match = pattern.fullmatch(folded)
        if match is None:
            continue
        time = _ABOUT.sub("", match["time"].strip()).rstrip(" .")
        if not time:
            kind = match["kind"]
            return {None: USUAL, "silent": LONG, "quiet": LONG, "long": LONG, "longer": LONG}.get(kind, SHORT)
        if time in _VAGUE:
            return _VAGUE[time]
        if (read := read_time(time, bare=True)) or (read := _clock_range(time)):
            return pause_of(*read)
    return None


def names_pause(text: str) -> bool:
    """Whether the words begin as those of a pause do."""
    return bool(_PAUSE.fullmatch(" ".join(text.lower().split())))


def _clock_range(text: str) -> tuple[float, float] | None:
    at_s = read_clock(text)
    return None if at_s is None else (at_s, at_s)


def _single(text: str, *, bare: bool) -> float | None:
    if bare and text not in ("a", "an", "half a") and re.fullmatch(_AMOUNT, text):
        return _amount(text)
    total_s, at = 0.0, 0
    while part := _PART.match(text, at):
        total_s += _amount(part[1]) * _unit_s(part[2])
        at = part.end()
        if joint := re.compile(r"\s*(?:and|,|y|und|et)?\s*").match(text, at):
            at = joint.end()
    return total_s if at and at == len(text) else None


def _amount(text: str) -> float:
    return _COUNTS[text] if text in _COUNTS else float(text.replace(",", "."))


def _unit_s(unit: str) -> float:
    return next(seconds for pattern, seconds in _UNITS if pattern.fullmatch(unit))


def _number(value: float) -> str:
    return f"{round(value, 3):.3f}".rstrip("0").rstrip(".")
