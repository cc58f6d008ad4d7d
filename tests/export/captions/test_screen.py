"""What a screen shows: two lines, one thing at a time, never before it is said."""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from quietude.export.captions.cue import Cue, WordTime
from quietude.export.captions.screen import LEAST, MOST, aligned, on_screen

from .made import TEXTS, S, cue_lists, said, worded

LONG = "You might let your breath come and go as it likes, and whenever a thought comes along, let it go."


def test_a_sentence_that_fits_is_one_cue_with_its_exact_times() -> None:
    cue = worded(1.0, ["Let your shoulders soften,", "and let your breath be as it is."])
    [shown] = on_screen([cue])
    assert (shown.start, shown.end) == (cue.start, cue.end)
    assert shown.text == "Let your shoulders soften,\nand let your breath be as it is."


def test_a_long_sentence_is_cut_between_its_breaths() -> None:
    texts = [
        "When you feel ready, you might cross your arms,",
        "and rest each hand on the opposite shoulder,",
        "or simply let them lie where they are.",
    ]
    cue = worded(2.0, texts)
    shown = on_screen([cue])
    assert len(shown) > 1
    assert " ".join(" ".join(each.text.split()) for each in shown) == cue.text
    assert {each.start for each in shown} <= {breath.start for breath in cue.breaths}
    assert {each.end for each in shown} <= {breath.end for breath in cue.breaths}


def test_a_long_breath_is_cut_at_its_clauses_where_its_words_have_times() -> None:
    cue = worded(2.0, [LONG])
    shown = on_screen([cue])
    assert [each.text.split("\n")[-1][-1] for each in shown[:-1]] == [","] * (len(shown) - 1)
    assert len(shown) == 2
    times = {word.text: word for word in cue.words}
    assert shown[0].start == cue.start
    assert shown[1].start == times["and"].start or shown[1].start in {word.start for word in cue.words}
    assert shown[-1].end == cue.end
    assert [word for each in shown for word in each.words] == list(cue.words)


def test_a_long_breath_stays_whole_where_nobody_knows_when_its_words_are_said() -> None:
    [shown] = on_screen([said(1.0, 12.0, LONG)])
    assert " ".join(shown.text.split()) == LONG
    assert all(len(line) <= 42 for line in shown.text.split("\n"))


def test_a_sentence_that_lasts_too_long_is_cut_at_a_breath_though_it_would_fit() -> None:
    shown = on_screen([worded(1.0, ["Let it be,", "and let it go."], word_s=1.5)])
    assert [each.text for each in shown] == ["Let it be,", "and let it go."]


def test_a_short_sentence_stays_until_it_can_be_read() -> None:
    one, two, three = on_screen([said(1.0, 1.3, "Rest."), said(5.0, 5.3, "Here."), said(5.6, 6.0, "Now.")])
    assert one.end == 2 * S
    assert two.end == three.start
    assert three.end == 6 * S


@given(cue_lists())
def test_cues_stay_in_order_apart_and_within_what_was_said(found: list[Cue]) -> None:
    shown = on_screen(found)
    assert all(one.end <= other.start for one, other in pairwise(shown))
    assert all(one.end > one.start for one in shown)
    if found:
        assert (shown[0].start, shown[-1].end) == (found[0].start, found[-1].end)
    flat = "".join("".join(cue.text.split()) for cue in found)
    assert "".join("".join(cue.text.split()) for cue in shown) == flat


@given(st.lists(TEXTS, min_size=1, max_size=4), st.sampled_from([0.02, 0.3, 0.5, 2.0]))
def test_cutting_by_words_loses_none_of_them(texts: list[str], word_s: float) -> None:
    cue = worded(1.0, texts, word_s=word_s)
    shown = on_screen([cue])
    assert "".join("".join(each.text.split()) for each in shown) == "".join(cue.text.split())
    assert (shown[0].start, shown[-1].end) == (cue.start, cue.end)
    assert all(one.start < one.end <= other.start for one, other in pairwise(shown))
    assert [word for each in shown for word in each.words] == list(cue.words)
    if word_s == 0.5 and not any(len(word) > 20 for text in texts for word in text.split()):
        assert all(len(each.text.split("\n")) <= 2 for each in shown)
        assert all(each.end - each.start <= 2 * MOST for each in shown)


def test_what_is_cut_by_words_lasts_as_long_as_its_breath() -> None:
    cue = worded(2.0, [LONG])
    [breath] = cue.breaths
    rings_on = replace(breath, end=breath.end + S)
    shown = on_screen([replace(cue, end=rings_on.end, breaths=(rings_on,))])
    assert len(shown) > 1
    assert shown[-1].end == rings_on.end


def test_a_word_that_takes_no_time_has_no_cue_of_its_own() -> None:
    cue = worded(1.0, ["— " + LONG])
    first, *others = cue.breaths[0].words
    still = WordTime(text="—", start=first.start, end=first.start)
    [breath] = cue.breaths
    silent = replace(cue, breaths=(replace(breath, words=(still, *others)),))
    assert all(each.end - each.start >= LEAST for each in on_screen([silent]))


def test_words_are_found_in_a_text_that_says_them_in_another_way() -> None:
    def words(*texts: str) -> list[WordTime]:
        return [WordTime(text=text, start=0, end=1) for text in texts]

    assert aligned("Count to 10, slowly.", words("Count", "to", "ten", "slowly")) == [0, 6, 9, 13]
    assert aligned("New York is far.", words("new york", "is", "far")) == [0, 9, 12]
    assert aligned("A —\nbreak.", words("a", "break")) == [0, 4]
    assert aligned("Nothing of it.", words("something", "else")) is None
    assert aligned("x", words()) is None
