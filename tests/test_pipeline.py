"""The whole way from a script to an MP3, by the fake voice and by the real ones."""

from __future__ import annotations

import hashlib
import os
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

import quietude
from quietude.errors import LengthError, ListenerError, QuietudeError, ScriptError
from quietude.ffmpeg import executable
from quietude.job import Job
from quietude.pipeline import plan
from quietude.score.listener import Listener
from quietude.score.score import Phrasing
from quietude.session import Session
from quietude.timeline.timeline import Timeline

from .conftest import TONE
from .sounding import decoded, heard

SMALL = """---
title: A small session
ask:
  name: { prompt: "What should the voice call you?", optional: true }
choices:
  touch: [touch, no-touch]
---
# Arriving
Welcome{, name}. You might let your shoulders soften.
[breathe in 2s, out 3s, 1 times]

# Kind words
[only touch] [touch shoulders to elbows, 4s a stroke] [end only]
- It is okay to feel this way.
- I am worthy of love and care.
[repeat phrases 1-6 times, 5s apart]
[end touch]

Thank you for this time.
[bell]
"""


def write_small(folder: Path) -> Path:
    script = folder / "small.md"
    script.write_text(SMALL, encoding="utf-8")
    return script


@pytest.fixture
def small(workplace: Path) -> Path:
    return write_small(workplace)


def render_small(script: Path, file: str = "out.mp3", **more: object) -> Session:
    options: dict[str, object] = {"voice": TONE, "bed": "brown-noise", "length": "60s", **more}
    return quietude.render(script, script.parent / file, **options)  # type: ignore[arg-type]


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Session:
    """The small session over its bed, for every test that only looks at it."""
    return render_small(write_small(tmp_path_factory.mktemp("made")), length="80s")


@pytest.fixture(scope="module")
def bare(tmp_path_factory: pytest.TempPathFactory) -> Session:
    """The small session with nothing under the words, neither a bed nor strokes."""
    script = write_small(tmp_path_factory.mktemp("bare"))
    return render_small(script, bed="none", choices={"touch": "no-touch"})


def timeline_of(script: Path, **more: object) -> Timeline:
    """Where everything would lie, without the sound of it."""
    listener = Listener(**more)  # type: ignore[arg-type]
    with plan(Job(script=str(script), listener=listener, voices=(TONE,), beds=("brown-noise",))) as planned:
        return planned.timeline


def digest(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()


def test_a_session_has_its_length_loudness_and_peak(made: Session) -> None:
    measured = heard(made.path)
    assert measured.duration_s == pytest.approx(80.0, abs=1 / 48_000)
    assert measured.loudness_lufs == pytest.approx(-16.0, abs=0.3)
    assert measured.true_peak_dbtp <= -1.0
    assert made.true_peak_dbtp == pytest.approx(measured.true_peak_dbtp, abs=0.15)
    assert made.loudness_lufs == pytest.approx(measured.loudness_lufs, abs=0.2)


@pytest.mark.parametrize("target", [-18.0, -19.0, -23.0])
def test_the_loudness_asked_for_is_met_in_the_decoded_file(small: Path, target: float) -> None:
    session = render_small(small, loudness=target)
    assert heard(session.path).loudness_lufs == pytest.approx(target, abs=0.3)


@pytest.mark.parametrize("bitrate", [64, 320])
def test_the_loudness_does_not_depend_on_the_bit_rate(small: Path, bitrate: int) -> None:
    session = render_small(small, bitrate_kbps=bitrate)
    assert heard(session.path).loudness_lufs == pytest.approx(-16.0, abs=0.3)


def test_the_same_command_gives_the_same_bytes_anywhere(made: Session, tmp_path: Path) -> None:
    elsewhere = tmp_path / "another folder"
    elsewhere.mkdir()
    copy = write_small(elsewhere)
    anew = render_small(copy, "other.mp3", length="80s", keep_clips=False)
    warm = render_small(copy, "again.mp3", length="80s")  # `made` has left its clips
    assert digest(made.path) == digest(anew.path) == digest(warm.path)


def test_words_lie_where_the_timeline_says(bare: Session) -> None:
    level = np.abs(decoded(bare.path)).max(axis=1)
    for clip in bare.timeline.clips:
        inside = level[clip.start : clip.end]
        assert inside.max() > 0.05, clip
    silences = [gap for gap in bare.timeline.gaps if gap.kind is not None and gap.duration > 48_000]
    assert len(silences) >= 5
    for gap in silences:
        # An MP3 smears a little around an edge; the middle of a silence is nothing.
        middle = level[gap.start + 12_000 : gap.start + gap.duration - 12_000]
        assert middle.max() < 0.01


def test_the_bed_sounds_before_the_first_word(made: Session) -> None:
    sound = decoded(made.path)
    first = made.timeline.clips[0]
    alone = sound[first.start - 3 * 48_000 : first.start - 2 * 48_000]
    assert -50 < 20 * np.log10(np.sqrt((alone**2).mean())) < -20


def test_a_voice_without_a_bed_has_silence_before_the_first_word(bare: Session) -> None:
    assert bare.beds == ()
    assert bare.timeline.clips[0].start >= 24_000
    assert np.abs(decoded(bare.path)[:12_000]).max() < 0.001


def test_gradual_ends_in_statements(small: Path) -> None:
    timeline = timeline_of(small, phrasing=Phrasing.GRADUAL, target_s=120.0)
    said = [clip.utterance.text for clip in timeline.clips]
    assert said.index("What if it is okay to feel this way?") < said.index("It is okay to feel this way.")
    assert "What if" not in " ".join(said[-3:])


def test_an_impossible_length_is_refused_with_the_possible_ones(small: Path) -> None:
    with pytest.raises(LengthError, match=r"it can last from .* to ") as caught:
        timeline_of(small, target_s=7200.0)
    assert caught.value.shortest_s < caught.value.longest_s < 7200
    for edge in (caught.value.shortest_s, caught.value.longest_s):
        assert timeline_of(small, target_s=edge).duration_s == pytest.approx(edge, abs=1 / 48_000)


def test_nothing_is_left_where_a_render_fails(small: Path) -> None:
    for wrong in (
        {"length": "2h"},
        {"values": {"nmae": "x"}},
        {"choices": {"touch": "tuoch"}},
        {"bed": "ocaen"},
        {"voice": "hart"},
        {"bitrate_kbps": 96_000},
        {"phrasing": "what"},
    ):
        with pytest.raises(QuietudeError):
            render_small(small, **wrong)
    assert [path.name for path in small.parent.iterdir()] == ["small.md"]


def test_to_audiosegment_gives_the_sound_of_the_file(made: Session) -> None:
    segment = made.to_audiosegment()
    assert (segment.frame_rate, segment.channels, len(segment)) == (48_000, 2, 80_000)
    assert segment.max_dBFS == pytest.approx(20 * np.log10(np.abs(decoded(made.path)).max()), abs=0.1)


def test_a_script_may_change_its_bed(workplace: Path) -> None:
    script = workplace / "beds.md"
    script.write_text(
        "---\ntitle: Two seas\nbed: ocean\n---\n"
        "One.\n[pause exactly 20s]\n[sound brown-noise:-3dB, fade 4s]\n"
        "Two.\n[pause exactly 20s]\n[sound off, fade 2s]\nThree.\n[pause exactly 10s]\n",
        encoding="utf-8",
    )
    session = quietude.render(script, workplace / "beds.mp3", voice=TONE)
    assert session.beds == ("ocean", "brown-noise:-3dB")
    last = session.timeline.clips[-1]
    ending = decoded(session.path)[last.end + 3 * 48_000 :]
    assert np.abs(ending).max() < 0.001
    with plan(Job(script=str(script), listener=Listener(), voices=(TONE,), beds=("drone",))) as overridden:
        assert [span.bed for span in overridden.timeline.beds] == ["drone"]


def test_music_that_a_user_brings_lies_under_the_voice(workplace: Path) -> None:
    music = "sine=f=220:d=12,tremolo=f=0.5:d=0.6,aformat=channel_layouts=stereo"
    command = [executable(), "-v", "error", "-f", "lavfi", "-i", music, str(workplace / "my music.flac")]
    subprocess.run(command, check=True)
    script = workplace / "with-music.md"
    script.write_text("---\ntitle: Music\nbed: my music.flac\n---\nOne.\n[pause exactly 50s]\nTwo.\n")
    session = quietude.render(script, workplace / "with.mp3", voice=TONE)
    gap = session.timeline.clips[0].end + 3 * 48_000
    sound = decoded(session.path)[gap : gap + 40 * 48_000, 0]
    spectrum = np.abs(np.fft.rfft(sound * np.hanning(len(sound))))
    assert np.argmax(spectrum) / 40 == pytest.approx(220, abs=0.5)
    seconds = sound.reshape(-1, 96_000)  # two seconds each: a period of the tremolo
    levels_db = 10 * np.log10(np.square(seconds).mean(axis=1))
    assert levels_db.max() - levels_db.min() < 1.0, "a loop's seam would be louder or softer"


def test_a_bed_that_needs_headphones_says_so(small: Path, made: Session) -> None:
    session = render_small(small, bed=["pink-noise", "binaural:-6dB"])
    assert [warning.split(":")[0] for warning in session.warnings] == ["binaural"]
    assert "headphones" in session.warnings[0]
    assert made.warnings == ()


def test_a_bed_the_script_misspells_is_told_with_its_place(workplace: Path) -> None:
    script = workplace / "bad.md"
    script.write_text("---\ntitle: Bad\n---\nOne.\n[sound ocaen]\nTwo.\n", encoding="utf-8")
    with pytest.raises(ScriptError, match=r"bad\.md:5:1.*did you mean \"ocean\""):
        quietude.render(script, workplace / "bad.mp3", voice=TONE)


def test_a_listeners_name_is_nowhere_but_in_the_sound(
    small: Path, shared_cache: Path, capfd: pytest.CaptureFixture[str], caplog: pytest.LogCaptureFixture
) -> None:
    name = "Zyxwolda"
    caplog.set_level("DEBUG")
    session = render_small(small, name=name, bed="none")
    assert name in session.timeline.clips[0].utterance.text
    written = [
        path for folder in (small.parent, shared_cache) for path in folder.rglob("*") if path.is_file()
    ]
    assert session.path in written
    for path in written:
        content = path.read_bytes()
        assert name not in path.name
        for encoding in ("utf-8", "utf-16-le", "utf-16-be"):
            assert name.encode(encoding) not in content, path
    assert name not in caplog.text + "".join(capfd.readouterr()) + str(session.facts())


def test_a_strange_name_is_only_a_name(small: Path) -> None:
    plain = timeline_of(small, values={"name": "Bo"})
    for name in ("[pause 99h]", "{name} | x", "# Bo\n\n- Bo", "<break time='9h'/>", "Bo. Bo! Bo?"):
        strange = timeline_of(small, values={"name": name})
        assert len(strange.clips) == len(plain.clips)
        assert [gap.kind for gap in strange.gaps] == [gap.kind for gap in plain.gaps]


def test_a_value_that_is_too_long_is_refused_without_being_shown(small: Path) -> None:
    with pytest.raises(ListenerError) as caught:
        render_small(small, name="Quux " * 100)
    assert "Quux" not in str(caught.value)


@pytest.mark.voice
@pytest.mark.parametrize(
    ("script", "options"),
    [
        ("self-compassion", {"length": "5m"}),
        ("self-compassion", {"length": "12m", "name": "Siobhan", "phrasing": "what-if"}),
        (
            "self-compassion-short",
            {"length": "3m", "phrasing": "gradual", "voice": "espeak-en", "bed": "none"},
        ),
    ],
    ids=["five minutes", "twelve minutes, what-if", "in short: espeak, gradual, no bed"],
)
def test_the_founding_exercise_keeps_its_promises(
    workplace: Path, script: str, options: dict[str, str]
) -> None:
    session = quietude.render(script, workplace / "out.mp3", **options)  # type: ignore[arg-type]
    asked_s = 60.0 * float(options["length"].removesuffix("m"))
    measured = heard(session.path)
    assert measured.duration_s == pytest.approx(asked_s, abs=0.05)
    assert measured.loudness_lufs == pytest.approx(-16.0, abs=0.5)
    assert measured.true_peak_dbtp <= -1.0
    assert session.speech_rate_wpm is not None
    assert 115 <= session.speech_rate_wpm <= 140


@pytest.mark.voice
def test_no_network_is_needed_and_the_voices_runtime_reports_to_nobody(small: Path, tmp_path: Path) -> None:
    # Left alone, onnxruntime writes a device's identity and a queue of events here, and sends them.
    home = tmp_path / "home"
    home.mkdir()
    hidden = {"CI", "XDG_CACHE_HOME", "ORT_DISABLE_TELEMETRY", "ORT_TELEMETRY_DISABLED"}
    environment = {name: value for name, value in os.environ.items() if name not in hidden}
    program = (
        "import socket, sys\n"
        "def refuse(*_): raise OSError('no network')\n"
        "socket.socket.connect = socket.create_connection = socket.getaddrinfo = refuse\n"
        "import quietude\n"
        f"quietude.render({str(small)!r}, {str(tmp_path / 'out.mp3')!r}, bed='ocean', length='60s',\n"
        "                keep_clips=False)\n"
    )
    subprocess.run([sys.executable, "-c", program], check=True, env={**environment, "HOME": str(home)})
    assert (tmp_path / "out.mp3").stat().st_size > 100_000
    assert [path for path in home.rglob("*") if path.is_file()] == []
