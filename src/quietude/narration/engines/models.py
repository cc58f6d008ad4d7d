"""Model files that do not come with quietude: where they lie, and that they are still what they were.

Nothing here downloads. The user puts files into a folder, or installs a package that carries them.
"""

from __future__ import annotations

import contextlib
import hashlib
import importlib.metadata
import importlib.util
import json
import logging
import os
import re
from functools import cache
from pathlib import Path
from typing import Any, Final

import platformdirs

from quietude.errors import EngineError, FileError, VoiceError
from quietude.files import ensure_folder, whole_file

FOLDER_VARIABLE: Final = "QUIETUDE_MODELS"
"""Environment variable that names the folder of model files of this user or machine."""
_CHECKSUMS: Final = "checksums"
"""Beside the engines' folders: what each model file was when it was first used."""
_BLOCK_BYTES: Final = 1 << 20
_MOST_PITCH: Final = 2.0
"""Semitones. Pitch is moved by the sampling rate, formants with it: beyond this another person speaks."""
_PITCHED_RATE_STEP_HZ: Final = 100
"""Keeps the ratio to 48 kHz small enough to resample cheaply; 0.04 semitones at 24 kHz."""

_log = logging.getLogger(__name__)
_known: dict[tuple[str, int, int], str] = {}


def folder(engine: str) -> Path:
    """Where this user keeps an engine's models; it need not exist."""
    chosen = os.environ.get(FOLDER_VARIABLE)
    return Path(chosen or platformdirs.user_data_dir("quietude", appauthor=False)) / engine


@cache
def installed(package: str) -> str:
    """The version of an installed package; ``none`` where it is not there. Read once in a process."""
    try:
        return importlib.metadata.version(package)
    except importlib.metadata.PackageNotFoundError:
        return "none"


def in_package(module: str, name: str) -> Path | None:
    """A file in an installed package, which is not imported for it; None where either is missing."""
    found = importlib.util.find_spec(module)
    for place in (found.submodule_search_locations or ()) if found else ():
        path = Path(place) / name
        if path.is_file():
            return path
    return None


@cache
def in_any_package(ending: str) -> dict[str, Path]:
    """Every file with that ending in every installed package: its name without the ending, and where it is.

    Read once in a process, from the lists of files that installers leave (some 10 ms for 100 packages).
    """
    wanted = re.compile(rf"^([^,\n]*/)?([^,/\n]+){re.escape(ending)},", re.MULTILINE)
    return {
        row[2]: Path(str(distribution.locate_file(f"{row[1] or ''}{row[2]}{ending}")))
        for distribution in importlib.metadata.distributions()
        for row in wanted.finditer(distribution.read_text("RECORD") or "")
    }


def fingerprint(path: Path) -> str:
    """SHA-256 (hex) of a model file, remembered under its size and time, so that only a new one is read.

    A file that has changed under its old name makes a warning and new clips: a voice may be replaced by a
    better edition, and nobody should wonder why it sounds different.

    Raises:
        OSError: it cannot be read.
    """
    stat = path.stat()
    seen = (str(path.resolve()), stat.st_size, stat.st_mtime_ns)
    if seen not in _known:
        _known[seen] = _remembered(path, seen)
    return _known[seen]


def _remembered(path: Path, seen: tuple[str, int, int]) -> str:
    where, size, time_ns = seen
    note = folder(_CHECKSUMS) / f"{hashlib.sha256(where.encode('utf-8', 'surrogatepass')).hexdigest()}.json"
    before = _read_note(note)
    if before.get("size") == size and before.get("time_ns") == time_ns:
        return str(before["sha256"])
    now = digest(path)
    if before and before["sha256"] != now:
        _log.warning(
            "the model file %s is not the one it was when it was last used; its clips are made anew", path
        )
    with contextlib.suppress(FileError):  # where nothing can be written it is read again, and that is all
        ensure_folder(note.parent)
        with whole_file(note) as temporary:
            temporary.write_text(
                json.dumps({"size": size, "time_ns": time_ns, "sha256": now}), encoding="utf-8"
            )
    return now


def _read_note(note: Path) -> dict[str, Any]:
    try:
        noted = json.loads(note.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    return noted if isinstance(noted, dict) and isinstance(noted.get("sha256"), str) else {}


def digest(path: Path) -> str:
    """SHA-256 (hex) of a file, read in blocks: about 0.2 s for 60 MB.

    Raises:
        OSError: it cannot be read.
    """
    found = hashlib.sha256()
    with path.open("rb") as file:
        while block := file.read(_BLOCK_BYTES):
            found.update(block)
    return found.hexdigest()


def session(path: Path, changed: bytes | None = None) -> Any:
    """An onnxruntime session on one thread: two are slower when anything else runs, and scale by processes.

    ``changed`` is run in the file's place, where it is given: what was made from its bytes.

    It lays out its memory anew for each text. The layouts that it would keep otherwise, one for each length
    of text, cost 35 MB after six sentences of hibari's and save no time.

    Raises:
        EngineError: the file is no model that can be run here.
    """
    import onnxruntime  # type: ignore[import-untyped]  # it carries no types

    onnxruntime.disable_telemetry_events()  # it reports by default on Windows
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = 1
    options.inter_op_num_threads = 1
    options.enable_mem_pattern = False
    options.log_severity_level = 3  # errors only
    try:
        return onnxruntime.InferenceSession(changed or str(path), options, providers=["CPUExecutionProvider"])
    except Exception as error:  # its own kinds all derive from Exception alone
        raise EngineError(
            f"the model file {path} cannot be used ({type(error).__name__}); it may be only half there:"
            " get it again"
        ) from error


def playing_rate_hz(rate_hz: int, pitch: float, voice: str, engine: str) -> int:
    """The sampling rate at which a voice of ``rate_hz`` plays so many semitones higher or lower.

    Played faster by the pitch's factor, it must speak slower by the same to keep its pace.

    Raises:
        VoiceError: the pitch is further from the voice's own than it can be moved.
    """
    if not abs(pitch) <= _MOST_PITCH:
        raise VoiceError(
            f'voice "{voice}": pitch {pitch:g}; {engine} can move it by up to {_MOST_PITCH:g} semitones'
            " either way"
        )
    if not pitch:
        return rate_hz
    factor: float = 2.0 ** (pitch / 12)
    return round(rate_hz * factor / _PITCHED_RATE_STEP_HZ) * _PITCHED_RATE_STEP_HZ


def check_rate(rate: float, limits: tuple[float, float], voice: str, engine: str) -> None:
    """Refuse a rate that an engine's voices do not stand, in the engine's own unit.

    Raises:
        VoiceError: it lies outside the limits.
    """
    low, high = limits
    if not low <= rate <= high:
        raise VoiceError(f'voice "{voice}": rate {rate:g}; for {engine} it is {low:g} to {high:g}')
