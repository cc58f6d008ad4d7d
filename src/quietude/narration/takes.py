"""A folder of recordings, held against the lines of a script: which file is heard for which line."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from quietude.audio import SAMPLE_RATE_HZ
from quietude.errors import FileError
from quietude.files import reason
from quietude.narration.clips import Clips
from quietude.plugins import nearest
from quietude.score.lines import Line, folded_name, lines_of, reading_s
from quietude.score.saying import NO_TAKES, LineKey, Takes
from quietude.score.score import Utterance
from quietude.script.nodes import Prose, Script
from quietude.script.passages import walk

ENDINGS: Final = (".wav", ".flac", ".aiff", ".aif", ".m4a", ".mp3", ".ogg", ".opus")
"""What a recording may be. Of two recordings of one line, that with the earlier ending is heard."""
_OTHER_WORDS: Final = 3.0
"""Nobody reads a line so many times faster or slower than calmly: these are other words."""
_BREATH_S: Final = 2.0
"""What a short line may be longer by, for a breath or a smile in it."""
_MOST_NAMED: Final = 3
"""A warning names so many, and counts the others."""


@dataclass(frozen=True, slots=True, kw_only=True)
class FoundTakes:
    """The recordings of a script."""

    takes: Takes = field(default_factory=lambda: NO_TAKES)
    missing: tuple[Line, ...] = ()
    """Lines that could be recorded and are not, in the order of the script."""
    warnings: tuple[str, ...] = ()
    """A sentence or two each: files that are not heard, recordings that ``[record]`` asks for in vain."""


def recordings_folder(script: Script, given: Path | None = None) -> Path | None:
    """The folder that was ``given``, or else the one that the script names (from its own folder on)."""
    if given is not None or script.metadata.recordings is None:
        return given
    return Path(script.path).parent / script.metadata.recordings


def find_takes(script: Script, folder: Path | None = None) -> FoundTakes:
    """Hold the files of a folder (None: the script's own) against the lines of a script.

    A file is known by its name without the ending, whatever its capitals. Files that are no sound by their
    names are let be. Nothing is decoded.

    Raises:
        FileError: the folder does not exist or cannot be read.
        ScriptError: as `quietude.score.lines.lines_of`.
    """
    place = recordings_folder(script, folder)
    if place is None and not _asks_for_recordings(script):
        return FoundTakes()
    lines = lines_of(script)
    by_id = {folded_name(line.id): line for line in lines}
    takes: dict[LineKey, str] = {}
    strange, personal, second = [], [], []
    for path in _sound_files(place) if place is not None else ():
        line = by_id.get(folded_name(path.stem))
        if line is None:
            strange.append(path)
        elif line.personal:
            personal.append(path)
        elif line.key in takes:
            second.append(path)
        else:
            takes[line.key] = str(path)
    missing = tuple(line for line in lines if not line.personal and line.key not in takes)
    warnings = [
        _strange(strange, [line.id for line in lines if not line.personal]),
        _told(personal, "would be heard for a line that holds a listener's value; the voice says it"),
        _told(second, "is a second recording of its line, and is not heard; keep the better one"),
        _in_vain(lines, missing, place),
    ]
    return FoundTakes(takes=takes, missing=missing, warnings=tuple(filter(None, warnings)))


def doubtful_takes(clips: Clips, utterances: Iterable[Utterance]) -> tuple[str, ...]:
    """A warning about recordings that last far longer or shorter than their words.

    A line that was put in before them has given each the name of the one after it, perhaps.
    """
    doubts = []
    for utterance in {utterance.recording: utterance for utterance in utterances}.values():
        if not utterance.recording:
            continue
        lasts_s, calm_s = clips.duration(utterance) / SAMPLE_RATE_HZ, reading_s(utterance.text)
        if lasts_s > _OTHER_WORDS * calm_s + _BREATH_S or lasts_s * _OTHER_WORDS < calm_s:
            doubts.append(
                f"{Path(utterance.recording).name} ({lasts_s:.0f} s for about {calm_s:.0f} s of words)"
            )
    if not doubts:
        return ()
    return (f"{_listed(doubts)}: are these the words of the lines that they are named after?",)


def _asks_for_recordings(script: Script) -> bool:
    return any(isinstance(heard.node, Prose) and heard.node.recording for heard in walk(script))


def _sound_files(folder: Path) -> list[Path]:
    try:
        files = [path for path in folder.iterdir() if path.is_file() and not path.name.startswith(".")]
    except OSError as error:
        message = f"cannot read the folder of recordings {folder}: {reason(error)}; check its name"
        raise FileError(message, path=folder, cause=error) from error
    found = [path for path in files if path.suffix.lower() in ENDINGS]
    return sorted(found, key=lambda path: (ENDINGS.index(path.suffix.lower()), path.name))


def _listed(names: Sequence[str]) -> str:
    more = len(names) - _MOST_NAMED
    return ", ".join(names[:_MOST_NAMED]) + (f" and {more} more" if more > 0 else "")


def _told(paths: Iterable[Path], what: str) -> str:
    names = sorted(path.name for path in paths)
    return f"{_listed(names)} {what}" if names else ""


def _strange(paths: Sequence[Path], ids: Sequence[str]) -> str:
    if not paths:
        return ""
    told = []
    for path in sorted(paths):
        near = nearest(path.stem, ids)
        told.append(f"{path.name} (did you mean {near}?)" if near else path.name)
    what = "is named after no line" if len(told) == 1 else "are named after no lines"
    return f"{_listed(told)} {what} of the script, and not heard; quietude record-sheet prints their names"


def _in_vain(lines: Iterable[Line], missing: Iterable[Line], folder: Path | None) -> str:
    names = [line.id for line in missing if line.named]
    never = {line.named for line in lines if line.personal and line.named} - {
        line.named for line in lines if line.named and not line.personal
    }
    told = []
    if names:
        where = f"in {folder}" if folder is not None else "(give their folder with --recordings)"
        told.append(f"there is no recording of {_listed(names)} {where}: the voice says those words")
    if never:
        told.append(
            f"[record] stands before words with a field ({_listed(sorted(never))}): nobody can have recorded "
            "those, and the voice says them"
        )
    return ". ".join(told)
