from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import opentimelineio as otio
import pytest
from hypothesis import given
from opentimelineio.opentime import RationalTime
from opentimelineio.url_utils import filepath_from_url

from quietude.export.interchange.events import bed_changes, pacer_cues, words
from quietude.export.interchange.otio import otio_timeline
from quietude.export.interchange.pieces import FRAME, FRAME_RATE_HZ
from quietude.timeline.timeline import Timeline

from .sessions import RATE, STEMS, VALUE, clip, small, timeline, timelines

GOLDEN = Path(__file__).parent / "small.otio"


def written(session: Timeline, **changed: Any) -> str:
    asked: dict[str, Any] = {"title": "Small", "language": "en", "stems": STEMS, **changed}
    return otio_timeline(session, **asked)


def read(text: str) -> otio.schema.Timeline:
    found = otio.adapters.read_from_string(text, "otio_json")
    assert isinstance(found, otio.schema.Timeline)
    return found


def samples(time: RationalTime) -> int:
    exact: float = time.value * FRAME
    assert exact == pytest.approx(round(exact), abs=1e-4)
    return round(exact)


def bare(value: object) -> object:
    """JSON without what is null."""
    if isinstance(value, dict):
        return {key: bare(each) for key, each in value.items() if each is not None}
    return [bare(each) for each in value] if isinstance(value, list) else value


def test_a_small_session_is_written_as_it_always_was() -> None:
    text = written(small())
    version = json.loads(text)["metadata"]["quietude"]["version"]
    assert text.replace(f'"{version}"', '"VERSION"') == GOLDEN.read_text(encoding="utf-8")


def test_the_library_writes_the_same_file_again() -> None:
    text = written(small())
    assert bare(json.loads(read(text).to_json_string())) == bare(json.loads(text))


def test_clips_are_named_after_what_sounds_in_them_and_marked() -> None:
    found = read(written(small()))
    voice, bed, pacer = found.tracks
    assert [track.name for track in found.tracks] == ["Voice", "Bed", "Pacer"]
    assert [each.name for each in voice.find_clips()] == ["Welcome, {name}.", "Rest here."]
    assert [each.name for each in bed.find_clips()] == ["ocean, low tide.mp3:-6dB"]
    assert [each.name for each in pacer.find_clips()] == ["bell, breath", "stroke"]
    assert [marker.name for marker in bed.markers] == ["ocean", "low tide.mp3:-6dB"]
    assert [marker.name for marker in pacer.markers] == [
        "bell, small", "breath: in 1 s, out 2 s", "breath: in 1 s, hold 1 s, out 2 s", "stroke",
        "stroke, left",
    ]  # fmt: skip
    chapters = [(marker.name, samples(marker.marked_range.start_time)) for marker in found.tracks.markers]
    assert chapters == [("Arriving", 0), ("Zur Ruhe kommen", 9 * RATE)]
    # A voice goes on until no room rings any more, or until the next words.
    first, last = voice.find_clips()
    assert samples(first.range_in_parent().end_time_exclusive()) == 6 * RATE
    assert samples(last.range_in_parent().end_time_exclusive()) == 9 * RATE
    exact = dict(first.metadata["quietude"])
    assert exact == {"start_samples": 4 * RATE + 100, "end_samples": 5 * RATE + 100, "language": "en"}


def test_all_times_have_the_rate_that_editors_know() -> None:
    rates = {float(rate.split(",")[0]) for rate in written(small()).split('"rate": ')[1:]}
    assert rates == {FRAME_RATE_HZ}
    assert read(written(small())).duration().rate == FRAME_RATE_HZ


def test_nothing_of_the_listener_and_no_folder_is_told() -> None:
    text = written(small())
    assert VALUE not in text
    assert "/home" not in text
    assert "ada/" not in text
    unshown = timeline(RATE, clips=(clip(VALUE, 0, 100, private=True),))
    assert VALUE not in written(unshown)


def test_words_that_begin_in_the_same_frame_share_a_clip() -> None:
    session = timeline(
        3 * RATE, clips=(clip("One.", 10, 100), clip("Two.", 200, 100), clip("Three.", FRAME, 9))
    )
    found = read(written(session))
    assert [each.name for each in found.tracks[0].find_clips()] == ["One., Two.", "Three."]


@pytest.mark.parametrize(
    "name",
    [
        "evening",
        "my evening",
        "Schöne Ruhe",
        'a "quoted" one\'s',
        "50% #1?",
        "to 12:30&c=d;e",
        "ru̇he.ü",
        "静か",
    ],
)
def test_stems_are_found_whatever_their_name(name: str, workplace: Path) -> None:
    stems = {stem: f"{name}.{stem}.wav" for stem in STEMS}
    for file in stems.values():
        (workplace / file).write_bytes(b"RIFF")
    path = workplace / f"{name}.otio"
    path.write_text(written(small(), stems=stems), encoding="utf-8")
    found = otio.adapters.read_from_file(str(path))
    for track, file in zip(found.tracks, stems.values(), strict=True):
        for each in track.find_clips():
            url = each.media_reference.target_url
            assert url.isascii()
            assert not set(url) & set(" :/#?\\")
            assert filepath_from_url(url) == file
            assert each.media_reference.name == file
    # The library's own tool packs timeline and stems together: it has to find every one of them.
    otio.adapters.write_to_file(found, str(workplace / "packed.otiod"))
    packed = {each.name for each in (workplace / "packed.otiod" / "media").iterdir()}
    assert packed == set(stems.values())


@given(timelines())
def test_any_session_is_as_long_as_it_is_and_cut_inside_its_stems(session: Timeline) -> None:
    text = written(session)
    assert VALUE not in text
    found = read(text)
    assert samples(found.duration()) == session.duration
    for track in found.tracks:
        assert track.kind == "Audio"
        assert sum(samples(child.duration()) for child in track) == session.duration
        for each in track.find_clips():
            placed, cut = each.range_in_parent(), each.source_range
            assert samples(cut.start_time) == samples(placed.start_time)  # so nothing can move
            assert samples(each.media_reference.available_range.duration) == session.duration
            assert samples(cut.start_time) % FRAME == 0
            assert 0 < samples(cut.duration) <= session.duration - samples(cut.start_time)
            assert samples(cut.end_time_exclusive()) % FRAME == 0 or each is track[-1]


@given(timelines())
def test_nothing_that_sounds_lies_outside_the_clips_of_its_track(session: Timeline) -> None:
    found = read(written(session))
    lists = (words(session), bed_changes(session), pacer_cues(session))
    for track, events in zip(found.tracks, lists, strict=True):
        inside: list[tuple[int, int]] = []
        for each in track.find_clips():
            placed = each.range_in_parent()
            start, end = samples(placed.start_time), samples(placed.end_time_exclusive())
            if inside and inside[-1][1] == start:
                inside[-1] = (inside[-1][0], end)
            else:
                inside.append((start, end))
        for event in events:
            end = min(event.end, session.duration)
            assert any(first <= event.start and end <= last for first, last in inside), event


@given(timelines())
def test_markers_stand_in_the_frame_in_which_things_begin(session: Timeline) -> None:
    found = read(written(session))
    _, bed, pacer = found.tracks
    for markers, starts in (
        (found.tracks.markers, [chapter.start for chapter in session.chapters]),
        (bed.markers, [span.start for span in session.beds]),
        (pacer.markers, [cue.start for cue in pacer_cues(session)]),
    ):
        assert [samples(marker.marked_range.start_time) for marker in markers] == [
            start // FRAME * FRAME for start in starts
        ]
        assert [marker.metadata["quietude"]["start_samples"] for marker in markers] == starts
