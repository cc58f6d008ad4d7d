from __future__ import annotations

from hypothesis import given

from quietude.export.interchange.audacity import audacity_labels
from quietude.export.tags import one_line
from quietude.timeline.timeline import Chapter, Timeline

from .sessions import RATE, VALUE, clip, small, timeline, timelines

SMALL = {
    "chapters": """\
0.000000	9.000000	Arriving
9.000000	20.013333	Zur Ruhe kommen
""",
    "voice": """\
4.002083	5.002083	Welcome, {name}.
6.000000	7.000000	Rest here.
""",
    "bed": """\
0.000000	12.000000	ocean
10.000000	20.013333	low tide.mp3:-6dB
""",
    "pacer": """\
2.000146	2.000146	bell, small
9.000000	12.000000	breath: in 1 s, out 2 s
12.000000	16.000000	breath: in 1 s, hold 1 s, out 2 s
17.000000	19.000000	stroke
19.000000	20.000000	stroke, left
""",
}


def test_a_small_session_has_a_label_track_for_each_stem_and_one_for_its_chapters() -> None:
    labels = audacity_labels(small())
    assert labels == SMALL
    assert list(labels) == list(SMALL)


def test_what_a_session_has_not_has_no_track() -> None:
    assert set(audacity_labels(timeline(RATE, clips=(clip("Here.", 0, 100),)))) == {"voice"}


def test_a_line_break_in_a_title_ends_no_label() -> None:
    session = timeline(RATE, chapters=(Chapter(title="At\trest,\r\nat\u2028ease", start=0, end=RATE),))
    assert audacity_labels(session) == {"chapters": "0.000000\t1.000000\tAt rest, at ease\n"}


@given(timelines())
def test_labels_tell_every_place_to_the_sample_and_nothing_private(session: Timeline) -> None:
    labels = audacity_labels(session)
    assert VALUE not in "".join(labels.values())
    assert all(len(line.split("\t")) == 3 for text in labels.values() for line in text.splitlines())
    spoken = [each for each in session.clips if each.duration]
    told = [line.split("\t") for line in labels.get("voice", "").splitlines()]
    assert [(round(float(a) * RATE), round(float(b) * RATE)) for a, b, _ in told] == [
        (each.start, each.end) for each in spoken
    ]
    assert [name for *_, name in told] == [
        "{name}" if each.utterance.private else one_line(each.utterance.text) for each in spoken
    ]
