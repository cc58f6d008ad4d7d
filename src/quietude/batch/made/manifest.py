"""What a batch made: a line of JSON for each file, in ``manifest.jsonl`` beside the files (docs/manifest.md).

The same files give the same bytes: there is no clock in it and nothing random. Of a listener it holds the id
and no value. Text may hold anything; what would break a line, hide or turn text around on a screen is written
as an escape, so that a line is a line for every program.
"""

from __future__ import annotations

import json
import math
import re
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, field
from typing import Any, Final, NoReturn

MANIFEST: Final = "manifest.jsonl"
"""Its name, in the output folder."""

_MARK: Final = "\ufeff"
_DIGITS_AT_MOST: Final = 20
_UNUSABLE: Final = re.compile(r"[\x00-\x1f\x7f\\:\ud800-\udfff]")
"""What no file name of a batch has: some system would read it as something else than a name."""
_NOT_ASCII: Final = re.compile(r"[^ -~]")


@dataclass(frozen=True, slots=True, kw_only=True)
class Beside:
    """A file that was written beside a session: a hand-out, an archive."""

    file: str
    """Below the output folder, with ``/``."""
    sha256: str
    """Of its bytes, 64 hexadecimal digits."""
    bytes: int
    """Its size."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """A session that was made, and the files beside it.

    Figures are kept as they are written: lengths to the millisecond, levels to a hundredth, and a level that
    is no number (silence has minus infinity) as None. So a line that was read equals the one written.
    """

    id: str
    """Of the roster's row, or its running number."""
    file: str
    """The MP3, below the output folder, with ``/``."""
    inputs: str
    """As `quietude.batch.task.Task.inputs`."""
    sha256: str
    """Of the MP3, 64 hexadecimal digits."""
    bytes: int
    """The MP3's size."""
    title: str
    language: str
    """BCP 47, as in the script."""
    voice: str
    """The voice profile's name."""
    beds: tuple[str, ...] = ()
    duration_s: float
    """Length in seconds."""
    loudness_lufs: float | None
    """Integrated loudness of the master (BS.1770-4); None for silence."""
    true_peak_dbtp: float | None
    """Of the decoded MP3; None for silence."""
    script_sha256: str
    voice_sha256: str
    beds_sha256: tuple[str, ...] = ()
    """One for each of ``beds``."""
    versions: Mapping[str, str] = field(default_factory=dict)
    """Of quietude, of the engine and of what else decides the sound."""
    warnings: tuple[str, ...] = ()
    """What there is to know about the sound, a sentence each."""
    beside: tuple[Beside, ...] = ()

    def __post_init__(self) -> None:
        """Round the figures.

        Raises:
            ValueError: the length is no number.
        """
        if not math.isfinite(self.duration_s):
            raise ValueError(f"a length of {self.duration_s} s")
        object.__setattr__(self, "duration_s", round(float(self.duration_s), 3))
        object.__setattr__(self, "loudness_lufs", _rounded(self.loudness_lufs))
        object.__setattr__(self, "true_peak_dbtp", _rounded(self.true_peak_dbtp))
        object.__setattr__(self, "versions", dict(sorted(self.versions.items())))

    def to_json(self) -> str:
        """One line of JSON, without its line end; the fields stand as they do here."""
        text = json.dumps(asdict(self), ensure_ascii=False, allow_nan=False)
        return _NOT_ASCII.sub(_seen, text)

    @staticmethod
    def from_json(text: str) -> Line:
        """A line read back. Fields that are not known (a later version's) are passed over.

        Raises:
            ValueError: it is no line of a manifest; the message says why.
        """
        try:
            data = json.loads(text, parse_constant=_refuse_constant, parse_int=_whole)
        except json.JSONDecodeError as error:
            raise ValueError("it is not JSON") from error
        except RecursionError as error:
            raise ValueError("it is nested too deeply") from error
        if not isinstance(data, dict):
            raise ValueError("it is not an object")  # noqa: TRY004  # wrong content, not a wrong call
        return Line(
            id=_text(data, "id"),
            file=_file(data),
            inputs=_text(data, "inputs"),
            sha256=_text(data, "sha256"),
            bytes=_count(data),
            title=_text(data, "title"),
            language=_text(data, "language"),
            voice=_text(data, "voice"),
            beds=_texts(data, "beds"),
            duration_s=_number(data, "duration_s"),
            loudness_lufs=_level(data, "loudness_lufs"),
            true_peak_dbtp=_level(data, "true_peak_dbtp"),
            script_sha256=_text(data, "script_sha256"),
            voice_sha256=_text(data, "voice_sha256"),
            beds_sha256=_texts(data, "beds_sha256"),
            versions=_versions(data),
            warnings=_texts(data, "warnings"),
            beside=_beside(data),
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Failure:
    """A file that could not be made, and why. Holds no value of its listener."""

    id: str
    file: str
    """As `Line.file`: where it would have been."""
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Manifest:
    """What was read of a manifest."""

    lines: tuple[Line, ...]
    """One for each file, the last that was written of it; in the order in which files first appear."""
    torn: int = 0
    """1, where the last line was cut off, as a power cut does; it is not among ``lines``."""
    remarks: tuple[str, ...] = ()
    """Lines that are damaged, a sentence each: their number, and what is wrong. They quote nothing."""


def read_manifest(text: str | bytes) -> Manifest:
    """Read a manifest, whatever has happened to it. Of ``bytes``, UTF-8, each line is decoded by itself."""
    raw = text if isinstance(text, bytes) else text.encode("utf-8", "surrogatepass")
    pieces = raw.split(b"\n")
    lines: dict[str, Line] = {}
    remarks = []
    torn = 0
    for number, piece in enumerate(pieces, start=1):
        try:
            told = piece.decode("utf-8").removeprefix(_MARK).strip(" \t\r")
            if told:
                line = Line.from_json(told)
                lines[line.file] = line
        except ValueError as error:
            # What follows the last line end was still being written.
            if number == len(pieces):
                torn = 1
            else:
                why = "it is not UTF-8" if isinstance(error, UnicodeDecodeError) else str(error)
                remarks.append(f"line {number} is damaged: {why}")
    return Manifest(lines=tuple(lines.values()), torn=torn, remarks=tuple(remarks))


def compacted(lines: Iterable[Line], order: Iterable[str]) -> str:
    """A whole manifest: one line a file, in the ``order`` of files; those not in it follow by name."""
    known = {line.file: line for line in lines}
    asked = [file for file in dict.fromkeys(order) if file in known]
    rest = sorted(known.keys() - set(asked))
    return "".join(known[file].to_json() + "\n" for file in [*asked, *rest])


def _seen(match: re.Match[str]) -> str:
    """A character as it is where it can be seen, as an escape where it cannot."""
    char = match[0]
    if unicodedata.category(char)[0] in "LMNPS":
        return char
    return "".join(f"\\u{unit:04x}" for unit in _units(char))


def _units(char: str) -> list[int]:
    raw = char.encode("utf-16-be", "surrogatepass")
    return [int.from_bytes(raw[at : at + 2], "big") for at in range(0, len(raw), 2)]


def _refuse_constant(name: str) -> NoReturn:
    raise ValueError(f"it holds {name}, which is no number")


def _whole(digits: str) -> int:
    # Python refuses to read thousands of digits; and nothing here has more than a disk has bytes.
    if len(digits) > _DIGITS_AT_MOST:
        raise ValueError(f"it holds a number of {len(digits)} digits")
    return int(digits)


def _rounded(level: float | None) -> float | None:
    return round(float(level), 2) if level is not None and math.isfinite(level) else None


def _text(data: Mapping[str, Any], name: str) -> str:
    if not isinstance(value := data.get(name), str):
        raise ValueError(f'"{name}" is missing or is no text')  # noqa: TRY004  # as above
    return value


def _file(data: Mapping[str, Any]) -> str:
    file = _text(data, "file")
    parts = file.split("/")
    if any(part in ("", ".", "..") for part in parts) or _UNUSABLE.search(file):
        raise ValueError('"file" is no path below the output folder')
    return file


def _texts(data: Mapping[str, Any], name: str) -> tuple[str, ...]:
    value = data.get(name, [])
    if not isinstance(value, list) or not all(isinstance(each, str) for each in value):
        raise ValueError(f'"{name}" is no list of texts')
    return tuple(value)


def _number(data: Mapping[str, Any], name: str) -> float:
    value = data.get(name)
    if isinstance(value, bool) or not isinstance(value, int | float) or not math.isfinite(value):
        raise ValueError(f'"{name}" is missing or is no number')
    return float(value)


def _level(data: Mapping[str, Any], name: str) -> float | None:
    return None if data.get(name) is None else _number(data, name)


def _count(data: Mapping[str, Any]) -> int:
    value = data.get("bytes")
    if isinstance(value, bool) or not isinstance(value, int) or value < 0:
        raise ValueError('"bytes" is missing or is no number of bytes')
    return value


def _versions(data: Mapping[str, Any]) -> dict[str, str]:
    value = data.get("versions", {})
    if not isinstance(value, dict) or not all(isinstance(each, str) for each in value.values()):
        raise ValueError('"versions" is no table of texts')
    return value


def _beside(data: Mapping[str, Any]) -> tuple[Beside, ...]:
    value = data.get("beside", [])
    if not isinstance(value, list) or not all(isinstance(each, dict) for each in value):
        raise ValueError('"beside" is no list of files')
    return tuple(Beside(file=_file(each), sha256=_text(each, "sha256"), bytes=_count(each)) for each in value)
