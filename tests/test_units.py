"""Conversions: what people write is read as they mean it, or refused in words that help."""

from __future__ import annotations

import contextlib
import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from quietude import units
from quietude.errors import UnitError

WRITTEN_TIMES = {
    "6s": 6,
    "6 s": 6,
    "6 Seconds": 6,
    "500ms": 0.5,
    "2.5 min": 150,
    "2 min 30 s": 150,
    "1h": 3600,
    "1 hr 30 mins": 5400,
    "12:30": 750,
    "1:02:03": 3723,
    "0s": 0,
    "24h": 86_400,
}

REFUSED_TIMES = {
    "2,5 min": 'decimal comma: write a point, as in "2.5 min"',
    "-3s": "negative",
    "−3s": "negative",
    "1e9h": "is not a time",
    "999999999h": "longer than a day",
    "9" * 5000 + "h": "longer than a day",
    "9" * 5000 + ":00": "is not a time",
    "6": 'write "6s" for seconds or "6 min" for minutes',
    "": "missing",
    "six seconds": "is not a time",
    "4 parsecs": "is not a time",
    "5s 3": "is not a time",
    "1:60": "not a time on a clock",
    "1:99:00": "not a time on a clock",
    "٣s": "is not a time",
    "nan s": "is not a time",
    "inf s": "is not a time",
    "24h 1ms": "longer than a day",
}


@pytest.mark.parametrize(("text", "seconds"), WRITTEN_TIMES.items())
def test_times_are_read_as_written(text: str, seconds: float) -> None:
    assert units.parse_time(text) == pytest.approx(seconds)


@pytest.mark.parametrize(("text", "message"), REFUSED_TIMES.items(), ids=lambda text: text[:20])
def test_what_is_no_time_is_refused_with_a_reason(text: str, message: str) -> None:
    with pytest.raises(UnitError, match=r".") as caught:
        units.parse_time(text)
    assert message in str(caught.value)


@pytest.mark.parametrize(
    ("text", "low_s", "high_s"),
    [
        ("4-10s", 4, 10),
        ("4 – 10 s", 4, 10),
        ("4 to 10 seconds", 4, 10),
        ("2-3 min", 120, 180),
        ("90s to 3 min", 90, 180),
        ("1 min 30 s - 2 min", 90, 120),
        ("5:00-6:30", 300, 390),
        ("6s", 6, 6),
        ("6-6s", 6, 6),
        ("2-3 min 30 s", 120, 210),
    ],
)
def test_ranges_are_read_as_written(text: str, low_s: float, high_s: float) -> None:
    assert units.parse_time_range(text) == (low_s, high_s)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("10-4s", "backwards"),
        ("-3s", "negative"),
        ("-3-4s", "negative"),
        ("3-4", "has no unit"),
        ("1-2-3s", "is not a time"),
        ("4-10 parsecs", "is not a time"),
        ("2,5-3 min", "decimal comma"),
        ("1-25h", "longer than a day"),
    ],
)
def test_what_is_no_range_is_refused_with_a_reason(text: str, message: str) -> None:
    with pytest.raises(UnitError, match=message):
        units.parse_time_range(text)


@given(st.text(max_size=30) | st.text(alphabet="0123456789.,:-– smhinto", max_size=20))
def test_any_text_is_a_time_or_refused(text: str) -> None:
    for read in (units.parse_time, units.parse_time_range, units.parse_gain):
        with contextlib.suppress(UnitError):
            read(text)


@given(st.integers(min_value=0, max_value=864_000))
def test_a_formatted_time_reads_back(tenths: int) -> None:
    assert units.parse_time(units.format_time(tenths / 10)) == pytest.approx(tenths / 10, abs=1e-9)


@given(st.floats(min_value=0, max_value=86_399))
def test_a_formatted_time_is_off_by_half_a_tenth_at_most(seconds: float) -> None:
    assert units.parse_time(units.format_time(seconds)) == pytest.approx(seconds, abs=0.05001)


def test_times_for_people() -> None:
    assert units.format_time(59.96) == "1 min"
    assert units.format_time(0.04) == "0 s"
    assert units.format_time(-90.5) == "-1 min 30.5 s"
    assert units.format_time(-0.01) == "0 s"
    assert units.format_clock(0.9) == "0:00"
    assert units.format_clock(3600) == "1:00:00"


@pytest.mark.parametrize("text", ["6", "loud", "-200dB", "+25dB", "1e3dB", "--6dB", "6,5dB"])
def test_what_is_no_gain_is_refused(text: str) -> None:
    with pytest.raises(UnitError, match=text.replace("+", r"\+")):
        units.parse_gain(text)


@given(st.floats(min_value=-120, max_value=24))
def test_gain_and_amplitude_are_each_other_s_reverse(gain_db: float) -> None:
    assert units.amplitude_to_db(units.db_to_amplitude(gain_db)) == pytest.approx(gain_db, abs=1e-9)


def test_silence_is_minus_infinity() -> None:
    assert units.db_to_amplitude(-math.inf) == 0.0
    assert units.amplitude_to_db(0.0) == -math.inf


@given(st.integers(min_value=0, max_value=86_400 * 48_000), st.sampled_from([8_000, 22_050, 44_100, 48_000]))
def test_samples_survive_a_way_through_seconds(samples: int, rate: int) -> None:
    assert units.seconds_to_samples(units.samples_to_seconds(samples, rate), rate) == samples


def test_half_a_sample_goes_up() -> None:
    assert [units.seconds_to_samples(half / 2, 1) for half in (1, 3, 5)] == [1, 2, 3]
