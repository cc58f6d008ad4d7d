"""Beds as people write them: ``ocean``, ``ocean:period=9s,-3dB``, ``ocean + drone``, ``music.mp3:-6dB``,
``schedule.sbg``.
"""

from __future__ import annotations

import contextlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from quietude import plugins
from quietude.audio import Source
from quietude.beds.bed import BedKind
from quietude.beds.cells import Layers, layers
from quietude.beds.schedule import EXTENSION, Schedule, read_schedule
from quietude.errors import BedError, UnitError
from quietude.units import parse_gain

MUSIC_EXTENSIONS: Final = frozenset(
    {".aac", ".ac3", ".aif", ".aifc", ".aiff", ".alac", ".ape", ".au", ".caf", ".flac", ".m4a", ".m4b"}
    | {".mka", ".mp2", ".mp3", ".mp4", ".oga", ".ogg", ".opus", ".wav", ".webm", ".wma", ".wv"}
)  # fmt: skip
"""What follows the dot of a music file's name; any other file is taken as music where it exists."""

_NONE: Final = "none"
_LAYERED: Final = " + "


@dataclass(frozen=True, slots=True, kw_only=True)
class BedSpec:
    """One bed as it was asked for: a kind with its parameters, or a file of music or tones; and its gain."""

    kind: BedKind[Any] | None = None
    parameters: Any = None
    """An instance of ``kind.parameters``; None for a file."""
    path: Path | None = None
    """The file; None for a kind."""
    schedule: Schedule | None = None
    """What the file says where it is a schedule of tones; None for a kind and for music."""
    gain_db: float = 0.0
    """Added to the level that all beds have alike."""

    @property
    def needs_headphones(self) -> bool:
        """Whether its effect is lost on loudspeakers, and changed in mono."""
        about = self.kind or self.schedule
        return about is not None and about.needs_headphones

    @property
    def note(self) -> str:
        """What a listener should know before using it; empty where there is nothing."""
        about = self.kind or self.schedule
        return about.note if about is not None else ""

    def __str__(self) -> str:
        """As `parse_bed` reads it, with only what differs from the default."""
        items = []
        if self.kind is not None:
            for known in self.kind.describe():
                value = getattr(self.parameters, known.name)
                if value != known.default:
                    items.append(f"{known.name}={known.show(value)}")
        if self.gain_db != 0.0:
            items.append(f"{self.gain_db:+.12f}".rstrip("0").rstrip(".") + "dB")
        name = self.kind.name if self.kind is not None else str(self.path)
        return f"{name}:{','.join(items)}" if items else name


def kinds() -> list[BedKind[Any]]:
    """Every kind of bed that is installed, by name.

    Raises:
        BedError: one is registered that cannot be loaded; the message names it.
    """
    return [_load(name) for name in plugins.names(plugins.BEDS)]


def parse_bed(text: str, *, base_folder: Path | None = None) -> tuple[BedSpec, ...]:
    """Read what ``--bed`` or ``[sound ...]`` says: one bed, several joined by " + ", or "none" (no spec).

    A file's path is taken from ``base_folder`` (None: the working folder) where it is relative. A file whose
    name ends in ``.sbg`` is a schedule of tones and is read here; any other is music.

    Raises:
        BedError: there is no such bed, file, parameter or value; the message names the nearest. Or a schedule
            cannot be used; the message shows its lines.
        FileError: a schedule cannot be read.
    """
    if text.strip().lower() == _NONE:
        return ()
    if _LAYERED in text and _find_file(text.strip(), base_folder) is None:
        return tuple(
            spec for part in text.split(_LAYERED) for spec in parse_bed(part, base_folder=base_folder)
        )
    return (_parse_one(text.strip(), base_folder),)


def make_bed(spec: BedSpec, seed: int) -> Source:
    """The bed as a Source at `BED_LEVEL_LUFS` plus its gain; ``seed`` is 0 or more.

    Raises:
        BedError: a parameter is out of bounds, or the file is not to be used.
        FileError: the file cannot be read.
    """
    if spec.kind is not None:
        source = spec.kind.make(spec.parameters, seed)
    elif spec.schedule is not None:
        from quietude.beds.schedule_sound import open_schedule

        source = open_schedule(spec.schedule, seed)
    else:
        from quietude.beds.music import open_music  # here: it brings pydub

        if spec.path is None:
            raise BedError("a bed needs a kind or a music file")
        source = open_music(spec.path)
    return source if spec.gain_db == 0.0 else Layers([(source, spec.gain_db)])


def make_bed_from_text(text: str, seed: int, base_folder: Path | None = None) -> Source | None:
    """What `parse_bed` reads, made; None for "none".

    Each layer gets a seed of its own, so that the same kind twice is two sounds.

    Raises:
        BedError: as `parse_bed` and `make_bed`.
        FileError: as `make_bed`.
    """
    specs = parse_bed(text, base_folder=base_folder)
    if not specs:
        return None
    return layers([make_bed(spec, seed + number) for number, spec in enumerate(specs)])


def _parse_one(text: str, base_folder: Path | None) -> BedSpec:
    if not text:
        raise BedError('a bed is missing: write its name, such as "ocean", or "none"')
    if (found := _find_file(text, base_folder)) is not None:
        return found
    _refuse_missing_file(text, base_folder)
    name, _, rest = text.partition(":")
    kind = _load(name.strip().lower())
    values: dict[str, float] = {}
    gain_db: float | None = None
    for item in _items(rest, kind.name):
        key, equals, value = item.partition("=")
        if equals:
            _set(values, kind, key.strip().lower(), value)
        elif gain_db is not None:
            raise BedError(f"{kind.name}: the gain is given twice")
        else:
            gain_db = _gain(item, kind)
    return BedSpec(kind=kind, parameters=kind.parameters(**values), gain_db=gain_db or 0.0)


def _set(values: dict[str, float], kind: BedKind[Any], key: str, value: str) -> None:
    known = {parameter.name: parameter for parameter in kind.describe()}
    if key not in known:
        raise BedError(plugins.unknown_message(f"parameter of {kind.name}", key, known))
    if key in values:
        raise BedError(f"{kind.name}: {key} is given twice")
    try:
        values[key] = known[key].parse(value)
    except BedError as error:
        raise BedError(f"{kind.name}: {error}") from error


def _gain(item: str, kind: BedKind[Any]) -> float:
    try:
        return parse_gain(item)
    except UnitError as error:
        known = ", ".join(
            f"{parameter.name}={parameter.show(parameter.default)}" for parameter in kind.describe()
        )
        raise BedError(f'{kind.name}: {error}; parameters are written "name=value": {known}') from error


def _items(rest: str, name: str) -> Iterator[str]:
    if not rest.strip():
        return
    for item in rest.split(","):
        if not item.strip():
            raise BedError(f"{name}: there is nothing between two commas, or after the last one")
        yield item.strip()


def _file_candidates(text: str, base_folder: Path | None) -> Iterator[tuple[Path, float]]:
    """The files that a text may mean, and the gain in dB: as a whole, and with a gain after a colon."""
    yield _file_path(text, base_folder), 0.0
    head, colon, tail = text.rpartition(":")
    if colon:
        with contextlib.suppress(UnitError):  # then the colon belongs to something else, such as a drive
            yield _file_path(head.strip(), base_folder), parse_gain(tail)


def _find_file(text: str, base_folder: Path | None) -> BedSpec | None:
    for path, gain_db in _file_candidates(text, base_folder):
        if _exists(path):
            schedule = read_schedule(path) if path.suffix.lower() == EXTENSION else None
            return BedSpec(path=path, schedule=schedule, gain_db=gain_db)
    return None


def _refuse_missing_file(text: str, base_folder: Path | None) -> None:
    for path, _gain_db in _file_candidates(text, base_folder):
        suffix = path.suffix.lower()
        if suffix in MUSIC_EXTENSIONS or suffix == EXTENSION:
            what = "schedule" if suffix == EXTENSION else "music file"
            raise BedError(f"there is no {what} {path}{_neighbour(path)}")


def _neighbour(path: Path) -> str:
    try:
        others: Iterable[str] = [other.name for other in path.parent.iterdir() if other.is_file()]
    except (OSError, ValueError):
        return ""
    near = plugins.nearest(path.name, others)
    return f'; did you mean "{near}"?' if near else ""


def _file_path(name: str, base_folder: Path | None) -> Path:
    return Path(name) if base_folder is None else base_folder / name


def _exists(path: Path) -> bool:
    try:
        return path.is_file()
    except (OSError, ValueError):  # too long for a name, or holding a zero byte
        return False


def _load(name: str) -> BedKind[Any]:
    try:
        kind = plugins.load(plugins.BEDS, name)
    except KeyError:
        known = [*plugins.names(plugins.BEDS), _NONE]
        raise BedError(
            plugins.unknown_message("bed", name, known)
            + ", or the path of a music file or of a schedule (.sbg)"
        ) from None
    except (ImportError, AttributeError) as error:
        raise BedError(f'the bed "{name}" is registered but cannot be loaded: {error}') from error
    if not isinstance(kind, BedKind):
        raise BedError(f'the bed "{name}" is registered, but what is registered is no BedKind')
    return kind
