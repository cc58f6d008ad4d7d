"""Every conversion between what people write and what the program counts in.

Times are seconds (float) up to the score and samples (int) from the timeline on; levels are decibels
where people meet them and amplitude factors where samples are multiplied. Each conversion lives here
once, so that a rounding rule is decided in one place.
"""

from __future__ import annotations

import math
import re
from typing import Final

from quietude.errors import UnitError

LONGEST_TIME_S: Final = 24 * 3600.0
"""No time in a script, and no session, is longer than a day: ``1e9h`` is a slip of the finger."""

_UNIT_S: Final = {
    "ms": 0.001,
    "s": 1.0, "sec": 1.0, "secs": 1.0, "second": 1.0, "seconds": 1.0,
    "m": 60.0, "min": 60.0, "mins": 60.0, "minute": 60.0, "minutes": 60.0,
    "h": 3600.0, "hr": 3600.0, "hrs": 3600.0, "hour": 3600.0, "hours": 3600.0,
}  # fmt: skip

_NUMBER: Final = r"[0-9]+(?:\.[0-9]+)?"
_UNIT: Final = r"[a-z]+"
_PART: Final = re.compile(rf"({_NUMBER})\s*({_UNIT})\s*")
_CLOCK: Final = re.compile(r"(?:(\d{1,3}):)?(\d{1,2}):(\d{2})")
_TO: Final = re.compile(r"(?<=\S)(?:\s*[-–—]\s*|\s+to\s+)(?=[\d.,])")
_TIME_HINT: Final = 'write it like "6s", "2.5 min", "2 min 30 s" or "1h"'
_GAIN: Final = re.compile(rf"([+-]?{_NUMBER})\s*db")


def parse_time(text: str) -> float:
    """Read a length of time and return it in seconds.

    Accepts a number with a unit (``6s``, ``2.5 min``, ``1h``), several of them (``2 min 30 s``) and a
    clock (``12:30``, ``1:02:03``). A bare number is refused: a reader cannot tell seconds from minutes.

    Raises:
        UnitError: the text is no time, has a decimal comma, is negative, or is longer than a day.

    >>> parse_time("2 min 30 s")
    150.0
    """
    cleaned = " ".join(text.lower().split())
    if clock := _CLOCK.fullmatch(cleaned):
        hours, minutes, seconds = (int(group or 0) for group in clock.groups())
        if seconds > 59 or (clock.group(1) and minutes > 59):
            raise UnitError(f'"{text}" is not a time on a clock: {_TIME_HINT}')
        return _bounded(float(hours * 3600 + minutes * 60 + seconds), text)
    if re.search(r"\d,\d", cleaned):
        raise UnitError(f'"{text}" has a decimal comma: write a point, as in "{cleaned.replace(",", ".")}"')
    if re.match(r"[-–−]\s*\d", cleaned):
        raise UnitError(f'"{text}" is negative; a time cannot be: {_TIME_HINT}')
    if re.fullmatch(_NUMBER, cleaned):
        raise UnitError(
            f'"{text}" has no unit: write "{cleaned}s" for seconds or "{cleaned} min" for minutes'
        )
    total_s, at = 0.0, 0
    while at < len(cleaned):
        part = _PART.match(cleaned, at)
        if part is None or part.group(2) not in _UNIT_S:
            raise UnitError(f'"{text}" is not a time: {_TIME_HINT}')
        total_s += float(part.group(1)) * _UNIT_S[part.group(2)]
        at = part.end()
    if not cleaned:
        raise UnitError(f"a time is missing: {_TIME_HINT}")
    return _bounded(total_s, text)


def parse_time_range(text: str) -> tuple[float, float]:
    """Read ``4-10s``, ``2-3 min``, ``90s to 3 min`` or a single time; return (low, high) in seconds.

    A unit left out before the dash is the one that follows the second number.

    Raises:
        UnitError: as `parse_time`, or the range runs backwards.

    >>> parse_time_range("2-3 min")
    (120.0, 180.0)
    """
    cleaned = " ".join(text.lower().split())
    ends = _TO.split(cleaned)
    if len(ends) != 2:
        single = parse_time(text)
        return single, single
    low, high = ends
    high_s = parse_time(high)
    if re.fullmatch(_NUMBER, low) and (unit := _PART.match(high)):
        low = f"{low} {unit[2]}"
    low_s = parse_time(low)
    if low_s > high_s:
        raise UnitError(f'"{text}" runs backwards: write the shorter time first')
    return low_s, high_s


def _bounded(seconds: float, text: str) -> float:
    if seconds > LONGEST_TIME_S:
        raise UnitError(f'"{text}" is longer than a day (24 h), the longest time there is here')
    return seconds


def format_time(seconds: float) -> str:
    """Say a length of time as `parse_time` reads it, to a tenth of a second.

    >>> format_time(150.0), format_time(6.25), format_time(3600.0)
    ('2 min 30 s', '6.2 s', '1 h')
    """
    tenths = round(abs(seconds) * 10)
    hours, rest = divmod(tenths, 36_000)
    minutes, rest = divmod(rest, 600)
    parts = []
    if hours:
        parts.append(f"{hours} h")
    if minutes:
        parts.append(f"{minutes} min")
    if rest or not parts:
        parts.append(f"{rest // 10} s" if rest % 10 == 0 else f"{rest / 10:.1f} s")
    return ("-" if seconds < 0 and tenths else "") + " ".join(parts)


def format_clock(seconds: float) -> str:
    """Say a position in a session as a player shows it.

    >>> format_clock(65.4), format_clock(3725.0)
    ('1:05', '1:02:05')
    """
    whole = int(seconds)
    hours, rest = divmod(whole, 3600)
    minutes, secs = divmod(rest, 60)
    return f"{hours}:{minutes:02d}:{secs:02d}" if hours else f"{minutes}:{secs:02d}"


def parse_gain(text: str) -> float:
    """Read a gain such as ``-6dB`` or ``+1.5 dB`` and return it in decibels.

    Raises:
        UnitError: the text is no gain, or lies outside -120 to +24 dB.

    >>> parse_gain("-6dB")
    -6.0
    """
    match = _GAIN.fullmatch(" ".join(text.lower().split()))
    if match is None:
        raise UnitError(f'"{text}" is not a gain: write it like "-6dB"')
    gain_db = float(match.group(1))
    if not -120.0 <= gain_db <= 24.0:
        raise UnitError(f'"{text}" is out of range: a gain lies between -120dB and +24dB')
    return gain_db


def db_to_amplitude(gain_db: float) -> float:
    """Decibels to the factor that samples are multiplied with; -inf gives 0.

    >>> round(db_to_amplitude(-6.0206), 4)
    0.5
    """
    return float(10.0 ** (gain_db / 20.0))


def amplitude_to_db(amplitude: float) -> float:
    """An amplitude factor (or a peak, with 1.0 as full scale) to decibels; 0 gives -inf.

    >>> round(amplitude_to_db(0.5), 2)
    -6.02
    """
    return 20.0 * math.log10(amplitude) if amplitude > 0 else -math.inf


def seconds_to_samples(seconds: float, sample_rate_hz: int) -> int:
    """Seconds to the nearest whole sample (halves go up).

    >>> seconds_to_samples(0.5, 48_000)
    24000
    """
    return math.floor(seconds * sample_rate_hz + 0.5)


def samples_to_seconds(samples: int, sample_rate_hz: int) -> float:
    """Samples to seconds.

    >>> samples_to_seconds(24_000, 48_000)
    0.5
    """
    return samples / sample_rate_hz


def samples_to_milliseconds(samples: int, sample_rate_hz: int) -> int:
    """Samples to the nearest millisecond (halves go up).

    >>> samples_to_milliseconds(24, 48_000), samples_to_milliseconds(48_000, 48_000)
    (1, 1000)
    """
    return (samples * 1000 + sample_rate_hz // 2) // sample_rate_hz
