"""Lines of a manifest, and a folder of files that fit them, without a render."""

from __future__ import annotations

import hashlib
from pathlib import Path
from typing import Any

import numpy as np

from quietude.audio import Block
from quietude.batch.made.manifest import MANIFEST, Beside, Line, compacted
from quietude.export.mp3 import write_mp3
from quietude.export.tags import Tags

RATE = 48_000


def line(id_: str = "K-1", **other: Any) -> Line:
    """A line with everything in it, of which a test says what it is about."""
    usual: dict[str, Any] = {
        "file": "K-1.mp3",
        "inputs": "a" * 64,
        "sha256": "b" * 64,
        "bytes": 4_800_000,
        "title": "Leaning into self-compassion",
        "language": "en",
        "voice": "heart",
        "beds": ("ocean",),
        "duration_s": 300.0,
        "loudness_lufs": -18.0,
        "true_peak_dbtp": -1.3,
        "script_sha256": "c" * 64,
        "voice_sha256": "d" * 64,
        "beds_sha256": ("e" * 64,),
        "versions": {"quietude": "0.1.0"},
    }
    return Line(id=id_, **(usual | other))


class Tone:
    """A source of one pitch."""

    def __init__(self, pitch_hz: float) -> None:
        self.pitch_hz = pitch_hz

    def read(self, start: int, frames: int) -> Block:
        time_s = np.arange(start, start + frames) / RATE
        tone = 0.2 * np.sin(2 * np.pi * self.pitch_hz * time_s)
        return np.repeat(tone[:, None], 2, axis=1).astype(np.float32)


def beside(folder: Path, file: str, content: bytes) -> Beside:
    """A file written beside a session."""
    (folder / file).write_bytes(content)
    return Beside(file=file, sha256=hashlib.sha256(content).hexdigest(), bytes=len(content))


def session(folder: Path, number: int, **other: Any) -> Line:
    """A short MP3 written into a folder; its line. Each ``number`` has its own length and pitch."""
    file = f"K-{number}.mp3"
    duration = RATE + 4_800 * number
    write_mp3(Tone(300.0 + 20 * number), duration, folder / file, tags=Tags(title="A session"), workers=1)
    made = (folder / file).read_bytes()
    facts = {"file": file, "sha256": hashlib.sha256(made).hexdigest(), "bytes": len(made)}
    id_ = other.pop("id_", f"K-{number}")
    return line(id_, **({"duration_s": duration / RATE} | facts | other))


def write_manifest(folder: Path, *lines: Line) -> None:
    """The manifest of a folder."""
    (folder / MANIFEST).write_text(compacted(lines, [each.file for each in lines]), encoding="utf-8")
