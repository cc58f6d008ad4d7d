"""Whether the workers of a cluster would make the same bytes as this machine."""

from __future__ import annotations

import functools
import hashlib
import platform
import sys
from collections.abc import Mapping
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Final

from quietude import shipped
from quietude.errors import InputError
from quietude.ffmpeg import run

PACKAGES: Final = ("numpy", "scipy", "onnxruntime", "hibari-tts", "espeakng-loader", "imageio-ffmpeg")
"""Whose versions decide the sound, beside quietude's own."""
_OURS: Final = frozenset({".py", ".toml", ".md", ".json", ".html", ".css", ".js"})


@functools.cache
def own_make() -> dict[str, str]:
    """What decides the bytes that this process makes, apart from the task: part to version."""
    about_ffmpeg = run(["-version"]).decode(errors="replace").partition(" Copyright")[0]
    return {
        "quietude": f"{version('quietude')} ({_digest()})",
        "Python": ".".join(str(part) for part in sys.version_info[:2]),
        "system": f"{platform.system()} on {platform.machine()}",
        **{package: _version(package) for package in PACKAGES},
        "ffmpeg": about_ffmpeg.removeprefix("ffmpeg version "),
    }


def check_alike(answers: Mapping[str, object], own: Mapping[str, str]) -> None:
    """See that all workers are as this process.

    ``answers``: each worker's address, and its `own_make` or the error that it met instead.

    Raises:
        InputError: one is not; names it, what differs, and what to do.
    """
    for worker, answer in answers.items():
        if not isinstance(answer, Mapping):
            what = "does not answer"
            if isinstance(answer, ImportError):
                what = "has no quietude, or another one"
            raise InputError(f"the worker {worker} {what} ({type(answer).__name__}); {_remedy(own)}")
        differing = [part for part in own if answer.get(part) != own[part]]
        if differing:
            told = "; ".join(f"{part} {answer.get(part, 'missing')}, here {own[part]}" for part in differing)
            raise InputError(
                f"the worker {worker} would not make the same files as this machine: {told}; " + _remedy(own)
            )


def _remedy(own: Mapping[str, str]) -> str:
    plain = own["quietude"].partition(" ")[0]
    return (
        f"install quietude {plain} there as it is here, by the same constraints, and start the worker again"
    )


def _version(package: str) -> str:
    try:
        return version(package)
    except PackageNotFoundError:
        return "missing"


def _digest() -> str:
    """Of the program and what comes with it: a version's number does not tell two checkouts apart."""
    digest = hashlib.sha256()
    for folder in (Path(__file__).parents[2], shipped.folder("scripts"), shipped.folder("voices")):
        named = {path.relative_to(folder).as_posix(): path for path in folder.rglob("*") if path.is_file()}
        for name in sorted(named):
            if not name.startswith("data/") and named[name].suffix in _OURS:
                digest.update(name.encode() + b"\0")
                digest.update(named[name].read_bytes().replace(b"\r\n", b"\n"))
    return digest.hexdigest()[:12]
