"""Captions beside a file: what is asked for, private unless it is not to be, and true to the sound."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import replace
from itertools import pairwise
from pathlib import Path
from typing import Any

import jsonschema  # type: ignore[import-untyped]  # it carries no types
import numpy as np
import pytest

from quietude.audio import SAMPLE_RATE_HZ
from quietude.errors import FileError, InputError
from quietude.export.captions.cue import WordTime
from quietude.export.captions.write import KINDS, Captions, caption_paths, parse_kinds, write_captions
from quietude.job import Job, Wanted
from quietude.pipeline import render
from quietude.score.listener import Listener
from quietude.score.own_phrases import choose_phrases
from quietude.script.parser import load_script
from quietude.session import Session
from quietude.timeline.timeline import Clip

from ...conftest import TONE
from ...handout.sessions import NAME, SCRIPT, Made, planned
from ...sounding import decoded
from .made import LEAD, TAIL
from .strict_webvtt import read_webvtt

DOCS = Path(__file__).parents[3] / "docs"
SCHEMA = json.loads((DOCS / "cue-sheet.schema.json").read_text(encoding="utf-8"))


def captions_of(made: Made, **more: Any) -> Captions:
    return Captions(
        script=made.script,
        listener=made.listener,
        timeline=made.session.timeline,
        language=made.session.language,
        voice="tone",
        **more,
    )


def even_words(clip: Clip) -> tuple[WordTime, ...]:
    """Each word of a clip takes the same time."""
    words = clip.utterance.text.split()
    edges = [clip.start + clip.duration * number // len(words) for number in range(len(words) + 1)]
    return tuple(
        WordTime(text=word, start=start, end=end)
        for word, (start, end) in zip(words, pairwise(edges), strict=True)
    )


def test_every_kind_is_written_under_the_session_s_name(tmp_path: Path) -> None:
    made = planned(tmp_path)
    path = tmp_path / "evening.of.rest.mp3"
    written = write_captions(tuple(KINDS), path, captions_of(made, sound_cues=True))
    assert [each.name for each in written] == [f"evening.of.rest{kind.ending}" for kind in KINDS.values()]
    assert written == caption_paths(tuple(KINDS), path)
    assert len({each.name for each in written}) == len(KINDS)
    assert all(each.read_bytes().decode("utf-8") for each in written)
    assert not [each for each in tmp_path.iterdir() if each.name.endswith(".part")]
    before = [each.read_bytes() for each in written]
    write_captions(tuple(KINDS), path, captions_of(planned(tmp_path), sound_cues=True))
    assert [each.read_bytes() for each in written] == before


def test_what_cannot_be_written_is_told(tmp_path: Path) -> None:
    with pytest.raises(FileError, match="there is no folder"):
        write_captions(["vtt"], tmp_path / "none" / "x.mp3", captions_of(planned(tmp_path)))


@pytest.mark.parametrize("sound_cues", [False, True])
def test_no_value_and_no_typed_phrase_is_in_any_file_unless_asked_for(
    tmp_path: Path, sound_cues: bool
) -> None:
    values = {"name": NAME, "place": "Zanzibarland", "clinic": "Zornhaus"}
    listener = Listener(values=values, phrases=choose_phrases(typed=["May Zorro be with me tonight."]))
    captions = captions_of(planned(tmp_path, listener), word_times=even_words, sound_cues=sound_cues)
    captions = replace(captions, show_word_times=True)
    secret = (*values.values(), "Zorro")
    for kind, each in KINDS.items():
        text = each.make(captions)
        assert [word for word in secret if word.lower() in text.lower()] == [], kind
        assert "{" not in text or kind == "json"
        open_text = each.make(replace(captions, with_values=True))
        # Word times may stand between the words of a phrase; every word is there all the same.
        assert kind == "chapters" or all(word in open_text for word in secret), kind


def test_webvtt_of_a_session_is_strict_and_never_shows_two_things(tmp_path: Path) -> None:
    for script in (None, "self-compassion-de", "loving-kindness", "bell-only", "body-scan"):
        made = planned(tmp_path, script=script)
        captions = captions_of(made, sound_cues=True, word_times=even_words, show_word_times=True)
        read = read_webvtt(captions.vtt().encode())
        assert read
        assert all(one.end <= other.start for one, other in pairwise(read))
        assert read[-1].end <= made.session.duration_s * 1000 + 0.5
        assert max(len(line) for one in read for line in one.text.split("\n")) <= 42
        assert max(one.text.count("\n") for one in read) <= 1
        assert len(read_webvtt(captions.chapters().encode())) == len(made.session.chapters)


def checked(text: str) -> Any:
    sheet = json.loads(text)
    jsonschema.Draft202012Validator.check_schema(SCHEMA)
    jsonschema.Draft202012Validator(SCHEMA).validate(sheet)
    return sheet


def test_the_cue_sheet_is_as_its_schema_says_and_exact(tmp_path: Path) -> None:
    made = planned(tmp_path)
    for more in ({}, {"word_times": even_words}, {"sound_cues": True, "with_values": True}):
        sheet = checked(captions_of(made, **more).cue_sheet())
        said = [cue for cue in sheet["cues"] if cue["kind"] == "words"]
        clips = made.session.timeline.clips
        breaths = [(breath["start"], breath["end"]) for cue in said for breath in cue["breaths"]]
        assert breaths == [(clip.start + LEAD, clip.end - TAIL) for clip in clips]
        assert sheet["duration"] == made.session.timeline.duration
        assert all(abs(cue["start_s"] - cue["start"] / SAMPLE_RATE_HZ) <= 0.000_501 for cue in sheet["cues"])
        assert bool(said[-1]["breaths"][0]["words"]) == ("word_times" in more)
        assert {cue["voice"] for cue in said} == {"tone"}


@pytest.mark.parametrize(
    "change",
    [
        {"version": 2},
        {"format": "x"},
        {"cues": [{}]},
        {"duration": 1.5},
        {"language": ""},
        {"more": 1},
    ],
)
def test_the_schema_refuses_what_is_no_cue_sheet(tmp_path: Path, change: dict[str, Any]) -> None:
    sheet = checked(captions_of(planned(tmp_path)).cue_sheet())
    with pytest.raises(jsonschema.ValidationError):
        jsonschema.Draft202012Validator(SCHEMA).validate({**sheet, **change})


def test_kinds_are_read_as_they_are_written() -> None:
    assert parse_kinds("all") == tuple(KINDS)
    assert parse_kinds("TXT,vtt , vtt") == ("vtt", "txt")
    with pytest.raises(InputError, match='did you mean "srt"'):
        parse_kinds("vtt,str")
    with pytest.raises(InputError, match="which captions"):
        parse_kinds(" , ")


def test_the_page_tells_of_every_kind_and_field() -> None:
    page = (DOCS / "captions.md").read_text(encoding="utf-8")
    for name, kind in KINDS.items():
        assert f"| `{name}` | `NAME{kind.ending}` |" in page

    def fields(schema: Any) -> Iterator[str]:
        if isinstance(schema, dict):
            yield from schema.get("properties", {})
            for inner in schema.values():
                yield from fields(inner)

    for field in fields(SCHEMA):
        assert f"`{field}`" in page, field


@pytest.fixture(scope="module")
def heard(tmp_path_factory: pytest.TempPathFactory) -> tuple[Session, Captions]:
    """A session with its sound and a twin with the voice alone."""
    folder = tmp_path_factory.mktemp("heard")
    script = folder / "small.md"
    script.write_text(SCRIPT.format(title="A small session", language="en"), encoding="utf-8")
    job = Job(
        script=str(script),
        voices=(TONE,),
        beds=(),
        output=folder / "small.mp3",
        keep_clips=False,
        wanted=Wanted(voice_only=True),
    )
    session = render(job)
    made = Made(script=load_script(script), listener=Listener(), session=session)
    return session, captions_of(made)


def test_a_cue_begins_and_ends_where_its_sound_does(heard: tuple[Session, Captions]) -> None:
    session, captions = heard
    [twin] = [path for path in session.beside if path.name.endswith("voice-only.mp3")]
    level = np.abs(decoded(twin)).max(axis=1)
    # The loudest of each ms, so that no zero of a tone is taken for silence.
    loud = level[: len(level) // 48 * 48].reshape(-1, 48).max(axis=1) > level.max() * 0.02
    edges = np.diff(np.concatenate(([0], loud.astype(int), [0])))
    starts, ends = np.flatnonzero(edges == 1), np.flatnonzero(edges == -1)
    read = read_webvtt(captions.vtt().encode())
    assert len(read) > 8
    for cue in captions.said:
        assert np.abs(starts - cue.start_s * 1000).min() <= 50, cue.text
        # A clip keeps a little of what rings out, so that no last consonant is cut.
        assert np.abs(ends - cue.end_s * 1000).min() <= 100, cue.text
    # Nothing sounds that no cue tells of.
    spoken = np.zeros(len(loud) + 100, dtype=bool)
    for one in read:
        spoken[max(0, one.start - 50) : one.end + 50] = True
    assert not np.any(loud & ~spoken[: len(loud)])
