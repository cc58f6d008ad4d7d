from __future__ import annotations

import pytest

from quietude.export.interchange.events import UNSHOWN, bed_name, pacer_cues, printed
from quietude.timeline.timeline import BellStroke

from .sessions import RATE, VALUE, breath, said, stroke, timeline, touch


@pytest.mark.parametrize(
    ("bed", "name"),
    [
        ("ocean", "ocean"),
        ("ocean:period=9s,-3dB + drone", "ocean:period=9s,-3dB + drone"),
        ("low tide.mp3:-6dB", "low tide.mp3:-6dB"),
        ("/home/ada/music/low tide.mp3:-6dB + rain", "low tide.mp3:-6dB + rain"),
        (r"C:\Users\ada\low tide.mp3", "low tide.mp3"),
        ("/home/ada + bob/tide.sbg", "tide.sbg"),
        ("/home/ada/tide", "music"),
        ("a\tb\n.mp3", "a b .mp3"),
    ],
)
def test_a_bed_is_named_without_the_folders_of_its_files(bed: str, name: str) -> None:
    assert bed_name(bed) == name


def test_words_are_printed_as_they_may_be() -> None:
    assert printed(said("Rest\nhere.")) == "Rest here."
    assert printed(said(f"Hello {VALUE}.", shown="Hello {name}.", private=True)) == "Hello {name}."
    assert printed(said(VALUE, private=True)) == UNSHOWN
    # What anyone may hear is printed as it is said, whatever else could be shown for it.
    assert printed(said("Hello.", shown="Hello{, name}.")) == "Hello."


def test_cues_of_all_kinds_come_in_their_order() -> None:
    session = timeline(
        30 * RATE,
        breaths=(breath(10 * RATE, hold=RATE // 2),),
        touches=(touch(stroke(8 * RATE, RATE, left=False), stroke(20 * RATE, RATE)),),
        bells=(BellStroke(start=9 * RATE, kind="low"), BellStroke(start=25 * RATE, kind="small")),
    )
    told = [(cue.kind, cue.name, cue.start // RATE, cue.end // RATE) for cue in pacer_cues(session)]
    assert told == [
        ("stroke", "stroke, right", 8, 9),
        ("bell", "bell, low", 9, 9),
        ("breath", "breath: in 1 s, hold 0.5 s, out 2 s", 10, 13),
        ("stroke", "stroke", 20, 21),
        ("bell", "bell, small", 25, 25),
    ]
