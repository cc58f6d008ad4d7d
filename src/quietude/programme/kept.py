"""What of a programme was made already: a small file beside it, by which the same command goes on.

The file holds no listener's value. It knows a day again by a digest of all that decides its sound, made with
a key that is drawn slowly from the values and a random salt, so that a name cannot be looked up in it.
"""

from __future__ import annotations

import hashlib
import hmac
import json
import secrets
from dataclasses import asdict, dataclass
from importlib.metadata import version
from pathlib import Path
from typing import Any, Final

from quietude.casting import choose_cast, choose_lexicon
from quietude.errors import FileError
from quietude.files import read_text, whole_file
from quietude.job import Job
from quietude.score.listener import Listener
from quietude.script.library import find_script
from quietude.script.parser import load_script

FILE: Final = "programme.json"
_FORMAT: Final = 1
_ROUNDS: Final = 200_000
"""Of PBKDF2: a tenth of a second for whoever has the values, and for each one that is tried."""


@dataclass(frozen=True, slots=True, kw_only=True)
class KeptDay:
    """One day that was made."""

    file: str
    digest: str
    bytes: int
    """The file's size."""


class Kept:
    """The days of one folder that were made."""

    def __init__(self, folder: Path, listener: Listener) -> None:
        """Read what is known of ``folder``; nothing, where its file is missing or none of ours."""
        self.path = folder / FILE
        known = _read(self.path)
        self.salt = known.get("salt") or secrets.token_hex(16)
        self.days: dict[str, KeptDay] = {
            entry["file"]: KeptDay(**entry) for entry in known.get("days", []) if _is_day(entry)
        }
        # All that is a listener's own stands in the key, and nowhere else.
        private = repr((sorted(listener.values.items()), listener.phrases))
        told = private.encode("utf-8", "surrogatepass")
        self._key = hashlib.pbkdf2_hmac("sha256", told, bytes.fromhex(self.salt), _ROUNDS)

    def digest(self, job: Job) -> str:
        """All that decides the sound and the tags of a day, in 64 letters."""
        told = json.dumps(_inputs(job), ensure_ascii=False, sort_keys=True)
        return hmac.new(self._key, told.encode("utf-8", "surrogatepass"), "sha256").hexdigest()

    def has(self, path: Path, digest: str) -> bool:
        """Whether a day's file lies there as it was made, from the same inputs."""
        day = self.days.get(path.name)
        return (
            day is not None and day.digest == digest and path.is_file() and path.stat().st_size == day.bytes
        )

    def add(self, path: Path, digest: str) -> None:
        """Note that a day was made.

        Raises:
            FileError: the note cannot be written.
        """
        self.days[path.name] = KeptDay(file=path.name, digest=digest, bytes=path.stat().st_size)
        days = [asdict(self.days[name]) for name in sorted(self.days)]
        with whole_file(self.path) as temporary:
            text = json.dumps(
                {"format": _FORMAT, "salt": self.salt, "days": days}, ensure_ascii=False, indent=2
            )
            temporary.write_text(text + "\n", encoding="utf-8", newline="\n")

    def others(self, names: set[str]) -> list[str]:
        """Files of days that were made here and are none of ``names``, and that still lie here."""
        return sorted(name for name in self.days if name not in names and (self.path.parent / name).is_file())


def _read(path: Path) -> dict[str, Any]:
    if not path.is_file():
        return {}
    try:
        known = json.loads(read_text(path, "programme's notes"))
    except (FileError, ValueError):
        return {}  # then every day is made anew, and the file with them
    if not isinstance(known, dict) or known.get("format") != _FORMAT or not _is_salt(known.get("salt")):
        return {}
    return known


def _is_salt(salt: object) -> bool:
    return isinstance(salt, str) and len(salt) == 32 and set(salt) <= set("0123456789abcdef")


def _is_day(entry: object) -> bool:
    kinds = {"file": str, "digest": str, "bytes": int}
    return (
        isinstance(entry, dict)
        and entry.keys() == kinds.keys()
        and all(isinstance(entry[name], kind) for name, kind in kinds.items())
    )


def _inputs(job: Job) -> dict[str, Any]:
    path = find_script(job.script)
    script = load_script(path)
    listener = job.listener
    return {
        "version": version("quietude"),
        "script": list(script.source_lines),
        "cast": repr(choose_cast(script, job.voices)),
        "words": repr(choose_lexicon(script)),
        "choices": dict(listener.choices),
        "phrasing": listener.phrasing,
        "first_phrase": listener.first_phrase,
        "length_s": listener.target_s,
        "beds": None if job.beds is None else [[bed, _state(Path(bed.split(":")[0]))] for bed in job.beds],
        "recordings": _recordings(job.recordings or _own_recordings(path, script.metadata.recordings)),
        "form": [job.format, job.bitrate_kbps, job.mono],
        "loudness": [job.loudness_lufs, job.further_back_db],
        "cover": [job.with_cover, None if job.cover is None else _state(job.cover)],
        "series": None if job.series is None else asdict(job.series),
    }


def _own_recordings(script: Path, folder: str | None) -> Path | None:
    return None if folder is None else script.parent / folder


def _recordings(folder: Path | None) -> list[object] | None:
    if folder is None or not folder.is_dir():
        return None
    return [[path.name, _state(path)] for path in sorted(folder.iterdir())]


def _state(path: Path) -> list[int] | None:
    """A file's size and when it was written: as good as its content, for files of music."""
    if not path.is_file():
        return None
    found = path.stat()
    return [found.st_size, found.st_mtime_ns]
