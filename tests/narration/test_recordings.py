from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from quietude.audio import SAMPLE_RATE_HZ
from quietude.errors import FileError, InputError
from quietude.findings import Span
from quietude.narration import recordings
from quietude.narration.cache import ClipCache
from quietude.narration.clips import VOICE_LEVEL_LUFS
from quietude.narration.narrator import narrate
from quietude.narration.recordings import recorded_clip, recording_effects, recording_key
from quietude.narration.sound.finish import loudness_lufs
from quietude.score.score import Utterance
from quietude.voices.cast import Cast
from quietude.voices.effects import Effects
from quietude.voices.profile import VoiceProfile

from ..recorded import likeness, recording, voice, write
from .made import CountingEngine, utterance

POLISH = Effects(high_pass_hz=75, de_ess=0.4, presence_db=2, compression=0.35, room="room", room_db=-19)


def line(path: Path, text: str = "Welcome.", language: str = "en") -> Utterance:
    return Utterance(
        text=text,
        language=language,
        private=False,
        recording=str(path),
        span=Span(path="calm.md", line=3, column=1),
    )


@pytest.mark.parametrize(
    ("name", "options"),
    [
        ("a.wav", ("-ar", "44100")),
        ("a.wav", ("-ac", "2", "-c:a", "pcm_s24le")),
        ("a.mp3", ("-ar", "22050", "-b:a", "96k")),
        ("a.m4a", ()),
        ("a.flac", ("-ar", "96000")),
        ("a.ogg", ("-c:a", "libvorbis")),
        ("a.opus", ("-c:a", "libopus")),
        ("a.aiff", ()),
    ],
)
@pytest.mark.parametrize("gain", [1.0, 0.03])
def test_a_recording_of_any_format_and_level_becomes_a_clip(
    name: str, options: tuple[str, ...], gain: float, tmp_path: Path, tone: VoiceProfile, cache: ClipCache
) -> None:
    path = write(tmp_path / name, gain * recording(2.0, -35.0), *options)
    spoken, recorded = utterance("Welcome to this place of rest."), line(path)
    with narrate([spoken, recorded], tone, cache=cache) as clips:
        length, sound = clips.duration(recorded), clips.samples(recorded)
        loudness = loudness_lufs(sound[:length])
        assert loudness == pytest.approx(loudness_lufs(clips.samples(spoken)), abs=0.5)
    assert loudness == pytest.approx(VOICE_LEVEL_LUFS, abs=0.1)
    assert length / SAMPLE_RATE_HZ == pytest.approx(2.0, abs=0.2), "the silence at both ends is cut"
    assert likeness(sound[:length], voice(2.0)) > 0.9


@pytest.mark.parametrize("noise_db", [-60.0, -50.0, -35.0, -25.0])
def test_speech_is_found_in_a_room(noise_db: float, tmp_path: Path) -> None:
    clip = recorded_clip(write(tmp_path / "a.wav", 0.5 * recording(2.0, noise_db)))
    assert clip.duration_s == pytest.approx(2.0, abs=0.25)


def test_rumble_and_a_constant_part_are_taken_out(tmp_path: Path) -> None:
    said = recording(2.0, -60.0)
    time_s = np.arange(len(said)) / 48_000
    shaken = said + 0.2 + 0.03 * np.sin(2 * np.pi * 15 * time_s)
    clip = recorded_clip(write(tmp_path / "a.wav", shaken, "-c:a", "pcm_f32le"))
    assert clip.duration_s == pytest.approx(2.0, abs=0.25), "nothing but the voice is taken for speech"
    assert likeness(clip.samples, voice(2.0)) > 0.9


def test_peaks_stand_no_higher_over_the_loudness_than_a_synthetic_voice_s(tmp_path: Path) -> None:
    said = recording(3.0, -50.0)
    said[60_000:60_020] += 0.9  # a knock against the table
    clip = recorded_clip(write(tmp_path / "a.wav", said, "-c:a", "pcm_f32le"))
    before_db, after_db = (
        20 * np.log10(np.abs(samples).max()) - loudness_lufs(samples) for samples in (said, clip.samples)
    )
    assert before_db > 19.0
    assert after_db == pytest.approx(15.5, abs=1.0)
    assert likeness(clip.samples, voice(3.0)) > 0.9


def test_of_the_polish_a_person_gets_the_room_and_an_even_level() -> None:
    assert recording_effects(POLISH) == Effects(compression=0.35, room="room", room_db=-19)


def test_the_clip_is_kept_under_the_file_s_content(
    tmp_path: Path, tone: VoiceProfile, cache: ClipCache, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = write(tmp_path / "siobhan.wav", recording(1.0))
    with narrate([line(path)], tone, cache=cache) as clips:
        first = clips.samples(line(path))
    kept = list(cache.folder.rglob("*.wav"))
    assert [file.stem for file in kept] == [recording_key(path)]
    copy = tmp_path / "elsewhere.wav"
    shutil.copy(path, copy)

    def again(_: Path) -> None:
        raise AssertionError("it was made a second time")

    monkeypatch.setattr("quietude.narration.speaker.recorded_clip", again)
    with narrate([line(copy)], tone, cache=cache) as clips:
        assert np.array_equal(clips.samples(line(copy)), first)
    monkeypatch.undo()
    write(copy, recording(2.0, seed=9))
    with narrate([line(copy)], tone, cache=cache) as clips:
        assert clips.duration(line(copy)) > 1.5 * SAMPLE_RATE_HZ


def test_without_a_cache_nothing_is_left(
    tmp_path: Path, temporary: Path, tone: VoiceProfile, shared_cache: Path
) -> None:
    path = write(tmp_path / "a.wav", recording(1.0))
    before = list(shared_cache.rglob("*"))
    with narrate([line(path)], tone, cache=None) as clips:
        assert clips.duration(line(path)) > 0
        assert list(temporary.rglob("*.wav"))
    assert list(temporary.rglob("*.wav")) == []
    assert list(shared_cache.rglob("*")) == before


def test_no_voice_has_to_speak_what_is_recorded(
    tmp_path: Path, cache: ClipCache, monkeypatch: pytest.MonkeyPatch, tone: VoiceProfile
) -> None:
    engine = CountingEngine()
    monkeypatch.setattr("quietude.narration.speaker.load_engine", lambda _: engine)
    english = VoiceProfile(
        name="x", title="X", engine="tone", model="tone", language="en", rate=130.0, licence="CC0-1.0"
    )
    path = write(tmp_path / "a.wav", recording(1.0))
    recorded = line(path, "Karibu.", "xx")
    with narrate([recorded], Cast(lead=english, language="en"), cache=cache) as clips:
        assert clips.duration(recorded) > 0
    assert engine.spoken == []


def test_two_recordings_of_the_same_words_are_two_clips(
    tmp_path: Path, tone: VoiceProfile, cache: ClipCache
) -> None:
    short = line(write(tmp_path / "a.wav", recording(1.0)))
    long = line(write(tmp_path / "b.wav", recording(2.0)))
    with narrate([short, long, utterance("Welcome.")], tone, cache=cache) as clips:
        lengths = {clips.duration(each) for each in (short, long, utterance("Welcome."))}
    assert len(lengths) == 3


def _noise_only(path: Path) -> None:
    write(path, np.random.default_rng(1).standard_normal(48_000) * 1e-5)


def _text(path: Path) -> None:
    path.write_text("no sound at all")


@pytest.mark.parametrize(
    ("make", "told"),
    [
        (lambda path: write(path, np.zeros(48_000)), "is silent"),
        (_noise_only, "is silent"),
        (_text, "cannot be read as sound"),
        (lambda path: path.write_bytes(b""), "cannot be read as sound"),
    ],
    ids=["silence", "the noise of a recorder", "text", "nothing"],
)
def test_what_is_no_recording_is_named(make: Callable[[Path], object], told: str, tmp_path: Path) -> None:
    path = tmp_path / "arriving-1.wav"
    make(path)
    with pytest.raises(InputError, match=rf"arriving-1\.wav.*{told}"):
        recorded_clip(path)


def test_a_recording_that_is_too_long_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(recordings, "LONGEST_S", 1.0)
    path = write(tmp_path / "a.wav", recording(5.0))
    with pytest.raises(InputError, match=r"a\.wav is longer than 1 s; cut it"):
        recorded_clip(path)


def test_a_recording_that_vanished_is_named(tmp_path: Path, tone: VoiceProfile) -> None:
    with pytest.raises(FileError, match=r"cannot read the recording .*gone\.wav: no such file"):
        narrate([line(tmp_path / "gone.wav")], tone, cache=None)


def test_a_recording_that_changes_meanwhile_is_no_other_clip(
    tmp_path: Path, tone: VoiceProfile, cache: ClipCache
) -> None:
    path = write(tmp_path / "a.wav", recording(1.0))
    with narrate([line(path)], tone, cache=cache) as clips:
        cache.clear()
        write(path, recording(1.0, seed=4))
        with pytest.raises(FileError, match="changed while it was read"):
            clips.samples(line(path))
