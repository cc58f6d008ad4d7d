"""Cues are exact to the timeline, a sentence each."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise
from pathlib import Path

from quietude.export.captions.cue import Cue, WordTime, cues, timed_lines
from quietude.export.captions.printable import Printable
from quietude.score.listener import Listener
from quietude.score.own_phrases import choose_phrases
from quietude.score.score import RestKind, Utterance
from quietude.timeline.timeline import Clip

from ...handout.sessions import NAME, Made, planned
from .made import LEAD, TAIL

LONG = "You might picture a quiet room around you, for as long as you like, and let your shoulders soften."


def cues_of(made: Made, *, with_values: bool = False) -> tuple[Cue, ...]:
    return cues(made.session.timeline, Printable(made.script, made.listener, with_values=with_values))


def test_a_cue_lasts_from_its_first_sample_to_its_last(tmp_path: Path) -> None:
    made = planned(tmp_path)
    clips, found = made.session.timeline.clips, cues_of(made)
    assert {cue.start for cue in found} <= {clip.start + LEAD for clip in clips}
    assert {cue.end for cue in found} <= {clip.end - TAIL for clip in clips}
    assert all(one.end <= other.start for one, other in pairwise(found))
    assert (found[0].start, found[-1].end) == (clips[0].start + LEAD, clips[-1].end - TAIL)


def test_the_breaths_of_a_sentence_are_one_cue_and_sentences_are_not(tmp_path: Path) -> None:
    made = planned(tmp_path)
    timeline = made.session.timeline
    apart = sum(gap.kind is RestKind.BREATH for gap in timeline.gaps)
    found = cues_of(made, with_values=True)
    assert apart > 0
    assert len(found) == len(timeline.clips) - apart
    [long] = [cue for cue in found if cue.text == LONG]
    assert len(long.breaths) > 1
    assert " ".join(breath.text for breath in long.breaths) == LONG
    places = {(clip.start + LEAD, clip.end - TAIL) for clip in timeline.clips}
    assert {(breath.start, breath.end) for breath in long.breaths} <= places
    assert found[0].text == "Welcome."


def test_every_cue_knows_its_chapter(tmp_path: Path) -> None:
    made = planned(tmp_path)
    for cue in cues_of(made):
        assert cue.chapter is not None
        chapter = made.session.chapters[cue.chapter]
        assert chapter.start <= cue.start < chapter.end


def test_a_value_is_in_a_cue_only_where_it_is_asked_for(tmp_path: Path) -> None:
    made = planned(tmp_path, Listener(values={"name": NAME}))
    printed = cues_of(made)
    assert NAME not in str(printed)
    assert "{" not in str([cue.text for cue in printed])
    assert printed[0].text == "Welcome."
    assert cues_of(made, with_values=True)[0].text == f"Welcome, {NAME}."


def test_a_typed_phrase_stands_once_however_many_breaths_it_takes(tmp_path: Path) -> None:
    typed = (
        f"My {NAME} and I, with all that we have been through, may let this evening be as gentle as it can."
    )
    made = planned(tmp_path, Listener(phrases=choose_phrases(typed=[typed])))
    own = [cue for cue in cues_of(made) if cue.text == "(your own phrase)"]
    heard = [cue for cue in cues_of(made, with_values=True) if cue.text == typed]
    assert len(own) == len(heard) == 2
    assert [(cue.start, cue.end) for cue in own] == [(cue.start, cue.end) for cue in heard]
    assert all(len(cue.breaths) == 1 < len(other.breaths) for cue, other in zip(own, heard, strict=True))
    assert own[0].breaths[0].end == own[0].end


def test_what_has_no_sound_has_no_cue(tmp_path: Path) -> None:
    made = planned(tmp_path)
    timeline = made.session.timeline
    printable = Printable(made.script, made.listener)
    silent = replace(timeline, clips=(replace(timeline.clips[0], duration=0), *timeline.clips[1:]))
    assert len(cues(silent, printable)) == len(cues(timeline, printable)) - 1


def test_the_words_of_a_value_are_told_only_where_values_are(tmp_path: Path) -> None:
    made = planned(tmp_path, Listener(values={"name": NAME}))
    asked: list[Clip] = []

    def times(clip: Clip) -> tuple[WordTime, ...]:
        asked.append(clip)
        return tuple(
            WordTime(text=word, start=clip.start, end=clip.end) for word in clip.utterance.text.split()
        )

    timeline = made.session.timeline
    without = cues(timeline, Printable(made.script, made.listener), word_times=times)
    assert not any(clip.utterance.private for clip in asked)
    assert NAME not in str(without)
    assert [word.text for word in without[1].words][
        :3
    ] == []  # "a quiet room" is a value, if the script's own
    last = without[-1]
    assert last.text.startswith("Thank you, for giving")
    heard = cues(timeline, Printable(made.script, made.listener, with_values=True), word_times=times)
    assert [word.text for word in heard[0].words] == ["Welcome,", f"{NAME}."]
    assert " ".join(word.text for word in heard[1].words) == LONG


def test_a_breath_that_goes_with_another_has_no_words_to_tell(tmp_path: Path) -> None:
    long = "You might let your breath come and go as it likes, and rest here now for a while, {phrase}."
    made = planned(tmp_path)
    timeline = made.session.timeline
    clips = [clip for clip in timeline.clips if clip.utterance.text in LONG][:2]
    assert len(clips) == 2

    class Shown(Printable):
        def breaths(self, said: Sequence[Utterance]) -> tuple[str, ...]:
            return (long, "") if len(said) == 2 else super().breaths(said)

    def times(clip: Clip) -> tuple[WordTime, ...]:
        return (WordTime(text="x", start=clip.start, end=clip.end),)

    found = cues(timeline, Shown(made.script, made.listener, with_values=True), word_times=times)
    [merged] = [cue for cue in found if cue.text == long]
    whole = (clips[0].start + LEAD, clips[1].end - TAIL)
    assert [(breath.start, breath.end) for breath in merged.breaths] == [whole]
    assert merged.words == ()


def test_lines_for_tags_are_the_cues(tmp_path: Path) -> None:
    found = cues_of(planned(tmp_path))
    lines = timed_lines(found)
    assert [(line.start, line.end, line.text) for line in lines] == [
        (cue.start, cue.end, cue.text) for cue in found
    ]
