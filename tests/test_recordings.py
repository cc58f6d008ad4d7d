"""A person's voice in a session: recordings in place of some lines, the voice for the others."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

import quietude
from quietude.errors import FileError, InputError
from quietude.narration.sound.finish import loudness_lufs

from .conftest import TONE
from .recorded import likeness, recording, voice, write
from .sounding import decoded

SCRIPT = """---
title: Two voices
ask:
  name: { prompt: "Who?", optional: true }
---
# Arriving
Welcome{, name}. There is nothing to get right here.
[pause exactly 4s]
You might let your shoulders soften.
[pause exactly 4s]
[record "thanks"] Thank you for this time. And go gently.
"""


@pytest.fixture
def script(workplace: Path) -> Path:
    path = workplace / "two.md"
    path.write_text(SCRIPT, encoding="utf-8")
    folder = workplace / "mine"
    folder.mkdir()
    write(folder / "Arriving-3.wav", 0.2 * recording(3.0, -35.0, seed=3), "-ar", "44100")
    write(folder / "thanks.mp3", recording(4.0, -30.0, seed=4), "-ar", "22050", "-b:a", "96k")
    return path


def test_recorded_lines_sound_in_their_places_and_the_voice_in_the_others(script: Path) -> None:
    session = quietude.render(script, script.parent / "out.mp3", voice=TONE, bed="none", recordings="mine")
    sound = decoded(session.path).mean(axis=1)
    clips = session.timeline.clips
    assert [Path(clip.utterance.recording).name for clip in clips] == ["", "Arriving-3.wav", "", "thanks.mp3"]
    heard = [sound[clip.start : clip.end] for clip in clips]
    loudness = [loudness_lufs(clip) for clip in heard]
    assert max(loudness) - min(loudness) < 1.0, "the encoder and the limiter included"
    for index, seconds, seed in ((1, 3.0, 3), (3, 4.0, 4)):
        assert len(heard[index]) / 48_000 == pytest.approx(seconds, abs=0.25)
        assert likeness(heard[index], voice(seconds, seed)) > 0.9
        assert likeness(heard[2], voice(seconds, seed)) < 0.3
    assert session.warnings == ()


def test_a_name_is_spoken_where_it_was_given(script: Path) -> None:
    write(script.parent / "mine" / "arriving-2.wav", recording(2.0))
    for name, first in ((None, "arriving-2.wav"), ("Ana", "")):
        session = quietude.render(
            script, script.parent / "out.mp3", name=name, voice=TONE, bed="none", recordings="mine"
        )
        assert Path(session.timeline.clips[0].utterance.recording).name == first
        assert Path(session.timeline.clips[1].utterance.recording).name == "Arriving-3.wav"


def test_the_script_s_own_folder_serves_and_another_comes_first(script: Path, tmp_path: Path) -> None:
    script.write_text(SCRIPT.replace("title:", "recordings: mine\ntitle:"), encoding="utf-8")
    session = quietude.render(script, script.parent / "out.mp3", voice=TONE, bed="none")
    assert sum(bool(clip.utterance.recording) for clip in session.timeline.clips) == 2
    empty = tmp_path / "empty"
    empty.mkdir()
    session = quietude.render(script, script.parent / "b.mp3", voice=TONE, bed="none", recordings=empty)
    assert not any(clip.utterance.recording for clip in session.timeline.clips)
    assert len(session.warnings) == 1
    assert "no recording of thanks" in session.warnings[0]


def test_the_same_recordings_give_the_same_bytes(script: Path) -> None:
    files = []
    for name, keep in (("a.mp3", True), ("b.mp3", False)):
        session = quietude.render(
            script, script.parent / name, voice=TONE, bed="none", recordings="mine", keep_clips=keep
        )
        files.append(session.path.read_bytes())
    assert files[0] == files[1]


def test_nothing_is_left_where_a_recording_is_none(script: Path) -> None:
    mine = script.parent / "mine"
    (mine / "arriving-4.wav").write_text("no sound")
    with pytest.raises(InputError, match=r"arriving-4\.wav cannot be read as sound"):
        quietude.render(script, script.parent / "out.mp3", voice=TONE, bed="none", recordings=mine)
    write(mine / "arriving-4.wav", np.zeros(48_000))
    with pytest.raises(InputError, match=r"arriving-4\.wav is silent"):
        quietude.render(script, script.parent / "out.mp3", voice=TONE, bed="none", recordings=mine)
    with pytest.raises(FileError, match="nowhere"):
        quietude.render(script, script.parent / "out.mp3", voice=TONE, bed="none", recordings="nowhere")
    assert sorted(path.name for path in script.parent.iterdir()) == ["mine", "two.md"]


@pytest.mark.voice
def test_beside_the_real_voice_a_recording_is_as_loud(script: Path) -> None:
    session = quietude.render(script, script.parent / "out.mp3", bed="none", recordings="mine")
    sound = decoded(session.path).mean(axis=1)
    spoken: list[float] = []
    recorded: list[float] = []
    for clip in session.timeline.clips:
        (recorded if clip.utterance.recording else spoken).append(loudness_lufs(sound[clip.start : clip.end]))
    assert np.mean(recorded) == pytest.approx(np.mean(spoken), abs=0.5)
