from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from mutagen.id3 import ID3

import quietude
from quietude import tagging
from quietude.cover import drawing
from quietude.errors import FileError, InputError
from quietude.export.tags import Picture
from quietude.job import Job, Series
from quietude.kept_sound import KeptSound
from quietude.script.front_matter import Metadata

from .conftest import TONE

LEAD_MS = 20
"""What a clip has before its first sound."""
SCRIPT = """---
title: A small rest
bed: ocean
safety: Not while driving.
ask:
  name: { prompt: "Who?", optional: true }
---
# Here
Welcome{, name}. Rest a while.
[pause 3s]
# Going on
Go well.
"""


@pytest.fixture
def script(workplace: Path) -> Path:
    path = workplace / "rest.md"
    path.write_text(SCRIPT)
    return path


@pytest.fixture
def kept(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> KeptSound:
    monkeypatch.setenv("QUIETUDE_CACHE_DIR", str(tmp_path / "cache"))
    return KeptSound()


def frames(path: Path, name: str) -> list[Any]:
    """The frames of that name in a file's tag, as mutagen reads them."""
    found: list[Any] = ID3(path).getall(name)  # type: ignore[no-untyped-call]  # it carries no types
    return found


def cover(job: Job, kept: KeptSound, title: str = "A small rest", bed: str = "ocean") -> Picture:
    made = tagging.cover_of(job, Metadata(title=title), [bed], kept)
    assert made is not None
    return made


def test_a_cover_is_drawn_once_and_follows_from_what_the_session_is(
    kept: KeptSound, monkeypatch: pytest.MonkeyPatch
) -> None:
    job = Job(script="rest.md")
    first = cover(job, kept)
    others = [
        cover(job, kept, title="Another"),
        cover(job, kept, bed="rain"),
        cover(replace(job, series=Series(title="Two days", number=1, of=2)), kept),
    ]
    assert len({first.data, *(other.data for other in others)}) == 4
    monkeypatch.setattr(drawing, "draw_cover", lambda **_: pytest.fail("it was drawn before"))
    assert cover(job, kept) == first


def test_no_cover_and_ones_own(kept: KeptSound, tmp_path: Path) -> None:
    assert tagging.cover_of(Job(script="s", with_cover=False), Metadata(title="A"), [], kept) is None
    own = tmp_path / "own.jpg"
    own.write_bytes(cover(Job(script="s"), kept).data)
    found = tagging.cover_of(Job(script="s", cover=own, with_cover=False), Metadata(title="A"), [], kept)
    assert found is not None
    assert (found.width, found.height, found.mime) == (1400, 1400, "image/jpeg")


def test_a_picture_that_is_none_is_told_before_anything_is_spoken(script: Path) -> None:
    stages: list[str] = []
    text = script.parent / "cover.jpg"
    text.write_text("no picture")
    for path, error in ((text, InputError), (script.parent / "missing.jpg", FileError)):
        with pytest.raises(error, match=path.name):
            quietude.render(
                script,
                script.parent / "a.mp3",
                voice=TONE,
                cover=path,
                progress=lambda *at: stages.append(""),
            )
    assert not stages
    assert not (script.parent / "a.mp3").exists()


def test_words_and_title_say_a_name_only_where_that_is_asked_for(script: Path) -> None:
    path = script.parent / "a.mp3"
    quietude.render(script, path, voice=TONE, name="Siobhan")
    assert "Siobhan".encode("utf-16-le") not in path.read_bytes()
    assert frames(path, "USLT")[0].text.split("\n")[:3] == ["Welcome.", "Rest a while.", "Go well."]
    assert [text.strip() for text, _ in frames(path, "SYLT")[0].text] == [
        "Welcome.",
        "Rest a while.",
        "Go well.",
    ]

    session = quietude.render(script, path, voice=TONE, name="Siobhan", name_in_tags=True)
    assert str(frames(path, "TIT2")[0]) == "A small rest – Siobhan"
    assert frames(path, "USLT")[0].text.startswith("Welcome, Siobhan.")
    starts_ms = [at for _, at in frames(path, "SYLT")[0].text]
    clips = [clip for clip in session.timeline.clips if clip.duration]
    assert starts_ms[0] == pytest.approx(clips[0].start / 48 + LEAD_MS, abs=1)
    assert starts_ms[-1] == pytest.approx(clips[-1].start / 48 + LEAD_MS, abs=1)

    quietude.render(script, path, voice=TONE, lyrics=False, cover=False)
    assert not frames(path, "USLT")
    assert not frames(path, "SYLT")
    assert not frames(path, "APIC")
