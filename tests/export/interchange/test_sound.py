"""Playing a timeline's tracks gives the sound of the whole stems: what no clip holds is silence."""

from __future__ import annotations

import math
from pathlib import Path

import numpy as np
import opentimelineio as otio
import pytest
from numpy.typing import NDArray
from opentimelineio.url_utils import filepath_from_url

import quietude
from quietude.audio import Samples
from quietude.export.interchange.audacity import audacity_labels
from quietude.export.interchange.otio import otio_timeline
from quietude.export.interchange.pieces import FRAME, voice_pieces
from quietude.mix.mix import mix_session
from quietude.narration.clips import LONGEST_RING
from quietude.session import Session

from ...mix.sessions import Spoken, words
from ...sounding import decoded
from .sessions import RATE, clip, timeline

SILENT = 10 ** (-90 / 20)

VOICE = """\
title = "Tone in a hall"
engine = "tone"
model = "tone"
language = "mul"
rate = 130.0
licence = "CC0-1.0"

[effects]
room = "hall"
room_db = -6.0
"""

SCRIPT = """---
title: Ruhe & "calm"
bed: ocean
---
# One
You might rest here, for as long as you like.
[pause exactly 4s]
And here.
[breathe in 2s, out 3s, 2 times]
[sound rain, fade 4s]
[pause exactly 9s]
# Two
[touch arms, 3s a stroke]
Thank you for this time, and for the time after it.
[pause exactly 7s]
[end touch]
[sound none, fade 3s]
[pause exactly 6s]
Be well.
[bell]
"""


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Session:
    folder = tmp_path_factory.mktemp("made")
    (folder / "hall.toml").write_text(VOICE)
    (folder / "calm.md").write_text(SCRIPT)
    session = quietude.render(
        folder / "calm.md", folder / "Ruhe für 50%.mp3", voice=str(folder / "hall.toml"), stems=True
    )
    names = {path.name.split(".")[-2]: path.name for path in session.beside}
    text = otio_timeline(session.timeline, title=session.title, language=session.language, stems=names)
    (folder / "made.otio").write_text(text, encoding="utf-8")
    return session


def played(path: Path) -> dict[str, tuple[NDArray[np.float32], NDArray[np.float32]]]:
    """Of every track: the whole of its stem, and what is heard of it where its clips stand."""
    sounds = {}
    found = otio.adapters.read_from_file(str(path))  # held: the library lets go of a timeline nobody names
    for track in found.tracks:
        stem = np.zeros((0, 2), dtype=np.float32)
        heard = np.zeros_like(stem)
        for each in track.find_clips():
            if not len(stem):
                stem = decoded(path.parent / filepath_from_url(each.media_reference.target_url))
                heard = np.zeros_like(stem)
                assert round(each.available_range().duration.value * FRAME) == len(stem)
            begin, end, placed = (
                round(time.value * FRAME)
                for time in (
                    each.source_range.start_time,
                    each.source_range.end_time_exclusive(),
                    each.range_in_parent().start_time,
                )
            )
            heard[placed : placed + end - begin] += stem[begin:end]
        sounds[track.name] = stem, heard
    return sounds


def test_all_tracks_together_are_the_master(made: Session) -> None:
    sounds = played(made.path.parent / "made.otio")
    assert set(sounds) == {"Voice", "Bed", "Pacer"}
    for name, (stem, heard) in sounds.items():
        assert np.abs(heard - stem).max() < SILENT, name
        # There is something to leave out, or this would show nothing.
        assert np.abs(heard).max() > 0.01
        assert not np.all(np.abs(stem).max(axis=1) > 0)
    master = sum(stem for stem, _ in sounds.values())
    assert np.abs(sum(heard for _, heard in sounds.values()) - master).max() < 2 * SILENT
    # The hall rings after the words, and its ring is in the clips.
    first, second = made.timeline.clips[:2]
    assert second.start - first.end > RATE
    ring = sounds["Voice"][1][first.end : first.end + RATE // 2]
    assert np.abs(ring).max() > 100 * SILENT


def test_labels_stand_where_words_sound(made: Session) -> None:
    stem = played(made.path.parent / "made.otio")["Voice"][0]
    lines = audacity_labels(made.timeline)["voice"].splitlines()
    assert len(lines) >= 4
    assert np.abs(stem[: made.timeline.clips[0].start]).max() < SILENT
    for line in lines:
        start, end, _ = line.split("\t")
        said = stem[round(float(start) * RATE) : round(float(end) * RATE)]
        edge = RATE * 3 // 20  # a clip's edges are trimmed with room to spare
        assert 20 * math.log10(np.abs(said[:edge]).max()) > -50, line
        assert 20 * math.log10(np.abs(said[-edge:]).max()) > -50, line


def test_the_longest_ring_that_a_room_may_have_is_in_the_clips() -> None:
    speech = words(seconds=1.0)
    ringing: Samples = np.concatenate([speech, np.full(LONGEST_RING, 0.01, dtype=np.float32)])
    session = timeline(
        9 * RATE, clips=(clip("One.", 1000, len(speech)), clip("Two.", 3 * RATE + 77, len(speech)))
    )
    stem = mix_session(session, Spoken({"One.": ringing, "Two.": ringing})).stems["voice"].read(0, 9 * RATE)
    left = stem.copy()
    for piece in voice_pieces(session):
        left[piece.start : piece.end] = 0.0
    assert np.abs(stem[3 * RATE + 77 + len(ringing) - 100 :]).max() > 0.001
    assert not left.any()
