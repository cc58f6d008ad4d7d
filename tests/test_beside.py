"""What is written beside a session: stems that add up, a twin with the same timing, a report, a picture."""

from __future__ import annotations

import importlib.util
import json
from pathlib import Path

import numpy as np
import pytest

import quietude
from quietude.errors import FileError, InputError

from .conftest import TONE
from .sounding import decoded, heard

SCRIPT = """---
title: Beside
bed: pink-noise
---
# One
You might rest here, for as long as you like.
[breathe in 2s, out 3s, 2 times]
# Two
[touch arms, 3s a stroke]
Thank you for this time, and for the time after it.
[pause exactly 6s]
[end touch]
[bell]
"""


@pytest.fixture
def script(workplace: Path) -> Path:
    path = workplace / "beside.md"
    path.write_text(SCRIPT)
    return path


def test_everything_that_is_wanted_is_written_and_named_after_the_session(script: Path) -> None:
    session = quietude.render(
        script, script.parent / "s.mp3", voice=TONE, stems=True, voice_only=True, report=True,
        plot=script.parent / "look.png", captions=["vtt", "txt"],
    )  # fmt: skip
    stems = ["s.voice.wav", "s.bed.wav", "s.pacer.wav"]
    editors = ["s.otio", *(f"s.{track}.labels.txt" for track in ("chapters", "voice", "bed", "pacer"))]
    names = [*stems, *editors, "s.voice-only.mp3", "s.vtt", "s.txt", "look.png", "look-dark.png"]
    assert [path.name for path in session.beside] == [*names, "s.report.json"]
    assert {path.name for path in script.parent.iterdir()} == {"beside.md", "s.mp3", *names, "s.report.json"}

    voice, bed, pacer = (decoded(path) for path in session.beside[:3])
    whole = decoded(session.path)
    together = voice + bed + pacer
    assert together.shape == whole.shape
    # The MP3 is the sum but for what its coding takes away; one stem left out would be missed at once.
    assert _error_db(together, whole) < -15
    assert _error_db(voice, whole) - _error_db(together, whole) > 3
    assert np.abs(together).max() <= 10 ** (-2 / 20) + 1e-3

    twin = heard(script.parent / "s.voice-only.mp3")
    assert twin.duration_s == pytest.approx(session.duration_s, abs=1 / 48_000)
    alone = decoded(script.parent / "s.voice-only.mp3")
    first = session.timeline.clips[0]
    assert np.abs(alone[: first.start - 4_800]).max() < 0.001
    assert np.abs(alone[first.start : first.end]).max() > 0.05

    report = json.loads(session.beside[-1].read_text())
    assert report["problems"] == []
    assert report["mix"]["bed_under_voice_db"] >= 20
    under_db = _rms_db(voice, session) - _rms_db(bed, session)
    assert report["mix"]["bed_under_voice_db"] == pytest.approx(under_db, abs=0.5)
    light, dark = ((script.parent / name).read_bytes() for name in ("look.png", "look-dark.png"))
    assert light.startswith(b"\x89PNG")
    assert dark.startswith(b"\x89PNG")
    assert light != dark


def test_a_picture_without_its_package_is_refused_before_anything_is_made(
    script: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    find = importlib.util.find_spec
    monkeypatch.setattr(
        "importlib.util.find_spec", lambda name, *more: None if name == "matplotlib" else find(name, *more)
    )
    with pytest.raises(InputError, match=r"needs matplotlib; install it with: pip install"):
        quietude.render(script, script.parent / "s.mp3", voice=TONE, plot=script.parent / "look.png")
    assert [path.name for path in script.parent.iterdir()] == ["beside.md"]


def test_captions_are_not_written_over_the_script(workplace: Path) -> None:
    script = workplace / "rest.txt"
    script.write_text(SCRIPT)
    with pytest.raises(FileError, match=r"over the script .*rest\.txt; give -o another name"):
        quietude.render(script, workplace / "rest.mp3", voice=TONE, captions="txt")
    assert script.read_text() == SCRIPT
    assert [path.name for path in workplace.iterdir()] == ["rest.txt"]
    with pytest.raises(InputError, match='no kind of captions "vvt"; did you mean "vtt"'):
        quietude.render(script, workplace / "rest.mp3", voice=TONE, captions=["vvt"])


def _error_db(one: np.ndarray, other: np.ndarray) -> float:
    return float(10 * np.log10(np.square(one - other).mean() / np.square(other).mean()))


def _rms_db(sound: np.ndarray, session: quietude.Session) -> float:
    spoken = np.concatenate([sound[clip.start : clip.end] for clip in session.timeline.clips])
    return float(10 * np.log10(np.square(spoken).mean()))
