"""Cues and timelines for tests, made by hand."""

from __future__ import annotations

from collections.abc import Sequence

from hypothesis import strategies as st

from quietude.audio import SAMPLE_RATE_HZ
from quietude.export.captions.cue import Breath, Cue, CueKind, WordTime
from quietude.timeline.timeline import BedSpan, BellStroke, BreathSpan, Chapter, Timeline, TouchSpan

S = SAMPLE_RATE_HZ
LEAD = S // 50
"""What a clip has before its first sound."""
TAIL = S * 6 // 100
"""What a clip has after its last loud sound."""
HOSTILE = (
    "A --> B",
    "</c><script>",
    "a\n\nb",
    "\r\nNOTE x",
    "1 < 2 && 3 > 2",
    "WEBVTT",
    "&lt;",
    "{name}",
    "\u202ex",
    "[00:01.00]x",
    "<00:00:00.600>x",
    "{\\an8}x\\Ny",
    "12",
    "00:00:01,000 --> 00:00:02,000",
)


def said(
    start_s: float, end_s: float, text: str, *, kind: CueKind = CueKind.WORDS, language: str = "en"
) -> Cue:
    """A sentence on one breath, or a sound."""
    start, end = round(start_s * S), round(end_s * S)
    breaths = (Breath(start=start, end=end, text=text),) if kind is CueKind.WORDS else ()
    return Cue(start=start, end=end, text=text, kind=kind, chapter=None, language=language, breaths=breaths)


def worded(start_s: float, texts: Sequence[str], *, language: str = "en", word_s: float = 0.5) -> Cue:
    """A sentence of breaths whose words take half a second each, with a fifth of one between breaths."""
    at, breaths = round(start_s * S), []
    step = round(word_s * S)
    for text in texts:
        words = tuple(
            WordTime(text=word, start=at + step * number, end=at + step * (number + 1))
            for number, word in enumerate(text.split())
        )
        breaths.append(Breath(start=at, end=words[-1].end, text=text, words=words))
        at = words[-1].end + S // 5
    return Cue(
        start=breaths[0].start,
        end=breaths[-1].end,
        text=" ".join(texts),
        chapter=None,
        language=language,
        breaths=tuple(breaths),
    )


def timeline(
    duration_s: float,
    *,
    beds: Sequence[BedSpan] = (),
    bells: Sequence[BellStroke] = (),
    breaths: Sequence[BreathSpan] = (),
    touches: Sequence[TouchSpan] = (),
    chapters: Sequence[Chapter] = (),
) -> Timeline:
    """A session in which nobody speaks."""
    return Timeline(
        sample_rate_hz=S,
        duration=round(duration_s * S),
        clips=(),
        gaps=(),
        chapters=tuple(chapters),
        breaths=tuple(breaths),
        touches=tuple(touches),
        bells=tuple(bells),
        beds=tuple(beds),
        fade_in=0,
        fade_out=0,
        rounds=(),
    )


def bed(start_s: float, end_s: float, name: str) -> BedSpan:
    """With fades of two seconds."""
    return BedSpan(bed=name, start=round(start_s * S), end=round(end_s * S), fade_in=2 * S, fade_out=2 * S)


TEXTS = (
    st.one_of(
        st.sampled_from(HOSTILE),
        st.text(min_size=1, max_size=60),
        st.lists(
            st.sampled_from(
                ["let", "it,", "be.", "as", "and", "静か。に", "한국어", "Ωμέγα", "<b>", "&", "-->"]
            ),
            min_size=1,
            max_size=40,
        ).map(" ".join),
    )
    .map(lambda text: " ".join(text.split()))
    .filter(bool)
)
"""Any words that may come along, on one line."""


@st.composite
def cue_lists(draw: st.DrawFn) -> list[Cue]:
    """Sentences in order that do not overlap; some shorter than a millisecond, some side by side."""
    at, found = 0, []
    for text in draw(st.lists(TEXTS, max_size=8)):
        start = at + draw(st.sampled_from([0, 1, 24, 5_000, 40_000, 400_000]))
        end = start + draw(st.sampled_from([1, 20, 480, 24_000, 200_000, 600_000]))
        breath = Breath(start=start, end=end, text=text)
        kind = draw(st.sampled_from(CueKind))
        language = draw(st.sampled_from(["en", "de", "ja", "pt-br"]))
        found.append(
            Cue(
                start=start,
                end=end,
                text=text,
                kind=kind,
                chapter=None,
                language=language,
                breaths=(breath,) if kind is CueKind.WORDS else (),
            )
        )
        at = end
    return found
