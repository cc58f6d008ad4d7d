"""From the timeline to sound: which bowl rings, how a breath sounds, where the hands are."""

from __future__ import annotations

import numpy as np
import pytest

from quietude.audio import Block
from quietude.errors import BedError, ScriptError
from quietude.score.builder import build_score
from quietude.score.listener import Listener
from quietude.score.score import Utterance
from quietude.script.parser import parse_script
from quietude.soundscape import bed_findings, choose_beds, pacer_sources, seed_for, stroke_sources
from quietude.timeline.builder import build_timeline
from quietude.timeline.timeline import Timeline

from .beds.bed_checks import SECOND, read_in_pieces, spectral_peak_hz

HEADER = "---\ntitle: T\n---\n"


def timeline_of(body: str) -> Timeline:
    score = build_score(parse_script(HEADER + body, path="script.md"), Listener())

    def duration_of(utterance: Utterance) -> int:
        return len(utterance.text) * 2400 + 7

    return build_timeline(score, duration_of)


def pacers(timeline: Timeline) -> Block:
    heard = np.zeros((timeline.duration, 2), dtype=np.float32)
    for source in pacer_sources(timeline, title="T"):
        heard += source.read(0, timeline.duration)
    return heard


def energy(block: Block) -> float:
    return float(np.square(block.astype(np.float64)).sum())


@pytest.mark.parametrize(
    ("directive", "lowest_hz"), [("low", 131.0), ("middle", 196.0), ("high", 294.0), ("small", 1046.5)]
)
def test_a_bell_rings_as_the_bowl_it_names(directive: str, lowest_hz: float) -> None:
    timeline = timeline_of(f"[bell {directive}]\nRest.\n")
    (bell,) = timeline.bells
    mono = pacers(timeline)[bell.start : bell.start + 3 * SECOND].mean(axis=1).astype(np.float64)
    assert spectral_peak_hz(mono, 100, 2000) == pytest.approx(lowest_hz, abs=1.5)


def test_three_strokes_ring_over_each_other_and_to_the_end() -> None:
    timeline = timeline_of("Rest.\n[bell low, 3 times]\n")
    starts = [bell.start for bell in timeline.bells]
    assert np.diff(starts).tolist() == [6 * SECOND] * 2
    heard = np.abs(pacers(timeline)).max(axis=1)
    for start in starts:
        assert heard[start : start + SECOND].max() > 3 * heard[start - SECOND // 10 : start].max()
    assert heard[starts[2] - 100 : starts[2]].max() > 0.01 * heard.max()  # the one before rings on
    assert heard[-SECOND // 100 :].max() < 0.01 * heard.max()


def test_bells_of_a_sit_are_heard_where_the_timeline_has_them() -> None:
    timeline = timeline_of("Sit.\n[bell small, every 30s]\n[pause exactly 100s]\n[bell off]\nThanks.\n")
    heard = np.abs(pacers(timeline)).max(axis=1)
    begun = timeline.clips[0].end
    assert [bell.start - begun for bell in timeline.bells] == [30 * SECOND, 60 * SECOND, 90 * SECOND]
    for bell in timeline.bells:
        assert bell.kind == "small"
        assert heard[bell.start : bell.start + SECOND].max() > 0.02
        assert heard[bell.start - SECOND : bell.start].max() < 1e-6


def test_shapes_of_breath_differ_in_sound() -> None:
    made = {
        shape: pacers(timeline_of(f"[breathe in 4s, out 6s, 1 time, {shape}]\nRest.\n"))
        for shape in ("swell", "wave", "tone")
    }
    levels = {shape: energy(heard) for shape, heard in made.items()}
    assert min(levels.values()) > 0.0
    assert not np.array_equal(made["swell"], made["wave"])
    # A tone lies below 1 kHz; air does not.
    for shape, heard in made.items():
        power = np.abs(np.fft.rfft(heard.mean(axis=1).astype(np.float64))) ** 2
        high = power[np.linspace(0, SECOND / 2, len(power)) > 1000].sum() / power.sum()
        assert (high < 1e-4) if shape == "tone" else (high > 0.05)


def test_hands_that_take_turns_are_heard_left_then_right() -> None:
    timeline = timeline_of("[touch 5s a stroke, alternating]\n[pause exactly 20s]\n[end touch]\nRest.\n")
    (source,) = stroke_sources(timeline, title="T")
    (span,) = timeline.touches
    assert len(span.strokes) == 4
    for number, stroke in enumerate(span.strokes):
        heard = source.read(stroke.start, stroke.duration)
        left, right = energy(heard[:, :1]), energy(heard[:, 1:])
        louder, softer = (left, right) if number % 2 == 0 else (right, left)
        assert louder > 0
        assert softer < 1e-6 * louder


def test_hands_together_are_heard_on_both_sides() -> None:
    timeline = timeline_of("[touch]\n[pause exactly 20s]\n[end touch]\nRest.\n")
    (source,) = stroke_sources(timeline, title="T")
    heard = source.read(0, timeline.duration)
    assert energy(heard[:, :1]) == pytest.approx(energy(heard[:, 1:]), rel=0.3)


def test_strokes_sound_with_the_out_breath_alone() -> None:
    body = "[touch 5s a stroke]\n[breathe in 4s, hold 1s, out 6s, 2 times]\n[end touch]\nRest.\n"
    timeline = timeline_of(body)
    (source,) = stroke_sources(timeline, title="T")
    for breath in timeline.breaths:
        assert energy(source.read(breath.start, breath.inhale + breath.hold)) < 1e-12
        assert energy(source.read(breath.let_go, breath.exhale)) > 0.01
    assert np.array_equal(source.read(0, timeline.duration), read_in_pieces(source, 0, timeline.duration))


def test_where_nothing_is_cued_there_is_no_source() -> None:
    timeline = timeline_of("Rest.\n")
    assert pacer_sources(timeline, title="T") == []
    assert stroke_sources(timeline, title="T") == []
    short = timeline_of("[touch 30s a stroke]\nRest.\n[end touch]\n")
    assert stroke_sources(short, title="T") == []  # no room for a whole stroke


def test_beds_are_checked_where_they_are_named() -> None:
    script = parse_script(HEADER + "Rest.\n[sound ocaen]\n[pause 3s]\n", path="script.md")
    (finding,) = bed_findings(script)
    assert (finding.code, finding.span.line) == ("bad-bed", 5)
    with pytest.raises(ScriptError, match="ocaen"):
        choose_beds(script, None)
    assert choose_beds(script, ["none", "ocean"]).from_start == ("ocean",)
    with pytest.raises(BedError):
        choose_beds(script, ["ocaen"])


def test_a_seed_belongs_to_title_and_part() -> None:
    assert seed_for("T", "touch") == seed_for("T", "touch")
    assert len({seed_for(title, part) for title in ("T", "U") for part in ("touch", "breath")}) == 4
