"""What a session is made of, taken from a real render: its text, its clips, its bed and its master.

    python -m benchmarks.speed.material FOLDER

The floors and the naive script get the same work to do as the program, so all of it comes out of the program
itself: a render of the founding exercise with its stems, cut where its timeline says.
"""

from __future__ import annotations

import json
import sys
import wave
from pathlib import Path
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

import quietude
from benchmarks.speed.names import BED, CLIPS, CONTRAST, FACTS, MASTER, SCRIPT, VOICE
from quietude.audio import CHANNELS, SAMPLE_RATE_HZ
from quietude.narration.words.wording import plain
from quietude.timeline.timeline import Timeline
from quietude.units import samples_to_seconds
from quietude.voices import library

_Sound: TypeAlias = NDArray[np.float32]


def make(folder: Path) -> None:
    """Render, take apart, and write it all into a folder."""
    session = quietude.render(SCRIPT, folder / "first.mp3", voice=VOICE, stems=True)
    stems = {
        name: _stem(folder / f"first.{name}.wav", session.timeline.duration)
        for name in ("voice", "bed", "pacer")
    }
    with (folder / MASTER).open("wb") as master, _wav(folder / BED, CHANNELS) as bed:
        for start in range(0, session.timeline.duration, SAMPLE_RATE_HZ):
            second = slice(start, start + SAMPLE_RATE_HZ)
            under = stems["bed"][second] + stems["pacer"][second]
            bed.writeframesraw(_sixteen_bits(under))
            master.write((stems["voice"][second] + under).astype("<f4").tobytes())
    _write_clips(folder, session.timeline, stems["voice"])
    facts = {
        "texts": list(dict.fromkeys(plain(clip.utterance.text) for clip in session.timeline.clips)),
        "rate": library.load(VOICE).rate,
        "contrast_rate": library.load(CONTRAST).rate,
        "duration_s": session.duration_s,
    }
    (folder / FACTS).write_text(json.dumps(facts), encoding="utf-8")
    for path in session.beside:
        path.unlink()


def _write_clips(folder: Path, timeline: Timeline, voice: _Sound) -> None:
    """Each phrase in a file of its own, once, and the list of what comes after what."""
    files: dict[str, str] = {}
    order: list[tuple[str, int]] = []
    at_ms = 0
    for clip in timeline.clips:
        text = clip.utterance.text
        if text not in files:
            files[text] = f"clip-{len(files):03}.wav"
            with _wav(folder / files[text], channels=1) as file:
                file.writeframesraw(_sixteen_bits(voice[clip.start : clip.end, 0]))
        start_ms, end_ms = (_ms(place, timeline) for place in (clip.start, clip.end))
        order.append((files[text], start_ms - at_ms))
        at_ms = end_ms
    order.append(("", _ms(timeline.duration, timeline) - at_ms))
    (folder / CLIPS).write_text(json.dumps(order), encoding="utf-8")


def _ms(place: int, timeline: Timeline) -> int:
    return round(1000 * samples_to_seconds(place, timeline.sample_rate_hz))


def _stem(path: Path, duration: int) -> _Sound:
    """The samples of a WAV file in float, shape (duration, 2), without reading it into memory."""
    header = path.stat().st_size - duration * CHANNELS * 4
    samples: _Sound = np.memmap(path, dtype="<f4", mode="r", offset=header)
    return samples.reshape(duration, CHANNELS)


def _wav(path: Path, channels: int) -> wave.Wave_write:
    file = wave.open(str(path), "wb")  # noqa: SIM115  # whoever calls closes it
    file.setnchannels(channels)
    file.setsampwidth(2)
    file.setframerate(SAMPLE_RATE_HZ)
    return file


def _sixteen_bits(sound: _Sound) -> bytes:
    return np.round(np.clip(sound, -1.0, 1.0) * 32767).astype("<i2").tobytes()


if __name__ == "__main__":
    make(Path(sys.argv[1]))
