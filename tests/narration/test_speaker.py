"""A clip is finished once: later sessions play what the first one kept."""

from __future__ import annotations

import dataclasses
import pickle
import subprocess
import sys
import wave
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from quietude.audio import Audio, Samples
from quietude.errors import FileError
from quietude.kept import KeptFiles
from quietude.narration import speaker
from quietude.narration.cache import ClipCache
from quietude.narration.clips import VOICE_LEVEL_LUFS
from quietude.narration.narrator import narrate
from quietude.narration.sound.finish import finished, loudness_lufs
from quietude.score.score import Utterance
from quietude.voices.effects import Effects
from quietude.voices.profile import VoiceProfile

from .made import utterance

LINES = [utterance("Rest your hands."), utterance("And breathe out.", line=2)]
PRIVATE = utterance("Welcome, Xenophilia.", private=True, line=3)

SECOND_SESSION = """
import sys
from pathlib import Path
from typing import Any
from quietude.narration.cache import ClipCache
from quietude.narration.narrator import narrate
from quietude.voices.profile import VoiceProfile
from tests.narration.test_speaker import LINES

tone = VoiceProfile(
    name="tone", title="Tone", engine="tone", model="tone", language="mul", rate=130.0, licence="CC0-1.0"
)
"""


@pytest.fixture
def made(monkeypatch: pytest.MonkeyPatch) -> list[float]:
    """The ``gain_db`` of every clip that is finished, as it is."""
    gains: list[float] = []

    def counted(audio: Audio, *, gain_db: float, effects: Effects) -> Samples:
        gains.append(gain_db)
        return finished(audio, gain_db=gain_db, effects=effects)

    monkeypatch.setattr(speaker, "finished", counted)
    return gains


def heard(lines: list[Utterance], profile: VoiceProfile, cache: ClipCache | None) -> list[bytes]:
    """What a new session plays."""
    with narrate(lines, profile, cache=cache) as clips:
        for line in lines:
            assert not clips.samples(line).flags.writeable
        return [clips.samples(line).tobytes() for line in lines]


def kept(cache: ClipCache, ending: str) -> list[Path]:
    return sorted(cache.folder.rglob(f"*.{ending}"))


def test_a_second_session_finishes_nothing_and_sounds_the_same(
    tone: VoiceProfile, cache: ClipCache, made: list[float]
) -> None:
    first = heard(LINES, tone, cache)
    assert len(made) == 2
    assert heard(LINES, tone, cache) == first
    assert heard(LINES[:1], tone, ClipCache(cache.folder)) == first[:1]
    assert len(made) == 2
    assert heard(LINES, tone, None) == first
    assert len(made) == 4


def test_another_process_plays_them_without_finishing(
    tone: VoiceProfile, cache: ClipCache, made: list[float]
) -> None:
    with narrate(LINES, tone, cache=cache) as clips:
        first = [clips.samples(line).tobytes() for line in LINES]
        other = pickle.loads(pickle.dumps(clips))  # noqa: S301  # our own
        assert [other.samples(line).tobytes() for line in LINES] == first
    assert len(made) == 2


def test_a_second_session_imports_nothing_of_what_finishing_needs(
    tone: VoiceProfile, cache: ClipCache
) -> None:
    first = heard(LINES, tone, cache)
    code = (
        SECOND_SESSION
        + f"""
with narrate(LINES, tone, cache=ClipCache(Path({str(cache.folder)!r}))) as clips:
    print(sum(len(clips.samples(line)) for line in LINES))
print(*sorted(name for name in sys.modules if name.partition(".")[0] == "scipy"))
"""
    )
    root = Path(__file__).parent.parent.parent
    done = subprocess.run([sys.executable, "-c", code], cwd=root, capture_output=True, text=True, check=True)
    samples, modules = done.stdout.split("\n")[:2]
    assert int(samples) == sum(len(each) for each in first) // 4
    assert modules == ""


def test_what_is_kept_is_what_finishing_gives(tone: VoiceProfile, cache: ClipCache) -> None:
    soft = dataclasses.replace(tone, gain_db=-3.0)
    heard(LINES[:1], soft, cache)
    (stored,), (whole,) = kept(cache, "wav"), kept(cache, "finished")
    audio, samples = cache.get(stored.stem), cache.finished(whole.stem)
    assert audio is not None
    assert samples is not None
    np.testing.assert_array_equal(samples, finished(audio, gain_db=-3.0))
    assert loudness_lufs(samples) == pytest.approx(VOICE_LEVEL_LUFS - 3.0, abs=0.25)


@pytest.mark.parametrize(
    "change",
    [
        {"gain_db": -6.0},
        {"effects": Effects(compression=0.5)},
        {"effects": Effects(room="room")},
        {"effects": Effects(room="room", room_db=-20.0)},
    ],
    ids=["gain", "compression", "room", "room's level"],
)
def test_another_gain_or_effect_is_another_clip(
    tone: VoiceProfile, cache: ClipCache, made: list[float], change: dict[str, Any]
) -> None:
    plain = heard(LINES, tone, cache)
    other = heard(LINES, dataclasses.replace(tone, **change), cache)
    assert len(made) == 4
    assert not set(plain) & set(other)
    assert (len(kept(cache, "wav")), len(kept(cache, "finished"))) == (2, 4)
    assert heard(LINES, tone, cache) == plain  # the first ones are still there
    assert heard(LINES, dataclasses.replace(tone, **change), cache) == other
    assert len(made) == 4


def test_another_way_of_finishing_makes_all_of_them_anew(
    tone: VoiceProfile, cache: ClipCache, made: list[float], monkeypatch: pytest.MonkeyPatch
) -> None:
    heard(LINES, tone, cache)
    monkeypatch.setattr(speaker, "state_of", lambda packages: "another")
    heard(LINES, tone, cache)
    assert len(made) == 4


def test_a_clip_that_holds_a_listeners_value_is_never_kept_finished(
    tone: VoiceProfile, cache: ClipCache, made: list[float]
) -> None:
    with narrate([*LINES, PRIVATE], tone, cache=cache) as clips:
        secret = clips.samples(PRIVATE).tobytes()
        for line in LINES:
            clips.samples(line)
        assert len(kept(cache, "finished")) == len(kept(cache, "wav")) == 2
        assert not any(secret[4000:8000] in path.read_bytes() for path in kept(cache, "finished"))
    # The same words where nobody's value stands in them are another matter; once private, private all over.
    alike = dataclasses.replace(PRIVATE, private=False, span=LINES[0].span)
    heard([alike, PRIVATE], tone, cache)
    assert len(kept(cache, "finished")) == 2
    assert len(made) == 4


def test_without_a_cache_nothing_is_kept(tone: VoiceProfile, cache: ClipCache, temporary: Path) -> None:
    with narrate(LINES, tone, cache=None) as clips:
        clips.samples(LINES[0])
        assert not list(temporary.rglob("*.finished"))
    assert not cache.folder.exists()
    assert not list(temporary.iterdir())


def test_a_damaged_finished_clip_is_finished_again(
    tone: VoiceProfile, cache: ClipCache, made: list[float]
) -> None:
    first = heard(LINES, tone, cache)
    for path in kept(cache, "finished"):
        path.write_bytes(path.read_bytes()[:-4])
    assert heard(LINES, tone, cache) == first
    assert heard(LINES, tone, cache) == first
    assert len(made) == 4


def test_finished_clips_outlive_what_they_were_made_from(
    tone: VoiceProfile, cache: ClipCache, made: list[float]
) -> None:
    first = heard(LINES, tone, cache)
    for path in kept(cache, "wav"):
        path.unlink()
    assert heard(LINES, tone, cache) == first  # spoken again, for its length
    assert len(made) == 2


def test_a_cache_that_cannot_be_written_any_more_costs_nothing_but_time(
    tone: VoiceProfile, cache: ClipCache, made: list[float], monkeypatch: pytest.MonkeyPatch, caplog: Any
) -> None:
    with narrate(LINES, tone, cache=cache):
        pass

    def full(*_: object) -> None:
        raise FileError("the disk is full", path=cache.folder)

    monkeypatch.setattr(KeptFiles, "put", full)
    first = heard(LINES, tone, cache)
    assert heard(LINES, tone, cache) == first
    assert len(made) == 4
    assert not kept(cache, "finished")
    assert not [record for record in caplog.records if record.levelname != "DEBUG"]


def test_a_recording_is_finished_once_too_and_without_the_voices_polish(
    tone: VoiceProfile, cache: ClipCache, made: list[float], tmp_path: Path
) -> None:
    time = np.arange(2 * 48_000) / 48_000
    sound = 0.3 * np.sin(2 * np.pi * 220 * time) * np.sin(np.pi * time / 2)
    path = tmp_path / "mine.wav"
    with wave.open(str(path), "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(48_000)
        file.writeframes((sound * 32_767).astype("<i2").tobytes())
    recorded = [dataclasses.replace(LINES[0], recording=str(path))]
    first = heard(recorded, tone, cache)
    assert heard(recorded, tone, cache) == first
    assert len(made) == 1
    assert heard(recorded, dataclasses.replace(tone, gain_db=2.0), cache) != first
    assert len(made) == 2
