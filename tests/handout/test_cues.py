"""Captions: exact to the timeline, a sentence each, and WebVTT that the strictest reader takes."""

from __future__ import annotations

import re
from dataclasses import replace
from itertools import pairwise
from pathlib import Path

import pytest

from quietude.handout.cues import Cue, cues, to_vtt
from quietude.score.listener import Listener
from quietude.score.own_phrases import choose_phrases
from quietude.score.score import RestKind

from .sessions import NAME, planned

LONG = "You might picture a quiet room around you, for as long as you like, and let your shoulders soften."


def test_a_cue_lasts_from_its_first_sample_to_its_last(tmp_path: Path) -> None:
    timeline = planned(tmp_path).session.timeline
    found = cues(timeline)
    starts = {clip.start / 48_000 for clip in timeline.clips}
    ends = {clip.end / 48_000 for clip in timeline.clips}
    assert all(cue.start_s in starts and cue.end_s in ends for cue in found)
    assert all(one.end_s <= other.start_s for one, other in pairwise(found))
    assert found[0].start_s == timeline.clips[0].start / 48_000
    assert found[-1].end_s == timeline.clips[-1].end / 48_000


def test_the_breaths_of_a_sentence_are_one_cue_and_sentences_are_not(tmp_path: Path) -> None:
    timeline = planned(tmp_path).session.timeline
    breaths = sum(gap.kind is RestKind.BREATH for gap in timeline.gaps)
    found = cues(timeline, with_values=True)
    assert breaths > 0
    assert len(found) == len(timeline.clips) - breaths
    assert LONG in [cue.text for cue in found]
    assert found[0].text == "Welcome."


def test_every_cue_knows_its_chapter(tmp_path: Path) -> None:
    session = planned(tmp_path).session
    for cue in cues(session.timeline):
        assert cue.chapter is not None
        chapter = session.chapters[cue.chapter]
        assert chapter.start <= cue.start_s * 48_000 < chapter.end


def test_a_value_is_in_a_cue_only_where_it_is_asked_for(tmp_path: Path) -> None:
    timeline = planned(tmp_path, Listener(values={"name": NAME})).session.timeline
    printed = " ".join(cue.text for cue in cues(timeline))
    assert NAME not in printed
    assert "Welcome, {name}." in printed
    assert f"Welcome, {NAME}." in " ".join(cue.text for cue in cues(timeline, with_values=True))


def test_a_typed_phrase_stands_once_however_many_breaths_it_takes(tmp_path: Path) -> None:
    typed = (
        f"My {NAME} and I, with all that we have been through, may let this evening be as gentle as it can."
    )
    listener = Listener(phrases=choose_phrases(typed=[typed]))
    timeline = planned(tmp_path, listener).session.timeline
    texts = [cue.text for cue in cues(timeline)]
    assert texts.count("{phrase 1}") == 2
    assert [cue.text for cue in cues(timeline, with_values=True)].count(typed) == 2


def test_what_has_no_sound_has_no_cue(tmp_path: Path) -> None:
    timeline = planned(tmp_path).session.timeline
    first, *others = timeline.clips
    silent = replace(timeline, clips=(replace(first, duration=0), *others))
    assert len(cues(silent)) == len(cues(timeline)) - 1


@pytest.mark.parametrize(
    "text",
    ["A --> B", "</c><script>", "a\n\nb", "\r\nNOTE x", "1 < 2 && 3 > 2", "WEBVTT", "&lt;", "{name}", "‮x"],
)
def test_hostile_words_stay_words_in_webvtt(text: str) -> None:
    cue = Cue(start_s=0.5, end_s=3_725.04, text=text, chapter=None, language="en")
    [(start, end, payload)] = strict_vtt(to_vtt([cue]))
    assert (start, end) == (0.5, 3_725.04)
    assert payload == " ".join(text.split())


def test_a_session_s_webvtt_is_strict_and_complete(tmp_path: Path) -> None:
    found = cues(planned(tmp_path).session.timeline)
    read = strict_vtt(to_vtt(found))
    assert len(read) == len(found)
    for cue, (start, end, text) in zip(found, read, strict=True):
        assert start == pytest.approx(cue.start_s, abs=0.000_501)
        assert end == pytest.approx(cue.end_s, abs=0.000_501)
        assert text == cue.text
    assert all(one[1] <= other[0] for one, other in pairwise(read))


def test_a_cue_too_short_for_a_millisecond_still_lasts() -> None:
    cue = Cue(start_s=1.0, end_s=1.0001, text="x", chapter=None, language="en")
    [(start, end, _)] = strict_vtt(to_vtt([cue]))
    assert end > start


def strict_vtt(text: str) -> list[tuple[float, float, str]]:
    """Start, end and text of every cue of a WebVTT file; refuses what the standard's grammar does."""
    head, *blocks = text.removesuffix("\n").split("\n\n")
    assert head == "WEBVTT"
    read = []
    for number, block in enumerate(blocks, start=1):
        name, times, payload = block.split("\n")
        assert name == str(number)
        stamp = r"(\d{2,}):([0-5]\d):([0-5]\d)\.(\d{3})"
        match = re.fullmatch(f"{stamp} --> {stamp}", times)
        assert match
        parts = [int(part) for part in match.groups()]
        start, end = (
            hours * 3600 + minutes * 60 + seconds + ms / 1000
            for hours, minutes, seconds, ms in (parts[:4], parts[4:])
        )
        assert start < end
        assert "-->" not in payload
        assert not re.search(r"<|&(?!amp;|lt;|gt;)", payload)
        for entity, char in (("&lt;", "<"), ("&gt;", ">"), ("&amp;", "&")):
            payload = payload.replace(entity, char)
        read.append((start, end, payload))
    return read
