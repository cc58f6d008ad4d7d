"""Programs and libraries that read sound files and are not ours: what each of them makes of one.

ffmpeg and ffprobe are Debian's, years older than the ffmpeg that writes the files.
"""

from __future__ import annotations

import base64
import json
import re
import shutil
import subprocess
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import mutagen
import numpy as np
import pytest
from mutagen.flac import FLAC
from mutagen.flac import Picture as Block
from mutagen.mp4 import MP4
from mutagen.oggopus import OggOpus

from quietude.audio import SAMPLE_RATE_HZ
from quietude.audio import Block as Sound


def needs(tool: str) -> pytest.MarkDecorator:
    """Skips a test where a program is missing."""
    return pytest.mark.skipif(
        shutil.which(tool) is None, reason=f"{tool} is not installed; .ci/run installs it"
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Metered:
    """What ffmpeg's ebur128 measures on a file as it is, mono or stereo."""

    loudness_lufs: float
    true_peak_dbtp: float


def output_of(*command: str | Path) -> bytes:
    """What a program prints, if it succeeds."""
    done = subprocess.run([str(part) for part in command], capture_output=True, check=True)
    return done.stdout


def probed(path: Path) -> dict[str, Any]:
    """All that ffprobe says."""
    return _probed(path, path.stat().st_mtime_ns)


@cache
def _probed(path: Path, _written_at: int) -> dict[str, Any]:
    show = ("-show_format", "-show_streams", "-show_chapters")
    found: dict[str, Any] = json.loads(output_of("ffprobe", "-v", "error", *show, "-of", "json", path))
    return found


def tags_by_ffprobe(path: Path) -> dict[str, str]:
    """Of the file, and where a container (Ogg) has them there, of its sound; keys in lower case."""
    told = probed(path)
    sound = next(stream for stream in told["streams"] if stream["codec_type"] == "audio")
    found = {**sound.get("tags", {}), **told["format"].get("tags", {})}
    return {key.lower(): text for key, text in found.items()}


def chapters_by_ffprobe(path: Path) -> list[tuple[float, str]]:
    """Start in seconds, and title."""
    return [(float(each["start_time"]), each["tags"]["title"]) for each in probed(path)["chapters"]]


def menus_by_mediainfo(path: Path) -> list[list[tuple[float, str]]]:
    """Each list of chapters in a file: start in seconds, and title."""
    found: list[list[tuple[float, str]]] = []
    for line in output_of("mediainfo", path).decode().splitlines():
        if line.startswith("Menu") and ":" not in line:
            found.append([])
        if entry := re.fullmatch(r"(\d\d):(\d\d):(\d\d\.\d+)\s*: (.*)", line):
            hours, minutes, seconds, title = entry.groups()
            found[-1].append((int(hours) * 3600 + int(minutes) * 60 + float(seconds), title))
    return [menu for menu in found if menu]


def duration_by_mediainfo(path: Path) -> float:
    """Of its sound, in seconds."""
    return int(output_of("mediainfo", "--Inform=Audio;%Duration%", path)) / 1000


def duration_by_mutagen(path: Path) -> float:
    """In seconds, by what the file says of itself."""
    length: object = mutagen.File(path).info.length
    assert isinstance(length, float)
    return length


def pictures_by_mutagen(path: Path) -> list[bytes]:
    """Every picture's own bytes."""
    file = mutagen.File(path)
    tags: Any = file.tags
    match file:
        case MP4():
            return [bytes(picture) for picture in tags["covr"]]
        case OggOpus():
            blocks = [base64.b64decode(text) for text in tags["METADATA_BLOCK_PICTURE"]]
            return [Block(block).data for block in blocks]  # type: ignore[no-untyped-call]  # as mutagen is
        case FLAC():
            return [picture.data for picture in file.pictures]
        case _:
            return [frame.data for frame in tags.getall("APIC")]


def played_by_ffmpeg(path: Path, *, channels: int) -> Sound:
    """The samples as Debian's ffmpeg decodes them, shape (frames, channels)."""
    raw = ("-f", "f32le", "-ac", str(channels), "-ar", str(SAMPLE_RATE_HZ), "-")
    pcm = output_of("ffmpeg", "-v", "error", "-i", path, "-map", "0:a", *raw)
    return np.frombuffer(pcm, "<f4").reshape(-1, channels)


def played_by_mpg123(path: Path, *, channels: int) -> Sound:
    """The samples of an MP3, shape (frames, channels)."""
    return np.frombuffer(output_of("mpg123", "-q", "-s", "-e", "f32", path), "<f4").reshape(-1, channels)


def metered(path: Path) -> Metered:
    """Loudness and peak of a file as it is."""
    meter = ("-map", "0:a", "-af", "ebur128=peak=true", "-f", "null", "-")
    command = ["ffmpeg", "-hide_banner", "-nostats", "-i", str(path), *meter]
    told = subprocess.run(command, capture_output=True, check=True, text=True).stderr
    summary = told[told.rindex("Summary:") :]
    loudness = re.search(r"I:\s+(-?[\d.]+) LUFS", summary)
    peak = re.search(r"Peak:\s+(-?[\d.]+) dBFS", summary)
    assert loudness is not None
    assert peak is not None
    return Metered(loudness_lufs=float(loudness[1]), true_peak_dbtp=float(peak[1]))
