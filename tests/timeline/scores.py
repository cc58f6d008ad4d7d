"""Made-up scores whose clips have known lengths."""

from __future__ import annotations

from hypothesis import strategies as st

from quietude.audio import SAMPLE_RATE_HZ as RATE
from quietude.findings import Span
from quietude.score.rests import elastic, rest, room_to_repeat
from quietude.score.score import (
    BellCue,
    BreathCue,
    Mark,
    PhraseForms,
    Rest,
    RestKind,
    Rounds,
    Score,
    ScoreItem,
    SoundCue,
    TouchCue,
    Utterance,
)


def place(line: int = 1) -> Span:
    return Span(path="script.md", line=line, column=1)


def say(text: str, line: int = 1) -> Utterance:
    return Utterance(text=text, language="en", private=False, span=place(line))


def duration_of(utterance: Utterance) -> int:
    """0.1 s a character, and a few samples, so that nothing is round."""
    return len(utterance.text) * (RATE // 10) + 7


def pause(low_s: float, ideal_s: float, high_s: float) -> Rest:
    return elastic(RestKind.PAUSE, low_s, ideal_s, high_s, place())


def rounds(
    *texts: str,
    times: tuple[int, int] | None = None,
    for_s: tuple[float, float] | None = None,
    least_s: float | None = None,
    most_s: float | None = None,
    apart_s: float | None = 6.0,
) -> Rounds:
    """Rounds of phrases that are said as "what if" first and as a statement by the end."""
    phrases = tuple(
        PhraseForms(first=(say(f"What if {text}?", line),), last=(say(f"{text}.", line),))
        for line, text in enumerate(texts, 50)
    )
    return Rounds(
        phrases=phrases,
        apart=room_to_repeat(apart_s, place()),
        times=times,
        for_s=for_s,
        least_s=least_s,
        most_s=most_s,
        span=place(),
    )


def score(*items: ScoreItem, target_s: float | None = None, firm: bool = True) -> Score:
    return Score(items=items, language="en", target_s=target_s, target_is_firm=firm)


seconds = st.floats(min_value=0.01, max_value=20)


@st.composite
def pauses(draw: st.DrawFn) -> Rest:
    low, ideal, high = sorted(draw(st.tuples(seconds, seconds, seconds)))
    if draw(st.booleans()):
        return pause(ideal, ideal, ideal)
    return pause(low, ideal, high)


@st.composite
def repeats(draw: st.DrawFn) -> Rounds:
    texts = draw(
        st.lists(st.sampled_from(["I am here", "I am", "I am worthy of love"]), min_size=1, max_size=3)
    )
    apart_s = draw(st.none() | seconds)
    if draw(st.booleans()):
        low, high = sorted(draw(st.tuples(st.integers(1, 6), st.integers(1, 6))))
        return rounds(*texts, times=(low, high), apart_s=apart_s)
    low_s, high_s = sorted(draw(st.tuples(st.floats(1, 90), st.floats(1, 90))))
    return rounds(
        *texts,
        for_s=(low_s, high_s),
        least_s=draw(st.none() | st.floats(0, low_s)),
        most_s=draw(st.none() | st.floats(high_s, 120)),
        apart_s=apart_s,
    )


items = st.one_of(
    st.builds(say, st.sampled_from(["Rest.", "You are here.", "Breathe in gently."]), st.integers(1, 9)),
    pauses(),
    st.sampled_from(list(RestKind)[:3]).map(lambda kind: rest(kind, place())),
    st.just(room_to_repeat(None, place())),
    st.builds(lambda title: Mark(title=title, span=place()), st.sampled_from(["One", "Two"])),
    st.builds(
        lambda in_s, times: BreathCue(in_s=in_s, hold_s=0.5, out_s=6, rest_s=0, times=times, span=place()),
        st.floats(1, 5),
        st.integers(1, 3),
    ),
    st.builds(
        lambda stroke: TouchCue(stroke_s=stroke, path="arms", span=place()), st.sampled_from([None, 6.0])
    ),
    st.builds(
        lambda bed: SoundCue(bed=bed, fade_s=4, span=place()), st.sampled_from([None, "ocean", "drone"])
    ),
    st.just(BellCue(span=place())),
    repeats(),
)

scores = st.lists(items, max_size=12).map(lambda found: score(*found))
