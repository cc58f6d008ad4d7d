"""Listening with instruments that are not ours: ffmpeg's decoder and its ebur128 meter."""

from __future__ import annotations

import json
import re
import subprocess
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from quietude.ffmpeg import executable


@dataclass(frozen=True, slots=True, kw_only=True)
class Heard:
    """What ffmpeg measures on a file."""

    duration_s: float
    loudness_lufs: float
    true_peak_dbtp: float


def decoded(path: Path) -> NDArray[np.float32]:
    """The samples a player would play, shape (frames, 2)."""
    command = [executable(), "-v", "error", "-i", str(path), "-f", "f32le", "-ac", "2", "-ar", "48000", "-"]
    pcm = subprocess.run(command, check=True, capture_output=True).stdout
    return np.frombuffer(pcm, "<f4").reshape(-1, 2)


def heard(path: Path) -> Heard:
    """Length, integrated loudness and true peak of a decoded file, by ffmpeg."""
    meter = ["-af", "ebur128=peak=true:framelog=quiet", "-f", "s16le", "-ac", "2", "-ar", "48000", "-"]
    command = [executable(), "-hide_banner", "-nostats", "-i", str(path), *meter]
    done = subprocess.run(command, check=True, capture_output=True)
    told = done.stderr.decode()
    summary = told[told.rindex("Summary:") :]
    loudness = re.search(r"I:\s+(-?[\d.]+) LUFS", summary)
    peak = re.search(r"Peak:\s+(-?[\d.]+|-inf) dBFS", summary)
    assert loudness is not None
    assert peak is not None
    return Heard(
        duration_s=len(done.stdout) / (2 * 2 * 48_000),
        loudness_lufs=float(loudness[1]),
        true_peak_dbtp=float(peak[1]),
    )


def json_of(text: str) -> dict[str, object]:
    """A JSON object that was printed."""
    found = json.loads(text)
    assert isinstance(found, dict)
    return found
