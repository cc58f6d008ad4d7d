"""Whole sessions with a listener's own phrases: what is heard, how long it lasts, and what nobody sees."""

from __future__ import annotations

from pathlib import Path

import pytest

import quietude
from quietude.errors import ListenerError
from quietude.job import Job
from quietude.narration.words.wording import count_words
from quietude.pipeline import plan
from quietude.score.builder import build_score
from quietude.score.listener import Listener
from quietude.score.own_phrases import choose_phrases
from quietude.score.score import Phrasing, RestKind, Rounds, Utterance
from quietude.script import phrases
from quietude.script.library import find_script, names
from quietude.script.parser import load_script
from quietude.script.phrases import find_phrases, load_phrases
from quietude.script.text import plain
from quietude.timeline.builder import build_timeline
from quietude.timeline.timeline import Timeline
from quietude.units import samples_to_seconds

from .conftest import TONE

SHORT = """---
title: A short session
---
You might rest here.
- It is okay.
- I am worthy.
[repeat phrases 2 times]
Thank you.
"""


@pytest.fixture
def short(workplace: Path) -> Path:
    path = workplace / "short.md"
    path.write_text(SHORT, encoding="utf-8")
    return path


def timeline_of(listener: Listener, script: str = "self-compassion") -> Timeline:
    with plan(Job(script=script, listener=listener, voices=(TONE,))) as planned:
        return planned.timeline


def calmly_said(utterance: Utterance) -> int:
    """How many samples it would take to say, at 130 words a minute; no voice is needed for that."""
    return round(count_words(utterance.text) * 60 / 130 * 48_000)


def shown(timeline: Timeline) -> list[str]:
    return [clip.utterance.shown for clip in timeline.clips]


def repeating() -> list[str]:
    """The English scripts that come along and repeat phrases."""
    found = []
    for name in names():
        script = load_script(find_script(name))
        items = build_score(script, Listener()).items
        if script.metadata.language == "en" and any(isinstance(item, Rounds) for item in items):
            found.append(name)
    return found


def test_the_founding_session_with_wishes_for_grief() -> None:
    listener = Listener(phrases=choose_phrases(["grief"]), phrasing=Phrasing.WISH)
    timeline = timeline_of(listener)
    wishes = [plain(each.wish or ()) for each in load_phrases(find_phrases("grief")).phrases]
    said = shown(timeline)
    start = said.index(wishes[0])
    assert said[start : start + len(wishes)] == wishes
    assert not [text for text in said if "worthy" in text or text.startswith("The way I feel")]
    assert timeline.duration_s == pytest.approx(420, abs=0.05)
    rooms = [gap for gap in timeline.gaps if gap.kind is RestKind.REPEAT]
    assert len(rooms) == len(wishes) * timeline.rounds[0]
    assert all(5.0 <= samples_to_seconds(gap.duration, 48_000) <= 14.0 for gap in rooms)


def test_what_surrounds_the_phrases_stays() -> None:
    own, other = timeline_of(Listener()), timeline_of(Listener(phrases=choose_phrases(["pain"])))
    phrases_of = {plain(each.statement) for each in load_phrases(find_phrases("pain")).phrases}
    founding = {plain(each.statement) for each in load_phrases(find_phrases("self-kindness")).phrases}
    assert [text for text in shown(own) if text not in founding] == [
        text for text in shown(other) if text not in phrases_of
    ]
    assert [chapter.title for chapter in own.chapters] == [chapter.title for chapter in other.chapters]
    assert len(other.touches) == len(own.touches) == 1


@pytest.mark.parametrize(
    "typed",
    [
        ["Here."],
        ["I am here."] * 3,
        ["In this one long hour I might be as kind to myself as I would be to somebody I love."] * 2,
        [f"This is phrase number {number}." for number in range(20)],
    ],
    ids=["one short", "three", "two long", "twenty"],
)
@pytest.mark.parametrize("target_s", [7 * 60.0, 10 * 60.0])
def test_a_length_is_met_with_fewer_or_more_shorter_or_longer_phrases(
    typed: list[str], target_s: float
) -> None:
    timeline = timeline_of(Listener(phrases=choose_phrases(typed=typed), target_s=target_s))
    assert timeline.duration_s == pytest.approx(target_s, abs=0.05)
    count = sum(clip.utterance.private for clip in timeline.clips)
    assert count >= len(typed) * timeline.rounds[0]


@pytest.mark.parametrize("name", repeating())
@pytest.mark.parametrize("phrasing", [Phrasing.GRADUAL, Phrasing.WISH])
def test_every_session_that_repeats_takes_every_set(name: str, phrasing: Phrasing) -> None:
    script = load_script(find_script(name))
    for chosen in phrases.names():
        (chosen_set,) = choose_phrases([chosen])
        score = build_score(script, Listener(phrases=(chosen_set,), phrasing=phrasing))
        said = {utterance.text for utterance in score.utterances()}
        for phrase in chosen_set.phrases:
            form = phrase.wish if phrasing is Phrasing.WISH else phrase.what_if
            assert plain(form or ()) in said
        assert all(build_timeline(score, calmly_said).rounds), chosen


def test_a_session_that_repeats_nothing_says_so(workplace: Path) -> None:
    with pytest.raises(ListenerError, match=r"repeats no phrases here, .* choose a script with \[repeat"):
        quietude.render("body-scan", workplace / "x.mp3", phrases=["I am here."], voice=TONE)
    assert list(workplace.iterdir()) == []


def test_sets_and_phrases_in_one_list(short: Path, workplace: Path) -> None:
    (workplace / "mine.md").write_text("---\ntitle: Mine\n---\n- I matter.\n")
    session = quietude.render(
        short,
        workplace / "x.mp3",
        phrases=["I rest. | Do I rest?", Path("mine.md")],
        phrasing="what-if",
        voice=TONE,
        bed="none",
    )
    said = [clip.utterance.text for clip in session.timeline.clips]
    assert said.index("What if I matter?") + 1 == said.index("Do I rest?")


def test_a_typed_phrase_is_nowhere_but_in_the_sound(
    short: Path,
    workplace: Path,
    shared_cache: Path,
    capfd: pytest.CaptureFixture[str],
    caplog: pytest.LogCaptureFixture,
) -> None:
    typed = "Zyxwolda forgives"
    caplog.set_level("DEBUG")
    before = set(shared_cache.rglob("*"))
    session = quietude.render(
        short,
        workplace / "x.mp3",
        phrases=[f"{typed}."],
        voice=TONE,
        bed="none",
        report=True,
    )
    assert f"{typed}." in [clip.utterance.text for clip in session.timeline.clips]
    written = [
        path for path in (*workplace.rglob("*"), *set(shared_cache.rglob("*")) - before) if path.is_file()
    ]
    assert session.path in written
    for path in written:
        for encoding in ("utf-8", "utf-16-le", "utf-16-be"):
            assert typed.encode(encoding) not in path.read_bytes(), path
    assert typed not in caplog.text + "".join(capfd.readouterr()) + str(session.facts()) + repr(session.title)


def test_the_same_typed_phrase_gives_the_same_bytes(short: Path, workplace: Path) -> None:
    made = [
        quietude.render(short, workplace / name, phrases=["I am here."], voice=TONE, bed="none").path
        for name in ("a.mp3", "b.mp3")
    ]
    assert made[0].read_bytes() == made[1].read_bytes()
