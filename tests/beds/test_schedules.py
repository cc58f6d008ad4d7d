"""Schedules in SBaGen's format: what they say is what sounds, and what cannot be said is named."""

from __future__ import annotations

import contextlib
import time
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from quietude.audio import Block
from quietude.beds.bed import BED_LEVEL_LUFS
from quietude.beds.level import measure
from quietude.beds.schedule import Kind, Schedule, read_schedule
from quietude.beds.schedule_parser import parse_schedule
from quietude.beds.schedule_sound import ScheduleSound, open_schedule
from quietude.beds.spec import make_bed, make_bed_from_text, parse_bed
from quietude.errors import BedError, FileError, QuietudeError
from tests.beds.bed_checks import (
    HOUR,
    SECOND,
    beat_hz,
    envelope,
    loudness_lufs,
    mono_loss_db,
    read_in_pieces,
    slope_db_per_octave,
    spectral_peak_hz,
)

SCHEDULES = Path(__file__).parent / "schedules"
MINUTE = 60 * SECOND


def parse(text: str) -> Schedule:
    return parse_schedule(text, "evening.sbg")


def sound(text: str) -> ScheduleSound:
    return ScheduleSound(parse(text), 3)


def beat_at(source: ScheduleSound, at_s: float, length_s: float = 4.0) -> float:
    """How much higher the left tone is than the right one, about a time."""
    start = round((at_s - length_s / 2) * SECOND)
    left, right = source.read(start, round(length_s * SECOND)).T.astype(np.float64)
    return beat_hz(right, left)


@pytest.mark.parametrize("start_s", [0, 40, 7 * 3600 + 11])
def test_a_beat_is_what_it_says_to_a_thousandth(start_s: int) -> None:
    left, right = sound("a: 150+10/30\n0:00 a").read(start_s * SECOND, 10 * SECOND).T.astype(np.float64)
    assert beat_hz(right, left) == pytest.approx(10.0, abs=0.001)
    assert spectral_peak_hz(left, 100, 200) == pytest.approx(155.0, abs=0.01)
    assert spectral_peak_hz(right, 100, 200) == pytest.approx(145.0, abs=0.01)
    assert np.abs(left).max() == pytest.approx(0.30, abs=0.001)


def test_a_minus_puts_the_higher_tone_on_the_right_and_none_makes_one_tone() -> None:
    left, right = sound("a: 200-4/30\n0:00 a").read(0, 4 * SECOND).T.astype(np.float64)
    assert beat_hz(left, right) == pytest.approx(4.0, abs=0.001)
    both = sound("a: 200/30\n0:00 a").read(0, SECOND)
    assert np.array_equal(both[:, 0], both[:, 1])


def test_a_slide_passes_through_every_beat_between() -> None:
    source = sound("a: 150+10/30\nb: 170+6/10\nNOW a ->\n+0:10 b")
    for at_s, beat, carrier, level in (
        (2.0, 10 - 4 * 2 / 600, 150.07, 0.3),
        (300.0, 8.0, 160.0, 0.2),
        (597.0, 6.02, 169.9, 0.1),
        (3600.0, 6.0, 170.0, 0.1),
    ):
        assert beat_at(source, at_s) == pytest.approx(beat, abs=0.002)
        left = source.read(round((at_s - 1) * SECOND), 2 * SECOND)[:, 0].astype(np.float64)
        assert spectral_peak_hz(left, 100, 250) == pytest.approx(carrier + beat / 2, abs=0.05)
        assert np.abs(left).max() == pytest.approx(level, abs=0.002)
    # Where the slide ends, the tone runs on: no step, no corner that could be heard.
    tone = source.read(600 * SECOND - 100, 200)[:, 0].astype(np.float64)
    assert np.abs(np.diff(tone, 3)).max() < 2e-6


def test_phases_are_exact_after_a_thousand_slides() -> None:
    entries = "".join(f"+{n // 60}:{n % 60:02d} == {'ab'[n % 2]} ->\n" for n in range(1, 1001))
    source = sound(f"a: 150.1+10/30\nb: 163.7+6/30\nNOW == a ->\n{entries}")
    # A thousand slides of a minute, each through the mean of both.
    at = 60_000 * SECOND
    turns = 1000 * 60 * 0.5 * (155.1 + 166.7)
    expected = 0.3 * np.sin(2 * np.pi * (turns + 155.1 * np.arange(100) / SECOND))
    assert np.abs(source.read(at, 100)[:, 0] - expected).max() < 1e-5


def test_sets_change_within_a_minute_out_first_and_then_in() -> None:
    source = sound("a: pink/20 200+4/30\nb: pink/20 300+4/30\n0:00 a\n0:10 b\n")

    def share(at_s: float, hz: float) -> float:
        left = source.read(round((at_s - 1) * SECOND), 2 * SECOND)[:, 0].astype(np.float64)
        return float(2 * np.abs(np.mean(left * np.exp(-2j * np.pi * hz * np.arange(len(left)) / SECOND))))

    for at_s, first, second in (
        (500, 0.30, 0.0),
        (585, 0.15, 0.0),
        (600, 0.01, 0.01),
        (615, 0.0, 0.15),
        (700, 0.0, 0.30),
    ):
        assert share(at_s, 202.0) == pytest.approx(first, abs=0.02)
        assert share(at_s, 302.0) == pytest.approx(second, abs=0.02)
    # What is in both goes on: the noise does not stop where the tones change.
    assert envelope(source.read(570 * SECOND, 60 * SECOND)[:, 0], SECOND).min() > 0.02


@pytest.mark.parametrize(
    ("fades", "halfway"), [(("--", "--"), 0.3), (("==", "=="), 0.3), (("->", "--"), 0.0), (("--", "<-"), 0.0)]
)
def test_fades_through_silence_where_they_are_asked_for(fades: tuple[str, str], halfway: float) -> None:
    source = sound(f"a: 200+4/30\n0:00 {fades[0]} a\n0:10 {fades[1]} a")
    assert np.abs(source.read(600 * SECOND - 500, 1000)).max() == pytest.approx(halfway, abs=0.01)


def test_two_equals_signs_slide_within_the_minute() -> None:
    assert beat_at(sound("a: 200+4/30\nb: 200+8/30\n0:00 == a\n0:10 == b"), 600) == pytest.approx(6, abs=0.01)
    one = sound("a: 200+4/30\nb: 200+8/30\n0:00 == a\n0:10 -- b")
    assert np.abs(one.read(600 * SECOND - 50, 100)).max() < 0.001


def test_short_sets_leave_less_time_for_fades() -> None:
    source = sound("a: 200/30\noff: -\n0:00 a\n+0:00:10 off\n+0:00:20 a\n+0:00:30 off")
    levels = envelope(source.read(0, 90 * SECOND)[:, 0], SECOND // 10)
    assert np.abs(np.diff(levels)).max() < 0.01
    assert levels[:2].min() > 0.2
    assert levels[148:152].max() < 0.001
    assert levels[248:252].min() > 0.2
    assert levels[700:].max() == 0.0


def test_noise_has_its_colour_and_its_level() -> None:
    for name, slope in (("pink", -3.01), ("white", 0.0), ("brown", -6.02)):
        block = sound(f"a: {name}/40\n0:00 a").read(0, 20 * SECOND)
        assert slope_db_per_octave(block[:, 0], 60, 6000) == pytest.approx(slope, abs=0.4)
        # 40 per cent of what 100 per cent is: a quarter, so that its peaks are those of a tone.
        assert block[:, 0].std() == pytest.approx(0.1, rel=0.05)
        assert np.abs(block).max() < 0.6
        assert mono_loss_db(block) < 3.0


def test_noise_spins_at_its_beat() -> None:
    source = sound("a: spin:500+0.5/80\n0:00 a")
    left, right = source.read(0, 4 * SECOND).T.astype(np.float64)
    late = []
    for start in range(SECOND // 4, 4 * SECOND - SECOND // 4, SECOND // 8):
        one, two = left[start : start + 4096], right[start : start + 4096]
        cross = np.fft.irfft(np.fft.rfft(one, 8192) * np.conj(np.fft.rfft(two, 8192)))
        lag = int(np.argmax(cross))
        late.append((lag - 8192 if lag > 4096 else lag) / SECOND)
    at_s = (np.arange(SECOND // 4, 4 * SECOND - SECOND // 4, SECOND // 8) + 2048) / SECOND
    expected = 2 * 500e-6 * np.sin(2 * np.pi * 0.5 * at_s)
    assert np.abs(np.array(late) - expected).max() < 60e-6


def test_a_bell_rings_when_its_set_begins() -> None:
    source = sound("a: 100+4/1 bell+1000/40\nb: 100+4/1\n0:00 b\n0:05 a\n0:10 b")
    levels = envelope(source.read(298 * SECOND, 8 * SECOND)[:, 0], SECOND // 20)
    struck = int(np.argmax(levels))
    assert struck in (40, 41)
    assert levels[struck] > 0.2
    assert levels[:40].max() < 0.02
    assert levels[struck + 13] / levels[struck] == pytest.approx(np.exp(-13 / 20 / 0.6), rel=0.1)
    steps = np.abs(np.diff(source.read(298 * SECOND, 8 * SECOND)[:, 0]))
    assert steps.max() < 1.05 * 0.4 * 2 * np.pi * 1000 / SECOND + 0.001  # never more than its own tone's


def test_reads_are_a_pure_function_of_the_range() -> None:
    text = "a: pink/30 150+10/30 spin:300+4/20 bell+900/10\nb: pink/20 100+2/30 spin:100+1/20\nNOW a ->\n"
    source = sound(text + "+0:01 b\n+0:02 a")
    for start in (-70_000, 58 * SECOND, 2 * MINUTE - SECOND, 8 * HOUR + 123):
        whole = source.read(start, 5 * SECOND // 2)
        assert np.isfinite(whole).all()
        assert np.array_equal(whole, read_in_pieces(source, start, len(whole)))


@pytest.mark.parametrize("name", ["descent", "rounds"])
def test_levels_peaks_and_dc(name: str) -> None:
    (spec,) = parse_bed(str(SCHEDULES / f"{name}.sbg"))
    source = make_bed(spec, 5)
    seconds = range(0, 630 if name == "descent" else 840, 6)
    block: Block = np.concatenate([source.read(second * SECOND, SECOND) for second in seconds])
    assert loudness_lufs(block) == pytest.approx(BED_LEVEL_LUFS, abs=0.7)
    assert np.abs(block).max() < 0.3
    assert np.abs(block.mean(axis=0)).max() < 1e-3 * block.std()


def test_a_level_is_over_all_that_sounds_however_late() -> None:
    source = open_schedule(parse("off: -\na: 200+4/30\n0:00 off\n6:00 a\n6:10 off"), 1)
    assert loudness_lufs(source.read(6 * HOUR + 60 * SECOND, 60 * SECOND)) == pytest.approx(-36.0, abs=0.5)


def test_a_bell_over_next_to_nothing_does_not_clip() -> None:
    source = open_schedule(parse("a: 200+4/0.01 bell+1000/100\nb: 200+4/0.01\n0:00 b\n1:00 a\n2:00 b"), 1)
    assert 0.3 < np.abs(source.read(HOUR, 2 * SECOND)).max() <= 10 ** (-3 / 20)


def test_faint_tones_are_raised_as_any_bed_is() -> None:
    source = open_schedule(parse("a: 200+4/0.01\n0:00 a"), 1)
    assert loudness_lufs(source.read(0, 5 * SECOND)) == pytest.approx(-36.0, abs=0.1)


def test_it_stands_where_a_bed_stands(tmp_path: Path) -> None:
    path = tmp_path / "My evening.SBG"
    path.write_text("a: 150+10/30\n0:00 a\n")
    (spec,) = parse_bed("My evening.SBG:-6dB", base_folder=tmp_path)
    assert (spec.path, spec.gain_db, spec.needs_headphones) == (path, -6.0, True)
    assert "headphones" in spec.note
    assert parse_bed(str(spec)) == (spec,)
    assert measure(make_bed(spec, 1)) == pytest.approx(BED_LEVEL_LUFS - 6.0, abs=0.1)
    both = make_bed_from_text("ocean + My evening.SBG:-6dB", 1, tmp_path)
    assert both is not None
    assert both.read(0, 10).any()
    with pytest.raises(BedError, match=r'no schedule .*My evenin\.sbg; did you mean "My evening.SBG"'):
        parse_bed("My evenin.sbg", base_folder=tmp_path)


def test_what_is_read() -> None:
    schedule = read_schedule(SCHEDULES / "rounds.sbg")
    assert schedule.fade_s == 20.0
    assert schedule.ignored == ("line 2: -T 22:00", "line 2: -Q")
    assert "line 2: -T 22:00" in schedule.note
    times = [(entry.at_s, entry.tones.name) for entry in schedule.entries]
    assert times == [
        (0, "low"), (120, "high"), (240, "low"), (360, "high"), (480, "hush"), (690, "hush"), (840, "low"),
    ]  # fmt: skip
    high = schedule.entries[1].tones
    assert str(high.span).endswith("rounds.sbg:6:1")
    tone = high.voices[1]
    assert tone is not None
    assert (tone.kind, tone.carrier_hz, tone.beat_hz, tone.amplitude) == (Kind.TONE, 250.0, -5.0, 0.12)
    assert str(tone.span).endswith("rounds.sbg:6:18")
    assert schedule.entries[4].tones.voices[1:] == (None, None)
    assert (schedule.entries[4].fade_in, schedule.entries[4].fade_out) == ("<", ">")
    assert [entry.slide for entry in schedule.entries][-2:] == [True, False]


def test_a_tone_of_nothing_keeps_a_place_free() -> None:
    entry = parse("a: 0.00+0.00/0 - 150+10/0\n0:00 a").entries[0]
    assert [voice is None for voice in entry.tones.voices] == [True, True, False]


def test_a_plain_tone_needs_no_headphones() -> None:
    assert not parse("a: pink/30 200/30\n0:00 a").needs_headphones
    assert not parse("a: pink/30 200/30\n0:00 a").note


def test_what_is_not_supported_is_named_line_by_line() -> None:
    with pytest.raises(BedError) as raised:
        read_schedule(SCHEDULES / "foreign.sbg")
    message = str(raised.value)
    for expected in (
        "foreign.sbg:1:1: error: -m is not supported: music within a schedule; lay it beside",
        "    1 | -m river1.ogg -SE",
        "foreign.sbg:2:1: error: waveforms of one's own are not supported",
        'foreign.sbg:3:4: error: "mix/90" is not supported; lay the music beside the schedule',
        'foreign.sbg:4:4: error: "wave00:200+4/50" is not supported; plain tones',
        'foreign.sbg:5:4: error: "200@10/40" is no sound that is known',
        'foreign.sbg:8:6: error: no tone set or block "dd" is defined above this line; did you mean "d"?',
        'foreign.sbg:6:20: error: "mixbeat/20" is not supported',
    ):
        assert expected in message
    assert message.count("error:") == 7  # nothing is said of entries whose sets have been complained about


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("", "nothing is played"),
        ("a: 150+10/30", "nothing is played"),
        ("N: 150+10/30\nNOW N\n+0:10 NO\n", r"evening.sbg:3:7: error: no tone set"),
        ("a: 50/20 0/20\n", r"evening.sbg:1:10: error: .*makes 0 Hz"),
        ("a: 150+10/30\n0:0x a", r'evening.sbg:2:1: error: "0:0x" is not a time'),
        ("a: 150+10/30\n25:00 a", "is not a time of the clock"),
        ("a: 150+10/30\n0:75 a", "is not a time of the clock"),
        ("a: 150+10/30\n+0:05 a", "needs one before it to count from"),
        ("a: 150+10/30\n0:05 a\n+0:00 a\nNOW a", "NOW and times of the clock"),
        ("a: 150+10/30\nNOW+0:05 a\nNOW a", "lies before the entry above"),
        ("a: 150+10/30\nNOW a\n+24:00+0:01 a", "more than 24 hours"),
        ("a: 150+10/130\n0:00 a", "over 100 per cent"),
        ("a: 999999999+10/30\n0:00 a", "what is heard lies between 20 and 20000 Hz"),
        ("a: 7.83/50\n0:00 a", "makes 7.83 Hz"),
        ("a: spin:9000+4/30\n0:00 a", "at most 2900 microseconds"),
        ("a: 1e999/30\n0:00 a", "is no sound that is known"),
        ("a: " + "9" * 5000 + "/30\n0:00 a", "is no sound that is known"),
        ("a: " + "200/1 " * 17 + "\n0:00 a", "at most 16 sounds"),
        ("a:\n0:00 a", "has no tones"),
        ("b: {\n0:00 a\n}", "begin with"),
        ("b: {\n}\n", "this block is empty"),
        ("b: {\n+0:00 b\n}", 'no tone set or block "b" is defined above'),
        ("a: 150/30\nb: {\n+0:00 a", "has no end"),
        ("a: 150/30\nb: {\n+0:00 a\n}\n0:00 b ->", "a block has its own fades"),
        ("-p drop 00ds+", "-p is not supported: ready-made sequences"),
        ("-X\na: 1", '"-X" is no option'),
        ("-T", "-T needs a value"),
        ("-F soon", "not a time in milliseconds"),
        ("hello there, this is a letter", "neither a tone set"),
        ("off: -\n0:00 off", "silent"),
    ],
)
def test_what_is_wrong_is_said(text: str, message: str) -> None:
    with pytest.raises(BedError, match=message):
        open_schedule(parse(text), 1)


def test_files_that_are_no_text(tmp_path: Path) -> None:
    path = tmp_path / "a.sbg"
    path.write_bytes(b"\x00\x01\x02")
    with pytest.raises(FileError, match="binary"):
        read_schedule(path)
    path.write_bytes(bytes(range(1, 256)) * 40)
    with pytest.raises(BedError, match="cannot be used"):
        read_schedule(path)
    path.write_bytes("## café\na: 150/30\n0:00 a\n".encode("latin-1"))
    assert read_schedule(path).entries
    path.write_bytes(b"#" * 9_000_000)
    with pytest.raises(BedError, match="larger than"):
        read_schedule(path)
    with pytest.raises(FileError, match="cannot read the schedule"):
        read_schedule(tmp_path / "none.sbg")


def test_hostile_schedules_are_answered_quickly() -> None:
    doubling = "a: 150/30\nb0: {\n+0:00 a\n+0:00:01 a\n}\n" + "".join(
        f"b{n}: {{\n+0:00 b{n - 1}\n+0:01 b{n - 1}\n}}\n" for n in range(1, 60)
    )
    lines = "".join(f"s{n}: pink/{n % 100} {100 + n % 900}+{n % 30}.5/20\n" for n in range(100_000))
    began = time.process_time()
    with pytest.raises(BedError, match="more than 20000 entries"):
        parse(doubling + "0:00 b59")
    with pytest.raises(BedError, match="There may be more further down"):
        parse("nonsense\n" * 100_000)
    assert len(parse(lines + "0:00 s99999").entries) == 1
    entries = "".join(f"+{n // 3600}:{n // 60 % 60}:{n % 60} == {'ab'[n % 2]} ->\n" for n in range(1, 20_000))
    busy = sound(f"a: {'150+4/5 ' * 8}\nb: {'170+6/5 ' * 8}\nNOW == a ->\n{entries}")
    assert np.isfinite(busy.read(HOUR, SECOND)).all()
    assert time.process_time() - began < 12.0


@given(
    st.text(max_size=60)
    | st.from_regex(r"(a: [0-9pinkbell:+/. -]{0,30}\n){1,2}[NOW0-9:+ ]{1,8} [=<>-]{0,2} a")
)
@settings(deadline=None, max_examples=200)
def test_any_text_is_a_schedule_or_a_clear_error(text: str) -> None:
    with contextlib.suppress(QuietudeError):
        assert parse(text).entries
