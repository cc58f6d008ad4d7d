"""Sounds in words: what they are called, and that they never stand in the way of what is said."""

from __future__ import annotations

import tomllib
from collections.abc import Sequence
from importlib.resources import files
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from quietude import plugins
from quietude.export.captions.cue import Cue, CueKind
from quietude.export.captions.sounds import LEAST, READING, bed_names, beside_words, sound_cues, sounds
from quietude.export.captions.words import bed_words, own_phrase, words_in
from quietude.script.defaults import BELLS
from quietude.timeline.timeline import BellStroke, BreathSpan, Timeline, TouchSpan, TouchStroke

from .made import S, bed, cue_lists, said, timeline

LANGUAGES = ("en", "de", "es", "fr", "it", "pt", "nl")


def shown(
    session: Timeline, words: Sequence[Cue] = (), language: str = "en"
) -> list[tuple[float, float, str]]:
    return [
        (cue.start_s, cue.end_s, cue.text)
        for cue in beside_words(sounds(session, language), words, session, language)
        if cue.kind is CueKind.SOUND
    ]


def test_a_bed_is_told_when_it_begins_and_when_it_ends() -> None:
    assert shown(timeline(60, beds=[bed(0, 60, "ocean")])) == [
        (0.0, 3.0, "soft ocean"),
        (57.0, 60.0, "end of soft ocean"),
    ]


def test_a_bed_that_another_follows_ends_unsaid() -> None:
    session = timeline(60, beds=[bed(0, 30, "ocean"), bed(28, 60, "rain:-3dB")])
    assert [text for _, _, text in shown(session)] == ["soft ocean", "soft rain", "end of soft rain"]


def test_beds_that_sound_together_are_one_sound() -> None:
    session = timeline(60, beds=[bed(0, 60, "ocean"), bed(0, 60, "drone + ocean")])
    assert shown(session)[0] == (0.0, 3.0, "soft ocean, low drone")


@pytest.mark.parametrize(
    ("written", "names"),
    [
        ("ocean:period=9s,-3dB", ["soft ocean"]),
        ("/home/ana/Our Song.mp3:-6dB", ["music"]),
        ("C:\\Ana\\ocean.wav", ["music"]),
        ("ana/night.sbg:-3dB", ["tones"]),
        ("ana.SBG", ["tones"]),
        ("Ana + Ben.mp3 + rain", ["music", "soft rain"]),
    ],
)
def test_a_file_s_name_is_never_told(written: str, names: list[str]) -> None:
    assert bed_names(written, "en") == names


def test_a_bed_from_elsewhere_has_its_own_name(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(plugins, "names", lambda group: ["temple-garden"])
    assert bed_names("temple-garden:depth=2", "de") == ["temple garden"]


def test_bells_have_their_kind() -> None:
    bells = [BellStroke(start=20 * S * number, kind=kind) for number, kind in enumerate(BELLS)]
    assert [text for _, _, text in shown(timeline(90, bells=bells))] == [
        "bell, low",
        "bell",
        "bell, high",
        "small bell",
    ]


def test_a_breath_is_shown_as_long_as_it_sounds() -> None:
    breath = BreathSpan(start=10 * S, inhale=4 * S, hold=2 * S, exhale=6 * S, rest=S)
    session = timeline(60, breaths=[breath], bells=[BellStroke(start=10 * S)])
    assert shown(session) == [
        (10.0, 14.0, "breathing in"),
        (14.0, 16.0, "bell"),
        (16.0, 22.0, "breathing out"),
    ]


def test_touch_is_told_at_its_first_stroke_and_after_its_last() -> None:
    strokes = tuple(TouchStroke(start=at * S, duration=6 * S, left=True, right=True) for at in (12, 18, 24))
    touch = TouchSpan(start=10 * S, end=33 * S, stroke=6 * S, strokes=strokes)
    assert shown(timeline(60, touches=[touch])) == [
        (12.0, 15.0, "soft stroking"),
        (27.0, 30.0, "end of soft stroking"),
    ]


def test_a_sound_waits_for_the_silence_after_words() -> None:
    words = [said(0.0, 4.0, "Welcome."), said(4.5, 9.0, "Rest here."), said(10.5, 20.0, "And go on.")]
    session = timeline(60, beds=[bed(0, 60, "ocean")], bells=[BellStroke(start=12 * S)])
    assert shown(session, words)[:2] == [(9.0, 10.5, "soft ocean"), (57.0, 60.0, "end of soft ocean")]
    words = [said(10.5, 16.0, "And go on.")]
    assert (16.0, 19.0, "bell") in shown(session, words)


def test_a_breath_that_words_have_cut_into_ends_when_it_ends() -> None:
    breath = BreathSpan(start=10 * S, inhale=4 * S, hold=0, exhale=6 * S, rest=0)
    assert shown(timeline(60, breaths=[breath]), [said(9.5, 10.5, "In.")])[0] == (10.5, 14.0, "breathing in")


@given(cue_lists(), st.lists(st.integers(0, 4_000_000), max_size=6), st.booleans())
def test_sounds_never_lie_over_words_or_each_other(
    found: list[Cue], bells: list[int], with_breaths: bool
) -> None:
    words = [cue for cue in found if cue.kind is CueKind.WORDS]
    end = max([4_500_000, *(cue.end for cue in words)])
    breaths = [
        BreathSpan(start=at, inhale=4 * S, hold=0, exhale=6 * S, rest=0)
        for at in range(0, end - 20 * S, 20 * S)
    ]
    session = timeline(
        end / S,
        beds=[bed(0, end / S, "ocean"), bed(0, end / S, "x.mp3")],
        bells=[BellStroke(start=at) for at in sorted(bells)],
        breaths=breaths if with_breaths else [],
    )
    mixed = beside_words(sounds(session, "en"), words, session, "en")
    assert [cue for cue in mixed if cue.kind is CueKind.WORDS] == words
    assert all(one.end <= other.start for one, other in pairwise(mixed))
    for cue in mixed:
        if cue.kind is CueKind.SOUND:
            assert 0 <= cue.start < cue.end <= end
            assert cue.end - cue.start <= max(READING, 6 * S)
            assert cue.end - cue.start >= LEAST


def test_sounds_for_programs_have_the_times_at_which_they_are_heard() -> None:
    session = timeline(60, beds=[bed(0, 60, "ocean")], bells=[BellStroke(start=55 * S)])
    cues = sound_cues(sounds(session, "en"), session, "en")
    assert [(cue.start_s, cue.end_s, cue.text) for cue in cues] == [
        (0.0, 60.0, "soft ocean"),
        (55.0, 60.0, "bell"),
    ]


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_language_has_every_word_and_every_bed_that_comes_along(language: str) -> None:
    known = tomllib.loads(files("quietude.export.captions").joinpath("words.toml").read_text("utf-8"))
    assert tuple(known) == LANGUAGES
    assert known[language].keys() == known["en"].keys()
    ours = {name for name in plugins.names(plugins.BEDS) if name in known["en"]["beds"]}
    assert ours == set(known["en"]["beds"]) == set(known[language]["beds"])
    for word in (*words_in(language).values(), *bed_words(language).values()):
        assert word == word.strip() != ""
        assert not set(word) & set("[]\n")
    assert "{sound}" in words_in(language)["ending"]
    assert own_phrase(language).startswith("(")


def test_a_language_without_words_of_its_own_gets_english_ones() -> None:
    assert words_in("ja") == words_in("en")
    assert words_in("pt-br") == words_in("pt")
    assert bed_names("ocean", "de-at") == ["leises Meer"]
